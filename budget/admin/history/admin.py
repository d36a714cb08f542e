"""The rows of histories in the administration: read only, with a page that restores an earlier state."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy as _

from budget.actions.base import StaleState, require_state, state_token
from budget.actions.model_changes import before, differences_of
from budget.admin.base import ReadOnlyAdmin
from budget.admin.history.base import LONGEST_REASON, HistoryAdmin
from budget.models.history import DELETED, HISTORIES, History
from budget.pages.params import positive_int


class RestoreForm(forms.Form):
    """The reason for restoring an earlier state, and the token of the present state that its author saw."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        strip=True,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class EarlierStateAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """The rows of one history. The index leads to the page of changes instead."""

    list_display = ["__str__", "history_type", "history_user", "history_change_reason"]
    list_select_related = ["history_user"]
    list_filter = ["history_type"]
    search_fields = ["history_user__username", "history_change_reason"]
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        back = path(
            "<path:object_id>/back/",
            self.admin_site.admin_view(self.back_view),
            name=f"budget_{self.opts.model_name}_back",
        )
        return [back, *super().get_urls()]

    @property
    def history(self) -> History:
        return next(history for history in HISTORIES.values() if history.model is self.model)

    def back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what restoring the state before a change would change now; posted with a reason, restore it.

        Raises Http404 where there is no state before, PermissionDenied where the reader may not change the
        object.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        then = self._entry_before(unquote(object_id))
        rows = self.history.cls._base_manager.filter(pk=self._key(then))
        if request.method != "POST":
            return self._shown(request, rows.first(), then)
        # The object is locked from the comparison to the saving.
        with transaction.atomic():
            return self._sent(request, rows.select_for_update().first(), then)

    def _entry_before(self, key: str) -> Any:
        """Return the row before a person's. Raises Http404 where there is none."""
        number = positive_int(key)
        entry = (
            self.model._base_manager.filter(pk=number, history_user__isnull=False).first() if number else None
        )
        then = before(self.history, entry.pk, self._key(entry)).first() if entry else None
        if then is None or then.history_type == DELETED:
            raise Http404
        return then

    def _key(self, entry: Any) -> Any:
        return getattr(entry, self.history.cls._meta.pk.attname)

    def _sent(self, request: HttpRequest, row: Model | None, then: Any) -> HttpResponse:
        form = RestoreForm(request.POST)
        if not form.is_valid():
            return self._shown(request, row, then, form)
        try:
            require_state(form.cleaned_data["seen"], _token_of(self.history, row))
        except StaleState:
            words = gettext("Somebody changed it meanwhile. Below is what would change now.")
            return self._shown(request, row, then, form, [words])
        model_admin = self._admin_of(request, row)
        try:
            with transaction.atomic():
                errors = model_admin.bring_back(request, row, then, form.cleaned_data["reason"])
        except IntegrityError:
            errors = [gettext("Something entered meanwhile stands in the way. Look at it, and try again.")]
        if errors:
            return self._shown(request, row, then, form, errors)
        messages.success(request, gettext("The earlier state is brought back."))
        options = self.history.cls._meta
        return redirect(f"admin:{options.app_label}_{options.model_name}_history", self._key(then))

    def _shown(
        self,
        request: HttpRequest,
        row: Model | None,
        then: Any,
        form: RestoreForm | None = None,
        errors: Sequence[str] = (),
    ) -> HttpResponse:
        self._admin_of(request, row)
        now = None if row is None else self.history.values_of(row)
        typed = {"reason": form.data.get("reason", "")} if form else {}
        shown = RestoreForm(initial={"seen": _token_of(self.history, row), **typed})
        context = self.admin_site.each_context(request) | {
            "title": gettext("Bring back an earlier state"),
            "kind": self.history.cls._meta.verbose_name,
            "object": row or then.history_object,
            "is_deleted": row is None,
            "differences": differences_of(self.history, [(now, self.history.values_of(then))])[0],
            "form": shown,
            "errors": [*errors, *(form.errors.get("reason", ()) if form else ())],
        }
        return TemplateResponse(request, "admin/bring_back.html", context, status=409 if errors else 200)

    def _admin_of(self, request: HttpRequest, row: Model | None) -> HistoryAdmin:
        """Return the admin of the object. Raises PermissionDenied where the reader may not change it."""
        model_admin = self.admin_site.get_model_admin(self.history.cls)
        if not isinstance(model_admin, HistoryAdmin) or not model_admin.may_bring_back(request, row):
            raise PermissionDenied
        return model_admin


def _token_of(history: History, row: Model | None) -> str:
    """The token of the state of an object."""
    return state_token(None if row is None else repr(history.values_of(row)))


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    history.model: EarlierStateAdmin for history in HISTORIES.values()
}
