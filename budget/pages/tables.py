"""The tables of the pages: columns, what a click on a heading sorts by, where a figure leads.

A row's figures are computed by the database; `totals` (column -> sum) are sums over all filtered rows.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.core.paginator import EmptyPage
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy
from django_tables2.columns import BoundColumn
from django_tables2.data import TableListData, TableQuerysetData
from django_tables2.utils import OrderBy

from budget.disclosure.corrections import Subject, fen_of
from budget.disclosure.problems import Problem as ProblemRecord, worded
from budget.disclosure.records import AMOUNT_FIELDS
from budget.links import address
from budget.models import Correction, Disclosure, Problem, Project
from budget.models.corrections import SUBJECT_FIELDS, label_of, words_of
from budget.models.project_types import type_label
from budget.models.querysets import UNACCOUNTED
from budget.money import WAN
from budget.pages.corrected_values import disclosed_words, mark_corrected, shown_value
from budget.pages.formats import AMOUNT_LABELS, count, money, not_stated
from budget.pages.params import positive_int
from indicators.columns import CategoryColumn, KindColumn, TargetColumn

# Offered below every table; a page takes no other number of rows.
PER_PAGE_CHOICES = (25, 50, 100, 200)

# So many rows before a page's first are much to carry along.
_DEEP = 500


class OrderedRows(TableQuerysetData):
    """A queryset in one order on every database: what is not stated comes last, the primary key ends it.

    `number`: how many rows there are, where the view knows it already.
    """

    def __init__(self, rows: QuerySet, number: int | None = None) -> None:
        super().__init__(rows)
        self._length = number

    @property
    def ordering(self) -> None:
        """None: the table's own default is always applied."""
        return

    def order_by(self, aliases: Sequence[str]) -> None:
        keys: list[Any] = []
        descending = False
        for alias in aliases:
            descending = alias.startswith("-")
            bound = self.table.columns[OrderBy(alias).bare]
            nullable = getattr(bound.column, "may_be_unstated", False)
            for accessor in bound.column.order_by or (bound.accessor,):
                key = F(str(accessor))
                nulls_last = True if nullable else None
                keys.append(key.desc(nulls_last=nulls_last) if descending else key.asc(nulls_last=nulls_last))
        self.data = self.data.order_by(*keys, "-pk" if descending else "pk")

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and (key.start or 0) >= _DEEP:
            # First the keys of the page's rows: the database need not carry whole rows past all before them.
            return self.data.filter(pk__in=self.data.values("pk")[key])
        return super().__getitem__(key)


class OrderedList(TableListData):
    """A short list of dicts, sorted as the database would: what is not stated comes last."""

    def order_by(self, aliases: Sequence[str]) -> None:
        for alias in reversed(aliases):
            bound = self.table.columns[OrderBy(alias).bare]
            (accessor,) = bound.column.order_by or (bound.accessor,)
            stated = [row for row in self.data if row[accessor] is not None]
            unstated = [row for row in self.data if row[accessor] is None]
            stated.sort(key=lambda row: row[accessor], reverse=alias.startswith("-"))
            self.data = stated + unstated


