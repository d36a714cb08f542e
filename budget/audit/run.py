"""The entry point of the audit: a disclosure's records and a policy become findings.

The same records give the same findings: at import, after an edit, in a re-run.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from budget.audit import (
    amounts,
    classification,
    completeness,
    duplication,
    reading,
    relevance,
    target_values,
    years,
)
from budget.audit.answers import (
    Answer,
    IndicatorAnswer,
    IndicatorRule,
    ProjectRule,
    Unknown,
    WholeRule,
    finding_of,
    indicator_finding,
)
from budget.audit.catalogue import CHECKS, ORDER, SILENCES
from budget.audit.findings import Audit, Finding, NotEvaluated, ProjectNames
from budget.audit.indicator_texts import IndicatorText
from budget.audit.policy import Policy
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject, subject_of
from budget.disclosure.problems import Problem
from budget.disclosure.records import Disclosure
from indicators.folding import fold

WHOLE_RULES: Final[Mapping[str, WholeRule]] = {
    **amounts.WHOLE_RULES,
    **relevance.WHOLE_RULES,
    **duplication.WHOLE_RULES,
    **years.WHOLE_RULES,
    **reading.WHOLE_RULES,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    **amounts.PROJECT_RULES,
    **completeness.PROJECT_RULES,
    **target_values.PROJECT_RULES,
    **relevance.PROJECT_RULES,
    **years.PROJECT_RULES,
    **reading.PROJECT_RULES,
}
INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    **target_values.INDICATOR_RULES,
    **classification.INDICATOR_RULES,
    **relevance.INDICATOR_RULES,
}
LISTING_RULES: Final[Mapping[str, IndicatorRule]] = target_values.LISTING_RULES
_SINGLE_INDICATOR_RULES: Final = {**INDICATOR_RULES, **LISTING_RULES}
_READ_TARGETS: Final = tuple(check for check in _SINGLE_INDICATOR_RULES if "targets" in CHECKS[check].needs)

# The evidence of these checks is the indicator's levels; that of all others is its targets.
_ABOUT_LEVELS: Final = frozenset({"CLS-06"})

_SILENCEABLE: Final = frozenset(check for checks in SILENCES.values() for check in checks)

# A confidential project counts in every sum and is read like any other; only these checks apply to it. Rules
# over whole disclosures skip it themselves.
_EVEN_IF_CONFIDENTIAL: Final = frozenset({"AMT-04", "DIS-01"})
# Unread text of a row may contain another indicator, which would remove these findings.
_GONE_WITH_ANOTHER_INDICATOR: Final = frozenset(
    {"AMT-05", *(check for check in completeness.PROJECT_RULES if check != "CMP-01")}
)
# Another indicator could cause these findings or remove them.
_TURNED_BY_ANOTHER_INDICATOR: Final = frozenset({"QNT-02"})
# Another indicator could only cause these findings.
_BROUGHT_BY_ANOTHER_INDICATOR: Final = frozenset({"QNT-04"})


def audit(
    disclosure: Disclosure,
    problems: Sequence[Problem],
    policy: Policy,
    last_year: Disclosure | None = None,
    other_names: Mapping[str, str] = MappingProxyType({}),
) -> Audit:
    """Check one disclosure.

    `problems` are those of its reading. `last_year` is the same department's disclosure of the year
    before, None where there is none. `other_names` are units' other names, folded, each with the unit's
    own: a renamed unit is one unit in both years. Findings name the unit as disclosed. They are in the
    order of the table: those on the whole disclosure first, those on a unit before those on its
    projects.
    """
    with _without_gc():
        return _audit(subject_of(disclosure, problems, policy, last_year, other_names))


@contextmanager
def _without_gc() -> Iterator[None]:
    """Switch garbage collection off during an audit: it allocates no cycles, and collection took a third of
    the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _audit(subject: Subject) -> Audit:
    outcomes = list(_outcomes(subject))
    place = _Places(subject)
    findings = _without_silenced(outcome for outcome in outcomes if isinstance(outcome, Finding))
    not_evaluated = [outcome for outcome in outcomes if isinstance(outcome, NotEvaluated)]
    return Audit(
        findings=tuple(sorted(findings, key=place.of_finding)),
        not_evaluated=tuple(sorted(not_evaluated, key=place.of_not_evaluated)),
        off=tuple(check for check in CHECKS if not subject.policy.is_on(check)),
    )


