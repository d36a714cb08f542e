"""The work of one worker process on one upload: an import run whose progress and outcomes are recorded.

A worker may be killed at any moment. A preview then starts again, and storing continues where it stopped,
since what an upload stores is recorded in the transaction that stores it.
"""

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from budget.disclosure.amounts import FEN_PER, MoneyUnit
from budget.disclosure.pool import usable_cores
from budget.disclosure.reading import Given
from budget.imports.options import Options
from budget.imports.outcomes import Outcome
from budget.imports.run import ImportRun, Progress
from budget.models import Upload, UploadedDisclosure
from budget.store.disclosures import Stored
from budget.store.names import Key
from budget.uploads.files import found_files

# The shortest time between two records of progress: small files are read faster than anybody looks.
_PROGRESS_SECONDS = 0.5
# The units of money by the text of the column; "" names none.
_MONEY_UNITS: dict[str, MoneyUnit] = {unit: unit for unit in FEN_PER}


class UploadLost(Exception):
    """The upload was cancelled, or is the work of another process by now."""


class UploadWork(ABC):
    """The work on one upload. It writes only while the upload is its own, which each transaction checks."""

    current: "UploadWork | None" = None

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.import_run = ImportRun(self._options())
        self._is_interrupted = False
        self._recorded_at = 0.0
        self._parts: Counter[int] = Counter()

    def _options(self) -> Options:
        upload = self.upload
        return Options(
            given=Given(
                fiscal_year=upload.fiscal_year,
                department=upload.department,
                region=upload.region,
                money_unit=_MONEY_UNITS.get(upload.money_unit),
            ),
            published_url=upload.published_url,
            published_on=upload.published_on,
            by=upload.by,
            jobs=usable_cores(),
            limits=settings.IMPORT_LIMITS,
            on_stored=self._on_stored,
        )

    def interrupt(self) -> None:
        """End before the next disclosure, with the rest queued again. May be called from a signal handler."""
        self._is_interrupted = True
        self.import_run.stop()

    def do(self, queue: Callable[[Upload], None]) -> None:
        """Do the work, and after an interruption call `queue` for the rest, in a transaction."""
        UploadWork.current = self
        try:
            if self._begin():
                self._run(queue)
        except UploadLost:
            return
        finally:
            UploadWork.current = None

    def _run(self, queue: Callable[[Upload], None]) -> None:
        for outcome in self.import_run.run(found_files(self.upload), self._record_progress):
            self._parts[outcome.position] += 1
            self._record_outcome(outcome, self._parts[outcome.position])
        if not self.import_run.is_stopped:
            self._record_progress(self.import_run.progress, now=True)
            self._finish()
        elif self._is_interrupted:
            with transaction.atomic():
                self._lock()
                queue(self.upload)

    def _own_row(self) -> QuerySet[Upload]:
        """Return the upload's row, none where it is no longer this process's own."""
        return Upload.objects.filter(pk=self.upload.pk, run=self.upload.run, state=self.upload.state)

    def _lock(self) -> None:
        """Lock the upload's row for the rest of the transaction. Raises UploadLost."""
        if not self._own_row().select_for_update().exists():
            raise UploadLost

    def _record_progress(self, progress: Progress, *, now: bool = False) -> None:
        """Write the progress, at most every _PROGRESS_SECONDS; stop the run where the upload is lost."""
        if not now and time.monotonic() - self._recorded_at < _PROGRESS_SECONDS:
            return
        self._recorded_at = time.monotonic()
        is_own = self._own_row().update(
            file_count=progress.files,
            files_read=progress.files_read,
            forms=progress.forms,
            forms_stored=progress.forms_stored,
        )
        if not is_own:
            self.import_run.stop()

    def _set_state(self, state: Upload.State) -> None:
        """Raises UploadLost."""
        if not self._own_row().update(state=state, changed_at=timezone.now()):
            raise UploadLost

    @abstractmethod
    def _begin(self) -> bool:
        """Prepare the work; return whether there is any."""

    @abstractmethod
    def _on_stored(self, key: Key, stored: Stored) -> None:
        """Record a disclosure, in the transaction that stores it."""

    @abstractmethod
    def _record_outcome(self, outcome: Outcome, part: int) -> None:
        """Write the outcome of a file, of whose outcomes it is the part with this number from 1."""

    @abstractmethod
    def _finish(self) -> None:
        """Set the state that follows, when all files are done."""


def interrupt_current() -> None:
    """End the work of this process before its next disclosure, with the rest queued again.

    May be called from a signal handler.
    """
    if UploadWork.current is not None:
        UploadWork.current.interrupt()


def disclosure_key(row: UploadedDisclosure) -> Key:
    """Return the key of the disclosure that a row of a preview describes."""
    return row.region_key, row.department_key, row.fiscal_year