class FigureColumn(tables.Column):
    """A right-aligned figure; the largest come first at the first click."""

    attrs = {"th": {"class": "amount"}, "td": {"class": "amount"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, default=not_stated, initial_sort_descending=True, **kwargs)


class AmountColumn(FigureColumn):
    """Money in fen, shown in the reader's unit."""

    may_be_unstated = True

    def render(self, value: int) -> str:
        return money(value)


class StatedColumn(AmountColumn):
    """An amount that a row states, with a sign where it is corrected."""

    empty_values = ()

    def render(
        self, value: int | None, record: Any = None, bound_column: BoundColumn | None = None
    ) -> str | SafeString:
        text = money(value)
        if bound_column is None:  # the sum of a column
            return text
        return format_html("{}{}", text, mark_corrected(record, str(bound_column.accessor)))


class CountColumn(FigureColumn):
    """How many of something there are."""

    def render(self, value: int) -> str:
        return count(value)


class NumberColumn(FigureColumn):
    """A row, a year, a position: a number that is not grouped; it may be missing."""

    may_be_unstated = True

    def render(self, value: int) -> str:
        return str(value)


class TimeColumn(FigureColumn):
    """When something happened, in the site's time zone; the latest come first at the first click."""

    may_be_unstated = True

    def render(self, value: datetime) -> str:
        return localtime(value).strftime("%Y-%m-%d %H:%M")


class NameColumn(tables.Column):
    """A name as disclosed, sorted by its pinyin."""

    attrs = {"td": {"class": "name"}}


def _stated(name: str) -> AmountColumn:
    """The column of an amount that a row states."""
    return StatedColumn(AMOUNT_LABELS[name])


def _sum(name: str) -> AmountColumn:
    """The column of the sum of a row's projects."""
    return AmountColumn(AMOUNT_LABELS[name], accessor=f"sum_{name}")


# The fields of a row, and what makes an exported cell of their values: text, fen, a number or a time.
Exported = tuple[tuple[str, ...], Callable[..., Any]]


def _as_it_is(value: Any) -> Any:
    return value


class SiteTable(tables.Table):
    """A table of the site for one fiscal year.

    `caption`: its words; `totals`: column -> sum over all filtered rows. `hidden`: columns that would say the
    same in every row.
    """

    caption: str = ""
    totals: dict[str, Any] | None = None
    # Of columns whose cells are not simply what their accessor gives.
    exported: Mapping[str, Exported] = {}
    # Whether its rows have `as_disclosed`, which an export gives a column of its own.
    tells_corrections = False

    def __init__(
        self,
        rows: QuerySet,
        *,
        year: int,
        caption: str,
        number: int | None = None,
        totals: dict[str, Any] | None = None,
        hidden: Sequence[str] = (),
        **options: Any,
    ) -> None:
        self.year = year
        self.caption = caption
        self.totals = totals
        data = OrderedRows(rows, number) if isinstance(rows, QuerySet) else OrderedList(rows)
        super().__init__(data, exclude=tuple(hidden), **options)

    @property
    def shows_money(self) -> bool:
        """Whether its caption is to name the unit of money."""
        return any(isinstance(bound.column, AmountColumn) for bound in self.columns)

    @property
    def export_field(self) -> str:
        """What an address asks for an export by."""
        return f"{self.prefix}_export"

    @property
    def has_corrected(self) -> bool:
        """Whether a value of the page's rows is corrected."""
        return self.tells_corrections and any(row.record.as_disclosed for row in self.paginated_rows)

    def exported_from(self, bound: BoundColumn) -> Exported:
        """The fields that a column's cells are exported from, and what makes a cell of them."""
        if bound.name in self.exported:
            return self.exported[bound.name]
        return (str(bound.accessor),), getattr(bound.column, "exported_value", _as_it_is)

    class Meta:
        template_name = "budget/table.html"
        attrs = {"class": "figures"}
        order_by_field = "sort"
        per_page = PER_PAGE_CHOICES[0]


class MoneyTable(SiteTable):
    """A table whose rows bear sums of projects. The column of a source that no row states is left out."""

    def __init__(
        self, rows: QuerySet, *, totals: dict[str, Any], hidden: Sequence[str] = (), **options: Any
    ) -> None:
        unused = [name for name in ("carried_over", "unaccounted") if not totals.get(name)]
        super().__init__(rows, totals=totals, hidden=(*hidden, *unused), **options)


def arranged(table: SiteTable, request: HttpRequest, *, per_page: int = PER_PAGE_CHOICES[0]) -> SiteTable:
    """The table sorted and paged as the address asks; what it asks in vain is passed over.

    `per_page`: the rows of a page where the address does not say it.
    """
    asked = request.GET.get(table.prefixed_order_by_field, "").split(",")
    valid = [alias for alias in asked if OrderBy(alias).bare in table.columns and alias]
    if valid:
        table.order_by = valid
    asked_size = positive_int(request.GET.get(table.prefixed_per_page_field, ""))
    table.paginate(per_page=asked_size if asked_size in PER_PAGE_CHOICES else per_page)
    page = positive_int(request.GET.get(table.prefixed_page_field, ""), digits=9) or 1
    try:
        table.page = table.paginator.page(page)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    table.request = request
    return table


def total_row(table: tables.Table) -> dict[str, Any] | None:
    """The foot of a table that has `totals` (column name -> sum over all filtered rows, from the database).

    Returns `span` (the columns its label takes), `label` and `cells` (column and text of each column after
    those), or None where there is nothing to sum. A total is rendered as its column renders a value.
    """
    totals = getattr(table, "totals", None)
    columns = list(table.columns)
    firsts = [number for number, column in enumerate(columns) if column.name in (totals or {})]
    if not firsts or firsts[0] == 0 or not table.rows:
        return None
    rows = table.paginator.count if table.page else len(table.rows)
    label = ngettext("Total of the one row", "Total of all %(number)s rows", rows) % {"number": f"{rows:,}"}
    cells = []
    for column in columns[firsts[0] :]:
        text: str | SafeString = ""
        if column.name in totals:
            value = totals[column.name]
            text = not_stated() if value is None else column.column.render(value=value)
        cells.append({"column": column, "text": text})
    return {"span": firsts[0], "label": label, "cells": cells}


def per_page_choices(table: tables.Table) -> tuple[int, ...]:
    """The numbers of rows a page may have, where the table is longer than the least of them."""
    return PER_PAGE_CHOICES if table.paginator.count > PER_PAGE_CHOICES[0] else ()


# Links of the cells: each leads to exactly what its figure counts.


def _department_page(record: Disclosure, table: SiteTable) -> str:
    return address("department", record.department_id, year=table.year)


def _unit_page(record: Any, table: SiteTable) -> str:
    return address("unit", record.pk, year=table.year)


def _department_of_unit(record: Any, table: SiteTable) -> str:
    return address("department", record.department_id, year=table.year)


class DepartmentTable(MoneyTable):
    """Departments of a year: rows are its disclosures, since a department has one a year."""

    name = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=_department_page,
    )
    region = tables.Column(
        gettext_lazy("Region"), accessor="department__region", order_by="department__region"
    )
    units = CountColumn(
        gettext_lazy("Units"),
        accessor="unit_count",
        linkify=lambda record, table: address("units", year=table.year, department=record.department_id),
    )
    projects = CountColumn(
        gettext_lazy("Projects"),
        accessor="project_count",
        linkify=lambda record, table: address("projects", year=table.year, department=record.department_id),
    )
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, department=record.department_id),
    )
    total = _sum("total")
    fiscal_appropriation = _sum("fiscal_appropriation")
    special_account = _sum("special_account")
    other_funds = _sum("other_funds")
    carried_over = _sum("carried_over")

    class Meta(SiteTable.Meta):
        order_by = "-total"


