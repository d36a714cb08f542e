"""Headers are matched by meaning: words, order, groups, page breaks."""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Cell, Grid, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import tables_in
from budget.disclosure.layouts.preamble import stated, without_code
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, read, read_tables
from tests.disclosure.grids import grid_of
from tests.disclosure.tables import HEADER, INDICATORS, NOTHING_GIVEN, PREAMBLE, bare, project, wide

WIDE_FIELDS = [
    words.NAME,
    words.TOTAL,
    words.FISCAL,
    words.SPECIAL,
    words.OTHER,
    words.OBJECTIVE,
    words.INDICATORS,
]


def fields(*header: Sequence[str]) -> list[str]:
    (table,) = tables_in(grid_of([*header, ["甲经费", "1", "1", "", "", "目标", INDICATORS]]))
    return [column.field for column in table.header.columns]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        (
            "项目名称\n（使用单位）",
            "总 计",
            "财政\n拨款",
            "财政专户\n拨款",
            "其他\n资金",
            "绩 效 目 标",
            "绩效指标",
        ),
        ("项目", "合计", "一般公共预算拨款", "财政专户管理资金", "其它资金", "年度绩效目标", "项目绩效指标"),
        ("单位（项目）名称", "资金总额", "财政资金", "财政专户", "其他收入", "项目绩效目标", "绩效指标"),
        ("单位/项目名称", "预算数", "财政拨款(万元)", "专户资金", "其他资金", "总体目标", "年度绩效指标"),
        (
            "资金使用单位（项目名称）",
            "金额（元）",
            "公共财政预算拨款",
            "财政专户",
            "自筹资金",
            "目标",
            "指标",
        ),
        ("项目支出名称", "年度预算金额", "当年财政拨款", "财政专户", "其他", "本年度绩效目标", "绩效指标"),
    ],
)
def test_columns_are_known_by_what_they_mean(header: Sequence[str]) -> None:
    found = fields(header)
    if found[5] == words.PERIOD_OBJECTIVE:
        found[5] = words.OBJECTIVE
    assert found == WIDE_FIELDS


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("实施周期指标值", words.PERIOD_TARGET),
        ("年度(/项目)指标值", words.ANNUAL_TARGET),
        ("指标值及单位", words.ANNUAL_TARGET),
        ("指标值", words.ANNUAL_TARGET),
        ("一级\n指标", words.LEVEL1),
        ("二级指标名称", words.LEVEL2),
        ("三级指标", words.INDICATOR_NAME),
        ("指标性质", words.COMPARATOR),
        ("计算符号", words.COMPARATOR),
        ("度量单位", words.UNIT_OF_MEASURE),
        ("权重（%）", words.WEIGHT),
        ("分值权重(90)", words.WEIGHT),
        ("指标方向性", words.DIRECTION),
        ("绩效标准", words.STANDARD),
        ("上年结转资金", words.CARRIED_OVER),
        ("单位名称", words.UNIT),
        ("项目实施单位", words.UNIT),
        ("主管部门及代码", words.DEPARTMENT),
        ("项目性质", words.ATTRIBUTE),
        ("序号", words.SERIAL),
        ("中期目标", words.PERIOD_OBJECTIVE),
        ("年度总体目标", words.OBJECTIVE),
        ("备注", None),
        ("政府性基金预算拨款", words.NAMED_SOURCE),
        ("支出功能分类科目", None),
        ("项目概况", None),
    ],
)
def test_words_identify_their_field(text: str, field: str | None) -> None:
    assert words.meaning_of(text) == field


def test_the_order_of_columns_is_free() -> None:
    header = (HEADER[6], HEADER[1], HEADER[0], HEADER[5], HEADER[2])
    row = (INDICATORS, "5", "甲经费", "目标", "5")
    (one,) = read(wide(row, header=header), "a", NOTHING_GIVEN).reads
    (found,) = one.disclosure.projects
    assert (found.name, found.objective, found.amounts.total, found.indicators_text) == (
        "甲经费",
        "目标",
        5_000_000,
        INDICATORS,
    )


