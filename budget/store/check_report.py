"""The report that `check_disclosures` writes, and the summary that it prints."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from budget.audit.catalogue import CHECKS
from budget.audit.findings import Audit, Finding, NotEvaluated, evidence_text
from budget.models import Disclosure

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """One check over all disclosures: findings, cases not evaluated, and disclosures where it was off."""

    check: str
    found: int
    not_evaluated: int
    off: int


@dataclass(slots=True)
class CheckReport:
    """The findings of many audits; `only` is the id of the check to report, None for all."""

    only: str | None = None
    disclosure_count: int = 0
    findings: list[Json] = field(default_factory=list)
    not_evaluated: list[Json] = field(default_factory=list)
    off: Counter[str] = field(default_factory=Counter)

    @property
    def finding_count(self) -> int:
        return len(self.findings)

    def add(self, disclosure: Disclosure, audit: Audit) -> None:
        """Add the audit of a disclosure."""
        self.disclosure_count += 1
        source = {"department": disclosure.department.name, "fiscal_year": disclosure.fiscal_year}
        self.findings += [_finding(one, source) for one in audit.findings if self._is_selected(one.check)]
        self.not_evaluated += [
            _not_evaluated(one, source) for one in audit.not_evaluated if self._is_selected(one.check)
        ]
        self.off.update(check for check in audit.off if self._is_selected(check))

    def as_json(self) -> Json:
        """The report as JSON data."""
        return {"findings": self.findings, "not_evaluated": self.not_evaluated}

    def summary(self) -> list[CheckSummary]:
        """The checks that found, did not evaluate or left out something, in the catalogue's order."""
        found = Counter(one["check"] for one in self.findings)
        unknown = Counter(one["check"] for one in self.not_evaluated)
        return [
            CheckSummary(check, found[check], unknown[check], self.off[check])
            for check in CHECKS
            if found[check] or unknown[check] or self.off[check] or check == self.only
        ]

    def _is_selected(self, check: str) -> bool:
        return self.only in (None, check)


def _finding(finding: Finding, source: Json) -> Json:
    return {
        "check": finding.check,
        "level": finding.level,
        **source,
        "row": finding.row,
        "rows": list(finding.rows),
        "unit": finding.unit or None,
        "project": finding.project.name if finding.project else None,
        "indicator": finding.indicator,
        "indicators": list(finding.indicators),
        "evidence": evidence_text(finding.evidence),
        "key": finding.key,
    }


def _not_evaluated(one: NotEvaluated, source: Json) -> Json:
    return {
        "check": one.check,
        **source,
        "project": one.project.name if one.project else None,
        "why": one.words("en"),
    }
