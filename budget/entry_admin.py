"""In the admin: disclosures, with the units, projects and indicators that staff enter by hand.

What they enter is placed by budget.entry and kept as a revision by budget.importing, as an import's rows
are.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest

from budget import entry, importing
from budget.disclosed_rows import MONEY_SHOWN, DisclosedInline, DisclosedRows
from budget.disclosure.records import AMOUNT_FIELDS
from budget.looked_at_admin import ProblemInline, RevisionInline
from budget.models import Disclosure, Project, SearchText, UnitStatement
from budget.project_type_admin import SetsTypes
from indicators.models import Indicator


class StatementInline(DisclosedInline):
    model = UnitStatement
    fields = ["unit", *AMOUNT_FIELDS]
    autocomplete_fields = ["unit"]


class IndicatorInline(DisclosedInline):
    model = Indicator
    fields = [
        "position",
        "level1_code",
        "level1",
        "level2_code",
        "level2",
        "name",
        "period_target",
        "annual_target",
    ]


class DisclosureAdmin(DisclosedRows, admin.ModelAdmin):
    list_display = [
        "__str__",
        "fiscal_year",
        "layout",
        MONEY_SHOWN["total"],
        "project_count",
        "indicator_count",
        "changed_at",
    ]
    list_filter = ["fiscal_year", "layout"]
    list_select_related = ["department"]
    search_fields = ["department__name", "department__name_folded"]
    autocomplete_fields = ["department"]
    fields = ["department", "fiscal_year", "title", "layout", *AMOUNT_FIELDS]
    readonly_fields = ["layout"]
    inlines = [StatementInline, ProblemInline, RevisionInline]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: its address and its revisions last."""
        return False

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseModelFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        importing.keep_entered(form.instance, request.user)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        if formset.model is not UnitStatement:
            super().save_formset(request, form, formset, change)
            return
        for statement in formset.save(commit=False):
            entry.place_statement(statement)
            statement.save()
        for statement in formset.deleted_objects:
            statement.delete()
        formset.save_m2m()


class UnitStatementAdmin(DisclosedRows, admin.ModelAdmin):
    """Found by the autocompletion of a project's unit; stated and changed with its disclosure."""

    list_display = ["name", "disclosure", MONEY_SHOWN["total"]]
    list_select_related = ["disclosure__department"]
    search_fields = ["name", "unit__name_folded", "disclosure__department__name"]
    autocomplete_fields = ["unit", "disclosure"]
    fields = ["disclosure", "unit", *AMOUNT_FIELDS]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: UnitStatement, form: ModelForm, change: bool) -> None:
        entry.place_statement(obj)
        super().save_model(request, obj, form, change)
        importing.keep_entered(obj.disclosure, request.user)


class ProjectAdmin(DisclosedRows, SetsTypes):
    list_display = ["name", "unit", "fiscal_year", "project_type", MONEY_SHOWN["total"], "indicator_count"]
    list_filter = ["fiscal_year", "project_type", "is_confidential"]
    list_select_related = ["unit"]
    search_fields = ["name", "name_folded", "unit__name"]
    autocomplete_fields = ["statement"]
    fields = ["statement", "name", *AMOUNT_FIELDS, "objective"]
    inlines = [IndicatorInline]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "statement":
            kwargs["queryset"] = UnitStatement.objects.filter(disclosure__layout="entered")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Project, form: ModelForm, change: bool) -> None:
        entry.place_project(obj)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Sequence[BaseModelFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        importing.keep_entered(form.instance.disclosure, request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """What a project is found by goes with it, which nobody needs a permission for."""
        shown, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, perms_needed - {SearchText._meta.verbose_name}, protected

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        disclosure = obj.disclosure
        super().delete_model(request, obj)
        importing.keep_entered(disclosure, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> None:
        disclosures = {project.disclosure for project in queryset.select_related("disclosure")}
        super().delete_queryset(request, queryset)
        for disclosure in disclosures:
            importing.keep_entered(disclosure, request.user)


class IndicatorAdmin(DisclosedRows, admin.ModelAdmin):
    """To be found here; entered and changed with its project, with which it may be deleted."""

    list_display = ["name", "project", "category", "annual_target"]
    list_filter = ["category"]
    list_select_related = ["project"]
    search_fields = ["name", "annual_target", "period_target"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# Registered by budget.admin, where Django looks for what the admin shows.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Disclosure: DisclosureAdmin,
    UnitStatement: UnitStatementAdmin,
    Project: ProjectAdmin,
    Indicator: IndicatorAdmin,
}
