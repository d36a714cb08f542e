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
    costs,
    duplication,
    filling,
    objectives,
    quantification,
    reading,
    relevance,
    target_values,
    terms,
    years,
)
from budget.audit.answers import (
    Answer,
    Hit,
    IndicatorAnswer,
    IndicatorRule,
    ProjectRule,
    Unknown,
    WholeRule,
    finding_of,
    listing,
)
from budget.audit.catalogue import CHECKS, ORDER, SILENCES
from budget.audit.findings import Audit, Finding, NotEvaluated
from budget.audit.indicator_texts import IndicatorText
from budget.audit.policy import Policy
from budget.audit.subjects import IndicatorSubject, LastYear, ProjectSubject, Subject, subject_of
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
    **quantification.PROJECT_RULES,
    **terms.PROJECT_RULES,
    **costs.PROJECT_RULES,
    **filling.PROJECT_RULES,
    **relevance.PROJECT_RULES,
    **objectives.PROJECT_RULES,
    **years.PROJECT_RULES,
    **reading.PROJECT_RULES,
}
INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    **quantification.INDICATOR_RULES,
    **target_values.INDICATOR_RULES,
    **costs.INDICATOR_RULES,
    **classification.INDICATOR_RULES,
    **relevance.INDICATOR_RULES,
}
_READ_TARGETS: Final = tuple(check for check in INDICATOR_RULES if "targets" in CHECKS[check].needs)

# The evidence of these checks is the indicator's levels; that of all others is its targets.
_ABOUT_LEVELS: Final = frozenset({"CLS-06"})

# A confidential project counts in every sum and is read like any other; only these checks apply to it. Rules
# over whole disclosures skip it themselves.
_EVEN_IF_CONFIDENTIAL: Final = frozenset({"AMT-04", "DIS-01"})
# Unread text of a row may contain another indicator, which would remove these findings.
_GONE_WITH_ANOTHER_INDICATOR: Final = frozenset(
    {"AMT-05", "QNT-13", *(check for check in completeness.PROJECT_RULES if check != "CMP-01")}
)
# Another indicator could cause these findings or remove them.
_TURNED_BY_ANOTHER_INDICATOR: Final = frozenset({"QNT-02"})
# Another indicator could only cause these findings.
_BROUGHT_BY_ANOTHER_INDICATOR: Final = frozenset({"QNT-04"})


def audit(
    disclosure: Disclosure,
    problems: Sequence[Problem],
    policy: Policy,
    last_year: LastYear | None = None,
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

    What it has allocated is then moved to the oldest generation, which is not looked through at once.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _audit(subject: Subject) -> Audit:
    outcomes = list(_outcomes(subject))
    place = _Places(subject)
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
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
    rules = [item for item in PROJECT_RULES.items() if is_on(item[0])]
    for project in subject.projects:
        yield from _of_project(subject, project, rules)


def _of_project(
    subject: Subject, project: ProjectSubject, rules: Sequence[tuple[str, ProjectRule]]
) -> Iterator[Finding | NotEvaluated]:
    """The findings on one project, without those that a more specific one makes needless."""
    is_on = subject.policy.is_on
    hits: dict[str, Hit] = {}
    if project.is_confidential:
        rules = [item for item in rules if item[0] in _EVEN_IF_CONFIDENTIAL]
    for check, rule in rules:
        answer = rule(project, subject)
        if answer is None and not project.has_unread:
            continue
        outcome = _evaluated(project, check, answer)
        if isinstance(outcome, NotEvaluated):
            yield outcome
        elif outcome is not None:
            hits[check] = outcome
    listed = {} if project.is_confidential else _listed(project)
    if subject.policy.off:
        listed = {check: found for check, found in listed.items() if is_on(check)}
    silent = _silent(hits, listed)
    for check, hit in hits.items():
        if check not in silent:
            yield finding_of(subject, check, project, hit)
    for check, answers in listed.items():
        found = answers
        if check in silent:
            found = [(one, answer) for one, answer in answers if one.record.position not in silent[check]]
        if found:
            yield finding_of(subject, check, project, _hit_of(check, found))
    if not project.is_confidential:
        yield from _unread_targets(subject, project)


_Answered = list[tuple[IndicatorSubject, IndicatorAnswer]]


def _listed(project: ProjectSubject) -> dict[str, _Answered]:
    """The checks that have an answer on indicators of a project, with these and their answers."""
    listed: dict[str, _Answered] = {}
    for indicator in project.indicators:
        for check, answer in _answers(indicator.text):
            listed.setdefault(check, []).append((indicator, answer))
    return listed


def _hit_of(check: str, found: _Answered) -> Hit:
    """One hit for the indicators that a check has found, of the gravest level among them."""
    indicators = [indicator for indicator, _ in found]
    is_lesser = all(answer == "lesser" for _, answer in found)
    if check in _ABOUT_LEVELS:
        quotes = tuple([quote for indicator in indicators for quote in indicator.level_quotes])
        return Hit(quotes, tuple(indicators), is_lesser)
    return listing(indicators, is_lesser=is_lesser)


def _unread_targets(subject: Subject, project: ProjectSubject) -> Iterator[NotEvaluated]:
    for indicator in project.indicators:
        if indicator.is_torn:
            details = {"indicator": str(indicator.record.position)}
            for check in _READ_TARGETS:
                if subject.policy.is_on(check):
                    yield NotEvaluated(check, project.ref, "unread-target", details)


@lru_cache(maxsize=20_000)
def _answers(text: IndicatorText) -> tuple[tuple[str, IndicatorAnswer], ...]:
    """Return the checks of one indicator that have an answer, with their answers. Targets of a torn value
    get none.

    Cached between audits: indicators of the same words share their text.
    """
    return tuple(
        (check, answer)
        for check, rule in INDICATOR_RULES.items()
        if not (text.is_torn and check in _READ_TARGETS) and (answer := rule(text))
    )


def _evaluated(project: ProjectSubject, check: str, answer: Answer) -> Hit | NotEvaluated | None:
    """The answer of a rule, unless unread text of the project could change it."""
    if project.has_unread and (
        check in _TURNED_BY_ANOTHER_INDICATOR
        or (answer is not None and check in _GONE_WITH_ANOTHER_INDICATOR)
        or (answer is None and check in _BROUGHT_BY_ANOTHER_INDICATOR)
    ):
        return NotEvaluated(check, project.ref, "unread-part")
    if isinstance(answer, Unknown):
        return NotEvaluated(check, project.ref, answer.why, answer.details)
    return answer


def _silent(hits: Mapping[str, Hit], listed: Mapping[str, _Answered]) -> dict[str, set[int]]:
    """The checks that more specific findings of a project make needless on it, each with the positions of the
    indicators on which they do.
    """
    silent: dict[str, set[int]] = {}
    for check in [*hits, *listed]:
        if check in SILENCES:
            if check in hits:
                indicators: Iterable[IndicatorSubject] = hits[check].indicators
            else:
                indicators = [indicator for indicator, _ in listed[check]]
            positions = [indicator.record.position for indicator in indicators]
            for silenced in SILENCES[check]:
                silent.setdefault(silenced, set()).update(positions)
    return silent


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
