"""The sections of a comparison: tables and charts of its figures, its projects and its annual targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _, ngettext

from budget.audit.comparison import PROJECT_CHANGES, ProjectLine, compare
from budget.pages.comparison.columns import Columns
from budget.pages.comparison.figures import (
    comparison_chart,
    count_rows,
    source_parts,
    source_rows,
    type_parts,
    type_rows,
)
from budget.pages.comparison.tables import (
    CHANGES_OF_BODIES,
    CHANGES_OVER_TIME,
    FiguresTable,
    ProjectLineTable,
    TargetLineTable,
    project_line_rows,
    target_line_rows,
)
from budget.pages.tables.base import SiteTable, arranged
from budget.pages.tables.columns import AmountColumn, CountColumn


@dataclass(frozen=True, slots=True)
class Link:
    """A choice: its words, the address that makes or undoes it, and a short note."""

    label: str
    url: str
    note: str = ""
    is_chosen: bool = False


def comparison_context(
    request: HttpRequest, columns: Columns, *, over_time: bool, year: int
) -> dict[str, Any]:
    """The context of the page for these columns. `over_time`: they differ by year or revision alone."""
    tables = [
        FiguresTable(
            source_rows(columns),
            columns,
            AmountColumn,
            year=year,
            caption=_("Money by funding source"),
            prefix="sources-",
        ),
        FiguresTable(
            type_rows(columns),
            columns,
            AmountColumn,
            year=year,
            caption=_("Money by project type"),
            prefix="types-",
        ),
        FiguresTable(
            count_rows(columns), columns, CountColumn, year=year, caption=_("Counts"), prefix="counts-"
        ),
    ]
    context: dict[str, Any] = {
        "columns": columns,
        "blocks": [
            (arranged(tables[0], request), comparison_chart(columns, "sources", source_parts(columns))),
            (arranged(tables[1], request), comparison_chart(columns, "types", type_parts(columns))),
            (arranged(tables[2], request), None),
        ],
    }
    # The page looks for tables and charts to export in lists.
    context["exported"] = [one for block in context["blocks"] for one in block if one is not None]
    if any(column.projects is None for column in columns):
        return context
    lines = compare([column.projects or [] for column in columns], within_units=over_time)
    return context | _project_tables(request, columns, lines, over_time=over_time, year=year)


def _project_tables(
    request: HttpRequest, columns: Columns, lines: list[ProjectLine], *, over_time: bool, year: int
) -> dict[str, Any]:
    words = CHANGES_OVER_TIME if over_time else CHANGES_OF_BODIES
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
    return {
        "changes": [
            _change_link(request, lines, change, str(words[change]), chosen) for change in PROJECT_CHANGES
        ],
        "project_table": arranged(projects, request),
        "target_table": arranged(targets, request) if rows else None,
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
