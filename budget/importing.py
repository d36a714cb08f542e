"""Records into the database: the only writer of disclosed rows.

One disclosure is one transaction. Equal records attach their file and change nothing else; other records
become a new revision,
which changes the rows in force in place by their keys, so that addresses last.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Literal, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from budget import checking, rollups, type_placing
from budget.disclosure import open_data, records
from budget.disclosure.forms import combined
from budget.disclosure.problems import Problem as ProblemRecord, Refused
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import (
    Department,
    Disclosure,
    Problem,
    Project,
    RetiredProject,
    Revision,
    Source,
    StoredFile,
    Unit,
    UnitStatement,
)
from budget.models.names import name_key
from budget.rows import INDICATOR_FIELDS, PROJECT_FIELDS, indicator_record, records_of
from budget.search import index
from indicators.models import Indicator

Status = Literal["imported", "unchanged", "revised"]

# Rows written in one statement: SQLite takes 32,766 parameters, an indicator has about 30.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it was received, and where it was published as far as the operator says."""

    name: str
    content: bytes
    published_url: str = ""
    published_on: date | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Stored(NamedTuple):
    """What became of a disclosure."""

    status: Status
    disclosure: Disclosure
    revision: Revision


def store(
    record: records.Disclosure,
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: AbstractBaseUser | None = None,
) -> Stored:
    """Store one disclosure's records with the files they were read from, in one transaction.

    Raises Refused where the department cannot be told (`ambiguous-region`), a text is none that a database
    can hold (`no-storable-text`), or a problem is of the level error.
    """
    _refuse_what_cannot_be_stored([record], problems)
    with transaction.atomic():
        return _store(_locked(record), record, problems, files, by)


def add_forms(
    forms: Sequence[records.Disclosure],
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: AbstractBaseUser | None = None,
) -> Stored:
    """Store forms of one department and year together with those that are in already, in one transaction.

    A form takes the place of an earlier one of its project. Each project and each problem names its file.
    Raises Refused as `store` does, and where a whole table is in (`form-beside-table`).
    """
    _refuse_what_cannot_be_stored(forms, problems)
    with transaction.atomic():
        disclosure = _locked(forms[0])
        if not disclosure.revisions.exists():
            return _store(disclosure, combined(forms), problems, files, by)
        earlier = records_of(disclosure)
        if earlier.layout != "form":
            details = {"department": earlier.department, "year": str(earlier.fiscal_year)}
            raise Refused(ProblemRecord("form-beside-table", details=details))
        return _store(disclosure, combined([earlier, *forms]), problems, files, by, adds=True)


def _locked(record: records.Disclosure) -> Disclosure:
    """The disclosure of a record's department and year, made where it is new, for this transaction alone."""
    # One import at a time for one department, whose years are checked against each other; SQLite's
    # immediate transactions see to it by themselves.
    department = Department.objects.select_for_update().get(pk=department_of(record).pk)
    disclosure, _ = Disclosure.objects.get_or_create(department=department, fiscal_year=record.fiscal_year)
    return Disclosure.objects.select_for_update().get(pk=disclosure.pk)


def _store(
    disclosure: Disclosure,
    record: records.Disclosure,
    problems: Sequence[ProblemRecord],
    files: Iterable[Received],
    by: AbstractBaseUser | None,
    *,
    adds: bool = False,
) -> Stored:
    """Bring a disclosure to what a record says. `adds`: files and problems that were in stay, as far as the
    record still holds what they gave.
    """
    digest = open_data.digest_of(record)
    current = disclosure.revisions.filter(is_current=True).first()
    if current is not None and current.digest == digest:
        _attach(current, files, by)
        return Stored("unchanged", disclosure, current)
    revision = _new_revision(disclosure, current, record, digest, by)
    if adds and current is not None:
        held = {project.file for project in record.projects}
        _hand_on_files(current, revision, held)
        problems = [*_problems_of(disclosure, held - {problem.file for problem in problems}), *problems]
    _attach(revision, files, by)
    _Rewriting(disclosure, record, current or revision).run()
    type_placing.place_disclosure(disclosure)
    rollups.refresh(disclosure)
    index.refresh(disclosure)
    _write_problems(disclosure, problems)
    checking.check_around(disclosure, record, problems)
    return Stored("revised" if current else "imported", disclosure, revision)


