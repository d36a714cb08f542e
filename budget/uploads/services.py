"""The acts of an editor on uploads: send, confirm, cancel, preview again. A worker does the work on files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from budget.actions.base import StaleState, require_state
from budget.models import Upload
from budget.uploads.files import delete_content, store_file
from budget.uploads.storing import outdated
from budget.uploads.tasks import queue

State = Upload.State


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent. The name is not checked."""

    name: str
    stream: IO[bytes]


def receive(files: Iterable[SentFile], data: Mapping[str, Any], by: User) -> Upload:
    """Store files as an upload with `data` (its columns), and queue it for its preview."""
    with transaction.atomic():
        upload = Upload.objects.create(by=by, **data)
        for position, file in enumerate(files, start=1):
            store_file(upload, position, file.name, file.stream)
        Upload.objects.filter(pk=upload.pk).update(file_count=upload.files.count())
        queue(upload)
    upload.refresh_from_db()
    return upload


def confirm(pk: int, run: UUID) -> Upload:
    """Queue an upload to be stored as a run's preview showed it, or mark it as outdated where it differs now.

    Raises StaleState where no preview of that run is to be confirmed.
    """
    with transaction.atomic():
        upload = _locked(pk, State.PREVIEWED)
        require_state(str(run), str(upload.run))
        if outdated(upload):
            _set_state(upload, State.OUTDATED)
        else:
            _set_state(upload, State.STORING)
            queue(upload)
    return upload


def cancel(pk: int) -> None:
    """Cancel an upload and delete its files. Raises StaleState once storing has begun."""
    with transaction.atomic():
        upload = _locked(pk, State.READING, State.PREVIEWED, State.OUTDATED, State.FAILED)
        _set_state(upload, State.CANCELLED)
        delete_content(upload)


def preview_again(pk: int) -> None:
    """Queue an upload for a new preview. Raises StaleState unless it is previewed, outdated or failed."""
    with transaction.atomic():
        upload = _locked(pk, State.PREVIEWED, State.OUTDATED, State.FAILED)
        _set_state(upload, State.READING)
        queue(upload)


def expire() -> int:
    """Delete the files of uploads that nobody confirmed for UPLOAD_DAYS; return the number of uploads."""
    before = timezone.now() - timedelta(days=settings.UPLOAD_DAYS)
    unconfirmed = Upload.objects.filter(
        state__in=[State.PREVIEWED, State.OUTDATED, State.FAILED], changed_at__lt=before
    )
    expired = 0
    for pk in unconfirmed.values_list("pk", flat=True):
        with transaction.atomic():
            upload = unconfirmed.select_for_update().filter(pk=pk).first()
            if upload is not None:
                _set_state(upload, State.EXPIRED)
                delete_content(upload)
                expired += 1
    return expired


def _locked(pk: int, *states: State) -> Upload:
    """Lock an upload's row for the rest of the transaction. Raises StaleState for a state not given."""
    upload = Upload.objects.select_for_update().filter(pk=pk, state__in=states).first()
    if upload is None:
        raise StaleState
    return upload


def _set_state(upload: Upload, state: State) -> None:
    upload.state, upload.changed_at, upload.failure = state, timezone.now(), ""
    upload.save(update_fields=["state", "changed_at", "failure"])
