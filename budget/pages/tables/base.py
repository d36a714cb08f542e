"""What all tables have: the order of rows, pages, the foot with totals, what an export takes."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import django_tables2 as tables
from django.core.paginator import EmptyPage
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import ngettext
from django_tables2.columns import BoundColumn
from django_tables2.data import TableListData, TableQuerysetData
from django_tables2.utils import OrderBy

from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES
from budget.pages.formats import AMOUNT_LABELS, not_stated
from budget.pages.params import positive_int
from budget.pages.remembered import remembered
from budget.pages.tables.columns import AmountColumn, StatedColumn

PageKeys = Callable[[str, slice], Sequence[int] | None]

# Offered below every table; a page takes no other number of rows.
PER_PAGE_CHOICES = (25, 50, 100, 200)


# So many rows before a page's first are much to carry along.
_DEEP = 500
# So many keys of a list are remembered.
_REMEMBERED = 1_000


class OrderedRows(TableQuerysetData):
    """A queryset in one order on every database: what is not stated comes last, the primary key ends it.

    `number`: how many rows there are, where the view knows it already. `page_keys` gives the keys of the rows
    of a page by the table's order (a column, behind `-` where it descends, "" for the rows' own), None where
    it does not know that order: the database then need not sort all rows. `remember_as` is a key of these
    rows under their filters, where the keys of the first pages are to be remembered until data change.
    `by_keys`: the same rows without their filters, of which those of a page are read by their keys.
    """

    data: QuerySet[Any]

    def __init__(
        self,
        rows: QuerySet[Any],
        number: int | None = None,
        page_keys: PageKeys | None = None,
        remember_as: Hashable = None,
        by_keys: QuerySet[Any] | None = None,
    ) -> None:
        super().__init__(rows)
        self._remember_as = remember_as
        self._by_keys = by_keys
        self._length = number
        self._page_keys = page_keys
        self._aliases: Sequence[str] = ()
        self._pages: dict[tuple[int, ...], list[Any]] = {}

    @property
    def ordering(self) -> None:
        """None: the table's own default is always applied."""
        return

    def order_by(self, aliases: Sequence[str]) -> None:
        keys: list[Any] = []
        descending = False
        self._aliases = aliases
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
        if isinstance(key, slice) and self._page_keys is not None and len(self._aliases) <= 1:
            found = self._page_keys(str(self._aliases[0]) if self._aliases else "", key)
            if found is not None:
                return self._of_keys(found)
        if isinstance(key, slice) and self._remember_as and key.stop and key.stop <= _REMEMBERED:
            whole = ("order", self._remember_as, tuple(map(str, self._aliases)))
            return self._of_keys(remembered(whole, partial(_first_keys, self.data))[key])
        if isinstance(key, slice) and (key.start or 0) >= _DEEP:
            # First the keys of the page's rows: the database need not carry whole rows past all before them.
            return self.data.filter(pk__in=self.data.values("pk")[key])
        return super().__getitem__(key)

    def _of_keys(self, keys: Sequence[int]) -> list[Any]:
        """The rows of these keys in their order, read by their keys alone; of one page once."""
        whole = tuple(keys)
        if whole not in self._pages:
            all_rows = self.data.order_by() if self._by_keys is None else self._by_keys
            rows = {row.pk: row for row in all_rows.filter(pk__in=whole)}
            self._pages[whole] = [rows[key] for key in whole if key in rows]
        return self._pages[whole]


def _first_keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:_REMEMBERED])


class OrderedList(TableListData):
    """A short list of dicts, sorted as the database would: what is not stated comes last."""

    data: list[dict[str, Any]]

    def order_by(self, aliases: Sequence[str]) -> None:
        for alias in reversed(aliases):
            bound = self.table.columns[OrderBy(alias).bare]
            (accessor,) = bound.column.order_by or (bound.accessor,)
            stated = [row for row in self.data if row[accessor] is not None]
            unstated = [row for row in self.data if row[accessor] is None]
            stated.sort(key=lambda row: row[accessor], reverse=alias.startswith("-"))
            self.data = stated + unstated


def _ordered(rows: QuerySet[Any] | OrderedRows | Sequence[dict[str, Any]]) -> OrderedRows | OrderedList:
    """The rows as a table's data."""
    if isinstance(rows, OrderedRows):
        return rows
    return OrderedRows(rows) if isinstance(rows, QuerySet) else OrderedList(rows)


# The fields of a row, and what makes an exported cell of their values: text, fen, a number or a time.
Exported = tuple[tuple[str, ...], Callable[..., Any]]


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Provenance:
    """The fields that say where a row comes from.

    `disclosure` leads to its disclosure; the first of `rows` that is stated is its row in the file. Rows may
    have a `place` and a `file` (SHA-256, "" for the first file). `page` with `key` is the page that shows the
    row, `anchor` the beginning and the field of its place there. `result` is the field of the self-evaluation
    that a row comes from instead, where it has one.
    """

    disclosure: str
    page: str
    key: str
    rows: tuple[str, ...] = ()
    place: str = ""
    file: str = ""
    anchor: tuple[str, str] | None = None
    result: str = ""