class UnitTable(MoneyTable):
    """Units of a year."""

    name = NameColumn(pgettext_lazy("column", "Unit"), order_by="name_sort", linkify=_unit_page)
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=_department_of_unit,
    )
    projects = CountColumn(
        gettext_lazy("Projects"),
        accessor="project_count",
        linkify=lambda record, table: address("projects", year=table.year, unit=record.pk),
    )
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, unit=record.pk),
    )
    total = _sum("total")
    fiscal_appropriation = _sum("fiscal_appropriation")
    special_account = _sum("special_account")
    other_funds = _sum("other_funds")
    carried_over = _sum("carried_over")

    class Meta(SiteTable.Meta):
        order_by = "-total"


class TypeColumn(tables.Column):
    """What a project's money is for, in the order of the types."""

    def __init__(self) -> None:
        super().__init__(
            pgettext_lazy("column", "Project type"), accessor="project_type", order_by="type_place"
        )

    def exported_value(self, value: str) -> str:
        return type_label(value)


class ProjectTable(MoneyTable):
    """Projects of a year."""

    tells_corrections = True

    name = NameColumn(pgettext_lazy("column", "Project"), order_by="name_sort", linkify=True)
    unit = NameColumn(
        pgettext_lazy("column", "Unit"),
        accessor="unit__name",
        order_by="unit__name_sort",
        linkify=lambda record, table: address("unit", record.unit_id, year=table.year),
    )
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="unit__department__name",
        order_by="unit__department__name_sort",
        linkify=lambda record, table: address("department", record.unit.department_id, year=table.year),
    )
    type = TypeColumn()
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, project=record.pk),
    )
    total = _stated("total")
    fiscal_appropriation = _stated("fiscal_appropriation")
    special_account = _stated("special_account")
    other_funds = _stated("other_funds")
    carried_over = _stated("carried_over")
    unaccounted = AmountColumn(AMOUNT_LABELS[UNACCOUNTED])

    class Meta(SiteTable.Meta):
        order_by = "-total"

    def render_name(self, value: str, record: Project) -> str | SafeString:
        if not record.is_confidential:
            return value
        return format_html('{} <span class="badge-plain">{}</span>', value, _("confidential"))


