"""The forms of the acts on a disclosure: a reason, the state that its author saw, and what the act needs."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _, gettext_lazy

from budget.actions.lifecycle import events
from budget.models import Disclosure, Revision, Source
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR


class ActForm(forms.Form):
    """The reason of an act."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Give the reason.")},
    )
    # The fields before the reason, in order.
    first: tuple[str, ...] = ()

    def __init__(self, disclosure: Disclosure, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.order_fields(self.first)

    def rebase(self, disclosure: Disclosure) -> None:
        """Base the form on the present state of the disclosure, and keep what was typed."""


class StateForm(ActForm):
    """A reason, and the token of the state that its author saw."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, disclosure: Disclosure, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(disclosure, data, {"seen": events.state_token_of(disclosure)} | initial)

    def rebase(self, disclosure: Disclosure) -> None:
        data: Any = self.data  # a QueryDict, of a form that was sent
        data = data.copy()
        data["seen"] = events.state_token_of(disclosure)
        self.data = data


class RevisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, revision: Revision) -> str:
        day = localdate(revision.created_at).isoformat()
        return _("revision %(number)s of %(day)s") % {"number": revision.number, "day": day}


class BringBackForm(StateForm):
    revision = RevisionChoice(label=gettext_lazy("Revision to bring back"), queryset=Revision.objects.none())
    first = ("revision",)

    def __init__(self, disclosure: Disclosure, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(disclosure, data, initial)
        earlier = disclosure.revisions.filter(is_current=False).defer("snapshot").order_by("-number")
        choice = self.fields["revision"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = earlier


class MoveForm(StateForm):
    fiscal_year = forms.IntegerField(
        label=gettext_lazy("Fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    region = forms.CharField(
        label=gettext_lazy("Region"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    department = forms.CharField(
        label=gettext_lazy("Department"),
        max_length=1000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("By its full name. Where no department of the region bears it, one is made."),
    )
    first = ("fiscal_year", "region", "department")


class PublicationForm(ActForm):
    source = forms.ModelChoiceField(
        label=gettext_lazy("File"), queryset=Source.objects.none(), empty_label=None
    )
    url = forms.URLField(
        label=gettext_lazy("Published at"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    on = forms.DateField(
        label=gettext_lazy("Published on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    first = ("source", "url", "on")

    def __init__(self, disclosure: Disclosure, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(disclosure, data, initial)
        choice = self.fields["source"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = files_of(disclosure)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("Give an address that begins with http:// or https://."))
        return url


def files_of(disclosure: Disclosure) -> Any:
    """The files of the latest revision that has any. Each represents its rows in all revisions."""
    found = Source.objects.filter(revision__disclosure=disclosure)
    latest = found.order_by("-revision__is_current", "-revision__number").values("revision")[:1]
    return found.filter(revision__in=latest).order_by("position")
