"""In the admin: what imports leave behind, to be looked at: problems, revisions, files, figures."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from budget.kept_rows import Kept, KeptInline
from budget.models import (
    CategoryFigures,
    Problem,
    RetiredProject,
    Revision,
    SearchText,
    Source,
    StoredFile,
    TypeFigures,
)


class ProblemInline(KeptInline):
    model = Problem
    fields = ["level", "place", "row", "column", "message"]
    readonly_fields = ["message"]


class RevisionInline(KeptInline):
    model = Revision
    fields = ["number", "is_current", "created_at", "created_by"]
    readonly_fields = ["created_at"]


class ProblemAdmin(Kept, admin.ModelAdmin):
    list_display = ["message", "disclosure", "level", "place", "row", "column"]
    list_filter = ["level", "code"]
    list_select_related = ["disclosure__department"]
    search_fields = ["text", "disclosure__department__name"]
    fields = ["disclosure", "level", "place", "row", "column", "message", "text"]
    readonly_fields = ["message"]


class RevisionAdmin(Kept, admin.ModelAdmin):
    list_display = ["disclosure", "number", "is_current", "created_at", "created_by"]
    list_filter = ["is_current"]
    list_select_related = ["disclosure__department", "created_by"]
    search_fields = ["disclosure__department__name"]
    fields = ["disclosure", "number", "is_current", "created_at", "created_by", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).defer("snapshot")


class RetiredProjectAdmin(Kept, admin.ModelAdmin):
    list_display = ["name", "unit", "fiscal_year", "last_revision"]
    list_filter = ["fiscal_year"]
    list_select_related = ["unit", "last_revision__disclosure__department"]
    search_fields = ["name", "unit__name"]


class CategoryFiguresAdmin(Kept, admin.ModelAdmin):
    list_display = ["disclosure", "category", "indicator_count", "project_count"]
    list_filter = ["category"]
    list_select_related = ["disclosure__department"]
    search_fields = ["disclosure__department__name"]


class TypeFiguresAdmin(Kept, admin.ModelAdmin):
    list_display = ["disclosure", "project_type", "project_count"]
    list_filter = ["project_type"]
    list_select_related = ["disclosure__department"]
    search_fields = ["disclosure__department__name"]


class SearchTextAdmin(Kept, admin.ModelAdmin):
    list_display = ["kind", "disclosure", "unit", "project", "indicator"]
    list_filter = ["kind", "fiscal_year"]
    list_select_related = ["disclosure__department", "unit", "project", "indicator"]
    search_fields = ["disclosure__department__name"]


class StoredFileAdmin(Kept, admin.ModelAdmin):
    list_display = ["sha256", "size"]
    search_fields = ["sha256", "sources__name"]
    fields = ["sha256", "size"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        return super().get_queryset(request).defer("content")


class SourceAdmin(Kept, admin.ModelAdmin):
    list_display = ["name", "revision", "received_at", "received_by", "published_on"]
    list_select_related = ["revision__disclosure__department", "received_by"]
    search_fields = ["name", "file__sha256"]
    fields = ["name", "revision", "sha256", "received_at", "received_by", "published_url", "published_on"]

    @admin.display(description="SHA-256")
    def sha256(self, source: Source) -> str:
        return source.file.sha256

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        return ["sha256"]


# Registered by budget.admin, where Django looks for what the admin shows.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Problem: ProblemAdmin,
    Revision: RevisionAdmin,
    RetiredProject: RetiredProjectAdmin,
    CategoryFigures: CategoryFiguresAdmin,
    TypeFigures: TypeFiguresAdmin,
    SearchText: SearchTextAdmin,
    StoredFile: StoredFileAdmin,
    Source: SourceAdmin,
}
