"""Reconciliation: every sum that a disclosure states beside what its parts come to. Pure; all money in fen.

An amount that is not stated is nothing in a sum, and a sum that is not stated cannot be wrong: it is shown
with what its parts come to, and compared with nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from budget.disclosure.records import AMOUNT_FIELDS, Amounts, Disclosure

_SOURCES = AMOUNT_FIELDS[1:]

# What a sum is the sum of: units (the grand total), projects (a unit's subtotal) or sources (a row's total).
Parts = Literal["units", "projects", "sources"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of a sum: as stated, and as its parts come to (None where none of them is stated)."""

    column: str
    stated: int | None
    computed: int | None

    @property
    def difference(self) -> int | None:
        """Stated less computed; None where the one is not stated, or a row's sources are not."""
        if self.stated is None or self.computed is None:
            return None
        return self.stated - self.computed

    @property
    def unaccounted(self) -> int:
        """What is stated and no part accounts for: the parts fall short by so much; 0 where they do not."""
        return max((self.stated or 0) - (self.computed or 0), 0)

    @property
    def surplus(self) -> int:
        """What the parts come to above the stated sum; 0 where none is stated."""
        return 0 if self.stated is None else max((self.computed or 0) - self.stated, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of the table, column by column.

    `name` is "" for the grand total; `unit` and `project` count the table's units, and all its projects, from
    0; None where the sum is not one's.
    """

    of: Parts
    name: str
    row: int | None
    place: str
    figures: tuple[Figure, ...]
    unit: int | None = None
    project: int | None = None

    @property
    def holds(self) -> bool:
        """Whether no column differs; what is compared with nothing does not."""
        return not any(figure.difference for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All sums of a disclosure, in the order of the table: the grand total's, the units', and the rows'
    totals against their sources (none where the table states no source anywhere).
    """

    grand_total: Sum
    units: tuple[Sum, ...]
    sources: tuple[Sum, ...]

    @property
    def sums(self) -> tuple[Sum, ...]:
        return (self.grand_total, *self.units, *self.sources)

    @property
    def differing(self) -> tuple[Sum, ...]:
        """The sums of which a column is not what its parts come to."""
        return tuple(one for one in self.sums if not one.holds)


def reconcile(disclosure: Disclosure) -> Reconciliation:
    """Set every sum of the records against its parts.

    A unit's amount that is not stated is counted into the grand total as its projects come to.
    """
    columns = _columns(disclosure)
    units, sources = [], [_of_sources("", disclosure.amounts, disclosure.row, disclosure.place)]
    counted: list[Amounts] = []
    number = 0
    for index, unit in enumerate(disclosure.units):
        parts = [project.amounts for project in unit.projects]
        figures = _figures(columns, unit.amounts, parts)
        units.append(Sum("projects", unit.name, unit.row, unit.place, figures, unit=index))
        counted.append(Amounts(**{f.column: f.computed if f.stated is None else f.stated for f in figures}))
        sources.append(_of_sources(unit.name, unit.amounts, unit.row, unit.place, unit=index))
        for project in unit.projects:
            sources.append(
                _of_sources(
                    project.name, project.amounts, project.row, project.place, unit=index, project=number
                )
            )
            number += 1
    grand = _figures(columns, disclosure.amounts, counted)
    states_sources = any(column in columns for column in _SOURCES)
    return Reconciliation(
        grand_total=Sum("units", "", disclosure.row, disclosure.place, grand),
        units=tuple(units),
        sources=tuple(one for one in sources if one.figures[0].stated is not None) if states_sources else (),
    )


def _columns(disclosure: Disclosure) -> tuple[str, ...]:
    """The columns of money that the table states anywhere, the total always."""
    rows = [disclosure.amounts, *(unit.amounts for unit in disclosure.units)]
    rows += [project.amounts for project in disclosure.projects]
    stated = {column for row in rows for column in AMOUNT_FIELDS if getattr(row, column) is not None}
    return tuple(column for column in AMOUNT_FIELDS if column in stated | {"total"})


def _figures(columns: Sequence[str], stated: Amounts, parts: Sequence[Amounts]) -> tuple[Figure, ...]:
    figures = []
    for column in columns:
        fen, computed = getattr(stated, column), _sum([getattr(part, column) for part in parts])
        # Parts that state nothing of what the row states leave all of it unaccounted for.
        figures.append(Figure(column, fen, 0 if computed is None and fen is not None else computed))
    return tuple(figures)


def _of_sources(
    name: str,
    amounts: Amounts,
    row: int | None,
    place: str,
    *,
    unit: int | None = None,
    project: int | None = None,
) -> Sum:
    figure = Figure("total", amounts.total, _sum([getattr(amounts, column) for column in _SOURCES]))
    return Sum("sources", name, row, place, (figure,), unit=unit, project=project)


def _sum(amounts: Sequence[int | None]) -> int | None:
    """The sum of what is stated; None where nothing is."""
    stated = [fen for fen in amounts if fen is not None]
    return sum(stated) if stated else None
