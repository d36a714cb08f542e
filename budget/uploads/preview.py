"""The preview of an upload: a dry run of the import, and what it changes of each disclosure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from budget.audit.comparison import ProjectLine, compare, rows_of, totals_of
from budget.disclosure.open_data import records_in
from budget.disclosure.records import sum_stated
from budget.disclosure.stated_sums import StatedSum, stated_sums
from budget.imports.options import Options, ResultOptions
from budget.imports.outcomes import Outcome
from budget.imports.results import state_of
from budget.models import Revision, Upload, UploadedDisclosure, UploadOutcome
from budget.store.disclosures import Stored
from budget.store.names import Key
from budget.store.self_evaluations import StoredResult
from budget.uploads.base import UploadWork


class Preview(UploadWork):
    """Stores every disclosure, and rolls it back at once."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload)
        self._columns: dict[tuple[str, Key], dict[str, Any]] = {}
        self._rows: dict[tuple[str, Key], UploadedDisclosure] = {}

    def _options(self) -> Options:
        results = ResultOptions(on_stored=self._on_results)
        return replace(super()._options(), dry_run=True, results=results)

    def _begin(self) -> bool:
        with transaction.atomic():
            self._lock()
            self.upload.outcomes.all().delete()
            self.upload.disclosures.all().delete()
        return True

    def _on_stored(self, key: Key, stored: Stored) -> None:
        self._columns["targets", key] = _columns_of(key, stored)

    def _on_results(self, key: Key, stored: Sequence[StoredResult]) -> None:
        if stored:
            self._columns["results", key] = _columns_of_results(key, stored)

    def _record_outcome(self, outcome: Outcome, part: int) -> None:
        with transaction.atomic():
            self._lock()
            key = (outcome.kind, outcome.key) if outcome.key is not None else None
            if key is not None and key not in self._rows:
                self._rows[key] = UploadedDisclosure.objects.create(
                    upload=self.upload, position=len(self._rows) + 1, **self._columns.pop(key)
                )
                self._rows[key].snapshot = None  # Written. In memory it would be held for every disclosure.
            UploadOutcome.objects.create(
                upload=self.upload,
                number=outcome.position,
                part=part,
                file=outcome.file,
                status=outcome.status,
                disclosure=self._rows[key] if key is not None else None,
                problems=[UploadOutcome.as_json(problem) for problem in outcome.problems],
                passed_over=list(outcome.passed_over),
            )

    def _finish(self) -> None:
        self._set_state(Upload.State.PREVIEWED)


@dataclass(frozen=True, slots=True)
class Difference:
    """The projects of two states of a disclosure, and the sum of their totals in fen.

    `before` is None where the disclosure is new, or no project states a total. `sums` are what the table
    states in sum, against what was read.
    """

    lines: Sequence[ProjectLine]
    before: int | None
    now: int | None
    sums: Sequence[StatedSum] = ()

    def count(self, change: str) -> int:
        return sum(line.change == change for line in self.lines)


def difference_of(before: Revision | None, snapshot: bytes) -> Difference:
    """Return what the records of a snapshot change of a revision; without one, all projects are added."""
    record = records_in(snapshot)
    now = rows_of(record)
    earlier = rows_of(records_in(bytes(before.snapshot))) if before else []
    lines = compare([earlier, now], within_units=True)
    sums = [totals_of(rows)["sum_total"] for rows in (earlier, now)]
    return Difference(lines, sums[0] if before else None, sums[1], stated_sums(record))


def _columns_of(key: Key, stored: Stored) -> dict[str, Any]:
    """Return the columns of an UploadedDisclosure."""
    snapshot = bytes(stored.revision.snapshot)
    difference = difference_of(stored.before, snapshot)
    record, department = records_in(snapshot), stored.disclosure.department
    region_key, department_key, _ = key
    return {
        "department": department.name,
        "region": department.region,
        "department_key": department_key,
        "region_key": region_key,
        "fiscal_year": record.fiscal_year,
        "status": stored.status,
        "digest": stored.revision.digest,
        "snapshot": None if stored.status == "unchanged" else snapshot,
        "before_id": stored.before.pk if stored.before else None,
        "had_before": stored.before is not None,
        "unit_count": len({row.unit for row in rows_of(record)}),
        "project_count": len(record.projects),
        "indicator_count": sum(len(project.indicators) for project in record.projects),
        "total": difference.now,
        "total_stated": record.amounts.total,
        "total_before": difference.before,
        "added": difference.count("added"),
        "gone": difference.count("gone"),
        "changed": difference.count("changed"),
    }


def _columns_of_results(key: Key, stored: Sequence[StoredResult]) -> dict[str, Any]:
    """Return the columns of an UploadedDisclosure of self-evaluations."""
    rows = [one.evaluation for one in stored]
    statuses = [one.status for one in stored]
    region_key, department_key, _ = key
    return {
        "kind": "results",
        "department": rows[0].department.name,
        "region": rows[0].department.region,
        "department_key": department_key,
        "region_key": region_key,
        "fiscal_year": rows[0].fiscal_year,
        "status": next(one for one in ("imported", "revised", "unchanged") if one in statuses),
        "digest": state_of(stored),
        "unit_count": len({row.unit_folded for row in rows}),
        "project_count": len(rows),
        "indicator_count": sum(row.indicator_count for row in rows),
        "total": sum_stated(row.executed for row in rows),
        "added": statuses.count("imported"),
        "changed": statuses.count("revised"),
    }
