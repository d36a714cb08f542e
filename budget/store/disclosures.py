"""Records into the database: the only writer of disclosed rows.

One disclosure is one transaction. Equal records attach their file and change nothing else; other records
become a new revision,
which changes the rows in force in place by their keys, so that addresses last.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max

from budget.disclosure import open_data, records
from budget.disclosure.forms import combined
from budget.disclosure.problems import Problem as ProblemRecord, Refused
from budget.models import (
    Department,
    Disclosure,
    Problem,
    Project,
    Revision,
    Source,
    StoredFile,
)
from budget.models.findings import ResolutionReason
from budget.models.names import can_be_stored, name_key
from budget.store import checks, corrections, names, project_types, rollups, search_index
from budget.store.batches import BATCH
from budget.store.blocked_places import refuse_what_left
from budget.store.findings import end_all
from budget.store.rows_reader import INDICATOR_FIELDS, PROJECT_FIELDS, as_disclosed, records_of
from budget.store.rows_writer import clear, count, rewrite

Status = Literal["imported", "unchanged", "revised"]


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
    """What became of a disclosure; `before` is the revision that was in force until then, None for none, and
    `told` what the history of its place has to say of that.
    """

    status: Status
    disclosure: Disclosure
    revision: Revision
    before: Revision | None
    told: tuple[ProblemRecord, ...] = ()


def store(
    record: records.Disclosure,
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: User | None = None,
) -> Stored:
    """Store one disclosure's records with the files they were read from, in one transaction.

    Raises Refused where the department cannot be told (`ambiguous-region`), a text is none that a database
    can hold (`no-storable-text`), a problem is of the level error, or somebody withdrew this table, or moved
    it elsewhere (`withdrawn`, `moved-away`).
    """
    refuse_what_cannot_be_stored([record], problems)
    received = list(files)
    with transaction.atomic():
        disclosure, told = _taken_in(record, {file.sha256 for file in received})
        return _store(disclosure, record, problems, received, by, told=told)


def add_forms(
    forms: Sequence[records.Disclosure],
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: User | None = None,
) -> Stored:
    """Store forms of one department and year together with those that are in already, in one transaction.

    A form takes the place of an earlier one of its project. Each project and each problem names its file.
    Raises Refused as `store` does, and where a whole table is in (`form-beside-table`).
    """
    refuse_what_cannot_be_stored(forms, problems)
    with transaction.atomic():
        together = combined(forms)
        disclosure, told = _taken_in(together, {project.file for project in together.projects})
        other_names = names.other_names_of_units(disclosure.department_id)
        if not disclosure.revisions.exists():
            return _store(disclosure, combined(forms, other_names), problems, files, by, told=told)
        earlier = as_disclosed(disclosure)
        if earlier.layout != "form":
            details = {"department": earlier.department, "year": str(earlier.fiscal_year)}
            raise Refused(ProblemRecord("form-beside-table", details=details))
        return _store(disclosure, combined([earlier, *forms], other_names), problems, files, by, adds=True)


def _taken_in(
    record: records.Disclosure, files: Collection[str]
) -> tuple[Disclosure, tuple[ProblemRecord, ...]]:
    """The disclosure of a record's department and year, made where it is new, for this transaction alone;
    and what is to be told of it where it is new. `files`: the SHA-256 of those that the record came from.
    """
    # One import at a time for one department, whose years are checked against each other; SQLite's
    # immediate transactions see to it by themselves.
    department = Department.objects.select_for_update().get(pk=department_of(record).pk)
    told = refuse_what_left(department, record.fiscal_year, open_data.digest_of(record), files)
    disclosure, is_new = Disclosure.objects.in_force().get_or_create(
        department=department, fiscal_year=record.fiscal_year
    )
    return Disclosure.objects.select_for_update().get(pk=disclosure.pk), told if is_new else ()


def _store(
    disclosure: Disclosure,
    record: records.Disclosure,
    problems: Sequence[ProblemRecord],
    files: Iterable[Received],
    by: User | None,
    *,
    adds: bool = False,
    told: tuple[ProblemRecord, ...] = (),
) -> Stored:
    """Bring a disclosure to what a record says. `adds`: files and problems that were in stay, as far as the
    record still holds what they gave. `told` is kept with its problems.
    """
    digest = open_data.digest_of(record)
    current = disclosure.revisions.filter(is_current=True).first()
    if current is not None and current.digest == digest:
        _attach(current, files, by)
        return Stored("unchanged", disclosure, current, current)
    held = {project.file for project in record.projects}
    problems = [*told, *problems]
    if adds:
        problems = [*_problems_of(disclosure, held - {problem.file for problem in problems}), *problems]
    revision = _new_revision(disclosure, current, record, problems, by)
    if adds and current is not None:
        _hand_on_files(current, revision, held)
    _attach(revision, files, by)
    _write_problems(disclosure, problems)
    put_in_force(disclosure, record, current or revision)
    return Stored("revised" if current else "imported", disclosure, revision, current, told)


def put_in_force(
    disclosure: Disclosure,
    record: records.Disclosure,
    before: Revision,
    because: ResolutionReason = ResolutionReason.RECHECKED,
) -> None:
    """Bring the rows in force, and all that is kept beside them, to what the record says as disclosed, with
    the corrections that fit it, in a transaction of the caller's. `before` is the revision that had the
    projects which are now dropped; `because` says why findings end where no new revision ends them.
    """
    state = corrections.applied(disclosure, record)
    rewrite(disclosure, state.corrected, before)
    corrections.keep(state)
    project_types.place_disclosure(disclosure)
    rollups.refresh(disclosure)
    search_index.refresh(disclosure)
    checks.check_around(disclosure, state.corrected, because=because)


def repeat(revision: Revision, record: records.Disclosure, by: User | None) -> Revision:
    """Put an earlier revision's records in force as a new revision, with its files and problems, in the
    transaction of a caller who holds the locks. `record`: what it says, where it stands now.
    """
    disclosure = revision.disclosure
    current = disclosure.revisions.filter(is_current=True).first()
    problems = open_data.problems_in(bytes(revision.snapshot))
    made = _new_revision(disclosure, current, record, problems, by, repeats=revision)
    _hand_on_files(revision, made)
    _write_problems(disclosure, problems)
    put_in_force(disclosure, record, current or made)
    return made


def return_to(revision: Revision) -> None:
    """Put a revision in force again as if nothing had come after it, in the transaction of a caller who
    holds the locks.
    """
    disclosure = revision.disclosure
    current = disclosure.revisions.filter(is_current=True).first()
    if current is not None:
        _set_current(current, False)
    _set_current(revision, True)
    snapshot = bytes(revision.snapshot)
    _write_problems(disclosure, open_data.problems_in(snapshot))
    put_in_force(disclosure, open_data.records_in(snapshot), current or revision)


def take_out_of_force(disclosure: Disclosure) -> None:
    """Leave a disclosure without a revision in force and without rows, in the transaction of a caller who
    holds the locks. Its projects' addresses lead to the revision that had them.
    """
    current = disclosure.revisions.get(is_current=True)
    _set_current(current, False)
    _write_problems(disclosure, ())
    end_all(disclosure, current)
    search_index.clear(disclosure)
    clear(disclosure, current)
    rollups.refresh(disclosure)
    checks.check_following(disclosure.department_id, disclosure.fiscal_year)


def keep_entered(disclosure: Disclosure, by: User | None) -> None:
    """Take what staff entered by hand as the disclosure's state in force: counts, what is read from the
    rows, and a revision.
    """
    with transaction.atomic():
        disclosure = locked(disclosure)
        record = records_of(disclosure)
        digest = open_data.digest_of(record)
        current = disclosure.revisions.filter(is_current=True).first()
        if current is not None and current.digest == digest:
            return
        _new_revision(disclosure, current, record, (), by)
        count(disclosure, record, disclosure.statements.values("unit").distinct().count())
        disclosure.save()
        projects = list(disclosure.projects.order_by("statement__position", "position", "pk"))
        for project, project_record in zip(projects, record.projects, strict=True):
            project.is_confidential = project_record.is_confidential
            project.indicator_count = len(project_record.indicators)
        Project.objects.bulk_update(projects, ["is_confidential", "indicator_count"], batch_size=BATCH)
        project_types.place_disclosure(disclosure)
        rollups.refresh(disclosure)
        search_index.refresh(disclosure)
        checks.check_around(disclosure, record)


def locked(disclosure: Disclosure) -> Disclosure:
    """The disclosure as it stands, for the caller's transaction alone: locked as an import locks it."""
    Department.objects.select_for_update().get(pk=disclosure.department_id)
    return Disclosure.objects.select_for_update().get(pk=disclosure.pk)


