"""The self-evaluations among the tables of a file, collected in order and read together."""

from dataclasses import dataclass, field

from budget.disclosure.evaluations.columns import is_this
from budget.disclosure.evaluations.continuation import continued
from budget.disclosure.evaluations.left_out import reported
from budget.disclosure.evaluations.reading import Together, read_forms
from budget.disclosure.evaluations.table import read_table
from budget.disclosure.grid import Grid
from budget.disclosure.layouts.form import Form, named_forms_in
from budget.disclosure.layouts.headers import Table, tables_in
from budget.disclosure.layouts.indicator_groups import unfolded
from budget.disclosure.problems import Problem
from budget.disclosure.reading import EvaluationsRead, Given


@dataclass(slots=True)
class Collected:
    """The forms and tables of self-evaluations of a file. `is_last`: the table taken last is one of the
    forms, so that the next one may continue it.
    """

    forms: list[Form] = field(default_factory=list)
    tables: list[tuple[Table, Grid]] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    blank: list[Problem] = field(default_factory=list)
    is_last: bool = False

    def take_form(self, form: Form, grid: Grid) -> None:
        """Take one form."""
        self.forms.append(form)
        self._take(grid)
        self.is_last = True

    def take_table(self, table: Table, grid: Grid) -> bool:
        """Take a table of many projects; False where its header is none of self-evaluations."""
        if not is_this(table.header):
            return False
        self.tables.append((table, grid))
        self._take(grid)
        self.is_last = False
        return True

    def take_grid(self, grid: Grid) -> bool:
        """Take the tables or the forms of a grid that is titled a self-evaluation; False where it has
        none.
        """
        tables = [self.take_table(unfolded(table, grid.place), grid) for table in tables_in(grid)]
        if any(tables):
            return True
        forms = named_forms_in(grid)
        for form in forms:
            self.take_form(form, grid)
        return bool(forms)

    def continue_with(self, grid: Grid) -> bool:
        """Take a grid that continues the form taken last; False where it does not."""
        whole = continued(self.forms[-1], grid) if self.is_last else None
        if whole is None:
            return False
        self.forms[-1] = whole
        self._take(grid)
        return True

    def _take(self, grid: Grid) -> None:
        if grid not in self.grids[-1:]:
            self.grids.append(grid)

    def read(self, given: Given) -> list[EvaluationsRead]:
        """Return what was collected, for each department and year; templates that are not filled in are left
        out, and kept in `blank`.

        Raises Refused with everything that makes a form or table unreadable or unplaceable.
        """
        together = Together()
        for table, grid in self.tables:
            placement, entries, problems = read_table(table, grid, given)
            for number, entry in enumerate(entries):
                together.add(placement, entry, () if number else problems)
        self.blank += read_forms(self.forms, given, together)
        return reported(together.reads, self.grids) if together.reads else []
