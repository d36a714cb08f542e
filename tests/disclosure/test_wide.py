"""The wide layout: rows become a grand total, units, projects and indicators, and nothing is lost."""

from collections.abc import Sequence

import pytest

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, Read, read
from budget.disclosure.records import Amounts, Disclosure, Indicator
from tests.disclosure.tables import HEADER, INDICATORS, NOTHING_GIVEN, PREAMBLE, bare, project, wide
from tests.disclosure.wide_tables import WAN_YUAN, read_one
from tests.support.paths import SAMPLE


def refused(data: bytes, operator: Given = NOTHING_GIVEN) -> Sequence[Problem]:
    with pytest.raises(Refused) as refusal:
        read(data, "table.txt", operator)
    return refusal.value.problems


def shape(disclosure: Disclosure) -> list[tuple[str, list[str]]]:
    return [(unit.name, [project.name for project in unit.projects]) for unit in disclosure.units]


def codes(one: Read) -> list[str]:
    return [problem.code for problem in one.problems]


@pytest.mark.parametrize("operator", [Given(fiscal_year=2024), Given(folder_year=2024)])
def test_the_real_table_gives_its_figures(operator: Given) -> None:
    one = read_one(SAMPLE.read_bytes(), operator)
    disclosure = one.disclosure
    assert disclosure.department == "中国人民政治协商会议广东省广州市委员会办公厅"
    assert (disclosure.fiscal_year, disclosure.money_unit, disclosure.layout) == (2024, "万元", "wide")
    assert disclosure.title == "项目支出绩效目标表（含转移支付项目）"
    assert disclosure.amounts == Amounts(total=3340 * WAN_YUAN, fiscal_appropriation=3340 * WAN_YUAN)
    assert [(unit.name, unit.amounts.total, len(unit.projects)) for unit in disclosure.units] == [
        ("中国人民政治协商会议广东省广州市委员会办公厅", 3326 * WAN_YUAN, 19),
        ("广州政协文史展示中心", 7 * WAN_YUAN, 1),
        ("广州市政协机关事务和信息中心", 7 * WAN_YUAN, 1),
    ]
    projects = disclosure.projects
    assert (len(projects), sum(len(project.indicators) for project in projects)) == (21, 68)
    assert sum(project.amounts.total or 0 for project in projects) == 3340 * WAN_YUAN
    assert [project.row for project in projects if project.is_confidential] == [16]
    assert one.problems == ()


def test_every_line_of_the_real_table_is_in_the_records() -> None:
    text = SAMPLE.read_text("utf-8")
    disclosure = read_one(SAMPLE.read_bytes(), Given(fiscal_year=2024)).disclosure
    lines = dict(enumerate(text.split("\n"), start=1))
    for one in disclosure.projects:
        cells = lines[one.row or 0].split("\t")
        assert (cells[0], cells[5], cells[6]) == (one.name, one.objective, one.indicators_text)
    rows = {one.row for one in (disclosure, *disclosure.units, *disclosure.projects)}
    assert {number for number, line in lines.items() if "\t" in line} - rows == {9}  # the header


def test_an_indicator_has_the_text_of_its_cell() -> None:
    one = read_one(wide(project("巡查经费", "5.00")))
    assert one.disclosure.projects[0].indicators == (
        Indicator(1, "1", "产出指标", "11", "数量指标", "巡查次数", "≥50次", "≥50次"),
    )


def test_a_file_without_a_year_is_refused_with_a_hint_of_what_to_add() -> None:
    (problem,) = refused(wide(project("甲经费", "1"), preamble=("项目支出绩效目标表", *PREAMBLE[1:])))
    assert problem.code == "no-year"
    assert "--year" in problem.message


def test_what_lacks_is_reported_together() -> None:
    problems = refused(wide(project("甲经费", "1"), preamble=("项目支出绩效目标表",)))
    assert [problem.code for problem in problems] == ["no-year", "no-money-unit", "no-department"]


def test_a_word_where_an_amount_belongs_refuses_the_file_and_names_its_place() -> None:
    (problem,) = refused(wide(bare("合计", "5"), ("甲经费", "五", "5", "", "", "目标", INDICATORS)))
    assert (problem.code, problem.row, problem.column, problem.text) == ("not-an-amount", 6, "总计", "五")


def test_every_bad_amount_is_named_at_once() -> None:
    problems = refused(wide(("甲", "x", "5", "y", "", "目标", INDICATORS), project("乙", "1.2345678")))
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        ("not-an-amount", 5, "总计"),
        ("not-an-amount", 5, "财政专户拨款"),
        ("finer-than-fen", 6, "总计"),
        ("finer-than-fen", 6, "财政拨款"),
    ]