def department_of(record: records.Disclosure) -> Department:
    """The department that a record names, made where it is new.

    Raises Refused where it could be one of several (`ambiguous-region`).
    """
    known = names.department_named(record.region, record.department)
    if known is not None:
        return known
    department = Department(name=record.department, region=record.region)
    try:
        with transaction.atomic():
            department.save_without_historical_record()  # nobody's change, whoever had it imported
    except IntegrityError:  # another import made it at this moment
        return Department.objects.get(
            region_folded=name_key(record.region), name_folded=name_key(record.department)
        )
    return department


def refuse_what_cannot_be_stored(
    disclosures: Sequence[records.Disclosure], problems: Sequence[ProblemRecord] = ()
) -> None:
    """Raise Refused for a problem of the level error, and for what only one of the databases would take.

    PostgreSQL takes no text longer than its column; SQLite would.
    """
    if errors := [problem for problem in problems if problem.level == "error"]:
        raise Refused(*errors)
    texts = (text for record in disclosures for text in _texts_of(record))
    for text in chain(texts, *(_texts_of_problem(problem) for problem in problems)):
        if not can_be_stored(text):
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


def _attach(revision: Revision, files: Iterable[Received], by: User | None) -> None:
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


def _hand_on_files(before: Revision, revision: Revision, held: Collection[str] | None = None) -> None:
    """Give a revision those files of an earlier one that it holds still (SHA-256; None: all of them), with
    what is known of them.
    """
    files = before.sources.order_by("position")
    for source in files if held is None else files.filter(file__sha256__in=held):
        received_at = source.received_at
        source.pk, source.revision = None, revision
        source.save()
        Source.objects.filter(pk=source.pk).update(received_at=received_at)


def _new_revision(
    disclosure: Disclosure,
    current: Revision | None,
    record: records.Disclosure,
    problems: Iterable[ProblemRecord],
    by: User | None,
    repeats: Revision | None = None,
) -> Revision:
    if current is not None:
        _set_current(current, False)
    last = disclosure.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        disclosure=disclosure,
        number=last + 1,
        digest=open_data.digest_of(record),
        snapshot=open_data.snapshot_of(record, problems),
        created_by=by,
        repeats=repeats,
    )


def _set_current(revision: Revision, is_current: bool) -> None:
    revision.is_current = is_current
    revision.save(update_fields=["is_current"])


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
        batch_size=BATCH,
    )


def sources_of(revision: Revision) -> list[open_data.SourceName]:
    """The files of a revision, in their order."""
    rows = revision.sources.order_by("position").values_list("name", "file__sha256")
    return [open_data.SourceName(name, sha256) for name, sha256 in rows]
