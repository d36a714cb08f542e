"""The entry point of reading: the operator's and the file's statements, several tables in a file, broken
tables.
"""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, Read, read, read_tables
from budget.disclosure.records import Disclosure
from tests.disclosure import layouts
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import ods_of
from tests.disclosure.tables import HEADER, NOTHING_GIVEN, PREAMBLE, bare, project, wide

ROWS = [bare("合计", "9"), bare("某市水务局", "9"), project("甲经费", "5"), project("乙经费", "4")]


def one(preamble: Sequence[str], operator: Given) -> Read:
    (found,) = read(wide(*ROWS, preamble=preamble), "a.txt", operator).reads
    return found


def refused(preamble: Sequence[str], operator: Given) -> Sequence[Problem]:
    with pytest.raises(Refused) as refusal:
        read(wide(*ROWS, preamble=preamble), "a.txt", operator)
    return refusal.value.problems


def names(disclosure: Disclosure) -> list[str]:
    return [found.name for found in disclosure.projects]


def test_the_operator_fills_what_the_file_does_not_state() -> None:
    operator = Given(fiscal_year=2024, department="某市水务局", region="某省某市", money_unit="元")
    disclosure = one(["项目支出绩效目标表"], operator).disclosure
    assert (disclosure.fiscal_year, disclosure.department, disclosure.region) == (
        2024,
        "某市水务局",
        "某省某市",
    )
    assert (disclosure.money_unit, disclosure.amounts.total) == ("元", 900)


def test_the_folder_gives_the_year_where_nothing_else_does() -> None:
    preamble = ["项目支出绩效目标表", *PREAMBLE[1:]]
    assert one(preamble, Given(folder_year=2024)).disclosure.fiscal_year == 2024
    assert one(preamble, Given(fiscal_year=2023, folder_year=2024)).disclosure.fiscal_year == 2023


def test_a_folder_that_contradicts_the_title_is_a_notice() -> None:
    found = one(PREAMBLE, Given(folder_year=2023))
    assert found.disclosure.fiscal_year == 2024
    (notice,) = found.problems
    assert (notice.code, notice.level) == ("folder-year", "notice")
    assert "2024" in notice.message
    assert "2023" in notice.message


@pytest.mark.parametrize(
    ("operator", "in_file", "given"),
    [
        (Given(fiscal_year=2023), "2024", "2023"),
        (Given(department="某市林业局"), "某市水务局", "某市林业局"),
        (Given(money_unit="元"), "万元", "元"),
    ],
)
def test_an_operator_who_contradicts_the_file_is_reported_both(
    operator: Given, in_file: str, given: str
) -> None:
    (problem,) = refused(PREAMBLE, operator)
    assert problem.code == "contradicts-operator"
    assert f"“{in_file}”" in problem.message
    assert f"“{given}”" in problem.message


def test_a_region_in_the_file_counts_and_may_be_contradicted() -> None:
    preamble = [*PREAMBLE, "行政区划：某省某市"]
    assert one(preamble, NOTHING_GIVEN).disclosure.region == "某省某市"
    assert [p.code for p in refused(preamble, Given(region="他省他市"))] == ["contradicts-operator"]


def test_spacing_and_width_contradict_nothing() -> None:
    assert one(PREAMBLE, Given(department="某市　水务局")).disclosure.department == "某市水务局"


def test_two_money_units_in_one_file_refuse_it() -> None:
    (problem,) = refused([*PREAMBLE, "金额单位：元"], NOTHING_GIVEN)
    assert problem.code == "contradicts-itself"


def test_a_money_unit_that_is_neither_is_named() -> None:
    (problem,) = refused([*PREAMBLE[:2], "单位：千元"], NOTHING_GIVEN)
    assert (problem.code, problem.text) == ("unknown-money-unit", "千元")


@pytest.mark.parametrize(
    "title",
    [
        "某市水务局2024年项目支出绩效目标表",
        "附件3：某市水务局2024年度部门预算项目支出绩效目标表",
        "2024年某市水务局部门预算项目支出绩效目标表",
        "某市水务局项目支出绩效目标表（2024年度）",
    ],
)
def test_a_title_may_name_the_department(title: str) -> None:
    assert one([title, "单位：万元"], NOTHING_GIVEN).disclosure.department == "某市水务局"


@pytest.mark.parametrize(
    "title",
    [
        "2024年部门预算项目支出绩效目标表",
        "2024年市级部门预算项目支出绩效目标表",
        "2024年度市级财政项目支出绩效目标表",
        "2024年项目支出绩效目标表（含转移支付项目）",
        "2024年专项资金支出绩效目标表",
    ],
)
def test_a_title_without_a_department_names_none(title: str) -> None:
    assert [p.code for p in refused([title, "单位：万元"], NOTHING_GIVEN)] == ["no-department"]


def test_a_column_that_no_layout_has_makes_no_form_of_a_table() -> None:
    header = (HEADER[0], "立项依据", *HEADER[1:])
    row = ("甲经费", "某办法", *project("甲经费", "5")[1:])
    (found,) = read(wide(row, header=header), "a", NOTHING_GIVEN).reads
    assert found.disclosure.layout == "wide"
    assert [(p.column, p.text) for p in found.problems if p.code == "text-outside-table"] == [
        ("立项依据", "某办法")
    ]


def test_other_tables_of_a_file_are_passed_over_and_named() -> None:
    cover = grid_of([["2024年部门预算"]], place="封面")
    sums = grid_of(
        [["收支总表"], ["收入", "预算数", "支出", "预算数"], ["一、财政拨款", "9"]], place="收支总表"
    )
    table = grid_of([[line] for line in PREAMBLE] + [[*HEADER], *map(list, ROWS)], place="绩效目标表")
    reading = read_tables([cover, sums, table], NOTHING_GIVEN)
    assert reading.passed_over == ("封面", "收支总表")
    (found,) = reading.reads
    assert (found.disclosure.place, names(found.disclosure)) == ("绩效目标表", ["甲经费", "乙经费"])


