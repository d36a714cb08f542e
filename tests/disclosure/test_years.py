"""Figures of several years side by side: the fiscal year's is read, or the file is refused."""

from collections.abc import Sequence

import pytest

from budget.disclosure.layouts import years
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, read_tables
from budget.disclosure.records import Amounts
from tests.disclosure import layouts
from tests.disclosure.form_tables import WAN_YUAN, Rows, one, project as project_of
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import INDICATORS, NOTHING_GIVEN


def form(*money: Sequence[str]) -> Rows:
    """A form of the fiscal year 2024 with these rows of money."""
    rows = layouts.form([Texts()])
    return [*rows[:3], *(list(row) for row in money), *rows[4:]]


def refusal_of(rows: Rows, operator: Given = NOTHING_GIVEN) -> Sequence[Problem]:
    with pytest.raises(Refused) as refusal:
        read_tables([grid_of(rows)], operator)
    return refusal.value.problems


@pytest.mark.parametrize(
    ("heading", "certainty"),
    [
        ("2024年预算", years.NAMES_YEAR),
        ("资金总额（2024年）", years.NAMES_YEAR),
        ("2025年预算", None),
        ("2024年执行数", None),
        ("上年预算数", None),
        ("上年度预算安排数", None),
        ("下一年度预算", None),
        ("上年结转", years.SAYS_NOTHING),
        ("上年财政拨款结转", years.SAYS_NOTHING),
        ("本年预算金额", years.SAYS_THIS_YEAR),
        ("年度资金总额", years.SAYS_THIS_YEAR),
        ("预算数", years.SAYS_NOTHING),
        ("项目总投资", years.WHOLE_PROJECT),
        ("中期资金总额（2024年-2026年）", years.WHOLE_PROJECT),
    ],
)
def test_a_heading_states_its_year(heading: str, certainty: int | None) -> None:
    assert years.certainty(heading, 2024) == certainty


BESIDE = ["项目资金（万元）", "2023年预算", "90.00", "2024年预算", "100.00", "2025年预算", "120.00"]


@pytest.mark.parametrize(
    "money",
    [
        [BESIDE],
        [["项目资金（万元）", "2025年预算", "120.00", "2024年预算", "100.00", "", ""]],
        [["项目资金（万元）", "2024年", "100.00", "2025年", "120.00", "", ""]],
        [["项目资金（万元）", "上年预算", "90.00", "本年预算", "100.00", "", ""]],
        [["项目资金（万元）", "本年度预算数", "100.00", "上年度预算数", "90.00", "", ""]],
        [["项目资金（万元）", "2023年执行数", "90.00", "2024年预算数", "100.00", "", ""]],
        [["项目资金（万元）", "2023年预算", "90.00", ""], ["", "2024年预算", "100.00", ""]],
        [["项目资金（万元）", "2024年预算", "100.00", ""], ["", "2025年预算", "120.00", ""]],
        [["项目资金（万元）", "2024年预算", "2025年预算"], ["", "100.00", "120.00"]],
        [["项目资金（万元）", "2023年", "2024年", "2025年"], ["", "90.00", "100.00", "120.00"]],
        [["项目资金（万元）", "", "上年", "本年"], ["", "资金总额", "90.00", "100.00"]],
        [["项目总投资（万元）", "500.00", "年度预算", "100.00"]],
        [["项目资金总额（万元）", "500.00", "2024年资金总额", "100.00"]],
        [["上年预算数（万元）", "90.00", "预算数", "100.00"]],
        [["年度", "2023", "2024", "2025"], ["资金总额（万元）", "90.00", "100.00", "120.00"]],
        [["项目资金（万元）", "三年总预算", "300.00", "其中：2024年", "100.00"]],
        [["项目资金（万元）", "资金总额", "300.00"], ["", "2024年", "100.00"], ["", "2025年", "200.00"]],
        [["资金总额（万元）", "300.00", "其中：2024年安排", "100.00"]],
        [["资金总额（万元）", "2024年：100.00", "2025年：120.00"]],
        [["项目资金（万元）", "24年预算", "100.00", "25年预算", "120.00"]],
        [["项目资金（万元）", "二〇二四年", "100.00", "二〇二五年", "120.00"]],
        [["项目资金（万元）", "以前年度已安排", "200.00", "本年度安排", "100.00"]],
    ],
)
def test_a_forms_amount_is_the_fiscal_years(money: Rows) -> None:
    assert project_of(form(*money)).amounts == Amounts(total=100 * WAN_YUAN)


