"""Coverage: the projects of a department or unit against the categories they have indicators of."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.models import Department, DepartmentAlias, Disclosure, Project, Unit, UnitAlias
from budget.models.querysets.projects import ProjectQuerySet
from budget.pages.coverage import Column, Row, columns_of, rows_of
from budget.pages.export.page_tables import coverage
from budget.pages.formats import percent
from budget.pages.redirects import leading_on
from budget.pages.responses import page_or_file
from budget.pages.years import Crumbs, chosen_year, crumbs_of_unit, nothing_to_show, year_links
from budget.views.disclosures import LinePager
from indicators.columns import category_label

PROJECTS_PER_PAGE = 50


@require_safe
@leading_on(DepartmentAlias)
def department_coverage(request: HttpRequest, pk: int) -> HttpResponseBase:
    department = get_object_or_404(Department, pk=pk)
    years = department.disclosures.years()
    year = chosen_year(request, years)
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Departments"), address("departments", year=year)),
        (department.name, address("department", pk, year=year)),
        (_("Coverage"), ""),
    ]
    if year is None:
        return nothing_to_show(request, years, crumbs, department)
    projects = Project.objects.filter(disclosure__department=department, fiscal_year=year)
    context = _context(projects, year, {"department": pk}, request.GET.get("page"))
    context |= {"title": department.name, "crumbs": crumbs, "years": year_links(request, years)}
    return page_or_file(request, "budget/coverage.html", context)


@require_safe
@leading_on(UnitAlias)
def unit_coverage(request: HttpRequest, pk: int) -> HttpResponseBase:
    unit = get_object_or_404(Unit.objects.select_related("department"), pk=pk)
    years = Disclosure.objects.filter(statements__unit=unit).years()
    year = chosen_year(request, years)
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Departments"), address("departments", year=year)),
        *crumbs_of_unit(unit, year),
        (_("Coverage"), ""),
    ]
    if year is None:
        return nothing_to_show(request, years, crumbs, unit)
    projects = Project.objects.filter(unit=unit, fiscal_year=year)
    context = _context(projects, year, {"unit": pk}, request.GET.get("page"))
    context |= {"title": unit.name, "crumbs": crumbs, "years": year_links(request, years)}
    return page_or_file(request, "budget/coverage.html", context)


def _context(
    projects: ProjectQuerySet, year: int, filters: dict[str, Any], page_number: str | None
) -> dict[str, Any]:
    """Return the table, its columns and rows, and the categories without any indicator, for the template.

    `filters` narrow lists to the department or unit.
    """
    columns = columns_of(projects)
    in_order = projects.for_list_page().order_by(F("total").desc(nulls_last=True), "pk")
    page = Paginator(in_order, PROJECTS_PER_PAGE).get_page(page_number)
    caption = _("Projects and indicator categories")
    shown = list(page.object_list)
    return {
        "kind": _("Coverage by indicator category, %(year)s") % {"year": year},
        "year": str(year),
        "table": coverage(caption, in_order, columns, page.paginator.count),
        "columns": [_heading(column, year, filters) for column in columns],
        "rows": [_line(row, columns, year) for row in rows_of(shown)],
        "gaps": [category_label(column.category) for column in columns if column.is_empty and shown],
        "pager": LinePager(page),
    }


def _heading(column: Column, year: int, filters: dict[str, Any]) -> dict[str, Any]:
    """A category with its figures over all projects, and the projects that it leads to."""
    return {
        "category": column.category,
        "label": category_label(column.category).removesuffix("指标"),
        "is_empty": column.is_empty,
        "projects": column.projects,
        "money": column.money,
        "share": percent(column.share),
        "url": "" if column.is_empty else address("projects", year=year, category=column.category, **filters),
    }


def _line(row: Row, columns: list[Column], year: int) -> dict[str, Any]:
    """A project, and for each category the indicators it leads to, "" where the project has none of it."""
    return {
        "project": row.project,
        "cells": [
            {
                "category": column.category,
                "label": category_label(column.category),
                "is_empty": column.is_empty,
                "url": address("indicators", year=year, project=row.project.pk, category=column.category)
                if column.category in row.categories
                else "",
            }
            for column in columns
        ],
    }
