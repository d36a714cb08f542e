"""The form layout: one table a project, labels and values in turn, indicators row by row below."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from budget.disclosure.forms import combined, contradicts
from budget.disclosure.grid import Cell, Grid, Row
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, Read, read, read_tables
from budget.disclosure.records import Amounts, Project
from tests.disclosure import layouts
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import NOTHING_GIVEN

YI = 1_000_000  # fen in one 万元
Rows = list[list[str]]

HEADER = ["绩效指标", "一级指标", "二级指标", "三级指标", "", "指标值", "权重"]
INDICATORS: Rows = [
    ["", "产出指标", "数量指标", "改造长度", "", "≥985米", "20"],
    ["", "", "", "改造路口数", "", "3个", "10"],
    ["", "", "质量指标", "验收合格率", "", "=100.00(%)", "20"],
    ["", "效益指标", "经济效益指标", "", "", "", ""],
    ["", "", "社会效益指标", "道路景观提升情况", "", "提升", ""],
    ["", "满意度指标", "服务对象满意度指标", "居民满意度", "", "≥90.00(%)", "10"],
]


def form(name: str = "立交工程", unit: str = "市政工程中心", amount: str = "226,145,100.00") -> Rows:
    """A project's form as Shanghai writes it: whole project on the left, the year on the right."""
    return [
        ["项目支出绩效目标申报表"],
        ["（2026年度）"],
        ["项目名称", "", name, "", "项目性质", "阶段性项目", ""],
        ["主管部门", "", "某区建设委员会", "", "实施单位", unit, ""],
        ["计划开始日期", "", "2026/1/1", "", "计划完成日期", "2027/12/31", ""],
        ["项目资金\n（元）", "", "项目资金总额", "771,325,800.00", "年度资金申请总额", "", amount],
        ["", "", "其中：财政资金", "771,325,800.00", "其中：当年财政拨款", "", "226,145,000.00"],
        ["", "", "", "", "上年结转资金", "", "100.00"],
        ["", "", "其他资金", "0", "其他资金", "", "0"],
        ["项目\n绩效\n目标", "项目总目标", "", "", "年度总体目标", "", ""],
        ["", "建成立交。", "", "", "完成征收。", "", ""],
        HEADER,
        *INDICATORS,
    ]


def one(rows: Sequence[Sequence[str]], said: Given = NOTHING_GIVEN) -> Read:
    (found,) = read_tables([grid_of(rows)], said).reads
    return found


def project(rows: Sequence[Sequence[str]], said: Given = NOTHING_GIVEN) -> Project:
    (found,) = one(rows, said).disclosure.projects
    return found


def test_a_form_names_department_unit_project_and_year() -> None:
    found = one(form())
    disclosure = found.disclosure
    assert (disclosure.department, disclosure.fiscal_year, disclosure.layout) == (
        "某区建设委员会",
        2026,
        "form",
    )
    assert (disclosure.money_unit, disclosure.title) == ("元", "项目支出绩效目标申报表")
    assert [(unit.name, unit.row, unit.amounts) for unit in disclosure.units] == [
        ("市政工程中心", None, Amounts())
    ]
    assert (disclosure.row, disclosure.amounts) == (None, Amounts())
    assert found.is_partial


def test_what_only_forms_have_is_kept() -> None:
    found = project(form())
    assert (found.name, found.row, found.attribute) == ("立交工程", 3, "阶段性项目")
    assert (found.starts_on, found.ends_on) == ("2026/1/1", "2027/12/31")
    assert (found.objective, found.period_objective) == ("完成征收。", "建成立交。")


@pytest.mark.parametrize("text", ["确保完成全年目标", "指标", "达到各项绩效指标"])
def test_an_objective_that_ends_like_a_heading_is_kept(text: str) -> None:
    rows = form()
    below = [[*row] for row in rows]
    below[10][4] = text
    assert project(below).objective == text
    beside = [row for row in rows if row[0] not in ("项目\n绩效\n目标", "") or row[1] != "建成立交。"]
    at = beside.index(HEADER)
    beside[at - 1 : at] = [["年度绩效目标", "", text, "", "", "", ""]]
    assert project(beside).objective == text


def test_the_years_funds_are_the_projects_amount() -> None:
    assert project(form()).amounts == Amounts(
        total=22_614_510_000,
        fiscal_appropriation=22_614_500_000,
        other_funds=0,
        carried_over=10_000,
    )


def test_what_the_whole_project_costs_is_told() -> None:
    told = [(p.row, p.column, p.text) for p in one(form()).problems]
    assert told == [
        (6, "项目资金总额", "771,325,800.00"),
        (7, "其中：财政资金", "771,325,800.00"),
        (9, "其他资金", "0"),
    ]