def test_a_row_of_eight_cells_refuses_the_file() -> None:
    (problem,) = refused(wide((*project("甲经费", "5"), "多出的字")))
    assert (problem.code, problem.row, problem.text) == ("too-many-cells", 5, "多出的字")
    assert problem.details == {"count": "8", "expected": "7"}


def test_empty_cells_beyond_the_header_are_none() -> None:
    assert shape(read_one(wide((*project("甲经费", "5"), "", ""))).disclosure) == [("某市水务局", ["甲经费"])]


def test_a_row_may_lack_empty_cells_at_its_end() -> None:
    one = read_one(wide(("合计", "5"), ("某市水务局", "5"), project("甲经费", "5"), ("乙经费",)))
    assert shape(one.disclosure) == [("某市水务局", ["甲经费", "乙经费"])]
    assert one.disclosure.projects[1].amounts == Amounts()


@pytest.mark.parametrize("nothing", ["", "—", "-", "/", "－", "——"])
def test_an_amount_that_is_not_stated_is_not_zero(nothing: str) -> None:
    row = ("甲经费", "5.00", nothing, "0.00", nothing, "目标", INDICATORS)
    (one,) = read_one(wide(row)).disclosure.projects
    assert one.amounts == Amounts(total=5 * WAN_YUAN, special_account=0)


def test_money_in_yuan_is_read_as_yuan() -> None:
    data = wide(project("甲经费", "34,232.38"), preamble=(*PREAMBLE[:2], "金额单位:元"))
    (one,) = read_one(data).disclosure.projects
    assert one.amounts.total == 3_423_238


def test_blank_rows_mean_nothing_anywhere() -> None:
    rows = [bare("合计", "5"), (), bare("某市水务局", "5"), ("", "\u3000", ""), project("甲经费", "5"), ()]
    assert shape(read_one(wide(*rows)).disclosure) == [("某市水务局", ["甲经费"])]


def test_a_project_without_objective_and_indicators_is_preserved() -> None:
    rows = [bare("合计", "9"), bare("水务局", "9"), project("甲经费", "5"), bare("乙中心", "4")]
    one = read_one(wide(*rows))
    assert shape(one.disclosure) == [("水务局", ["甲经费", "乙中心"])]
    assert one.problems == ()


def test_rows_that_sums_leave_ambiguous_are_reported_and_preserved() -> None:
    rows = [
        bare("合计", "99"),
        bare("水务局", "50"),
        project("甲经费", "5"),
        bare("水文中心", "—"),
        project("乙经费", "4"),
    ]
    one = read_one(wide(*rows))
    assert shape(one.disclosure) == [("水务局", ["甲经费"]), ("水文中心", ["乙经费"])]
    (doubt,) = one.problems
    assert (doubt.code, doubt.row, doubt.text, doubt.level) == ("unit-or-project", 8, "水文中心", "warning")


def test_projects_before_any_unit_are_under_the_department() -> None:
    one = read_one(wide(bare("合计", "9"), project("甲经费", "5"), project("乙经费", "4")))
    assert shape(one.disclosure) == [("某市水务局", ["甲经费", "乙经费"])]
    assert (one.disclosure.units[0].row, one.disclosure.units[0].amounts) == (None, Amounts())
    assert codes(one) == ["implied-unit"]


def test_namesakes_are_two() -> None:
    rows = [
        bare("水文中心", "4"),
        project("运行经费", "2"),
        project("运行经费", "2"),
        bare("水文中心", "1"),
        project("运行经费", "1"),
    ]
    one = read_one(wide(*rows))
    assert shape(one.disclosure) == [("水文中心", ["运行经费", "运行经费"]), ("水文中心", ["运行经费"])]


@pytest.mark.parametrize("name", ["合计", "总计", "合 计", "合　计：", "总 计"])
def test_the_grand_total_has_several_names(name: str) -> None:
    one = read_one(wide(bare(name, "5"), bare("某市水务局", "5"), project("甲经费", "5")))
    assert (one.disclosure.row, one.disclosure.amounts.total) == (5, 5 * WAN_YUAN)


def test_a_grand_total_may_be_last() -> None:
    one = read_one(wide(bare("某市水务局", "5"), project("甲经费", "5"), bare("合计", "5")))
    assert one.disclosure.row == 7
    assert shape(one.disclosure) == [("某市水务局", ["甲经费"])]


def test_a_second_grand_total_is_a_doubt_with_its_figures_and_no_project() -> None:
    rows = [bare("合计", "5"), bare("某市水务局", "5"), project("甲经费", "5"), bare("总计", "6")]
    one = read_one(wide(*rows))
    (doubt,) = one.problems
    assert (doubt.code, doubt.row) == ("second-grand-total", 8)
    assert "6" in doubt.text
    assert one.disclosure.amounts.total == 5 * WAN_YUAN