def keep_entered(disclosure: Disclosure, by: AbstractBaseUser | None) -> None:
    """Take what staff entered by hand as the disclosure's state in force: counts, what is read from the
    rows, and a revision.
    """
    with transaction.atomic():
        Department.objects.select_for_update().get(pk=disclosure.department_id)
        disclosure = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
        record = records_of(disclosure)
        digest = open_data.digest_of(record)
        current = disclosure.revisions.filter(is_current=True).first()
        if current is not None and current.digest == digest:
            return
        _new_revision(disclosure, current, record, digest, by)
        _count(disclosure, record)
        disclosure.save()
        projects = list(disclosure.projects.order_by("statement__position", "position", "pk"))
        for project, project_record in zip(projects, record.projects, strict=True):
            project.is_confidential = project_record.is_confidential
            project.indicator_count = len(project_record.indicators)
        Project.objects.bulk_update(projects, ["is_confidential", "indicator_count"], batch_size=_BATCH)
        type_placing.place_disclosure(disclosure)
        rollups.refresh(disclosure)
        index.refresh(disclosure)
        checking.check_around(disclosure, record)


def _count(disclosure: Disclosure, record: records.Disclosure) -> None:
    disclosure.unit_count = len({name_key(unit.name) for unit in record.units})
    disclosure.project_count = len(record.projects)
    disclosure.indicator_count = sum(len(project.indicators) for project in record.projects)


def department_of(record: records.Disclosure) -> Department:
    """The department that a record names, made where it is new.

    A region that nobody said fits only where no department of that name has one: two towns' 教育局 are
    never taken for each other.
    """
    namesakes = list(Department.objects.filter(name_folded=name_key(record.department)).order_by("pk"))
    for namesake in namesakes:
        if namesake.region_folded == name_key(record.region):
            return namesake
    if namesakes and not record.region:
        regions = "、".join(namesake.region for namesake in namesakes)
        raise Refused(ProblemRecord("ambiguous-region", text=record.department, details={"regions": regions}))
    return Department.objects.create(name=record.department, region=record.region)


def _refuse_what_cannot_be_stored(
    disclosures: Sequence[records.Disclosure], problems: Sequence[ProblemRecord]
) -> None:
    """Raise Refused for a problem of the level error, and for what only one of the databases would take.

    PostgreSQL stores neither NUL nor half a surrogate pair, nor a text longer than its column; SQLite would.
    """
    if errors := [problem for problem in problems if problem.level == "error"]:
        raise Refused(*errors)
    texts = (text for record in disclosures for text in _texts_of(record))
    for text in chain(texts, *(_texts_of_problem(problem) for problem in problems)):
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise Refused(ProblemRecord("no-storable-text", text=repr(text)))
    longest = Department._meta.get_field("region").max_length or 0
    for record in disclosures:
        if len(record.region) > longest:
            details = {"limit": str(longest)}
            raise Refused(ProblemRecord("region-too-long", text=record.region, details=details))


def _texts_of(record: records.Disclosure) -> Iterator[str]:
    """Every text of a disclosure."""
    yield from (record.department, record.region, record.title, record.place)
    for unit in record.units:
        yield from (unit.name, unit.place)
        for project in unit.projects:
            yield from (str(getattr(project, name)) for name in PROJECT_FIELDS)
            for indicator in project.indicators:
                yield from (str(getattr(indicator, name)) for name in INDICATOR_FIELDS)


def _texts_of_problem(problem: ProblemRecord) -> tuple[str, ...]:
    return (problem.text, problem.column, problem.place, *problem.details.values())