MATRIX = [
    ["项目资金（万元）", "项目", "2023年预算", "2024年预算", "2025年预算"],
    ["", "资金总额", "90.00", "100.00", "120.00"],
    ["", "其中：财政拨款", "80.00", "70.00", "110.00"],
    ["", "其他资金", "10.00", "30.00", "10.00"],
]


def test_the_sources_below_heads_are_those_of_the_fiscal_year() -> None:
    assert project_of(form(*MATRIX)).amounts == Amounts(
        total=100 * WAN_YUAN, fiscal_appropriation=70 * WAN_YUAN, other_funds=30 * WAN_YUAN
    )


def test_the_sources_beside_labels_are_those_of_the_fiscal_year() -> None:
    beside = [
        ["项目资金（万元）", "上年预算金额", "90.00", "本年预算金额", "100.00"],
        ["", "其中：财政拨款", "80.00", "其中：财政拨款", "70.00"],
        ["", "其他资金", "10.00", "其他资金", "30.00"],
    ]
    assert project_of(form(*beside)).amounts == project_of(form(*MATRIX)).amounts
    below = [
        ["2023年预算（万元）", "90.00", "", "", ""],
        ["其中：财政拨款", "80.00", "", "", ""],
        ["其他资金", "10.00", "", "", ""],
        ["2024年预算（万元）", "100.00", "", "", ""],
        ["其中：财政拨款", "70.00", "", "", ""],
        ["其他资金", "30.00", "", "", ""],
    ]
    assert project_of(form(*below)).amounts == project_of(form(*MATRIX)).amounts
    assert project_of(form(*below[3:], *below[:3])).amounts == project_of(form(*MATRIX)).amounts


@pytest.mark.parametrize(
    "money",
    [
        [
            ["资金来源（万元）", "2023年度", "", "", "2024年度", "", ""],
            ["", "合计", "财政拨款", "其他资金", "合计", "财政拨款", "其他资金"],
            ["", "90.00", "80.00", "10.00", "100.00", "70.00", "30.00"],
        ],
        [
            ["资金来源", "本年预算（万元）", "", "", "上年预算（万元）", "", ""],
            ["", "小计", "财政拨款", "其他资金", "小计", "财政拨款", "其他资金"],
            ["金额", "100.00", "70.00", "30.00", "90.00", "80.00", "10.00"],
        ],
    ],
)
def test_amounts_below_heads_over_two_rows_are_the_fiscal_years(money: Rows) -> None:
    found = one(form(*money))
    assert found.disclosure.projects[0].amounts == project_of(form(*MATRIX)).amounts
    assert [(p.code, p.row) for p in found.problems] == [("other-money", 6)] * 3


def test_the_amounts_of_other_years_are_reported() -> None:
    reported = [(p.code, p.row, p.column, p.text) for p in one(form(BESIDE)).problems]
    assert reported == [("other-money", 4, "2023年预算", "90.00"), ("other-money", 4, "2025年预算", "120.00")]


@pytest.mark.parametrize(
    "money",
    [
        [["项目资金（万元）", "2022年预算", "90.00", "2023年预算", "100.00"]],
        [["项目资金（万元）", "上年预算数", "90.00", "下年预算数", "100.00"]],
        [["项目资金（万元）", "2022年", "2023年"], ["", "90.00", "100.00"]],
        [["2025年预算（万元）", "120.00", "", ""]],
    ],
)
def test_a_form_without_an_amount_of_the_fiscal_year_is_refused_naming_the_labels(money: Rows) -> None:
    (problem,) = refusal_of(form(*money))
    assert (problem.code, problem.details["year"]) == ("year-unclear", "2024")
    assert problem.row in (4, 5)
    for label in [cell.replace("（万元）", "") for cell in money[0] if "年" in cell]:
        assert label in problem.message


def wide(header: Sequence[Sequence[str]], *rows: Sequence[str]) -> Rows:
    lines = [["2024年项目支出绩效目标表"], ["部门名称：某市水务局"], ["单位：万元"]]
    return [*lines, *map(list, header), *map(list, rows)]


ENDS = ("绩效目标", "绩效指标")