def test_blank_levels_mean_as_above_and_an_empty_line_is_no_indicator() -> None:
    found = [
        (i.position, i.level1, i.level2, i.name, i.annual_target, i.weight, i.row)
        for i in project(form()).indicators
    ]
    assert found == [
        (1, "产出指标", "数量指标", "改造长度", "≥985米", "20", 13),
        (2, "产出指标", "数量指标", "改造路口数", "3个", "10", 14),
        (3, "产出指标", "质量指标", "验收合格率", "=100.00(%)", "20", 15),
        (4, "效益指标", "社会效益指标", "道路景观提升情况", "提升", "", 17),
        (5, "满意度指标", "服务对象满意度指标", "居民满意度", "≥90.00(%)", "10", 18),
    ]


def test_several_forms_of_a_department_make_one_disclosure() -> None:
    rows = [*form(), *form("道路养护", "养护中心"), *form("桥梁检测")]
    found = one(rows)
    assert [(unit.name, [p.name for p in unit.projects]) for unit in found.disclosure.units] == [
        ("市政工程中心", ["立交工程", "桥梁检测"]),
        ("养护中心", ["道路养护"]),
    ]
    assert [len(p.indicators) for p in found.disclosure.projects] == [5, 5, 5]


def test_a_later_form_takes_the_place_of_one_that_gives_another_of_the_units_names() -> None:
    one_name = one([*form(), *form("桥梁检测")]).disclosure
    other_name = one(form(unit="市政中心", amount="1.00")).disclosure
    names = {"市政中心": "市政工程中心"}
    together = combined([one_name, other_name], names)
    assert [(unit.name, [p.name for p in unit.projects]) for unit in together.units] == [
        ("市政工程中心", ["桥梁检测"]),
        ("市政中心", ["立交工程"]),
    ]
    assert len(combined([one_name, other_name]).projects) == 3
    alone = combined([one(form()).disclosure, other_name], names)
    assert [unit.name for unit in alone.units] == ["市政中心"]
    assert contradicts(one_name, other_name, names) and not contradicts(one_name, other_name)


def test_forms_on_several_sheets_are_read_together_and_the_cover_is_passed_over() -> None:
    grids = [
        grid_of([["部门预算公开", "2026年"]], place="封面"),
        grid_of(form(), place="表1"),
        grid_of(form("道路养护"), place="表2"),
    ]
    reading = read_tables(grids, NOTHING_GIVEN)
    assert reading.passed_over == ("封面",)
    (found,) = reading.reads
    assert [(p.name, p.place) for p in found.disclosure.projects] == [
        ("立交工程", "表1"),
        ("道路养护", "表2"),
    ]


def test_forms_of_two_departments_make_two_disclosures() -> None:
    other = [[cell.replace("某区建设委员会", "某区水务局") for cell in row] for row in form()]
    reading = read_tables([grid_of([*form(), *other])], NOTHING_GIVEN)
    assert [found.disclosure.department for found in reading.reads] == ["某区建设委员会", "某区水务局"]


WEB: Rows = [
    ["2023年项目支出绩效目标申报表"],
    ["填报单位:(盖章) 单位:万元"],
    ["项目支出名称", "雾炮车服务", "", "预算部门", "某市环境卫生管理处"],
    ["年度本级\n预算金额", "250万", "", "该项目支出上级资金", "0"],
    ["项目支出实施期", "2023.07-2024.01"],
    ["实施期绩效目标", "全市空气质量达到优良"],
    ["本年度绩效目标", "空气质量改善"],
    ["本年度\n绩效指标", "一级指标", "二级指标", "三级指标", "指标值及单位", "绩效标准"],
    ["", "产出指标", "数量指标", "车辆数", "10辆", "计划标准"],
    ["", "", "", "射程", "≥80M", "计划标准"],
    ["", "效益指标", "经济效益指标", "", "", ""],
    ["", "", "生态效益指标"],
    ["财政部门审核意见", ""],
    ["填表人: 联系电话: 填报日期: 单位负责人签字:"],
]


def test_a_web_pages_form_is_read() -> None:
    found = one(WEB)
    assert (found.disclosure.department, found.disclosure.fiscal_year) == ("某市环境卫生管理处", 2023)
    assert [unit.name for unit in found.disclosure.units] == ["某市环境卫生管理处"]
    (read_project,) = found.disclosure.projects
    assert read_project.amounts == Amounts(total=250 * YI)
    assert (read_project.starts_on, read_project.ends_on) == ("2023.07", "2024.01")
    assert (read_project.objective, read_project.period_objective) == ("空气质量改善", "全市空气质量达到优良")
    assert [(i.level2, i.name, i.annual_target, i.standard) for i in read_project.indicators] == [
        ("数量指标", "车辆数", "10辆", "计划标准"),
        ("数量指标", "射程", "≥80M", "计划标准"),
    ]


