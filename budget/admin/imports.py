"""The administration's read-only lists of what imports write: problems, revisions, files, figures."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budget.admin.base import (
    BY_DEPARTMENT,
    CATEGORY_FILTER,
    CODE_FILTER,
    DOUBT_FILTER,
    OF_DEPARTMENT,
    BigList,
    ReadOnlyAdmin,
    ReadOnlyInline,
    matching_entries,
    year_filter,
)
from budget.models import (
    CategoryFigures,
    FactBlock,
    Problem,
    RetiredProject,
    Revision,
    SearchText,
    Source,
    StoredFile,
    TypeFigures,
)
from budget.models.findings import LEVEL_NAMES
from budget.pages.formats import place_words
from indicators.columns import category_label


@admin.display(description=_("level"))
def level_name(problem: Problem) -> str:
    return str(LEVEL_NAMES[problem.level])


@admin.display(description=_("problem"))
def message(problem: Problem) -> str:
    return problem.message


@admin.display(description=_("sheet, table or page"))
def place(problem: Problem) -> str:
    return place_words(problem.place)


class ProblemInline(ReadOnlyInline):
    model = Problem
    fields = [level_name, place, "row", "column", message]  # type: ignore[list-item]  # it takes functions
    readonly_fields = [level_name, place, message]  # type: ignore[list-item]  # it takes functions


class RevisionInline(ReadOnlyInline):
    model = Revision
    fields = ["number", "is_current", "created_at", "created_by"]
    readonly_fields = ["created_at"]


class ProblemAdmin(ReadOnlyAdmin, BigList):
    list_display = [message, "disclosure", level_name, place, "row", "column"]
    list_filter = [DOUBT_FILTER, CODE_FILTER]
    list_select_related = ["disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT
    fields = ["disclosure", level_name, place, "row", "column", message, "text"]  # type: ignore[list-item]  # it takes functions
    readonly_fields = [level_name, place, message]  # type: ignore[list-item]  # it takes functions


class RevisionAdmin(ReadOnlyAdmin, BigList):
    list_display = ["disclosure", "number", "is_current", "created_at", "created_by"]
    list_filter = ["is_current"]
    list_select_related = ["disclosure__department", "created_by"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT
    fields = ["disclosure", "number", "is_current", "created_at", "created_by", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("snapshot")


class RetiredProjectAdmin(ReadOnlyAdmin, BigList):
    list_display = ["name", "unit", "fiscal_year", "last_revision"]
    list_filter = [year_filter()]
    list_select_related = ["unit", "last_revision__disclosure__department"]
    search_fields = ["name"]
    search_help_text = _("by project")


class CategoryFiguresAdmin(ReadOnlyAdmin, BigList):
    list_display = ["disclosure", "category_name", "indicator_count", "project_count"]
    list_filter = [CATEGORY_FILTER]
    list_select_related = ["disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT

    @admin.display(description=_("category"))
    def category_name(self, figures: CategoryFigures) -> str:
        return category_label(figures.category)


class TypeFiguresAdmin(ReadOnlyAdmin, BigList):
    list_display = ["disclosure", "project_type", "project_count"]
    list_filter = ["project_type"]
    list_select_related = ["disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT


class FactBlockAdmin(ReadOnlyAdmin, BigList):
    list_display = ["disclosure", "fiscal_year"]
    list_filter = [year_filter()]
    list_select_related = ["disclosure__department"]
    found_by = OF_DEPARTMENT
    search_help_text = BY_DEPARTMENT
    fields = ["disclosure", "fiscal_year"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FactBlock]:
        return super().get_queryset(request).defer("projects", "indicators")


class SearchTextAdmin(ReadOnlyAdmin, BigList):
    list_display = ["kind", "disclosure", "unit", "project", "indicator"]
    list_filter = ["kind", year_filter()]
    list_select_related = ["disclosure__department", "unit", "project", "indicator"]
    search_fields = ["tokens"]
    search_help_text = _("by what pages are searched for")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SearchText], search_term: str
    ) -> tuple[QuerySet[SearchText], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=matching_entries(search_term)), False


class StoredFileAdmin(ReadOnlyAdmin, BigList):
    list_display = ["sha256", "size"]
    search_fields = ["sha256__startswith"]
    search_help_text = _("by the beginning of the SHA-256")
    fields = ["sha256", "size"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        return super().get_queryset(request).defer("content")


class SourceAdmin(ReadOnlyAdmin, BigList):
    list_display = ["name", "revision", "received_at", "received_by", "published_on"]
    list_select_related = ["revision__disclosure__department", "received_by"]
    search_fields = ["name"]
    search_help_text = _("by file name")
    fields = ["name", "revision", "sha256", "received_at", "received_by", "published_url", "published_on"]

    @admin.display(description="SHA-256")
    def sha256(self, source: Source) -> str:
        return source.file.sha256

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return ["sha256"]


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Problem: ProblemAdmin,
    Revision: RevisionAdmin,
    RetiredProject: RetiredProjectAdmin,
    CategoryFigures: CategoryFiguresAdmin,
    TypeFigures: TypeFiguresAdmin,
    FactBlock: FactBlockAdmin,
    SearchText: SearchTextAdmin,
    StoredFile: StoredFileAdmin,
    Source: SourceAdmin,
}
