"""A disclosure as frozen records: Disclosure > Unit > Project > Indicator.

Text is as disclosed. Money is in fen (integers), None where not stated; None differs from 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from budget.disclosure.confidentiality import is_confidential
from indicators.folding import fold

Layout = Literal["wide", "form", "flat", "entered"]


def sum_stated(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of the amounts that are stated, None where none is."""
    stated = [fen for fen in amounts if fen is not None]
    return sum(stated) if stated else None


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A funding source that has no column of its own, by its disclosed name (中央补助).

    `fen` is None where the amount is written as something that could not be read. `part_of` is the column of
    which it is a part (其中：中央补助 below 财政拨款), which counts in no sum; "" for a source of its own.
    """

    name: str
    fen: int | None
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money as stated, in fen: a total and the funding sources that it comes from.

    `other_sources` are the sources without a column; one of which no amount is stated is not among them.
    """

    total: int | None = None
    fiscal_appropriation: int | None = None
    special_account: int | None = None
    other_funds: int | None = None
    carried_over: int | None = None
    other_sources: tuple[NamedSource, ...] = ()

    @classmethod
    def sum(cls, parts: Iterable["Amounts"]) -> "Amounts":
        """Return the sum of the parts, column by column; a column that no part states is None.

        Sources without a column are summed by folded name, under the name that is stated first. A sum with a
        part that could not be read is unread itself.
        """
        rows = list(parts)
        named: dict[str, NamedSource] = {}
        for row in [row for row in rows if row.other_sources]:
            for one in row.counted_sources:
                known = named.get(fold(one.name))
                if known is None:
                    named[fold(one.name)] = one
                else:
                    fen = None if known.fen is None or one.fen is None else known.fen + one.fen
                    named[fold(one.name)] = NamedSource(known.name, fen)
        columns = {column: sum_stated([getattr(row, column) for row in rows]) for column in AMOUNT_FIELDS}
        return cls(**columns, other_sources=tuple(named.values()))

    def with_columns(self, columns: Mapping[str, int | None]) -> "Amounts":
        """Return these amounts with other fen in the columns (of AMOUNT_FIELDS) that are given."""
        values: dict[str, Any] = dict(columns)
        return replace(self, **values)

    @property
    def counted_sources(self) -> tuple[NamedSource, ...]:
        """The sources without a column that are no part of another source."""
        return tuple([one for one in self.other_sources if not one.part_of]) if self.other_sources else ()

    @property
    def named_sources(self) -> int | None:
        """The sum of the sources without a column, None where none is stated."""
        return sum_stated(one.fen for one in self.counted_sources)

    @property
    def has_unread_source(self) -> bool:
        """Whether the amount of a source could not be read, so that the sources have no sum."""
        return bool(self.other_sources) and any(one.fen is None for one in self.counted_sources)

    @property
    def sources(self) -> dict[str, int]:
        """The funding sources that are stated, by column; those without one by their names."""
        stated = {column: fen for column in SOURCE_FIELDS if (fen := getattr(self, column)) is not None}
        for one in self.counted_sources:
            if one.fen is not None:
                stated[one.name] = stated.get(one.name, 0) + one.fen
        return stated

    def of(self, column: str) -> int | None:
        """Return the fen of a column, or of the sources without one that have this name."""
        if column in AMOUNT_FIELDS or column == NAMED_SOURCES:
            fen: int | None = getattr(self, column)
            return fen
        return sum_stated(one.fen for one in self.counted_sources if fold(one.name) == fold(column))


# The columns of money, in the order in which tables and pages show them.
AMOUNT_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Amounts) if f.name != "other_sources")
# The funding sources: a row's total is their sum.
SOURCE_FIELDS: tuple[str, ...] = AMOUNT_FIELDS[1:]
# All sources without a column together, as one column.
NAMED_SOURCES = "named_sources"
SOURCE_COLUMNS: tuple[str, ...] = (*SOURCE_FIELDS, NAMED_SOURCES)
# The columns that every layout has; `carried_over` is shown where a disclosure states it.
CORE_AMOUNT_FIELDS: tuple[str, ...] = AMOUNT_FIELDS[:4]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One performance indicator as disclosed; "" where the layout or the row states nothing.

    `position` is its number in its project (in the wide layout the number written before it). `row` is its
    own row where the layout gives an indicator one, else None. Only forms and flat tables have
    `comparator` to `standard`.
    """

    position: int
    level1_code: str = ""
    level1: str = ""
    level2_code: str = ""
    level2: str = ""
    name: str = ""
    period_target: str = ""
    annual_target: str = ""
    row: int | None = None
    comparator: str = ""
    unit_of_measure: str = ""
    weight: str = ""
    direction: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """One project's row or form.

    `objective` is the annual objective. `indicators_text` is the indicators' cell to the character (wide
    layout; "" elsewhere), `unread` the part of it that does not fit the grammar. Only forms have
    `period_objective` to `ends_on`. `file` is the SHA-256 of the file that `row` is a row of, where a
    disclosure is made of several, else "".
    """

    name: str
    row: int | None
    amounts: Amounts = Amounts()
    objective: str = ""
    indicators: tuple[Indicator, ...] = ()
    indicators_text: str = ""
    unread: str = ""
    place: str = ""
    period_objective: str = ""
    attribute: str = ""
    starts_on: str = ""
    ends_on: str = ""
    file: str = ""

    @property
    def is_confidential(self) -> bool:
        return is_confidential(self.objective, [indicator.name for indicator in self.indicators])


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the table states it, and its projects in their order; `row` is None where the table has no
    row for the unit.
    """

    name: str
    row: int | None
    amounts: Amounts = Amounts()
    projects: tuple[Project, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One department's table of one fiscal year.

    `amounts` and `row` are the grand total's. `region` is "" where it is not given. `title` and `money_unit`
    (万元 or 元) are as disclosed, and do not identify a disclosure.
    """

    department: str
    region: str
    fiscal_year: int
    layout: Layout
    amounts: Amounts = Amounts()
    row: int | None = None
    units: tuple[Unit, ...] = ()
    title: str = ""
    money_unit: str = "万元"
    place: str = ""

    @property
    def projects(self) -> tuple[Project, ...]:
        return tuple(project for unit in self.units for project in unit.projects)

    @property
    def stated_amounts(self) -> tuple[Amounts, ...]:
        """The amounts of all rows: the grand total's, the units', the projects'."""
        units = (unit.amounts for unit in self.units)
        return (self.amounts, *units, *(project.amounts for project in self.projects))
