"""Makes the report of a department and year."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext as _

from budget.links import address
from budget.models import Department, Disclosure, Project, SelfEvaluation, Source
from budget.money import shown_unit
from budget.pages.report.changes import changes
from budget.pages.report.document import Document, Section
from budget.pages.report.figures import cover_figures, funding
from budget.pages.report.points import corrections, points, results
from budget.pages.report.rows import indicators, projects
from budget.pages.report.sources import sources
from budget.pages.report.words import MOST_PROJECTS, Subject


def report_of(
    request: HttpRequest, department: Department, disclosure: Disclosure, before: Disclosure | None
) -> Document:
    """The report of a department's disclosure, as the reader may see it; `before` is the year before's.

    Both are of `DisclosureQuerySet.for_department_page`.
    """
    found = Source.objects.of_current(disclosure.pk)
    subject = Subject(
        request,
        disclosure,
        before,
        list(disclosure.statements.select_related("unit").order_by("position")),
        list(Project.objects.filter(disclosure=disclosure).for_disclosure_page(0, MOST_PROJECTS)),
        list(found),
    )
    evaluated = _results(disclosure)
    parts: list[Section | None] = [
        cover_figures(subject),
        funding(subject),
        changes(subject, department),
        projects(subject),
        indicators(subject),
        points(subject),
        results(subject, evaluated),
        corrections(subject),
        sources(subject, evaluated),
    ]
    sections = [one for one in parts if one is not None]
    title = title_of(department, disclosure)
    url = request.build_absolute_uri(address("report", department.pk, year=disclosure.fiscal_year))
    return Document(
        title=title,
        about=tuple(_about(subject, department, url)),
        sections=tuple(replace(one, number=number) for number, one in enumerate(sections, start=1)),
        footer=title,
        url=url,
        language=get_language() or "",
    )


def title_of(department: Department, disclosure: Disclosure) -> str:
    """The title of a report, which its file is named for."""
    return _("%(department)s: report on the performance targets of %(year)s") % {
        "department": department.name,
        "year": disclosure.fiscal_year,
    }


def _about(subject: Subject, department: Department, url: str) -> list[str]:
    """What the report is about: table, region, revision, unit of money, address."""
    disclosure = subject.disclosure
    lines = [disclosure.title] if disclosure.title else []
    if department.region:
        lines.append(_("Region: %(region)s") % {"region": department.region})
    lines.append(_("Money in %(unit)s") % {"unit": shown_unit().behind})
    if subject.sources:
        revision = subject.sources[0].revision
        day = date_format(localtime(revision.created_at), "Y-m-d")
        lines.append(
            _("State of the data: revision %(number)s, in force since %(day)s")
            % {"number": revision.number, "day": day}
        )
    lines.append(_("Address: %(url)s") % {"url": url})
    return lines


def _results(disclosure: Disclosure) -> list[SelfEvaluation]:
    """The self-evaluations of the disclosure's department and year, each with its file."""
    if disclosure.results is None:
        return []
    found = SelfEvaluation.objects.filter(
        department=disclosure.department_id, fiscal_year=disclosure.fiscal_year
    )
    return list(found.with_file_name().for_list_page().order_by("name_sort", "pk")[:MOST_PROJECTS])
