"""Lines of text, rows of sums and rows of a template in tables of every layout: no project, unit or indicator."""

from collections.abc import Sequence

import pytest
from hypothesis import given, strategies as st

from budget.disclosure.grid import Cell, Grid, Row
from budget.disclosure.open_data import digest_of
from budget.disclosure.problems import Refused
from budget.disclosure.read import Given, read_tables
from budget.disclosure.records import Disclosure
from tests.disclosure import layouts
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import FLAT_HEADER, Texts
from tests.disclosure.tables import HEADER, INDICATORS, NOTHING_GIVEN, PREAMBLE, bare, project

LINES = [
    "（转下页）", "（接上页）", "【接下页】", "续 表", "(续上表)", "续表2", "（完）", "以下空白", "〔此页无正文〕", "第 2 页 共 3 页", "—3—",
    "4/9", "金额单位：万元", "单位:万元", "附：", "注：", "注：数据保留两位小数", "/", "*", "……", "累计", "无", "填报单位负责人", "制表人：王某",
    "主管部门审核意见", "单位负责人签字：", "会计主管：", "本表续下页", "制表单位：某市水务局", "年月日", "公开表10", "以上为全部项目",
    "联系电话：5550100", "＊＊", "审核人：", "下接第3页", "本表按规定公开，具体金额以批复文件为准。",
    "表格续下页", "未完，接下页", "（此表续）", "表十一（续）", "（本表共2页）", "P3", "空表", "填报机构（公章）",
]  # fmt: skip
SUMS = [
    "本页小计",
    "本页合计：",
    "项目小计",
    "小 计",
    "以上合计",
    "累计",
    "其中：上年安排",
    "承前页",
    "单位小计",
    "各类项目小计",
    "本级小计",
    "页计",
]
TEMPLATES = [
    "……",
    "无",
    "/",
    "-",
    "**",
    "必填",
    "（选填）",
    "高中低",
    "xx",
    "XX项目",
    "例：培训人数",
    "请填写指标",
    "XX数量",
    "**指标",
    "待补充",
    "指标2",
]
PLACES = ["first", "second", "merged", "repeated"]


def read(rows: Sequence[Sequence[str | Cell]]) -> Disclosure:
    (found,) = read_tables([grid_with(rows)], NOTHING_GIVEN).reads
    return found.disclosure


def grid_with(rows: Sequence[Sequence[str | Cell]]) -> Grid:
    cells = (tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows)
    return Grid(tuple(Row(number, row) for number, row in enumerate(cells, start=1)), "Sheet1")


def line(text: str, place: str, width: int) -> list[str | Cell]:
    if place == "merged":
        return [Cell(text), *(Cell(text, from_left=True) for _ in range(width - 1))]
    if place == "repeated":
        return [text] * width
    at = 0 if place == "first" else 1
    return [text if column == at else "" for column in range(width)]


WIDE = layouts.wide([Texts(), Texts("项目排水")])
FLAT = layouts.flat([Texts(), Texts("项目排水", target="3")])
FORM = layouts.form([Texts()])
TABLES = {"wide": (WIDE, 5), "flat": (FLAT, 3), "form": (FORM, 6)}


def with_line(
    rows: Sequence[Sequence[str | Cell]], at: int, text: str, place: str
) -> list[Sequence[str | Cell]]:
    width = max(map(len, rows))
    return [*rows[:at], line(text, place, width), *rows[at:]]


def fits(text: str, layout: str, place: str) -> bool:
    """Whether a line belongs to a table: it states no other unit of money, and is no sentence in a cell."""
    if "单位" in text and layout == "flat" and "元" in text:
        return False
    return not (place == "second" and (text.endswith("。") or layout == "form" and text == "累计"))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("layout", TABLES)
def test_a_line_of_the_printed_page_changes_no_record(layout: str, place: str) -> None:
    rows, first = TABLES[layout]
    expected = digest_of(read(rows))
    for text in LINES:
        if not fits(text, layout, place):
            continue
        for at in range(first, len(rows) + 1):
            assert digest_of(read(with_line(rows, at, text, place))) == expected, (text, at)