def test_what_stands_below_a_forms_indicators_is_told() -> None:
    told = [(p.code, p.row, p.text) for p in one(WEB).problems]
    assert told == [
        ("other-money", 4, "该项目支出上级资金：0"),
        ("text-outside-table", 13, "财政部门审核意见"),
        ("text-outside-table", 14, "填表人: 联系电话: 填报日期: 单位负责人签字:"),
    ]


def test_amounts_that_bear_their_unit_need_no_other() -> None:
    rows = [["项目支出绩效目标表（2023年度）"], *WEB[2:]]
    assert project(rows).amounts.total == 250 * YI


def test_amounts_without_a_unit_are_refused() -> None:
    rows = [["项目支出绩效目标表（2023年度）"], *WEB[2:]]
    rows[2] = ["年度本级预算金额", "250"]
    with pytest.raises(Refused) as refusal:
        one(rows)
    assert [p.code for p in refusal.value.problems] == ["no-money-unit"]


CENTRAL: Rows = [
    ["项目支出绩效目标表"],
    ["（2024年度）"],
    ["项目名称", "", "科研专项"],
    ["主管部门及代码", "", "[101]某部", "", "实施单位", "某研究院"],
    ["项目属性", "", "延续项目", "", "项目期", "2024年-2026年"],
    ["项目资金\n（万元）", "中期资金总额：", "", "900.00", "年度资金总额：", "300.00"],
    ["", "其中：财政拨款", "", "800.00", "其中：财政拨款", "250.00"],
    ["", "上年结转", "", "-", "上年结转", "30.00"],
    ["", "其他资金", "", "100.00", "其他资金", "20.00"],
    ["总体\n目标", "中期目标（2024年—2026年）", "", "", "年度目标"],
    ["", "三年建成。", "", "", "当年启动。"],
    ["绩\n效\n指\n标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
    ["", "产出指标", "数量指标", "论文数", "≥30篇", "数量指标", "论文数", "≥10篇"],
    ["", "", "", "专利数", "≥9项", "", "报告数", "≥2份"],
    ["", "", "质量指标", "验收率", "100%", "质量指标", "验收率", "98%"],
    ["", "效益指标", "社会效益指标", "", "", "社会效益指标", "影响力", "提升"],
]


def test_paired_columns_give_one_indicator_both_targets() -> None:
    found = one(CENTRAL)
    (read_project,) = found.disclosure.projects
    assert [
        (i.level1, i.level2, i.name, i.period_target, i.annual_target) for i in read_project.indicators
    ] == [
        ("产出指标", "数量指标", "论文数", "≥30篇", "≥10篇"),
        ("产出指标", "数量指标", "报告数", "", "≥2份"),
        ("产出指标", "数量指标", "专利数", "≥9项", ""),
        ("产出指标", "质量指标", "验收率", "100%", "98%"),
        ("效益指标", "社会效益指标", "影响力", "", "提升"),
    ]
    assert read_project.amounts == Amounts(300 * YI, 250 * YI, None, 20 * YI, 30 * YI)
    assert (read_project.starts_on, read_project.ends_on) == ("2024年", "2026年")
    assert found.disclosure.department == "[101]某部"


@pytest.mark.parametrize(
    ("groups", "period_target", "annual_target"),
    [(("中期绩效指标", "年度绩效指标"), "3000米", "985米"), (("年度指标", "中期指标"), "985米", "3000米")],
)
def test_the_words_above_paired_columns_say_which_are_the_years(
    groups: tuple[str, str], period_target: str, annual_target: str
) -> None:
    rows = [
        *form()[:11],
        ["绩效指标", "", "", groups[0], "", groups[1]],
        ["", "一级指标", "二级指标", "三级指标", "指标值", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "改造长度", "3000米", "改造长度", "985米"],
    ]
    found = one(rows)
    (indicator,) = found.disclosure.projects[0].indicators
    assert (indicator.period_target, indicator.annual_target) == (period_target, annual_target)
    assert {p.code for p in found.problems} == {"other-money"}


def test_a_form_whose_name_is_left_empty_is_a_form_of_its_own() -> None:
    second = form("")
    found = one([*form(), *second])
    assert [(p.name, len(p.indicators)) for p in found.disclosure.projects] == [("立交工程", 5), ("", 5)]
    assert [p.row for p in found.problems if p.code == "no-name"] == [len(form()) + 3]


def test_two_targets_in_one_table_are_both_kept() -> None:
    rows = [
        *form()[:11],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"],
        ["", "产出指标", "数量指标", "改造长度", "3000米", "985米"],
    ]
    (indicator,) = project(rows).indicators
    assert (indicator.period_target, indicator.annual_target) == ("3000米", "985米")


def test_medium_term_and_year_one_below_the_other_are_put_together() -> None:
    rows = [
        *form()[:11],
        ["中期绩效指标", *HEADER[1:]],
        ["", "产出指标", "数量指标", "改造长度", "", "3000米", ""],
        ["年度绩效指标", *HEADER[1:]],
        ["", "产出指标", "数量指标", "改造长度", "", "985米", ""],
        ["", "", "", "改造路口数", "", "3个", ""],
    ]
    assert [(i.name, i.period_target, i.annual_target) for i in project(rows).indicators] == [
        ("改造长度", "3000米", "985米"),
        ("改造路口数", "", "3个"),
    ]


def test_a_header_repeated_at_a_page_break_goes_on_with_the_levels_above() -> None:
    rows = [*form()[:13], HEADER, ["", "", "", "改造路口数", "", "3个", "10"]]
    assert [(i.level2, i.name) for i in project(rows).indicators] == [
        ("数量指标", "改造长度"),
        ("数量指标", "改造路口数"),
    ]


def test_a_form_with_one_objective_has_it_for_the_year() -> None:
    rows = [*form()[:9], ["总体目标", "完成征收。"], *form()[11:]]
    found = project(rows)
    assert (found.objective, found.period_objective) == ("完成征收。", "")


def test_comparator_and_unit_stand_apart_from_the_value() -> None:
    rows = [
        *form()[:11],
        ["一级指标", "二级指标", "三级指标", "计算符号", "指标值", "度量单位", "指标方向性"],
        ["产出指标", "数量指标", "改造长度", "≥", "985", "米", "正向"],
    ]
    (indicator,) = project(rows).indicators
    assert (
        indicator.comparator,
        indicator.annual_target,
        indicator.unit_of_measure,
        indicator.direction,
    ) == (
        "≥",
        "985",
        "米",
        "正向",
    )


def test_merged_cells_of_a_form_count_once() -> None:
    def cells(*texts: str | Cell) -> tuple[Cell, ...]:
        return tuple(text if isinstance(text, Cell) else Cell(text) for text in texts)

    def left(text: str) -> Cell:
        return Cell(text, from_left=True)

    def above(text: str) -> Cell:
        return Cell(text, from_above=True)

    title = "2026年项目支出绩效目标表"
    table = [
        cells(title, left(title), left(title), left(title), left(title)),
        cells("项目名称", "立交工程", left("立交工程"), left("立交工程"), left("立交工程")),
        cells("主管部门", "某区建设委员会", "实施单位", "市政工程中心", left("市政工程中心")),
        cells("项目资金（万元）", "年度资金总额", left("年度资金总额"), "300", left("300")),
        cells(above("项目资金（万元）"), "其中：财政拨款", left("其中：财政拨款"), "300", left("300")),
        cells("年度目标", "完成征收。", left("完成征收。"), left("完成征收。"), left("完成征收。")),
        cells("绩效指标", "一级指标", "二级指标", "三级指标", "指标值"),
        cells(above("绩效指标"), "产出指标", "数量指标", "改造长度", "985米"),
        cells(above("绩效指标"), above("产出指标"), above("数量指标"), "改造路口数", "3个"),
    ]
    grid = Grid(rows=tuple(Row(number, row) for number, row in enumerate(table, start=1)))
    (found,) = read_tables([grid], NOTHING_GIVEN).reads
    (read_project,) = found.disclosure.projects
    assert read_project.amounts == Amounts(total=300 * YI, fiscal_appropriation=300 * YI)
    assert read_project.objective == "完成征收。"
    assert [(i.level1, i.level2, i.name, i.annual_target) for i in read_project.indicators] == [
        ("产出指标", "数量指标", "改造长度", "985米"),
        ("产出指标", "数量指标", "改造路口数", "3个"),
    ]
    assert found.problems == ()


def test_a_forms_indicators_may_stand_in_the_documents_next_table() -> None:
    grids = [grid_of(form()[:11], place="table 1"), grid_of(form()[11:], place="table 2")]
    reading = read_tables(grids, NOTHING_GIVEN)
    assert len(reading.reads[0].disclosure.projects[0].indicators) == 5
    assert reading.passed_over == ()


def test_label_and_value_in_one_cell_are_told_apart() -> None:
    rows = [["项目名称：立交工程", "主管部门：某区建设委员会"], *form()[5:]]
    found = one([["2026年项目支出绩效目标表"], *rows])
    assert found.disclosure.department == "某区建设委员会"
    assert [p.name for p in found.disclosure.projects] == ["立交工程"]


def test_a_word_where_an_amount_stands_refuses_the_form() -> None:
    with pytest.raises(Refused) as refusal:
        one(form(amount="二亿元整"))
    assert [(p.code, p.row, p.text) for p in refusal.value.problems] == [("not-an-amount", 6, "二亿元整")]


def test_an_operator_who_contradicts_a_form_is_told() -> None:
    with pytest.raises(Refused) as refusal:
        one(form(), Given(fiscal_year=2025, department="某区水务局", money_unit="万元"))
    assert [p.code for p in refusal.value.problems] == ["contradicts-operator"] * 3


def test_a_form_comes_as_text_too() -> None:
    text = "\n".join("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in form())
    (found,) = read(text.encode(), "form.txt", NOTHING_GIVEN).reads
    assert found.disclosure.projects == project_with_rows(form(), found)


def project_with_rows(rows: Rows, found: Read) -> tuple[Project, ...]:
    """The same form's projects from a grid; the text's rows are its lines, and one cell holds two breaks."""
    shown = one(rows).disclosure.projects
    return tuple(
        replace(
            want,
            row=have.row,
            indicators=tuple(
                replace(a, row=b.row) for a, b in zip(want.indicators, have.indicators, strict=True)
            ),
        )
        for want, have in zip(shown, found.disclosure.projects, strict=True)
    )


NAMED_LIKE_A_LABEL = ["其他资金", "项目资金", "财政拨款", "绩效目标", "项目支出", "预算", "合计"]


@pytest.mark.parametrize("name", NAMED_LIKE_A_LABEL)
@pytest.mark.parametrize(
    "cells",
    [
        ["项目名称", "{}", "", "实施单位", "养护中心"],
        ["项目名称", "{}", "", "", ""],
        ["项目名称", "", "{}", "", ""],
        ["项目名称：{}", "", "", "", ""],
        ["项目名称", "{}", "", "项目属性", "延续项目"],
        ["项目名称", "{}", "", "资金总额", "3"],
        ["项目名称", "", "{}", "", "项目性质", "阶段性项目"],
    ],
)
def test_a_project_named_like_a_label_is_told_by_where_its_name_stands(name: str, cells: list[str]) -> None:
    rows = [*form("立交工程"), *form("占位")[1:]]
    at = next(at for at, row in enumerate(rows) if "占位" in row)
    below = [["实施单位", "养护中心", "", "", ""]] * ("实施单位" not in cells)
    rows = [*rows[:at], [cell.format(name) for cell in cells], *below, *rows[at + 1 :]]
    found = one(rows).disclosure.projects
    assert [(p.name, len(p.indicators)) for p in found] == [("立交工程", 5), (name, 5)]


def test_a_name_left_empty_takes_no_label_for_one() -> None:
    for cells in (["项目名称", "", "", "项目资金", "3"], ["项目名称", "", "", "实施单位", "养护中心"]):
        rows = form()
        at = next(at for at, row in enumerate(rows) if "立交工程" in row)
        read_of = one([*rows[:at], cells, ["实施单位", "养护中心", "", "", ""], *rows[at + 1 :]])
        assert [p.name for p in read_of.disclosure.projects] == [""]
        assert "no-name" in {problem.code for problem in read_of.problems}


def test_a_table_of_projects_above_a_form_begins_none() -> None:
    table = [["项目名称", "金额", "", "", ""], ["供水", "3.00", "", "", ""]]
    assert [p.name for p in one([*table, *form()]).disclosure.projects] == ["立交工程"]


@pytest.mark.parametrize("objective", ["无", "—", "其他资金", "财政拨款", "指标", "合计", "确保完成全年目标"])
def test_an_objective_that_reads_like_a_label_is_kept_and_no_amount_is_lost(objective: str) -> None:
    rows = layouts.form([Texts(objective=objective)])
    found = project(rows)
    assert (found.objective, found.amounts) == (objective, project(layouts.form([Texts()])).amounts)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("供水\n管网", "供水管网"),
        ("GIS \n system", "GIS system"),
        ("2024\n年", "2024年"),
        ("供水\nGIS", "供水GIS"),
    ],
)
def test_a_line_break_that_was_forced_on_a_name_is_none_of_it(written: str, name: str) -> None:
    assert project(form(written)).name == name