def _outcomes(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    is_on = subject.policy.is_on
    for check, whole_rule in WHOLE_RULES.items():
        if not is_on(check):
            continue
        if "last_year" in CHECKS[check].needs and subject.last_year is None:
            yield NotEvaluated(check, None, "no-last-year")
            continue
        yield from whole_rule(subject)
    project_rules = [item for item in PROJECT_RULES.items() if is_on(item[0])]
    for project in subject.projects:
        for check, project_rule in project_rules:
            if not project.is_confidential or check in _EVEN_IF_CONFIDENTIAL:
                outcome = _of_project(subject, project, check, project_rule(project, subject))
                if outcome is not None:
                    yield outcome
        if not project.is_confidential:
            yield from _of_indicators(subject, project)


@lru_cache(maxsize=20_000)
def _answers(text: IndicatorText) -> tuple[tuple[str, IndicatorAnswer], ...]:
    """Return the checks of one indicator that have an answer, with their answers. Targets of a torn value
    get none.

    Cached between audits: indicators of the same words share their text.
    """
    return tuple(
        (check, answer)
        for check, rule in _SINGLE_INDICATOR_RULES.items()
        if not (text.is_torn and check in _READ_TARGETS) and (answer := rule(text))
    )


def _of_project(
    subject: Subject, project: ProjectSubject, check: str, answer: Answer
) -> Finding | NotEvaluated | None:
    if project.has_unread and (
        check in _TURNED_BY_ANOTHER_INDICATOR
        or (answer is not None and check in _GONE_WITH_ANOTHER_INDICATOR)
        or (answer is None and check in _BROUGHT_BY_ANOTHER_INDICATOR)
    ):
        return NotEvaluated(check, project.ref, "unread-part")
    if answer is None:
        return None
    if isinstance(answer, Unknown):
        return NotEvaluated(check, project.ref, answer.why, answer.details)
    return finding_of(subject, check, project, answer.evidence, answer.indicators)


def _of_indicators(subject: Subject, project: ProjectSubject) -> Iterator[Finding | NotEvaluated]:
    is_on = subject.policy.is_on
    listed: dict[str, list[IndicatorSubject]] = {}
    for indicator in project.indicators:
        if indicator.is_torn:
            details = {"indicator": str(indicator.record.position)}
            for check in _READ_TARGETS:
                if is_on(check):
                    yield NotEvaluated(check, project.ref, "unread-target", details)
        answers = _answers(indicator.text)
        quotes = indicator.quotes if answers else ()
        for check, answer in answers:
            if not is_on(check):
                continue
            if check in LISTING_RULES:
                listed.setdefault(check, []).append(indicator)
                continue
            is_lesser = answer == "lesser"
            evidence = indicator.level_quotes if check in _ABOUT_LEVELS else quotes
            yield indicator_finding(subject, check, project, indicator, evidence, is_lesser=is_lesser)
    for check, indicators in listed.items():
        evidence = tuple(quote for indicator in indicators for quote in indicator.quotes)
        yield finding_of(subject, check, project, evidence, indicators)


def _without_silenced(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, without those that a more specific one on the same project (and indicator) makes
    needless.
    """
    everything = list(findings)
    silent_projects: set[tuple[str, ProjectNames]] = set()
    silent_indicators: set[tuple[str, ProjectNames, int]] = set()
    for finding in everything:
        if finding.project is None or finding.check not in SILENCES:
            continue
        for silenced in SILENCES[finding.check]:
            silent_projects.add((silenced, finding.project.key))
            silent_indicators.update(
                (silenced, finding.project.key, position) for position in finding.indicators
            )

    def is_silenced(finding: Finding) -> bool:
        if finding.project is None or finding.check not in _SILENCEABLE:
            return False
        if finding.indicator is None:
            return (finding.check, finding.project.key) in silent_projects
        return (finding.check, finding.project.key, finding.indicator) in silent_indicators

    return [finding for finding in everything if not is_silenced(finding)]


class _Places:
    """The positions of findings in the order of the table."""

    def __init__(self, subject: Subject) -> None:
        self._units: dict[str, int] = {}
        for place, unit in enumerate(subject.disclosure.units):
            self._units.setdefault(fold(unit.name), place)
        self._projects = {
            project.ref.key: (project.unit_index, project.index) for project in subject.projects
        }

    def of_finding(self, finding: Finding) -> tuple[int, int, int, tuple[int, ...]]:
        if finding.project is not None:
            unit, project = self._projects[finding.project.key]
        else:
            unit, project = self._units.get(fold(finding.unit), -1), -1
        return unit, project, ORDER[finding.check], finding.indicators

    def of_not_evaluated(self, one: NotEvaluated) -> tuple[int, int, int]:
        unit, project = self._projects[one.project.key] if one.project is not None else (-1, -1)
        return unit, project, ORDER[one.check]
