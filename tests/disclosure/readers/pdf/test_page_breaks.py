"""Tables that continue over pages are joined."""

from collections.abc import Iterable, Sequence

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from tests.disclosure.readers.drawn import Drawn
from tests.disclosure.readers.pdf.reading import FIRST, HEADER, WIDTHS, captions, only, read, refusal, texts


def over_pages(*pages: Iterable[Sequence[str]], **look: bool) -> list[list[str]]:
    """The rows of one table drawn on several pages, its title on the first."""
    drawn = Drawn()
    drawn.text(40, 30, "项目支出绩效目标表")
    for number, rows in enumerate(pages, start=1):
        drawn.table(50, WIDTHS, list(rows), **look)
        drawn.text(280, 390, f"第 {number} 页 共 {len(pages)} 页")
        drawn.page()
    return only(grid for grid in [g for g in read(drawn.done()) if g.rows])


def test_a_repeated_header_is_no_row() -> None:
    second = ["污水处理", "20.00", "处理污水", "1、处理量"]
    assert over_pages([HEADER, FIRST], [HEADER, second]) == [HEADER, FIRST, second]


def test_a_table_continues_without_its_header() -> None:
    second = ["污水处理", "20.00", "处理污水", "1、处理量"]
    assert over_pages([HEADER, FIRST], [second]) == [HEADER, FIRST, second]


def test_a_cell_cut_by_two_page_breaks_is_one() -> None:
    begun = ["供水管网改造", "10.00", "改造老旧管网\n降低漏损", "1、完成率\n2、合格率"]
    assert over_pages(
        [HEADER, FIRST, begun],
        [HEADER, ["", "", "", "3、及时率\n4、漏损率"]],
        [HEADER, ["", "", "", "5、满意度"], FIRST],
    ) == [
        HEADER,
        FIRST,
        ["供水管网改造", "10.00", "改造老旧管网降低漏损", "1、完成率2、合格率3、及时率4、漏损率5、满意度"],
        FIRST,
    ]


def test_a_name_cut_by_a_page_break_is_one() -> None:
    begun = [
        "城市供水老旧管网\n更新改造二期工程",
        "10.00",
        "改造老旧管网，更新老旧水\n表，更换全部老旧阀门以便",
        "1、完成率",
    ]
    rest = ["（续建）项目", "", "降低漏损。", ""]
    assert over_pages([HEADER, FIRST, begun], [HEADER, rest, FIRST])[2:] == [
        [
            "城市供水老旧管网更新改造二期工程（续建）项目",
            "10.00",
            "改造老旧管网，更新老旧水表，更换全部老旧阀门以便降低漏损。",
            "1、完成率",
        ],
        FIRST,
    ]


def test_a_row_without_amounts_after_a_full_one_is_a_row_of_its_own() -> None:
    without = ["污水处理", "", "处理污水", "1、处理量"]
    assert over_pages([HEADER, FIRST], [HEADER, without]) == [HEADER, FIRST, without]


def test_two_amounts_are_never_one_cell() -> None:
    bare = ["某某中心", "7.00", "", ""]
    for look in ({}, {"closed_below": False}, {"closed_below": False, "closed_above": False}):
        assert over_pages([HEADER, FIRST, bare], [bare, FIRST], **look) == [HEADER, FIRST, bare, bare, FIRST]


def test_a_row_whose_name_comes_out_on_the_next_page_is_one() -> None:
    begun = ["", "", "改造老旧管网", "1、完成率"]
    rest = ["供水管网改造", "10.00", "", "2、合格率"]
    assert over_pages([HEADER, FIRST, begun], [HEADER, rest, FIRST])[2] == [
        "供水管网改造",
        "10.00",
        "改造老旧管网",
        "1、完成率2、合格率",
    ]


def test_a_row_names_the_page_on_which_it_begins() -> None:
    drawn = Drawn()
    begun = ["污水处理", "20.00", "处理污水", "1、处理量"]
    for rows in ([HEADER, FIRST, begun], [HEADER, ["", "", "", "2、合格率"], FIRST]):
        drawn.table(50, WIDTHS, rows)
        drawn.page()
    (grid,) = read(drawn.done())

    assert grid.place == "page 1"
    assert [(row.number, row.place) for row in grid.rows] == [(1, ""), (2, ""), (3, ""), (4, "page 2")]


def test_a_title_with_another_department_begins_another_table() -> None:
    drawn = Drawn()
    for department in ("水务局", "教育局"):
        drawn.text(40, 30, f"部门名称：{department}")
        drawn.table(50, WIDTHS, [HEADER, FIRST])
        drawn.page()
    grids = read(drawn.done())

    assert [captions(grid) for grid in grids] == [["部门名称：水务局"], ["部门名称：教育局"]]
    assert [grid.place for grid in grids] == ["page 1", "page 2"]


def test_a_title_on_each_page_begins_no_other_table() -> None:
    second = ["污水处理", "20.00", "处理污水", "1、处理量"]
    drawn = Drawn()
    for rows in ([HEADER, FIRST], [HEADER, second]):
        drawn.text(40, 30, "部门名称：水务局")
        drawn.text(300, 30, "单位：万元")
        drawn.table(50, WIDTHS, rows)
        drawn.page()
    (grid,) = read(drawn.done())

    assert texts(grid) == [HEADER, FIRST, second]
    assert captions(grid) == ["部门名称：水务局", "单位：万元"]


