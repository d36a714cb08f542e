"""A disclosure's rows in force, changed in place to what records state, so that addresses last."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from budget.disclosure import records
from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES
from budget.models import Department, Disclosure, Project, RetiredProject, Revision, Unit, UnitStatement
from budget.models.money import STATED_COLUMNS, stored_sources
from budget.models.names import name_key
from budget.store import bulk, names as naming
from budget.store.batches import BATCH, batches
from budget.store.keys import ProjectKey, number_projects
from budget.store.project_types import Placing
from budget.store.rows_reader import INDICATOR_FIELDS, PROJECT_FIELDS, indicator_record
from indicators.models import INTERPRETED_COLUMNS, Indicator, interpretation
from indicators.sorting import sort_key

# The columns that a retired project has in common with the project it was.
_RETIRED_COLUMNS = ("unit_id", "fiscal_year", "name", "name_folded", "ordinal")
# The columns that a revision may change in a project, in the order in which `_values_of` gives them.
_PROJECT_COLUMNS = (
    *PROJECT_FIELDS,
    *STATED_COLUMNS,
    *("name_sort", "is_confidential", "indicator_count"),
    *("position", "disclosure_id", "statement_id", "project_type", "type_rule_id"),
)
_NEW_PROJECT_COLUMNS = ("id", *ProjectKey._fields, *_PROJECT_COLUMNS)
_STATEMENT_COLUMNS = (
    *("disclosure_id", "position", "unit_id", "name", "row", "place"),
    *STATED_COLUMNS,
)
_INDICATOR_COLUMNS = ("project_id", *INDICATOR_FIELDS, *INTERPRETED_COLUMNS)
_PROJECT_TEXTS = attrgetter(*PROJECT_FIELDS)
_AMOUNTS = attrgetter(*AMOUNT_FIELDS, NAMED_SOURCES)
_INDICATOR_TEXTS = attrgetter(*INDICATOR_FIELDS)
_INDICATORS_PER_BATCH = 10 * BATCH


class _Place(NamedTuple):
    """Where a project is in its disclosure."""

    statement: UnitStatement
    record: records.Project
    key: ProjectKey


def rewrite(disclosure: Disclosure, record: records.Disclosure, before: Revision) -> None:
    """Write a record as the disclosure's rows in force; `before` is the revision that had the rows so far."""
    _RowsWriter(disclosure, record, before).run()


def clear(disclosure: Disclosure, before: Revision) -> None:
    """Delete all rows of a disclosure; `before` is the revision that had them."""
    projects = disclosure.projects.only("disclosure_id", "statement_id", *_RETIRED_COLUMNS)
    _retire(projects, before, dict(disclosure.statements.values_list("pk", "name")))
    disclosure.statements.all().delete()


def units_for(department: Department, names: Sequence[str]) -> dict[str, Unit]:
    """A department's units of these names, by `name_key`; created where they are new, as nobody's change.

    The caller has locked the department.
    """
    named = {name_key(name): name for name in reversed(names)}
    units = naming.units_named(department, named)
    new = [name for key, name in named.items() if key not in units]
    made = [Unit(pk=pk, department=department) for pk in bulk.reserve_ids(Unit, len(new))]
    for unit, name in zip(made, new, strict=True):
        unit.rename(name)
        units[unit.name_folded] = unit
    bulk.insert_objects(made)
    return units


def count(disclosure: Disclosure, record: records.Disclosure, units: int) -> None:
    """Set how many units, projects and indicators the disclosure has; the caller saves it.

    `units` is the number of different units: one may be stated twice, under two names.
    """
    disclosure.unit_count = units
    disclosure.project_count = len(record.projects)
    disclosure.indicator_count = sum(len(project.indicators) for project in record.projects)