def test_a_table_inside_a_long_document_is_read_by_the_lines_before_it() -> None:
    prose = [f"第{number}段：2023年执行情况，部门名称：另一部门" for number in range(30)]
    grid = grid_of([HEADER, *ROWS], place="table 7", caption=[*prose, *["……"] * 8, *PREAMBLE])
    (found,) = read_tables([grid], NOTHING_GIVEN).reads
    assert (found.disclosure.department, found.disclosure.fiscal_year) == ("某市水务局", 2024)


def parts(*second: Sequence[str], caption: Sequence[str] = ()) -> list[Grid]:
    first = grid_of([HEADER, *ROWS[:3]], place="table 1", caption=PREAMBLE)
    return [first, grid_of(second, place="table 2", caption=caption)]


@pytest.mark.parametrize("caption", [[], ["续表"], ["第 2 页"], list(PREAMBLE)])
def test_a_table_broken_in_two_with_its_header_again_is_one(caption: Sequence[str]) -> None:
    reading = read_tables(parts(HEADER, ROWS[3], caption=caption), NOTHING_GIVEN)
    (found,) = reading.reads
    assert [(p.name, p.place, p.row) for p in found.disclosure.projects] == [
        ("甲经费", "table 1", 4),
        ("乙经费", "table 2", 2),
    ]
    assert found.problems == ()
    assert reading.passed_over == ()


def test_a_table_broken_in_two_without_a_header_is_one() -> None:
    (found,) = read_tables(parts(ROWS[3]), NOTHING_GIVEN).reads
    assert names(found.disclosure) == ["甲经费", "乙经费"]


def test_a_doubt_in_the_second_part_names_its_place() -> None:
    row = project("乙经费", "4", indicators="没有格式的指标")
    (found,) = read_tables(parts(row), NOTHING_GIVEN).reads
    assert [(p.code, p.place, p.row) for p in found.problems] == [("unread-text", "table 2", 1)]


def test_another_departments_table_does_not_continue_the_one_before() -> None:
    caption = [PREAMBLE[0], "部门名称：某市林业局", "单位：万元"]
    reading = read_tables(parts(HEADER, project("造林项目", "4"), caption=caption), NOTHING_GIVEN)
    assert [(found.disclosure.department, names(found.disclosure)) for found in reading.reads] == [
        ("某市水务局", ["甲经费"]),
        ("某市林业局", ["造林项目"]),
    ]


def test_another_table_after_it_does_not_go_on() -> None:
    other = ("名称", "数量", "单价", "备注", "", "", "丙")
    reading = read_tables(parts(other, ("车辆", "两辆", "20万", "", "", "", "丁")), NOTHING_GIVEN)
    assert names(reading.reads[0].disclosure) == ["甲经费"]
    assert reading.passed_over == ("table 2",)


def test_units_in_a_column_of_their_own_are_units() -> None:
    header = ("单位名称", *HEADER)
    rows = [
        ("合计", *bare("", "9")),
        ("水文中心", *bare("", "5")),
        ("水文中心", *project("甲经费", "5")),
        ("水质中心", *project("乙经费", "3")),
        ("", *project("丙经费", "1")),
    ]
    (found,) = read(wide(*rows, header=header), "a", NOTHING_GIVEN).reads
    assert [
        (u.name, u.row, names(Disclosure("", "", 0, "wide", units=(u,)))) for u in found.disclosure.units
    ] == [
        ("水文中心", 6, ["甲经费"]),
        ("水质中心", None, ["乙经费", "丙经费"]),
    ]
    assert (found.disclosure.row, found.problems) == (5, ())


def test_a_sheets_name_as_a_place_has_a_length_that_can_be_stored() -> None:
    (found,) = read(ods_of(layouts.wide([Texts()]), sheet="表" * 300), "table.ods", NOTHING_GIVEN).reads
    assert found.disclosure.place == "表" * 100


def test_a_character_that_a_file_shows_and_does_not_identify_is_reported_with_its_row() -> None:
    rows = [bare("合计", "9"), bare("某市�务局", "9"), project("甲�经费", "5", objective="保障�水" * 9)]
    read_of = read(wide(*rows, project("乙经费", "4")), "a.txt", NOTHING_GIVEN).reads[0]
    reported = [one for one in read_of.problems if one.code == "unknown-character"]
    assert [(one.row, one.text) for one in reported] == [
        (6, "某市�务局"),
        (7, "甲�经费 … 保障�水保障�水保障�水保"),
    ]
    assert read_of.disclosure.projects[0].name == "甲�经费"
    problem = refusal_of("5�.00").problems[0]
    assert (problem.code, problem.text) == ("not-an-amount", "5�.00")


def refusal_of(amount: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(wide(project("甲经费", amount)), "a.txt", NOTHING_GIVEN)
    return refusal.value


def test_each_row_of_a_form_or_flat_table_reports_its_own_unknown_characters() -> None:
    for make in (layouts.flat, layouts.form):
        rows = make([Texts(name="项目供�", indicator="指标巡�次数")])
        read_of = read(ods_of(rows), "a.ods", NOTHING_GIVEN).reads[0]
        reported = [one for one in read_of.problems if one.code == "unknown-character"]
        (found,) = read_of.disclosure.projects
        expected = {(found.row, "项目供�"), (found.indicators[0].row, "指标巡�次数")}
        if make is layouts.flat:  # the row of both
            expected = {(found.row, "项目供� … 指标巡�次数")}
        assert {(one.row, one.text) for one in reported} == expected
