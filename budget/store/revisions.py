"""Revisions of a disclosure: made, put in force, repeated, taken out of force.

The rows in force are changed in place by their keys, so that addresses last.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from budget.disclosure import open_data, records
from budget.disclosure.problems import Problem as ProblemRecord
from budget.models import Disclosure, Problem, Project, Revision
from budget.models.findings import ResolutionReason
from budget.store import (
    bulk,
    checks,
    corrections,
    facts,
    project_types,
    result_matches,
    results,
    rollups,
    search_index,
    sources,
)
from budget.store.batches import BATCH
from budget.store.findings import end_all
from budget.store.locks import lock_disclosure
from budget.store.rows_reader import records_of
from budget.store.rows_writer import clear, count, rewrite


class Digested(NamedTuple):
    """A record with its digest (`open_data.digest_of`), which takes some milliseconds."""

    record: records.Disclosure
    digest: str

    @classmethod
    def of(cls, record: records.Disclosure) -> Self:
        return cls(record, open_data.digest_of(record))


def create(
    disclosure: Disclosure,
    digested: Digested,
    problems: Iterable[ProblemRecord],
    by: User | None,
    repeats: Revision | None = None,
) -> Revision:
    """Make the revision of a record, and make it the current one."""
    last = disclosure.revisions.aggregate(last=Max("number"))["last"] or 0
    if last:
        disclosure.revisions.filter(is_current=True).update(is_current=False)
    return Revision.objects.create(
        disclosure=disclosure,
        number=last + 1,
        digest=digested.digest,
        snapshot=open_data.snapshot_of(digested.record, problems),
        created_by=by,
        repeats=repeats,
    )


def put_in_force(
    disclosure: Disclosure,
    record: records.Disclosure,
    before: Revision,
    because: ResolutionReason = ResolutionReason.RECHECKED,
    *,
    problems: Sequence[ProblemRecord] | None = None,
) -> None:
    """Write the rows in force, and all that derives from them, from a record as disclosed and the corrections
    that fit it. The caller holds the transaction and the locks.

    `before` is the revision that had the projects which are now dropped. `because` is the reason of findings
    that end without a new revision. `problems` are those stored of the record, where the caller has them.
    """
    state = corrections.applied(disclosure, record)
    rewrite(disclosure, state.corrected, before)
    corrections.store(state)
    rollups.refresh(disclosure)
    search_index.refresh(disclosure)
    # The checks of self-evaluations read their matches.
    result_matches.refresh(disclosure.department_id, disclosure.fiscal_year)
    checks.check_around(disclosure, state.corrected, problems, because=because)
    results.refresh_other_years(disclosure.department_id)


def repeat(revision: Revision, record: records.Disclosure, by: User | None) -> Revision:
    """Put an earlier revision's records in force as a new revision, with its files and problems, in the
    transaction of a caller who holds the locks. `record`: its records, in the present department and year.
    """
    disclosure = revision.disclosure
    current = disclosure.revisions.filter(is_current=True).first()
    problems = open_data.problems_in(bytes(revision.snapshot))
    made = create(disclosure, Digested.of(record), problems, by, repeats=revision)
    sources.carry_over(revision, made)
    write_problems(disclosure, problems)
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
    write_problems(disclosure, open_data.problems_in(snapshot))
    put_in_force(disclosure, open_data.records_in(snapshot), current or revision)


def take_out_of_force(disclosure: Disclosure) -> None:
    """Leave a disclosure without a revision in force and without rows, in the transaction of a caller who
    holds the locks. Its projects' addresses lead to the revision that had them.
    """
    current = disclosure.revisions.get(is_current=True)
    _set_current(current, False)
    write_problems(disclosure, ())
    end_all(disclosure, current)
    search_index.clear(disclosure)
    clear(disclosure, current)
    rollups.refresh(disclosure)
    facts.refresh([disclosure.pk])
    checks.check_following(disclosure.department_id, disclosure.fiscal_year)
    result_matches.refresh(disclosure.department_id, disclosure.fiscal_year)


def store_entered(disclosure: Disclosure, by: User | None) -> None:
    """Make a revision of the rows that were entered by hand, and recompute what derives from them."""
    with transaction.atomic():
        disclosure = lock_disclosure(disclosure.pk)
        record = records_of(disclosure)
        digested = Digested.of(record)
        current = disclosure.revisions.filter(is_current=True).first()
        if current is not None and current.digest == digested.digest:
            return
        create(disclosure, digested, (), by)
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
        result_matches.refresh(disclosure.department_id, disclosure.fiscal_year)
        checks.check_around(disclosure, record)
        results.refresh_other_years(disclosure.department_id)


def _set_current(revision: Revision, is_current: bool) -> None:
    revision.is_current = is_current
    revision.save(update_fields=["is_current"])


def problems_of(disclosure: Disclosure, files: Collection[str]) -> list[ProblemRecord]:
    """The stored problems of the files with these SHA-256, in their order."""
    return [problem.record for problem in disclosure.problems.filter(file__in=files).order_by("position")]


def write_problems(disclosure: Disclosure, problems: Sequence[ProblemRecord]) -> None:
    """Replace the problems of a disclosure."""
    bulk.delete(Problem, "disclosure_id", disclosure.pk)
    columns = (
        "disclosure_id",
        "position",
        "code",
        "level",
        "place",
        "row",
        "column",
        "text",
        "details",
        "file",
    )
    rows = [
        (
            *(disclosure.pk, position, one.code, one.level, one.place, one.row, one.column, one.text),
            *(dict(one.details), one.file),
        )
        for position, one in enumerate(problems, start=1)
    ]
    bulk.insert(Problem, columns, rows)
