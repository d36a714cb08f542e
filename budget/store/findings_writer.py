"""The rows of findings, written as an audit gives them.

A finding whose evidence changed is open again. One that no longer arises stays as resolved, and is in force
again with its history where it arises again.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils import timezone

from budget.audit import findings as audit_findings
from budget.audit.catalogue import LEVELS
from budget.audit.findings import Audit, ProjectNames, Quote
from budget.disclosure import records
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.records import sum_stated
from budget.models import (
    Disclosure,
    Finding,
    Review,
    ReviewState,
    Revision,
)
from budget.models.findings import ResolutionReason
from budget.models.querysets.findings import category_mark
from budget.store.batches import BATCH, batches
from indicators import taxonomy
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
]
# What became of a finding since.
_STATUS_FIELDS = ["is_active", "resolved_at", "resolved_in_id", "resolved_because", "review_state", "version"]
_UPDATED = [name.removesuffix("_id") for name in (*_AUDIT_FIELDS, *_STATUS_FIELDS)]


@dataclass(frozen=True, slots=True)
class _Row:
    """A project's row in force, with what a finding on the project takes from it."""

    project_id: int
    unit_id: int
    place: str
    record: records.Project

    def categories(self, positions: Iterable[int]) -> str:
        """The categories of the indicators at these positions, as a finding stores them."""
        wanted = set(positions)
        found = {
            _category_of(one.level1_code, one.level1, one.level2_code, one.level2)
            for one in self.record.indicators
            if one.position in wanted
        }
        return "".join(category_mark(key) for key in sorted(found))


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows in force by the audit's keys: projects by their names, units (id and place) by folded name."""

    projects: dict[ProjectNames, _Row]
    units: dict[str, tuple[int, str]]
    place: str
    record: records.Disclosure

    @classmethod
    def of(cls, disclosure: Disclosure, record: records.Disclosure) -> "TableRows":
        in_order = ("statement__position", "position", "pk")
        rows = disclosure.projects.order_by(*in_order).values_list("pk", "unit_id")
        names = ((fold(unit.name), fold(project.name)) for unit in record.units for project in unit.projects)
        projects = {
            key: _Row(project_id, unit_id, project.place, project)
            for key, project, (project_id, unit_id) in zip(
                number_namesakes(names), record.projects, rows, strict=True
            )
        }
        statements = disclosure.statements.order_by("-position").values_list("name", "unit_id", "place")
        units = {fold(name): (unit_id, place) for name, unit_id, place in statements}
        return cls(projects, units, record.place, record)

    def money_of(self, audited: audit_findings.Finding) -> int:
        """The fen of the project, unit or table that a finding is about, -1 where none is stated.

        A unit or table that states no total has that of its projects.
        """
        if audited.project is not None:
            return _stated_or_less(audited.project.total)
        amounts = self.record.amounts.total
        parts = [unit for unit in self.record.units if unit.name == audited.unit or not audited.unit]
        if audited.unit:
            amounts = next((unit.amounts.total for unit in parts), None)
        projects = [project.amounts.total for unit in parts for project in unit.projects]
        return _stated_or_less(sum_stated(projects) if amounts is None else amounts)


