"""The report of a department and year, as a page, PDF or DOCX."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.imports.files import safe_file_name
from budget.links import address
from budget.models import Department, DepartmentAlias
from budget.models.querysets.findings import may_review
from budget.pages.export.documents.formats import FORMATS
from budget.pages.redirects import leading_on
from budget.pages.report.build import report_of
from budget.pages.report.document import Document
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, year_links

# Held in memory up to here, on disk beyond.
_IN_MEMORY = 5_000_000


@require_safe
@leading_on(DepartmentAlias)
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """With `?_export=pdf|docx` the file. Raises Http404 for another format."""
    department = get_object_or_404(Department, pk=pk)
    disclosures = {row.fiscal_year: row for row in department.disclosures.for_department_page()}
    year = chosen_year(request, list(disclosures))
    crumbs: Crumbs = [
        (_("Overview"), address("overview", year=year)),
        (_("Departments"), address("departments", year=year)),
        (department.name, address("department", pk, year=year)),
        (_("Report"), ""),
    ]
    if year is None:
        return nothing_to_show(request, list(disclosures), crumbs, department)
    file_format = request.GET.get("_export", "")
    if file_format and file_format not in FORMATS:
        raise Http404(_("There is no such format of export."))
    before = next((row for row in disclosures.values() if row.fiscal_year < year), None)
    document = report_of(request, department, disclosures[year], before)
    if file_format:
        response = _file(document, file_format)
    else:
        context = {
            "title": document.title,
            "crumbs": crumbs,
            "year": str(year),
            "years": year_links(request, list(disclosures)),
            "document": document,
            "formats": [(one.upper(), address("report", pk, year=year, _export=one)) for one in FORMATS],
        }
        response = render(request, "budget/report.html", context)
    return private_for_auditor(response, is_auditor=may_review(request.user))


def _file(document: Document, file_format: str) -> HttpResponseBase:
    content_type, write = FORMATS[file_format]
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    write(document, stream)
    stream.seek(0)
    name = f"{safe_file_name(document.title[:100])}.{file_format}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)