@given(
    layout=st.sampled_from(list(TABLES)),
    added=st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(PLACES), st.integers(0, 9)), max_size=4),
)
def test_lines_anywhere_change_no_record_or_refuse_the_table(
    layout: str, added: Sequence[tuple[str, str, int]]
) -> None:
    rows, first = TABLES[layout]
    more: list[Sequence[str | Cell]] = list(rows)
    for text, place, at in added:
        if not fits(text, layout, place):
            continue
        more = with_line(more, min(first + at, len(more)), text, place)
    try:
        found = read(more)
    except Refused:
        return
    assert digest_of(found) == digest_of(read(rows))


@pytest.mark.parametrize("text", ["制表人：王某", "注：数据保留两位小数"])
def test_a_line_with_content_is_told_once(text: str) -> None:
    for rows, first in TABLES.values():
        (found,) = read_tables([grid_with(with_line(rows, first, text, "merged"))], NOTHING_GIVEN).reads
        told = [problem.text for problem in found.problems if problem.code == "text-outside-table"]
        assert told == [text]


def test_a_line_with_another_unit_of_money_refuses_the_table() -> None:
    with pytest.raises(Refused) as refusal:
        read(with_line(WIDE, 6, "单位：元", "first"))
    assert [(problem.code, problem.row) for problem in refusal.value.problems] == [("contradicts-itself", 7)]


@pytest.mark.parametrize("layout", ["wide", "flat"])
@pytest.mark.parametrize("name", SUMS)
def test_a_row_of_sums_counts_nowhere_and_is_told(layout: str, name: str) -> None:
    rows, first = TABLES[layout]
    row = [name, "1.00"] if layout == "wide" else ["", name, "10000.00"]
    for at in range(first + 2, len(rows) + 1):
        (found,) = read_tables([grid_with([*rows[:at], row, *rows[at:]])], NOTHING_GIVEN).reads
        assert digest_of(found.disclosure) == digest_of(read(rows))
        assert [problem.row for problem in found.problems if problem.code == "subtotal"] == [at + 1]


def test_the_grand_total_is_the_one_that_the_sums_prove() -> None:
    rows = [
        *([text] for text in PREAMBLE),
        HEADER,
        bare("某市水务局", "9"),
        project("甲经费", "5"),
        bare("合计", "5"),
        project("乙经费", "4"),
        bare("总计", "9"),
    ]
    found = read(rows)
    assert (found.row, found.amounts.total) == (9, 9_000_000)
    assert len(found.projects) == 2


def test_totals_of_pages_are_no_grand_total() -> None:
    rows = [
        *([text] for text in PREAMBLE), HEADER, bare("某市水务局", "9"),
        project("甲经费", "5"), bare("合计", "5"), project("乙经费", "4"), bare("合计", "4"),
    ]  # fmt: skip
    found = read(rows)
    assert (found.row, found.amounts.total, len(found.projects)) == (None, None, 2)


def test_the_total_of_a_page_alone_is_no_grand_total() -> None:
    flat_row = ["", "合计", "10000.00"]
    at = len(FLAT) - 1
    tables = [
        [*WIDE[:4], *WIDE[5:7], bare("合计", "1.00"), *WIDE[7:]],
        [*FLAT[:3], *FLAT[4:at], flat_row, *FLAT[at:]],
    ]
    for rows in tables:
        (found,) = read_tables([grid_with(rows)], Given(department="某市水务局")).reads
        assert (found.disclosure.row, len(found.disclosure.projects)) == (None, 2)
        assert "subtotal" in {problem.code for problem in found.problems}


@pytest.mark.parametrize("name", ["某市供水中心", "二、某市节水办公室"])
def test_a_unit_merged_over_the_columns_is_a_unit(name: str) -> None:
    rows = [
        *([text] for text in PREAMBLE), HEADER, bare("合计", "9"), bare("某市水务局", "5"), project("甲经费", "5"),
        line(name, "merged", len(HEADER)), project("乙经费", "4"),
    ]  # fmt: skip
    assert [unit.name for unit in read(rows).units] == ["某市水务局", name]


def test_a_heading_over_the_columns_is_a_unit_where_the_sums_say_so() -> None:
    def units(total_of_first: str) -> list[str]:
        heading = line("供水片区", "merged", len(HEADER))
        rows = [
            *([text] for text in PREAMBLE), HEADER, bare("合计", "9"), bare("某市水务局", total_of_first),
            project("甲经费", "5"), heading, project("乙经费", "4"),
        ]  # fmt: skip
        return [unit.name for unit in read(rows).units]

    assert units("5") == ["某市水务局", "供水片区"]
    assert units("9") == ["某市水务局"]