def test_columns_of_sources_may_be_absent() -> None:
    header = (HEADER[0], HEADER[1], HEADER[5], HEADER[6])
    (one,) = read(wide(("甲经费", "5", "目标", INDICATORS), header=header), "a", NOTHING_GIVEN).reads
    assert one.disclosure.projects[0].amounts.fiscal_appropriation is None


def merged(text: str, *, above: bool = False, left: bool = False) -> Cell:
    return Cell(text, from_above=above, from_left=left)


def test_a_grouped_header_with_merged_cells_is_two_rows() -> None:
    tops = ("项目名称", "总计", "资金来源", "资金来源", "资金来源", "绩效目标", "绩效指标")
    first = tuple(merged(text, left=at in (3, 4)) for at, text in enumerate(tops))
    subs = ("项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标")
    second = tuple(merged(text, above=at not in (2, 3, 4)) for at, text in enumerate(subs))
    data = tuple(map(Cell, ("甲经费", "9", "5", "3", "1", "目标", INDICATORS)))
    (table,) = tables_in(Grid(rows=(Row(1, first), Row(2, second), Row(3, data))))
    assert [column.field for column in table.header.columns] == WIDE_FIELDS
    assert [row.number for row in table.rows] == [3]


@pytest.mark.parametrize("group", ["资金来源", "预算金额", "其中"])
def test_a_grouped_header_without_merged_cells_is_two_rows(group: str) -> None:
    assert (
        fields(
            ["项目名称", "总计", group, "", "", "绩效目标", "绩效指标"],
            ["", "", "财政拨款", "财政专户拨款", "其他资金"],
        )
        == WIDE_FIELDS
    )


def test_a_total_inside_a_group_is_the_total() -> None:
    assert (
        fields(
            ["项目名称", "预算金额（万元）", "", "", "", "绩效目标", "绩效指标"],
            ["", "合计", "财政拨款", "财政专户拨款", "其他资金"],
        )
        == WIDE_FIELDS
    )


def test_a_subtotal_under_a_source_is_that_source() -> None:
    found = fields(
        ["项目名称", "总计", "财政拨款", "", "其他资金", "绩效目标", "绩效指标"],
        ["", "", "小计", "政府性基金", "", "", ""],
    )
    assert found[2:5] == [words.FISCAL, "", words.OTHER]


def test_the_grand_total_under_a_header_is_no_header() -> None:
    (table,) = tables_in(grid_of([HEADER, ["合计"], ["甲经费", "1"]]))
    assert [row.texts[0] for row in table.rows] == ["合计", "甲经费"]


def test_a_column_of_two_cells_gives_the_one_that_is_filled() -> None:
    top = (merged("项目名称"), merged("项目名称", left=True), *map(Cell, HEADER[1:]))
    unit = tuple(map(Cell, ("水文中心", "", "5", "5", "", "", "", "")))
    below = tuple(map(Cell, ("", "甲经费", "5", "5", "", "", "目标", INDICATORS)))
    grid = Grid(rows=(*grid_of([[line] for line in PREAMBLE]).rows, Row(4, top), Row(5, unit), Row(6, below)))
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert [(unit_.name, [p.name for p in unit_.projects]) for unit_ in one.disclosure.units] == [
        ("水文中心", ["甲经费"])
    ]


def test_a_total_merged_over_the_running_number_is_the_grand_total() -> None:
    header = ("序号", *HEADER)
    rows = [
        [*header],
        ["合计", "合计", "5", "5", "", "", "", ""],
        ["1", "甲经费", "5", "5", "", "", "目标", INDICATORS],
    ]
    grid = grid_of(rows, caption=PREAMBLE)
    total = grid.rows[1].cells
    row = Row(2, (total[0], Cell("合计", from_left=True), *total[2:]))
    grid = Grid(rows=(grid.rows[0], row, grid.rows[2]), caption=grid.caption)
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert one.disclosure.row == 2
    assert [p.name for p in one.disclosure.projects] == ["甲经费"]


