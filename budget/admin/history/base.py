"""The admin of models with a history: forms with a reason, the changes of an object, and earlier states.

An earlier state is restored by the form and the saving that a change typed by hand passes through.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import Model
from django.forms import ModelForm, MultiWidget
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_lazy as _, pgettext

from budget.accounts.roles import label_of
from budget.admin.base import InitialFromAddress
from budget.admin.history.change_log import changes_of
from budget.models.history import HISTORIES, keys_of

_REASON = "change_reason"
LONGEST_REASON = 1000


class ReasonedForm(ModelForm):
    """A form of a model with a field for the reason of the change."""

    change_reason = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Kept with the change, on the page of changes."),
        widget=AdminTextareaWidget(attrs={"rows": 2}),
    )


class HistoryAdmin(InitialFromAddress):
    """The admin of a model with a history. A form of its own is a `ReasonedForm` too."""

    form = ReasonedForm
    delete_confirmation_template = "admin/delete_with_reason.html"

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Put the reason last, for readers who may save."""
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        fieldsets = [
            (name, {**options, "fields": [field for field in options["fields"] if field != _REASON]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        return [*fieldsets, (None, {"fields": [_REASON]})] if may_save else fieldsets

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        obj.__dict__["_change_reason"] = form.cleaned_data.get(_REASON, "")
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        obj.__dict__["_change_reason"] = request.POST.get(_REASON, "").strip()[:LONGEST_REASON]
        super().delete_model(request, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the page of changes of one object, which may be deleted."""
        if not self.has_view_permission(request, self.get_object(request, unquote(object_id))):
            raise PermissionDenied
        return changes_of(request, self.model, unquote(object_id))

    # ---- Restoring an earlier state.

    def may_bring_back(self, request: HttpRequest, obj: Model | None) -> bool:
        """Return whether the reader may change the object, or add one where it is deleted."""
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def as_it_was(self, entry: Any) -> Any:
        """Return the object, of the admin's model, of a row of its history, not saved."""
        return entry.instance

    def form_of_state(self, request: HttpRequest, obj: Model | None, then: Model) -> type[ModelForm]:
        """Return the form that restores an earlier state of an object (None: it is deleted)."""
        return self.get_form(request, obj, change=obj is not None)

    def bring_back(self, request: HttpRequest, obj: Model | None, entry: Model, reason: str) -> list[str]:
        """Restore the state in a row of its history of an object (None: it is deleted).

        Runs in the caller's transaction. Returns the reasons of a refusal in words; nothing is saved then.
        """
        history = HISTORIES[self.model]
        then = self.as_it_was(entry)
        form_class = self.form_of_state(request, obj, then)
        if words := self._not_offered(form_class, obj, entry):
            return [words]
        lists = {name: keys_of(self.model, name, getattr(entry, name)) for name in history.lists}
        if words := _deleted_members(entry, lists):
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
        """Return in words the fields to change that the form does not offer this person; "" for none."""
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


def _deleted_members(entry: Model, keys: Mapping[str, Mapping[str, Any]]) -> str:
    """Return in words the deleted rows that a list of the earlier state held; "" for none."""
    deleted = [
        label_of(one) for name, found in keys.items() for one in getattr(entry, name) if one not in found
    ]
    if not deleted:
        return ""
    return gettext("No longer there: %(names)s.") % {"names": _listed(deleted)}


def _listed(names: Iterable[str]) -> str:
    return pgettext("between the names of a list", ", ").join(names)


def _errors(form: ModelForm) -> list[str]:
    return [
        str(message) if name == NON_FIELD_ERRORS else f"{form.fields[name].label}: {message}"
        for name, messages in form.errors.items()
        for message in messages
    ]


def sent_by_browser(form: ModelForm) -> MultiValueDict[str, Any]:
    """Return the data that a browser sends of a form that nobody edited."""
    data: MultiValueDict[str, Any] = MultiValueDict()
    for bound in form:
        widget = bound.field.widget
        widget = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
        value = bound.value()
        if bound.field.disabled or value is None or value is False:
            continue
        if isinstance(widget, MultiWidget):
            names: list[str] = widget.widgets_names  # type: ignore[attr-defined]  # Django's own
            for suffix, part in zip(names, widget.decompress(value) or [], strict=True):
                data[bound.html_name + suffix] = part
        elif isinstance(value, list | tuple):
            data.setlist(bound.html_name, [str(one) for one in value])
        else:
            data[bound.html_name] = value
    return data
