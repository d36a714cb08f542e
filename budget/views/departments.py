"""Departments: the list of a year, and one department with its units and projects."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address, narrowed_to
from budget.models import Department, DepartmentAlias, Disclosure, Project, Unit
from budget.models.querysets.names import sorted_names
from budget.pages import chart_builders
from budget.pages.charts import Chart
from budget.pages.corrections import corrected_note
from budget.pages.findings.summary import finding_summary
from budget.pages.formats import Fact, money_fact
from budget.pages.listings import DisclosureListing
from budget.pages.redirects import leading_on
from budget.pages.responses import page_or_file
from budget.pages.sums import computed_amounts, stated_against_computed, sum_columns
from budget.pages.tables.base import OrderedRows, arranged
from budget.pages.tables.lists import DepartmentTable, ProjectTable, UnitTable
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, with_neighbour, year_links


@require_safe
def departments(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Departments"), "")]
    years = Disclosure.objects.years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = DisclosureListing(request, year)
    disclosures = listing.figured()
    figures = disclosures.figures()
    totals = listing.totals()
    table = DepartmentTable(
        OrderedRows(disclosures.for_departments_page(), figures["departments"]),
        year=year,
        caption=_("Departments"),
        totals=sum_columns(totals) | {name: figures[name] for name in ("units", "projects", "indicators")},
    )
    context = {
        "title": _("Departments, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "charts": [chart_builders.by_source(totals, partial(narrowed_to, request, "source"))],
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
    chosen: dict[str, Any] = {"year": year, "department": pk}
    projects = Project.objects.filter(disclosure=disclosure)
    units = Unit.objects.filter(department=department)
    totals = disclosure.statements.totals()
    categories = disclosure.category_figures.by_category()
    unit_table = UnitTable(
        OrderedRows(units.for_list_page(year), disclosure.unit_count),
        year=year,
        caption=_("Units"),
        totals=sum_columns(totals),
        hidden=["department"],
        prefix="units-",
    )
    project_table = ProjectTable(
        OrderedRows(projects.for_list_page(), totals["number"]),
        year=year,
        caption=_("Projects"),
        totals=sum_columns(totals),
        hidden=["department"],
    )

    def charts() -> list[Chart]:
        return [
            chart_builders.by_type(
                disclosure.type_figures.by_type(), totals["sum_total"], year, department=pk
            ),
            chart_builders.by_source(totals, chart_builders.projects_with(year, department=pk)),
            chart_builders.by_part(
                "by-unit",
                _("Money by unit"),
                units.largest(year, chart_builders.LARGEST),
                disclosure.unit_count,
                totals,
                label=lambda row: row.name,
                url=lambda row: address("unit", row.pk, year=year),
                rest_url=chart_builders.others_of("units", chart_builders.LARGEST, **chosen),
            ),
            chart_builders.by_project(
                projects.largest(chart_builders.LARGEST_PROJECTS),
                totals,
                rest_url=chart_builders.others_of("projects", chart_builders.LARGEST_PROJECTS, **chosen),
            ),
            chart_builders.by_category(chart_builders.indicator_counts(categories), year, department=pk),
        ]

    facts = [
        money_fact(
            _("Sum of the projects"),
            totals["sum_total"],
            address("projects", **chosen),
        ),
        money_fact(
            _("Grand total as stated"),
            disclosure.total,
            disclosure.get_absolute_url(),
            note=corrected_note(disclosure, "total"),
        ),
        Fact(_("Units"), f"{disclosure.unit_count:,}", url=address("units", **chosen)),
        Fact(_("Projects"), f"{totals['number']:,}", url=address("projects", **chosen)),
        Fact(_("Indicators"), f"{totals['sum_indicators']:,}", url=address("indicators", **chosen)),
    ]
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
        "difference": stated_against_computed(disclosure.amounts, computed_amounts(totals)),
        "facts": facts,
        "points": partial(finding_summary, request, disclosure, department=pk),
        "corrections": (disclosure.correction_count, f"{disclosure.get_absolute_url()}#corrections"),
        "charts": charts,
        "unit_table": arranged(unit_table, request),
        "project_table": arranged(project_table, request),
        "categories_url": address("categories", **chosen),
        "coverage_url": address("department-coverage", pk, year=year),
        "compare_url": address("compare", department=pk, year=with_neighbour(year, list(disclosures))),
    }
    return page_or_file(request, "budget/department.html", context)
