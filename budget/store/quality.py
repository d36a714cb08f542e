"""Counts of findings and of quantified indicators, kept with each project, unit's statement and disclosure.

Lists are ranked by these columns (`budget.models.quality`) instead of a count of all findings. They are made
anew after each check, and when units become one. Reviews change nothing here.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from budget.models import Disclosure, Finding, Project, UnitStatement
from budget.models.quality import LEVEL_COLUMNS, QualityCounts, QualityRates, permille
from budget.store import bulk
from budget.store.batches import BATCH
from indicators.cells import joined
from indicators.models import Indicator
from indicators.targets import is_quantified

_COLUMNS = tuple(one.name for one in QualityCounts._meta.get_fields())
_PROJECT_COLUMNS = (*_COLUMNS, *(one.name for one in QualityRates._meta.get_fields()))


@dataclass(slots=True)
class _Counts:
    """The columns of QualityCounts of one row; `findings` are the ids of each level."""

    findings: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    assessed: int = 0
    quantified: int = 0
    error_money: int = 0

    @property
    def columns(self) -> dict[str, int | None]:
        return {
            **{column: len(self.findings[level]) for level, column in LEVEL_COLUMNS.items()},
            "assessed_count": self.assessed,
            "quantified_count": self.quantified,
            "error_money": self.error_money,
        }

    @property
    def rates(self) -> dict[str, int | None]:
        """The columns of QualityRates."""
        return {
            "finding_rate": permille(sum(map(len, self.findings.values())), self.assessed),
            "quantified_share": permille(self.quantified, self.assessed),
        }

    def add(self, other: "_Counts") -> None:
        """Take in the indicators and the money of another one, not its findings: two may share one."""
        self.assessed += other.assessed
        self.quantified += other.quantified
        self.error_money += other.error_money


def refresh(disclosures: Collection[int]) -> int:
    """Count disclosures (by id) anew from their rows and findings, in the caller's transaction.

    Returns how many rows were counted otherwise: 0 where all was right. This is also what rebuilds them.
    """
    return sum(_refresh(disclosure) for disclosure in sorted(disclosures))


def _refresh(disclosure: int) -> int:
    projects = list(
        Project.objects.filter(disclosure=disclosure)
        .only("unit", "statement", "is_confidential", "total", *_PROJECT_COLUMNS)
        .order_by("pk")
    )
    statements = list(
        UnitStatement.objects.filter(disclosure=disclosure).only("unit", *_COLUMNS).order_by("position", "pk")
    )
    of_projects = {project.pk: _Counts() for project in projects}
    of_statements = {statement.pk: _Counts() for statement in statements}
    whole = _Counts()
    _count_indicators(disclosure, {one.pk for one in projects if one.is_confidential}, of_projects)
    first = {one.unit_id: of_statements[one.pk] for one in reversed(statements)}
    _count_findings(
        disclosure, {one.pk: one.unit_id for one in projects}, _Subjects(of_projects, first, whole)
    )
    for project in projects:
        counts = of_projects[project.pk]
        if counts.findings["error"]:
            counts.error_money = project.total or 0
        of_statements[project.statement_id].add(counts)
        whole.add(counts)
    changed = _write(projects, {pk: one.columns | one.rates for pk, one in of_projects.items()})
    changed += _write(statements, {pk: one.columns for pk, one in of_statements.items()})
    if Disclosure.objects.filter(pk=disclosure).exclude(**whole.columns).update(**whole.columns):
        changed += 1
    return changed


@dataclass(frozen=True, slots=True)
class _Subjects:
    """What findings are about: projects by id, units by id (their first statement), the whole disclosure."""

    projects: dict[int, _Counts]
    units: dict[int, _Counts]
    whole: _Counts


def _count_indicators(disclosure: int, confidential: set[int], counts: dict[int, _Counts]) -> None:
    texts = Indicator.objects.filter(project__disclosure=disclosure).order_by()
    columns = ("project", "annual_target", "comparator", "unit_of_measure")
    for project, *target in texts.values_list(*columns).iterator(chunk_size=BATCH):
        if project not in confidential:
            counts[project].assessed += 1
            counts[project].quantified += is_quantified(joined(*target))


def _count_findings(disclosure: int, unit_of: dict[int, int], subjects: _Subjects) -> None:
    """Count a finding for each project that it names, for their units and its own, and for the whole."""
    in_force = Finding.objects.filter(disclosure=disclosure).in_force().order_by()
    for finding, level, unit in in_force.values_list("pk", "level", "unit"):
        subjects.whole.findings[level].add(finding)
        if unit in subjects.units:
            subjects.units[unit].findings[level].add(finding)
    links = Finding.projects.through.objects.filter(
        finding__disclosure=disclosure, finding__is_active=True, project__disclosure=disclosure
    )
    for finding, level, project in links.values_list("finding", "finding__level", "project"):
        subjects.projects[project].findings[level].add(finding)
        subjects.units[unit_of[project]].findings[level].add(finding)


def _write(rows: Sequence[Any], columns: dict[int, dict[str, int | None]]) -> int:
    """Write the columns of rows (by id) that have other values; return how many."""
    changed = []
    for row in rows:
        values = columns[row.pk]
        if any(getattr(row, name) != value for name, value in values.items()):
            changed.append((*values.values(), row.pk))
    if changed:
        bulk.update(type(rows[0]), list(columns[rows[0].pk]), changed)
    return len(changed)