def test_a_header_repeated_at_a_page_break_is_no_row() -> None:
    rows = [bare("水文中心", "9"), project("甲经费", "5"), HEADER, project("乙经费", "4")]
    (one,) = read(wide(*rows), "a", NOTHING_GIVEN).reads
    assert [p.name for p in one.disclosure.projects] == ["甲经费", "乙经费"]
    assert one.problems == ()


def test_title_and_lines_repeated_with_the_header_are_no_rows() -> None:
    again = [(line,) for line in PREAMBLE]
    rows = [bare("水文中心", "9"), project("甲经费", "5"), *again, HEADER, project("乙经费", "4")]
    (one,) = read(wide(*rows), "a", NOTHING_GIVEN).reads
    assert [p.name for p in one.disclosure.projects] == ["甲经费", "乙经费"]
    assert one.problems == ()


def test_a_bare_row_before_a_repeated_header_stays() -> None:
    rows = [bare("水文中心", "4"), project("甲经费", "4"), ("水质中心",), HEADER, project("乙经费", "4")]
    (one,) = read(wide(*rows), "a", NOTHING_GIVEN).reads
    assert [unit.name for unit in one.disclosure.units] == ["水文中心", "水质中心"]


def test_a_header_under_another_department_begins_another_table() -> None:
    second = [("部门名称：某市林业局",), ("单位：万元",), HEADER, project("造林项目", "4")]
    reading = read(wide(project("甲经费", "5"), (PREAMBLE[0],), *second), "a", NOTHING_GIVEN)
    assert [(one.disclosure.department, len(one.disclosure.projects)) for one in reading.reads] == [
        ("某市水务局", 1),
        ("某市林业局", 1),
    ]


def problems_of(data: bytes, operator: Given = NOTHING_GIVEN) -> Sequence[Problem]:
    with pytest.raises(Refused) as refusal:
        read(data, "a", operator)
    return refusal.value.problems


@pytest.mark.parametrize("lacking", [0, 1, 5, 6])
def test_a_table_that_lacks_a_column_of_figures_or_targets_is_refused_naming_it(lacking: int) -> None:
    def cut(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(cell for at, cell in enumerate(row) if at != lacking)

    (problem,) = problems_of(wide(cut(project("甲经费", "5")), header=cut(HEADER)))
    assert problem.code == "missing-column"
    assert problem.details["column_name"] in HEADER[lacking]
    assert " | ".join(cut(HEADER)) in problem.message


def test_a_table_of_another_kind_is_refused_with_the_cells_seen() -> None:
    header = ("收入项目", "预算数", "支出项目", "比上年增长")
    (problem,) = problems_of(wide(("一、财政拨款", "5", "一、教育支出", "2%"), header=header))
    assert problem.code == "no-table"
    assert "比上年增长" in problem.message


def test_text_that_is_no_table_is_refused() -> None:
    (problem,) = problems_of("关于公开预算的说明\n没有表格。\n".encode())
    assert problem.code == "no-table"


# -- what stands above the header


@pytest.mark.parametrize(
    "line",
    [
        "部门名称：某市水务局",
        "部门名称:某市水务局",
        "部门：某市水务局",
        "部 门 名 称： 某市水务局",
        "主管部门：某市水务局        单位：万元",
        "预算单位：某市水务局　　　　金额单位：万元",
        "填报单位（盖章）：某市水务局",
        "填报单位：某市水务局（公章）",
        "单位名称：某市水务局",
        "单位：某市水务局",
        "编制单位：某市水务局 单位：万元",
        "(部门名称：某市水务局)",
    ],
)
def test_the_department_is_stated_in_many_words(line: str) -> None:
    operator = stated([PREAMBLE[0], line], [])
    assert (operator.department or operator.unit) == "某市水务局"


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("金额单位：人民币万元", "万元"),
        ("（单位：万元）", "万元"),
        ("(金额单位:元)", "元"),
        ("单位：万 元", "万元"),
        ("单 位：万元", "万元"),
        ("单位 万元", "万元"),
        ("部门名称：某市水务局    单位：元", "元"),
        ("单位：万", "万元"),
        ("单位：千元", "千元"),
        ("项目支出绩效目标表（万元）", "万元"),
    ],
)
def test_the_money_unit_is_stated_in_many_words(line: str, unit: str) -> None:
    assert stated([line], []).money_units == (unit,)


