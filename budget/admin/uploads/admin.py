"""Uploads in the admin: sent, previewed, confirmed or cancelled. Pages only show how far one is."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.admin import DBTaskResult

from budget.admin.base import BigList, ReadOnlyAdmin
from budget.admin.uploads.forms import SAID, UploadForm, too_large_together
from budget.admin.uploads.handlers import NamelessFiles
from budget.admin.uploads.presenters import (
    difference,
    disclosures_by_status,
    how_far,
    lines,
    summary,
    words_of_confirming,
)
from budget.models import Upload, UploadedDisclosure, UploadedFile, UploadedPart, UploadOutcome
from budget.uploads import services
from budget.uploads.tasks import outdated

# Registered by the module imported above: it says nothing of what a task is about, and that in English.
admin.site.unregister(DBTaskResult)

State = Upload.State
ROWS_A_PAGE = 100
# So many times the limit is read, a piece at a time, only to be able to say that it is too much.
_LET_PASS, _PIECE = 4, 64 * 1024


class WhoseFilter(admin.SimpleListFilter):
    title = gettext_lazy("who sent it")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("mine", _("me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Upload]) -> QuerySet[Upload]:
        return queryset.filter(by=request.user) if self.value() == "mine" else queryset


class UploadAdmin(BigList):
    list_display = ["number", "names", "at", "by", "state"]
    list_filter = [WhoseFilter, "state"]
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

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "progress": ("<int:pk>/progress/", self.progress),
            "confirm": ("<int:pk>/confirm/", self.confirm),
            "cancel": ("<int:pk>/cancel/", self.cancel),
            "again": ("<int:pk>/again/", self.again),
            "disclosure": ("<int:pk>/disclosures/<int:position>/", self.disclosure),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"budget_upload_{name}")
            for name, (route, view) in views.items()
        ]
        return own + super().get_urls()

    # ---- Sending.

    @method_decorator([never_cache, csrf_exempt])
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form, and what it sends. Who may not send, or sends too much, is told so before a byte of it is
        read: the protection against forged requests, which reads them, comes after.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._form(request, UploadForm())
        if _announced(request) > settings.UPLOAD_BYTES:
            _let_pass(request)
            return self._refused(request, too_large_together(), 413)
        request.upload_handlers = [NamelessFiles(request)]
        try:
            return csrf_protect(self._received)(request)
        except TooManyFilesSent:
            words = _("At most %(number)s files can be sent at once. Put them into a ZIP archive.")
            limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return self._refused(request, words % {"number": limit}, 413)
        except RequestDataTooBig:
            return self._refused(request, _("What was typed beside the files is too long."), 413)

    def _received(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(request, form, 400)
        sent = [services.Sent(one.name, one.file) for one in form.sent]
        return HttpResponseRedirect(_address(services.receive(sent, form.said, request.user)))

    def _refused(self, request: HttpRequest, words: str, status: int) -> HttpResponse:
        """The form with words, empty: what was sent is not read."""
        form = UploadForm({}, {})
        form.errors.clear()
        form.add_error("files", words)
        return self._form(request, form, status)

    def _form(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        fieldsets = [
            (None, {"fields": ["files"]}),
            (_("What the files do not say"), {"fields": SAID[:4]}),
            (_("Where they were published"), {"fields": SAID[4:]}),
        ]
        context = self._context(request, _("Upload disclosures")) | {
            "form": form,
            "adminform": helpers.AdminForm(form, fieldsets, {}, (), self),
            "limit": filesizeformat(settings.UPLOAD_BYTES),
            "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        return TemplateResponse(request, "admin/budget/upload/new.html", context, status=status)

    # ---- Looking.

    @method_decorator([never_cache, require_safe])
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """How far the upload is, its preview, or what became of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = self.get_object(request, unquote(object_id))
        if upload is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = self._context(request, str(upload)) | {
            "upload": upload,
            "files": upload.files.all(),
            "is_mine": _is_own(request, upload),
            "how_far": how_far(upload) if upload.is_worked_on else None,
        }
        if not upload.is_worked_on:
            context |= self._outcomes(request, upload)
        return TemplateResponse(request, "admin/budget/upload/upload.html", context)

    def _outcomes(self, request: HttpRequest, upload: Upload) -> dict[str, Any]:
        disclosures = upload.disclosures.select_related("before__disclosure", "revision__disclosure")
        disclosures = disclosures.defer("snapshot", "before__snapshot", "revision__snapshot")
        return {
            "summary": summary(upload),
            "disclosures": _page(request, disclosures.order_by("position"), "page"),
            "has_before": upload.disclosures.filter(had_before=True).exists(),
            "outcomes": _page(request, upload.outcomes.order_by("number", "part"), "files"),
            "confirming": words_of_confirming(disclosures_by_status(upload)),
            "changed": outdated(upload) if upload.state == State.OUTDATED else [],
        }

    @method_decorator([never_cache, require_safe])
    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far it is, for the script on the page."""
        upload = self._seen(request, pk)
        far = how_far(upload)
        return JsonResponse(
            {
                "state": upload.state,
                "words": far.words,
                "value": far.value,
                "most": far.most,
                "nobody": far.is_nobody_there,
            }
        )

    @method_decorator([never_cache, require_safe])
    def disclosure(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        """What the upload makes of one disclosure, project by project."""
        upload = self._seen(request, pk)
        row = get_object_or_404(
            UploadedDisclosure.objects.select_related("before__disclosure", "revision__disclosure"),
            upload=upload,
            position=position,
        )
        found = difference(row)
        context = self._context(request, _("%(department)s, %(year)s") % _named(row)) | {
            "upload": upload,
            "row": row,
            "outcomes": _page(request, row.outcomes.order_by("number", "part"), "files"),
            "changes": dict(Counter(line.label for line in lines(found))) if found else {},
            "lines": _page(request, lines(found), "page") if found else None,
        }
        return TemplateResponse(request, "admin/budget/upload/disclosure.html", context)

    def _seen(self, request: HttpRequest, pk: int) -> Upload:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Upload, pk=pk)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "states": State,
            "media": self.media,
        }

    # ---- Acting: only who sent it.

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the preview that was read be stored."""
        upload = self._own(request, pk)
        try:
            run = UUID(request.POST.get("run", ""))
        except ValueError as error:
            raise Http404 from error
        try:
            if services.confirm(pk, run).state == State.OUTDATED:
                messages.warning(request, _("Nothing was stored: other revisions are in force by now."))
        except services.NotNow:
            messages.warning(request, _("This preview was confirmed already, or is another by now."))
        return HttpResponseRedirect(_address(upload))

    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._own(request, pk)
        try:
            services.cancel(pk)
            messages.success(request, _("Cancelled: nothing of it was stored, and its files are deleted."))
        except services.NotNow:
            messages.warning(request, _("It can no longer be cancelled."))
        return HttpResponseRedirect(_address(upload))

    @method_decorator(require_POST)
    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have it previewed anew."""
        upload = self._own(request, pk)
        try:
            services.preview_again(pk)
        except services.NotNow:
            messages.warning(request, _("It is being worked on already, or has ended."))
        return HttpResponseRedirect(_address(upload))

    def _own(self, request: HttpRequest, pk: int) -> Upload:
        """Raises PermissionDenied for somebody else's."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(Upload, pk=pk)
        if not _is_own(request, upload):
            raise PermissionDenied
        return upload