class _RowsWriter:
    """Writes a record as a disclosure's rows in force, each row in place by its key."""

    def __init__(self, disclosure: Disclosure, record: records.Disclosure, before: Revision) -> None:
        self.disclosure = disclosure
        self.record = record
        self.before = before
        self.units: dict[str, Unit] = {}
        # The name of each statement before it is written anew.
        self.names_before: dict[int, str] = {}

    def run(self) -> None:
        self._find_units()
        self._write_grand_total()
        statements = self._write_statements()
        self._write_projects(statements)
        if len(self.names_before) > len(statements):
            self.disclosure.statements.filter(position__gt=len(statements)).delete()

    def _write_grand_total(self) -> None:
        disclosure, record = self.disclosure, self.record
        disclosure.department_name = record.department
        for name in ("title", "layout", "money_unit", "row", "place", "amounts"):
            setattr(disclosure, name, getattr(record, name))
        count(disclosure, record, len({unit.pk for unit in self.units.values()}))
        disclosure.save()

    def _find_units(self) -> None:
        self.units = units_for(self.disclosure.department, [unit.name for unit in self.record.units])

    def _write_statements(self) -> list[UnitStatement]:
        existing = {statement.position: statement for statement in self.disclosure.statements.all()}
        self.names_before = {statement.pk: statement.name for statement in existing.values()}
        numbers = range(1, len(self.record.units) + 1)
        new = [number for number in numbers if number not in existing]
        ids = dict(zip(new, bulk.reserve_ids(UnitStatement, len(new)), strict=True))
        statements, changed = [], []
        for position, unit in zip(numbers, self.record.units, strict=True):
            statement = existing.get(position) or UnitStatement(pk=ids[position])
            before = _values(statement, _STATEMENT_COLUMNS)
            statement.disclosure, statement.position = self.disclosure, position
            statement.unit = self.units[name_key(unit.name)]
            for name in ("name", "row", "place", "amounts"):
                setattr(statement, name, getattr(unit, name))
            after = _values(statement, _STATEMENT_COLUMNS)
            if position in existing and after != before:
                changed.append((*after, statement.pk))
            statements.append(statement)
        bulk.update(UnitStatement, _STATEMENT_COLUMNS, changed)
        bulk.insert_objects([statement for statement in statements if statement.position in ids])
        return statements

    def _write_projects(self, statements: list[UnitStatement]) -> None:
        existing = self._existing()
        placing = Placing.of(self.disclosure)
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        indicators: list[tuple[int, tuple[records.Indicator, ...]]] = []
        replaced: list[int] = []
        places = self._places(statements)
        ids = self._ids_of([place.key for place in places if place.key not in existing])
        for position, (statement, record, key) in enumerate(places, start=1):
            placed = placing.of_project(key, record.name, record.objective)
            where = (position, self.disclosure.pk, statement.pk, *placed)
            values = (*_values_of(record), *where)
            project = existing.pop(key, None)
            if project is None:
                new.append((ids[key], *key, *values))
                indicators.append((ids[key], record.indicators))
                continue
            if _values(project, _PROJECT_COLUMNS) != values:
                changed.append((*values, project.pk))
            if _indicator_records(project) != record.indicators:
                replaced.append(project.pk)
                indicators.append((project.pk, record.indicators))
        _retire(existing.values(), self.before, self.names_before)
        bulk.insert(Project, _NEW_PROJECT_COLUMNS, new)
        bulk.update(Project, _PROJECT_COLUMNS, changed)
        for some in batches(replaced):
            Indicator.objects.filter(project__in=some).delete()
        _insert_indicators(indicators)

    def _existing(self) -> dict[ProjectKey, Project]:
        """The projects in force so far, by their keys."""
        if not self.names_before:
            return {}
        return {ProjectKey.of(p): p for p in self.disclosure.projects.prefetch_related("indicators")}

    def _places(self, statements: list[UnitStatement]) -> list[_Place]:
        """The projects of the record in the order of the table."""
        stated = [
            (statement, one)
            for statement, unit in zip(statements, self.record.units, strict=True)
            for one in unit.projects
        ]
        year = self.disclosure.fiscal_year
        keys = number_projects((statement.unit_id, year, name_key(one.name)) for statement, one in stated)
        return [_Place(*one, key) for one, key in zip(stated, keys, strict=True)]

    def _ids_of(self, keys: list[ProjectKey]) -> dict[ProjectKey, int]:
        """The ids of projects that come into force: of retired ones those that they had, else new ones."""
        retired = self._retired()
        ids = {key: retired[key].project_id for key in keys if key in retired}
        RetiredProject.objects.filter(pk__in=ids.values()).delete()
        others = [key for key in keys if key not in ids]
        return ids | dict(zip(others, bulk.reserve_ids(Project, len(others)), strict=True))

    def _retired(self) -> dict[ProjectKey, RetiredProject]:
        """The retired projects whose ids new projects take back: this disclosure's own, else those of an
        earlier disclosure of its department and year.
        """
        found = RetiredProject.objects.filter(
            unit__in=self.units.values(), fiscal_year=self.disclosure.fiscal_year
        )
        own_last = sorted(found, key=lambda r: (r.disclosure_id == self.disclosure.pk, r.project_id))
        return {ProjectKey.of(r): r for r in own_last}


def _retire(dropped: Iterable[Project], before: Revision, unit_names: Mapping[int, str]) -> None:
    """Replace projects that are no longer in force by retired projects, which hold their addresses.

    `before` is the revision that had them; `unit_names` are its units' names as disclosed, by statement id.
    """
    gone = list(dropped)
    RetiredProject.objects.bulk_create(
        [
            RetiredProject(
                project_id=project.pk,
                disclosure_id=project.disclosure_id,
                unit_name=unit_names[project.statement_id],
                last_revision=before,
                **{name: getattr(project, name) for name in _RETIRED_COLUMNS},
            )
            for project in gone
        ],
        batch_size=BATCH,
    )
    for keys in batches(project.pk for project in gone):
        Project.objects.filter(pk__in=keys).delete()


def _values_of(record: records.Project) -> tuple[Any, ...]:
    """The values of _PROJECT_COLUMNS that a record gives, which are the first of them."""
    amounts = record.amounts
    return (
        *_PROJECT_TEXTS(record),
        *_AMOUNTS(amounts),
        stored_sources(amounts),
        sort_key(record.name),
        record.is_confidential,
        len(record.indicators),
    )


def _values(row: Project | UnitStatement, columns: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in columns)


def _indicator_records(project: Project) -> tuple[records.Indicator, ...]:
    return tuple(
        indicator_record(indicator)
        for indicator in sorted(project.indicators.all(), key=lambda i: i.position)
    )


def _insert_indicators(work: Sequence[tuple[int, tuple[records.Indicator, ...]]]) -> None:
    """Insert the indicators of projects, which are given by id."""
    rows = (
        (project, *_INDICATOR_TEXTS(record), *interpretation(record))
        for project, of_project in work
        for record in of_project
    )
    for some in batches(rows, _INDICATORS_PER_BATCH):
        bulk.insert(Indicator, _INDICATOR_COLUMNS, some)
