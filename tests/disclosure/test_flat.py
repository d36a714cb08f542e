"""The flat layout: one table a department, one row an indicator."""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Cell, Grid, Row
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, Read, read_tables
from budget.disclosure.records import Amounts
from tests.disclosure import layouts
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import NOTHING_GIVEN

PREAMBLE = [["部门预算项目绩效目标表（2024年度）"], ["金额单位:元"]]
HEADER = [
    "单位名称",
    "项目名称",
    "预算数",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "权重",
    "指标方向性",
]
ROWS = [
    ["820-某镇部门", "", "1,350,000.00"],
    ["820001-某镇人民政府", "", "1,200,000.00"],
    [
        "",
        "运转经费",
        "1,000,000.00",
        "保障运转",
        "产出指标",
        "数量指标",
        "覆盖村数",
        "≥",
        "12",
        "个",
        "30",
        "正向指标",
    ],
    ["", "", "", "", "", "质量指标", "合格率", "＝", "100", "%", "20", "正向指标"],
    ["", "", "", "", "效益指标", "社会效益指标", "纠纷", "≤", "5", "件", "20", "反向指标"],
    ["", "公务用车", "200,000.00", "保障用车", "", "数量指标", "车辆数", "=", "2", "辆", "", ""],
    [
        "820002-某镇便民中心",
        "窗口服务",
        "150,000.00",
        "方便",
        "产出指标",
        "时效指标",
        "时限",
        "≤",
        "3",
        "天",
        "",
        "",
    ],
]


def one(rows: Sequence[Sequence[str]], operator: Given = NOTHING_GIVEN) -> Read:
    (found,) = read_tables([grid_of([*PREAMBLE, HEADER, *rows])], operator).reads
    return found


def test_units_projects_and_indicators_are_on_their_first_row_only() -> None:
    disclosure = one(ROWS).disclosure
    assert [(u.name, u.row, u.amounts.total, [p.name for p in u.projects]) for u in disclosure.units] == [
        ("820001-某镇人民政府", 5, 120_000_000, ["运转经费", "公务用车"]),
        ("820002-某镇便民中心", None, None, ["窗口服务"]),
    ]
    first = disclosure.projects[0]
    assert (first.row, first.amounts, first.objective) == (6, Amounts(total=100_000_000), "保障运转")
    assert [(i.position, i.level1, i.level2, i.name, i.row) for i in first.indicators] == [
        (1, "产出指标", "数量指标", "覆盖村数", 6),
        (2, "产出指标", "质量指标", "合格率", 7),
        (3, "效益指标", "社会效益指标", "纠纷", 8),
    ]
    assert one(ROWS).problems == ()


def test_what_only_flat_tables_have_is_preserved_as_disclosed() -> None:
    indicator = one(ROWS).disclosure.projects[0].indicators[1]
    assert (indicator.comparator, indicator.annual_target, indicator.unit_of_measure) == ("＝", "100", "%")
    assert (indicator.weight, indicator.direction) == ("20", "正向指标")


def test_levels_above_are_not_another_projects() -> None:
    (indicator,) = one(ROWS).disclosure.projects[1].indicators
    assert (indicator.level1, indicator.level2) == ("", "数量指标")


def test_the_departments_row_names_it_and_states_the_grand_total() -> None:
    disclosure = one(ROWS).disclosure
    assert (disclosure.department, disclosure.fiscal_year) == ("820-某镇部门", 2024)
    assert (disclosure.row, disclosure.amounts.total) == (4, 135_000_000)


def test_an_operator_may_name_the_department_without_its_code() -> None:
    assert one(ROWS, Given(department="某镇部门")).disclosure.department == "某镇部门"
    with pytest.raises(Refused):
        one(ROWS, Given(department="另一镇部门"))


def test_a_grand_total_row_is_no_project() -> None:
    rows = [["合计", "", "1,350,000.00"], *ROWS[1:]]
    disclosure = one(rows, Given(department="某镇")).disclosure
    assert (disclosure.row, disclosure.amounts.total) == (4, 135_000_000)
    assert len(disclosure.projects) == 3


def test_a_name_written_anew_begins_a_project() -> None:
    rows = [*ROWS[:4], ["", "运转经费", "1,000,000.00", "保障运转", "产出指标", "数量指标", "覆盖村数"]]
    disclosure = one(rows).disclosure
    assert [(p.name, p.row, len(p.indicators)) for p in disclosure.projects] == [
        ("运转经费", 6, 2),
        ("运转经费", 8, 1),
    ]