def test_numbers_of_columns_under_the_header_are_no_row() -> None:
    numbers = [str(number) for number in range(1, 8)]
    assert digest_of(read([*WIDE[:4], numbers, *WIDE[4:]])) == digest_of(read(WIDE))


@pytest.mark.parametrize("text", TEMPLATES)
@pytest.mark.parametrize("layout", ["flat", "form"])
def test_a_row_that_the_template_left_is_no_indicator(layout: str, text: str) -> None:
    rows, _ = TABLES[layout]
    if layout == "flat":
        row = ["", "", "", "", "效益指标", "社会效益指标", text, "", text, "", "", ""]
    else:
        row = ["", "效益指标", "社会效益指标", text, text]
    (found,) = read_tables([grid_with([*rows, row])], NOTHING_GIVEN).reads
    assert digest_of(found.disclosure) == digest_of(read(rows))
    assert [problem.code for problem in found.problems] == ["template-row"]


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_row_that_the_template_left_is_no_project(text: str) -> None:
    wide_row, flat_row = [text, "", "", "", "", "", text], ["", text, "", "", "", "", text, "", text]
    assert digest_of(read([*WIDE, wide_row])) == digest_of(read(WIDE))
    assert digest_of(read([*FLAT, flat_row])) == digest_of(read(FLAT))


@pytest.mark.parametrize("text", ["某某片区", "某市供水中心"])
def test_a_name_between_the_indicators_of_a_project_is_no_unit(text: str) -> None:
    more = ["", "", "", "", "效益指标", "社会效益指标", "供水覆盖率", "≥", "95", "%", "20", "正向指标"]
    whole = read([*FLAT, more])
    assert digest_of(read([*FLAT, [text], more])) == digest_of(whole)
    begun = read([*FLAT, ["某市供水中心"], ["", "项目节水", "5", *more[3:]]])
    assert [len(unit.projects) for unit in begun.units] == [2, 1]


@pytest.mark.parametrize("text", ["项目名称（资金使用单位）", "绩效指标"])
def test_a_heading_alone_in_a_row_is_no_project(text: str) -> None:
    assert digest_of(read([*WIDE, [text]])) == digest_of(read(WIDE))


@pytest.mark.parametrize("text", ["2", "同上"])
def test_a_lone_number_or_as_above_is_no_indicator(text: str) -> None:
    flat_row, form_row = ["", "", "", "", "", "", text], ["", "", "", text, ""]
    assert digest_of(read([*FLAT, flat_row])) == digest_of(read(FLAT))
    assert digest_of(read([*FORM, form_row])) == digest_of(read(FORM))


def test_a_target_without_a_name_is_kept() -> None:
    row = ["", "效益指标", "社会效益指标", "/", "≥90%"]
    (one,) = read([*FORM, row]).projects
    assert one.indicators[-1].annual_target == "≥90%"


@pytest.mark.parametrize("header_again", [True, False])
@pytest.mark.parametrize("caption", [[], ["（续表）"]])
def test_a_form_whose_indicators_go_on_in_the_next_table_is_one(
    caption: Sequence[str], header_again: bool
) -> None:
    more = ["", "满意度指标", "服务对象满意度指标", "用户满意度", "≥90%"]
    second = [FORM[5], more] if header_again else [more]
    parts = [grid_of(FORM, place="table 1"), grid_of(second, place="table 2", caption=caption)]
    (found,) = read_tables(parts, NOTHING_GIVEN).reads
    (one,) = found.disclosure.projects
    assert [indicator.name for indicator in one.indicators] == ["指标巡查次数", "合格率", "用户满意度"]


@pytest.mark.parametrize("again", [[], [["续表"], FLAT_HEADER], [FLAT_HEADER]])
def test_a_flat_table_whose_indicators_go_on_on_the_next_page_is_one(again: list[list[str]]) -> None:
    more = ["", "", "", "", "效益指标", "社会效益指标", "供水覆盖率", "≥", "95", "%", "20", "正向指标"]
    parts = [grid_of(FLAT, place="table 1"), grid_of([*again, more], place="table 2")]
    (found,) = read_tables(parts, NOTHING_GIVEN).reads
    last = found.disclosure.projects[-1]
    assert [indicator.name for indicator in last.indicators] == ["指标巡查次数", "供水覆盖率"]
    assert INDICATORS not in last.objective
