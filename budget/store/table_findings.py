"""The findings of the checks of a disclosure's table: what a finding takes from the rows in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from budget.audit import findings as audit_findings
from budget.audit.catalogue import LEVELS
from budget.audit.findings import Audit, ProjectNames, folded
from budget.disclosure import records
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.records import sum_stated
from budget.models import Disclosure, Finding, Revision
from budget.models.findings import ResolutionReason
from budget.models.querysets.findings import category_mark
from budget.store.findings_writer import FindingsWriter, as_json, evidence_digest, named_of
from indicators import taxonomy
from indicators.folding import fold


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


class TableFindings(FindingsWriter):
    """Writes the findings of the checks of a disclosure's table."""

    def __init__(
        self,
        disclosure: Disclosure,
        revision: Revision,
        table: TableRows,
        audit: Audit,
        because: ResolutionReason,
    ) -> None:
        scope = {"disclosure": disclosure, "self_evaluation__isnull": True}
        super().__init__(disclosure, revision, because, scope)
        self.table = table
        self.audit = audit
        self.gravest: dict[ProjectNames, int] = {}
        for one in audit.findings:
            if one.project is not None:
                rank = LEVELS.index(one.level)
                self.gravest[one.project.key] = min(rank, self.gravest.get(one.project.key, rank))

    def _values(self, audited: audit_findings.Finding, position: int) -> tuple[Any, ...]:
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
            named_of(audited),
            audited.indicator,
            list(audited.indicators),
            row.categories(audited.indicators) if row else "",
            (row.place if row else unit_place) or self.table.place,
            audited.row,
            list(audited.rows),
            [as_json(quote) for quote in audited.evidence],
            evidence_digest(audited.evidence),
            sum_stated(project.total for project in audited.projects),
            self.gravest[audited.project.key] if audited.project else level_rank,
            self.table.money_of(audited),
            None,
        )

    def _projects_of(self, audited: audit_findings.Finding) -> Iterable[int]:
        return (self.table.projects[project.key].project_id for project in audited.projects)

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


@lru_cache(10_000)
def _category_of(level1_code: str, level1: str, level2_code: str, level2: str) -> str:
    """The category's key, "" where it is open. Cached: thousands of rows have the same few labels."""
    category = taxonomy.category_of(level1_code, level1, level2_code, level2)
    return category.key if category else ""


def _stated_or_less(fen: int | None) -> int:
    """Fen; -1, which comes after all others, where none is stated."""
    return -1 if fen is None else fen
