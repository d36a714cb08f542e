"""The tables that pages write by templates of their own, as files: as disclosed, sums, coverage.

Each has the rows of its page, of all its pages, in their order.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _, pgettext

from budget.audit.reconciliation import Sum
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.records import CORE_AMOUNT_FIELDS, Amounts
from budget.models.querysets.projects import ProjectQuerySet
from budget.pages.coverage import Column, rows_of
from budget.pages.disclosed_table.in_force import InForce
from budget.pages.disclosed_table.lines import indicator_words, number_of_lines
from budget.pages.disclosed_table.snapshot import Snapshot
from budget.pages.export.tables import PlainTable, plain_column
from budget.pages.export.workbook import Cell, Fen
from budget.pages.formats import amount_label, place_words
from budget.pages.reconciliation import Block
from indicators.columns import category_label

# The categories of so many projects of a coverage are fetched at a time.
_CHUNK = 1_000


# ---- The table as disclosed.


def disclosed(table: InForce | Snapshot, caption: str, amounts: Sequence[str]) -> PlainTable:
    """The table as disclosed, with these columns of money, and the sources by other names where there are
    any.
    """
    has_others = table.has_other_sources
    kinds = {"grand-total": _("Grand total"), "unit": _("Unit"), "project": _("Project")}

    def rows() -> Iterator[Sequence[Cell]]:
        for line in table.all_lines():
            yield [
                line.row,
                place_words(line.place),
                kinds[line.kind],
                line.name or kinds[line.kind],
                *(Fen(getattr(line.amounts, name)) for name in amounts),
                *([_other_sources(line.amounts)] if has_others else []),
                line.objective,
                line.period_objective,
                line.indicators_text or "\n".join(map(_indicator_words, line.indicators)),
            ]

    columns = (
        plain_column("row", _("Row"), "number"),
        plain_column("place", _("Sheet, table or page")),
        plain_column("kind", pgettext("column", "What")),
        plain_column("name", _("Project (unit)"), width="name"),
        *(plain_column(name, amount_label(name), "money") for name in amounts),
        *([plain_column("other_sources", _("Funding sources by other names"))] if has_others else []),
        plain_column("objective", _("Objective"), width="prose"),
        plain_column("period_objective", _("Objective of the whole period"), width="prose"),
        plain_column("indicators", _("Indicators"), width="prose"),
    )
    return PlainTable(caption, columns, rows, number_of_lines(table.sizes))


def amounts_shown(table: InForce | Snapshot) -> list[str]:
    """The columns of money of a table as disclosed: what was carried over only where some row states it."""
    carried_over = (table.stated.carried_over, table.computed.carried_over)
    return [*CORE_AMOUNT_FIELDS, *(["carried_over"] if carried_over != (None, None) else [])]


def _other_sources(amounts: Amounts) -> str:
    """The sources by other names in words, in 万元: 中央补助 80.00；地方资金 20.00."""
    return "；".join(f"{one.name} {wan_yuan(one.fen) or '—'}" for one in amounts.other_sources)


def _indicator_words(one: Any) -> str:
    """An indicator of a layout that has no cell for them all: its position, and its words as on the page."""
    return f"{one.position}. {indicator_words(one)}"


# ---- Reconciliation.


def reconciled(caption: str, blocks: Sequence[Block], columns: Sequence[str]) -> PlainTable:
    """The sums, a row for each of their lines, with these columns of money."""

    def rows() -> Iterator[Sequence[Cell]]:
        for block in blocks:
            for line in block.lines:
                yield [block.name, block.row, line.label, *map(Fen, line.fen)]

    return PlainTable(
        caption,
        (
            plain_column("sum", _("Sum"), width="name"),
            plain_column("row", _("Row"), "number"),
            plain_column("line", pgettext("column", "What"), width="name"),
            *(plain_column(name, amount_label(name), "money") for name in columns),
        ),
        rows,
        sum(len(block.lines) for block in blocks),
    )


def rows_off(caption: str, sums: Sequence[Sum]) -> PlainTable:
    """The rows with a total that is not the sum of its sources."""

    def rows() -> Iterator[Sequence[Cell]]:
        for one in sums:
            (figure,) = one.figures
            fen = (figure.stated, figure.computed, figure.difference, figure.unaccounted)
            yield [one.name or _("Grand total"), one.row, *map(Fen, fen)]

    return PlainTable(
        caption,
        (
            plain_column("name", _("Project (unit)"), width="name"),
            plain_column("row", _("Row"), "number"),
            plain_column("stated", _("Total as stated"), "money"),
            plain_column("computed", _("Sum of the sources"), "money"),
            plain_column("difference", _("Stated less computed"), "money"),
            plain_column("unaccounted", _("Not accounted for by a source"), "money"),
        ),
        rows,
        len(sums),
        prefix="rows-",
    )


# ---- Coverage.


def coverage(caption: str, projects: ProjectQuerySet, columns: Sequence[Column], number: int) -> PlainTable:
    """Projects in their order, and for each category 1 where the project has such an indicator, else 0."""

    def rows() -> Iterator[Sequence[Cell]]:
        found = projects.iterator(chunk_size=_CHUNK)
        while chunk := list(islice(found, _CHUNK)):
            for row in rows_of(chunk):
                has = [int(column.category in row.categories) for column in columns]
                yield [row.project.name, row.project.unit.name, Fen(row.project.total), *has]

    return PlainTable(
        caption,
        (
            plain_column("name", pgettext("column", "Project"), width="name"),
            plain_column("unit", pgettext("column", "Unit"), width="name"),
            plain_column("total", _("Total"), "money"),
            *(plain_column(one.category, category_label(one.category), "number") for one in columns),
        ),
        rows,
        number,
        {column.category: column.projects for column in columns},
    )
