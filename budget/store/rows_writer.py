"""A disclosure's rows in force, changed in place to what records state, so that addresses last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Field

from budget.disclosure import records
from budget.models import Department, Disclosure, Project, RetiredProject, Revision, Unit, UnitStatement
from budget.models.money import STATED_COLUMNS
from budget.models.names import name_key
from budget.store import names as naming
from budget.store.batches import BATCH, batches
from budget.store.keys import ProjectKey, number_projects
from budget.store.rows_reader import INDICATOR_FIELDS, PROJECT_FIELDS, indicator_record
from indicators.models import Indicator

# The columns that a retired project has in common with the project it was.
_RETIRED_COLUMNS = ("unit_id", "fiscal_year", "name", "name_folded", "ordinal")


def rewrite(disclosure: Disclosure, record: records.Disclosure, before: Revision) -> None:
    """Write a record as the disclosure's rows in force; `before` is the revision that had the rows so far."""
    _RowsWriter(disclosure, record, before).run()


def clear(disclosure: Disclosure, before: Revision) -> None:
    """Delete all rows of a disclosure; `before` is the revision that had them."""
    projects = disclosure.projects.only("disclosure_id", "statement_id", *_RETIRED_COLUMNS)
    _retire(projects, before, dict(disclosure.statements.values_list("pk", "name")))
    disclosure.statements.all().delete()


def units_for(department: Department, names: Sequence[str]) -> dict[str, Unit]:
    """A department's units of these names, by `name_key`; created where they are new."""
    named = {name_key(name): name for name in reversed(names)}
    units = naming.units_named(department, named)
    for key, name in named.items():
        if key not in units:
            units[key] = Unit(department=department, name=name)
            units[key].save_without_historical_record()  # an import is recorded without a person
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
        statements = []
        for position, unit in enumerate(self.record.units, start=1):
            statement = existing.get(position) or UnitStatement(disclosure=self.disclosure, position=position)
            statement.unit = self.units[name_key(unit.name)]
            for name in ("name", "row", "place", "amounts"):
                setattr(statement, name, getattr(unit, name))
            statement.save()
            statements.append(statement)
        return statements

    def _write_projects(self, statements: list[UnitStatement]) -> None:
        existing = {ProjectKey.of(p): p for p in self.disclosure.projects.prefetch_related("indicators")}
        retired = self._retired()
        new: list[Project] = []
        changed: list[Project] = []
        indicators: list[tuple[Project, tuple[records.Indicator, ...]]] = []
        stated = [
            (statement, project_record)
            for statement, unit in zip(statements, self.record.units, strict=True)
            for project_record in unit.projects
        ]
        year = self.disclosure.fiscal_year
        keys = number_projects((statement.unit_id, year, name_key(one.name)) for statement, one in stated)
        rows = zip(stated, keys, strict=True)
        for position, ((statement, project_record), key) in enumerate(rows, start=1):
            project = existing.pop(key, None)
            if project is None:
                project = Project(unit=statement.unit, fiscal_year=year, ordinal=key.ordinal)
                project.pk = retired[key].project_id if key in retired else None
                before = None
                new.append(project)
            else:
                before = _columns(project)
            project.disclosure, project.statement, project.position = self.disclosure, statement, position
            _fill_project(project, project_record)
            if before is not None and before != _columns(project):
                changed.append(project)
            if before is None or _indicator_records(project) != project_record.indicators:
                indicators.append((project, project_record.indicators))
        _retire(existing.values(), self.before, self.names_before)
        RetiredProject.objects.filter(pk__in=[p.pk for p in new if p.pk]).delete()
        Project.objects.bulk_create(new, batch_size=BATCH)
        Project.objects.bulk_update(changed, _PROJECT_COLUMNS, batch_size=BATCH)
        _write_indicators(indicators)

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


def _fill_project(project: Project, record: records.Project) -> None:
    for name in PROJECT_FIELDS:
        setattr(project, name, getattr(record, name))
    project.rename(record.name)
    project.amounts = record.amounts
    project.is_confidential = record.is_confidential
    project.indicator_count = len(record.indicators)


_PROJECT_COLUMNS = [
    *PROJECT_FIELDS,
    *STATED_COLUMNS,
    "name_folded",
    "name_sort",
    "is_confidential",
    "indicator_count",
    "position",
    "disclosure",
    "statement",
]


def _attribute(name: str) -> str:
    """The attribute that holds a column's value: of a relation, its key."""
    column = Project._meta.get_field(name)
    return column.attname if isinstance(column, Field) else name


def _columns(project: Project) -> tuple[Any, ...]:
    """The values that a revision may change in a project."""
    return tuple(getattr(project, _attribute(name)) for name in _PROJECT_COLUMNS)


def _indicator_records(project: Project) -> tuple[records.Indicator, ...]:
    return tuple(
        indicator_record(indicator)
        for indicator in sorted(project.indicators.all(), key=lambda i: i.position)
    )


def _write_indicators(work: Sequence[tuple[Project, tuple[records.Indicator, ...]]]) -> None:
    """Replace the indicators of the given projects."""
    for projects in batches(project.pk for project, _ in work):
        Indicator.objects.filter(project__in=projects).delete()
    rows = []
    for project, project_records in work:
        for record in project_records:
            row = Indicator(project=project, **{name: getattr(record, name) for name in INDICATOR_FIELDS})
            row.interpret()
            rows.append(row)
    Indicator.objects.bulk_create(rows, batch_size=BATCH)
