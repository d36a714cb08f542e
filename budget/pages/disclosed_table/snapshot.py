"""The table of a revision out of the records that it keeps."""

from collections.abc import Iterator
from functools import cached_property

from budget.disclosure import records
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.records import Amounts
from budget.links import address
from budget.models import Disclosure
from budget.models.names import name_key
from budget.pages.disclosed_table.lines import (
    Line,
    grand_total_line,
    number_of_lines,
    project_line,
    unit_line,
    unit_slices,
)
from budget.store.names import other_names_of_units
from indicators.folding import fold


class Snapshot:
    """The table of a revision; a project that is still in force leads to its page."""

    def __init__(self, disclosure: Disclosure, record: records.Disclosure) -> None:
        self.disclosure = disclosure
        self.record = record
        self.sizes = [len(unit.projects) for unit in record.units]

    @property
    def head(self) -> Disclosure:
        """What the revision states of the whole table, in the form of a disclosure that is not stored."""
        head = Disclosure(
            department=self.disclosure.department,
            department_name=self.record.department,
            fiscal_year=self.record.fiscal_year,
            title=self.record.title,
            layout=self.record.layout,
            money_unit=self.record.money_unit,
            unit_count=len(self.record.units),
            project_count=len(self.record.projects),
            indicator_count=sum(len(project.indicators) for project in self.record.projects),
        )
        head.amounts = self.record.amounts
        return head

    @property
    def money_unit(self) -> str:
        return self.record.money_unit

    @property
    def stated(self) -> Amounts:
        return self.record.amounts

    @property
    def computed(self) -> Amounts:
        """The sum of all projects."""
        return Amounts.sum(project.amounts for project in self.record.projects)

    @property
    def has_other_sources(self) -> bool:
        """Whether a row states a source that has no column."""
        return any(amounts.other_sources for amounts in self.record.stated_amounts)

    def lines(self, first: int, last: int) -> list[Line]:
        """The lines from `first` to before `last`."""
        lines = [grand_total_line(self.record)] if first == 0 else []
        for one in unit_slices(self.sizes, first, last):
            unit = self.record.units[one.unit]
            if one.with_unit:
                lines.append(unit_line(unit, ""))
            for number in range(one.start, one.stop):
                project = unit.projects[number]
                lines.append(project_line(project, self._urls[one.before + number], project.indicators))
        return lines

    def all_lines(self) -> Iterator[Line]:
        """All lines; the records are in memory anyway."""
        yield from self.lines(0, number_of_lines(self.sizes))

    @cached_property
    def _urls(self) -> list[str]:
        """The address of each project, in the order of the table; "" for one that is not in force.

        A project is known by its unit, its name and its ordinal among namesakes, as when it was stored.
        """
        names = other_names_of_units(self.disclosure.department_id)
        keys = number_namesakes(
            (_unit_key(unit.name, names), name_key(project.name))
            for unit in self.record.units
            for project in unit.projects
        )
        rows = self.disclosure.projects.values_list("unit__name_folded", "name_folded", "ordinal", "pk")
        in_force = {(unit, name, ordinal): pk for unit, name, ordinal, pk in rows}
        return [address("project", in_force[key]) if key in in_force else "" for key in keys]

    def line_of_row(self, row: int) -> int | None:
        """The number of the line that is of a row of the file, None where none is."""
        line = 1
        for unit in self.record.units:
            if unit.row == row:
                return line
            for number, project in enumerate(unit.projects, start=1):
                if project.row == row:
                    return line + number
            line += 1 + len(unit.projects)
        return None


def _unit_key(name: str, other_names: dict[str, str]) -> str:
    """The `name_key` of the unit that is stated under a name, its own or another."""
    folded = fold(name)
    return name_key(other_names.get(folded, folded))
