"""The units and projects of a flat table while its rows are read, and how the table writes them."""

from dataclasses import dataclass, field

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Table
from budget.disclosure.layouts.loose_lines import loose_line
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.records import Amounts, Indicator


@dataclass(slots=True)
class ProjectDraft:
    """A project while its rows are read."""

    row: Row
    name: str
    amounts: Amounts
    objective: str
    period_objective: str
    attribute: str
    indicators: list[Indicator] = field(default_factory=list)

    def is_same(self, other: "ProjectDraft") -> bool:
        return (self.name, self.amounts, self.objective) == (other.name, other.amounts, other.objective)


@dataclass(slots=True)
class UnitDraft:
    """A unit while its rows are read."""

    name: str
    row: int | None = None
    amounts: Amounts = field(default_factory=Amounts)
    # The sum of its projects above its row.
    summed_above: int = 0
    projects: list[ProjectDraft] = field(default_factory=list)

    @property
    def summed(self) -> int:
        """The sum of its projects so far."""
        return sum(project.amounts.total or 0 for project in self.projects)

    @property
    def is_of_page(self) -> bool:
        """Whether its row sums the projects above it alone, and others follow: a page's sum."""
        above = self.summed_above
        return above > 0 and self.amounts.total == above and above != self.summed

    @property
    def total(self) -> int:
        stated = self.amounts.total
        return self.summed if stated is None else stated


def repeats_projects(table: Table) -> bool:
    """Whether the table writes project and amount anew on every row, so that a name written again begins
    nothing.

    In a table that leaves them blank below a project's first row, each name written is another project.
    """
    name = table.header.column(words.NAME)
    shown = table.header.column(words.INDICATOR_NAME)
    if name is None or shown is None:
        return False
    rows = [row for row in table.rows if shown.text(row) and not is_placeholder(shown.text(row))]
    return all(_is_own(name, row) or loose_line(row, table.header) is not None for row in rows)


def _is_own(column: Column, row: Row) -> bool:
    cells = column.cells(row)
    return bool(cells) and not any(cell.from_above for cell in cells)