class TextColumn(tables.Column):
    """A text of an indicator, with a sign where it is corrected."""

    def render(self, value: str, record: Any, bound_column: BoundColumn) -> SafeString:
        return format_html("{}{}", value, mark_corrected(record, bound_column.name))


class StatedTargetColumn(TextColumn, TargetColumn):
    """A target, with a sign where it is corrected."""


class IndicatorTable(SiteTable):
    """Indicators with their project; both targets as disclosed or as corrected."""

    tells_corrections = True

    name = TextColumn(
        pgettext_lazy("column", "Indicator"),
        order_by="name_sort",
        attrs={"td": {"class": "prose"}},
        linkify=lambda record: address("project", record.project_id, anchor=f"indicator-{record.pk}"),
    )
    category = CategoryColumn()
    period_target = StatedTargetColumn(gettext_lazy("Period target"), which="period")
    annual_target = StatedTargetColumn(gettext_lazy("Annual target"), which="annual")
    kind = KindColumn()
    project = NameColumn(
        pgettext_lazy("column", "Project"),
        accessor="project__name",
        order_by=("project__name_sort", "project", "position"),
        linkify=lambda record: address("project", record.project_id),
    )
    unit = NameColumn(
        pgettext_lazy("column", "Unit"),
        accessor="project__unit__name",
        order_by="project__unit__name_sort",
        linkify=lambda record, table: address("unit", record.project.unit_id, year=table.year),
    )
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="project__unit__department__name",
        order_by="project__unit__department__name_sort",
        linkify=lambda record, table: address(
            "department", record.project.unit.department_id, year=table.year
        ),
    )

    class Meta(SiteTable.Meta):
        order_by = "project"


class CategoryTable(SiteTable):
    """Categories: rows are dicts with the columns' names and `key`, `place` (in the classification)."""

    label = tables.Column(pgettext_lazy("column", "Category"), order_by="place")
    level1 = tables.Column(gettext_lazy("Level 1"), order_by="place")
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        linkify=lambda record, table: table.leads_to("indicators", record),
    )
    projects = CountColumn(
        gettext_lazy("Projects"),
        linkify=lambda record, table: table.leads_to("projects", record),
    )
    money = AmountColumn(gettext_lazy("Money of these projects"))
    share = FigureColumn(gettext_lazy("Share of all money"), order_by="money")

    class Meta(SiteTable.Meta):
        order_by = "label"

    def __init__(self, *args: Any, department: int | None = None, **options: Any) -> None:
        self.department = department
        super().__init__(*args, **options)

    def leads_to(self, page: str, row: dict[str, Any]) -> str | None:
        """The list that a count of this row is of; None for a count of 0."""
        if not row["indicators"]:
            return None
        return address(page, year=self.year, department=self.department, category=row["key"])


