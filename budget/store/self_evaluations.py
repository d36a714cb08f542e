"""Self-evaluations stored: the import's way into the database.

Each self-evaluation is a row that lasts, with revisions of its own: equal records attach their file and
change nothing else; other records become a new revision, whose rows replace those in force.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from budget.disclosure.problems import Problem as ProblemRecord
from budget.disclosure.self_evaluation_data import digest_of, problems_of_entries, snapshot_of
from budget.disclosure.self_evaluations import SelfEvaluation as Entry, SelfEvaluations
from budget.models import Department, SelfEvaluation, SelfEvaluationRevision
from budget.models.names import name_key
from budget.store import names, result_matches, results
from budget.store.departments import locked_department_of
from budget.store.result_refusals import refuse_unstorable_results
from budget.store.result_rows import columns_of, write_indicators
from budget.store.sources import Received, attach

Status = Literal["imported", "unchanged", "revised"]
# Folded names of unit (its own name for another one) and project, and the ordinal among namesakes.
Key = tuple[str, str, int]


class StoredResult(NamedTuple):
    """A stored self-evaluation. `before` is the digest of the revision in force until then, "" for none."""

    status: Status
    evaluation: SelfEvaluation
    revision: SelfEvaluationRevision
    before: str


def store(
    record: SelfEvaluations,
    problems: Sequence[ProblemRecord] = (),
    files: Iterable[Received] = (),
    *,
    by: User | None = None,
    match: bool = True,
) -> list[StoredResult]:
    """Store the self-evaluations of one department and year that a file holds, in one transaction, in their
    order, and match them with projects. Others of the department and year stay as they are.

    Without `match` the caller, who stores several files, matches them (`budget.store.results`).
    Raises Refused where the department could be one of several (`ambiguous-region`), a problem is of the
    level error, or a database cannot hold a text or an amount.
    """
    refuse_unstorable_results(record, problems)
    received = list(files)
    with transaction.atomic():
        department = locked_department_of(record)
        writer = _Writer(department, record, received, by)
        of_entries = problems_of_entries(record.entries, problems)
        stored = [writer.store(*one) for one in zip(record.entries, of_entries, strict=True)]
        writer.write_indicators()
        if match:
            results.refresh(department.pk, record.fiscal_year)
        return stored


def move(department: Department, to: Department, name: str | None = None) -> None:
    """Make a department's self-evaluations another one's; with `name` only those that state this name.

    The caller holds the transaction and the locks, and matches both departments afterwards. One whose key
    the other department has already becomes a namesake.
    """
    for row in SelfEvaluation.objects.filter(department=department).order_by("pk"):
        if name is not None and name_key(row.department_name) != name_key(name):
            continue
        same = SelfEvaluation.objects.filter(
            department=to,
            fiscal_year=row.fiscal_year,
            unit_folded=row.unit_folded,
            name_folded=row.name_folded,
        )
        taken = set(same.values_list("ordinal", flat=True))
        while row.ordinal in taken:
            row.ordinal += 1
        row.department = to
        row.save(update_fields=["department", "ordinal"])


class _Writer:
    """Stores the entries of one record. `changed` are those whose indicators are still to be written."""

    def __init__(
        self,
        department: Department,
        record: SelfEvaluations,
        files: Sequence[Received],
        by: User | None,
    ) -> None:
        self.department, self.record, self.files, self.by = department, record, files, by
        self._other_names = names.other_names_of_units(department.pk)
        self._existing = dict(self._known())
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._changed: dict[int, Entry] = {}

    def _known(self) -> Iterator[tuple[Key, SelfEvaluation]]:
        """The self-evaluations of the department and year by key, those under a unit's own name last."""
        rows = SelfEvaluation.objects.filter(
            department=self.department, fiscal_year=self.record.fiscal_year
        ).order_by("pk")
        for row in sorted(rows, key=lambda row: row.unit_folded not in self._other_names):
            unit = result_matches.unit_key(row.unit_name, self._other_names)
            yield (unit, row.name_folded, row.ordinal), row

    def store(self, entry: Entry, problems: Sequence[ProblemRecord]) -> StoredResult:
        group = (result_matches.unit_key(entry.unit, self._other_names), name_key(entry.name))
        self._numbers[group] += 1
        key = (*group, self._numbers[group])
        row = self._existing.get(key)
        digest = digest_of(entry)
        current = row.revisions.filter(is_current=True).defer("snapshot").first() if row else None
        if row is not None and current is not None and current.digest == digest:
            attach(current, self.files, self.by)
            return StoredResult("unchanged", row, current, digest)
        row = row or SelfEvaluation(
            department=self.department, fiscal_year=self.record.fiscal_year, ordinal=key[2]
        )
        self._write(row, entry, problems)
        revision = self._new_revision(row, entry, problems, digest)
        attach(revision, self.files, self.by)
        self._existing[key] = row
        return StoredResult(
            "revised" if current else "imported", row, revision, current.digest if current else ""
        )

    def _write(self, row: SelfEvaluation, entry: Entry, problems: Sequence[ProblemRecord]) -> None:
        for name, value in columns_of(self.record, entry, problems).items():
            setattr(row, name, value)
        row.save()
        self._changed[row.pk] = entry

    def _new_revision(
        self, row: SelfEvaluation, entry: Entry, problems: Sequence[ProblemRecord], digest: str
    ) -> SelfEvaluationRevision:
        last = row.revisions.order_by("-number").values_list("number", flat=True).first() or 0
        if last:
            row.revisions.filter(is_current=True).update(is_current=False)
        return SelfEvaluationRevision.objects.create(
            self_evaluation=row,
            number=last + 1,
            digest=digest,
            snapshot=snapshot_of(replace(self.record, entries=(entry,)), problems),
            created_by=self.by,
        )

    def write_indicators(self) -> None:
        """Replace the indicators of all that changed."""
        write_indicators(self._changed)
