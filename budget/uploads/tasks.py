"""The task of a worker: the preview of an upload, or storing it.

Queued rows name the task by its path, `budget.uploads.tasks.work_on_upload`. Moving it needs a migration as
0021.
"""

import uuid

from django.utils import timezone
from django_tasks import TaskContext, task

from budget.models import Upload
from budget.uploads.preview import Preview
from budget.uploads.storing import Storing

_WORK = {Upload.State.READING: Preview, Upload.State.STORING: Storing}


@task(takes_context=True)
def work_on_upload(context: TaskContext, pk: int) -> None:
    """Make the preview of an upload or store it, by its state. Nothing if it was cancelled or queued anew."""
    queued = Upload.objects.filter(pk=pk, task=context.task_result.id, state__in=_WORK)
    if queued.update(run=uuid.uuid4(), files_read=0, forms=0, forms_stored=0):
        upload = Upload.objects.get(pk=pk)
        _WORK[Upload.State(upload.state)](upload).do(queue)


def queue(upload: Upload) -> None:
    """Queue an upload for a worker, in the caller's transaction."""
    result = work_on_upload.enqueue(upload.pk)
    Upload.objects.filter(pk=upload.pk).update(task=result.id, run=None, queued_at=timezone.now())
