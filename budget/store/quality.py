"""Counts of findings and of quantified indicators, kept with each project, unit's statement and disclosure.

Lists are ranked by these columns (`budget.models.quality`) instead of a count of all findings. They are made
anew after each check, and when units become one. Reviews change nothing here. Findings in self-evaluations
are not counted: they say nothing of the targets' quality.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from budget.models import Disclosure, Finding, Project, UnitStatement
from budget.models.quality import LEVEL_COLUMNS, QualityCounts, QualityRates, permille
from budget.store import bulk
from budget.store.batches import BATCH
from indicators.cells import joined
from indicators.models import Indicator
from indicators.targets import is_quantified

_COLUMNS = tuple(one.name for one in QualityCounts._meta.get_fields())
_PROJECT_COLUMNS = (*_COLUMNS, *(one.name for one in QualityRates._meta.get_fields()))
_LEVELS = tuple(LEVEL_COLUMNS)
_ERROR = _LEVELS.index("error")
# What is read of a project and of a statement, before the columns that are counted.
_OF_PROJECT = ("pk", "unit", "statement", "is_confidential", "total")
_OF_STATEMENT = ("pk", "unit")
# By level, the findings (by id) of a unit or of the whole: two projects may share one.
_Findings = dict[str, set[int]]


@dataclass(slots=True)
class _Counts:
    """The columns of QualityCounts of one row, without those of findings."""

    assessed: int = 0
    quantified: int = 0
    error_money: int = 0

    def add(self, other: "_Counts") -> None:
        """Take in the indicators and the money of another one."""
        self.assessed += other.assessed
        self.quantified += other.quantified
        self.error_money += other.error_money

    def columns(self, findings: Sequence[int]) -> tuple[int, ...]:
        """The values of _COLUMNS; `findings` are the numbers of each level."""
        return (*findings, self.assessed, self.quantified, self.error_money)


def refresh(disclosures: Collection[int]) -> int:
    """Count disclosures (by id) anew from their rows and findings, in the caller's transaction.

    Returns how many rows were counted otherwise: 0 where all was right. This is also what rebuilds them.
    """
    return sum(_refresh(disclosure) for disclosure in sorted(disclosures))


def _refresh(disclosure: int) -> int:
    rows = Project.objects.filter(disclosure=disclosure).order_by()
    projects = list(rows.values_list(*_OF_PROJECT, *_PROJECT_COLUMNS))
    of_disclosure = UnitStatement.objects.filter(disclosure=disclosure).order_by("position", "pk")
    statements = list(of_disclosure.values_list(*_OF_STATEMENT, *_COLUMNS))
    of_projects = _count_indicators(
        disclosure, {pk for pk, _, _, is_confidential, *_ in projects if is_confidential}
    )
    whole, of_statements = _Counts(), {pk: _Counts() for pk, *_ in statements}
    found = _count_findings(disclosure, {pk: unit for pk, unit, *_ in projects})
    changed_projects = []
    for pk, _unit, statement, _is_confidential, total, *before in projects:
        counts, findings = of_projects[pk], found.of_projects[pk]
        if findings[_ERROR]:
            counts.error_money = total or 0
        of_statements[statement].add(counts)
        whole.add(counts)
        rates = permille(sum(findings), counts.assessed), permille(counts.quantified, counts.assessed)
        after = (*counts.columns(findings), *rates)
        if after != tuple(before):
            changed_projects.append((*after, pk))
    changed_statements = []
    # The findings of a unit are with its first statement.
    of_units = dict(found.of_units)
    for pk, unit, *before in statements:
        columns = of_statements[pk].columns(_numbers(of_units.pop(unit, {})))
        if columns != tuple(before):
            changed_statements.append((*columns, pk))
    bulk.update(Project, _PROJECT_COLUMNS, changed_projects)
    bulk.update(UnitStatement, _COLUMNS, changed_statements)
    now = dict(zip(_COLUMNS, whole.columns(_numbers(found.whole)), strict=True))
    is_other = Disclosure.objects.filter(pk=disclosure).exclude(**now).update(**now)
    return len(changed_projects) + len(changed_statements) + bool(is_other)


def _count_indicators(disclosure: int, confidential: set[int]) -> dict[int, _Counts]:
    """The indicators of each project that are assessed, and those that are quantified."""
    texts = Indicator.objects.filter(project__disclosure=disclosure).order_by()
    columns = ("project", "annual_target", "comparator", "unit_of_measure")
    counts: dict[int, _Counts] = defaultdict(_Counts)
    for project, *target in texts.values_list(*columns).iterator(chunk_size=BATCH):
        if project not in confidential:
            of_project = counts[project]
            of_project.assessed += 1
            of_project.quantified += is_quantified(joined(*target))
    return counts


@dataclass(frozen=True, slots=True)
class _Found:
    """The findings in force: their numbers of each level by project, themselves by unit and of the whole."""

    of_projects: dict[int, list[int]]
    of_units: dict[int, _Findings]
    whole: _Findings


def _count_findings(disclosure: int, unit_of: Mapping[int, int]) -> _Found:
    """Count a finding for each project that it names, for their units and its own, and for the whole."""
    of_projects: dict[int, list[int]] = defaultdict(lambda: [0] * len(_LEVELS))
    of_units: dict[int, _Findings] = defaultdict(lambda: defaultdict(set))
    whole: _Findings = defaultdict(set)
    of_table = Finding.objects.filter(disclosure=disclosure, self_evaluation__isnull=True)
    in_force = of_table.in_force().order_by()
    for finding, level, unit in in_force.values_list("pk", "level", "unit"):
        whole[level].add(finding)
        of_units[unit][level].add(finding)
    links = Finding.projects.through.objects.filter(
        finding__disclosure=disclosure,
        finding__self_evaluation__isnull=True,
        finding__is_active=True,
        project__disclosure=disclosure,
    )
    for finding, level, project in links.values_list("finding", "finding__level", "project"):
        of_projects[project][_LEVELS.index(level)] += 1
        of_units[unit_of[project]][level].add(finding)
    return _Found(of_projects, of_units, whole)


def _numbers(findings: _Findings) -> list[int]:
    return [len(findings.get(level, ())) for level in _LEVELS]
