"""In the admin: disclosures, with the units, projects and indicators that staff enter by hand.

A disclosure leads to its units, a unit to its projects, a project to its indicators, and each back. What is
saved is placed by budget.actions.entry and kept as a revision; a form over another state than the one it
shows is refused, with all that was typed in it.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from budget.actions import entry
from budget.admin.base import (
    BY_DEPARTMENT,
    CATEGORY_FILTER,
    OF_DEPARTMENT,
    BigList,
    disambiguated_label,
    year_filter,
)
from budget.admin.entry.base import EntryAdmin
from budget.admin.entry.forms import (
    DisclosureForm,
    IndicatorRow,
    OrderedFormSet,
    ProjectForm,
    ProjectRow,
    StatementForm,
    StatementFormSet,
    StatementRow,
)
from budget.admin.entry.rows import MONEY_SHOWN, DisclosedInline, DisclosedRows, edits
from budget.admin.imports import ProblemInline, RevisionInline
from budget.admin.project_types import ProjectTypeActions
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Disclosure, Project, UnitStatement
from budget.models.search import SearchKind
from indicators.columns import category_label
from indicators.models import Indicator

# Rows that a form shows below its own; of more, the page leads to their list.
MOST_BELOW = 200

_MONEY = _("Money, in 10,000 yuan (empty where the table states none)")


class StatementInline(DisclosedInline, admin.TabularInline):
    """A disclosure's units: what is stated of each, how many projects it has, and what they come to."""

    model = UnitStatement
    form = StatementRow
    formset = StatementFormSet
    template = "admin/entry_units.html"
    fields = ("order", "name", *AMOUNT_FIELDS)
    shown_fields = ("name", *AMOUNT_FIELDS)
    ordering = ("position",)
    verbose_name = _("unit")
    verbose_name_plural = _("Units (money in 10,000 yuan; empty where the table states none)")


class ProjectInline(DisclosedInline, admin.TabularInline):
    """A unit's projects."""

    model = Project
    fk_name = "statement"
    form = ProjectRow
    formset = OrderedFormSet
    fields = ("order", "name", *AMOUNT_FIELDS)
    shown_fields = ("name", *AMOUNT_FIELDS, "indicator_count")
    ordering = ("position", "pk")
    verbose_name_plural = _("Projects (money in 10,000 yuan; empty where the table states none)")


class IndicatorInline(DisclosedInline, admin.StackedInline):
    """A project's indicators."""

    model = Indicator
    form = IndicatorRow
    formset = OrderedFormSet
    show_change_link = False
    fieldsets = (
        (None, {"fields": (("order", "chosen_category"), "name", ("annual_target", "period_target"))}),
        (
            _("What only some tables state"),
            {
                "fields": (("comparator", "unit_of_measure", "weight", "direction"), "standard"),
                "classes": ("collapse",),
            },
        ),
    )
    shown_fields = (
        *("position", "level1_code", "level1", "level2_code", "level2"),
        *("name", "period_target", "annual_target"),
    )
    ordering = ("position",)


def _rows_below(row: Disclosure) -> dict[type[admin.TabularInline], int]:
    """How many rows would stand below a disclosure, counted up to those that are too many."""
    below = {StatementInline: row.statements, ProblemInline: row.problems, RevisionInline: row.revisions}
    return {inline: rows.order_by()[: MOST_BELOW + 1].count() for inline, rows in below.items()}


