"""The tables of a comparison: their columns, and what became of a figure from the first to the last."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_tables2.columns import BoundColumn

from budget.audit.comparison import PROJECT_CHANGES, TARGET_CHANGES, ProjectLine, TextLine
from budget.models import Project
from budget.pages.comparison.columns import ComparisonColumn
from budget.pages.corrected_values import corrected_mark
from budget.pages.formats import money
from budget.pages.tables.base import SiteTable
from budget.pages.tables.columns import AmountColumn, CountColumn, FigureColumn, NameColumn
from indicators.columns import category_label
from indicators.models import Indicator

# What became of a project: over years or revisions of the same body, and between different bodies.
CHANGES_OVER_TIME: Mapping[str, Promise] = {
    "added": pgettext_lazy("project compared", "added"),
    "gone": pgettext_lazy("project compared", "gone"),
    "changed": pgettext_lazy("project compared", "amount changed"),
    "same": pgettext_lazy("project compared", "same amount"),
    "between": pgettext_lazy("project compared", "only in between"),
}
CHANGES_OF_BODIES: Mapping[str, Promise] = {
    "added": pgettext_lazy("project compared", "not in the first"),
    "gone": pgettext_lazy("project compared", "not in the last"),
    "changed": pgettext_lazy("project compared", "different amounts"),
    "same": pgettext_lazy("project compared", "same amount"),
    "between": pgettext_lazy("project compared", "neither in the first nor in the last"),
}
TARGET_WORDS: Mapping[str, Promise] = {
    "raised": pgettext_lazy("target compared", "raised"),
    "lowered": pgettext_lazy("target compared", "lowered"),
    "reworded": pgettext_lazy("target compared", "worded otherwise"),
    "added": pgettext_lazy("target compared", "added"),
    "gone": pgettext_lazy("target compared", "gone"),
}


def _comparison_columns(
    columns: Sequence[ComparisonColumn], figure: Callable[..., FigureColumn]
) -> list[tuple[str, FigureColumn]]:
    """The table's columns; a figure leads to what its row's `urls` name for the column."""
    return [
        (f"side_{number}", figure(column.label, linkify=_leads_to(number)))
        for number, column in enumerate(columns)
    ]


def _leads_to(number: int) -> Callable[..., str | None]:
    return lambda record: record["urls"][number] or None


def _figures(values: Sequence[int | None]) -> dict[str, int | None]:
    """The cells of a row's columns, and the difference from the first to the last."""
    first, last = values[0], values[-1]
    cells = {f"side_{number}": value for number, value in enumerate(values)}
    return cells | {"difference": None if first is None or last is None else last - first}


class FiguresTable(SiteTable):
    """Figures of the columns: rows are dicts of `label`, `place`, `side_…`, `difference` and `urls`."""

    label = tables.Column(pgettext_lazy("column", "What"), order_by="place", attrs={"td": {"class": "name"}})

    class Meta(SiteTable.Meta):
        order_by = "label"

    def __init__(
        self,
        rows: list[dict[str, Any]],
        columns: Sequence[ComparisonColumn],
        figure: type[FigureColumn],
        **options: Any,
    ) -> None:
        difference = figure(gettext_lazy("Difference, first to last"))
        super().__init__(
            rows, extra_columns=[*_comparison_columns(columns, figure), ("difference", difference)], **options
        )


def figure_row(
    place: int, label: str, values: Sequence[int | None], urls: Sequence[str] = ()
) -> dict[str, Any]:
    """A row of FiguresTable; without `urls` its figures lead nowhere, nor does a figure of nothing."""
    leads = [url if value else "" for value, url in zip(values, urls or [""] * len(values), strict=True)]
    return {"place": place, "label": label, "urls": leads, **_figures(values)}


class TotalOfColumn(AmountColumn):
    """A project's total in one column, with a sign where it is corrected."""

    def render(  # type: ignore[override]  # the table gives a column what its signature names
        self, value: int, record: dict[str, Any], bound_column: BoundColumn
    ) -> SafeString:
        number = int(bound_column.name.removeprefix("side_"))
        return format_html("{}{}", money(value), corrected_mark(record["as_disclosed"][number], "total"))


