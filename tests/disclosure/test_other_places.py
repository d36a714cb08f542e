"""Target tables as they are published in other places: small ones, each with what is in it."""

from collections.abc import Sequence

import pytest

from budget.disclosure.amounts import wan_yuan
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, Read, read_tables
from budget.disclosure.records import Amounts
from tests.disclosure.merged_tables import Rows, grid_of

LINES = ["2024年项目支出绩效目标表", "部门名称：某市水务局", "单位：万元"]
HENAN: Rows = [
    ["单位编码（项目编码）", "项目单位（项目名称）", "项目金额", "<", "<", "绩效目标", "成本指标", "<", "产出指标", "<", "效益指标", "<"],
    ["^", "^", "资金总额", "政府预算资金", "单位资金", "^", *["三级指标", "指标值"] * 3],
    ["001001", "某市供水中心", "120", "110", "10", *[""] * 7],
    ["4101", "管网维护", "100", "90", "10", "维护", "经济成本", "≤100万元", "维护长度", "≥50公里", "不断水", "0次"],
    ["^", "^", "^", "^", "^", "^", "", "", "合格率", "100%", "", ""],
    ["4102", "水质检测", "20", "20", "", "检测", "", "", "检测次数", "≥12次", "", ""],
]  # fmt: skip
SICHUAN: Rows = [
    ["单位代码", "单位名称", "项目代码", "项目名称", "预算金额", "绩效目标", "三级指标", "指标值"],
    ["102001", "某市供水中心", "4401", "管网维护", "10", "维护", "维护长度", "≥50公里"],
]
SHORT_LEVELS: Rows = [
    ["项目名称", "项目单位", "预算数", "<", "<", "绩效目标", "绩效指标", "<", "<", "<", "<"],
    ["^", "^", "合计", "上级补助", "其他", "^", "一级", "二级", "三级", "数值", "单位"],
    ["管网维护", "某市供水中心", "10", "6", "4", "维护", "产出", "数量", "维护长度", "50", "公里"],
]
GROUPS_OF_LEVELS: Rows = [
    ["单位名称", "项目名称", "资金总额", "绩效目标", "绩效指标", "<", "<", "<"],
    ["^", "^", "^", "^", "产出指标", "<", "效益指标", "<"],
    ["^", "^", "^", "^", "指标内容", "指标值", "指标内容", "指标值"],
    ["某市供水中心", "管网维护", "10", "维护", "维护长度", "≥50公里", "不断水", "0次"],
]


def read_of(rows: Rows, lines: Sequence[str] = LINES) -> Read:
    (found,) = read_tables([grid_of(rows, caption=lines)], Given()).reads
    return found


def summary(amounts: Amounts) -> list[tuple[str, str | None]]:
    """The total and sources that are stated."""
    sources = {str(name): fen for name, fen in amounts.sources.items()}
    return [(name, wan_yuan(fen)) for name, fen in {"total": amounts.total, **sources}.items()]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            HENAN,
            [
                (
                    "某市供水中心", "管网维护", "100.00",
                    ["成本指标/经济成本/≤100万元", "产出指标/维护长度/≥50公里", "效益指标/不断水/0次", "产出指标/合格率/100%"],
                ),
                ("某市供水中心", "水质检测", "20.00", ["产出指标/检测次数/≥12次"]),
            ],
        ),
        (SICHUAN, [("某市供水中心", "管网维护", "10.00", ["/维护长度/≥50公里"])]),
        (SHORT_LEVELS, [("某市供水中心", "管网维护", "10.00", ["产出/维护长度/50公里"])]),
        (
            GROUPS_OF_LEVELS,
            [("某市供水中心", "管网维护", "10.00", ["产出指标/维护长度/≥50公里", "效益指标/不断水/0次"])],
        ),
    ],
    ids=["henan", "codes", "short levels", "groups of levels"],
)  # fmt: skip
def test_a_table_of_another_place_is_read(
    rows: Rows, expected: list[tuple[str, str, str, list[str]]]
) -> None:
    found = read_of(rows)
    assert [
        (
            unit.name,
            project.name,
            wan_yuan(project.amounts.total),
            [
                f"{one.level1}/{one.name}/{one.annual_target}{one.unit_of_measure}"
                for one in project.indicators
            ],
        )
        for unit in found.disclosure.units
        for project in unit.projects
    ] == expected
    assert found.problems == ()


