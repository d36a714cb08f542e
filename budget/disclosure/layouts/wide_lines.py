"""The rows of a wide table in their parts, and what they are: a sum, a unit, or a project."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Header
from budget.disclosure.layouts.names import name_kind
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.layouts.sums import SumKind, is_sum_of_unit, sum_kind, summed_name
from budget.disclosure.layouts.units import Entry, UnitReading, identify_units
from budget.disclosure.records import Amounts
from indicators.folding import fold


@dataclass(frozen=True, slots=True)
class WideLine:
    """A row of the table in its parts."""

    row: Row
    name: str
    amounts: Amounts
    objective: str
    period_objective: str
    indicators: str
    unit: str
    attribute: str
    is_heading: bool = False

    @property
    def is_bare(self) -> bool:
        return not any(map(states_something, (self.objective, self.period_objective, self.indicators)))

    @property
    def is_template(self) -> bool:
        """Whether the row is one that a template left: it names nothing, and states no money."""
        if not (self.is_bare and is_placeholder(self.name) and is_placeholder(self.unit)):
            return False
        stated = (self.amounts.total, *self.amounts.sources.values())
        return not any(stated) and not self.amounts.other_sources


def states_something(text: str) -> bool:
    return not is_placeholder(text)


class Classifier:
    """Tells the lines of one table apart, by their names and by the sums that hold."""

    def __init__(self, header: Header, department: str, money: Sequence[str]) -> None:
        self._header = header
        self._department = department
        self._fields = money

    def sum_kind_of(self, line: WideLine, names: Collection[str]) -> SumKind | None:
        """Whether a line is a row of sums; a unit's own row is none."""
        if not line.is_bare or line.is_heading:
            return None
        if line.unit and self.is_unit_row(line) and sum_kind(line.unit) is None:
            return None
        name = line.name or line.unit
        summed = fold(summed_name(name))
        kind = sum_kind(name, self._department)
        return "subtotal" if kind is None and summed and summed in names else kind

    def weighed(
        self, totals: Sequence[WideLine], lines: Sequence[WideLine]
    ) -> tuple[Sequence[WideLine], WideLine | None, UnitReading]:
        """Return the lines that are units or projects, the row of the grand total and how the lines are
        read. A heading is a unit where the sums hold only with it.
        """
        plain = [line for line in lines if not line.is_heading]
        grand, reading = self._proven(totals, plain)
        if len(plain) == len(lines):
            return plain, grand, reading
        if reading.broken:
            other_grand, other = self._proven(totals, lines)
            if not other.broken and all(
                is_unit for line, is_unit in zip(lines, other.is_unit, strict=True) if line.is_heading
            ):
                return lines, other_grand, other
        return plain, grand, reading

    def _proven(
        self, totals: Sequence[WideLine], lines: Sequence[WideLine]
    ) -> tuple[WideLine | None, UnitReading]:
        """Return the row of the grand total that the sums prove, and the reading of the lines under it."""
        if len(totals) < 2:
            grand = totals[0] if totals else None
            if grand is not None and (of_page := self._without_total_of_page(grand, lines)):
                return None, of_page
            return grand, self._reading(lines, grand)
        for candidate in (totals[0], *reversed(totals[1:])):
            reading = self._reading(lines, candidate)
            if candidate.amounts.total == _summed(lines, reading):
                return candidate, reading
        reading = self._reading(lines, None)
        if sum(line.amounts.total or 0 for line in totals) == _summed(lines, reading):
            return None, reading  # totals of pages, none of the table
        return totals[0], self._reading(lines, totals[0])

    def _without_total_of_page(self, total: WideLine, lines: Sequence[WideLine]) -> UnitReading | None:
        """How the lines are read where a total among them is the sum of the projects above it alone and no
        total of the table; else None.
        """
        number = total.row.number
        if not lines or not lines[0].row.number < number < lines[-1].row.number or lines[-1].row.place:
            return None
        reading = self._reading(lines, None)
        projects = [line for line, is_unit in zip(lines, reading.is_unit, strict=True) if not is_unit]
        above = sum(line.amounts.total or 0 for line in projects if line.row.number < number)
        is_of_page = total.amounts.total == above != _summed(lines, reading)
        return reading if is_of_page and not reading.broken else None

    def _reading(self, lines: Sequence[WideLine], grand: WideLine | None) -> UnitReading:
        """How the bare lines are classified by their sums, or by the column of units."""
        if self._header.column(words.UNIT) is not None:
            return UnitReading(tuple(map(self.is_unit_row, lines)))
        entries = [
            Entry(
                tuple(line.amounts.of(name) for name in self._fields),
                line.is_bare,
                "unit" if line.is_heading else name_kind(line.name, self._department),
            )
            for line in lines
        ]
        stated = tuple(grand.amounts.of(name) for name in self._fields) if grand else None
        return identify_units(entries, stated)

    def is_unit_row(self, line: WideLine) -> bool:
        """Whether a line of a table with a column of units names a unit and no project."""
        return bool(line.unit) and line.is_bare and (not line.name or is_sum_of_unit(line.name))


def _summed(lines: Sequence[WideLine], reading: UnitReading) -> int:
    """The sum of the units under a reading: the total that a unit states, else its projects' totals."""
    summed, is_stated = 0, False
    for line, is_unit in zip(lines, reading.is_unit, strict=True):
        if is_unit:
            is_stated = line.amounts.total is not None
        if is_unit or not is_stated:
            summed += line.amounts.total or 0
    return summed
