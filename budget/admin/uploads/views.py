"""The pages of uploads in the administration: send, preview, confirm or cancel. No GET writes anything."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from budget.accounts.access import user_of
from budget.actions.base import StaleState
from budget.admin.uploads.forms import PUBLICATION_FIELDS, READING_FIELDS, UploadForm, total_too_large
from budget.admin.uploads.handlers import NamelessFiles
from budget.admin.uploads.presenters import (
    confirmation_summary,
    difference,
    disclosures_by_status,
    lines,
    outcome_summary,
    results_of,
    upload_progress,
)
from budget.admin.uploads.request_size import discard_body, is_too_large
from budget.models import Upload, UploadedDisclosure
from budget.uploads import services
from budget.uploads.storing import outdated

State = Upload.State
ROWS_A_PAGE = 100


class UploadPages(admin.ModelAdmin):
    """The views of an upload's admin. Only the sender confirms, cancels and previews again."""

    @method_decorator([never_cache, csrf_exempt])
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form, and receive what it sends.

        Permission and size are checked before the body is read. The check for forged requests, which reads
        the body, comes after these.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._form(request, UploadForm())
        if is_too_large(request):
            discard_body(request)
            return self._refusal(request, total_too_large(), 413)
        request.upload_handlers = [NamelessFiles(request)]
        try:
            return csrf_protect(self._receive)(request)
        except TooManyFilesSent:
            words = _("At most %(number)s files can be sent at once. Put them into a ZIP archive.")
            limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return self._refusal(request, words % {"number": limit}, 413)
        except RequestDataTooBig:
            return self._refusal(request, _("What was typed beside the files is too long."), 413)

    def _receive(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(request, form, 400)
        files = [
            services.SentFile(one.name or "", one.file) for one in form.files_sent if one.file is not None
        ]
        return HttpResponseRedirect(_address(services.receive(files, form.upload_data, user_of(request))))

    def _refusal(self, request: HttpRequest, words: str, status: int) -> HttpResponse:
        """Show an empty form with an error: what was sent is not read."""
        form = UploadForm({}, {})
        form.errors.clear()
        form.add_error("files", words)
        return self._form(request, form, status)

    def _form(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        fieldsets: list[tuple[Any, dict[str, list[str]]]] = [
            (None, {"fields": ["files"]}),
            (_("What the files do not say"), {"fields": [*READING_FIELDS]}),
            (_("Where they were published"), {"fields": [*PUBLICATION_FIELDS]}),
        ]
        context = self._context(request, _("Upload disclosures")) | {
            "form": form,
            "adminform": helpers.AdminForm(form, fieldsets, {}, (), self),
            "limit": filesizeformat(settings.UPLOAD_BYTES),
            "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        return TemplateResponse(request, "admin/budget/upload/new.html", context, status=status)

    @method_decorator([never_cache, require_safe])
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the progress of an upload, its preview or its result."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = self.get_object(request, unquote(object_id))
        if upload is None:
            gone: HttpResponse = self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]  # Django's own
                request, self.opts, object_id
            )
            return gone
        context = self._context(request, str(upload)) | {
            "upload": upload,
            "files": upload.files.all(),
            "is_mine": _is_own(request, upload),
            "progress": upload_progress(upload) if upload.is_worked_on else None,
        }
        if not upload.is_worked_on:
            context |= self._result(request, upload)
        return TemplateResponse(request, "admin/budget/upload/upload.html", context)

    def _result(self, request: HttpRequest, upload: Upload) -> dict[str, Any]:
        disclosures = upload.disclosures.select_related("before__disclosure", "revision__disclosure")
        disclosures = disclosures.defer("snapshot", "before__snapshot", "revision__snapshot")
        return {
            "summary": outcome_summary(upload),
            "disclosures": _page(request, disclosures.order_by("position"), "page"),
            "has_before": upload.disclosures.filter(had_before=True).exists(),
            "outcomes": _page(request, upload.outcomes.order_by("number", "part"), "files"),
            "confirming": confirmation_summary(disclosures_by_status(upload), results_of(upload)),
            "changed": outdated(upload) if upload.state == State.OUTDATED else [],
        }

    @method_decorator([never_cache, require_safe])
    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the progress as JSON, for the script of the page."""
        upload = self._viewable(request, pk)
        progress = upload_progress(upload)
        return JsonResponse(
            {
                "state": upload.state,
                "words": progress.words,
                "value": progress.value,
                "most": progress.most,
                "nobody": progress.is_without_worker,
            }
        )

    @method_decorator([never_cache, require_safe])
    def disclosure(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        """Show what the upload changes of one disclosure, project by project."""
        upload = self._viewable(request, pk)
        row = get_object_or_404(
            UploadedDisclosure.objects.select_related("before__disclosure", "revision__disclosure"),
            upload=upload,
            position=position,
        )
        found = difference(row)
        title = _("%(department)s, %(year)s") % {"department": row.department, "year": row.fiscal_year}
        context = self._context(request, title) | {
            "upload": upload,
            "row": row,
            "outcomes": _page(request, row.outcomes.order_by("number", "part"), "files"),
            "changes": dict(Counter(line.label for line in lines(found))) if found else {},
            "lines": _page(request, lines(found), "page") if found else None,
            "sums": found.sums if found else (),
        }
        return TemplateResponse(request, "admin/budget/upload/disclosure.html", context)

    def _viewable(self, request: HttpRequest, pk: int) -> Upload:
        """Raises PermissionDenied without the permission to view uploads."""
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

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm the preview of the run that the form names."""
        upload = self._own(request, pk)
        try:
            run = UUID(request.POST.get("run", ""))
        except ValueError as error:
            raise Http404 from error
        try:
            if services.confirm(pk, run).state == State.OUTDATED:
                messages.warning(request, _("Nothing was stored: other revisions are in force by now."))
        except StaleState:
            messages.warning(request, _("This preview was confirmed already, or is another by now."))
        return HttpResponseRedirect(_address(upload))

    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._own(request, pk)
        try:
            services.cancel(pk)
            messages.success(request, _("Cancelled: nothing of it was stored, and its files are deleted."))
        except StaleState:
            messages.warning(request, _("It can no longer be cancelled."))
        return HttpResponseRedirect(_address(upload))

    @method_decorator(require_POST)
    def preview_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._own(request, pk)
        try:
            services.preview_again(pk)
        except StaleState:
            messages.warning(request, _("It is being worked on already, or has ended."))
        return HttpResponseRedirect(_address(upload))

    def _own(self, request: HttpRequest, pk: int) -> Upload:
        """Raises PermissionDenied for an upload of another person."""
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


def _page(request: HttpRequest, rows: Any, name: str) -> Page:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get(name))
