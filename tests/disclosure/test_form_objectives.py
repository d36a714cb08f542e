"""A form's objective: its label, the heads above its text, and what became of it beside it."""

from collections.abc import Sequence

import pytest

from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_draft import draft_of
from budget.disclosure.read import read_tables
from tests.disclosure import layouts
from tests.disclosure.form_tables import Rows, one
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import NOTHING_GIVEN

ANNUAL, PERIOD, ACTUAL = "修好两座水闸。", "三年修完。", "已修一座。"


def form(rows: Sequence[Sequence[str]]) -> Rows:
    usual = layouts.form([Texts()])
    return [*usual[:4], *(list(row) for row in rows), *usual[5:]]


def texts_of(rows: Sequence[Sequence[str]]) -> tuple[str, str, list[str]]:
    """Objective and period objective of a form, and the texts of its problems."""
    found = one(form(rows))
    (project,) = found.disclosure.projects
    assert len(project.indicators) == 2
    return project.objective, project.period_objective, [problem.text for problem in found.problems]


@pytest.mark.parametrize(
    "rows",
    [
        [["年度总体目标", "预期目标", "", "实际完成情况", ""], ["", ANNUAL, "", "", ""]],
        [["预期目标", "", "", "实际完成情况", ""], [ANNUAL, "", "", "", ""]],
        [["年度总体目标", "年初设定目标", "", "", ""], ["", ANNUAL, "", "", ""]],
        [["年度总体目标", "年度主要目标和成果", "", "全年完成情况", ""], ["", ANNUAL, "", "", ""]],
        [["年度目标", "年度目标", "", "", ""], ["", ANNUAL, "", "", ""]],
        [["项目年度目标", "预期目标", ANNUAL, "", ""]],
        [["年度目标", "预期目标：" + ANNUAL, "", "", ""]],
        [["年度主要目标和成果", "", "", "", ""], [ANNUAL, "", "", "", ""]],
        [["年度目标", "设定内容", "", "", ""], ["", ANNUAL, "", "", ""]],
    ],
)
def test_a_head_over_the_objective_is_no_part_of_it(rows: Sequence[Sequence[str]]) -> None:
    assert texts_of(rows) == (ANNUAL, "", [])


@pytest.mark.parametrize(
    "rows",
    [
        [["年度总体目标", "预期目标", "", "实际完成情况", ""], ["", ANNUAL, "", ACTUAL, ""]],
        [["年度总体目标", "预期目标", ANNUAL, "", ""], ["", "实际完成情况", ACTUAL, "", ""]],
        [["预期目标", ANNUAL, "", "实际完成情况", ACTUAL]],
    ],
)
def test_what_became_of_an_objective_is_never_read_as_one(rows: Sequence[Sequence[str]]) -> None:
    reading = read_tables([grid_of(form(rows))], NOTHING_GIVEN)
    assert reading.reads == ()
    (entry,) = reading.evaluations[0].evaluations.entries
    assert (entry.objective, entry.actual_objective) == (ANNUAL, ACTUAL)
    draft = draft_of(grid_of(form(rows)).rows[1:], "")
    assert draft.objectives.texts == {words.OBJECTIVE: ANNUAL}
    assert [problem.text for problem in draft.ledger.problems] == [f"实际完成情况：{ACTUAL}"]


@pytest.mark.parametrize(
    "rows",
    [
        [["绩效目标", "中期目标（2024年—2026年）", "", "年度目标", ""], ["", PERIOD, "", ANNUAL, ""]],
        [["总体目标", "实施期目标", PERIOD, "年度目标", ANNUAL]],
        [["中期滚动目标（2024-2026年）", PERIOD, "", "", ""], ["年度目标", ANNUAL, "", "", ""]],
    ],
)
def test_the_objective_of_several_years_is_the_periods(rows: Sequence[Sequence[str]]) -> None:
    assert texts_of(rows) == (ANNUAL, PERIOD, [])


def test_texts_below_heads_go_on_in_the_rows_below() -> None:
    rows = [
        ["绩效目标", "中期目标", "", "年度目标", ""],
        ["", "一、甲", "", "一、丙", ""],
        ["", "二、乙", "", "二、丁", ""],
    ]
    assert texts_of(rows) == ("一、丙\n二、丁", "一、甲\n二、乙", [])


def test_an_adjusted_objective_is_reported_beside_the_one_set_first() -> None:
    rows = [["年度目标", "年初目标", "", "调整后目标", ""], ["", ANNUAL, "", "修一座。", ""]]
    assert texts_of(rows) == (ANNUAL, "", ["调整后目标：修一座。"])


@pytest.mark.parametrize("labels", [("上年度绩效目标", "本年度绩效目标"), ("2023年目标", "2024年目标")])
def test_an_objective_of_another_year_is_no_part_of_the_years(labels: tuple[str, str]) -> None:
    rows = [[labels[0], "修好一座水闸。", "", "", ""], [labels[1], ANNUAL, "", "", ""]]
    assert texts_of(rows) == (ANNUAL, "", [f"{labels[0]}：修好一座水闸。"])
