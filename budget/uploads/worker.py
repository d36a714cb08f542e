"""The worker: does what is in the queue, and takes up what a worker that was killed left half done."""

import logging
import os
import sys
import time
from datetime import timedelta
from types import FrameType

from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import is_locked_database_exception

from budget.models import Upload
from budget.uploads import services, tasks as upload_work
from budget.uploads.worker_slots import Slot, workers

logger = logging.getLogger(__name__)

# Who is killed so often at the same work is killed by it: by a file that takes all memory, say.
MOST_ATTEMPTS = 3
# How long the queue remembers what is done.
_KEPT = timedelta(days=14)
_TIDY_SECONDS = 3600
_DIED = "budget.uploads.worker.Died"


class Worker(QueueWorker):
    """Works in a slot until it is told to end, or `with_process` (its id) has ended, or with `batch` nothing
    is left to do; looks for work every `interval` seconds.
    """

    def __init__(self, slot: Slot, *, batch: bool, interval: float, with_process: int | None = None) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=interval,
            batch=True,  # each time until nothing is left; this class waits for more
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=slot.worker_id,
            excluded_queue_names=[],
        )
        self.slot = slot
        self.is_for_once = batch
        self.with_process = with_process

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End before the next disclosure, which leaves the rest in the queue; at a second signal at once,
        which leaves it to be taken up.
        """
        if not self.running:
            os._exit(128 + signum)
        self.running = False
        upload_work.stop()
        if not self.running_task:
            sys.exit(0)

    def work(self) -> None:
        tidied = 0.0
        while self.running and (self.with_process is None or _lives(self.with_process)):
            close_old_connections()
            self.slot.check()
            if time.monotonic() - tidied > _TIDY_SECONDS:
                tidied = time.monotonic()
                tidy()
            self._work_off()
            if self.is_for_once:
                return
            if self.running:
                time.sleep(self.interval)

    def _work_off(self) -> None:
        """Do all that waits."""
        try:
            take_up_left_over(self.worker_id)
            if DBTaskResult.objects.ready().exists():
                self.run()
            settle()
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            logger.warning("the database is busy; the queue waits")


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def take_up_left_over(worker_id: str) -> None:
    """Put back into the queue what is marked as running and no living worker runs.

    `worker_id` is who asks, and runs nothing. What was begun too often fails.
    """
    running = list(DBTaskResult.objects.running())
    if not running:
        return
    alive = workers() - {worker_id}
    for one in running:
        if one.worker_ids and one.worker_ids[-1] in alive:
            continue
        # As it was seen: another worker may be first.
        as_seen = DBTaskResult.objects.running().filter(pk=one.pk, started_at=one.started_at)
        if len(one.worker_ids) < MOST_ATTEMPTS:
            as_seen.update(status=TaskResultStatus.READY, started_at=None)
            logger.warning("task %s was left half done; it is begun again", one.pk)
        else:
            as_seen.update(
                status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path=_DIED
            )
            logger.error("task %s was left half done %s times; it is given up", one.pk, MOST_ATTEMPTS)


def settle() -> None:
    """Say of uploads that are in no queue any more that they failed."""
    waiting = list(Upload.objects.filter(state__in=[Upload.State.READING, Upload.State.STORING]))
    tasks = DBTaskResult.objects.in_bulk([upload.task for upload in waiting])
    for upload in waiting:
        one = tasks.get(upload.task)
        if one is None or one.status == TaskResultStatus.SUCCESSFUL:
            failure = Upload.Failure.LOST
        elif one.status == TaskResultStatus.FAILED:
            failure = Upload.Failure.DIED if one.exception_class_path == _DIED else Upload.Failure.FAULT
        else:
            continue
        as_seen = Upload.objects.filter(pk=upload.pk, task=upload.task, state=upload.state)
        as_seen.update(state=Upload.State.FAILED, failure=failure, changed_at=timezone.now())


def tidy() -> None:
    """Delete what nobody waits for: files that were never confirmed, and what the queue remembers."""
    services.expire()
    DBTaskResult.objects.finished().filter(finished_at__lte=timezone.now() - _KEPT).delete()
