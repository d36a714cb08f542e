"""Units: the list of a year, and one unit with its projects."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.links import address
from budget.models import Unit, UnitAlias
from budget.models.querysets.names import sorted_names
from budget.pages import chart_builders
from budget.pages.corrections import corrections_of, may_see_authors
from budget.pages.findings.summary import finding_summary
from budget.pages.owner_listings import UnitListing
from budget.pages.redirects import leading_on
from budget.pages.responses import page_or_file
from budget.pages.results.figures import of_results
from budget.pages.sums import computed_amounts, stated_against_computed, sum_columns
from budget.pages.tables.base import arranged
from budget.pages.tables.lists import UnitTable
from budget.pages.tables.quality import left_out, views_of
from budget.pages.unit_page import UnitPage
from budget.pages.years import (
    Crumbs,
    all_years,
    chosen_year,
    crumbs_of_unit,
    nothing_to_show,
    with_neighbour,
    year_links,
)


@require_safe
def units(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Units"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = UnitListing(request, year)
    totals = listing.totals()
    table = UnitTable(
        listing.ordered(),
        year=year,
        caption=_("Units"),
        totals=sum_columns(totals),
        hidden=[*left_out(request), *(["department"] if listing.filters.department else [])],
    )
    context = {
        "title": _("Units, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "charts": lambda: chart_builders.of_list(request, listing, totals, table.paginator.count),
        "views": views_of(request),
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


@require_safe
@leading_on(UnitAlias)
def unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    unit = get_object_or_404(Unit.objects.with_other_names().select_related("department"), pk=pk)
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Departments"), address("departments")),
        *crumbs_of_unit(unit, request.GET.get("year"))[:-1],
        (unit.name, ""),
    ]
    statements = list(unit.statements.for_unit_page())
    years = list(dict.fromkeys(statement.disclosure.fiscal_year for statement in statements))
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs, unit)
    stated = [statement for statement in statements if statement.disclosure.fiscal_year == year]
    earlier = max((one for one in years if one < year), default=None)
    page = UnitPage(
        pk,
        stated,
        left_out(request),
        [one for one in statements if one.disclosure.fiscal_year == earlier],
    )
    context = {
        "title": unit.name,
        "kind": _("Unit"),
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "other_names": sorted_names(unit.other_names),
        "unit": unit,
        "department_url": address("department", unit.department_id, year=year),
        # A unit with several statements has no one subtotal: the facts list each.
        "difference": stated_against_computed(stated[0].amounts, computed_amounts(page.totals))
        if len(stated) == 1
        else [],
        "facts": page.facts(),
        "finding_summary": partial(finding_summary, request, stated[0].disclosure, unit=pk),
        "charts": page.charts,
        **of_results(stated[0].results, address("results", **page.filters)),
        "views": views_of(request),
        "project_table": arranged(page.project_table(), request),
        "coverage_url": address("unit-coverage", pk, year=year),
        "changes_url": address("changes", year=year, before=earlier, department=unit.department_id)
        if earlier
        else "",
        "compare_url": address("compare", unit=pk, year=with_neighbour(year, years)),
        "correction_table": corrections_of(request, stated[0].disclosure, unit),
    }
    return private_for_auditor(
        page_or_file(request, "budget/unit.html", context), is_auditor=may_see_authors(request.user)
    )
