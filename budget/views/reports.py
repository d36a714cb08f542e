"""The report of a department and year, as a page, PDF or DOCX."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.imports.files import safe_file_name
from budget.links import address
from budget.models import Department, DepartmentAlias, Disclosure
from budget.models.querysets.findings import may_review
from budget.pages.costly import file_made_apart
from budget.pages.export.documents.formats import FORMATS
from budget.pages.redirects import leading_on
from budget.pages.report.build import report_of, title_of
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, year_links

# The rows of a report, about: what a disclosure counts.
_COUNTED = ("project", "indicator", "error", "warning", "notice")


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
    if file_format:
        response = _file(request, department, disclosures[year], before, file_format)
    else:
        document = report_of(request, department, disclosures[year], before)
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


def _file(
    request: HttpRequest,
    department: Department,
    disclosure: Disclosure,
    before: Disclosure | None,
    file_format: str,
) -> HttpResponseBase:
    content_type, write = FORMATS[file_format]
    name = safe_file_name(title_of(department, disclosure)[:100])
    return file_made_apart(
        request,
        lambda stream: write(report_of(request, department, disclosure, before), stream),
        rows=lambda: sum(getattr(disclosure, f"{one}_count") for one in _COUNTED),
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{file_format}") or ""},
    )
