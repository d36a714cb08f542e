"""The administration of disclosures, those entered by hand with their units in a form.

A disclosure links to its units, a unit to its projects, a project to its indicators, and each back. What is
saved is put in its place by budget.actions.entry and becomes a revision. A form whose rows changed since it
was shown is refused, and shown again with all that was typed.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from budget.actions import entry
from budget.admin.base import (
    BY_DEPARTMENT,
    BigList,
    disambiguated_label,
    year_filter,
)
from budget.admin.entry.base import EntryAdmin
from budget.admin.entry.forms import (
    DisclosureForm,
    StatementFormSet,
    StatementRow,
)
from budget.admin.entry.rows import (
    MONEY_HEADING,
    MONEY_SHOWN,
    MOST_INLINE_ROWS,
    DisclosedInline,
)
from budget.admin.entry.units import save_statement
from budget.admin.imports import ProblemInline, RevisionInline
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Disclosure, UnitStatement
from budget.models.search import SearchKind
from budget.pages.params import positive_int
from budget.store.locks import lock_departments


class StatementInline(DisclosedInline, admin.TabularInline):
    """The units of a disclosure: stated amounts, number and sums of projects."""

    model = UnitStatement
    form = StatementRow
    formset = StatementFormSet
    template = "admin/entry_units.html"
    fields = ("order", "name", *AMOUNT_FIELDS)
    shown_fields = ("name", *AMOUNT_FIELDS)
    ordering = ("position",)
    verbose_name = _("unit")
    verbose_name_plural = _("Units (money ×10,000 yuan; blank where the table states none)")


def _rows_below(row: Disclosure) -> dict[type[InlineModelAdmin], int]:
    """Return the number of rows of each inline of a disclosure, counted up to one more than are shown."""
    below = {StatementInline: row.statements, ProblemInline: row.problems, RevisionInline: row.revisions}
    return {inline: rows.order_by()[: MOST_INLINE_ROWS + 1].count() for inline, rows in below.items()}


class StandingFilter(admin.SimpleListFilter):
    """Whether a disclosure is in force or withdrawn."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("in-force", gettext("in force")), ("withdrawn", gettext("withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case None:
                return queryset
            case "in-force" | "withdrawn" as value:
                return queryset.filter(withdrawn_at__isnull=value == "in-force")
            case _:
                raise Http404(gettext("A filter of this address has a value that is not known."))


class DisclosureAdmin(EntryAdmin, BigList):
    form = DisclosureForm
    list_display = [
        *("__str__", "region", "layout", MONEY_SHOWN["total"]),
        *("project_count", "indicator_count", "changed_at", "withdrawn_at"),
    ]
    list_filter = [year_filter(), "layout", StandingFilter]
    list_select_related = ["department"]
    found_by = {SearchKind.DEPARTMENT: "pk"}
    search_help_text = BY_DEPARTMENT
    autocomplete_fields = ["department"]
    fieldsets = (
        (None, {"fields": ("department", "fiscal_year", "title")}),
        (
            MONEY_HEADING,
            {"fields": (AMOUNT_FIELDS,), "description": _("The grand total, as the table states it.")},
        ),
    )
    shown_fields = ("department", "fiscal_year", "title", "layout", *AMOUNT_FIELDS)
    inlines = [StatementInline, ProblemInline, RevisionInline]

    @admin.display(description=_("region"))
    def region(self, disclosure: Disclosure) -> str:
        return disclosure.department.region

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: addresses and revisions are permanent."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """Department and year of a disclosure never change in a form: all its rows depend on them."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "department", "fiscal_year"] if obj else fields

    def get_inlines(self, request: HttpRequest, obj: Disclosure | None) -> list[type[InlineModelAdmin]]:
        return self._inlines_of(obj)

    def _inlines_of(self, row: Disclosure | None) -> list[type[InlineModelAdmin]]:
        """Return the inlines of units, problems and revisions, each unless there are too many rows."""
        if row is None:
            return [StatementInline]
        numbers = _rows_below(row)
        return [
            inline
            for inline in self.inlines
            if numbers[inline] <= MOST_INLINE_ROWS and (numbers[inline] or inline is not ProblemInline)
        ]

    def elsewhere(self, row: Disclosure) -> list[tuple[str, str]]:
        numbers = _rows_below(row)
        units = reverse("admin:budget_unitstatement_changelist"), gettext("All units of this disclosure")
        problems = reverse("admin:budget_problem_changelist"), gettext("All problems of this disclosure")
        return [
            (words, f"{address}?disclosure__exact={row.pk}")
            for inline, (address, words) in ((StatementInline, units), (ProblemInline, problems))
            if numbers[inline] > MOST_INLINE_ROWS
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = disambiguated_label  # type: ignore[assignment, method-assign]  # a function of the row
        return field

    def lock_for_new(self, request: HttpRequest) -> None:
        department = positive_int(request.POST.get("department", ""))
        if department:
            lock_departments(department)

    def trail(self, row: Disclosure) -> list[tuple[str, str]]:
        return []

    def save_model(self, request: HttpRequest, obj: Disclosure, form: ModelForm, change: bool) -> None:
        if not change:
            obj.department_name = obj.department.name
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        if formset.model is not UnitStatement:
            super().save_formset(request, form, formset, change)
            return
        for statement in formset.save(commit=False):
            save_statement(self, request, statement)
        for statement in formset.deleted_objects:
            statement.delete()
        entry.order_units(form.instance, formset.keys_in_order())

    def response_post_save_add(self, request: HttpRequest, obj: Disclosure) -> HttpResponse:
        """Redirect to the disclosure, to enter its units and projects."""
        return HttpResponseRedirect(reverse("admin:budget_disclosure_change", args=[obj.pk]))


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {Disclosure: DisclosureAdmin}