@pytest.mark.parametrize(
    ("header", "amounts"),
    [
        ([["项目名称", "2024年预算", "2025年预算", *ENDS]], ["100", "120"]),
        ([["项目名称", "2023年预算", "2024年预算", *ENDS]], ["90", "100"]),
        ([["项目名称", "上年度预算数", "本年度预算数", *ENDS]], ["90", "100"]),
        ([["项目名称", "2023年执行数", "2024年预算数", *ENDS]], ["90", "100"]),
        ([["项目名称", "2022年", "2023年", "2024年", *ENDS]], ["80", "90", "100"]),
        ([["项目名称", "总计（2023年）", "总计（2024年）", *ENDS]], ["90", "100"]),
        ([["项目名称", "项目总投资", "年度预算数", *ENDS]], ["500", "100"]),
        ([["项目名称", "预算数", "", *ENDS], ["", "2023年", "2024年", "", ""]], ["90", "100"]),
        ([["项目名称", "总投资", "2024年安排", *ENDS]], ["500", "100"]),
        ([["项目名称", "二〇二三年预算", "二〇二四年预算", *ENDS]], ["90", "100"]),
    ],
)
def test_a_wide_tables_amounts_are_the_fiscal_years(
    header: Sequence[Sequence[str]], amounts: Sequence[str]
) -> None:
    rows = wide(header, ["甲经费", *amounts, "目标", INDICATORS])
    (found,) = read_tables([grid_of(rows)], NOTHING_GIVEN).reads
    assert [p.amounts.total for p in found.disclosure.projects] == [100 * WAN_YUAN]
    assert {p.code for p in found.problems} == {"other-year", "implied-unit"}


def test_the_sources_of_a_group_are_of_the_groups_year() -> None:
    header = [
        ["项目名称", "2023年预算", "", "2024年预算", "", *ENDS],
        ["", "合计", "财政拨款", "合计", "财政拨款", "", ""],
    ]
    rows = wide(header, ["甲经费", "90", "80", "100", "70", "目标", INDICATORS])
    (found,) = read_tables([grid_of(rows)], NOTHING_GIVEN).reads
    (project,) = found.disclosure.projects
    assert project.amounts == Amounts(total=100 * WAN_YUAN, fiscal_appropriation=70 * WAN_YUAN)


def flat(*headings: str) -> Rows:
    rows = [[*row] for row in layouts.flat([Texts()])]
    at = rows[2].index("预算数")
    rows[2][at : at + 1] = headings
    for row in rows[3:]:
        row[at : at + 1] = [str(10_000 * number) for number in range(1, len(headings) + 1)]
    return rows


@pytest.mark.parametrize(
    ("headings", "number"),
    [
        (["2024年预算数", "2025年预算数"], 1),
        (["上年预算数", "本年预算数"], 2),
        (["2023年执行数", "预算数"], 2),
    ],
)
def test_a_flat_tables_amounts_are_the_fiscal_years(headings: Sequence[str], number: int) -> None:
    (found,) = read_tables([grid_of(flat(*headings))], NOTHING_GIVEN).reads
    assert [p.amounts.total for p in found.disclosure.projects] == [number * WAN_YUAN]
    assert [p.text for p in found.problems if p.code == "other-year"] == [headings[2 - number]]


@pytest.mark.parametrize("headings", [["2022年预算数", "2023年预算数"], ["上年预算数"], ["2025年预算"]])
def test_a_table_without_a_column_of_the_fiscal_year_is_refused_naming_the_columns(
    headings: Sequence[str],
) -> None:
    (problem,) = refusal_of(flat(*headings))
    assert (problem.code, problem.row) == ("year-unclear", 3)
    assert all(heading in problem.message for heading in headings)


def test_the_targets_of_another_year_are_not_read() -> None:
    rows = [[*row] for row in layouts.flat([Texts()])]
    at = rows[2].index("指标值")
    for row, text in zip(rows[2:], ["2023年指标值", "", "", "旧", "旧"], strict=False):
        row.insert(at, text)
    rows[2][at + 1] = "2024年指标值"
    (found,) = read_tables([grid_of(rows)], NOTHING_GIVEN).reads
    assert [i.annual_target for p in found.disclosure.projects for i in p.indicators] == ["≥50次"]


def test_the_targets_of_another_year_in_a_form_are_reported_once() -> None:
    rows = [[*row] for row in layouts.form([Texts()])]
    for row, text in zip(rows[5:], ["上年指标值", "≥40次", "≥90%"], strict=True):
        row.insert(4, text)
    rows[5][5] = "本年指标值"
    found = one(rows)
    assert [i.annual_target for i in found.disclosure.projects[0].indicators] == ["≥50次", "≥95%"]
    assert [(p.code, p.row, p.text) for p in found.problems] == [("other-year", 6, "上年指标值")]
