"""The working paper of the points to review that an address narrows to, as a workbook to keep."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor, require_auditor
from budget.imports.files import safe_file_name
from budget.models import Disclosure
from budget.models.querysets.findings import may_review
from budget.pages.costly import file_made_apart
from budget.pages.findings.filters import FindingSelection, finding_filters
from budget.pages.findings.working_paper.paper import About, write_working_paper
from budget.pages.years import all_years, chosen_year

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def working_paper(request: HttpRequest) -> HttpResponseBase:
    """All findings in force under the filters of the list of findings; reviews for auditors alone."""
    is_auditor = may_review(request.user)
    if request.GET.get("state") and not is_auditor:
        return require_auditor(request)
    year = chosen_year(request, all_years())
    if year is None:
        raise Http404(_("Nothing is disclosed here for this year."))
    filters, chips = finding_filters(request, is_for_auditor=is_auditor)
    findings = FindingSelection(request, year, filters).findings
    disclosures = Disclosure.objects.of_year(year)
    if filters.department is not None:
        disclosures = disclosures.filter(department=filters.department)
    elif filters.chosen:
        disclosures = disclosures.filter(pk__in=findings.order_by().values("disclosure"))
    narrowed = [f"{what}: {value}" for what, value, _url in chips]
    site = request.build_absolute_uri("/").rstrip("/")
    places = [value for what, value, _url in chips]
    name = safe_file_name(" ".join([_("Working paper"), str(year), *places])[:120])
    response = file_made_apart(
        request,
        lambda stream: write_working_paper(
            stream, disclosures, findings, request.user, About(narrowed, site)
        ),
        rows=findings.count,
        content_type=WORKBOOK,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.xlsx") or ""},
    )
    return private_for_auditor(response, is_auditor=is_auditor)
