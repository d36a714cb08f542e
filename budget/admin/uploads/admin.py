"""The administration of uploads: their list, and read-only lists of what belongs to them."""

from collections.abc import Callable

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django_tasks_db.models import DBTaskResult

from budget.accounts.access import user_of
from budget.admin.base import BigList, ReadOnlyAdmin
from budget.admin.uploads.views import UploadPages
from budget.models import Upload, UploadedDisclosure, UploadedFile, UploadedPart, UploadOutcome

# Registered by the module imported above. Its list does not say what a task is about, and is in English.
admin.site.unregister(DBTaskResult)


class SenderFilter(admin.SimpleListFilter):
    title = gettext_lazy("who sent it")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("mine", _("me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Upload]) -> QuerySet[Upload]:
        return queryset.filter(by=user_of(request)) if self.value() == "mine" else queryset


class UploadAdmin(UploadPages, BigList):
    list_display = ["number", "names", "at", "by", "state"]
    list_filter = [SenderFilter, "state"]
    search_fields = ["department"]
    search_help_text = gettext_lazy("by file name and department")
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        return super().get_queryset(request).select_related("by").prefetch_related("files")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        named = UploadedFile.objects.filter(name__icontains=search_term).values("upload")
        return queryset.filter(Q(pk__in=named) | Q(department__icontains=search_term)), False

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("<int:pk>/progress/", self.progress, "progress"),
            ("<int:pk>/confirm/", self.confirm, "confirm"),
            ("<int:pk>/cancel/", self.cancel, "cancel"),
            ("<int:pk>/again/", self.preview_again, "again"),
            ("<int:pk>/disclosures/<int:position>/", self.disclosure, "disclosure"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"budget_upload_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("upload"))
    def number(self, upload: Upload) -> str:
        return str(upload)

    @admin.display(description=gettext_lazy("files"))
    def names(self, upload: Upload) -> str:
        files = upload.files.all()
        first = files[0].name if files else "—"
        more = len(files) - 1
        if more < 1:
            return first
        words = ngettext("%(first)s and %(number)s more", "%(first)s and %(number)s more", more)
        return words % {"first": first, "number": more}


class UploadDetailAdmin(ReadOnlyAdmin, BigList):
    """A table that belongs to uploads: reached by its address, and not shown on the index."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class UploadedFileAdmin(UploadDetailAdmin):
    list_display = ["name", "upload", "size"]
    list_select_related = ["upload"]
    fields = ["name", "upload", "size"]


class UploadedPartAdmin(UploadDetailAdmin):
    list_display = ["file", "position"]
    list_select_related = ["file"]
    fields = ["file", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadedPart]:
        return super().get_queryset(request).defer("content")


class UploadedDisclosureAdmin(UploadDetailAdmin):
    list_display = ["department", "fiscal_year", "upload", "status", "became"]
    list_select_related = ["upload"]
    fields = ["upload", "department", "region", "fiscal_year", "status", "became", "project_count"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadedDisclosure]:
        return super().get_queryset(request).defer("snapshot")


class UploadOutcomeAdmin(UploadDetailAdmin):
    list_display = ["file", "upload", "status", "became"]
    list_select_related = ["upload"]
    fields = ["upload", "file", "status", "became"]


# Registered by budget.admin.registry.
ADMINS: dict[type[Model], type[admin.ModelAdmin]] = {
    Upload: UploadAdmin,
    UploadedDisclosure: UploadedDisclosureAdmin,
    UploadedFile: UploadedFileAdmin,
    UploadedPart: UploadedPartAdmin,
    UploadOutcome: UploadOutcomeAdmin,
}