def test_a_table_that_repeats_the_project_on_every_row_counts_its_money_once() -> None:
    lead = ["某镇人民政府", "运转经费", "1,000,000.00", "保障运转"]
    rows = [[*lead, *row[4:]] for row in ROWS[2:5]]
    rows.append(["某镇人民政府", "公务用车", "200,000.00", "保障用车", *ROWS[5][4:]])
    disclosure = one(rows, Given(department="某镇")).disclosure
    assert [(p.name, p.amounts.total, len(p.indicators)) for p in disclosure.projects] == [
        ("运转经费", 100_000_000, 3),
        ("公务用车", 20_000_000, 1),
    ]


def test_merged_cells_are_read_like_blank_ones() -> None:
    merged: list[tuple[Cell, ...]] = []
    above = [""] * len(HEADER)
    for row in ROWS[2:5]:
        cells = [*row, *[""] * (len(HEADER) - len(row))]
        shown = [text or above[at] if at < 6 else text for at, text in enumerate(cells)]
        merged.append(
            tuple(
                Cell(text, from_above=at < 6 and not cells[at] and bool(text))
                for at, text in enumerate(shown)
            )
        )
        above = shown
    lead = grid_of([*PREAMBLE, HEADER, ["某镇人民政府"]]).rows
    rows = tuple(Row(number, cells) for number, cells in enumerate(merged, start=5))
    (found,) = read_tables([Grid(rows=(*lead, *rows))], Given(department="某镇")).reads
    (project,) = found.disclosure.projects
    assert project.amounts.total == 100_000_000
    assert [(i.level1, i.level2, i.name) for i in project.indicators] == [
        ("产出指标", "数量指标", "覆盖村数"),
        ("产出指标", "质量指标", "合格率"),
        ("效益指标", "社会效益指标", "纠纷"),
    ]


def test_an_amount_on_a_row_without_a_name_is_not_lost() -> None:
    rows = [*ROWS[:4], ["", "", "50,000.00", "", "", "", "覆盖村数"]]
    found = one(rows)
    assert [(p.name, p.amounts.total) for p in found.disclosure.projects] == [
        ("运转经费", 100_000_000),
        ("", 5_000_000),
    ]
    assert [(p.code, p.row) for p in found.problems if p.code == "no-name"] == [("no-name", 8)]


def test_projects_before_any_unit_are_under_the_department() -> None:
    found = one(ROWS[2:5], Given(department="某镇"))
    assert [unit.name for unit in found.disclosure.units] == ["某镇"]
    assert [p.code for p in found.problems] == ["implied-unit"]


def test_a_note_below_the_table_is_reported() -> None:
    found = one([*ROWS, ["注：各部门项目金额为年初预算数"]])
    assert [(p.code, p.row) for p in found.problems] == [("text-outside-table", 11)]


@pytest.mark.parametrize("lacking", ["项目名称", "预算数", "三级指标", "指标值"])
def test_a_table_that_lacks_a_column_is_refused_naming_it(lacking: str) -> None:
    at = HEADER.index(lacking)
    rows = [row[:at] + row[at + 1 :] for row in (HEADER, *ROWS[2:])]
    with pytest.raises(Refused) as refusal:
        read_tables([grid_of([*PREAMBLE, *rows])], Given(department="某镇"))
    assert [p.details["column_name"] for p in refusal.value.problems] == [lacking]


def test_a_missing_target_is_reported_in_its_row() -> None:
    rows = [*ROWS[:2], ["", "运转经费", "1.00", "目标", "产出指标", "数量指标", "覆盖村数", "≥", "", "个"]]
    (reported,) = one(rows).problems
    assert (reported.code, reported.row, reported.text) == ("missing-target", 6, "覆盖村数")


def test_a_lone_overall_objective_is_the_years() -> None:
    rows = [[*row] for row in layouts.flat([Texts()])]
    rows[2][rows[2].index("年度目标")] = "总体目标"
    (found,) = read_tables([grid_of(rows)], NOTHING_GIVEN).reads
    assert [(one.objective, one.period_objective) for one in found.disclosure.projects] == [("保障供水", "")]


def test_the_sum_of_a_page_within_a_unit_is_not_the_units() -> None:
    rows = [[*row] for row in layouts.flat([Texts(name="甲工程"), Texts(name="乙工程")])]
    units = rows.pop(4)
    for row in rows[4:]:
        row[0] = units[0]
    rows.insert(5, [units[0], "小计", "10000.00", *[""] * 9])
    (found,) = read_tables([grid_of(rows)], NOTHING_GIVEN).reads
    assert [unit.amounts.total for unit in found.disclosure.units] == [None]
    assert "subtotal" in {problem.code for problem in found.problems}
