"""Two to four departments, units, years or revisions side by side: tables first, then charts.

The address names them: `department` or `unit` and `year`, each repeated; or `disclosure` and its
`revision`s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_safe

from budget.audit.comparison import FEWEST_SIDES, MOST_SIDES, PROJECT_CHANGES, ProjectLine, compare
from budget.disclosure.records import CORE_AMOUNT_FIELDS, SOURCE_COLUMNS
from budget.links import address
from budget.models import Department, Disclosure, Unit
from budget.models.findings import LEVEL_NAMES
from budget.models.project_types import type_label
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.charts import Chart, Segment
from budget.pages.comparison.columns import (
    Columns,
    ComparisonColumn,
    Kind,
    columns_in_force,
    columns_of_revisions,
    matching,
)
from budget.pages.comparison.tables import (
    CHANGES_OF_BODIES,
    CHANGES_OVER_TIME,
    FiguresTable,
    ProjectLineTable,
    TargetLineTable,
    figure_row,
    project_line_rows,
    target_line_rows,
)
from budget.pages.formats import AMOUNT_LABELS
from budget.pages.params import positive_int
from budget.pages.responses import page_or_file
from budget.pages.tables.base import SiteTable, arranged
from budget.pages.tables.columns import AmountColumn, CountColumn
from budget.project_types.rules import PROJECT_TYPES

# The most bodies offered, of those with a name that contains the typed text.
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Link:
    """A choice: its words, the address that makes or undoes it, and a short note."""

    label: str
    url: str
    note: str = ""
    is_chosen: bool = False


@require_safe
def compare_page(request: HttpRequest) -> HttpResponseBase:
    if "disclosure" in request.GET:
        return _revisions(request)
    kind, bodies = _bodies(request)
    every_year = Disclosure.objects.years()
    years = _years(request, every_year, kind)
    number = len(years) * max(len(bodies), 1)
    is_enough = FEWEST_SIDES <= number <= MOST_SIDES
    context = _head(request, kind, bodies, years, every_year) | {
        "too_many": number > MOST_SIDES,
        "most": MOST_SIDES,
    }
    if is_enough:
        columns = columns_in_force(kind, bodies, years)
        context |= _comparison(request, columns, over_time=len(bodies) <= 1, year=max(years))
    return page_or_file(request, "budget/compare.html", context)


# ---- What is compared.


def _keys(request: HttpRequest, name: str) -> list[int]:
    """The numbers that an address gives for a name, each once. Raise Http404 for what is none."""
    numbers = []
    for text in dict.fromkeys(filter(None, request.GET.getlist(name))):
        number = positive_int(text)
        if number is None:
            raise Http404(_("A filter of this address names nothing that is here."))
        numbers.append(number)
    return numbers


def _bodies(request: HttpRequest) -> tuple[Kind, list[Department | Unit]]:
    """The bodies that are named, in their order, and of which kind they are: units go before departments."""
    for kind, model in (("unit", Unit), ("department", Department)):
        keys = _keys(request, kind)
        found = model.objects.in_bulk(keys) if keys else {}
        if len(found) < len(keys):
            raise Http404(_("A filter of this address names nothing that is here."))
        if found:
            return ("unit" if kind == "unit" else "department"), [found[key] for key in keys]
    return "site", []


def _years(request: HttpRequest, every_year: Sequence[int], kind: Kind) -> list[int]:
    """The years that are named, the earliest first; else the latest, of the whole site the latest two."""
    asked = sorted(_keys(request, "year"))
    if not set(asked) <= set(every_year):
        raise Http404(_("Nothing is disclosed for one of these years."))
    return asked or sorted(every_year[: 2 if kind == "site" else 1])


def _head(
    request: HttpRequest,
    kind: Kind,
    bodies: Sequence[Department | Unit],
    years: Sequence[int],
    every_year: Sequence[int],
) -> dict[str, Any]:
    """What is chosen, and what else there is to choose."""
    words = request.GET.get("find", "").strip()[:100]
    searched: Kind = "unit" if kind == "unit" or request.GET.get("of") == "unit" else "department"
    return {
        "title": _title(bodies),
        "crumbs": [(_("Overview"), address("overview")), (_("Compare"), "")],
        "chosen": [Link(body.name, _changed(request, kind, body.pk), is_chosen=True) for body in bodies],
        "year_choices": [
            Link(str(one), _with_year(request, one, years), is_chosen=one in years) for one in every_year
        ],
        "find": words,
        "of": searched,
        "can_switch": kind == "site",
        "kept": [(name, value) for name in (kind, "year") for value in request.GET.getlist(name)],
        "found": [
            Link(one.name, _changed(request, searched, one.pk), _parent_name(one))
            for one in matching(searched, words, _MOST_FOUND)
            if one not in bodies
        ],
    }


def _title(bodies: Sequence[Department | Unit]) -> str:
    names = _(", ").join(body.name for body in bodies)
    return _("Compare: %(names)s") % {"names": names} if names else _("Compare")


def _parent_name(body: Department | Unit) -> str:
    return body.department.name if isinstance(body, Unit) else body.region


def _changed(request: HttpRequest, name: str, value: int) -> str:
    """This page's address with a value more of a name, or, where it has it, without it."""
    query = _without_page(request)
    values = query.getlist(name)
    text = str(value)
    query.setlist(name, [one for one in values if one != text] if text in values else [*values, text])
    return f"{request.path}?{query.urlencode()}"


