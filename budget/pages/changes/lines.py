"""The projects of departments in two years: which are one, and what became of each.

Only departments of both years are compared. Projects are matched within their unit, as on the comparison of a
department's years; a suggested match changes nothing until an auditor confirms it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from budget.audit.comparison import ProjectLine, ProjectRow, compare, keyed, links_of
from budget.audit.year_matches import UNDECIDED, match_years
from budget.models import Department
from budget.pages.comparison.columns import projects_of
from budget.pages.year_matches import YearPair, pairs_of_years
from budget.store.year_matches import Latest, decisions_by_department, decisions_in

Change = Literal["more", "less", "same", "unstated", "added", "gone"]
CHANGES: Final[tuple[Change, ...]] = ("more", "less", "same", "unstated", "added", "gone")
# Why two rows are one project. "order": namesakes, of which there are not as many in both years.
Basis = Literal["name", "year", "confirmed", "order", ""]


@dataclass(frozen=True, slots=True)
class ChangedProject:
    """A project of one of two years, or of both. `basis` is "" where it is in one of them alone; `possible`
    are the suggested pairs of a new one.
    """

    line: ProjectLine
    department: Department
    basis: Basis
    possible: tuple[YearPair, ...] = ()

    @property
    def before(self) -> ProjectRow | None:
        return self.line.rows[0]

    @property
    def now(self) -> ProjectRow | None:
        return self.line.rows[-1]

    @property
    def change(self) -> Change:
        """What became of it; "unstated" where one of the years states no total."""
        if self.before is None:
            return "added"
        if self.now is None:
            return "gone"
        difference = self.line.difference
        if difference is None:
            return "unstated"
        return "more" if difference > 0 else "less" if difference < 0 else "same"

    @property
    def types(self) -> set[str]:
        """Its project type in each of the years that have it."""
        return {row.project_type for row in self.line.rows if row is not None}


def changed_projects(departments: Sequence[Department], now: int, before: int) -> list[ChangedProject]:
    """The projects of these departments in two years; decisions and suggestions are of consecutive years."""
    keys = [one.pk for one in departments]
    projects = projects_of("department", keys, [before, now])
    is_next = before == now - 1
    decided = decisions_by_department(now, keys) if is_next else {}
    found: list[ChangedProject] = []
    for department in departments:
        sides = [projects.get((department.pk, year), []) for year in (before, now)]
        found += _of_department(department, sides, now if is_next else None, decided.get(department.pk, {}))
    return found


def _of_department(
    department: Department, sides: Sequence[Sequence[ProjectRow]], year: int | None, latest: Latest
) -> Iterator[ChangedProject]:
    """`year` is the later one, None where the years are not consecutive."""
    before, now = (dict(keyed(side, within_units=True)) for side in sides)
    decisions = decisions_in(latest) if year is not None else UNDECIDED
    links = links_of(now, before, decisions)
    matches = match_years(now, before, decisions).found
    basis: dict[int | None, Basis] = {
        row.pk: matches[key].basis if key in matches else "order" for key, row in now.items()
    }
    possible = _suggested(pairs_of_years(now, before, year, latest)) if year is not None else {}
    for line in compare(sides, within_units=True, links=[links]):
        row = line.rows[-1]
        is_matched = row is not None and line.rows[0] is not None
        yield ChangedProject(
            line,
            department,
            basis[row.pk] if row is not None and is_matched else "",
            () if row is None or is_matched else possible.get(row.pk, ()),
        )


def _suggested(pairs: Sequence[YearPair]) -> Mapping[int | None, tuple[YearPair, ...]]:
    """The suggested pairs by the key of this year's project."""
    found: dict[int | None, tuple[YearPair, ...]] = {}
    for pair in pairs:
        if pair.is_suggested:
            found[pair.now.pk] = (*found.get(pair.now.pk, ()), pair)
    return found