class SiteTable(tables.Table):
    """A table of the site for one fiscal year.

    `rows`: of the database, or a short list of dicts. `caption`: its words; `totals`: column -> sum over all
    filtered rows. `hidden`: columns that would say the same in every row.
    """

    caption: str = ""
    totals: dict[str, Any] | None = None
    # Columns with cells other than the value of their accessor.
    exported: Mapping[str, Exported] = {}
    # Columns that only an export has: name -> heading, and what its cells are exported from.
    only_exported: Mapping[str, tuple[Promise, Exported]] = {}
    # An export says of each row where it comes from; None: its rows are sums, or of no single disclosure.
    provenance: Provenance | None = None
    # Whether its rows have `as_disclosed`, which an export gives a column of its own.
    marks_corrections = False

    def __init__(
        self,
        rows: QuerySet[Any] | OrderedRows | Sequence[dict[str, Any]],
        *,
        year: int,
        caption: str,
        totals: dict[str, Any] | None = None,
        hidden: Sequence[str] = (),
        **options: Any,
    ) -> None:
        self.year = year
        self.caption = caption
        self.totals = totals
        super().__init__(_ordered(rows), exclude=tuple(hidden), **options)

    @property
    def shows_money(self) -> bool:
        """Whether its caption is to name the unit of money."""
        return any(isinstance(bound.column, AmountColumn) for bound in self.columns)

    @property
    def export_field(self) -> str:
        """The query parameter that requests an export."""
        return f"{self.prefix}_export"

    @property
    def has_corrected(self) -> bool:
        """Whether a value of the page's rows is corrected."""
        return self.marks_corrections and any(row.record.as_disclosed for row in self.paginated_rows)

    def exported_from(self, bound: BoundColumn) -> Exported:
        """The fields that a column's cells are exported from, and what makes a cell of them."""
        if bound.name in self.exported:
            return self.exported[bound.name]
        return (str(bound.accessor),), getattr(bound.column, "exported_value", _as_it_is)

    class Meta:
        template_name = "budget/table.html"
        attrs = {"class": "figures cards"}
        order_by_field = "sort"
        per_page = PER_PAGE_CHOICES[0]


class MoneyTable(SiteTable):
    """A table with sums of projects. The column of a source that no row states is omitted."""

    def __init__(
        self,
        rows: QuerySet[Any] | OrderedRows,
        *,
        totals: dict[str, Any],
        hidden: Sequence[str] = (),
        **options: Any,
    ) -> None:
        unused = [name for name in ("carried_over", NAMED_SOURCES, "unaccounted") if not totals.get(name)]
        super().__init__(rows, totals=totals, hidden=(*hidden, *unused), **options)


class SumColumns(MoneyTable):
    """A table with the sums of a row's projects as its last columns."""

    total = AmountColumn(AMOUNT_LABELS["total"], accessor="sum_total")
    fiscal_appropriation = AmountColumn(
        AMOUNT_LABELS["fiscal_appropriation"], accessor="sum_fiscal_appropriation"
    )
    special_account = AmountColumn(AMOUNT_LABELS["special_account"], accessor="sum_special_account")
    other_funds = AmountColumn(AMOUNT_LABELS["other_funds"], accessor="sum_other_funds")
    carried_over = AmountColumn(AMOUNT_LABELS["carried_over"], accessor="sum_carried_over")
    named_sources = AmountColumn(AMOUNT_LABELS[NAMED_SOURCES], accessor="sum_named_sources")

    class Meta(SiteTable.Meta):
        sequence = ("...", *AMOUNT_FIELDS, NAMED_SOURCES)


class StatedColumns(MoneyTable):
    """A table with the amounts of a row as its last columns."""

    total = StatedColumn(AMOUNT_LABELS["total"])
    fiscal_appropriation = StatedColumn(AMOUNT_LABELS["fiscal_appropriation"])
    special_account = StatedColumn(AMOUNT_LABELS["special_account"])
    other_funds = StatedColumn(AMOUNT_LABELS["other_funds"])
    carried_over = StatedColumn(AMOUNT_LABELS["carried_over"])
    named_sources = StatedColumn(AMOUNT_LABELS[NAMED_SOURCES])

    class Meta(SiteTable.Meta):
        sequence = ("...", *AMOUNT_FIELDS, NAMED_SOURCES)


def arranged(table: SiteTable, request: HttpRequest, *, per_page: int = PER_PAGE_CHOICES[0]) -> SiteTable:
    """Sort and paginate the table by the address; invalid values are ignored.

    `per_page`: the rows of a page where the address does not say it.
    """
    requested = request.GET.get(table.prefixed_order_by_field, "").split(",")
    valid = [alias for alias in requested if OrderBy(alias).bare in table.columns and alias]
    if valid:
        table.order_by = valid
    requested_size = positive_int(request.GET.get(table.prefixed_per_page_field, ""))
    table.paginate(per_page=requested_size if requested_size in PER_PAGE_CHOICES else per_page)
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
    totals: dict[str, Any] = getattr(table, "totals", None) or {}
    columns = list(table.columns)
    firsts = [number for number, column in enumerate(columns) if column.name in totals]
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
