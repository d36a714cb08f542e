"""The admin of what is traced: forms that ask for a reason, the trail of each thing, and the way back to an
earlier state, through the same form and the same saving as a change typed by hand.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import Model
from django.forms import ModelForm, MultiWidget
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_lazy as _, pgettext

from budget.accounts.roles import label_of
from budget.admin.history.change_log import changes_of
from budget.models.history import HISTORIES, keys_of

_REASON = "change_reason"
LONGEST_REASON = 1000


class ReasonedForm(ModelForm):
    """A form that asks why, beside what the model asks."""

    change_reason = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Kept with the change, on the page of changes."),
        widget=AdminTextareaWidget(attrs={"rows": 2}),
    )


class TracedAdmin(admin.ModelAdmin):
    """The admin of a model whose history is kept. A form of its own is a `ReasonedForm` too."""

    form = ReasonedForm
    delete_confirmation_template = "admin/traced_delete.html"

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The reason comes last, for who may change something."""
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        fieldsets = [
            (name, {**options, "fields": [field for field in options["fields"] if field != _REASON]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        return [*fieldsets, (None, {"fields": [_REASON]})] if may_save else fieldsets

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        obj._change_reason = form.cleaned_data.get(_REASON, "")
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        obj._change_reason = request.POST.get(_REASON, "").strip()[:LONGEST_REASON]
        super().delete_model(request, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of changes, narrowed to one thing; of what is deleted too."""
        if not self.has_view_permission(request, self.get_object(request, unquote(object_id))):
            raise PermissionDenied
        return changes_of(request, self.model, unquote(object_id))

    # ---- Back to an earlier state.

    def may_bring_back(self, request: HttpRequest, obj: Model | None) -> bool:
        """Whether somebody may change the thing, or, where it is gone, add one."""
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def as_it_was(self, entry: Model) -> Model:
        """The thing as a row of its history says, not saved."""
        return entry.instance

    def form_of_state(self, request: HttpRequest, obj: Model | None, then: Model) -> type[ModelForm]:
        """The form by which somebody would bring a thing (None: it is gone) to an earlier state."""
        return self.get_form(request, obj, change=obj is not None)

    def bring_back(self, request: HttpRequest, obj: Model | None, entry: Model, reason: str) -> list[str]:
        """Bring a thing (None: it is gone) to what a row of its history says, in the caller's transaction.

        Returns why it cannot be, in words; nothing is saved then.
        """
        history = HISTORIES[self.model]
        then = self.as_it_was(entry)
        form_class = self.form_of_state(request, obj, then)
        if words := self._not_offered(form_class, obj, entry):
            return [words]
        lists = {name: keys_of(self.model, name, getattr(entry, name)) for name in history.lists}
        if words := _gone(entry, lists):
            return [words]
        data = sent_by_browser(form_class(instance=then))
        for name, keys in lists.items():
            data.setlist(name, [str(key) for key in keys.values()])
        data[_REASON] = reason
        form = form_class(data, instance=obj or then)
        if not form.is_valid():
            return _errors(form)
        saved = self.save_form(request, form, change=obj is not None)
        self.save_model(request, saved, form, change=obj is not None)
        self.save_related(request, form, [], change=obj is not None)
        message = gettext("Brought back an earlier state: %(reason)s") % {"reason": reason}
        self.log_change(request, saved, message)
        return []

    def _not_offered(self, form_class: type[ModelForm], obj: Model | None, entry: Model) -> str:
        """What would have to change and the form does not offer this person, in words; "" where nothing."""
        history = HISTORIES[self.model]
        blank = history.values_of(self.model()) if obj is None else history.values_of(obj)
        then = history.values_of(entry)
        fields = [field for field in history.fields_included(self.model) if not field.primary_key]
        lists = [history.model._meta.get_field(name) for name in history.lists]
        missing = [
            str(field.verbose_name)
            for field in (*fields, *lists)
            if field.name not in form_class.base_fields and then[field.attname] != blank[field.attname]
        ]
        if not missing:
            return ""
        return gettext("It was otherwise then in what you may not change: %(fields)s.") % {
            "fields": _listed(missing)
        }


def _gone(entry: Model, keys: Mapping[str, Mapping[str, Any]]) -> str:
    """What a list of the earlier state held and is no longer there, in words; "" where all of it is."""
    gone = [label_of(one) for name, found in keys.items() for one in getattr(entry, name) if one not in found]
    if not gone:
        return ""
    return gettext("No longer there: %(names)s.") % {"names": _listed(gone)}


def _listed(names: Iterable[str]) -> str:
    return pgettext("between the names of a list", ", ").join(names)


def _errors(form: ModelForm) -> list[str]:
    return [
        message if name == NON_FIELD_ERRORS else f"{form.fields[name].label}: {message}"
        for name, messages in form.errors.items()
        for message in messages
    ]


def sent_by_browser(form: ModelForm) -> MultiValueDict[str, Any]:
    """What a browser would send of a form that is shown and left as it is."""
    data: MultiValueDict[str, Any] = MultiValueDict()
    for bound in form:
        widget = bound.field.widget
        widget = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
        value = bound.value()
        if bound.field.disabled or value is None or value is False:
            continue
        if isinstance(widget, MultiWidget):
            for suffix, part in zip(widget.widgets_names, widget.decompress(value), strict=True):
                data[bound.html_name + suffix] = part
        elif isinstance(value, list | tuple):
            data.setlist(bound.html_name, [str(one) for one in value])
        else:
            data[bound.html_name] = value
    return data
