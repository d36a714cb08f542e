"""Comparison of sides: years or revisions of one body, or different bodies.

It finds projects that were added, are gone or changed, and targets that were raised or lowered, from the
first side to the last one. Pure: rows in, lines out. A project is matched by its name within its unit, or,
where the sides are different bodies, by its name alone; an indicator by its category and name. Namesakes are
matched in their order. Over consecutive years the certain matches of `budget/audit/year_matches.py` hold, and
pairs that an auditor rejected are never one line.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from budget.audit.ambition import change_of
from budget.audit.indicator_texts import read_value
from budget.audit.year_matches import Decisions, Key, match_years
from budget.disclosure import records
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES, Amounts, sum_stated
from indicators import taxonomy
from indicators.cells import joined
from indicators.folding import fold

# The fewest and the most sides that are compared: nobody reads more columns.
FEWEST_COLUMNS, MOST_COLUMNS = 2, 4

ProjectChange = Literal["added", "gone", "changed", "same", "between"]
# "between": only in the middle of more than two sides.
PROJECT_CHANGES: tuple[ProjectChange, ...] = ("added", "gone", "changed", "same", "between")
TargetChange = Literal["raised", "lowered", "reworded", "added", "gone"]
TARGET_CHANGES: tuple[TargetChange, ...] = ("raised", "lowered", "reworded", "added", "gone")


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with its category's key, "" where that is open."""

    category: str
    record: records.Indicator


# The texts of a project and of an indicator, apart from what makes its annual target; fields of the records.
PROJECT_TEXTS = ("objective", "period_objective", "attribute", "starts_on", "ends_on", "unread")
INDICATOR_TEXTS = ("period_target", "direction", "weight", "standard")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of one side. `url` is its page, "" where it has none; `as_disclosed` is its row's column;
    `texts` are those of PROJECT_TEXTS, empty where they are not compared; `pk` is None where it is not in
    force; `origin` is where its row stands, by `disclosure`, `row`, `place` and `file`, empty where it is not
    in force.
    """

    name: str
    unit: str
    amounts: Amounts
    indicators: tuple[IndicatorRow, ...] = ()
    project_type: str = ""
    url: str = ""
    as_disclosed: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    pk: int | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        return self.amounts.total


@dataclass(frozen=True, slots=True)
class TargetLine:
    """An indicator whose annual target differs between the first and the last column; as disclosed."""

    category: str
    name: str
    before: str
    now: str
    change: TargetChange


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text that differs between the first and the last column, as disclosed.

    `field` is of PROJECT_TEXTS, or of INDICATOR_TEXTS where an `indicator` is named.
    """

    field: str
    indicator: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project: its row on each side, None where a side lacks it.

    `targets` and `texts` are given where the first and the last side have it.
    """

    rows: tuple[ProjectRow | None, ...]
    targets: tuple[TargetLine, ...] = ()
    texts: tuple[TextLine, ...] = ()

    @property
    def shown(self) -> ProjectRow:
        """The row that names the project: the last side's that has it."""
        return next(row for row in reversed(self.rows) if row is not None)

    @property
    def earlier_names(self) -> list[str]:
        """The other names that it has on earlier sides, each once."""
        own = fold(self.shown.name)
        names = {fold(row.name): row.name for row in self.rows if row is not None}
        return [name for folded, name in names.items() if folded != own]

    @property
    def change(self) -> ProjectChange:
        first, last = self.rows[0], self.rows[-1]
        if first is None:
            return "between" if last is None else "added"
        if last is None:
            return "gone"
        return "same" if first.total == last.total else "changed"

    @property
    def difference(self) -> int | None:
        """The fen by which the total changed; a side that lacks the project counts as 0.

        None where a side that has the project does not state its total, and where both lack it.
        """
        first, last = self.rows[0], self.rows[-1]
        before = 0 if first is None else first.total
        now = 0 if last is None else last.total
        if before is None or now is None or (first is None and last is None):
            return None
        return now - before

    def count(self, change: TargetChange) -> int:
        """How many targets changed so."""
        return sum(target.change == change for target in self.targets)


# The key on the side before by that of a side: what is matched there.
Links = Mapping[Key, Key]


def compare(
    sides: Sequence[Sequence[ProjectRow]], *, within_units: bool, links: Sequence[Links | None] = ()
) -> list[ProjectLine]:
    """Return one line for each project of any side, in the order in which they first occur.

    `within_units` says whether a project is matched within its unit, as over years and revisions of one body.
    `links`: of each side but the first, its matches with the side before (`links_of`); None, or nothing,
    where names alone match. A project that the side before lacks is matched by its name with an earlier one.
    """
    lines: list[list[ProjectRow | None]] = []
    by_name: dict[Key, list[ProjectRow | None]] = {}
    before: dict[Key, list[ProjectRow | None]] = {}
    for number, side in enumerate(sides):
        linked = links[number - 1] if number and links else None
        now: dict[Key, list[ProjectRow | None]] = {}
        for key, row in keyed(side, within_units=within_units):
            line = before.get(linked[key]) if linked is not None and key in linked else by_name.get(key)
            is_other = line is not None and linked is not None and key not in linked and line[number - 1]
            if line is None or is_other or line[number] is not None:
                line = [None] * len(sides)
                lines.append(line)
            line[number] = row
            now[key] = by_name[key] = line
        before = now
    return [
        ProjectLine(tuple(rows), tuple(_targets(rows[0], rows[-1])), tuple(_texts(rows[0], rows[-1])))
        for rows in lines
    ]


