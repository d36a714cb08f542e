"""Findings in self-evaluations: stored beside those of the targets, the same in both directions of arrival,
kept with their reviews over revisions of either side.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from django.contrib.auth.models import User

from budget.accounts.roles import ADMINISTRATOR, AUDITOR
from budget.actions.lifecycle.withdrawals import bring_back, withdraw
from budget.actions.result_matches import Decided, decide
from budget.actions.reviews import review
from budget.disclosure.corrections import Place
from budget.disclosure.records import Disclosure
from budget.models import (
    CheckSetting,
    Disclosure as DisclosureRow,
    Finding,
    FindingFigures,
    Project,
    Review,
    SelfEvaluation,
    Tally,
)
from budget.models.quality import LEVEL_COLUMNS
from budget.store import checks, disclosures
from budget.store.result_matches import state_of
from budget.store.self_evaluations import store
from budget.store.verification.rows import verify_disclosure
from tests import factories
from tests.actions.corrections.editing import correct
from tests.factories import WAN
from tests.support.people import person
from tests.support.self_evaluations import actual, evaluation, evaluations

pytestmark = [pytest.mark.django_db, pytest.mark.both]

RESULT = evaluation(
    indicators=(
        actual(target="≥40次", actual="52次", points="50", score="50"),
        actual("quality", "培训合格率", "≥95%", position=2, actual="80%", points="40", score="40"),
    ),
    score="99",
)
OTHER = evaluation("塑胶跑道铺设", unit="市第一中学")


def targets(**fields: Any) -> Disclosure:
    indicators = (
        factories.indicator(),
        factories.indicator("quality", "培训合格率", "≥95%", position=2, **fields),
        factories.indicator("timeliness", "按时开班率", "≥90%", position=3),
    )
    projects = [
        factories.project("教师培训", 7 * WAN, indicators=indicators),
        factories.project("操场塑胶跑道铺设", 9 * WAN),
    ]
    return factories.disclosure(factories.unit("市教育局", *projects))


def of_results() -> list[tuple[str, str, str, tuple[int, ...], str]]:
    """Check, self-evaluation, project, indicators and evidence of the findings in force."""
    rows = Finding.objects.in_force().filter(self_evaluation__isnull=False).order_by("position")
    return [
        (
            *(row.check_id, row.project_name, row.project.name if row.project else ""),
            tuple(row.indicators),
            " ".join(quote.text for quote in row.quotes),
        )
        for row in rows.select_related("project")
    ]


def checks_of(name: str = "教师培训") -> set[str]:
    return {check for check, of, *_rest in of_results() if of == name}


def both() -> tuple[DisclosureRow, SelfEvaluation]:
    disclosure = disclosures.store(targets()).disclosure
    store(evaluations(RESULT, OTHER))
    return disclosure, SelfEvaluation.objects.get(name="教师培训")


def reviewed(check: str, by: User) -> Finding:
    finding = Finding.objects.get(check_id=check, self_evaluation__name="教师培训")
    review({finding.pk: finding.version}, "confirmed", "已核实", by)
    return finding


def test_both_directions_of_arrival_give_the_same_findings() -> None:
    steps: list[Callable[[], object]] = [
        lambda: disclosures.store(targets()),
        lambda: store(evaluations(RESULT)),
        lambda: store(evaluations(OTHER)),
    ]
    found = []
    for order in permutations(steps):
        DisclosureRow.objects.all().delete()
        SelfEvaluation.objects.all().delete()
        for step in order:
            step()
        found.append(of_results())
        counted = FindingFigures.objects.filter(category="", check_id__startswith="RES")
        assert sum(row.finding_count for row in counted) == len(found[-1])
    assert found.count(found[0]) == len(found)
    assert checks_of() == {"RES-01", "RES-03", "RES-10", "RES-14"}
    assert ("RES-01", "教师培训", "教师培训", (1,), "培训次数 ≥50次 ≥40次") in found[0]


def test_findings_of_results_count_as_such_and_not_as_quality_of_the_targets() -> None:
    disclosure, row = both()
    before = {name: getattr(Project.objects.get(name="教师培训"), name) for name in LEVEL_COLUMNS.values()}
    tally = Tally.objects.get(check_id="RES-03", level="")
    assert (tally.finding_count, tally.project_count, tally.money) == (1, 1, 7 * WAN)
    unmatched = Tally.objects.get(check_id="RES-07", level="")
    assert (unmatched.finding_count, unmatched.project_count, unmatched.money) == (1, 0, None)
    store(evaluations(replace(RESULT, indicators=(), score="", sources=())))
    assert "RES-03" not in checks_of()
    after = {name: getattr(Project.objects.get(name="教师培训"), name) for name in before}
    assert after == before
    assert verify_disclosure(disclosure.pk) == []
    Finding.objects.filter(self_evaluation=row, is_active=True).update(place="elsewhere")
    assert len(verify_disclosure(disclosure.pk)) == 1


def test_a_review_is_kept_over_revisions_of_either_side() -> None:
    both()
    finding = reviewed("RES-03", person(AUDITOR))
    disclosures.store(targets(direction="正向"))
    store(evaluations(replace(RESULT, actual_objective="另一结果")))
    again = Finding.objects.get(pk=finding.pk)
    assert (again.is_active, again.review_state) == (True, "confirmed")
    assert again.result_revision.number == 2 and again.last_seen_in.number == 2
    # Another actual value is other evidence: the decided finding is open again.
    changed = replace(RESULT.indicators[1], actual="81%")
    store(evaluations(replace(RESULT, indicators=(RESULT.indicators[0], changed))))
    again.refresh_from_db()
    assert again.review_state == "open"
    reopened = Review.objects.get(finding=again, is_reopening=True)
    assert reopened.result_revision.number == 3
    # What was missed is met: the finding ends, and its reviews stay.
    met = replace(RESULT.indicators[1], actual="96%")
    store(evaluations(replace(RESULT, indicators=(RESULT.indicators[0], met))))
    again.refresh_from_db()
    assert (again.is_active, again.resolved_because, again.reviews.count()) == (False, "revised", 2)


def test_decisions_settings_and_withdrawals_change_the_findings() -> None:
    disclosure, row = both()
    other = SelfEvaluation.objects.get(name="塑胶跑道铺设")
    auditor, administrator = person(AUDITOR), person(ADMINISTRATOR)
    project = Project.objects.get(name="操场塑胶跑道铺设")
    assert "RES-15" not in checks_of(other.name)
    decide(other, project, Decided("confirmed", state_of(other, project)), auditor)
    assert "RES-15" in checks_of(other.name)
    finding = reviewed("RES-03", auditor)
    CheckSetting.objects.create(check_id="RES-03", is_on=False)
    checks.check(disclosure)
    finding.refresh_from_db()
    assert (finding.is_active, finding.resolved_because) == (False, "switched-off")
    CheckSetting.objects.all().delete()
    checks.check(disclosure)
    revision = disclosure.revisions.get()
    withdraw(disclosure, reason="误公开", by=administrator)
    finding.refresh_from_db()
    assert (finding.is_active, finding.resolved_because, of_results()) == (False, "withdrawn", [])
    store(evaluations(replace(RESULT, conclusion="良")))
    assert of_results() == []
    bring_back(revision, reason="有误", by=administrator)
    finding.refresh_from_db()
    assert (finding.is_active, finding.review_state) == (True, "confirmed")
    assert {"RES-14", "RES-15"} <= checks_of() | checks_of(other.name)


def test_a_corrected_target_is_quoted_as_such_with_what_is_disclosed() -> None:
    """The correction makes the restated target a lower one, and another target a dropped one that is read."""
    disclosure, _row = both()
    correct(disclosure, Place(0, 0, 1), "annual_target", "≥99%")
    correct(disclosure, Place(0, 0, 2), "annual_target", "≥91%")
    lower = Finding.objects.get(check_id="RES-01", self_evaluation__name="教师培训")
    quotes = [(quote.text, quote.disclosed) for quote in lower.quotes if quote.what == "annual_target"]
    assert quotes == [("≥50次", None), ("≥99%", "≥95%")]
    dropped = Finding.objects.get(check_id="RES-14", self_evaluation__name="教师培训")
    assert [quote.disclosed for quote in dropped.quotes] == [None, "≥90%"]
