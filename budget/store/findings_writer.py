"""The rows of findings, written as an audit gives them.

A finding whose evidence changed is open again. One that no longer arises stays as resolved, and is in force
again with its history where it arises again.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils import timezone

from budget.audit import findings as audit_findings
from budget.audit.catalogue import LEVELS
from budget.audit.findings import Audit, ProjectNames, Quote, folded
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
from budget.store import bulk
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
_INSERTED = ("id", "disclosure_id", "check_id", "key", "first_seen_in_id", "last_seen_in_id", *_AUDIT_FIELDS)
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

    def unit_of(self, name: str) -> tuple[int | None, str]:
        """The id and the place of a unit by its name as disclosed; None and "" where there is no such one."""
        return self.units.get(folded(name), (None, ""))

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

    def run(self) -> list[Counted]:
        """Write what changed; return what is counted of the findings in force."""
        # In the order of their ids, so that two writers cannot wait for each other.
        rows = Finding.objects.filter(disclosure=self.disclosure)
        existing: dict[str, Finding] = {}
        if rows.exists():
            existing = {finding.key: finding for finding in rows.select_for_update().order_by("pk")}
        new: list[_Audited] = []
        changed: list[Finding] = []
        counted: list[Counted] = []
        named: list[tuple[int, audit_findings.Finding]] = []
        for position, one in enumerate(self.audit.findings, start=1):
            audited = _Audited(one, self._values(one, position))
            counted.append(Counted(one.check, one.level, audited.values[_CATEGORIES_AT]))
            stored = existing.pop(one.key, None)
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
            in_force = Finding.objects.filter(disclosure=self.disclosure).in_force()
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
                (pk, disclosure, one.finding.check, one.finding.key, revision, revision, *one.values)
                for pk, one in zip(ids, new, strict=True)
            ],
        )
        return [(pk, one.finding) for pk, one in zip(ids, new, strict=True)]

    def _values(self, audited: audit_findings.Finding, position: int) -> tuple[Any, ...]:
        """The values of _AUDIT_FIELDS, in their order."""
        row = self.table.projects[audited.project.key] if audited.project else None
        unit_id, unit_place = self.table.unit_of(audited.unit)
        level_rank = LEVELS.index(audited.level)
        return (
            audited.level,
            level_rank,
            position,
            row.unit_id if row else unit_id,
            audited.unit,
            row.project_id if row else None,
            audited.project.name if audited.project else "",
            [
                {"unit": one.unit, "name": one.name, "ordinal": one.ordinal, "row": one.row}
                for one in audited.projects
            ],
            audited.indicator,
            list(audited.indicators),
            row.categories(audited.indicators) if row else "",
            (row.place if row else unit_place) or self.table.place,
            audited.row,
            list(audited.rows),
            [_as_json(quote) for quote in audited.evidence],
            _digest_of(audited.evidence),
            sum_stated(project.total for project in audited.projects),
            self.gravest[audited.project.key] if audited.project else level_rank,
            self.table.money_of(audited),
        )

    def _renew(self, finding: Finding, values: tuple[Any, ...]) -> None:
        """Fill a stored finding anew; other evidence opens a decided one again."""
        evidence_before, was_active = finding.evidence_digest, finding.is_active
        for name, value in zip(_AUDIT_FIELDS, values, strict=True):
            setattr(finding, name, value)
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

    def _link(self, named: Sequence[tuple[int, audit_findings.Finding]], *, is_first: bool) -> None:
        """Link each finding in force (by id) to the projects that it names; `is_first`: no link is there."""
        wanted = {
            (finding, self.table.projects[project.key].project_id)
            for finding, audited in named
            for project in audited.projects
        }
        there: dict[tuple[int, int], int] = {}
        if not is_first:
            links = _ProjectLink.objects.filter(finding__disclosure=self.disclosure, finding__is_active=True)
            there = {(finding, project): pk for pk, finding, project in links.values_list(*_LINK)}
        surplus = [pk for link, pk in there.items() if link not in wanted]
        for keys in batches(surplus):
            _ProjectLink.objects.filter(pk__in=keys).delete()
        bulk.insert(_ProjectLink, _LINK[1:], sorted(wanted - there.keys()))


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
