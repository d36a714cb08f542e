"""The work on an upload, done by a worker outside any request: reading for the preview, and storing.

Both are the import that the command makes (budget.imports.run), the first one as a dry run. A worker may be
killed at any moment: a preview is then made anew, and storing goes on where it stopped, since what an upload
did is written down in the transaction that does it.
"""

import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskContext, task

from budget.audit.comparison import ProjectLine, compare, rows_of, totals_of
from budget.disclosure.open_data import records_in
from budget.disclosure.pool import usable_cores
from budget.disclosure.problems import Problem
from budget.disclosure.reading import Given
from budget.imports.files import Found
from budget.imports.outcomes import Outcome
from budget.imports.pending_forms import Key
from budget.imports.run import Expected, Intake, Options, Progress
from budget.models import Revision, Upload, UploadedDisclosure, UploadedFile, UploadedPart, UploadOutcome
from budget.store.disclosures import Stored
from budget.store.statistics import refresh_statistics

State = Upload.State

# How often the page may hear of progress: a folder of small files is read faster than anyone looks.
_TELL_SECONDS = 0.5
# A file is put together in memory up to this size, larger ones in a file without a name.
_IN_MEMORY = 8 * 1024 * 1024


class _Lost(Exception):
    """The upload was cancelled, or another process works on it by now."""


@task(takes_context=True)
def work_on_upload(context: TaskContext, pk: int) -> None:
    """Read or store the upload, as its state says; nothing where it was cancelled or queued anew."""
    run = uuid.uuid4()
    waiting = Upload.objects.filter(
        pk=pk, task=context.task_result.id, state__in=[State.READING, State.STORING]
    )
    if waiting.update(run=run, files_read=0, forms=0, forms_stored=0):
        upload = Upload.objects.get(pk=pk)
        work = _Reading(upload) if upload.state == State.READING else _Storing(upload)
        work.do()


def queue(upload: Upload) -> None:
    """Have a worker take the upload up; in a transaction of the caller's."""
    result = work_on_upload.enqueue(upload.pk)
    Upload.objects.filter(pk=upload.pk).update(task=result.id, run=None, queued_at=timezone.now())


def stop() -> None:
    """Have the work of this process end before its next disclosure, and be queued for another process. May be
    called from a signal's handler.
    """
    if _Work.at_work is not None:
        _Work.at_work.interrupt()


def outdated(upload: Upload) -> list[UploadedDisclosure]:
    """What is no longer in force as the preview showed it, of what is not stored yet."""
    rows = list(upload.disclosures.filter(became="").select_related("before").defer("snapshot"))
    years = {row.fiscal_year for row in rows if not row.had_before}
    in_force = set(
        Revision.objects.filter(is_current=True, disclosure__fiscal_year__in=years).values_list(
            "disclosure__department__region_folded",
            "disclosure__department__name_folded",
            "disclosure__fiscal_year",
        )
    )
    return [row for row in rows if not _is_as_before(row, in_force)]


def _is_as_before(row: UploadedDisclosure, in_force: set[Key]) -> bool:
    if row.had_before:
        return row.before is not None and row.before.is_current
    return _key_of(row) not in in_force


def _key_of(row: UploadedDisclosure) -> Key:
    return row.region_key, row.department_key, row.fiscal_year


def drop_bytes(upload: Upload) -> None:
    """Delete the files as they were sent; what was stored has its own."""
    UploadedPart.objects.filter(file__upload=upload).delete()


class _Work:
    """One process's work on one upload. What it writes, it writes only while the upload is its own."""

    at_work: "_Work | None" = None

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.intake = Intake(self._options())
        self._is_interrupted = False
        self._told = 0.0
        self._parts: Counter[int] = Counter()

    def _options(self) -> Options:
        said = self.upload
        return Options(
            given=Given(
                fiscal_year=said.fiscal_year,
                department=said.department,
                region=said.region,
                money_unit=said.money_unit or None,
            ),
            published_url=said.published_url,
            published_on=said.published_on,
            by=said.by,
            jobs=usable_cores(),
            limits=settings.IMPORT_LIMITS,
            beside=self._beside,
        )

    def interrupt(self) -> None:
        self._is_interrupted = True
        self.intake.stop()

    def do(self) -> None:
        """All of it, or as far as it comes before it is interrupted."""
        _Work.at_work = self
        try:
            if self._begin():
                self._run()
        except _Lost:
            return
        finally:
            _Work.at_work = None

    def _run(self) -> None:
        found = [_found(file) for file in self.upload.files.all()]
        for outcome in self.intake.run(found, self._tell):
            self._parts[outcome.position] += 1
            self._keep(outcome, self._parts[outcome.position])
        if not self.intake.is_stopped:
            self._tell(self.intake.progress, now=True)
            self._end()
        elif self._is_interrupted:
            with transaction.atomic():
                self._hold()
                queue(self.upload)

    def _mine(self) -> QuerySet[Upload]:
        """The upload's row, as long as it is this process's to work on."""
        return Upload.objects.filter(pk=self.upload.pk, run=self.upload.run, state=self.upload.state)

    def _hold(self) -> None:
        """Keep the row for the rest of the transaction. Raises _Lost."""
        if not self._mine().select_for_update().exists():
            raise _Lost

    def _tell(self, progress: Progress, *, now: bool = False) -> None:
        """Write down how far it is; where the upload is lost meanwhile, stop."""
        if not now and time.monotonic() - self._told < _TELL_SECONDS:
            return
        self._told = time.monotonic()
        is_mine = self._mine().update(
            file_count=progress.files,
            files_read=progress.files_read,
            forms=progress.forms,
            forms_stored=progress.forms_stored,
        )
        if not is_mine:
            self.intake.stop()

    def _become(self, state: State) -> None:
        """Raises _Lost."""
        if not self._mine().update(state=state, changed_at=timezone.now()):
            raise _Lost

    def _begin(self) -> bool:
        """Whether there is anything to do."""
        raise NotImplementedError

    def _beside(self, key: Key, stored: Stored) -> None:
        """What is written down, or remembered, in the transaction that stores a disclosure."""
        raise NotImplementedError

    def _keep(self, outcome: Outcome, part: int) -> None:
        """Write down what became of a file."""
        raise NotImplementedError

    def _end(self) -> None:
        raise NotImplementedError