def links_of(now: Iterable[Key], before: Iterable[Key], decisions: Decisions) -> Links:
    """The matches of two consecutive years: the certain ones, and namesakes of which the numbers differ in
    their order.
    """
    ours, theirs = set(now), set(before)
    found = {key: match.before for key, match in match_years(ours, theirs, decisions).found.items()}
    taken = set(found.values())
    by_order = (ours & theirs) - found.keys() - taken
    return found | {key: key for key in sorted(by_order) if (key, key) not in decisions.rejected}


def keyed(rows: Sequence[ProjectRow], *, within_units: bool) -> Iterable[tuple[Key, ProjectRow]]:
    """The rows by unit (where it counts) and name, both folded, and ordinal."""
    names = ((fold(row.unit) if within_units else "", fold(row.name)) for row in rows)
    return zip(number_namesakes(names), rows, strict=True)


def _targets(before: ProjectRow | None, now: ProjectRow | None) -> Iterable[TargetLine]:
    """Yield the targets that differ, in the order of the last side; then those that are gone."""
    if before is None or now is None:
        return
    earlier = _indicators(before)
    for key, indicator in _indicators(now).items():
        old = earlier.pop(key, None)
        change = "added" if old is None else _change(old, indicator)
        if change is not None:
            yield TargetLine(
                indicator.category, indicator.record.name, _target(old), _target(indicator), change
            )
    for old in earlier.values():
        yield TargetLine(old.category, old.record.name, _target(old), "", "gone")


def _texts(before: ProjectRow | None, now: ProjectRow | None) -> Iterable[TextLine]:
    """Yield the texts that differ: those of the project, then those of the indicators that both have."""
    if before is None or now is None:
        return
    for name in PROJECT_TEXTS:
        if (was := before.texts.get(name, "")) != (is_now := now.texts.get(name, "")):
            yield TextLine(name, "", was, is_now)
    earlier = _indicators(before)
    for key, indicator in _indicators(now).items():
        if (old := earlier.get(key)) is not None:
            for name in INDICATOR_TEXTS:
                was, is_now = getattr(old.record, name), getattr(indicator.record, name)
                if was != is_now:
                    yield TextLine(name, indicator.record.name, was, is_now)


def _indicators(row: ProjectRow) -> dict[Hashable, IndicatorRow]:
    """The indicators by category, folded name and ordinal."""
    names = ((one.category, fold(one.record.name)) for one in row.indicators)
    return dict(zip(number_namesakes(names), row.indicators, strict=True))


def _target(indicator: IndicatorRow | None) -> str:
    """The annual target as disclosed, with the comparator and unit that have columns of their own."""
    if indicator is None:
        return ""
    record = indicator.record
    return joined(record.annual_target, record.comparator, record.unit_of_measure)


def _change(before: IndicatorRow, now: IndicatorRow) -> TargetChange | None:
    """What changed; None where the two targets are the same, width and blanks aside."""
    old, new = before.record, now.record
    if fold(_target(before)) == fold(_target(now)):
        return None
    directions = [taxonomy.direction_of(one.direction) for one in (old, new)]
    was, is_now = (
        read_value(one.annual_target, one.comparator, one.unit_of_measure).target for one in (old, new)
    )
    return change_of(fold(new.name), was, is_now, directions) or "reworded"


def totals_of(rows: Sequence[ProjectRow]) -> dict[str, Any]:
    """Sum projects up, as `ProjectQuerySet.totals()` does and under its names."""
    totals: dict[str, Any] = {"number": len(rows), "sum_indicators": sum(len(row.indicators) for row in rows)}
    sums = Amounts.sum(row.amounts for row in rows)
    totals |= {f"sum_{name}": getattr(sums, name) for name in (*AMOUNT_FIELDS, NAMED_SOURCES)}
    unaccounted = (sums.total or 0) - sum(sums.sources.values())
    return totals | {"sum_unaccounted": unaccounted if rows else None}


def types_of(rows: Sequence[ProjectRow]) -> dict[str, dict[str, Any]]:
    """The number of `projects` and the `money` (fen) of each project type that occurs."""
    found: dict[str, list[int | None]] = {}
    for row in rows:
        found.setdefault(row.project_type, []).append(row.total)
    return {name: {"projects": len(totals), "money": sum_stated(totals)} for name, totals in found.items()}


def rows_of(disclosure: records.Disclosure) -> list[ProjectRow]:
    """The projects of records with their texts, without types and pages."""
    return [
        ProjectRow(
            name=project.name,
            unit=unit.name,
            amounts=project.amounts,
            indicators=tuple(IndicatorRow(_category(one), one) for one in project.indicators),
            texts={name: getattr(project, name) for name in PROJECT_TEXTS},
        )
        for unit in disclosure.units
        for project in unit.projects
    ]


def _category(record: records.Indicator) -> str:
    found = taxonomy.category_of(record.level1_code, record.level1, record.level2_code, record.level2)
    return found.key if found else ""
