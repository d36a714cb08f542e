"""The forms of corrections: the reason of an act, and a corrected value."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from budget.actions.corrections import Value
from budget.disclosure.corrections import fen_of, value_of_fen
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models.corrections import column_of


class ReasonForm(forms.Form):
    """The reason of an act, and the state that its author saw."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Give the reason.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def rebase(self, seen: str | None) -> None:
        """Base the form on the present state, and keep what was typed."""
        data: Any = self.data  # a QueryDict, of a form that was sent
        data = data.copy()
        data["seen"] = seen or ""
        self.data = data


class CorrectionForm(ReasonForm):
    """The corrected value: money typed in 万元, a text as it is."""

    field_order = ["value", "reason"]

    def __init__(self, value: Value, data: Any = None) -> None:
        self.is_money = value.field in AMOUNT_FIELDS
        initial = fen_of(value.effective) if self.is_money else value.effective
        super().__init__(data, initial={"value": initial, "seen": value.seen})
        column = column_of(value.subject.about, value.field)
        field = column.formfield(label=_("Corrected value"))
        if field is None:
            raise TypeError(f"{value.field} is typed in no form")
        self.fields["value"] = field
        field.widget.attrs["class"] = (
            "vLargeTextField" if isinstance(field.widget, forms.Textarea) else "vTextField"
        )
        self.order_fields(self.field_order)

    @property
    def corrected(self) -> str:
        """Return the value in the form that corrections store."""
        value = self.cleaned_data["value"]
        if self.is_money:
            return value_of_fen(value)
        return str(value).replace("\r\n", "\n")