def test_pairs_of_indicators_whose_levels_are_not_told_refuse_the_table() -> None:
    heads = ["中期指标", "<", "年度指标", "<"]
    rows = [
        ["单位名称", "项目名称", "资金总额", "绩效目标", *heads],
        ["^", "^", "^", "^", "三级指标", "指标值", "三级指标", "指标值"],
        ["某市供水中心", "管网维护", "10", "维护", "长度", "≥150公里", "长度", "≥50公里"],
    ]
    with pytest.raises(Refused) as refused:
        read_of(rows)
    assert [problem.code for problem in refused.value.problems] == ["unknown-heading"]


FORM: Rows = [
    ["项目名称", "管网维护", "<", "<"],
    ["主管部门", "某市水务局", "实施单位", "某市供水中心"],
    ["年度绩效目标", "维护", "<", "<"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "维护长度", "≥50公里"],
]


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (
            [["资金总额及构成", "总额：100万元，其中：财政拨款80万元，自筹资金20万元。", "<", "<"]],
            [("total", "100.00"), ("fiscal_appropriation", "80.00"), ("other_funds", "20.00")],
        ),
        (
            [
                [
                    "资金总额",
                    "总额10.5万元\n一、财政拨款：7.5万元（其中：上级：7.5万元）\n二、其他：3万元",
                    "<",
                    "<",
                ]
            ],
            [("total", "10.50"), ("fiscal_appropriation", "7.50"), ("other_funds", "3.00")],
        ),
        (
            [["项目总投资（万元）", "500", "累计已安排", "200"], ["本年度申请财政资金", "100", "", ""]],
            [("total", "100.00")],
        ),
    ],
)
def test_a_forms_money_is_the_years(money: Rows, expected: list[tuple[str, str]]) -> None:
    found = read_of([*FORM[:2], *money, *FORM[2:]], LINES[:1])
    assert summary(found.disclosure.projects[0].amounts) == expected


def test_a_text_of_amounts_that_do_not_add_up_refuses_the_form() -> None:
    money = ["资金总额", "总额：100万元，其中：财政拨款80万元，自筹资金10万元。", "<", "<"]
    with pytest.raises(Refused) as refused:
        read_of([*FORM[:2], money, *FORM[2:]], [LINES[0], LINES[2]])
    assert [problem.code for problem in refused.value.problems] == ["not-an-amount"]


def test_a_further_objective_among_the_indicators_is_read() -> None:
    more = [["年度目标2", "供水", "<", "<"], FORM[3], ["产出指标", "数量指标", "供水量", "≥5万吨"]]
    first = ["年度目标1", "维护", "<", "<"]
    found = read_of([*FORM[:2], ["资金总额", "10", "", ""], first, *FORM[3:], *more], [LINES[0], LINES[2]])
    (project,) = found.disclosure.projects
    assert (project.objective, [one.name for one in project.indicators]) == (
        "维护\n供水",
        ["维护长度", "供水量"],
    )


def test_a_form_of_a_fund_is_named_for_it_and_shares_are_no_money() -> None:
    rows = [
        ["专项资金名称", "水利专项", "<", "<"],
        FORM[1],
        ["资金总额", "10", "", ""],
        ["资金支出计划（%）", "3月底", "6月底", "12月底"],
        ["^", "25%", "50%", "100%"],
        *FORM[2:],
    ]
    (project,) = read_of(rows, [LINES[0], LINES[2]]).disclosure.projects
    assert (project.name, summary(project.amounts)) == ("水利专项", [("total", "10.00")])


def test_a_row_that_a_template_left_is_told() -> None:
    header = ["单位名称", "项目名称", "预算金额", "绩效目标", "一级指标", "三级指标", "指标值"]
    left = [["", name, "", "", "产出指标", "", ""] for name in ("示例项目", "XX项目", "无")]
    found = read_of([header, ["某市供水中心", "管网维护", "10", "维护", "产出指标", "长度", "≥5米"], *left])
    assert [one.name for one in found.disclosure.projects] == ["管网维护"]
    assert [(one.code, one.row) for one in found.problems] == [("template-row", row) for row in (3, 4, 5)]
