"""Parts of self-evaluations as other places write them: money, indicators and totals."""

import pytest

from budget.disclosure.amounts import wan_yuan
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, read_tables
from budget.disclosure.self_evaluations import MoneyRow, SelfEvaluation
from tests.disclosure.merged_tables import Rows, grid_of
from tests.disclosure.test_evaluations import only

NAME: Rows = [["项目名称", "防汛", "<", "主管部门", "某市水务局", "实施单位", "某市防汛站"]]
MONEY: Rows = [
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率"],
    ["^", "年度资金总额", "100", "110", "99", "10", "90%"],
]
HEADER = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
INDICATORS: Rows = [HEADER, ["产出指标", "数量指标", "巡查", "≥50次", "60次", "90", "89"]]


def told(money: Rows = MONEY, indicators: Rows = INDICATORS) -> tuple[SelfEvaluation, list[str]]:
    """A form's record, and the codes of its problems."""
    objective = ["年度目标", "保障", "<", "完成情况", "完成", "<", "<"]
    rows = [*NAME, *money, objective, *indicators]
    found = only(read_tables([grid_of(rows, caption=["2023年度项目支出绩效自评表"])], Given()))
    (entry,) = found.evaluations.entries
    return entry, [problem.code for problem in found.problems]


def line(row: MoneyRow) -> str:
    """A row of money: its label, amounts, points, rate and score."""
    amounts = (wan_yuan(fen) or "" for fen in (row.initial, row.adjusted, row.executed))
    return " ".join(filter(None, (row.label, *amounts, row.points, row.rate, row.score)))


@pytest.mark.parametrize(
    ("money", "expected", "codes"),
    [
        (
            [
                ["项目资金（万元）", "", "年度资金总额", "财政拨款", "其他资金", "", ""],
                ["^", "年初预算数", "100", "90", "10", "", ""],
                ["^", "全年预算数", "110", "90", "20", "", ""],
                ["^", "全年执行数", "99", "80", "19", "", ""],
                ["^", "执行率", "90%", "", "", "", ""],
            ],
            ["年度资金总额 100.00 110.00 99.00 90%", "财政拨款 90.00 90.00 80.00", "其他资金 10.00 20.00 19.00"],
            [],
        ),
        (
            [
                ["项目资金（万元）", "", "上年结转", "年初预算数", "全年预算数", "全年执行数", "结余"],
                ["^", "年度资金总额", "5", "100", "110", "99", "11"],
            ],
            ["年度资金总额 100.00 110.00 99.00"],
            ["other-money", "other-money"],
        ),
        (
            [
                ["年初预算数（万元）", "100", "<", "调整后预算数", "110", "执行数", "99"],
                ["执行率", "90%", "<", "分值", "10", "得分", "9"],
            ],
            ["100.00 110.00 99.00 10 90% 9"],
            [],
        ),
        (
            [
                ["预算数（万元）", "110", "<", "执行数", "99", "", ""],
                ["执行率", "90%", "<", "自评得分", "98", "", ""],
            ],
            ["110.00 99.00 90%"],
            [],
        ),
        (
            [
                ["项目资金（万元）", "", "2022年执行数", "2023年预算数", "2023年执行数", "分值", "执行率"],
                ["^", "年度资金总额", "100", "110", "99", "10", "90%"],
            ],
            ["年度资金总额 110.00 99.00 10 90%"],
            ["other-money"],
        ),
    ],
    ids=["by source", "source before", "pairs", "score of the form", "years"],
)  # fmt: skip
def test_the_money_is_read(money: Rows, expected: list[str], codes: list[str]) -> None:
    entry, problems = told(money)
    assert [line(entry.budget), *map(line, entry.sources)] == expected
    assert problems == codes


def test_money_of_another_year_alone_refuses_the_form() -> None:
    heads = ["项目资金（万元）", "", "2022年预算数", "2022年执行数", "", "", ""]
    with pytest.raises(Refused) as refused:
        told([heads, ["^", "总额", "110", "99", "", "", ""]])
    assert [problem.code for problem in refused.value.problems] == ["year-unclear"]


def test_points_merged_over_several_indicators_stand_at_the_first() -> None:
    rows = [*INDICATORS, ["^", "^", "演练", "≥2次", "2次", "^", "^"]]
    entry, problems = told(indicators=rows)
    assert [(one.name, one.points, one.score) for one in entry.indicators] == [
        ("巡查", "90", "89"),
        ("演练", "", ""),
    ]
    assert problems == ["merged-score"] * 2


def test_points_of_levels_are_no_points_of_indicators() -> None:
    header = ["一级指标", "分值", "二级指标", "分值", "三级指标", "指标值", "完成值"]
    entry, _ = told(indicators=[header, ["产出", "50", "数量", "25", "巡查", "50", "60"]])
    assert [(one.level2, one.name, one.points) for one in entry.indicators] == [("数量", "巡查", "")]


