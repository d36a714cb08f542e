"""Projects: the list of a year, and one project with its indicators."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.accounts.permissions import may_correct, may_decide_matches
from budget.disclosure.records import SOURCE_COLUMNS
from budget.links import address, row_anchor
from budget.models import Problem, Project, RetiredProject, ReviewState, Source
from budget.models.querysets.findings import may_review
from budget.models.querysets.projects import ProjectQuerySet
from budget.pages.chart_builders import by_source, of_list, shown_categories
from budget.pages.charts import Chart
from budget.pages.citations import cite_indicator, cite_project
from budget.pages.corrections import OfProject, corrected_note, corrections_of_project, may_see_authors
from budget.pages.findings.project_paper import PaperIndicator, ProjectPaper, paper_of
from budget.pages.formats import Fact, money_fact, money_with_unit, percent, share
from budget.pages.listings import ProjectListing
from budget.pages.responses import page_or_file
from budget.pages.results.detail import view_of_project
from budget.pages.sums import sum_columns
from budget.pages.tables.base import arranged
from budget.pages.tables.lists import ProjectTable
from budget.pages.tables.quality import left_out, views_of
from budget.pages.years import Crumbs, all_years, chosen_year, crumbs_of_unit, nothing_to_show, year_links
from budget.views.project_type import type_fact
from indicators.columns import category_label, level1_label
from indicators.models import Indicator


@require_safe
def projects(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Projects"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = ProjectListing(request, year)
    totals = listing.totals()
    table = ProjectTable(
        listing.ordered(ProjectQuerySet.for_list_page),
        year=year,
        caption=_("Projects"),
        totals=sum_columns(totals),
        hidden=left_out(request),
    )
    context = {
        "title": _("Projects, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "charts": lambda: of_list(request, listing, totals, totals["number"]),
        "views": views_of(request),
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponseBase:
    project = Project.objects.for_project_page().filter(pk=pk).first()
    if project is None:
        return _no_longer(request, pk)
    unit, disclosure = project.unit, project.disclosure
    year = project.fiscal_year
    indicators = list(project.indicators.for_project_page())
    same = list(Project.objects.same_project(project))
    paper = paper_of(project, indicators, same, request.user)
    is_auditor = may_review(request.user)
    corrections = corrections_of_project(project, request.user)
    file = Source.objects.for_project_page(project)
    citations = {one.pk: cite_indicator(request, project, one, file) for one in indicators}
    rows = {row for row in (project.row, *(one.row for one in indicators)) if row is not None}
    context = {
        "title": project.name,
        "kind": _("Project, fiscal year %(year)s") % {"year": year},
        "crumbs": [
            (_("Overview"), address("overview", year=year)),
            (_("Departments"), address("departments", year=year)),
            *crumbs_of_unit(unit, year),
            (project.name, ""),
        ],
        "year": str(year),
        "years": _years(project, same),
        "project": project,
        "namesakes": [one for one in same if one.fiscal_year == year],
        "facts": _facts(project),
        "source_chart": _by_source(project),
        "groups": _groups(indicators, paper, corrections, citations),
        "corrections": corrections,
        "may_see_authors": may_see_authors(request.user),
        "may_decide": may_decide_matches(request.user),
        "may_correct": not disclosure.is_entered_by_hand and may_correct(request.user),
        "paper": paper,
        "result": view_of_project(project, indicators),
        "paper_url": address("working-paper", year=year, project=pk),
        "not_evaluated_url": address("not-evaluated", year=year, project=pk),
        "is_auditor": is_auditor,
        "states": ReviewState.choices,
        "problems": Problem.objects.filter(
            disclosure=disclosure, row__in=rows, place=project.place, file=project.file
        ),
        "file": file,
        "citation": cite_project(request, project, file),
        "row_url": address(
            "disclosure", disclosure.pk, project=pk, anchor=row_anchor(project.row, project.file)
        )
        if project.row
        else disclosure.get_absolute_url(),
    }
    return private_for_auditor(
        page_or_file(request, "budget/project.html", context), is_auditor=may_see_authors(request.user)
    )


def _no_longer(request: HttpRequest, pk: int) -> HttpResponse:
    """410 for a project that a revision dropped, or whose disclosure was withdrawn, leading to the last
    revision that had it; else raise Http404.
    """
    retired = (
        RetiredProject.objects.select_related("last_revision", "disclosure__department")
        .defer("last_revision__snapshot")
        .filter(pk=pk)
        .first()
    )
    if retired is None:
        raise Http404(_("There is no such project."))
    url = address("disclosure", retired.disclosure_id, revision=retired.last_revision.number)
    context = {"disclosure": retired.disclosure, "retired": retired, "url": url}
    return render(request, "410.html", context, status=410)


def _years(project: Project, same: list[Project]) -> Crumbs:
    """The same project's other years, one each, and its own; none where there is only this one."""
    found = {one.fiscal_year: one for one in reversed(same) if one.fiscal_year != project.fiscal_year}
    if not found:
        return []
    return [
        (str(year), one.get_absolute_url())
        for year, one in sorted({**found, project.fiscal_year: project}.items(), reverse=True)
    ]


def _facts(project: Project) -> list[Fact]:
    year, unit = project.fiscal_year, project.unit
    of_unit, of_department = project.sum_of_unit, project.sum_of_department
    return [
        money_fact(_("Total"), project.total, note=corrected_note(project, "total")),
        type_fact(project),
        Fact(
            _("Share of the unit"),
            percent(share(project.total, of_unit)),
            url=address("projects", year=year, unit=unit.pk),
            note=_("of %(sum)s") % {"sum": money_with_unit(of_unit)} if of_unit else "",
        ),
        Fact(
            _("Share of the department"),
            percent(share(project.total, of_department)),
            url=address("projects", year=year, department=unit.department_id),
            note=_("of %(sum)s") % {"sum": money_with_unit(of_department)} if of_department else "",
        ),
        Fact(_("Indicators"), f"{project.indicator_count:,}", url="#indicators"),
    ]


def _by_source(project: Project) -> Chart:
    """The project's own money by source; there is nothing further for a source to lead to."""
    amounts = project.amounts
    accounted = sum(amounts.of(name) or 0 for name in SOURCE_COLUMNS)
    totals = {f"sum_{name}": amounts.of(name) for name in ("total", *SOURCE_COLUMNS)}
    totals["sum_unaccounted"] = (project.total or 0) - accounted
    return by_source(totals, lambda source: "", amounts.counted_sources)


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators of one category, with its names in the reader's language."""

    key: str
    label: str
    level1: str
    indicators: list[PaperIndicator]


def _groups(
    indicators: list[Indicator], paper: ProjectPaper, corrections: OfProject, citations: dict[int, str]
) -> list[Group]:
    """The indicators by category, in the order of the classification, the unclassified ones last."""
    by_key: dict[str, list[PaperIndicator]] = {}
    for indicator in indicators:
        view = PaperIndicator(indicator, paper, corrections.of_indicators.get(indicator.position, ()))
        view.citation = citations[indicator.pk]
        by_key.setdefault(view.category, []).append(view)
    order = [key for key in shown_categories(one.category for one in indicators) if key in by_key]
    return [Group(key, category_label(key), level1_label(key), by_key[key]) for key in order]
