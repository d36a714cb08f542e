"""Decisions whether projects of two years are one: their effect, and what they outlast."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied

from budget.actions.aliases import units
from budget.actions.base import ActionRefused
from budget.actions.year_matches import Decided, MatchedAlready, StalePair, decide
from budget.audit.comparison import compare
from budget.models import Department, Finding, MatchDecision, Project, Unit
from budget.pages.comparison.columns import columns_in_force
from budget.pages.comparison.over_years import years_of
from tests import factories
from tests.actions.lifecycle.editors import move, undo
from tests.factories import disclosure, indicator, project, unit
from tests.support.auditors import reader, table
from tests.support.people import person
from tests.support.year_matches import decided, pairs_of, projects_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = "第一期培训", "第二期培训"


def training(name: str, target: str, money: int = 5) -> object:
    return project(name, money, row=6, indicators=(indicator("quantity", "培训次数", target),))


def two_years() -> None:
    factories.stored(table(training(FIRST, "60次"), year=2023))
    factories.stored(table(training(SECOND, "50次"), year=2024))


def weaker() -> int:
    return Finding.objects.filter(check_id="YOY-01", is_active=True).count()


def statuses(name: str = SECOND) -> list[tuple[str, str]]:
    now = Project.objects.get(name=name, fiscal_year=2024)
    return [(pair.before.name, pair.status) for pair in pairs_of(now)]


def lines() -> list[tuple[str | None, ...]]:
    """The names in each line of the comparison of both years."""
    columns = columns_in_force("department", [Department.objects.get()], [2023, 2024])
    sides = [column.projects or [] for column in columns]
    found = compare(sides, within_units=True, links=years_of(columns).links)
    return [tuple(row and row.name for row in line.rows) for line in found]


@pytest.mark.both
def test_a_confirmed_pair_is_compared_at_once_and_taken_back_it_is_a_suggestion_again() -> None:
    two_years()
    assert (statuses(), weaker(), lines()) == ([(FIRST, "suggested")], 0, [(FIRST, None), (None, SECOND)])
    decided(SECOND, FIRST, "confirmed", note="续建")
    assert (statuses(), weaker(), lines()) == ([(FIRST, "confirmed")], 1, [(FIRST, SECOND)])
    quotes = Finding.objects.get(check_id="YOY-01").quotes
    assert ("last_project", FIRST) in [(quote.what, quote.text) for quote in quotes]
    decided(SECOND, FIRST, "taken-back")
    assert (statuses(), weaker()) == ([(FIRST, "suggested")], 0)
    # Nothing is overwritten.
    assert list(MatchDecision.objects.order_by("pk").values_list("decision", "note")) == [
        ("confirmed", "续建"),
        ("taken-back", ""),
    ]
    with pytest.raises(TypeError):
        MatchDecision.objects.earliest("pk").delete()


def test_a_rejected_match_by_a_year_is_never_compared() -> None:
    factories.stored(table(training("2023年培训", "60次"), year=2023))
    factories.stored(table(training("2024年培训", "50次"), year=2024))
    assert (weaker(), lines()) == (1, [("2023年培训", "2024年培训")])
    decided("2024年培训", "2023年培训", "rejected")
    assert statuses("2024年培训") == [("2023年培训", "rejected")]
    assert (weaker(), lines()) == (0, [("2023年培训", None), (None, "2024年培训")])


def test_a_decision_outlasts_revisions_and_withdrawn_projects() -> None:
    two_years()
    decided(SECOND, FIRST, "confirmed")
    factories.stored(table(training(SECOND, "40次", 9), year=2024))
    assert (statuses(), weaker()) == ([(FIRST, "confirmed")], 1)
    factories.stored(table(training("巡检", "40次"), year=2024))
    factories.stored(table(training(SECOND, "30次"), year=2024))
    factories.stored(table(training("别的", "40次"), training(FIRST, "70次"), year=2023))
    assert (statuses(), weaker()) == ([(FIRST, "confirmed")], 1)


def test_a_decision_goes_with_both_years_to_another_department_and_back() -> None:
    two_years()
    decided(SECOND, FIRST, "confirmed")
    there = [Project.objects.get(name=name).disclosure for name in (FIRST, SECOND)]
    events = [move(one, department="市体育局") for one in there]
    assert (statuses(), weaker()) == ([(FIRST, "confirmed")], 1)
    undo(events[1])
    assert statuses() == []  # this year's table alone is elsewhere
    undo(events[0])
    assert (statuses(), weaker()) == ([(FIRST, "confirmed")], 1)


def test_a_decision_goes_with_a_unit_that_becomes_another() -> None:
    for year, name, target in ((2023, FIRST, "60次"), (2024, SECOND, "50次")):
        record = disclosure(unit("供水站", training(name, target), row=5), year=year)
        factories.stored(record)
    decided(SECOND, FIRST, "confirmed")
    old = Unit.objects.get(name="供水站")
    new = Unit.objects.create(department=old.department, name="供水中心")
    units.merge(Unit.objects.filter(name="供水站"), new, "改名", None)
    row = MatchDecision.objects.get()
    assert {row.unit_id, row.before_unit_id} == {new.pk}
    assert (statuses(), weaker()) == ([(FIRST, "confirmed")], 1)


def test_a_decision_on_what_changed_unseen_is_refused() -> None:
    two_years()
    now, before = projects_of(SECOND, FIRST)
    (pair,) = pairs_of(now)
    colleague = person("auditor", "colleague")
    decided(SECOND, FIRST, "rejected", colleague)
    with pytest.raises(StalePair):
        decide(now, before, Decided("confirmed", pair.seen), colleague)
    (pair,) = pairs_of(now)
    factories.stored(table(training(SECOND, "50次", 8), year=2024))
    with pytest.raises(StalePair):
        decide(now, before, Decided("taken-back", pair.seen), colleague)
    (pair,) = pairs_of(Project.objects.get(pk=now.pk))
    with pytest.raises(StalePair):  # it is rejected already
        decide(now, before, Decided("rejected", pair.seen), colleague)
    factories.stored(table(training("别的", "50次"), year=2024))
    with pytest.raises(StalePair):
        decide(now, before, Decided("taken-back", pair.seen), colleague)
    assert MatchDecision.objects.count() == 1


def test_of_two_that_may_be_last_years_one_is_confirmed() -> None:
    factories.stored(table(training(FIRST, "60次"), training("第二期训练", "60次"), year=2023))
    factories.stored(table(training(SECOND, "50次"), training("第三期训练", "60次"), year=2024))
    decided(SECOND, FIRST, "confirmed")
    now, before = projects_of("第三期训练", FIRST)
    seen = pairs_of(now)[0].seen
    assert FIRST not in [name for name, _ in statuses("第三期训练")]
    with pytest.raises(ActionRefused) as refused:
        decide(now, before, Decided("confirmed", seen), person("auditor", "other"))
    assert isinstance(refused.value, StalePair | MatchedAlready) and refused.value.status == 409


@pytest.mark.parametrize("who", [AnonymousUser(), None])
def test_only_auditors_decide(who: User | None) -> None:
    two_years()
    now, before = projects_of(SECOND, FIRST)
    with pytest.raises(PermissionDenied):
        decide(now, before, Decided("confirmed", pairs_of(now)[0].seen), who or reader())
