"""The base of forms over the rows of a disclosure: serialized by department, refused over a newer state."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigAutoField, Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from budget.accounts.access import user_of
from budget.actions import entry
from budget.actions.base import StaleState
from budget.actions.entry_sums import disagreements
from budget.admin.entry.forms import UNIT_NAMES
from budget.admin.entry.rows import DisclosedRows, is_form
from budget.models import Disclosure, Project, SearchText, Unit, UnitStatement
from budget.store.rows_reader import records_of
from indicators.models import Indicator

# Names of units that the browser completes from.
_MOST_NAMES = 500
# Disagreeing sums that are shown after saving.
_MOST_SUMS = 5


class EntryAdmin(DisclosedRows, admin.ModelAdmin):
    """A row of a disclosure with the rows below it. Forms of a department are saved one after the other.

    The form holds the token of the state that it shows. Over another state it is refused in words.
    """

    change_form_template = "admin/entry_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            # Read before the rows that the form shows: it can be older than they are, never newer.
            row = self.get_object(request, unquote(object_id)) if object_id else None
            context = self._page_context(request, row) | {"state": entry.state_of(row) if row else ""}
            return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))
        with transaction.atomic():
            if object_id is None:
                self.lock_for_new(request)
                return super().changeform_view(request, None, form_url, self._page_context(request, None))
            row = self.locked(object_id)
            if row is None:
                return self._gone_response(request)
            if self.has_change_permission(request):
                self._refuse_over_another_state(request, row)
            context = self._page_context(request, row) | {
                "state": request.POST.get("state", ""),
                "refused": hasattr(request, "refusal"),
            }
            return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))

    def lock_for_new(self, request: HttpRequest) -> None:
        """Lock the department of a row to be made."""
        raise NotImplementedError

    def trail(self, row: Any) -> list[tuple[str, str]]:
        """Return the rows above a row, as names and addresses."""
        raise NotImplementedError

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        self.store_revision(request, form.instance)

    def store_revision(self, request: HttpRequest, row: Any) -> None:
        """Put the saved rows in force as a revision, and show messages for sums that disagree."""
        disclosure = Disclosure.objects.select_related("department").get(pk=entry.disclosure_of(row).pk)
        entry.store(disclosure, user_of(request))
        words = disagreements(records_of(disclosure), _unit_of(row))
        for sentence in words[:_MOST_SUMS]:
            self.message_user(request, sentence, messages.WARNING)
        if len(words) > _MOST_SUMS:
            more = gettext(
                "%(number)s more sums do not hold: see the reconciliation on the disclosure's page."
            )
            self.message_user(request, more % {"number": len(words) - _MOST_SUMS}, messages.WARNING)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", "")  # type: ignore[attr-defined]  # read by its clean()
        return form

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Require no permission for the search entries of a row, which are deleted with it."""
        shown, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, perms_needed - {SearchText._meta.verbose_name}, protected

    def locked(self, object_id: str) -> Any:
        try:
            key = BigAutoField().to_python(unquote(object_id))
        except ValidationError:
            return None
        return entry.locked(self.model, key)

    def _page_context(self, request: HttpRequest, row: Model | None) -> dict[str, Any]:
        """Return the context of the page in addition to the form."""
        shown: dict[str, Any] = {"trail": self.trail(row) if row else []}
        if row is not None:
            disclosure = entry.disclosure_of(cast(Any, row))
            shown["disclosure"] = disclosure
            if is_form(self, request, row):
                units = Unit.objects.filter(department=disclosure.department_id).order_by("name_sort", "pk")
                shown["unit_names"] = units.values_list("name", flat=True)[:_MOST_NAMES]
                shown["unit_names_id"] = UNIT_NAMES
            shown["elsewhere"] = self.elsewhere(row)
            shown |= self.extra_context(request, row)
        return shown

    def elsewhere(self, row: Any) -> list[tuple[str, str]]:
        """Return links to the lists that are too long for the page of a row, as words and addresses."""
        return []

    def extra_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return more context for the page of a row."""
        return {}

    def _refuse_over_another_state(self, request: HttpRequest, row: Any) -> None:
        """Make the form invalid where the row changed since it was shown, and show the typed values again."""
        try:
            entry.require_same_state(row, request.POST.get("state", ""))
        except StaleState as refused:
            request.__dict__["refusal"] = str(refused)
            request.POST = _as_new_rows(request.POST)  # type: ignore[assignment]  # a copy that may be changed

    def _gone_response(self, request: HttpRequest) -> HttpResponse:
        """Show that the row was deleted, with the typed values."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("This is no longer there"),
            "opts": self.opts,
            "typed": _typed(request.POST),
        }
        return render(request, "admin/entry_gone.html", context, status=409)


def _unit_of(row: Disclosure | UnitStatement | Project) -> int | None:
    """Return the index of the unit of a row, None for the whole table."""
    if isinstance(row, Disclosure):
        return None
    statement = row if isinstance(row, UnitStatement) else row.statement
    return row.disclosure.statements.filter(position__lt=statement.position).count()


def _as_new_rows(data: QueryDict) -> QueryDict:
    """Return the data of an outdated form with all its rows as new ones: typed values of rows that were
    deleted since would not be shown.
    """
    rows = data.copy()
    for name in data:
        if name.endswith("-INITIAL_FORMS"):
            rows[name] = "0"
        elif name.endswith("-id"):
            del rows[name]
    return rows


def _typed(data: QueryDict) -> list[tuple[str, str]]:
    """Return the typed values of a form with the labels of their fields."""
    labels = {
        field.name: str(field.verbose_name)
        for model in (Indicator, Project, UnitStatement, Disclosure)
        for field in model._meta.fields
        if field.editable and not field.is_relation
    }
    named = [(name.rpartition("-")[2], text) for name, text in data.items() if "__prefix__" not in name]
    return [
        (labels[name], text)
        for name, text in named
        if name in labels and isinstance(text, str) and text.strip()
    ]
