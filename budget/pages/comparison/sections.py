"""The sections of a comparison: tables and charts of its figures, its projects and its annual targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext

from budget.audit.comparison import PROJECT_CHANGES, ProjectLine, compare
from budget.pages.charts import Chart
from budget.pages.comparison.columns import Columns, Varying
from budget.pages.comparison.figures import (
    comparison_chart,
    count_rows,
    source_parts,
    source_rows,
    type_parts,
    type_rows,
)
from budget.pages.comparison.over_years import NO_YEARS, years_of
from budget.pages.comparison.tables import (
    CHANGES_OF_BODIES,
    CHANGES_OVER_TIME,
    FiguresTable,
    ProjectLineTable,
    TargetLineTable,
    TextLineTable,
    project_line_rows,
    target_line_rows,
    text_line_rows,
)
from budget.pages.tables.base import SiteTable, arranged
from budget.pages.tables.columns import AmountColumn, CountColumn, FigureColumn


@dataclass(frozen=True, slots=True)
class Link:
    """A choice: its words, the address that makes or undoes it, and a short note."""

    label: str
    url: str
    note: str = ""
    is_chosen: bool = False


def comparison_context(
    request: HttpRequest, columns: Columns, varying: Varying, *, year: int
) -> dict[str, Any]:
    """The context of the page for these columns; where they vary by body and by year, without differences."""

    def figures(
        rows: list[dict[str, Any]], figure: type[FigureColumn], caption: str, prefix: str
    ) -> SiteTable:
        hidden = ("difference",) if varying == "both" else ()
        table = FiguresTable(rows, columns, figure, year=year, caption=caption, prefix=prefix, hidden=hidden)
        return arranged(table, request)

    blocks: list[tuple[SiteTable, Chart | None]] = [
        (
            figures(source_rows(columns), AmountColumn, _("Money by funding source"), "sources-"),
            comparison_chart(columns, "sources", source_parts(columns)),
        ),
        (
            figures(type_rows(columns), AmountColumn, _("Money by project type"), "types-"),
            comparison_chart(columns, "types", type_parts(columns)),
        ),
        (figures(count_rows(columns), CountColumn, _("Counts"), "counts-"), None),
    ]
    context: dict[str, Any] = {
        "columns": columns,
        "blocks": blocks,
        "varies_by_both": varying == "both",
        # The page looks for tables and charts to export in lists.
        "exported": [one for block in blocks for one in block if one is not None],
    }
    if varying == "both" or any(column.projects is None for column in columns):
        return context
    years = years_of(columns) if varying == "time" else NO_YEARS
    sides = [column.projects or [] for column in columns]
    lines = compare(sides, within_units=varying == "time", links=years.links)
    words = CHANGES_OVER_TIME if varying == "time" else CHANGES_OF_BODIES
    context |= years.shown(request)
    return context | _project_tables(request, columns, lines, words, year=year)


def _project_tables(
    request: HttpRequest,
    columns: Columns,
    lines: list[ProjectLine],
    words: Mapping[str, Promise],
    *,
    year: int,
) -> dict[str, Any]:
    chosen = request.GET.get("change", "")
    if chosen and chosen not in PROJECT_CHANGES:
        raise Http404(_("A filter of this address has a value that is not known."))
    shown = [line for line in lines if chosen in ("", line.change)]
    projects: SiteTable = ProjectLineTable(
        project_line_rows(shown, words),
        columns,
        year=year,
        caption=_("Projects"),
        prefix="projects-",
    )
    rows = target_line_rows(lines)
    targets = TargetLineTable(
        rows, year=year, caption=_("Annual targets that are not the same"), prefix="targets-"
    )
    text_rows = text_line_rows(lines)
    texts = TextLineTable(text_rows, year=year, caption=_("Texts that are not the same"), prefix="texts-")
    return {
        "changes": [
            _change_link(request, lines, change, str(words[change]), chosen) for change in PROJECT_CHANGES
        ],
        "project_table": arranged(projects, request),
        "target_table": arranged(targets, request) if rows else None,
        "text_table": arranged(texts, request) if text_rows else None,
    }


def _change_link(
    request: HttpRequest, lines: Sequence[ProjectLine], change: str, words: str, chosen: str
) -> Link:
    number = sum(line.change == change for line in lines)
    query = request.GET.copy()
    for name in ("projects-page", "change"):
        query.pop(name, None)
    if change != chosen:
        query["change"] = change
    note = ngettext("%(number)s project", "%(number)s projects", number) % {"number": f"{number:,}"}
    url = f"{request.path}?{query.urlencode()}#projects-table" if number else ""
    return Link(words, url, note, is_chosen=change == chosen)
