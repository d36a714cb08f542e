"""What a table states in sum, against what was read of it: an import of a part of a table shows here."""

from typing import NamedTuple

from budget.disclosure.records import AMOUNT_FIELDS, Amounts, Disclosure, sum_stated


class StatedSum(NamedTuple):
    """A column of money, or a source without one by its name: the stated grand total, the sum of the units'
    stated amounts, and the sum of the projects; None where nothing is stated.
    """

    column: str
    stated: int | None
    units: int | None
    projects: int | None

    @property
    def differs(self) -> bool:
        """Whether two of the three that are stated are not equal."""
        return len({self.stated, self.units, self.projects} - {None}) > 1


def stated_sums(record: Disclosure) -> tuple[StatedSum, ...]:
    """The sums of every column that the table states anywhere, the total's always.

    A unit that states nothing in a column counts as its projects where another unit states something.
    """
    of_units = [(unit.amounts, Amounts.sum(one.amounts for one in unit.projects)) for unit in record.units]
    projects = Amounts.sum(computed for _, computed in of_units)
    together = Amounts.sum([record.amounts, projects, *(stated for stated, _ in of_units)])
    columns = [name for name in AMOUNT_FIELDS if name == "total" or getattr(together, name) is not None]
    columns += [one.name for one in together.other_sources]
    return tuple(
        StatedSum(column, record.amounts.of(column), _of_units(column, of_units), projects.of(column))
        for column in columns
    )


def prove(record: Disclosure) -> bool:
    """Whether the sums that a table states hold, and there are some: of its rows, of its units or in all."""
    rows = [project.amounts for project in record.projects]
    with_sources = [row for row in rows if row.total is not None and row.sources]
    if any(row.total != sum(row.sources.values()) for row in with_sources):
        return False
    sums = stated_sums(record)
    if any(one.differs for one in sums):
        return False
    has_sum = any(one.projects and (one.stated is not None or one.units is not None) for one in sums)
    return has_sum or (bool(rows) and len(with_sources) == len(rows))


def _of_units(column: str, units: list[tuple[Amounts, Amounts]]) -> int | None:
    if all(stated.of(column) is None for stated, _ in units):
        return None
    return sum_stated(
        computed.of(column) if stated.of(column) is None else stated.of(column) for stated, computed in units
    )
