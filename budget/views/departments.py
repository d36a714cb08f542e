"""Departments: the list of a year, and one department with its units and projects."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.models import Department, DepartmentAlias
from budget.models.querysets.disclosures import DisclosureQuerySet
from budget.models.querysets.names import sorted_names
from budget.pages import chart_builders
from budget.pages.department_page import DepartmentPage
from budget.pages.findings.summary import finding_summary
from budget.pages.owner_listings import DisclosureListing
from budget.pages.redirects import leading_on
from budget.pages.responses import page_or_file
from budget.pages.results.figures import of_results
from budget.pages.sums import computed_amounts, stated_against_computed, sum_columns
from budget.pages.tables.base import arranged
from budget.pages.tables.lists import DepartmentTable
from budget.pages.tables.quality import left_out, views_of
from budget.pages.years import Crumbs, all_years, chosen_year, nothing_to_show, with_neighbour, year_links


@require_safe
def departments(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Departments"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = DisclosureListing(request, year)
    figures = listing.figures()
    totals = listing.totals()
    table = DepartmentTable(
        listing.ordered(DisclosureQuerySet.for_departments_page),
        year=year,
        caption=_("Departments"),
        totals=sum_columns(totals)
        | {name: figures[name] for name in ("units", "projects", "indicators", "error_money")}
        | {"errors": figures["error_count"], "warnings": figures["warning_count"]}
        | {"notices": figures["notice_count"]},
        hidden=left_out(request),
    )
    context = {
        "title": _("Departments, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "charts": lambda: chart_builders.of_list(request, listing, totals, figures["departments"]),
        "views": views_of(request),
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


@require_safe
@leading_on(DepartmentAlias)
def department(request: HttpRequest, pk: int) -> HttpResponseBase:
    department = get_object_or_404(Department.objects.with_other_names(), pk=pk)
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Departments"), address("departments")),
        (department.name, ""),
    ]
    disclosures = {row.fiscal_year: row for row in department.disclosures.for_department_page()}
    year = chosen_year(request, list(disclosures))
    if year is None:
        return nothing_to_show(request, list(disclosures), crumbs, department)
    disclosure = disclosures[year]
    earlier = [row for row in disclosures.values() if row.fiscal_year < year]
    page = DepartmentPage(disclosure, left_out(request), earlier[0] if earlier else None)
    context = {
        "title": department.name,
        "kind": _("Department, %(region)s") % {"region": department.region}
        if department.region
        else _("Department"),
        "crumbs": crumbs,
        "other_names": sorted_names(department.other_names),
        "year": str(year),
        "years": year_links(request, list(disclosures)),
        "disclosure": disclosure,
        "difference": stated_against_computed(disclosure.amounts, computed_amounts(page.totals)),
        "facts": page.facts(),
        "finding_summary": partial(finding_summary, request, disclosure, department=pk),
        "corrections": (disclosure.correction_count, f"{disclosure.get_absolute_url()}#corrections"),
        "charts": page.charts,
        **of_results(disclosure.results, address("results", **page.filters)),
        "views": views_of(request),
        "unit_table": arranged(page.unit_table(), request),
        "project_table": arranged(page.project_table(), request),
        "categories_url": address("categories", **page.filters),
        "report_url": address("report", pk, year=year),
        "peers_url": address("peers", pk, year=year),
        "coverage_url": address("department-coverage", pk, year=year),
        "changes_url": page.changes_url,
        "compare_url": address("compare", department=pk, year=with_neighbour(year, list(disclosures))),
    }
    return page_or_file(request, "budget/department.html", context)
