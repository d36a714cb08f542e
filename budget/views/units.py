"""Units: the list of a year, and one unit with its projects."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.links import address, narrowed_to
from budget.models import Disclosure, Project, Unit, UnitAlias, UnitStatement
from budget.models.querysets.names import sorted_names
from budget.pages import chart_builders
from budget.pages.charts import Chart
from budget.pages.corrections import corrected_note, corrections_of, sees_who
from budget.pages.findings.summary import finding_summary
from budget.pages.formats import Fact, money_fact
from budget.pages.listings import UnitListing
from budget.pages.redirects import leading_on
from budget.pages.responses import page_or_file
from budget.pages.sums import computed_amounts, stated_against_computed, sum_columns
from budget.pages.tables.base import OrderedRows, arranged
from budget.pages.tables.lists import ProjectTable, UnitTable
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, with_neighbour, year_links


@require_safe
def units(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Units"), "")]
    years = Disclosure.objects.years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = UnitListing(request, year)
    totals = _totals(listing)
    table = UnitTable(
        listing.rows,
        year=year,
        caption=_("Units"),
        totals=sum_columns(totals),
        hidden=["department"] if listing.filters.department else [],
    )
    context = {
        "title": _("Units, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "charts": [chart_builders.by_source(totals, partial(narrowed_to, request, "source"))],
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


def _totals(listing: UnitListing) -> dict[str, Any]:
    """The sums over all filtered units, by those that are kept of each."""
    statements = UnitStatement.objects.of_year(listing.year, listing.filters.department)
    if not listing.filters.is_within("department"):
        statements = statements.filter(unit__in=listing.rows.order_by().values("pk"))
    return statements.totals()


@require_safe
@leading_on(UnitAlias)
def unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    unit = get_object_or_404(Unit.objects.with_other_names().select_related("department"), pk=pk)
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Departments"), address("departments")),
        (unit.department.name, address("department", unit.department_id, year=request.GET.get("year"))),
        (unit.name, ""),
    ]
    statements = list(unit.statements.for_unit_page())
    years = list(dict.fromkeys(statement.disclosure.fiscal_year for statement in statements))
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs, unit)
    chosen: dict[str, Any] = {"year": year, "unit": pk}
    projects = Project.objects.filter(unit=unit, fiscal_year=year)
    totals = projects.totals()
    table = ProjectTable(
        OrderedRows(projects.for_list_page(), totals["number"]),
        year=year,
        caption=_("Projects"),
        totals=sum_columns(totals),
        hidden=["unit", "department"],
    )

    def charts() -> list[Chart]:
        return [
            chart_builders.by_type(projects.by_type(), totals["sum_total"], year, unit=pk),
            chart_builders.by_source(totals, chart_builders.projects_with(year, unit=pk)),
            chart_builders.by_project(
                projects.largest(chart_builders.LARGEST_PROJECTS),
                totals,
                rest_url=chart_builders.others_of("projects", chart_builders.LARGEST_PROJECTS, **chosen),
            ),
            chart_builders.by_category(projects.indicators_by_category(), year, unit=pk),
        ]

    stated = [statement for statement in statements if statement.disclosure.fiscal_year == year]
    facts = [
        money_fact(
            _("Sum of the projects"),
            totals["sum_total"],
            address("projects", **chosen),
        ),
        *(
            money_fact(
                _("Subtotal as stated"),
                statement.total,
                address("disclosure", statement.disclosure_id, row=statement.row),
                note=corrected_note(statement, "total")
                or (_("row %(row)s") % {"row": statement.row} if statement.row else ""),
            )
            for statement in stated
        ),
        Fact(_("Projects"), f"{totals['number']:,}", url=address("projects", **chosen)),
        Fact(_("Indicators"), f"{totals['sum_indicators']:,}", url=address("indicators", **chosen)),
    ]
    context = {
        "title": unit.name,
        "kind": _("Unit"),
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "other_names": sorted_names(unit.other_names),
        "unit": unit,
        "department_url": address("department", unit.department_id, year=year),
        # A unit that is stated more than once has no one subtotal: each stands above.
        "difference": stated_against_computed(stated[0].amounts, computed_amounts(totals))
        if len(stated) == 1
        else [],
        "facts": facts,
        "points": partial(finding_summary, request, stated[0].disclosure, unit=pk),
        "charts": charts,
        "project_table": arranged(table, request),
        "coverage_url": address("unit-coverage", pk, year=year),
        "compare_url": address("compare", unit=pk, year=with_neighbour(year, years)),
        "correction_table": corrections_of(request, stated[0].disclosure, unit),
    }
    return private_for_auditor(
        page_or_file(request, "budget/unit.html", context), is_auditor=sees_who(request.user)
    )
