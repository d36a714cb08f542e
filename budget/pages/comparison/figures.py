"""The figures of a comparison as rows of tables and as charts: money by source and by type, and counts."""

from typing import Any

from django.utils.translation import gettext as _

from budget.disclosure.records import CORE_AMOUNT_FIELDS, SOURCE_COLUMNS
from budget.links import address
from budget.models.findings import LEVEL_NAMES
from budget.models.project_types import type_label
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.charts import Chart, Segment
from budget.pages.comparison.columns import Columns, ComparisonColumn
from budget.pages.comparison.tables import figure_row
from budget.pages.formats import AMOUNT_LABELS
from budget.project_types.rules import PROJECT_TYPES


def _sources(columns: Columns) -> list[str]:
    """The funding sources to show: those of every table always, others where a column has them."""
    totals = [column.totals for column in columns]
    names = [
        name
        for name in SOURCE_COLUMNS
        if name in CORE_AMOUNT_FIELDS or any(one[f"sum_{name}"] is not None for one in totals)
    ]
    return [*names, UNACCOUNTED] if any(one["sum_unaccounted"] for one in totals) else names


def source_rows(columns: Columns) -> list[dict[str, Any]]:
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


def type_rows(columns: Columns) -> list[dict[str, Any]]:
    return [
        figure_row(
            place,
            type_label(key),
            [_money(column, key) for column in columns],
            [address("projects", type=key, **column.filters) if column.filters else "" for column in columns],
        )
        for place, key in enumerate(_types(columns))
    ]


def count_rows(columns: Columns) -> list[dict[str, Any]]:
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


def source_parts(columns: Columns) -> list[list[Segment]]:
    return [
        [
            Segment(str(AMOUNT_LABELS[name]), column.totals[f"sum_{name}"], tone=name)
            for name in _sources(columns)
            if column.totals[f"sum_{name}"]
        ]
        for column in columns
    ]


def type_parts(columns: Columns) -> list[list[Segment]]:
    return [
        [
            Segment(type_label(key), _money(column, key), tone=f"type-{key}")
            for key in _types(columns)
            if _money(column, key)
        ]
        for column in columns
    ]


def comparison_chart(columns: Columns, which: str, parts: list[list[Segment]]) -> Chart:
    """A bar for each column, of its parts."""
    segments = tuple(
        Segment(column.label, column.totals["sum_total"], url=column.url, parts=tuple(of_column))
        for column, of_column in zip(columns, parts, strict=True)
    )
    titles = {"sources": _("Money by funding source"), "types": _("Money by project type")}
    return Chart(
        id=f"compared-{which}",
        title=titles[which],
        kind="stacked",
        unit="money",
        segments=segments,
        # The columns are no parts of one whole: no share of one is an answer.
        own_answer="",
    )
