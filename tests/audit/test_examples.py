"""Each example of the catalogue does what the page of the checks says of it."""

from dataclasses import replace

import pytest

from budget.audit.catalogue import CHECKS
from budget.audit.catalogue.example_texts import EXAMPLES
from budget.audit.catalogue.examples import (
    EXAMPLE_YEAR,
    Example,
    ExampleIndicator,
    ExampleProject,
    ExampleResult,
)
from budget.audit.findings import Finding
from budget.audit.policy import Policy
from budget.audit.result_run import audit_result
from budget.audit.results import Pair
from budget.disclosure.problems import Problem
from budget.disclosure.records import Amounts, Disclosure, Indicator, Project
from budget.disclosure.self_evaluations import ActualIndicator, MoneyRow, SelfEvaluation
from tests.audit.building import SOUND_INDICATORS, WAN, audited, disclosure, indicator, project, unit


def _indicator(given: ExampleIndicator) -> Indicator:
    fields = {"weight": given.weight} | ({"level2_code": given.code} if given.code else {})
    return indicator(given.name, given.annual, given.period, given.category, **fields)


def _project(given: ExampleProject) -> Project:
    fields = {name: getattr(given, name) for name in ("period_objective", "unread")}
    if given.name:
        fields["name"] = given.name
    if given.objective is not None:
        fields["objective"] = given.objective
    if given.sources:
        fiscal, other = given.sources
        total = None if given.total is None else given.total * WAN
        fields["amounts"] = Amounts(total, fiscal_appropriation=fiscal * WAN, other_funds=other * WAN)
    if given.term:
        fields["starts_on"], fields["ends_on"] = given.term
    if given.indicators is not None:
        sound = SOUND_INDICATORS if given.among_others else ()
        fields["indicators"] = (*sound, *map(_indicator, given.indicators))
    return project(wan=given.total, **fields)


def _table(projects: tuple[ExampleProject, ...], year: int, example: Example | None = None) -> Disclosure:
    names = dict.fromkeys(one.unit for one in projects)
    money = {} if example is None or example.subtotal is None else {"amounts": _total(example.subtotal)}
    units = [
        unit(*(_project(one) for one in projects if one.unit == name), name=name or "人事教育中心", **money)
        for name in names
    ]
    fields: dict[str, object] = {}
    if example is not None and example.grand_total is not None:
        fields["amounts"] = _total(example.grand_total)
    if example is not None and example.term_money is not None:
        fields["layout"] = "form"
    return disclosure(*units, year=year, **fields)


def _total(wan: int) -> Amounts:
    return Amounts(total=wan * WAN)


def checks_of(example: Example) -> set[str]:
    """The checks that hit an example, with all that it leaves out in order."""
    if example.result is not None:
        return {finding.check for finding in findings_of(example.result)}
    problems = []
    if example.term_money is not None:
        problems.append(
            Problem("other-money", row=7, column="实施期资金总额", text=f"{example.term_money}.00")
        )
    if example.in_doubt:
        problems.append(Problem("unit-or-project", row=7, text=example.in_doubt))
    last_year = _table(example.last_year, EXAMPLE_YEAR - 1) if example.last_year else None
    table = _table(example.projects, EXAMPLE_YEAR, example)
    return {finding.check for finding in audited(table, problems=problems, last_year=last_year).findings}


def findings_of(given: ExampleResult) -> list[Finding]:
    """The findings of a self-evaluation with what its extract states."""
    money = [None if wan is None else wan * WAN for wan in (given.initial, given.adjusted, given.executed)]
    pairs = []
    for position, one in enumerate(given.indicators, start=1):
        actual = ActualIndicator(
            position, "产出指标", "数量指标", one.name, one.target, actual=one.actual, points=one.points
        )
        actual = replace(actual, score=one.score, reason=one.reason)
        target = one.target if one.disclosed == "=" else one.disclosed
        disclosed = None if target is None else indicator(one.name, target)
        pairs.append(Pair(disclosed, actual))
    evaluation = SelfEvaluation(
        name="干部培训",
        unit="人事教育中心",
        row=1,
        budget=MoneyRow("年度资金总额", *money, rate=given.rate),
        score=given.total,
        indicators=tuple(pair.actual for pair in pairs if pair.actual is not None),
    )
    pairs += [Pair(indicator(name, "≥90%"), None) for name in given.dropped]
    return audit_result(evaluation, pairs, Policy(), has_targets=True)[0]


def test_every_check_has_examples() -> None:
    assert set(EXAMPLES) == set(CHECKS)


@pytest.mark.parametrize("check", EXAMPLES)
def test_a_check_hits_one_example_and_spares_the_other(check: str) -> None:
    assert check in checks_of(EXAMPLES[check].hit)
    assert check not in checks_of(EXAMPLES[check].spared)