def _with_year(request: HttpRequest, year: int, years: Sequence[int]) -> str:
    """The same for a year, those shown being chosen even where the address does not say so."""
    query = _without_page(request)
    chosen = [one for one in years if one != year] if year in years else sorted([*years, year])
    query.setlist("year", map(str, chosen))
    return f"{request.path}?{query.urlencode()}"


def _without_page(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for name in ("page", "targets-page", "find", "of", "change"):
        query.pop(name, None)
    return query


# ---- Revisions.


def _revisions(request: HttpRequest) -> HttpResponseBase:
    (key, *others) = _keys(request, "disclosure") or [0]
    disclosure = get_object_or_404(Disclosure.objects.select_related("department"), pk=key)
    revisions = {one.number: one for one in disclosure.revisions.defer("snapshot").order_by("number")}
    asked = sorted(_keys(request, "revision")) or list(revisions)[-2:]
    if others or not set(asked) <= set(revisions):
        raise Http404(_("There is no such revision."))
    title = _("%(department)s, %(year)s") % {
        "department": disclosure.department.name,
        "year": disclosure.fiscal_year,
    }
    context: dict[str, Any] = {
        "title": _("Compare revisions: %(disclosure)s") % {"disclosure": title},
        "crumbs": [
            (_("Overview"), address("overview")),
            (_("Disclosures"), address("disclosures", year=disclosure.fiscal_year)),
            (title, disclosure.get_absolute_url()),
            (_("Compare"), ""),
        ],
        "revision_choices": [
            Link(str(number), _with_revision(request, number, asked), is_chosen=number in asked)
            for number in revisions
        ],
        "too_many": len(asked) > MOST_SIDES,
        "most": MOST_SIDES,
    }
    if FEWEST_SIDES <= len(asked) <= MOST_SIDES:
        kept = disclosure.revisions.filter(number__in=asked).order_by("number")
        columns = columns_of_revisions(disclosure, list(kept))
        context |= _comparison(request, columns, over_time=True, year=disclosure.fiscal_year)
    return page_or_file(request, "budget/compare.html", context)


def _with_revision(request: HttpRequest, number: int, asked: Sequence[int]) -> str:
    query = _without_page(request)
    chosen = [one for one in asked if one != number] if number in asked else sorted([*asked, number])
    query.setlist("revision", map(str, chosen))
    return f"{request.path}?{query.urlencode()}"


# ---- The comparison.


def _comparison(request: HttpRequest, columns: Columns, *, over_time: bool, year: int) -> dict[str, Any]:
    tables = [
        FiguresTable(
            _source_rows(columns),
            columns,
            AmountColumn,
            year=year,
            caption=_("Money by funding source"),
            prefix="sources-",
        ),
        FiguresTable(
            _type_rows(columns),
            columns,
            AmountColumn,
            year=year,
            caption=_("Money by project type"),
            prefix="types-",
        ),
        FiguresTable(
            _count_rows(columns), columns, CountColumn, year=year, caption=_("Counts"), prefix="counts-"
        ),
    ]
    context: dict[str, Any] = {
        "columns": columns,
        "blocks": [
            (arranged(tables[0], request), _chart(columns, "sources", _source_parts(columns))),
            (arranged(tables[1], request), _chart(columns, "types", _type_parts(columns))),
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


def _sources(columns: Columns) -> list[str]:
    """The funding sources to show: those of every table always, others where a column has them."""
    totals = [column.totals for column in columns]
    names = [
        name
        for name in SOURCE_COLUMNS
        if name in CORE_AMOUNT_FIELDS or any(one[f"sum_{name}"] is not None for one in totals)
    ]
    return [*names, UNACCOUNTED] if any(one["sum_unaccounted"] for one in totals) else names


def _source_rows(columns: Columns) -> list[dict[str, Any]]:
    rows = []
    for place, name in enumerate(("total", *_sources(columns))):
        source = None if name == "total" else name
        urls = [
            address("projects", source=source, **column.filters) if column.filters else ""
            for column in columns
        ]
        values = [column.totals[f"sum_{name}"] for column in columns]
        rows.append(figure_row(place, str(AMOUNT_LABELS[name]), values, urls))
    return rows


def _types(columns: Columns) -> list[str]:
    return [key for key in PROJECT_TYPES if any(key in column.types for column in columns)]


def _money(column: ComparisonColumn, key: str) -> int | None:
    """The fen of a column's projects of a type: 0 where it has none, None where none states an amount."""
    return column.types[key]["money"] if key in column.types else 0


def _type_rows(columns: Columns) -> list[dict[str, Any]]:
    return [
        figure_row(
            place,
            type_label(key),
            [_money(column, key) for column in columns],
            [address("projects", type=key, **column.filters) if column.filters else "" for column in columns],
        )
        for place, key in enumerate(_types(columns))
    ]


def _count_rows(columns: Columns) -> list[dict[str, Any]]:
    def urls(view: str, **filters: Any) -> list[str]:
        return [address(view, **filters, **column.filters) if column.filters else "" for column in columns]

    rows = [
        figure_row(0, _("Projects"), [column.totals["number"] for column in columns], urls("projects")),
        figure_row(
            1, _("Indicators"), [column.totals["sum_indicators"] for column in columns], urls("indicators")
        ),
    ]
    for level, name in LEVEL_NAMES.items():
        values = [column.levels[level] for column in columns if column.levels is not None]
        if len(values) == len(columns):
            label = _("Points to review: %(level)s") % {"level": name}
            rows.append(figure_row(len(rows), label, values, urls("findings", level=level)))
    return rows


def _source_parts(columns: Columns) -> list[list[Segment]]:
    return [
        [
            Segment(str(AMOUNT_LABELS[name]), column.totals[f"sum_{name}"], tone=name)
            for name in _sources(columns)
            if column.totals[f"sum_{name}"]
        ]
        for column in columns
    ]


def _type_parts(columns: Columns) -> list[list[Segment]]:
    return [
        [
            Segment(type_label(key), _money(column, key), tone=f"type-{key}")
            for key in _types(columns)
            if _money(column, key)
        ]
        for column in columns
    ]


def _chart(columns: Columns, which: str, parts: list[list[Segment]]) -> Chart:
    """A bar for each column, of its parts."""
    segments = tuple(
        Segment(column.label, column.totals["sum_total"], url=column.url, parts=tuple(of_column))
        for column, of_column in zip(columns, parts, strict=True)
    )
    titles = {"sources": _("Money by funding source"), "types": _("Money by project type")}
    return Chart(id=f"compared-{which}", title=titles[which], kind="stacked", unit="money", segments=segments)