class ProjectLineTable(SiteTable):
    """Projects over the columns: rows are dicts of `project_line_rows`. The column of earlier names is there
    where some project has one.
    """

    project = NameColumn(
        pgettext_lazy("column", "Project"), order_by="place", linkify=lambda record: record["url"] or None
    )
    unit = NameColumn(pgettext_lazy("column", "Unit"))
    earlier = tables.Column(gettext_lazy("Earlier names"), attrs={"td": {"class": "name"}})
    difference = AmountColumn(gettext_lazy("Difference, first to last"))
    change = tables.Column(gettext_lazy("What became of it"), order_by="rank")
    raised = CountColumn(gettext_lazy("Targets raised"))
    lowered = CountColumn(gettext_lazy("Targets lowered"))

    class Meta(SiteTable.Meta):
        order_by = "change"
        sequence = ("project", "unit", "earlier", "...", "difference", "change", "raised", "lowered")

    def __init__(
        self, rows: list[dict[str, Any]], columns: Sequence[ComparisonColumn], **options: Any
    ) -> None:
        if not any(row["earlier"] for row in rows):
            options["hidden"] = ("earlier",)
        super().__init__(rows, extra_columns=_comparison_columns(columns, TotalOfColumn), **options)


def project_line_rows(lines: Sequence[ProjectLine], words: Mapping[str, Promise]) -> list[dict[str, Any]]:
    """The rows of ProjectLineTable: in each kind of change those with the largest difference first."""
    by_size = sorted(lines, key=lambda line: -abs(line.difference or 0))
    places = {id(line): place for place, line in enumerate(lines)}
    return [
        {
            "place": places[id(line)],
            "project": line.shown.name,
            "unit": line.shown.unit,
            "earlier": "、".join(line.earlier_names),
            "url": line.shown.url,
            "urls": ["" if row is None else row.url for row in line.rows],
            "as_disclosed": [{} if row is None else row.as_disclosed for row in line.rows],
            **{f"side_{number}": row and row.total for number, row in enumerate(line.rows)},
            "difference": line.difference,
            "change": str(words[line.change]),
            "rank": PROJECT_CHANGES.index(line.change),
            "raised": line.count("raised"),
            "lowered": line.count("lowered"),
        }
        for line in by_size
    ]


class TargetLineTable(SiteTable):
    """Targets that are not the same in the first and the last column; both as disclosed."""

    project = NameColumn(
        pgettext_lazy("column", "Project"), order_by="place", linkify=lambda record: record["url"] or None
    )
    indicator = tables.Column(pgettext_lazy("column", "Indicator"), attrs={"td": {"class": "prose"}})
    category = tables.Column(pgettext_lazy("column", "Category"))
    before = tables.Column(gettext_lazy("Annual target, first"), attrs={"td": {"class": "prose"}})
    now = tables.Column(gettext_lazy("Annual target, last"), attrs={"td": {"class": "prose"}})
    change = tables.Column(gettext_lazy("What became of it"), order_by="rank")

    class Meta(SiteTable.Meta):
        order_by = "change"


def target_line_rows(lines: Sequence[ProjectLine]) -> list[dict[str, Any]]:
    """The rows of TargetLineTable, raised and lowered ones first."""
    return [
        {
            "place": place,
            "project": line.shown.name,
            "url": line.shown.url,
            "indicator": target.name,
            "category": category_label(target.category),
            "before": target.before,
            "now": target.now,
            "change": str(TARGET_WORDS[target.change]),
            "rank": TARGET_CHANGES.index(target.change),
        }
        for place, line in enumerate(lines)
        for target in line.targets
    ]


class TextLineTable(SiteTable):
    """Texts that are not the same in the first and the last column; both as disclosed."""

    project = NameColumn(
        pgettext_lazy("column", "Project"), order_by="place", linkify=lambda record: record["url"] or None
    )
    indicator = tables.Column(pgettext_lazy("column", "Indicator"), attrs={"td": {"class": "prose"}})
    text = tables.Column(pgettext_lazy("column", "Text"))
    before = tables.Column(gettext_lazy("First"), attrs={"td": {"class": "prose"}})
    now = tables.Column(gettext_lazy("Last"), attrs={"td": {"class": "prose"}})

    class Meta(SiteTable.Meta):
        order_by = "project"


def text_line_rows(lines: Sequence[ProjectLine]) -> list[dict[str, Any]]:
    """The rows of TextLineTable, in the order of the projects."""
    return [
        {
            "place": place,
            "project": line.shown.name,
            "url": line.shown.url,
            "indicator": text.indicator,
            "text": _text_label(text),
            "before": text.before,
            "now": text.now,
        }
        for place, line in enumerate(lines)
        for text in line.texts
    ]


def _text_label(text: TextLine) -> str:
    column = (Indicator if text.indicator else Project)._meta.get_field(text.field)
    return capfirst(str(getattr(column, "verbose_name", text.field)))
