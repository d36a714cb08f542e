"""Where and when a file was published, noted and taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from budget.accounts.permissions import may_manage_disclosures
from budget.actions.base import ActionRefused, authorize
from budget.actions.lifecycle.events import Act, record_event, refuse_undone
from budget.models import Disclosure, DisclosureEvent, EventKind, Source
from budget.store.locks import lock_disclosure


def note_publication(source: Source, *, url: str, on: date | None, reason: str, by: User) -> DisclosureEvent:
    """Note where and when a file was published, for every revision of the disclosure that came from it.

    Raises PermissionDenied, ReasonMissing, and ActionRefused where the note is the present one.
    """
    with transaction.atomic():
        by, reason = authorize(by, may_manage_disclosures, reason)
        disclosure = lock_disclosure(source.revision.disclosure_id)
        rows = _sources(disclosure, source.file_id)
        before = _published(rows)
        for row in rows:
            row.published_url, row.published_on = url, on
        if _published(rows) == before:
            raise ActionRefused(_("This is noted already."))
        Source.objects.bulk_update(rows, ["published_url", "published_on"])
        return record_event(disclosure, Act(EventKind.PUBLISHED, reason, by), before, _published(rows))


def undo_publication(event: DisclosureEvent, reason: str, by: User) -> DisclosureEvent:
    """Take a note back, in the caller's transaction. Raises ActionRefused."""
    disclosure = lock_disclosure(event.disclosure_id)
    refuse_undone(event)
    later = disclosure.events.standing().filter(
        kind=EventKind.PUBLISHED, pk__gt=event.pk, after__file=event.after["file"]
    )
    if later.exists():
        raise ActionRefused(
            _("Another note of this file's publication was made since. Take that back first.")
        )
    rows = _sources(disclosure, event.after["file"])
    now = _published(rows)
    notes: dict[int, tuple[str, str | None]] = {pk: (url, on) for pk, url, on in event.before["sources"]}
    # A revision that took the file over since has the note from the last one before it.
    last = notes[max(notes)]
    for row in rows:
        url, on = notes.get(row.pk, last)
        row.published_url = url
        row.published_on = date.fromisoformat(on) if on else None
    Source.objects.bulk_update(rows, ["published_url", "published_on"])
    return record_event(disclosure, Act(EventKind.PUBLISHED, reason, by, undoes=event), now, _published(rows))


def _sources(disclosure: Disclosure, file: int) -> list[Source]:
    """The rows of a file (its key) in all revisions, the earliest first."""
    found = Source.objects.filter(revision__disclosure=disclosure, file=file)
    return list(found.order_by("revision__number", "pk"))


def _published(rows: Sequence[Source]) -> dict[str, Any]:
    """The notes of a file, from its rows, the latest last."""
    notes = [
        [row.pk, row.published_url, row.published_on.isoformat() if row.published_on else ""] for row in rows
    ]
    return {"file": rows[-1].file_id, "name": rows[-1].name, "sources": notes}