def test_the_next_form_under_the_same_title_is_another_table() -> None:
    drawn = Drawn()
    for name in ("供水", "污水"):
        drawn.text(40, 30, "项目支出绩效目标表")
        drawn.table(50, [90, 200], [["项目名称", name], ["主管部门", "水务局"]])
        drawn.page()

    assert [texts(grid)[0] for grid in read(drawn.done())] == [["项目名称", "供水"], ["项目名称", "污水"]]


def test_tables_before_and_text_after_are_separate() -> None:
    drawn = Drawn()
    drawn.text(40, 30, "收支总表")
    drawn.table(50, [100, 100], [["收入", "数额"], ["财政拨款", "30.00"]])
    drawn.text(40, 150, "项目支出绩效目标表")
    end = drawn.table(170, WIDTHS, [HEADER, FIRST])
    drawn.text(40, end + 20, "注：数据来自预算。")
    balance, targets, after = read(drawn.done())

    assert (texts(balance)[0], captions(balance)) == (["收入", "数额"], ["收支总表"])
    assert (texts(targets), captions(targets)) == ([HEADER, FIRST], ["项目支出绩效目标表"])
    assert (after.rows, captions(after)) == ((), ["注：数据来自预算。"])


# Without a given height of lines, Chromium cuts a merged cell below another line than its rows.
@pytest.mark.parametrize(
    "font", ["font:12px/14px sans-serif", "font-size:12px", "font-size:11px", "font:12px/17px serif"]
)
def test_merged_cells_that_a_page_break_cuts_hold_their_text_on_both_pages(browser, font: str) -> None:
    goal = "改造老旧管网，更新老旧水表，降低漏损，提高水质。" * 12
    projects = [
        [f"项目{number}", f"{goal}{number}", [f"指标{number}-{indicator}" for indicator in range(9)]]
        for number in range(6)
    ]
    rows = "".join(
        "<tr>"
        + (f"<td rowspan=9>{name}</td><td rowspan=9>{goal}</td>" if number == 0 else "")
        + f"<td>{indicator}</td><td>≥9{number}%</td></tr>"
        for name, goal, indicators in projects
        for number, indicator in enumerate(indicators)
    )
    page = browser.new_page()
    page.set_content(
        "<meta charset=utf-8><style>table{border-collapse:collapse} td{border:1px solid;"
        f"{font}}}</style>"
        f"<table><thead><tr><td>项目名称<td width=150>年度目标<td>三级指标<td>指标值</thead>{rows}</table>"
    )
    (grid,) = read(page.pdf(format="A5"))
    page.close()

    assert texts(grid)[1:] == [
        [name, goal, indicator, f"≥9{number}%"]
        for name, goal, indicators in projects
        for number, indicator in enumerate(indicators)
    ]
    assert [row.number - 2 for row in grid.rows[1:] if not row.cells[0].from_above] == list(range(0, 54, 9))


def test_a_table_that_continues_over_a_scanned_page_is_refused() -> None:
    def drawn(*, scanned: bool) -> bytes:
        pages = Drawn()
        pages.table(50, WIDTHS, [HEADER, FIRST])
        pages.page()
        if scanned:
            pages.canvas.drawImage(ImageReader(Image.new("L", (8, 8))), 40, 40, 300, 300)
            pages.page()
        pages.table(50, WIDTHS, [HEADER, ["污水处理", "20.00", "处理污水", "1、处理量"]])
        return pages.done()

    assert len(only(read(drawn(scanned=False)))) == 3
    assert refusal(drawn(scanned=True)) == "no-text"


def test_a_line_below_the_last_rule_of_a_cut_row_belongs_to_its_cell() -> None:
    drawn = Drawn()
    begun = ["污水处理", "20.00", "处理污水，降低\n排放", "1、处理量"]
    end = drawn.table(50, WIDTHS, [HEADER, FIRST, begun], closed_below=False)
    drawn.text(193, end + 9, "，提高水质，")
    drawn.text(280, 390, "第 1 页")
    drawn.page()
    drawn.table(50, WIDTHS, [HEADER, ["", "", "达标。", ""], FIRST])
    drawn.text(280, 390, "第 2 页")

    assert only(read(drawn.done())) == [
        HEADER,
        FIRST,
        ["污水处理", "20.00", "处理污水，降低排放，提高水质，达标。", "1、处理量"],
        FIRST,
    ]


def test_a_note_below_a_cut_row_belongs_to_no_cell() -> None:
    drawn = Drawn()
    begun = ["污水处理", "20.00", "处理污水，降低\n排放", "1、处理量"]
    end = drawn.table(50, WIDTHS, [HEADER, FIRST, begun], closed_below=False)
    drawn.text(193, end + 30, "注：数据来自预算。")

    assert only(read(drawn.done())[:1])[2] == ["污水处理", "20.00", "处理污水，降低排放", "1、处理量"]
