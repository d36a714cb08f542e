"""Records stored as disclosures: the import's way into the database.

One disclosure is one transaction. Equal records attach their files and change nothing else; other records
become a new revision (`budget.store.revisions`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from budget.disclosure import records
from budget.disclosure.forms import combined
from budget.disclosure.problems import Problem as ProblemRecord, Refused
from budget.models import Disclosure, Revision
from budget.store import names, revisions, sources
from budget.store.blocked_places import refuse_withdrawn_or_moved
from budget.store.departments import locked_department_of
from budget.store.locks import lock_disclosures
from budget.store.refusals import refuse_unstorable
from budget.store.revisions import Digested
from budget.store.rows_reader import as_disclosed
from budget.store.sources import Received

Status = Literal["imported", "unchanged", "revised"]


class Stored(NamedTuple):
    """A stored disclosure. `before` is the revision that was in force until then, None for none.

    `notices` are about earlier disclosures withdrawn from this department and year.
    """

    status: Status
    disclosure: Disclosure
    revision: Revision
    before: Revision | None
    notices: tuple[ProblemRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class _Input:
    """What a disclosure is stored from, and who stores it."""

    content: Digested
    problems: Sequence[ProblemRecord]
    files: Iterable[Received]
    by: User | None


def store(
    record: records.Disclosure,
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: User | None = None,
    digest: str | None = None,
) -> Stored:
    """Store one disclosure's records with the files they were read from, in one transaction.

    `digest` is that of the records where the caller has it.

    Raises Refused where the department could be one of several (`ambiguous-region`), a database cannot hold a
    text (`no-storable-text`) or a sum (`sum-out-of-range`), a problem is of the level error, or somebody
    withdrew this table, or moved it elsewhere (`withdrawn`, `moved-away`).
    """
    refuse_unstorable([record], problems)
    received = list(files)
    content = Digested(record, digest) if digest else Digested.of(record)
    with transaction.atomic():
        disclosure, notices = _find_or_create(content, {file.sha256 for file in received})
        return _store(disclosure, _Input(content, problems, received, by), notices=notices)


def add_forms(
    forms: Sequence[records.Disclosure],
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: User | None = None,
) -> Stored:
    """Store forms of one department and year together with those stored before, in one transaction.

    A form replaces an earlier one of its project. Each project and each problem names its file.
    Raises Refused as `store` does, and where a whole table is in force (`form-beside-table`).
    """
    refuse_unstorable(forms, problems)
    with transaction.atomic():
        together = combined(forms)
        files_of_forms = {project.file for project in together.projects}
        disclosure, notices = _find_or_create(Digested.of(together), files_of_forms)
        other_names = names.other_names_of_units(disclosure.department_id)
        if not disclosure.revisions.exists():
            content = Digested.of(combined(forms, other_names))
            return _store(disclosure, _Input(content, problems, files, by), notices=notices)
        earlier = as_disclosed(disclosure)
        if earlier.layout != "form":
            details = {"department": earlier.department, "year": str(earlier.fiscal_year)}
            raise Refused(ProblemRecord("form-beside-table", details=details))
        content = Digested.of(combined([earlier, *forms], other_names))
        return _store(disclosure, _Input(content, problems, files, by), adds=True)


def _find_or_create(
    content: Digested, files: Collection[str]
) -> tuple[Disclosure, tuple[ProblemRecord, ...]]:
    """Lock the disclosure of a record's department and year, made where it is new; return it with notices
    where it is new. `files`: the SHA-256 of those that the record came from.
    """
    record, digest = content
    department = locked_department_of(record)
    notices = refuse_withdrawn_or_moved(department, record.fiscal_year, digest, files)
    disclosure, is_new = Disclosure.objects.in_force().get_or_create(
        department=department, fiscal_year=record.fiscal_year
    )
    if not is_new:
        (disclosure,) = lock_disclosures([disclosure.pk])
    disclosure.department = department
    return disclosure, notices if is_new else ()


def _store(
    disclosure: Disclosure,
    given: _Input,
    *,
    adds: bool = False,
    notices: tuple[ProblemRecord, ...] = (),
) -> Stored:
    """Make a revision of the input, unless its records are in force already. `adds`: the files and problems
    of the current revision stay, as far as the record has projects of them. `notices` are stored with the
    problems.
    """
    record = given.content.record
    current = disclosure.revisions.filter(is_current=True).first()
    if current is not None and current.digest == given.content.digest:
        # The revision was made of another file, or of this one read otherwise: rows and places may differ.
        sources.attach(current, [replace(file, reading="") for file in given.files], given.by)
        return Stored("unchanged", disclosure, current, current)
    files = {project.file for project in record.projects}
    problems = [*notices, *given.problems]
    if adds:
        others = files - {problem.file for problem in problems}
        problems = [*revisions.problems_of(disclosure, others), *problems]
    revision = revisions.create(disclosure, given.content, problems, given.by)
    if adds and current is not None:
        sources.carry_over(current, revision, files)
    sources.attach(revision, given.files, given.by)
    revisions.write_problems(disclosure, problems)
    revisions.put_in_force(disclosure, record, current or revision, problems=problems)
    return Stored("revised" if current else "imported", disclosure, revision, current, notices)