class _Reading(_Work):
    """Makes the preview: everything is stored and taken back, a disclosure at a time."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload)
        self._seen: dict[Key, dict[str, Any]] = {}
        self._rows: dict[Key, UploadedDisclosure] = {}

    def _options(self) -> Options:
        return replace(super()._options(), dry_run=True)

    def _begin(self) -> bool:
        with transaction.atomic():
            self._hold()
            self.upload.outcomes.all().delete()
            self.upload.disclosures.all().delete()
        return True

    def _beside(self, key: Key, stored: Stored) -> None:
        self._seen[key] = _preview_of(key, stored)

    def _keep(self, outcome: Outcome, part: int) -> None:
        with transaction.atomic():
            self._hold()
            key = outcome.key
            if key is not None and key not in self._rows:
                self._rows[key] = UploadedDisclosure.objects.create(
                    upload=self.upload, position=len(self._rows) + 1, **self._seen.pop(key)
                )
                self._rows[key].snapshot = None  # written; not to be held for each
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

    def _end(self) -> None:
        self._become(State.PREVIEWED)


class _Storing(_Work):
    """Stores what was confirmed, and refuses what is no longer as it was previewed."""

    def _options(self) -> Options:
        return replace(super()._options(), expected=_expected(self.upload))

    def _begin(self) -> bool:
        """Nothing, where the preview no longer holds; where some is stored already, the rest goes on."""
        with transaction.atomic():
            self._hold()
            is_outdated = bool(outdated(self.upload))
            if is_outdated and not self.upload.disclosures.exclude(became="").exists():
                self._become(State.OUTDATED)
                return False
        return True

    def _beside(self, key: Key, stored: Stored) -> None:
        self._hold()
        region, department, year = key
        rows = self.upload.disclosures.filter(region_key=region, department_key=department, fiscal_year=year)
        rows.filter(became="").update(became=stored.status, revision=stored.revision, snapshot=None)

    def _keep(self, outcome: Outcome, part: int) -> None:
        with transaction.atomic():
            self._hold()
            row, _ = UploadOutcome.objects.select_related("disclosure").get_or_create(
                upload=self.upload,
                number=outcome.position,
                part=part,
                defaults={"file": outcome.file, "status": outcome.status},
            )
            row.became = outcome.status
            if outcome.key is not None and row.disclosure and row.disclosure.became == row.disclosure.status:
                row.became = row.status  # also where it was stored before an interruption
            row.problems = [UploadOutcome.as_json(problem) for problem in outcome.problems]
            row.save()

    def _end(self) -> None:
        with transaction.atomic():
            self._become(State.STORED)
            for row in self.upload.outcomes.filter(became="", disclosure__isnull=False):
                _tell_of_change(row)
            self.upload.disclosures.update(snapshot=None)
            drop_bytes(self.upload)
        refresh_statistics()


def _tell_of_change(row: UploadOutcome) -> None:
    """A file that gave less than when it was previewed."""
    details = {"department": row.disclosure.department, "year": str(row.disclosure.fiscal_year)}
    row.became = "refused"
    row.problems.append(UploadOutcome.as_json(Problem("changed-since-preview", details=details)))
    row.save()


def _expected(upload: Upload) -> dict[Key, Expected]:
    """The disclosures of a preview. A revision that is there no longer is none that could be in force."""
    rows = upload.disclosures.defer("snapshot")
    return {
        _key_of(row): Expected(row.before_id or (0 if row.had_before else None), row.digest) for row in rows
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """The projects of two states of a disclosure, and the sums of each; `before` is None where it is new."""

    lines: list[ProjectLine]
    before: int | None
    now: int | None

    def count(self, change: str) -> int:
        return sum(line.change == change for line in self.lines)


def difference_of(before: Revision | None, snapshot: bytes) -> Difference:
    """What the records of a snapshot change; without a revision in force, all is added."""
    now = rows_of(records_in(snapshot))
    earlier = rows_of(records_in(bytes(before.snapshot))) if before else []
    lines = compare([earlier, now], within_units=True)
    sums = [totals_of(rows)["sum_total"] for rows in (earlier, now)]
    return Difference(lines, sums[0] if before else None, sums[1])


def _preview_of(key: Key, stored: Stored) -> dict[str, Any]:
    """The columns of an UploadedDisclosure."""
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


def _found(file: UploadedFile) -> Found:
    return Found(file.name, file.name, lambda: _opened(file))


@contextmanager
def _opened(file: UploadedFile) -> Iterator[IO[bytes]]:
    """The file as it was sent."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as stream:
        for content in file.parts.order_by("position").values_list("content", flat=True).iterator(1):
            stream.write(content)
        stream.seek(0)
        yield stream
