"""The worker: runs the queued tasks, and queues again tasks that a killed worker did not finish."""

import logging
import os
import sys
import time
from datetime import timedelta
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

from budget.models import Upload
from budget.uploads import services
from budget.uploads.base import interrupt_current
from budget.uploads.worker_slots import Slot, workers

logger = logging.getLogger(__name__)

# A task that killed its worker this often is given up: a file may take all memory.
MOST_ATTEMPTS = 3
# Age at which rows of finished tasks are deleted.
_RETENTION = timedelta(days=14)
_TIDY_SECONDS = 3600
# How often a worker looks whether the database answers again.
_WAIT_SECONDS = 2.0
_DIED = "budget.uploads.worker.Died"


class Worker(QueueWorker):
    """Works in a slot, and looks for tasks every `interval` seconds, until `shutdown` is called.

    With `with_process`, the id of a process, it ends when that process has ended; with `batch`, when no task
    is left.
    """

    def __init__(self, slot: Slot, *, batch: bool, interval: float, with_process: int | None = None) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=interval,
            batch=True,  # `run` returns when no task is left; this class waits for more
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=slot.worker_id,
            excluded_queue_names=[],
        )
        self.slot = slot
        self.ends_when_idle = batch
        self.with_process = with_process

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End before the next disclosure, with the rest queued; on a second signal at once, with the task
        unfinished.
        """
        if not self.running:
            os._exit(128 + signum)
        self.running = False
        interrupt_current()
        if not self.running_task:
            sys.exit(0)

    def work(self) -> None:
        """Work until told to end. While the database does not answer, wait for it; with `batch` raise its
        error.
        """
        tidied_at = 0.0
        waiting = False
        while self.running and (self.with_process is None or _is_running(self.with_process)):
            try:
                close_old_connections()
                self._hold_slot()
                if time.monotonic() - tidied_at > _TIDY_SECONDS:
                    tidy()
                    tidied_at = time.monotonic()
                self._run_queued()
                waiting = False
            except (OperationalError, InterfaceError) as error:
                if self.ends_when_idle:
                    raise
                self.running_task = False
                if not waiting:
                    logger.warning("the database does not answer, the worker waits: %s", error)
                waiting = True
            if self.ends_when_idle:
                return
            if self.running:
                time.sleep(max(self.interval, _WAIT_SECONDS) if waiting else self.interval)

    def _hold_slot(self) -> None:
        """Take a slot anew where this one was lost with the database's connection.

        Raises OperationalError where the database does not answer or all slots are taken.
        """
        try:
            self.slot.check()
        except (OperationalError, InterfaceError):
            self.slot.renew()
            self.worker_id = self.slot.worker_id
            logger.warning("the connection was lost; the worker goes on in %s", self.worker_id)

    def _run_queued(self) -> None:
        """Run all tasks in the queue."""
        try:
            requeue_unfinished(self.worker_id)
            if DBTaskResult.objects.ready().exists():
                self.run()
            fail_lost_uploads()
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            logger.warning("the database is busy; the queue waits")


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def requeue_unfinished(worker_id: str) -> None:
    """Queue again the tasks that are marked as running and that no living worker runs.

    `worker_id` is the caller's, which runs none. A task begun MOST_ATTEMPTS times fails instead.
    """
    running = list(DBTaskResult.objects.running())
    if not running:
        return
    alive = workers() - {worker_id}
    for result in running:
        if result.worker_ids and result.worker_ids[-1] in alive:
            continue
        # Only if unchanged: another worker may have been first.
        unchanged = DBTaskResult.objects.running().filter(pk=result.pk, started_at=result.started_at)
        if len(result.worker_ids) < MOST_ATTEMPTS:
            unchanged.update(status=TaskResultStatus.READY, started_at=None)
            logger.warning("task %s was left half done; it is begun again", result.pk)
        else:
            unchanged.update(
                status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path=_DIED
            )
            logger.error("task %s was left half done %s times; it is given up", result.pk, MOST_ATTEMPTS)


def fail_lost_uploads() -> None:
    """Mark as failed the uploads whose task failed, ended without effect, or is missing."""
    pending = list(Upload.objects.filter(state__in=[Upload.State.READING, Upload.State.STORING]))
    results = DBTaskResult.objects.in_bulk([upload.task for upload in pending])
    for upload in pending:
        result = results.get(upload.task)
        if result is None or result.status == TaskResultStatus.SUCCESSFUL:
            failure = Upload.Failure.LOST
        elif result.status == TaskResultStatus.FAILED:
            failure = Upload.Failure.DIED if result.exception_class_path == _DIED else Upload.Failure.FAULT
        else:
            continue
        unchanged = Upload.objects.filter(pk=upload.pk, task=upload.task, state=upload.state)
        unchanged.update(state=Upload.State.FAILED, failure=failure, changed_at=timezone.now())


def tidy() -> dict[str, int]:
    """Delete the files of uploads that were never confirmed, and rows of tasks finished long ago; return how
    many of each, under English names.
    """
    old = DBTaskResult.objects.finished().filter(finished_at__lte=timezone.now() - _RETENTION)
    return {"uploads": services.expire(), "task results": old.delete()[0]}
