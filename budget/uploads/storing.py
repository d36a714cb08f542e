"""Storing a confirmed upload: the same import again, which refuses what differs from the preview."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from budget.disclosure.problems import Problem
from budget.imports.options import Expected, Options, ResultOptions
from budget.imports.outcomes import Outcome
from budget.models import Revision, Upload, UploadedDisclosure, UploadOutcome
from budget.store.disclosures import Stored
from budget.store.names import Key
from budget.store.self_evaluations import StoredResult
from budget.store.statistics import refresh_statistics
from budget.uploads.base import UploadWork, disclosure_key
from budget.uploads.files import delete_content


class Storing(UploadWork):
    """Stores the disclosures of a confirmed preview."""

    def _options(self) -> Options:
        results = ResultOptions(self._on_results, _expected_results(self.upload))
        return replace(super()._options(), expected=_expected(self.upload), results=results)

    def _begin(self) -> bool:
        """Store nothing where the preview is outdated, unless a part is stored already."""
        with transaction.atomic():
            self._lock()
            is_outdated = bool(outdated(self.upload))
            if is_outdated and not self.upload.disclosures.exclude(became="").exists():
                self._set_state(Upload.State.OUTDATED)
                return False
        return True

    def _on_stored(self, key: Key, stored: Stored) -> None:
        self._lock()
        rows = self._rows("targets", key)
        rows.update(became=stored.status, revision=stored.revision, snapshot=None)

    def _on_results(self, key: Key, stored: Sequence[StoredResult]) -> None:
        self._lock()
        statuses = {one.status for one in stored}
        found = next((one for one in ("imported", "revised", "unchanged") if one in statuses), "")
        self._rows("results", key).update(became=found)

    def _rows(self, kind: str, key: Key) -> QuerySet[UploadedDisclosure]:
        """The row of a preview that is not stored yet."""
        region, department, year = key
        rows = self.upload.disclosures.filter(region_key=region, department_key=department, fiscal_year=year)
        return rows.filter(kind=kind, became="")

    def _record_outcome(self, outcome: Outcome, part: int) -> None:
        with transaction.atomic():
            self._lock()
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

    def _finish(self) -> None:
        with transaction.atomic():
            self._set_state(Upload.State.STORED)
            for row in self.upload.outcomes.filter(became="", disclosure__isnull=False):
                if row.disclosure is not None:
                    _refuse_changed(row, row.disclosure)
            self.upload.disclosures.update(snapshot=None)
            delete_content(self.upload)
        refresh_statistics()


def _refuse_changed(row: UploadOutcome, disclosure: UploadedDisclosure) -> None:
    """Mark as refused a file that gave fewer disclosures than in the preview."""
    details = {"department": disclosure.department, "year": str(disclosure.fiscal_year)}
    row.became = "refused"
    row.problems.append(UploadOutcome.as_json(Problem("changed-since-preview", details=details)))
    row.save()


def _expected(upload: Upload) -> dict[Key, Expected]:
    """Return what the preview showed. A revision deleted since is 0, which is in force for no disclosure."""
    rows = upload.disclosures.filter(kind="targets").defer("snapshot")
    return {
        disclosure_key(row): Expected(row.before_id or (0 if row.had_before else None), row.digest)
        for row in rows
    }


def _expected_results(upload: Upload) -> dict[Key, str]:
    """Return the states of self-evaluations that the preview showed."""
    return {disclosure_key(row): row.digest for row in upload.disclosures.filter(kind="results")}


def outdated(upload: Upload) -> list[UploadedDisclosure]:
    """Return the disclosures, not stored yet, for which another revision is in force than in the preview.

    Self-evaluations are compared when they are stored.
    """
    rows = list(
        upload.disclosures.filter(kind="targets", became="").select_related("before").defer("snapshot")
    )
    years = {row.fiscal_year for row in rows if not row.had_before}
    in_force = set(
        Revision.objects.filter(is_current=True, disclosure__fiscal_year__in=years).values_list(
            "disclosure__department__region_folded",
            "disclosure__department__name_folded",
            "disclosure__fiscal_year",
        )
    )
    return [row for row in rows if not _is_as_previewed(row, in_force)]


def _is_as_previewed(row: UploadedDisclosure, in_force: set[Key]) -> bool:
    if row.had_before:
        return row.before is not None and row.before.is_current
    return disclosure_key(row) not in in_force
