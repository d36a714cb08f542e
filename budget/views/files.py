"""Downloads of the files as received. They are untrusted: no browser may run them on this site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition, require_safe

from budget.imports.files import safe_file_name
from budget.models import SelfEvaluationSource, Source


def _etag(request: HttpRequest, pk: int) -> str | None:
    sha256 = Source.objects.filter(pk=pk).values_list("file__sha256", flat=True).first()
    return f'"{sha256}"' if sha256 else None


@require_safe
@condition(etag_func=_etag)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as received, under the name they came with, to be saved and never shown."""
    return download(get_object_or_404(Source.objects.select_related("file"), pk=pk))


def download(source: Source | SelfEvaluationSource) -> HttpResponse:
    """The response with the bytes of a file."""
    response = HttpResponse(bytes(source.file.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, safe_file_name(source.name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
