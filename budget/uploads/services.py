"""What an editor does with uploads: send, confirm, cancel, have previewed again. Work is left to a worker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from budget.imports.file_names import safe_file_name
from budget.models import Upload, UploadedFile, UploadedPart
from budget.uploads.tasks import drop_bytes, outdated, queue

State = Upload.State

# What is written and read at once; PostgreSQL's driver takes several times as much memory.
PART_BYTES = 4 * 1024 * 1024


class NotNow(Exception):
    """The upload is not in the state that the act is for: somebody, or a worker, was first."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: the name it was sent under, whatever that is, and its bytes."""

    name: str
    stream: IO[bytes]


def receive(files: Iterable[Sent], said: Mapping[str, Any], by: AbstractBaseUser) -> Upload:
    """Keep the files, with what is said of them (an Upload's columns), and have a worker preview them."""
    with transaction.atomic():
        upload = Upload.objects.create(by=by, **said)
        for position, sent in enumerate(files, start=1):
            _keep(upload, position, sent)
        Upload.objects.filter(pk=upload.pk).update(file_count=upload.files.count())
        queue(upload)
    upload.refresh_from_db()
    return upload


def _keep(upload: Upload, position: int, sent: Sent) -> None:
    file = UploadedFile.objects.create(
        upload=upload, position=position, name=safe_file_name(sent.name), size=0
    )
    for number, content in enumerate(iter(lambda: sent.stream.read(PART_BYTES), b""), start=1):
        UploadedPart.objects.create(file=file, position=number, content=content)
        file.size += len(content)
    file.save(update_fields=["size"])


def confirm(pk: int, run: UUID) -> Upload:
    """Have the upload stored as the preview of that run showed it, or be outdated where it no longer is so.

    Raises NotNow where that preview does not wait to be confirmed.
    """
    with transaction.atomic():
        upload = _held(pk, State.PREVIEWED)
        if upload.run != run:
            raise NotNow
        if outdated(upload):
            _become(upload, State.OUTDATED)
        else:
            _become(upload, State.STORING)
            queue(upload)
    return upload


def cancel(pk: int) -> None:
    """Have nothing of the upload stored, and its files deleted. Raises NotNow where storing has begun."""
    with transaction.atomic():
        upload = _held(pk, State.READING, State.PREVIEWED, State.OUTDATED, State.FAILED)
        _become(upload, State.CANCELLED)
        drop_bytes(upload)


def preview_again(pk: int) -> None:
    """Have the upload previewed anew. Raises NotNow where its preview is neither outdated nor failed."""
    with transaction.atomic():
        upload = _held(pk, State.PREVIEWED, State.OUTDATED, State.FAILED)
        _become(upload, State.READING)
        queue(upload)


def expire() -> int:
    """Delete the files of uploads that nobody confirmed for UPLOAD_DAYS; return how many there were."""
    before = timezone.now() - timedelta(days=settings.UPLOAD_DAYS)
    left = Upload.objects.filter(
        state__in=[State.PREVIEWED, State.OUTDATED, State.FAILED], changed_at__lt=before
    )
    expired = 0
    for pk in left.values_list("pk", flat=True):
        with transaction.atomic():
            upload = left.select_for_update().filter(pk=pk).first()
            if upload is not None:
                _become(upload, State.EXPIRED)
                drop_bytes(upload)
                expired += 1
    return expired


def _held(pk: int, *states: State) -> Upload:
    """The upload's row for the rest of the transaction. Raises NotNow where it is in none of the states."""
    upload = Upload.objects.select_for_update().filter(pk=pk, state__in=states).first()
    if upload is None:
        raise NotNow
    return upload


def _become(upload: Upload, state: State) -> None:
    upload.state, upload.changed_at, upload.failure = state, timezone.now(), ""
    upload.save(update_fields=["state", "changed_at", "failure"])
