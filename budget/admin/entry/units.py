"""The administration of units as a disclosure states them, with their projects."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from budget.actions import entry
from budget.admin.base import (
    OF_DEPARTMENT,
    BigList,
)
from budget.admin.entry.base import EntryAdmin
from budget.admin.entry.forms import (
    OrderedFormSet,
    ProjectRow,
    StatementForm,
)
from budget.admin.entry.rows import (
    MONEY_HEADING,
    MONEY_SHOWN,
    MOST_INLINE_ROWS,
    DisclosedInline,
    is_form,
)
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Project, UnitStatement
from budget.models.search import SearchKind
from budget.pages.params import positive_int


class ProjectInline(DisclosedInline, admin.TabularInline):
    """The projects of a unit."""

    model = Project
    fk_name = "statement"
    form = ProjectRow
    formset = OrderedFormSet
    fields = ("order", "name", *AMOUNT_FIELDS)
    shown_fields = ("name", *AMOUNT_FIELDS, "indicator_count")
    ordering = ("position", "pk")
    verbose_name_plural = _("Projects (money ×10,000 yuan; blank where the table states none)")


def save_statement(site_admin: admin.ModelAdmin, request: HttpRequest, statement: UnitStatement) -> None:
    """Save a unit's statement, with a message where its name created a unit: it may be mistyped."""
    if entry.place_statement(statement):
        words = gettext("“%(unit)s” is new: %(department)s had no unit of this name.")
        details = {"unit": statement.name, "department": statement.disclosure.department}
        site_admin.message_user(request, words % details, messages.INFO)


class UnitStatementAdmin(EntryAdmin, BigList):
    """A unit of a disclosure with its projects. The form of a project completes its unit from this list."""

    form = StatementForm
    list_display = ["name", "disclosure", "project_count", MONEY_SHOWN["total"]]
    list_select_related = ["disclosure__department"]
    found_by = {**OF_DEPARTMENT, SearchKind.UNIT: "unit"}
    search_help_text = _("by unit, department and region")
    fieldsets = (
        (None, {"fields": ("name",)}),
        (MONEY_HEADING, {"fields": (AMOUNT_FIELDS,), "description": _("As the unit's row states it.")}),
    )
    shown_fields = ("disclosure", "unit", "name", *AMOUNT_FIELDS)
    inlines = [ProjectInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Units are added in the form of their disclosure."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Units are deleted in the form of their disclosure."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[UnitStatement], search_term: str
    ) -> tuple[QuerySet[UnitStatement], bool]:
        """To complete a project's unit, search its disclosure alone, or without one those entered by hand."""
        if request.GET.get("field_name") != "statement":
            return super().get_search_results(request, queryset, search_term)
        disclosure = positive_int(request.GET.get("disclosure", ""))
        if disclosure:
            of_one = queryset.filter(disclosure=disclosure).order_by("position")
            return of_one.filter(name__contains=search_term.strip()), False
        queryset = queryset.filter(disclosure__layout="entered")
        return super().get_search_results(request, queryset, search_term)

    def get_inlines(self, request: HttpRequest, obj: UnitStatement | None) -> list[type[InlineModelAdmin]]:
        return self.inlines if obj and obj.project_count <= MOST_INLINE_ROWS else []

    def elsewhere(self, row: UnitStatement) -> list[tuple[str, str]]:
        if row.project_count <= MOST_INLINE_ROWS:
            return []
        projects = f"{reverse('admin:budget_project_changelist')}?statement__exact={row.pk}"
        return [(gettext("All projects of this unit"), projects)]

    def extra_context(self, request: HttpRequest, row: UnitStatement) -> dict[str, Any]:
        if not is_form(self, request, row):
            return {}
        return {"add_project_url": f"{reverse('admin:budget_project_add')}?statement={row.pk}"}

    def trail(self, row: UnitStatement) -> list[tuple[str, str]]:
        return [
            (str(row.disclosure), reverse("admin:budget_disclosure_change", args=[row.disclosure_id])),
        ]

    def save_model(self, request: HttpRequest, obj: UnitStatement, form: ModelForm, change: bool) -> None:
        save_statement(self, request, obj)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        for project in formset.save(commit=False):
            entry.place_project(project)
        for project in formset.deleted_objects:
            entry.drop(project)
        entry.order_projects(formset.keys_in_order())

    def response_post_save_change(self, request: HttpRequest, obj: UnitStatement) -> HttpResponse:
        """Redirect to the disclosure."""
        return HttpResponseRedirect(reverse("admin:budget_disclosure_change", args=[obj.disclosure_id]))


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {UnitStatement: UnitStatementAdmin}
