"""The rows of findings, written as an audit gives them.

A finding whose evidence changed is open again. One that no longer arises stays as resolved, and is in force
again with its history where it arises again.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from budget.audit import findings as audit_findings
from budget.audit.findings import Quote
from budget.models import Disclosure, Finding, Review, ReviewState, Revision
from budget.models.findings import ResolutionReason
from budget.store import bulk
from budget.store.batches import BATCH, batches
from indicators.folding import fold

_ProjectLink = Finding.projects.through
_LINK = ("pk", "finding_id", "project_id")

# What the audit gives of a finding.
_AUDIT_FIELDS = [
    "level",
    "level_rank",
    "position",
    "unit_id",
    "unit_name",
    "project_id",
    "project_name",
    "named",
    "indicator",
    "indicators",
    "categories",
    "place",
    "row",
    "rows",
    "evidence",
    "evidence_digest",
    "money",
    "subject_rank",
    "subject_money",
    "result_revision_id",
]
# What became of a finding since.
_STATUS_FIELDS = [
    *("is_active", "resolved_at", "resolved_in_id", "resolved_because", "review_state", "version"),
    "disclosure_id",
]
_UPDATED = [name.removesuffix("_id") for name in (*_AUDIT_FIELDS, *_STATUS_FIELDS)]
_INSERTED = (
    *("id", "disclosure_id", "check_id", "key", "first_seen_in_id", "last_seen_in_id", "self_evaluation_id"),
    *_AUDIT_FIELDS,
)
_CATEGORIES_AT = _AUDIT_FIELDS.index("categories")


class Counted(NamedTuple):
    """What is counted of a finding in force; `categories` as the finding stores them."""

    check: str
    level: str
    categories: str


class _Audited(NamedTuple):
    """A finding as the audit gives it, and the values of _AUDIT_FIELDS that it is stored with."""

    finding: audit_findings.Finding
    values: tuple[Any, ...]


class FindingsWriter(ABC):
    """Writes the findings of one kind in a disclosure as an audit gives them.

    `scope`: the lookups of the stored findings of that kind.
    """

    def __init__(
        self,
        disclosure: Disclosure,
        revision: Revision,
        because: ResolutionReason,
        scope: Mapping[str, Any],
    ) -> None:
        self.disclosure = disclosure
        self.revision = revision
        self.because = because
        self.scope = scope
        self.now = timezone.now()
        self.reopened: list[Finding] = []

    @abstractmethod
    def _values(self, audited: audit_findings.Finding, position: int) -> tuple[Any, ...]:
        """The values of _AUDIT_FIELDS, in their order."""

    @abstractmethod
    def _projects_of(self, audited: audit_findings.Finding) -> Iterable[int]:
        """The ids of the projects in force that a finding names."""

    @abstractmethod
    def _why_ended(self, finding: Finding) -> ResolutionReason:
        """Why a stored finding no longer arises."""

    def _key_of(self, audited: audit_findings.Finding) -> str:
        """The key that a finding is stored under."""
        return audited.key

    def _self_evaluation_of(self, audited: audit_findings.Finding) -> int | None:
        """The id of the self-evaluation that a finding is in."""
        return None

    def run(self, found: Sequence[audit_findings.Finding], first_position: int = 1) -> list[Counted]:
        """Write what changed; return what is counted of the findings in force."""
        # In the order of their ids, so that two writers cannot wait for each other.
        rows = Finding.objects.filter(**self.scope)
        existing: dict[str, Finding] = {}
        if rows.exists():
            existing = {finding.key: finding for finding in rows.select_for_update().order_by("pk")}
        new: list[_Audited] = []
        changed: list[Finding] = []
        counted: list[Counted] = []
        named: list[tuple[int, audit_findings.Finding]] = []
        for position, one in enumerate(found, start=first_position):
            audited = _Audited(one, self._values(one, position))
            counted.append(Counted(one.check, one.level, audited.values[_CATEGORIES_AT]))
            stored = existing.pop(self._key_of(one), None)
            if stored is None:
                new.append(audited)
                continue
            before = _state(stored)
            self._renew(stored, audited.values)
            if _state(stored) != before:
                changed.append(stored)
            named.append((stored.pk, one))
        gone = [finding for finding in existing.values() if finding.is_active]
        for finding in gone:
            self._end(finding)
        is_first = not (existing or named)
        named += self._insert(new)
        _write(changed + gone)
        if not is_first:
            in_force = Finding.objects.filter(**self.scope).in_force()
            in_force.exclude(last_seen_in=self.revision).update(last_seen_in=self.revision)
        self._write_reopenings()
        self._link(named, is_first=is_first)
        return counted

    def _insert(self, new: Sequence[_Audited]) -> list[tuple[int, audit_findings.Finding]]:
        """Insert findings; return them with their ids."""
        ids = bulk.reserve_ids(Finding, len(new))
        disclosure, revision = self.disclosure.pk, self.revision.pk
        bulk.insert(
            Finding,
            _INSERTED,
            [
                (
                    *(pk, disclosure, one.finding.check, self._key_of(one.finding), revision, revision),
                    self._self_evaluation_of(one.finding),
                    *one.values,
                )
                for pk, one in zip(ids, new, strict=True)
            ],
        )
        return [(pk, one.finding) for pk, one in zip(ids, new, strict=True)]

    def _renew(self, finding: Finding, values: tuple[Any, ...]) -> None:
        """Fill a stored finding anew; other evidence opens a decided one again."""
        evidence_before, was_active = finding.evidence_digest, finding.is_active
        for name, value in zip(_AUDIT_FIELDS, values, strict=True):
            setattr(finding, name, value)
        finding.disclosure_id = self.disclosure.pk
        finding.is_active, finding.resolved_at, finding.resolved_in_id = True, None, None
        finding.resolved_because = ""
        is_other = finding.evidence_digest != evidence_before
        if is_other and finding.review_state != ReviewState.OPEN:
            finding.review_state = ReviewState.OPEN
            self.reopened.append(finding)
        if is_other or not was_active:
            finding.version += 1

    def _end(self, finding: Finding) -> None:
        finding.is_active, finding.resolved_at, finding.resolved_in = False, self.now, self.revision
        finding.resolved_because = self._why_ended(finding)
        finding.version += 1

    def _write_reopenings(self) -> None:
        Review.objects.bulk_create(
            [
                Review(
                    finding=finding,
                    state=ReviewState.OPEN,
                    is_reopening=True,
                    evidence=finding.evidence,
                    revision=self.revision,
                    result_revision_id=finding.result_revision_id,
                )
                for finding in self.reopened
            ],
            batch_size=BATCH,
        )

    def _link(self, named: Sequence[tuple[int, audit_findings.Finding]], *, is_first: bool) -> None:
        """Link each finding in force (by id) to the projects that it names; `is_first`: no link is there."""
        wanted = {(finding, project) for finding, audited in named for project in self._projects_of(audited)}
        there: dict[tuple[int, int], int] = {}
        if not is_first:
            of_these = {f"finding__{lookup}": value for lookup, value in self.scope.items()}
            links = _ProjectLink.objects.filter(finding__is_active=True, **of_these)
            there = {(finding, project): pk for pk, finding, project in links.values_list(*_LINK)}
        surplus = [pk for link, pk in there.items() if link not in wanted]
        for keys in batches(surplus):
            _ProjectLink.objects.filter(pk__in=keys).delete()
        bulk.insert(_ProjectLink, _LINK[1:], sorted(wanted - there.keys()))


def _state(finding: Finding) -> tuple[Any, ...]:
    return tuple(getattr(finding, name) for name in (*_AUDIT_FIELDS, *_STATUS_FIELDS))


def _write(findings: Sequence[Finding]) -> None:
    """Update stored findings by an upsert: bulk_update of so many columns is slow."""
    Finding.objects.bulk_create(
        findings,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=_UPDATED,
    )


def named_of(audited: audit_findings.Finding) -> list[dict[str, Any]]:
    """The projects that a finding names, as it stores them."""
    return [
        {"unit": one.unit, "name": one.name, "ordinal": one.ordinal, "row": one.row}
        for one in audited.projects
    ]


def as_json(quote: Quote) -> dict[str, Any]:
    """A quote as a finding stores it."""
    plain = {"what": quote.what, "text": quote.text, "column": quote.column, "indicator": quote.indicator}
    return plain if quote.disclosed is None else plain | {"disclosed": quote.disclosed, "of": quote.of}


def evidence_digest(evidence: Sequence[Quote]) -> str:
    """A hash of the evidence's words; width, blanks and place do not count, nor does what is only marked."""
    words = [(one.what, fold(one.text), one.column) for one in evidence if one.what != "corrected"]
    data = json.dumps(words, ensure_ascii=True)
    return hashlib.sha256(data.encode()).hexdigest()