@pytest.mark.parametrize("line", ["单位：某市水务局", "度量单位 元素", "每单位元件", "计量单位：次"])
def test_other_words_state_no_money_unit(line: str) -> None:
    assert stated([line], []).money_units == ()


def test_a_money_unit_in_the_header_counts() -> None:
    header = (HEADER[0], "总计（元）", *HEADER[2:])
    data = wide(project("甲经费", "5.00"), preamble=PREAMBLE[:2], header=header)
    (one,) = read(data, "a", NOTHING_GIVEN).reads
    assert (one.disclosure.money_unit, one.disclosure.projects[0].amounts.total) == ("元", 500)


@pytest.mark.parametrize(
    ("lines", "years"),
    [
        (["项目支出绩效目标表（2024年度）"], (2024,)),
        (["2024年项目支出绩效目标表"], (2024,)),
        (["２０２４年度部门预算项目支出绩效目标表"], (2024,)),
        (["二〇二四年项目支出绩效目标表"], (2024,)),
        (["二○二四年度项目支出绩效目标表"], (2024,)),
        (["2024部门预算项目支出绩效目标表"], (2024,)),
        (["项目支出绩效目标表", "（2024年度）"], (2024,)),
        (["2024年", "项目支出绩效目标表"], (2024,)),
        (["某市水务局2024年部门预算", "项目支出绩效目标表"], (2024,)),
        (["项目支出绩效目标表", "预算年度：2024"], (2024,)),
        (["项目支出绩效目标表", "年度：2024年"], (2024,)),
        (["2024年项目支出绩效目标表", "填报日期：2023年11月5日"], (2024,)),
        (["项目支出绩效目标表", "发布时间：2023-10-13"], ()),
        (["项目支出绩效目标表", "2023年11月"], ()),
        (["项目支出绩效目标表"], ()),
        (["2023-2025年项目支出绩效目标表（2024年度）"], (2024,)),
    ],
)
def test_the_fiscal_year_is_the_titles(lines: list[str], years: tuple[int, ...]) -> None:
    assert stated(lines, []).years == years


def test_label_and_value_may_be_in_neighbouring_cells() -> None:
    grid = grid_of(
        [
            ["2024年项目支出绩效目标表"],
            ["部门名称：", "某市水务局", "", "单位：", "万元"],
            HEADER,
            project("甲经费", "5"),
        ]
    )
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert (one.disclosure.department, one.disclosure.money_unit) == ("某市水务局", "万元")
    assert [problem.code for problem in one.problems] == ["implied-unit"]


def test_a_line_above_the_header_that_has_no_known_statement_is_reported() -> None:
    data = wide(bare("水务局", "5"), project("甲经费", "5"), preamble=("公开12表", *PREAMBLE))
    (one,) = read(data, "a", NOTHING_GIVEN).reads
    assert [(p.code, p.row, p.text) for p in one.problems] == [("text-outside-table", 1, "公开12表")]


@pytest.mark.parametrize(
    ("name", "bare_name"),
    [
        ("820-马踏镇部门", "马踏镇部门"),
        ("820001-马踏镇人民政府", "马踏镇人民政府"),
        ("[052]某市财政局", "某市财政局"),
        ("某市财政局[052]", "某市财政局"),
        ("101001 某市教育局", "某市教育局"),
        ("12345热线办公室", "热线办公室"),
        ("某市教育局", "某市教育局"),
        ("61指挥部", "61指挥部"),
    ],
)
def test_a_name_without_its_code(name: str, bare_name: str) -> None:
    assert without_code(name) == bare_name
