"""The admin: what was imported is looked at here, a disclosure made by hand is entered here.

What staff enter is placed by budget.entry and kept as a revision by budget.importing, as an import's rows
are.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from budget import entry, importing, people_admin
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.records import AMOUNT_FIELDS
from budget.findings_admin import ADMINS
from budget.kept_rows import Kept, KeptInline
from budget.models import (
    CategoryFigures,
    Department,
    Disclosure,
    Problem,
    Project,
    RetiredProject,
    Revision,
    SearchText,
    Source,
    StoredFile,
    TypeFigures,
    Unit,
    UnitStatement,
)
from budget.project_type_admin import SetsTypes
from budget.search import index
from indicators.models import Indicator

for model, model_admin in (ADMINS | people_admin.ADMINS).items():
    admin.site.register(model, model_admin)


def _disclosure_of(row: Model | None) -> Disclosure | None:
    """The disclosure that a row belongs to; None for a row that is yet to be made."""
    match row:
        case Disclosure():
            return row
        case UnitStatement() | Project():
            return row.disclosure if row.pk else None
        case Indicator():
            return row.project.disclosure if row.pk else None
        case _:
            return None


def _is_open(row: Model | None) -> bool:
    """Whether staff may change the row: what was imported stays as it was disclosed."""
    disclosure = _disclosure_of(row)
    return disclosure is None or disclosure.is_entered_by_hand


def _in_wan_yuan(name: str) -> Callable[[Any], str]:
    label = Disclosure._meta.get_field(name).verbose_name

    @admin.display(description=format_lazy("{} {}", label, _("(10,000 yuan)")), ordering=name)
    def shown(row: Any) -> str:
        return wan_yuan(getattr(row, name)) or "—"

    shown.__name__ = f"{name}_in_wan_yuan"
    return shown


_SHOWN = {name: _in_wan_yuan(name) for name in AMOUNT_FIELDS}


class DisclosedRows(admin.options.BaseModelAdmin):
    """Rows with money, changed only in a disclosure that was entered by hand; elsewhere shown, in 万元."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        fields = super().get_fields(request, obj)
        return fields if _is_open(obj) else [_SHOWN.get(field, field) for field in fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        fields = super().get_readonly_fields(request, obj)
        return fields if _is_open(obj) else [*fields, *_SHOWN.values()]


class DisclosedInline(DisclosedRows, admin.TabularInline):
    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and _is_open(obj)


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


class ProblemInline(KeptInline):
    model = Problem
    fields = ["level", "place", "row", "column", "message"]
    readonly_fields = ["message"]


class RevisionInline(KeptInline):
    model = Revision
    fields = ["number", "is_current", "created_at", "created_by"]
    readonly_fields = ["created_at"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "region"]
    list_filter = ["region"]
    search_fields = ["name", "name_folded", "region"]

    def save_model(self, request: HttpRequest, obj: Department, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index.refresh_name(obj)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ["name", "department"]
    list_select_related = ["department"]
    search_fields = ["name", "name_folded"]
    autocomplete_fields = ["department"]

    def save_model(self, request: HttpRequest, obj: Unit, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index.refresh_name(obj)


@admin.register(Disclosure)
class DisclosureAdmin(DisclosedRows, admin.ModelAdmin):
    list_display = [
        "__str__",
        "fiscal_year",
        "layout",
        _SHOWN["total"],
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


@admin.register(UnitStatement)
class UnitStatementAdmin(DisclosedRows, admin.ModelAdmin):
    """Found by the autocompletion of a project's unit; stated and changed with its disclosure."""

    list_display = ["name", "disclosure", _SHOWN["total"]]
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


@admin.register(Project)
class ProjectAdmin(DisclosedRows, SetsTypes):
    list_display = ["name", "unit", "fiscal_year", "project_type", _SHOWN["total"], "indicator_count"]
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


@admin.register(Indicator)
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


@admin.register(Problem)
class ProblemAdmin(Kept, admin.ModelAdmin):
    list_display = ["message", "disclosure", "level", "place", "row", "column"]
    list_filter = ["level", "code"]
    list_select_related = ["disclosure__department"]
    search_fields = ["text", "disclosure__department__name"]
    fields = ["disclosure", "level", "place", "row", "column", "message", "text"]
    readonly_fields = ["message"]


@admin.register(Revision)
class RevisionAdmin(Kept, admin.ModelAdmin):
    list_display = ["disclosure", "number", "is_current", "created_at", "created_by"]
    list_filter = ["is_current"]
    list_select_related = ["disclosure__department", "created_by"]
    search_fields = ["disclosure__department__name"]
    fields = ["disclosure", "number", "is_current", "created_at", "created_by", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("snapshot")


@admin.register(RetiredProject)
class RetiredProjectAdmin(Kept, admin.ModelAdmin):
    list_display = ["name", "unit", "fiscal_year", "last_revision"]
    list_filter = ["fiscal_year"]
    list_select_related = ["unit", "last_revision__disclosure__department"]
    search_fields = ["name", "unit__name"]


@admin.register(CategoryFigures)
class CategoryFiguresAdmin(Kept, admin.ModelAdmin):
    list_display = ["disclosure", "category", "indicator_count", "project_count"]
    list_filter = ["category"]
    list_select_related = ["disclosure__department"]
    search_fields = ["disclosure__department__name"]


@admin.register(TypeFigures)
class TypeFiguresAdmin(Kept, admin.ModelAdmin):
    list_display = ["disclosure", "project_type", "project_count"]
    list_filter = ["project_type"]
    list_select_related = ["disclosure__department"]
    search_fields = ["disclosure__department__name"]


@admin.register(SearchText)
class SearchTextAdmin(Kept, admin.ModelAdmin):
    list_display = ["kind", "disclosure", "unit", "project", "indicator"]
    list_filter = ["kind", "fiscal_year"]
    list_select_related = ["disclosure__department", "unit", "project", "indicator"]
    search_fields = ["disclosure__department__name"]


@admin.register(StoredFile)
class StoredFileAdmin(Kept, admin.ModelAdmin):
    list_display = ["sha256", "size"]
    search_fields = ["sha256", "sources__name"]
    fields = ["sha256", "size"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        return super().get_queryset(request).defer("content")


@admin.register(Source)
class SourceAdmin(Kept, admin.ModelAdmin):
    list_display = ["name", "revision", "received_at", "received_by", "published_on"]
    list_select_related = ["revision__disclosure__department", "received_by"]
    search_fields = ["name", "file__sha256"]
    fields = ["name", "revision", "sha256", "received_at", "received_by", "published_url", "published_on"]

    @admin.display(description="SHA-256")
    def sha256(self, source: Source) -> str:
        return source.file.sha256

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        return ["sha256"]