class DisclosureAdmin(EntryAdmin, BigList):
    form = DisclosureForm
    list_display = [
        *("__str__", "region", "layout", MONEY_SHOWN["total"]),
        *("project_count", "indicator_count", "changed_at", "withdrawn_at"),
    ]
    list_filter = [year_filter(), "layout", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["department"]
    found_by = {SearchKind.DEPARTMENT: "pk"}
    search_help_text = BY_DEPARTMENT
    autocomplete_fields = ["department"]
    fieldsets = (
        (None, {"fields": ("department", "fiscal_year", "title")}),
        (_MONEY, {"fields": (AMOUNT_FIELDS,), "description": _("The grand total, as the table states it.")}),
    )
    shown_fields = ("department", "fiscal_year", "title", "layout", *AMOUNT_FIELDS)
    inlines = [StatementInline, ProblemInline, RevisionInline]

    @admin.display(description=_("region"))
    def region(self, disclosure: Disclosure) -> str:
        return disclosure.department.region

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: its address and its revisions last."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        """Whose table of which year it is does not change with a form: everything below it hangs on that."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "department", "fiscal_year"] if obj else fields

    def get_inlines(self, request: HttpRequest, obj: Disclosure | None) -> list[type[admin.TabularInline]]:
        return self._inlines_of(obj)

    def _inlines_of(self, row: Disclosure | None) -> list[type[admin.TabularInline]]:
        """What stands below a disclosure: units, problems and revisions, each unless there are too many."""
        if row is None:
            return [StatementInline]
        numbers = _rows_below(row)
        return [
            inline
            for inline in self.inlines
            if numbers[inline] <= MOST_BELOW and (numbers[inline] or inline is not ProblemInline)
        ]

    def elsewhere(self, row: Disclosure) -> list[tuple[str, str]]:
        numbers = _rows_below(row)
        units = reverse("admin:budget_unitstatement_changelist"), gettext("All units of this disclosure")
        problems = reverse("admin:budget_problem_changelist"), gettext("All problems of this disclosure")
        return [
            (words, f"{address}?disclosure__exact={row.pk}")
            for inline, (address, words) in ((StatementInline, units), (ProblemInline, problems))
            if numbers[inline] > MOST_BELOW
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = disambiguated_label
        return field

    def lock_for_new(self, request: HttpRequest) -> None:
        department = request.POST.get("department", "")
        if department.isdecimal():
            entry.lock_department(int(department))

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
            place_and_tell(self, request, statement)
        for statement in formset.deleted_objects:
            statement.delete()
        entry.order_units(form.instance, formset.keys_in_order())

    def response_post_save_add(self, request: HttpRequest, obj: Disclosure) -> HttpResponse:
        """On to its units and their projects."""
        return HttpResponseRedirect(reverse("admin:budget_disclosure_change", args=[obj.pk]))


def place_and_tell(site_admin: admin.ModelAdmin, request: HttpRequest, statement: UnitStatement) -> None:
    """Place a unit's statement, and say where its name made a new unit: it may be a slip of the pen."""
    if entry.place_statement(statement):
        words = gettext("“%(unit)s” is new: %(department)s had no unit of this name.")
        said = {"unit": statement.name, "department": statement.disclosure.department}
        site_admin.message_user(request, words % said, messages.INFO)


class UnitStatementAdmin(EntryAdmin, BigList):
    """A unit of a disclosure with its projects; found by the autocompletion of a project's unit."""

    form = StatementForm
    list_display = ["name", "disclosure", "project_count", MONEY_SHOWN["total"]]
    list_select_related = ["disclosure__department"]
    found_by = {**OF_DEPARTMENT, SearchKind.UNIT: "unit"}
    search_help_text = _("by unit, department and region")
    fieldsets = (
        (None, {"fields": ("name",)}),
        (_MONEY, {"fields": (AMOUNT_FIELDS,), "description": _("As the unit's row states it.")}),
    )
    shown_fields = ("disclosure", "unit", "name", *AMOUNT_FIELDS)
    inlines = [ProjectInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """With its disclosure."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """With its disclosure."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[UnitStatement], search_term: str
    ) -> tuple[QuerySet[UnitStatement], bool]:
        """Where a project's unit is completed: of its table alone, or of those entered by hand."""
        if request.GET.get("field_name") != "statement":
            return super().get_search_results(request, queryset, search_term)
        disclosure = request.GET.get("disclosure", "")
        if disclosure.isdecimal():
            of_one = queryset.filter(disclosure=disclosure).order_by("position")
            return of_one.filter(name__contains=search_term.strip()), False
        queryset = queryset.filter(disclosure__layout="entered")
        return super().get_search_results(request, queryset, search_term)

    def get_inlines(self, request: HttpRequest, obj: UnitStatement | None) -> list[type[admin.TabularInline]]:
        return self.inlines if obj and obj.project_count <= MOST_BELOW else []

    def elsewhere(self, row: UnitStatement) -> list[tuple[str, str]]:
        if row.project_count <= MOST_BELOW:
            return []
        projects = f"{reverse('admin:budget_project_changelist')}?statement__exact={row.pk}"
        return [(gettext("All projects of this unit"), projects)]

    def beside(self, request: HttpRequest, row: UnitStatement) -> dict[str, Any]:
        if not edits(self, request, row):
            return {}
        return {"add_project_url": f"{reverse('admin:budget_project_add')}?statement={row.pk}"}

    def trail(self, row: UnitStatement) -> list[tuple[str, str]]:
        return [
            (str(row.disclosure), reverse("admin:budget_disclosure_change", args=[row.disclosure_id])),
        ]

    def save_model(self, request: HttpRequest, obj: UnitStatement, form: ModelForm, change: bool) -> None:
        place_and_tell(self, request, obj)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        for project in formset.save(commit=False):
            entry.place_project(project)
        for project in formset.deleted_objects:
            entry.drop(project)
        entry.order_projects(formset.keys_in_order())

    def response_post_save_change(self, request: HttpRequest, obj: UnitStatement) -> HttpResponse:
        """Back to the disclosure."""
        return HttpResponseRedirect(reverse("admin:budget_disclosure_change", args=[obj.disclosure_id]))


class UnitOfOneTable(AutocompleteSelect):
    """The units of the disclosures that were entered by hand; `disclosure`: of this one alone."""

    disclosure: int | None = None

    def get_url(self) -> str:
        return f"{super().get_url()}?disclosure={self.disclosure or ''}"


class ProjectAdmin(EntryAdmin, ProjectTypeActions, BigList):
    form = ProjectForm
    list_display = ["name", "unit", "fiscal_year", "project_type", MONEY_SHOWN["total"], "indicator_count"]
    list_filter = [year_filter(), "project_type"]
    list_select_related = ["unit"]
    found_by = {SearchKind.PROJECT: "pk", SearchKind.UNIT: "unit"}
    search_help_text = _("by project and unit")
    autocomplete_fields = ["statement"]
    fieldsets = (
        (None, {"fields": ("statement", "name")}),
        (
            _MONEY,
            {
                "fields": (AMOUNT_FIELDS,),
                "description": _("Where a source is stated, the total is the sum of the sources."),
            },
        ),
        (None, {"fields": ("objective",)}),
        (
            _("What only some tables state"),
            {
                "fields": ("period_objective", "attribute", ("starts_on", "ends_on")),
                "classes": ("collapse",),
            },
        ),
    )
    shown_fields = (
        *("statement", "name", *AMOUNT_FIELDS, "objective"),
        *("period_objective", "attribute", "starts_on", "ends_on"),
    )
    inlines = [IndicatorInline]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without deleting many at once: each is deleted under its unit, over the state that is shown."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "statement":
            kwargs["queryset"] = UnitStatement.objects.filter(disclosure__layout="entered").select_related(
                "disclosure__department"
            )
            kwargs["widget"] = UnitOfOneTable(db_field, self.admin_site)
            kwargs["label"] = gettext("Unit")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if "statement" in form.base_fields:
            field = form.base_fields["statement"]
            field.label_from_instance = disambiguated_label
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.widget.disclosure = obj.disclosure_id if isinstance(obj, Project) else None
        return form

    def lock_for_new(self, request: HttpRequest) -> None:
        statement = request.POST.get("statement", "")
        if statement.isdecimal():
            entry.locked(UnitStatement, int(statement))

    def trail(self, row: Project) -> list[tuple[str, str]]:
        return [
            (str(row.disclosure), reverse("admin:budget_disclosure_change", args=[row.disclosure_id])),
            (str(row.statement), reverse("admin:budget_unitstatement_change", args=[row.statement_id])),
        ]

    def save_model(self, request: HttpRequest, obj: Project, form: ModelForm, change: bool) -> None:
        entry.place_project(obj)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        entry.save_indicators(form.instance, formset.save(commit=False), formset.deleted_objects)
        entry.order_indicators(form.instance, formset.keys_in_order())

    def response_post_save_add(self, request: HttpRequest, obj: Project) -> HttpResponse:
        return self._back(obj.statement_id)

    def response_post_save_change(self, request: HttpRequest, obj: Project) -> HttpResponse:
        return self._back(obj.statement_id)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            row = self.get_object(request, unquote(object_id))
            context = {"state": entry.state_of(row), "trail": self.trail(row)} if row else {}
            return super().delete_view(request, object_id, context | (extra_context or {}))
        with transaction.atomic():
            row = self.locked(object_id)
            if row and request.POST.get("state") != entry.state_of(row):
                words = gettext("Nothing is deleted: somebody changed this since you opened it.")
                self.message_user(request, words, messages.ERROR)
                return HttpResponseRedirect(reverse("admin:budget_project_change", args=[row.pk]))
            answer = super().delete_view(request, object_id, extra_context)
            is_deleted = row and not Project.objects.filter(pk=row.pk).exists()
            return self._back(row.statement_id) if is_deleted else answer

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        statement = obj.statement
        entry.drop(obj)
        self.keep(request, statement)

    def _back(self, statement: int) -> HttpResponse:
        """To the unit with its projects."""
        return HttpResponseRedirect(reverse("admin:budget_unitstatement_change", args=[statement]))


class IndicatorAdmin(DisclosedRows, BigList):
    """To be found here; entered and changed with its project, with which it may be deleted."""

    list_display = ["name", "project", "category_name", "annual_target"]
    list_filter = [CATEGORY_FILTER]
    list_select_related = ["project"]
    found_by = {SearchKind.INDICATOR: "pk", SearchKind.PROJECT: "project"}
    search_help_text = _("by indicator, target and project")
    shown_fields = (
        *("project", "position", "level1_code", "level1", "level2_code", "level2", "category_name", "name"),
        *(
            "period_target",
            "annual_target",
            "comparator",
            "unit_of_measure",
            "weight",
            "direction",
            "standard",
        ),
    )

    @admin.display(description=_("category"))
    def category_name(self, indicator: Indicator) -> str:
        return category_label(indicator.category)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Disclosure: DisclosureAdmin,
    UnitStatement: UnitStatementAdmin,
    Project: ProjectAdmin,
    Indicator: IndicatorAdmin,
}
