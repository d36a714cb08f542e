"""What the pages of an upload show: how far it is, what a preview found, what was stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext, pgettext

from budget.audit.comparison import PROJECT_CHANGES, ProjectLine
from budget.models import Upload, UploadedDisclosure
from budget.models.uploads import STATUSES
from budget.pages.comparison.tables import CHANGES_OVER_TIME
from budget.uploads.tasks import Difference, difference_of
from budget.uploads.worker_slots import workers

State = Upload.State

# So long an upload may wait before the page asks whether anybody works at all.
_PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class HowFar:
    """Progress in words and as a part of a whole; `value` is None where it cannot be told."""

    words: str
    value: int | None
    most: int
    is_nobody_there: bool


def how_far(upload: Upload) -> HowFar:
    """How far the work on an upload is."""
    has_waited = upload.queued_at is not None and timezone.now() - upload.queued_at > _PATIENCE
    is_nobody_there = has_waited and not workers()
    if upload.run is None:
        return HowFar(_("Waiting for its turn."), None, 1, is_nobody_there)
    if upload.forms and upload.files_read >= upload.file_count:
        words = _("Disclosures put together from forms: %(done)s of %(all)s.")
        words %= {"done": upload.forms_stored, "all": upload.forms}
        return HowFar(words, upload.forms_stored, upload.forms, is_nobody_there)
    words = (
        _("Files stored: %(done)s of %(all)s.")
        if upload.state == State.STORING
        else _("Files read: %(done)s of %(all)s.")
    )
    words %= {"done": upload.files_read, "all": upload.file_count}
    return HowFar(words, upload.files_read, max(upload.file_count, 1), is_nobody_there)


def summary(upload: Upload) -> list[dict[str, Any]]:
    """How many files became, or would become, what: `status`, `label`, `number`."""
    column = "became" if upload.state == State.STORED else "status"
    rows = upload.outcomes.order_by().values_list(column).annotate(number=Count("pk"))
    numbers = Counter(dict(rows))
    return [
        {"status": status, "label": label, "number": numbers[status]}
        for status, label in STATUSES
        if numbers[status]
    ]


def words_of_confirming(disclosures: Counter[str]) -> str:
    """What confirming does: how many disclosures are imported, revised, left."""
    parts = []
    if number := disclosures["imported"]:
        words = ngettext("%(number)s new disclosure", "%(number)s new disclosures", number)
        parts.append(words % {"number": number})
    if number := disclosures["revised"]:
        words = ngettext("%(number)s revised disclosure", "%(number)s revised disclosures", number)
        parts.append(words % {"number": number})
    if number := disclosures["unchanged"]:
        words = ngettext(
            "%(number)s disclosure that stays as it is",
            "%(number)s disclosures that stay as they are",
            number,
        )
        parts.append(words % {"number": number})
    return pgettext("between parts of a list", ", ").join(parts)


def disclosures_by_status(upload: Upload) -> Counter[str]:
    rows = upload.disclosures.order_by().values_list("status").annotate(number=Count("pk"))
    return Counter(dict(rows))


def difference(row: UploadedDisclosure) -> Difference | None:
    """The projects before and after; None where nothing changes."""
    if row.status == "unchanged":
        return None
    snapshot = row.snapshot if row.snapshot is not None else row.revision and row.revision.snapshot
    if snapshot is None or (row.had_before and row.before is None):
        return None
    return difference_of(row.before, bytes(snapshot))


@dataclass(frozen=True, slots=True)
class Line:
    """A project of a difference. Money in fen; `targets` is how many annual targets are not the same."""

    change: str
    label: str
    project: str
    unit: str
    before: int | None
    now: int | None
    difference: int | None
    indicators: int
    targets: int


def lines(found: Difference) -> Sequence[Line]:
    """What is not the same first, the largest first."""
    ordered = sorted(
        found.lines, key=lambda line: (PROJECT_CHANGES.index(line.change), -abs(line.difference or 0))
    )
    return [_line(line) for line in ordered]


def _line(line: ProjectLine) -> Line:
    first, last = line.rows[0], line.rows[-1]
    return Line(
        change=line.change,
        label=str(CHANGES_OVER_TIME[line.change]),
        project=line.shown.name,
        unit=line.shown.unit,
        before=first.total if first else None,
        now=last.total if last else None,
        difference=line.difference,
        indicators=len(line.shown.indicators),
        targets=len(line.targets),
    )
