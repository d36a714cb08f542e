"""Self-evaluations as JSON: the snapshot brings the records back, the digest tells what is disclosed."""

from dataclasses import replace

from budget.disclosure.open_data import SourceName
from budget.disclosure.problems import Problem
from budget.disclosure.self_evaluation_data import (
    digest_of,
    open_data,
    problems_in,
    problems_of_entries,
    records_in,
    snapshot_of,
)
from budget.disclosure.self_evaluations import MoneyRow
from tests.factories import WAN
from tests.support.self_evaluations import actual, evaluation, evaluations

ENTRY = evaluation(indicators=(actual(), actual("social", "满意的学校", position=2, reason="疫情")))


def test_a_snapshot_brings_records_and_problems_back() -> None:
    problems = (Problem("unread-text", place="table 1", row=3, text="尾巴", details={"why": "after-last"}),)
    record = evaluations(ENTRY, evaluation("校舍维修", sources=()))
    snapshot = snapshot_of(record, problems)
    assert records_in(snapshot) == record
    assert problems_in(snapshot) == problems


def test_the_digest_is_of_what_is_disclosed_and_not_of_its_place() -> None:
    elsewhere = replace(
        ENTRY,
        row=99,
        place="page 3",
        file="a" * 64,
        budget=replace(ENTRY.budget, row=5),
        indicators=tuple(replace(one, row=None) for one in ENTRY.indicators),
    )
    assert digest_of(elsewhere) == digest_of(ENTRY)
    for other in (
        replace(ENTRY, score="98.50"),
        replace(ENTRY, budget=replace(ENTRY.budget, executed=None)),
        replace(ENTRY, sources=()),
        replace(ENTRY, indicators=ENTRY.indicators[:1]),
    ):
        assert digest_of(other) != digest_of(ENTRY)


def test_the_open_data_has_money_in_wan_yuan_and_all_else_as_disclosed() -> None:
    entry = replace(ENTRY, budget=MoneyRow("年度资金总额", None, 7 * WAN, 12_345, "10", "0.18%", ""))
    line = open_data(evaluations(entry), entry, [SourceName("a.docx", "0" * 64)], "教师培训", {1: 4})
    assert (line["initial_budget"], line["adjusted_budget"], line["executed"]) == (None, "7.00", "0.012345")
    assert (line["rate"], line["budget_points"], line["budget_score"]) == ("0.18%", "10", "")
    assert (line["project"], line["matched_project"]) == ("教师培训", "教师培训")
    assert line["sources"] == [{"name": "a.docx", "sha256": "0" * 64}]
    assert [one["matched_position"] for one in line["indicators"]] == [4, None]
    assert list(line["indicators"][1]) == [
        *("position", "level1", "level2", "name", "target", "comparator", "unit_of_measure"),
        *("actual", "points", "score", "reason", "matched_position"),
    ]
    assert line["indicators"][1]["level1"] == "效益指标（50分）"


def test_each_problem_is_told_of_the_form_that_it_lies_in() -> None:
    first, second = evaluation("甲", row=2), evaluation("乙", row=30)
    other = evaluation("丙", row=1, place="table 2")
    problems = [
        Problem("no-name", place="table 1", row=29),
        Problem("no-name", place="table 1", row=31),
        Problem("no-name", place="table 2", row=1),
        Problem("no-name", place="table 9", row=4),
        Problem("no-name", place="table 1"),
    ]
    found = problems_of_entries([first, second, other], problems)
    assert [[(one.place, one.row) for one in some] for some in found] == [
        [("table 1", 29), ("table 9", 4), ("table 1", None)],
        [("table 1", 31)],
        [("table 2", 1)],
    ]
