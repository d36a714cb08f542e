"""Sides compared, from rows alone: projects added, gone, changed; targets raised and lowered."""

import pytest

from budget.audit.comparison import ProjectRow, compare, rows_of, totals_of, types_of
from budget.disclosure.records import Amounts, Project
from tests import factories
from tests.factories import WAN


def _side(*projects: Project, unit: str = "某局") -> list[ProjectRow]:
    return rows_of(factories.disclosure(factories.unit(unit, *projects)))


def _changes(*sides: list[ProjectRow], within_units: bool = True) -> dict[str, str]:
    return {line.shown.name: line.change for line in compare(sides, within_units=within_units)}


def test_projects_are_added_gone_changed_or_the_same() -> None:
    before = _side(*(factories.project(name, 5 * WAN) for name in ("留下", "变化", "消失")))
    now = _side(
        factories.project("留 下", 5 * WAN),
        factories.project("变化", 7 * WAN),
        factories.project("新的", WAN),
    )
    assert _changes(before, now) == {"留 下": "same", "变化": "changed", "消失": "gone", "新的": "added"}
    differences = {line.shown.name: line.difference for line in compare([before, now], within_units=True)}
    assert differences == {"留 下": 0, "变化": 2 * WAN, "消失": -5 * WAN, "新的": WAN}


def test_of_more_than_two_sides_the_first_and_the_last_count() -> None:
    one, two = _side(factories.project("甲", WAN)), _side(factories.project("乙", WAN))
    assert _changes(one, two, one) == {"甲": "same", "乙": "between"}
    assert _changes(one, two, two) == {"甲": "gone", "乙": "added"}


def test_what_is_not_stated_is_another_amount_and_has_no_difference() -> None:
    (line,) = compare(
        [_side(factories.project("甲", None)), _side(factories.project("甲", 0))], within_units=True
    )
    assert (line.change, line.difference) == ("changed", None)
    (line,) = compare([[], _side(factories.project("甲", None))], within_units=True)
    assert (line.change, line.difference) == ("added", None)


def test_namesakes_are_matched_in_their_order_and_within_their_unit() -> None:
    before = _side(factories.project("甲", WAN), factories.project("甲", 2 * WAN))
    now = _side(factories.project("甲", WAN))
    assert [line.change for line in compare([before, now], within_units=True)] == ["same", "gone"]
    elsewhere = _side(factories.project("甲", WAN), unit="别的单位")
    assert [line.change for line in compare([now, elsewhere], within_units=True)] == ["gone", "added"]
    assert [line.change for line in compare([now, elsewhere], within_units=False)] == ["same"]


def _target_changes(before: str, now: str, name: str = "培训次数", **fields: str) -> list[tuple[str, str]]:
    sides = [
        _side(
            factories.project(
                "甲", WAN, indicators=(factories.indicator(name=name, target=target, **fields),)
            )
        )
        for target in (before, now)
    ]
    (line,) = compare(sides, within_units=True)
    return [(target.name, target.change) for target in line.targets]


@pytest.mark.parametrize(
    ("before", "now", "name", "change"),
    [
        ("≥50次", "≥60次", "培训次数", "raised"),
        ("≥50次", "≥40次", "培训次数", "lowered"),
        ("≤5次", "≤3次", "事故次数", "raised"),  # fewer is better, as the comparator says
        ("≤5天", "≤8天", "办理时间", "lowered"),
        ("5次", "3次", "投诉次数", "reworded"),  # nothing says which is better
        ("98%", "98次", "培训次数", "reworded"),  # not the same unit
        ("按计划", "≥3次", "培训次数", "reworded"),
    ],
)
def test_targets_are_raised_or_lowered_by_their_direction(
    before: str, now: str, name: str, change: str
) -> None:
    assert _target_changes(before, now, name) == [(name, change)]


def test_a_target_written_otherwise_in_width_and_blanks_is_the_same() -> None:
    assert _target_changes("≥ 50 次", "≥５０次") == []


def test_a_comparator_and_a_unit_in_columns_of_their_own_are_read_with_the_target() -> None:
    assert _target_changes("50", "60", comparator="≥", unit_of_measure="人次") == [("培训次数", "raised")]
    assert _target_changes("5", "6", comparator="≤", unit_of_measure="人次") == [("培训次数", "lowered")]


def test_indicators_that_come_and_go_are_reported_with_their_targets() -> None:
    before = _side(factories.project("甲", WAN, indicators=(factories.indicator(name="旧", target="1次"),)))
    now = _side(factories.project("甲", WAN, indicators=(factories.indicator(name="新", target="2次"),)))
    (line,) = compare([before, now], within_units=True)
    assert [(one.name, one.before, one.now, one.change) for one in line.targets] == [
        ("新", "", "2次", "added"),
        ("旧", "1次", "", "gone"),
    ]


def test_the_sums_of_rows_are_those_of_the_database() -> None:
    rows = _side(
        factories.project("甲", factories.amounts(fiscal=3 * WAN, other=WAN)),
        factories.project("乙", Amounts(total=9 * WAN, fiscal_appropriation=4 * WAN)),
        factories.project("丙", None),
    )
    totals = totals_of(rows)
    assert (totals["number"], totals["sum_total"], totals["sum_other_funds"]) == (3, 13 * WAN, WAN)
    assert (totals["sum_unaccounted"], totals["sum_special_account"]) == (5 * WAN, None)
    assert totals_of([])["sum_total"] is None
    assert types_of(rows) == {"": {"projects": 3, "money": 13 * WAN}}
