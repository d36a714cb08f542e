"""Reconciliation: every sum that a disclosure states, compared with the sum of its parts. Pure; money in fen.

The reconciliation page and the checks AMT-01 to AMT-03 are both made of it, so that they cannot disagree.

An amount that is not stated counts as nothing in a sum. A sum that is not stated is shown with the sum of its
parts, and compared with nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from budget.disclosure.records import (
    AMOUNT_FIELDS,
    Amounts,
    Disclosure,
    NamedSource,
    Project,
    Unit,
    sum_stated,
)
from indicators.folding import fold

# The parts of a sum: units (the grand total), projects (a unit's subtotal) or sources (a row's total).
Parts = Literal["units", "projects", "sources"]


class Figure(NamedTuple):
    """One column of a sum: the stated amount, and the sum of the parts (None where none is stated, and where
    a part could not be read).

    `column` is a column of money, or the name of a source without a column.
    """

    column: str
    stated: int | None
    computed: int | None

    @property
    def difference(self) -> int | None:
        """Stated less computed; None where the sum is not stated, or a row's sources are not."""
        if self.stated is None or self.computed is None:
            return None
        return self.stated - self.computed

    @property
    def unaccounted(self) -> int:
        """By how much the parts fall short of what is stated; 0 where they do not."""
        return max((self.stated or 0) - (self.computed or 0), 0)


class Sum(NamedTuple):
    """One sum of the table, column by column; `amounts` is all that its row states.

    `name` is "" for the grand total; `unit` and `project` count the table's units, and all its projects, from
    0; None where the sum is not one's.
    """

    of: Parts
    name: str
    row: int | None
    place: str
    amounts: Amounts
    figures: tuple[Figure, ...]
    unit: int | None = None
    project: int | None = None

    @property
    def is_compared(self) -> bool:
        """Whether a column is compared with its parts."""
        return any(figure.difference is not None for figure in self.figures)

    @property
    def differing(self) -> tuple[Figure, ...]:
        """The columns that are not the sum of their parts."""
        return tuple(figure for figure in self.figures if figure.difference)

    @property
    def agrees(self) -> bool:
        """Whether no column differs; a column that is compared with nothing does not."""
        return not any(figure.difference for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All sums of a disclosure, in the order of the table: the grand total's, the units', and those of each
    row's sources that states a total.

    `states_sources` says whether the table states a source anywhere; `sources` is empty where it does not.
    """

    grand_total: Sum
    units: tuple[Sum, ...]
    sources: tuple[Sum, ...]
    states_sources: bool

    @property
    def sums(self) -> tuple[Sum, ...]:
        return (self.grand_total, *self.units, *self.sources)

    @property
    def differing(self) -> tuple[Sum, ...]:
        """The sums of which a column differs."""
        return tuple(one for one in self.sums if not one.agrees)


def reconcile(disclosure: Disclosure) -> Reconciliation:
    """Compare every sum of the records with its parts.

    A unit's amount that is not stated counts in the grand total as the sum of its projects.
    """
    columns = _columns(disclosure)
    states_sources = len(columns) > 1
    units, sources = [], [_sum_of_sources(disclosure)]
    counted: list[Amounts] = []
    number = 0
    for index, unit in enumerate(disclosure.units):
        parts = [project.amounts for project in unit.projects]
        figures = compare_sums(columns, unit.amounts, parts)
        units.append(Sum("projects", unit.name, unit.row, unit.place, unit.amounts, figures, unit=index))
        counted.append(_counted(figures, parts))
        sources.append(_sum_of_sources(unit, unit=index))
        for project in unit.projects if states_sources else ():
            sources.append(_sum_of_sources(project, unit=index, project=number))
            number += 1
    grand_total = Sum(
        "units",
        "",
        disclosure.row,
        disclosure.place,
        disclosure.amounts,
        compare_sums(columns, disclosure.amounts, counted),
    )
    return Reconciliation(
        grand_total=grand_total,
        units=tuple(units),
        sources=tuple(one for one in sources if one.amounts.total is not None) if states_sources else (),
        states_sources=states_sources,
    )


def compare_sums(columns: Iterable[str], stated: Amounts, parts: Sequence[Amounts]) -> tuple[Figure, ...]:
    """Compare a row's amounts, in these columns, with the sum of its parts.

    The sum of parts that state nothing is 0 where the row states an amount: all of it is unaccounted for.
    A column in which a part could not be read has no sum, and is compared with nothing.
    """
    computed = Amounts.sum(parts)
    unread = {fold(one.name) for one in computed.other_sources if one.fen is None}
    figures = []
    for column in columns:
        fen, of_parts = stated.of(column), computed.of(column)
        is_zero = of_parts is None and fen is not None and fold(column) not in unread
        figures.append(Figure(column, fen, 0 if is_zero else of_parts))
    return tuple(figures)


def _counted(figures: Iterable[Figure], projects: Sequence[Amounts]) -> Amounts:
    """The amounts with which a unit of these projects counts in the grand total."""
    counted = {f.column: f.computed if f.stated is None else f.stated for f in figures}
    columns = {name: counted.pop(name) for name in AMOUNT_FIELDS if name in counted}
    others = [NamedSource(name, fen) for name, fen in counted.items() if fen is not None]
    known = {fold(one.name) for one in others}
    of_projects = (one for row in projects for one in row.counted_sources if one.fen is None)
    unread = [one for one in of_projects if fold(one.name) not in known]
    return Amounts(**columns, other_sources=(*others, *unread))


def _columns(disclosure: Disclosure) -> tuple[str, ...]:
    """The columns of money that the table states anywhere, the total always; then the names of the sources
    without a column.
    """
    rows = disclosure.stated_amounts
    columns = [
        name
        for name in AMOUNT_FIELDS
        if name == "total" or any(getattr(row, name) is not None for row in rows)
    ]
    others = Amounts.sum([row for row in rows if row.other_sources]).other_sources
    return (*columns, *(one.name for one in others))


def _sum_of_sources(
    row: Disclosure | Unit | Project, unit: int | None = None, project: int | None = None
) -> Sum:
    """A row's total, compared with the sum of its sources; with nothing while a source is unread."""
    name = "" if isinstance(row, Disclosure) else row.name
    amounts = row.amounts
    sources = None if amounts.has_unread_source else sum_stated(amounts.sources.values())
    figure = Figure("total", amounts.total, sources)
    return Sum("sources", name, row.row, row.place, amounts, (figure,), unit=unit, project=project)
