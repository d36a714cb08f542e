"""A disclosure as frozen records: Disclosure > Unit > Project > Indicator.

Text is as disclosed. Money is in fen (integers), None where not stated; None differs from 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

from budget.disclosure.confidentiality import is_confidential

Layout = Literal["wide", "form", "flat", "entered"]


def sum_stated(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of the amounts that are stated, None where none is."""
    stated = [fen for fen in amounts if fen is not None]
    return sum(stated) if stated else None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money as stated, in fen: a total and the funding sources that it comes from."""

    total: int | None = None
    fiscal_appropriation: int | None = None
    special_account: int | None = None
    other_funds: int | None = None
    carried_over: int | None = None

    @classmethod
    def sum(cls, parts: Iterable["Amounts"]) -> "Amounts":
        """Return the sum of the parts, column by column; a column that no part states is None."""
        rows = list(parts)
        return cls(*(sum_stated(getattr(row, column) for row in rows) for column in AMOUNT_FIELDS))

    @property
    def sources(self) -> dict[str, int]:
        """The funding sources that are stated, by column."""
        return {column: fen for column in SOURCE_FIELDS if (fen := getattr(self, column)) is not None}


# The columns of money, in the order in which tables and pages show them.
AMOUNT_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Amounts))
# The funding sources: a row's total is their sum.
SOURCE_FIELDS: tuple[str, ...] = AMOUNT_FIELDS[1:]
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