class DisclosureTable(SiteTable):
    """What was imported for a year."""

    tells_corrections = True
    exported = {"layout": (("layout",), lambda layout: dict(Disclosure.LAYOUTS)[layout])}

    name = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=lambda record: record.get_absolute_url(),
    )
    region = tables.Column(
        gettext_lazy("Region"), accessor="department__region", order_by="department__region"
    )
    layout = tables.Column(gettext_lazy("Layout"), accessor="get_layout_display", order_by="layout")
    units = CountColumn(gettext_lazy("Units"), accessor="unit_count")
    projects = CountColumn(
        gettext_lazy("Projects"),
        accessor="project_count",
        linkify=lambda record, table: address("projects", year=table.year, department=record.department_id),
    )
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, department=record.department_id),
    )
    stated = StatedColumn(gettext_lazy("Total as stated"), accessor="total", order_by="total")
    total = AmountColumn(gettext_lazy("Sum of the projects"), accessor="sum_total")
    problems = CountColumn(
        gettext_lazy("Problems"),
        accessor="problem_count",
        linkify=lambda record: record.get_absolute_url() + "#problems" if record.problem_count else None,
    )
    revision = NumberColumn(gettext_lazy("Revision"), accessor="revision_number")
    revised_at = TimeColumn(gettext_lazy("Imported"))

    class Meta(SiteTable.Meta):
        order_by = "name"


class CorrectionTable(SiteTable):
    """Corrections in force, each with what is disclosed and its reason."""

    exported = {
        "about": (SUBJECT_FIELDS, lambda *said: words_of(Subject(*said))),
        "value": (("about", "field"), lambda about, field: label_of(about, field)),
        "disclosed": (("disclosed", "field"), lambda value, field: _value_words(value, field)),
        "corrected": (("corrected", "field"), lambda value, field: _value_words(value, field)),
    }

    about = NameColumn(
        gettext_lazy("Whose value"),
        accessor="subject_words",
        order_by=("unit_name", "project_name", "indicator_name", "pk"),
        linkify=lambda record: record.project.get_absolute_url() if record.project else None,
    )
    value = tables.Column(gettext_lazy("Value"), accessor="field_label", order_by="field")
    disclosed = tables.Column(
        gettext_lazy("Disclosed value"), orderable=False, empty_values=(), attrs={"td": {"class": "prose"}}
    )
    corrected = tables.Column(
        gettext_lazy("Corrected value"), orderable=False, empty_values=(), attrs={"td": {"class": "prose"}}
    )
    reason = tables.Column(gettext_lazy("Reason"), attrs={"td": {"class": "prose"}})
    at = TimeColumn(gettext_lazy("Corrected on"))
    by = tables.Column(gettext_lazy("By"), accessor="by__username", order_by="by__username")

    class Meta(SiteTable.Meta):
        order_by = "-at"

    def render_disclosed(self, value: str, record: Correction) -> str:
        return shown_value(value, record.field)

    def render_corrected(self, value: str, record: Correction) -> str:
        return shown_value(value, record.field)


def _value_words(value: str, field: str) -> str:
    return disclosed_words(fen_of(value) if field in AMOUNT_FIELDS else value, WAN)


class ProblemTable(SiteTable):
    """Problems of a disclosure, each with its place and the text that stands there."""

    exported = {
        "level": (("level",), lambda level: _problem_level(level)),
        "message": (
            ("code", "place", "row", "column", "text", "details", "file"),
            lambda *said: worded(ProblemRecord(*said), _),
        ),
    }

    level = tables.Column(gettext_lazy("Level"))
    message = tables.Column(gettext_lazy("Problem"), order_by=("code", "position"))
    place = tables.Column(gettext_lazy("Sheet, table or page"))
    row = NumberColumn(gettext_lazy("Row"))
    column = tables.Column(gettext_lazy("Column"), attrs={"td": {"class": "prose"}})
    text = tables.Column(gettext_lazy("Text"), attrs={"td": {"class": "prose"}})

    class Meta(SiteTable.Meta):
        order_by = "row"

    def render_level(self, record: Problem) -> SafeString:
        return format_html(
            '<span class="badge-plain badge-{}">{}</span>', record.level, _problem_level(record.level)
        )


def _problem_level(level: str) -> str:
    return {"warning": _("warning"), "notice": _("notice")}[level]