def _attach(revision: Revision, files: Iterable[Received], by: AbstractBaseUser | None) -> None:
    """Add the files that the revision does not have yet, their bytes stored once."""
    position = revision.sources.aggregate(last=Max("position"))["last"] or 0
    for file in files:
        stored, _ = StoredFile.objects.get_or_create(
            sha256=file.sha256, defaults={"size": len(file.content), "content": file.content}
        )
        if revision.sources.filter(file=stored).exists():
            continue
        position += 1
        Source.objects.create(
            revision=revision,
            file=stored,
            position=position,
            name=file.name,
            received_by=by,
            published_url=file.published_url,
            published_on=file.published_on,
        )


def _hand_on_files(before: Revision, revision: Revision, held: Collection[str]) -> None:
    """Give a revision those files of the one before it that it holds still (SHA-256), with what is known of
    them.
    """
    for source in before.sources.filter(file__sha256__in=held).order_by("position"):
        received_at = source.received_at
        source.pk, source.revision = None, revision
        source.save()
        Source.objects.filter(pk=source.pk).update(received_at=received_at)


def _new_revision(
    disclosure: Disclosure,
    current: Revision | None,
    record: records.Disclosure,
    digest: str,
    by: AbstractBaseUser | None,
) -> Revision:
    if current is not None:
        current.is_current = False
        current.save(update_fields=["is_current"])
    last = disclosure.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        disclosure=disclosure,
        number=last + 1,
        digest=digest,
        snapshot=open_data.snapshot_of(record),
        created_by=by,
    )


def _problems_of(disclosure: Disclosure, files: Collection[str]) -> list[ProblemRecord]:
    """The problems that stand with a disclosure of the files with these SHA-256, in their order."""
    return [problem.record for problem in disclosure.problems.filter(file__in=files).order_by("position")]


def _write_problems(disclosure: Disclosure, problems: Sequence[ProblemRecord]) -> None:
    disclosure.problems.all().delete()
    Problem.objects.bulk_create(
        [
            Problem(
                disclosure=disclosure,
                position=position,
                code=problem.code,
                level=problem.level,
                place=problem.place,
                row=problem.row,
                column=problem.column,
                text=problem.text,
                details=dict(problem.details),
                file=problem.file,
            )
            for position, problem in enumerate(problems, start=1)
        ],
        batch_size=_BATCH,
    )


class _Key(NamedTuple):
    """A project within its fiscal year."""

    unit_id: int
    name_folded: str
    ordinal: int


