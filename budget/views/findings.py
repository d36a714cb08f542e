"""Points to review: the list of a year with its facets, one of them, and what was not evaluated."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor, require_auditor
from budget.links import address
from budget.models import Finding, NotEvaluated, ReviewState
from budget.models.filters import FindingFilters
from budget.models.querysets.findings import TallyQuerySet, may_review
from budget.pages.citations import cite_finding
from budget.pages.facets import facet
from budget.pages.filters import check_words, filters_of
from budget.pages.findings.disabled_checks import disabled_checks
from budget.pages.findings.filters import FindingSelection, finding_filters
from budget.pages.findings.order import FindingOrder
from budget.pages.findings.tables import FindingTable, NotEvaluatedTable, ResolvedTable, SummedTable
from budget.pages.remembered import remembered
from budget.pages.responses import page_or_file
from budget.pages.tables.base import OrderedRows, SiteTable, arranged
from budget.pages.years import Crumbs, all_years, chosen_year, nothing_to_show, year_links
from budget.store.checks import Installation

# The filters of the findings that no longer arise.
_OF_RESOLVED = ("department", "unit", "check")


@require_safe
def findings(request: HttpRequest) -> HttpResponseBase:
    is_auditor = may_review(request.user)
    if request.GET.get("state") and not is_auditor:
        return require_auditor(request)
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Points to review"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    filters, chips = finding_filters(request, is_for_auditor=is_auditor)
    selection = FindingSelection(request, year, filters)
    tallies = selection.summed_up()
    sums = remembered(("summed up", year, filters), tallies.sums)
    summed = sums["findings"] or 0
    order = FindingOrder(year, filters, tallies if summed else None, selection.number - summed)
    rows = selection.findings.not_counted_in(tallies) if summed else selection.findings
    table = FindingTable(
        OrderedRows(
            rows.for_list_page(filters).with_projects(),
            selection.number - summed,
            order.page_keys,
            remember_as=("findings", year, filters, bool(summed)),
        ),
        year=year,
        caption=_("One by one") if summed else _("Points to review"),
        hidden=[] if is_auditor else ["state"],
    )
    context = {
        "title": _("Points to review, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": chips,
        "facets": selection.facets,
        "number": selection.number,
        "summed": summed,
        "summed_table": _summed_table(request, selection, tallies, sums["rows"] or 0) if summed else None,
        "table": arranged(table, request),
        "paper_url": address("working-paper", year=year, **filters.chosen),
        "resolved_url": address(
            "resolved",
            year=year,
            **filters.only(*_OF_RESOLVED).chosen,
        ),
        "disabled": disabled_checks(Installation.now()),
        "is_auditor": is_auditor,
        "states": ReviewState.choices,
    }
    return private_for_auditor(page_or_file(request, "budget/findings.html", context), is_auditor=is_auditor)


def _summed_table(
    request: HttpRequest, selection: FindingSelection, tallies: TallyQuerySet, number: int
) -> SiteTable:
    table = SummedTable(
        OrderedRows(
            tallies.for_list_page(), number, remember_as=("summed up", selection.year, selection.filters)
        ),
        year=selection.year,
        caption=_("Summed up: checks that hit most projects of a disclosure"),
        hidden=["department"] if selection.filters.department else [],
        prefix="summed-",
    )
    return arranged(table, request)


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponseBase:
    is_auditor = may_review(request.user)
    found = Finding.objects.for_reader(request.user).for_list_page().with_projects()
    if is_auditor:
        found = found.with_reviews()
    revisions = ("first_seen_in", "last_seen_in", "resolved_in", "result_revision")
    finding = found.select_related(*revisions).filter(pk=pk).first()
    if finding is None:
        raise Http404(_("There is no such point to review."))
    disclosure = finding.disclosure
    year, department = disclosure.fiscal_year, disclosure.department
    before, after = Finding.objects.neighbours_of(finding)
    context = {
        "title": finding.wording.rstrip("。."),
        "kind": _("Point to review, %(check)s") % {"check": finding.check_id},
        "crumbs": [
            (_("Overview"), address("overview", year=year)),
            (_("Points to review"), address("findings", year=year)),
            (department.name, address("findings", year=year, department=department.pk)),
            (finding.check_id, ""),
        ],
        "year": str(year),
        "finding": finding,
        "before_url": address("finding", before) if before else "",
        "after_url": address("finding", after) if after else "",
        "citation": cite_finding(request, finding),
        "is_auditor": is_auditor,
        "states": ReviewState.choices,
        "same_check_url": address("findings", year=year, department=department.pk, check=finding.check_id),
    }
    return private_for_auditor(page_or_file(request, "budget/finding.html", context), is_auditor=is_auditor)


@require_safe
def resolved(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Points to review"), address("findings")),
        (_("No longer there"), ""),
    ]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    filters, chips = filters_of(request, FindingFilters, _OF_RESOLVED)
    found = Finding.objects.for_reader(None).resolved().of_year(year).narrowed(filters)
    table = ResolvedTable(
        OrderedRows(
            found.for_list_page().with_projects(),
            remembered(("number of resolved", year, filters), found.count),
            remember_as=("resolved", year, filters),
        ),
        year=year,
        caption=_("Points that revisions or settings have taken away"),
    )
    context = {
        "title": _("No longer points to review, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": chips,
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


@require_safe
def not_evaluated(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Checks"), address("checks")),
        (_("Not evaluated"), ""),
    ]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    filters, chips = filters_of(request, FindingFilters, ["department", "project", "check"])
    of_year = NotEvaluated.objects.of_year(year)
    others = filters.without("check")
    by_check = remembered(("not evaluated", year, others), of_year.narrowed(others).by_check)
    found = of_year.narrowed(filters)
    rows = OrderedRows(
        found.for_list_page(),
        remembered(("number not evaluated", year, filters), found.count),
        remember_as=("not evaluated", year, filters),
    )
    table = NotEvaluatedTable(rows, year=year, caption=_("What was not evaluated, and why"))
    context = {
        "title": _("Not evaluated, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": chips,
        "facets": [one for one in [facet(request, "check", by_check, check_words)] if one],
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/not_evaluated.html", context)
