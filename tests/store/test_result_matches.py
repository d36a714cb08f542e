"""Self-evaluations matched with projects in force: in both directions of arrival, kept over revisions."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from budget.accounts.roles import ADMINISTRATOR, AUDITOR
from budget.actions import result_matches as acts
from budget.actions.aliases import departments, units as unit_names
from budget.disclosure.records import Disclosure
from budget.models import (
    Department,
    Disclosure as DisclosureRow,
    Finding,
    Project,
    ResultIndicator,
    SelfEvaluation,
    Unit,
    UnitAlias,
)
from budget.store import disclosures, result_matches, revisions
from budget.store.locks import lock_disclosure
from budget.store.result_matches import state_of
from budget.store.self_evaluations import store
from tests import factories
from tests.factories import WAN
from tests.support.people import person
from tests.support.self_evaluations import actual, evaluation, evaluations

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def targets(*names: str, unit: str = "市第一中学", **fields: Any) -> Disclosure:
    indicators = (
        factories.indicator(),
        factories.indicator("quality", "培训合格率", "≥95%", position=2),
        factories.indicator("social", "满意的学校", "≥9所", position=3),
    )
    projects = [factories.project(name, 7 * WAN, indicators=indicators) for name in names]
    return factories.disclosure(factories.unit(unit, *projects), **fields)


RESULT = evaluation(
    "2024年教师培训",
    unit="市第一中学",
    indicators=(
        actual("social", "满意的学校", "≥8所"),
        actual("quality", "1.培训合格率（%）", "≥95%", position=2),
        actual("timeliness", "培训费", "≤7万元", position=3),
    ),
)
OTHER = evaluation("校舍维修", unit="市第一中学")


def matches() -> list[tuple[str, str, str, str]]:
    """Name of the self-evaluation, of its project and unit, basis."""
    return [
        (
            row.name,
            row.project.name if row.project else "",
            row.unit.name if row.unit else "",
            row.match_basis,
        )
        for row in SelfEvaluation.objects.select_related("project", "unit").order_by("name")
    ]


def positions() -> list[tuple[int, int | None, str]]:
    rows = ResultIndicator.objects.filter(self_evaluation__name=RESULT.name).order_by("position")
    return list(rows.values_list("position", "matched_position", "match_basis"))


def test_the_order_of_arrival_does_not_matter() -> None:
    """Targets, a self-evaluation of them, one without targets: in each order the same comes out."""
    steps: list[Callable[[], object]] = [
        lambda: disclosures.store(targets("教师培训", "图书购置")),
        lambda: store(evaluations(RESULT)),
        lambda: store(evaluations(OTHER)),
    ]
    for order in permutations(steps):
        DisclosureRow.objects.all().delete()
        SelfEvaluation.objects.all().delete()
        for step in order:
            step()
        assert matches() == [
            ("2024年教师培训", "教师培训", "市第一中学", "bare-name"),
            ("校舍维修", "", "市第一中学", ""),
        ]
        assert positions() == [(1, 3, "name"), (2, 2, "bare-name"), (3, None, "")]


def test_the_same_indicators_are_matched_as_the_rules_do_and_columns_as_objects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twice = [factories.indicator(position=number) for number in (1, 2)]
    last = factories.indicator("quality", "培训合格率", "≥95%", position=3)
    project = factories.project("教师培训", 7 * WAN, indicators=(*twice, last))
    disclosure = disclosures.store(factories.disclosure(factories.unit("市第一中学", project))).disclosure
    stated = [
        actual(name=one.name, target=one.annual_target, position=one.position)
        for one in project.indicators[:2]
    ]
    same = evaluation(
        "教师培训",
        unit="市第一中学",
        indicators=(*stated, actual("quality", last.name, last.annual_target, position=3)),
    )
    store(evaluations(same, RESULT))
    found = []
    for are_the_same in (result_matches._are_the_same, lambda ours, theirs: False):
        monkeypatch.setattr(result_matches, "_are_the_same", are_the_same)
        for read in (result_matches.Sides.of, result_matches.Sides.as_columns):
            sides = read(disclosure.department_id, 2024)
            (target,) = sides.targets.values()
            positions_of = [sides.positions(row, target) for row in sides.results.values()]
            found.append((sides.match(), positions_of))
    assert all(one == found[0] for one in found)
    assert found[0][1][0] == {number: (number, "name") for number in (1, 2, 3)}


@pytest.mark.parametrize(
    ("disclosed", "evaluated"),
    [("[105]市教育局", "市教育局"), ("市教育局", "[105]市教育局"), ("[105]市教育局", "105-市教育局")],
)
def test_codes_in_the_names_of_departments_and_units_do_not_matter(disclosed: str, evaluated: str) -> None:
    result = replace(RESULT, unit="105002-市第一中学")
    steps: list[Callable[[], object]] = [
        lambda: disclosures.store(targets("教师培训", department=disclosed)),
        lambda: store(evaluations(result, department=evaluated)),
    ]
    for order in permutations(steps):
        DisclosureRow.objects.all().delete()
        SelfEvaluation.objects.all().delete()
        Unit.objects.all().delete()
        Department.objects.all().delete()
        for step in order:
            step()
        assert matches() == [("2024年教师培训", "教师培训", "市第一中学", "bare-name")]
        department = Department.objects.get()
        assert (department.name, SelfEvaluation.objects.get().department_name) == (disclosed, evaluated)


def test_another_department_or_year_is_not_matched() -> None:
    disclosures.store(targets("教师培训", year=2023))
    disclosures.store(targets("教师培训", department="市水务局"))
    store(evaluations(RESULT))
    assert matches() == [("2024年教师培训", "", "市第一中学", "")]


def test_a_revision_of_the_targets_is_matched_anew() -> None:
    disclosure = disclosures.store(targets("教师培训")).disclosure
    store(evaluations(RESULT))
    disclosures.store(targets("教职工培训"))
    assert matches() == [("2024年教师培训", "", "市第一中学", "")]
    assert positions()[0] == (1, None, "")
    disclosures.store(targets("教师培训"))
    assert matches()[0][1] == "教师培训" and positions()[0] == (1, 3, "name")
    revisions.take_out_of_force(lock_disclosure(disclosure.pk))
    assert matches() == [("2024年教师培训", "", "市第一中学", "")]


def test_units_are_known_by_their_other_names() -> None:
    disclosures.store(targets("教师培训", "图书购置"))
    store(evaluations(replace(RESULT, unit="市一中", budget=replace(RESULT.budget, initial=1, adjusted=1))))
    assert matches()[0][1] == ""
    unit = Department.objects.get().units.get(name="市第一中学")
    alias = UnitAlias(unit=unit, name="市一中", note="改名")
    unit_names.add(alias, None)
    assert matches() == [("2024年教师培训", "教师培训", "市第一中学", "bare-name")]
    unit_names.remove(alias)
    assert matches()[0][1] == ""


def test_self_evaluations_go_with_a_department_that_is_merged_and_come_back() -> None:
    disclosures.store(targets("教师培训", "图书购置"))
    store(evaluations(RESULT, replace(RESULT, name="图书购置"), department="市教委"))
    store(evaluations(replace(RESULT, score="60")))
    education, committee = Department.objects.order_by("-name_sort")
    if education.name != "市教育局":
        education, committee = committee, education
    by = person(ADMINISTRATOR)
    departments.merge([committee], education, "机构改革", by)
    assert SelfEvaluation.objects.get(name="图书购置").project is not None
    rows = SelfEvaluation.objects.exclude(name="图书购置").order_by("ordinal")
    assert [(row.department_id, row.ordinal, row.department_name) for row in rows] == [
        (education.pk, 1, "市教育局"),
        (education.pk, 2, "市教委"),
    ]
    departments.remove(education.aliases.get(), by, "撤销")
    assert sorted(set(SelfEvaluation.objects.values_list("department__name", "department_name"))) == [
        ("市教委", "市教委"),
        ("市教育局", "市教育局"),
    ]
    assert SelfEvaluation.objects.get(department=education).project is not None
    assert not SelfEvaluation.objects.filter(department=committee.pk).exclude(project=None, unit=None)


def test_a_unit_that_another_year_discloses_is_that_of_self_evaluations_that_name_it() -> None:
    disclosures.store(targets("图书购置"))
    store(evaluations(evaluation("体育器材", unit="市第九中学")))
    assert SelfEvaluation.objects.get().unit is None
    disclosures.store(factories.disclosure(factories.unit("市第九中学"), year=2025))
    assert SelfEvaluation.objects.get().unit == Unit.objects.get(name="市第九中学")
    finding = Finding.objects.get(check_id="RES-07")
    assert finding.unit == Unit.objects.get(name="市第九中学")


@pytest.fixture
def auditor() -> User:
    return person(AUDITOR)


def decide(name: str, project: str, decision: str, by: User, **fields: Any) -> None:
    row, target = SelfEvaluation.objects.get(name=name), Project.objects.get(name=project)
    acts.decide(row, target, acts.Decided(decision, state_of(row, target), "看过", **fields), by)


def test_what_is_decided_of_a_project_outlasts_revisions_of_both_sides(auditor: User) -> None:
    disclosures.store(targets("教职工业务进修", "图书购置"))
    store(evaluations(RESULT))
    assert matches()[0][1] == ""
    decide(RESULT.name, "教职工业务进修", "confirmed", auditor)
    confirmed = [("2024年教师培训", "教职工业务进修", "市第一中学", "confirmed")]
    assert matches() == confirmed
    store(evaluations(replace(RESULT, score="60")))
    disclosures.store(targets("图书购置", "教职工业务进修", "校车"))
    assert matches() == confirmed
    disclosures.store(targets("图书购置"))
    assert matches()[0][1] == ""
    disclosures.store(targets("教职工业务进修"))
    assert matches() == confirmed
    disclosures.store(targets("图书购置", "教职工业务进修"))
    with pytest.raises(acts.MatchedToAnother):
        decide(RESULT.name, "图书购置", "confirmed", auditor)
    decide(RESULT.name, "教职工业务进修", "taken-back", auditor)
    assert matches()[0][1] == ""


def test_what_is_decided_of_an_indicator_outlasts_revisions_of_both_sides(auditor: User) -> None:
    disclosures.store(targets("教师培训"))
    store(evaluations(RESULT))
    decide(RESULT.name, "教师培训", "confirmed", auditor, result=3, indicator=1)
    decide(RESULT.name, "教师培训", "rejected", auditor, result=1, indicator=3)
    decided = [(1, None, ""), (2, 2, "bare-name"), (3, 1, "confirmed")]
    assert positions() == decided
    store(evaluations(replace(RESULT, score="60")))
    disclosures.store(targets("教师培训", "图书购置"))
    assert positions() == decided
    with pytest.raises(acts.MatchedToAnother):
        decide(RESULT.name, "教师培训", "confirmed", auditor, result=2, indicator=1)
    decide(RESULT.name, "教师培训", "taken-back", auditor, result=1, indicator=3)
    assert positions()[0] == (1, 3, "name")


def test_a_decision_on_what_has_changed_is_refused(auditor: User) -> None:
    disclosures.store(targets("教师培训"))
    store(evaluations(RESULT))
    row, target = SelfEvaluation.objects.get(), Project.objects.get()
    seen = state_of(row, target)
    store(evaluations(replace(RESULT, score="60")))
    for decided in (acts.Decided("rejected", seen), acts.Decided("taken-back", state_of(row, target))):
        with pytest.raises(acts.StaleMatch):
            acts.decide(row, target, decided, auditor)
    with pytest.raises(acts.UnstorableNote):
        acts.decide(row, target, acts.Decided("rejected", state_of(row, target), "\x00"), auditor)
    with pytest.raises(PermissionDenied):
        acts.decide(row, target, acts.Decided("rejected", seen), User.objects.create(username="reader"))