def _is_own(request: HttpRequest, upload: Upload) -> bool:
    return upload.by_id == request.user.pk


def _address(upload: Upload) -> str:
    return reverse("admin:budget_upload_change", args=[upload.pk])


def _announced(request: HttpRequest) -> int:
    """How many bytes the request says that it has; a server passes no more on."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _let_pass(request: HttpRequest) -> None:
    """Read what is refused and keep nothing of it: a browser listens only when it has sent all. What is far
    too large is cut off.
    """
    if _announced(request) <= _LET_PASS * settings.UPLOAD_BYTES:
        while request.read(_PIECE):
            pass


def _page(request: HttpRequest, rows: Any, name: str) -> Page:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get(name))


def _named(row: UploadedDisclosure) -> dict[str, Any]:
    return {"department": row.department, "year": row.fiscal_year}


class OfUploads(ReadOnlyAdmin, BigList):
    """To be looked at where something is to be found out; the pages of an upload show all that matters."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class UploadedFileAdmin(OfUploads):
    list_display = ["name", "upload", "size"]
    list_select_related = ["upload"]
    fields = ["name", "upload", "size"]


class UploadedPartAdmin(OfUploads):
    list_display = ["file", "position"]
    list_select_related = ["file"]
    fields = ["file", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadedPart]:
        return super().get_queryset(request).defer("content")


class UploadedDisclosureAdmin(OfUploads):
    list_display = ["department", "fiscal_year", "upload", "status", "became"]
    list_select_related = ["upload"]
    fields = ["upload", "department", "region", "fiscal_year", "status", "became", "project_count"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadedDisclosure]:
        return super().get_queryset(request).defer("snapshot")


class UploadOutcomeAdmin(OfUploads):
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
