"""The form layout: indicators with their levels and targets."""

import pytest

from budget.disclosure.grid import Cell, Grid, Row
from budget.disclosure.read import read_tables
from budget.disclosure.records import Amounts
from tests.disclosure.form_tables import HEADER, WAN_YUAN, Rows, form, one, project
from tests.disclosure.grids import grid_of
from tests.disclosure.tables import NOTHING_GIVEN


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
    assert read_project.amounts == Amounts(300 * WAN_YUAN, 250 * WAN_YUAN, None, 20 * WAN_YUAN, 30 * WAN_YUAN)
    assert (read_project.starts_on, read_project.ends_on) == ("2024年", "2026年")
    assert found.disclosure.department == "[101]某部"


@pytest.mark.parametrize(
    ("groups", "period_target", "annual_target"),
    [(("中期绩效指标", "年度绩效指标"), "3000米", "985米"), (("年度指标", "中期指标"), "985米", "3000米")],
)
def test_the_words_above_paired_columns_distinguish_the_years(
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


def test_two_targets_in_one_table_are_both_preserved() -> None:
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


def test_a_header_repeated_at_a_page_break_continues_the_levels_above() -> None:
    rows = [*form()[:13], HEADER, ["", "", "", "改造路口数", "", "3个", "10"]]
    assert [(i.level2, i.name) for i in project(rows).indicators] == [
        ("数量指标", "改造长度"),
        ("数量指标", "改造路口数"),
    ]


def test_comparator_and_unit_are_apart_from_the_value() -> None:
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
    assert read_project.amounts == Amounts(total=300 * WAN_YUAN, fiscal_appropriation=300 * WAN_YUAN)
    assert read_project.objective == "完成征收。"
    assert [(i.level1, i.level2, i.name, i.annual_target) for i in read_project.indicators] == [
        ("产出指标", "数量指标", "改造长度", "985米"),
        ("产出指标", "数量指标", "改造路口数", "3个"),
    ]
    assert found.problems == ()


def test_a_forms_indicators_may_be_in_the_documents_next_table() -> None:
    grids = [grid_of(form()[:11], place="table 1"), grid_of(form()[11:], place="table 2")]
    reading = read_tables(grids, NOTHING_GIVEN)
    assert len(reading.reads[0].disclosure.projects[0].indicators) == 5
    assert reading.passed_over == ()