class _Rewriting:
    """Brings a disclosure's rows in force to what a record says, in place.

    `before` is the revision that had the projects which are now dropped.
    """

    def __init__(self, disclosure: Disclosure, record: records.Disclosure, before: Revision) -> None:
        self.disclosure = disclosure
        self.record = record
        self.before = before
        self.units: dict[str, Unit] = {}
        self.namesakes: Counter[tuple[int, str]] = Counter()

    def run(self) -> None:
        self._write_grand_total()
        self._find_units()
        statements = self._write_statements()
        self._write_projects(statements)
        self.disclosure.statements.filter(position__gt=len(statements)).delete()

    def _write_grand_total(self) -> None:
        disclosure, record = self.disclosure, self.record
        disclosure.department_name = record.department
        for name in ("title", "layout", "money_unit", "row", "place", "amounts"):
            setattr(disclosure, name, getattr(record, name))
        _count(disclosure, record)
        disclosure.save()

    def _find_units(self) -> None:
        names = {name_key(unit.name): unit.name for unit in reversed(self.record.units)}
        self.units = {
            unit.name_folded: unit for unit in self.disclosure.department.units.filter(name_folded__in=names)
        }
        for key, name in names.items():
            if key not in self.units:
                self.units[key] = Unit.objects.create(department=self.disclosure.department, name=name)

    def _write_statements(self) -> list[UnitStatement]:
        existing = {statement.position: statement for statement in self.disclosure.statements.all()}
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
        existing = {_key_of(p): p for p in self.disclosure.projects.prefetch_related("indicators")}
        retired = {
            _key_of(r): r
            for r in RetiredProject.objects.filter(
                unit__in=self.units.values(), fiscal_year=self.disclosure.fiscal_year
            )
        }
        new: list[Project] = []
        changed: list[Project] = []
        indicators: list[tuple[Project, tuple[records.Indicator, ...]]] = []
        position = 0
        for statement, unit in zip(statements, self.record.units, strict=True):
            for project_record in unit.projects:
                position += 1
                key = self._next_key(statement.unit, project_record.name)
                project = existing.pop(key, None)
                if project is None:
                    project = Project(
                        unit=statement.unit, fiscal_year=self.disclosure.fiscal_year, ordinal=key.ordinal
                    )
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
        self._retire(existing.values())
        RetiredProject.objects.filter(pk__in=[p.pk for p in new if p.pk]).delete()
        Project.objects.bulk_create(new, batch_size=_BATCH)
        Project.objects.bulk_update(changed, _PROJECT_COLUMNS, batch_size=_BATCH)
        _write_indicators(indicators)

    def _next_key(self, unit: Unit, name: str) -> _Key:
        """The key of the next project of this name in this unit."""
        self.namesakes[unit.pk, name_key(name)] += 1
        return _Key(unit.pk, name_key(name), self.namesakes[unit.pk, name_key(name)])

    def _retire(self, dropped: Iterable[Project]) -> None:
        """Keep the addresses of projects that this revision no longer has."""
        gone = list(dropped)
        RetiredProject.objects.bulk_create(
            [
                RetiredProject(
                    project_id=project.pk,
                    unit_id=project.unit_id,
                    fiscal_year=project.fiscal_year,
                    name=project.name,
                    name_folded=project.name_folded,
                    ordinal=project.ordinal,
                    last_revision=self.before,
                )
                for project in gone
            ],
            batch_size=_BATCH,
        )
        for start in range(0, len(gone), _BATCH):
            Project.objects.filter(pk__in=[project.pk for project in gone[start : start + _BATCH]]).delete()


def _key_of(project: Project | RetiredProject) -> _Key:
    return _Key(project.unit_id, project.name_folded, project.ordinal)


def _fill_project(project: Project, record: records.Project) -> None:
    for name in PROJECT_FIELDS:
        setattr(project, name, getattr(record, name))
    project.rename(record.name)
    project.amounts = record.amounts
    project.is_confidential = record.is_confidential
    project.indicator_count = len(record.indicators)


_PROJECT_COLUMNS = [
    *PROJECT_FIELDS,
    *AMOUNT_FIELDS,
    "name_folded",
    "name_sort",
    "is_confidential",
    "indicator_count",
    "position",
    "disclosure",
    "statement",
]


def _columns(project: Project) -> tuple[Any, ...]:
    """What a revision may change of a project."""
    return tuple(getattr(project, Project._meta.get_field(name).attname) for name in _PROJECT_COLUMNS)


def _indicator_records(project: Project) -> tuple[records.Indicator, ...]:
    return tuple(
        indicator_record(indicator)
        for indicator in sorted(project.indicators.all(), key=lambda i: i.position)
    )


def _write_indicators(work: Sequence[tuple[Project, tuple[records.Indicator, ...]]]) -> None:
    """Replace the indicators of the given projects."""
    projects = [project.pk for project, _ in work]
    for start in range(0, len(projects), _BATCH):
        Indicator.objects.filter(project__in=projects[start : start + _BATCH]).delete()
    rows = []
    for project, project_records in work:
        for record in project_records:
            row = Indicator(project=project, **{name: getattr(record, name) for name in INDICATOR_FIELDS})
            row.interpret()
            rows.append(row)
    Indicator.objects.bulk_create(rows, batch_size=_BATCH)


def sources_of(revision: Revision) -> list[open_data.SourceName]:
    """The files of a revision, in their order."""
    rows = revision.sources.order_by("position").values_list("name", "file__sha256")
    return [open_data.SourceName(name, sha256) for name, sha256 in rows]