def test_a_subtotal_line_is_reported_and_counted_nowhere() -> None:
    rows = [bare("合计", "5"), bare("某市水务局", "5"), project("甲经费", "5"), bare("小计", "5")]
    one = read_one(wide(*rows))
    assert codes(one) == ["subtotal"]
    assert shape(one.disclosure) == [("某市水务局", ["甲经费"])]


@pytest.mark.parametrize(
    "note",
    ["注：本表不含保密项目", "备注:无", "填表人：    审核人：", "第 1 页 共 3 页", "- 1 -", "12", "附件2"],
)
def test_a_note_below_the_table_is_reported_with_its_text(note: str) -> None:
    one = read_one(wide(bare("某市水务局", "5"), project("甲经费", "5"), (note,)))
    (reported,) = one.problems
    assert (reported.code, reported.row, reported.text, reported.level) == (
        "text-outside-table",
        7,
        note,
        "notice",
    )


def test_a_row_with_figures_that_begins_like_a_note_is_a_project() -> None:
    one = read_one(wide(project("说明：宣传片制作", "5")))
    assert shape(one.disclosure) == [("某市水务局", ["说明：宣传片制作"])]


def test_a_row_without_a_name_keeps_its_figures() -> None:
    one = read_one(wide(bare("某市水务局", "9"), project("甲经费", "5"), project("", "4")))
    assert shape(one.disclosure) == [("某市水务局", ["甲经费", ""])]
    assert codes(one) == ["no-name"]


def test_a_table_without_rows_is_refused() -> None:
    assert [problem.code for problem in refused(wide(bare("合计", "0")))] == ["no-rows"]


def test_what_does_not_fit_the_indicators_grammar_is_preserved_and_reported() -> None:
    cell = f"前言。{INDICATORS}"
    one = read_one(wide(bare("某市水务局", "5"), project("甲经费", "5", indicators=cell)))
    (project_,) = one.disclosure.projects
    assert (project_.indicators_text, project_.unread) == (cell, "前言。")
    (doubt,) = one.problems
    assert (doubt.code, doubt.row, doubt.column, doubt.text) == ("unread-text", 6, "绩效指标", "前言。")


def test_doubts_about_an_indicator_name_their_cell() -> None:
    cell = (
        "1、1-产出指标；99-奇怪指标；甲；实施周期指标值:1次；年度指标值:1次。"
        "2、1-产出指标；12-数量指标；乙；实施周期指标值:1次；年度指标值:1次。"
        "3、2-效益指标；11-数量指标；丙；实施周期指标值:1次；年度指标值:1次。"
        "4、1-产出指标；11-数量指标；丁；年度指标值:1次。"
    )
    one = read_one(wide(bare("某市水务局", "5"), project("甲经费", "5", indicators=cell)))
    assert [(problem.code, problem.row, problem.column) for problem in one.problems] == [
        ("unknown-code", 6, "绩效指标"),
        ("label-does-not-fit-code", 6, "绩效指标"),
        ("level2-under-other-level1", 6, "绩效指标"),
        ("missing-target", 6, "绩效指标"),
    ]
    assert one.problems[3].details == {"position": "4", "which": "实施周期指标值"}
    assert len(one.disclosure.projects[0].indicators) == 4


def test_text_in_a_column_that_is_not_known_is_reported() -> None:
    rows = [bare("某市水务局", "5"), (*project("甲经费", "5"), "延续项目")]
    (reported,) = read_one(wide(*rows, header=(*HEADER, "备注"))).problems
    assert (reported.code, reported.row, reported.column, reported.text) == (
        "text-outside-table",
        6,
        "备注",
        "延续项目",
    )


@pytest.mark.parametrize("words", ["累计支付资金", "某种拨款", ""])
def test_money_in_a_column_that_is_not_known_refuses_the_file(words: str) -> None:
    header = (*HEADER[:4], words, *HEADER[4:])
    row = ("甲经费", "9.00", "5.00", "", "4.00", "", "目标", INDICATORS)
    (problem,) = refused(wide(row, header=header))
    assert (problem.code, problem.row, problem.column) == ("unknown-amount-column", 5, words)


def test_an_empty_column_that_is_not_known_loses_nothing() -> None:
    header = (*HEADER[:4], "累计支付资金", *HEADER[4:])
    row = ("甲经费", "5.00", "5.00", "", "—", "", "目标", INDICATORS)
    assert read_one(wide(row, header=header)).disclosure.projects[0].objective == "目标"


def test_a_table_of_projects_with_an_unknown_heading_makes_no_form() -> None:
    header = ("项目名称", "所在地", "绩效目标", "绩效指标")
    with pytest.raises(Refused) as refusal:
        read(wide(("甲经费", "某村", "保障供水", INDICATORS), header=header), "a", NOTHING_GIVEN)
    assert [problem.code for problem in refusal.value.problems] == ["missing-column"]