@pytest.mark.parametrize(
    ("foot", "expected", "codes"),
    [
        ([["合计", "<", "<", "<", "<", "100", "99"]], ("100", "99", ""), []),
        (
            [["合计", "<", "<", "<", "<", "90", "89"], ["自评总分", "98", "<", "自评等级", "优", "<", "<"]],
            ("", "98", "优"),
            ["text-outside-table"],
        ),
        (
            [["合计", "<", "<", "<", "<", "100", ""], ["自评得分", "98", "<", "评价等级", "优", "<", "<"]],
            ("100", "98", "优"),
            [],
        ),
    ],
)
def test_the_total_is_the_one_that_is_stated_as_such(
    foot: Rows, expected: tuple[str, str, str], codes: list[str]
) -> None:
    entry, problems = told(indicators=[*INDICATORS, *foot])
    assert (entry.total_points, entry.score, entry.conclusion) == expected
    assert problems == codes


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        (["三级指标", "指标值", "完成值", "得分"], [["巡查", "5", "6", "50"], ["演练", "2", "2", "40"]], ("", "50")),
        (["三级指标", "指标值", "完成值", "得分"], [["巡查", "5", "6", "98"], ["演练", "2", "2", "^"]], ("98", "")),
        (["三级指标", "指标值", "完成值", "自评得分"], [["巡查", "5", "6", "98"]], ("98", "")),
    ],
)  # fmt: skip
def test_an_only_score_of_a_table_is_the_indicators_or_the_projects(
    header: list[str], rows: list[list[str]], expected: tuple[str, str]
) -> None:
    below = [["^", "^", "^", *row] for row in rows[1:]]
    table = [["项目名称", "年初预算数", "全年执行数", *header], ["防汛", "10", "9", *rows[0]], *below]
    lines = ["2023年度项目支出绩效自评表", "部门名称：某市水务局", "单位：万元"]
    (entry,) = only(read_tables([grid_of(table, caption=lines)], Given())).evaluations.entries
    assert (entry.score, entry.indicators[0].score) == expected


def test_heads_of_money_over_three_rows_are_one_header() -> None:
    table = [
        ["项目名称", "预算执行情况", "<", "<", "<", "绩效指标完成情况", "<", "<", "<"],
        ["^", "调整预算数", "<", "执行数", "<", "三级指标", "年度指标值", "实际完成值", "自评得分"],
        ["^", "小计", "其中：财政拨款", "小计", "其中：财政拨款", "^", "^", "^", "^"],
        ["防汛", "110", "100", "99", "90", "巡查", "≥5次", "6次", "98"],
    ]
    lines = ["2023年度项目支出绩效自评表", "部门名称：某市水务局", "单位：万元"]
    found = only(read_tables([grid_of(table, caption=lines)], Given()))
    (entry,) = found.evaluations.entries
    assert [line(entry.budget), *map(line, entry.sources)] == ["110.00 99.00", "其中：财政拨款 100.00 90.00"]
    assert (found.evaluations.title, found.problems) == (lines[0], ())


def test_objectives_of_parts_with_points_are_read_with_their_texts() -> None:
    rows = [*INDICATORS, ["年度目标2：（40分）", "供水", "<", "<", "<", "<", "<"], *INDICATORS]
    entry, problems = told(indicators=rows)
    assert (entry.objective, len(entry.indicators), problems) == ("保障\n供水", 2, [])


def test_a_table_with_columns_of_each_level_is_read() -> None:
    table = [
        ["项目名称", "预算数", "执行数", "执行率", "产出指标", "<", "<", "效益指标", "<", "<", "得分"],
        ["^", "^", "^", "^", *["三级指标", "指标值", "完成值"] * 2, "^"],
        ["防汛", "110", "99", "90%", "巡查", "≥50次", "60次", "满意度", "≥90%", "95%", "98"],
    ]
    lines = ["2023年度项目支出绩效自评表", "部门名称：某市水务局", "单位：万元"]
    rows = [*([one] for one in lines), *table]
    for grid in (grid_of(table, caption=lines), grid_of(rows)):
        found = only(read_tables([grid], Given()))
        (entry,) = found.evaluations.entries
        assert [(one.level1, one.name, one.target, one.actual) for one in entry.indicators] == [
            ("产出指标", "巡查", "≥50次", "60次"),
            ("效益指标", "满意度", "≥90%", "95%"),
        ]
        assert (line(entry.budget), entry.score, found.problems) == ("110.00 99.00 90%", "98", ())


def test_of_two_targets_of_a_table_the_first_is_read_and_the_other_told() -> None:
    table = [
        ["项目名称", "预算数", "执行数", "三级指标", "年初指标值", "调整指标值", "完成值"],
        ["防汛", "110", "99", "巡查", "≥50次", "≥40次", "45次"],
    ]
    lines = ["2023年度项目支出绩效自评表", "部门名称：某市水务局", "单位：万元"]
    found = only(read_tables([grid_of(table, caption=lines)], Given()))
    assert [one.target for one in found.evaluations.entries[0].indicators] == ["≥50次"]
    assert [(one.code, one.text) for one in found.problems] == [("text-outside-table", "≥40次")]