class FindingsWriter:
    """Writes one disclosure's findings as an audit gives them."""

    def __init__(
        self,
        disclosure: Disclosure,
        revision: Revision,
        table: TableRows,
        audit: Audit,
        because: ResolutionReason,
    ) -> None:
        self.disclosure = disclosure
        self.revision = revision
        self.table = table
        self.audit = audit
        self.because = because
        self.now = timezone.now()
        self.reopened: list[Finding] = []
        self.gravest: dict[ProjectNames, int] = {}
        for one in audit.findings:
            if one.project is not None:
                rank = LEVELS.index(one.level)
                self.gravest[one.project.key] = min(rank, self.gravest.get(one.project.key, rank))

    def run(self) -> list[Finding]:
        """Write what changed; return the findings in force."""
        # In the order of their ids, so that two writers cannot wait for each other.
        rows = Finding.objects.filter(disclosure=self.disclosure).select_for_update().order_by("pk")
        existing = {finding.key: finding for finding in rows}
        new: list[Finding] = []
        changed: list[Finding] = []
        in_force: list[tuple[Finding, audit_findings.Finding]] = []
        for position, audited in enumerate(self.audit.findings, start=1):
            finding = existing.pop(audited.key, None)
            if finding is None:
                finding = Finding(
                    disclosure=self.disclosure,
                    check_id=audited.check,
                    key=audited.key,
                    first_seen_in=self.revision,
                    last_seen_in=self.revision,
                )
                self._fill(finding, audited, position)
                new.append(finding)
            else:
                before = _state(finding)
                self._renew(finding, audited, position)
                if _state(finding) != before:
                    changed.append(finding)
            in_force.append((finding, audited))
        gone = [finding for finding in existing.values() if finding.is_active]
        for finding in gone:
            self._end(finding)
        Finding.objects.bulk_create(new, batch_size=BATCH)
        _write(changed + gone)
        Finding.objects.filter(disclosure=self.disclosure).in_force().update(last_seen_in=self.revision)
        self._write_reopenings()
        self._link(in_force)
        return [finding for finding, _audited in in_force]

    def _fill(self, finding: Finding, audited: audit_findings.Finding, position: int) -> None:
        row = self.table.projects[audited.project.key] if audited.project else None
        unit_id, unit_place = self.table.units.get(fold(audited.unit), (None, ""))
        finding.level, finding.level_rank = audited.level, LEVELS.index(audited.level)
        finding.position = position
        finding.unit_id = row.unit_id if row else unit_id
        finding.unit_name = audited.unit
        finding.project_id = row.project_id if row else None
        finding.project_name = audited.project.name if audited.project else ""
        finding.named = [
            {"unit": one.unit, "name": one.name, "ordinal": one.ordinal, "row": one.row}
            for one in audited.projects
        ]
        finding.indicator, finding.indicators = audited.indicator, list(audited.indicators)
        finding.categories = row.categories(audited.indicators) if row else ""
        finding.place = (row.place if row else unit_place) or self.table.place
        finding.row, finding.rows = audited.row, list(audited.rows)
        finding.evidence = [_as_json(quote) for quote in audited.evidence]
        finding.evidence_digest = _digest_of(audited.evidence)
        finding.money = sum_stated(project.total for project in audited.projects)
        finding.subject_rank = self.gravest[audited.project.key] if audited.project else finding.level_rank
        finding.subject_money = self.table.money_of(audited)

    def _renew(self, finding: Finding, audited: audit_findings.Finding, position: int) -> None:
        """Fill a stored finding anew; other evidence opens a decided one again."""
        evidence_before, was_active = finding.evidence_digest, finding.is_active
        self._fill(finding, audited, position)
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

    def _why_ended(self, finding: Finding) -> ResolutionReason:
        if finding.check_id in self.audit.off:
            return ResolutionReason.SWITCHED_OFF
        if not self.not_evaluated.isdisjoint(
            {(finding.check_id, None), (finding.check_id, finding.project_id)}
        ):
            return ResolutionReason.NOT_EVALUATED
        return ResolutionReason.REVISED if finding.last_seen_in_id != self.revision.pk else self.because

    @cached_property
    def not_evaluated(self) -> set[tuple[str, int | None]]:
        """The checks that were not evaluated on a project (its id) or, None, on the whole table."""
        return {
            (one.check, self.table.projects[one.project.key].project_id if one.project else None)
            for one in self.audit.not_evaluated
            if one.project or not one.details  # with details it is about one unit
        }

    def _write_reopenings(self) -> None:
        Review.objects.bulk_create(
            [
                Review(
                    finding=finding,
                    state=ReviewState.OPEN,
                    is_reopening=True,
                    evidence=finding.evidence,
                    revision=self.revision,
                )
                for finding in self.reopened
            ],
            batch_size=BATCH,
        )

    def _link(self, in_force: Sequence[tuple[Finding, audit_findings.Finding]]) -> None:
        """Link each finding in force to the projects that it names."""
        wanted = {
            (finding.pk, self.table.projects[project.key].project_id)
            for finding, audited in in_force
            for project in audited.projects
        }
        links = _ProjectLink.objects.filter(finding__disclosure=self.disclosure, finding__is_active=True)
        there = {(finding, project): pk for pk, finding, project in links.values_list(*_LINK)}
        surplus = [pk for link, pk in there.items() if link not in wanted]
        for keys in batches(surplus):
            _ProjectLink.objects.filter(pk__in=keys).delete()
        _ProjectLink.objects.bulk_create(
            [
                _ProjectLink(finding_id=finding, project_id=project)
                for finding, project in sorted(wanted - there.keys())
            ],
            batch_size=BATCH,
        )


@lru_cache(10_000)
def _category_of(level1_code: str, level1: str, level2_code: str, level2: str) -> str:
    """The category's key, "" where it is open. Cached: thousands of rows have the same few labels."""
    category = taxonomy.category_of(level1_code, level1, level2_code, level2)
    return category.key if category else ""


def _stated_or_less(fen: int | None) -> int:
    """Fen; -1, which comes after all others, where none is stated."""
    return -1 if fen is None else fen


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


def _as_json(quote: Quote) -> dict[str, Any]:
    plain = {"what": quote.what, "text": quote.text, "column": quote.column, "indicator": quote.indicator}
    return plain if quote.disclosed is None else plain | {"disclosed": quote.disclosed, "of": quote.of}


def _digest_of(evidence: Sequence[Quote]) -> str:
    """A hash of the evidence's words; width, blanks and place do not count, nor does what is only marked."""
    words = [(one.what, fold(one.text), one.column) for one in evidence if one.what != "corrected"]
    data = json.dumps(words, ensure_ascii=True)
    return hashlib.sha256(data.encode()).hexdigest()
