"""Presenters of uploads: progress, the changes of a preview, what was stored."""

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
from budget.uploads.preview import Difference, difference_of
from budget.uploads.worker_slots import workers

State = Upload.State

# After this time in the queue the page shows a notice if no worker is running.
_PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """Progress in words, and as `value` of `most`; `value` is None where it is not known."""

    words: str
    value: int | None
    most: int
    is_without_worker: bool


def upload_progress(upload: Upload) -> UploadProgress:
    """Return the progress of the work on an upload."""
    has_waited = upload.queued_at is not None and timezone.now() - upload.queued_at > _PATIENCE
    is_without_worker = has_waited and not workers()
    if upload.run is None:
        return UploadProgress(_("Waiting for its turn."), None, 1, is_without_worker)
    if upload.forms and upload.files_read >= upload.file_count:
        words = _("Disclosures put together from forms: %(done)s of %(all)s.")
        words %= {"done": upload.forms_stored, "all": upload.forms}
        return UploadProgress(words, upload.forms_stored, upload.forms, is_without_worker)
    words = (
        _("Files stored: %(done)s of %(all)s.")
        if upload.state == State.STORING
        else _("Files read: %(done)s of %(all)s.")
    )
    words %= {"done": upload.files_read, "all": upload.file_count}
    return UploadProgress(words, upload.files_read, max(upload.file_count, 1), is_without_worker)


def outcome_summary(upload: Upload) -> list[dict[str, Any]]:
    """Return the number of files by outcome, stored or previewed: `status`, `label`, `number`."""
    column = "became" if upload.state == State.STORED else "status"
    rows = upload.outcomes.order_by().values_list(column).annotate(number=Count("pk"))
    numbers = Counter(dict(rows))
    return [
        {"status": status, "label": label, "number": numbers[status]}
        for status, label in STATUSES
        if numbers[status]
    ]


def confirmation_summary(disclosures: Counter[str], results: int = 0) -> str:
    """Return in words how many disclosures confirming imports, revises and leaves unchanged, and how many
    self-evaluations it stores.
    """
    parts = []
    if results:
        words = ngettext("%(number)s self-evaluation", "%(number)s self-evaluations", results)
        parts.append(words % {"number": results})
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
    """The number of disclosures of targets by what would become of them."""
    targets = upload.disclosures.filter(kind="targets").order_by()
    return Counter(dict(targets.values_list("status").annotate(number=Count("pk"))))


def results_of(upload: Upload) -> int:
    """The number of self-evaluations of an upload."""
    rows = upload.disclosures.filter(kind="results").values_list("project_count", flat=True)
    return sum(rows)


def difference(row: UploadedDisclosure) -> Difference | None:
    """Return the projects before and after, None where nothing changes or a state is not stored any more."""
    if row.status == "unchanged" or row.kind == "results":
        return None
    snapshot = row.snapshot
    if snapshot is None and row.revision is not None:
        snapshot = row.revision.snapshot
    if snapshot is None or (row.had_before and row.before is None):
        return None
    return difference_of(row.before, bytes(snapshot))


@dataclass(frozen=True, slots=True)
class Line:
    """A project of a difference. Money in fen; `targets` is the number of annual targets that differ."""

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
    """Return the projects of a difference: changed ones first, by the size of the change."""
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
