"""The PDF reader: whole tables from pages, to the character."""

import html
import random
import re
import zlib
from collections.abc import Iterable, Sequence

import pytest
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT
from PIL import Image
from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from budget.disclosure.grid import Grid
from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.pdf import drawing, read_grids
from budget.disclosure.readers.pdf.codes import Fonts, UnmappedCode
from budget.disclosure.readers.pdf.radicals import without_radicals
from budget.disclosure.readers.pdf.streams import check_streams
from tests.disclosure.readers.drawn import FONT, Drawn, encrypted
from tests.disclosure.readers.writing import SAMPLES, disclosed_table

HEADER = ["项目名称", "总计", "绩效目标", "绩效指标"]
WIDTHS = [90, 60, 120, 120]
FIRST = ["供水管网改造", "10.00", "改造老旧管网", "1、完成率"]


def read(data: bytes) -> list[Grid]:
    return read_grids(data, "a.pdf")


def texts(grid: Grid) -> list[list[str]]:
    return [list(row.texts) for row in grid.rows]


def captions(grid: Grid) -> list[str]:
    return [line.text for line in grid.caption]


def only(grids: Sequence[Grid]) -> list[list[str]]:
    """The texts of the one table."""
    (grid,) = grids
    return texts(grid)


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    (problem,) = refused.value.problems
    assert problem.message
    return problem.code


# -- the real table -------------------------------------------------------------------------------------------------


def test_the_real_table_is_read_from_writers_pdf_to_the_character() -> None:
    (grid,) = read((SAMPLES / "guangzhou-cppcc.writer.pdf").read_bytes())

    assert texts(grid) == disclosed_table()
    assert captions(grid) == [
        "项目支出绩效目标表（含转移支付项目）",
        "部门名称：中国人民政治协商会议广东省广州市委员会办公厅",
        "单位：万元",
    ]
    assert (grid.place, [row.number for row in grid.rows]) == ("page 1", list(range(1, 27)))


CHROMIUM = {
    "header repeated, rows cut": ("thead", "A4", True, "", ""),
    "no header repeated, a row over three pages": ("tbody", "A5", True, "", "td{padding:4px;font-size:13px}"),
    "rows kept whole": ("thead", "A4", False, "第1页", "tr{break-inside:avoid}"),
    "own borders, text at the bottom": ("tbody", "A5", False, "", "td{vertical-align:bottom;padding:1px}"),
    "words broken anywhere": ("thead", "A4", False, "项目支出绩效目标表", "td{word-break:break-all}"),
}


@pytest.mark.parametrize("look", CHROMIUM.values(), ids=CHROMIUM.keys())
def test_the_real_table_is_read_from_chromiums_pdf_to_the_character(
    browser, look: tuple[str, str, bool, str, str]
) -> None:
    part, paper, is_collapsed, on_each_page, more = look
    rows = [
        "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>"
        for row in disclosed_table()
    ]
    borders = "collapse" if is_collapsed else "separate;border-spacing:0"
    page = browser.new_page()
    page.set_content(
        f"<meta charset=utf-8><style>table{{border-collapse:{borders}}} td{{border:1px solid}} {more}</style>"
        f"<p>项目支出绩效目标表</p><p>单位：万元</p><table><{part}>{rows[0]}</{part}>{''.join(rows[1:])}</table>"
    )
    data = page.pdf(
        format=paper,
        landscape=True,
        display_header_footer=True,
        header_template=f"<p style='font-size:8px'>{on_each_page}</p>",
        footer_template="<p style='font-size:8px'>第<span class=pageNumber></span>页</p>",
        margin={"top": "2cm", "bottom": "2cm", "left": "1cm", "right": "1cm"},
    )
    page.close()

    grids = [grid for grid in read(data) if grid.rows]

    assert only(grids) == disclosed_table()
    assert "单位：万元" in captions(grids[0])


@pytest.mark.parametrize("size", [8, 10.5])
@pytest.mark.parametrize("repeated", [0, 1])
def test_the_real_table_is_read_from_reportlabs_pdf_to_the_character(
    size: float, repeated: int, tmp_path
) -> None:
    style = ParagraphStyle("cell", fontName=FONT, fontSize=size, leading=size * 1.3, wordWrap="CJK")
    Drawn()  # knows the font
    rows = [[Paragraph(html.escape(text), style) for text in row] for row in disclosed_table()]
    widths = [90, 55, 55, 45, 45, 200, 290]
    look = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    SimpleDocTemplate(str(tmp_path / "a.pdf"), pagesize=landscape(A4), leftMargin=20, rightMargin=20).build(
        [LongTable(rows, widths, repeatRows=repeated, splitInRow=0, style=look)]
    )

    assert only(read((tmp_path / "a.pdf").read_bytes())) == disclosed_table()


# -- tables over pages ----------------------------------------------------------------------------------------------


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


def test_a_table_goes_on_without_its_header() -> None:
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


def test_a_row_tells_the_page_on_which_it_begins() -> None:
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


def test_tables_before_and_text_after_are_kept_apart() -> None:
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


def test_merged_cells_that_a_page_break_cuts_hold_their_text_on_both_pages(browser) -> None:
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
        "<meta charset=utf-8><style>table{border-collapse:collapse} td{border:1px solid;font:12px/14px sans-serif}</style>"
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


# -- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style", ["thin areas", "dashes", "double", "a frame for each cell", "no outer rules"]
)
def test_rules_are_read_however_they_are_drawn(style: str) -> None:
    drawn = Drawn()
    xs, ys = [40, 130, 190, 310], [50, 70, 90]
    if style == "dashes":
        drawn.canvas.setDash(3, 2)
    for x in xs if style != "no outer rules" else xs[1:-1]:
        if style == "thin areas":
            drawn.canvas.rect(x, drawn.height - 90, 0.5, 40, stroke=0, fill=1)
        elif style != "a frame for each cell":
            drawn.rule(x, 50, x, 90)
        if style == "double":
            drawn.rule(x + 2, 50, x + 2, 90)
    for y in ys if style != "no outer rules" else ys[1:-1]:
        if style == "thin areas":
            drawn.canvas.rect(40, drawn.height - y, 270, 0.5, stroke=0, fill=1)
        elif style != "a frame for each cell":
            drawn.rule(40, y, 310, y)
        if style == "double":
            drawn.rule(40, y + 2, 310, y + 2)
    if style == "a frame for each cell":
        for x0, x1 in zip(xs, xs[1:], strict=False):
            for y0, y1 in zip(ys, ys[1:], strict=False):
                drawn.canvas.rect(x0, drawn.height - y1, x1 - x0, y1 - y0)
    rows = [["项目名称", "总计", "绩效目标"], ["供水", "10.00", "改造"]]
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            drawn.text(x + 5, y + 14, text)

    assert only(read(drawn.done())) == rows


def test_cells_that_no_rule_parts_are_one_and_say_so() -> None:
    drawn = Drawn()
    for y, ends in ((50, (40, 240)), (70, (100, 240)), (90, (40, 240))):
        drawn.rule(ends[0], y, ends[1], y)
    for x in (40, 100, 240):
        drawn.rule(x, 50, x, 90)
    drawn.rule(170, 70, 170, 90)
    drawn.text(45, 75, "资金")
    drawn.text(105, 64, "来源")
    drawn.text(105, 84, "甲")
    drawn.text(175, 84, "乙")
    (grid,) = read(drawn.done())

    assert texts(grid) == [["资金", "来源", "来源"], ["资金", "甲", "乙"]]
    assert [cell.from_left for cell in grid.rows[0].cells] == [False, False, True]
    assert [cell.from_above for cell in grid.rows[1].cells] == [True, False, False]


def test_an_underline_parts_no_cell_and_a_frame_is_no_table() -> None:
    drawn = Drawn()
    drawn.canvas.rect(20, 20, 560, 360)
    drawn.table(50, [90, 60], [["供水", "10.00"], ["污水", "20.00"]])
    drawn.rule(43, 64, 70, 64)

    assert only(read(drawn.done())) == [["供水", "10.00"], ["污水", "20.00"]]


def test_text_that_runs_over_its_cells_edge_stays_one() -> None:
    drawn = Drawn()
    drawn.table(50, [60, 60, 60], [["城市供水老旧管网改造", "", "10.00"], ["污水", "乙", "20.00"]])

    assert only(read(drawn.done()))[0] == ["城市供水老旧管网改造", "", "10.00"]


def test_what_is_clipped_away_is_not_read() -> None:
    drawn = Drawn()
    drawn.canvas.saveState()
    path = drawn.canvas.beginPath()
    path.rect(40, drawn.height - 80, 60, 30)
    drawn.canvas.clipPath(path, stroke=0, fill=0)
    drawn.text(43, 62, "供水 2024 11 12 13 14 15")
    drawn.canvas.restoreState()
    drawn.table(50, [60, 60], [["", "10.00"], ["污水", "20.00"]])

    assert only(read(drawn.done()))[0][1] == "10.00"


# -- text -----------------------------------------------------------------------------------------------------------


def wrapped(*lines: str, width: float = 100) -> str:
    """What a cell says whose text is drawn in these lines."""
    drawn = Drawn()
    drawn.table(50, [width, 60], [["\n".join(lines), "10.00"], ["乙", "20.00"]])
    return only(read(drawn.done()))[0][0]


def test_wrapped_chinese_text_is_joined_without_a_blank() -> None:
    assert wrapped("改造老旧管网，降低漏", "损，提高水质") == "改造老旧管网，降低漏损，提高水质"
    assert wrapped("改造老旧管网，降低漏 ", "损") == "改造老旧管网，降低漏损"


def test_a_figure_wrapped_at_the_cells_edge_is_joined() -> None:
    width = stringWidth("年度指标值:大于9", FONT, 9) + 7
    assert wrapped("年度指标值:大于9", "8%。2、1-产", width=width) == "年度指标值:大于98%。2、1-产"


def test_latin_words_that_were_wrapped_at_a_blank_are_parted_by_one() -> None:
    assert wrapped("Geographic", "Information", "System for pipes", width=110) == (
        "Geographic Information System for pipes"
    )
    assert wrapped("管网 GIS", "改造") == "管网 GIS改造"


def test_glyphs_drawn_twice_for_bold_type_are_read_once() -> None:
    drawn = Drawn()
    drawn.table(50, [90, 60], [["", "10.00"], ["乙", "20.00"]])
    for shift in (0, 0.3):
        drawn.text(43 + shift, 62, "1100 米")

    assert only(read(drawn.done()))[0][0] == "1100 米"


def test_watermarks_and_hidden_text_are_not_read() -> None:
    drawn = Drawn()
    drawn.table(50, [90, 60], [["甲", "10.00"], ["乙", "20.00"]])
    drawn.canvas.saveState()
    drawn.canvas.translate(60, drawn.height - 70)
    drawn.canvas.rotate(30)
    drawn.canvas.drawString(0, 0, "样本99")
    drawn.canvas.restoreState()
    hidden = drawn.canvas.beginText(45, drawn.height - 62)
    hidden.setTextRenderMode(3)
    hidden.textOut("77")
    drawn.canvas.drawText(hidden)

    assert only(read(drawn.done())) == [["甲", "10.00"], ["乙", "20.00"]]


def test_superscripts_stand_in_their_line() -> None:
    drawn = Drawn()
    drawn.table(50, [90, 60], [["", "10.00"], ["乙", "20.00"]])
    drawn.text(43, 62, "面积 100m")
    drawn.text(43 + stringWidth("面积 100m", FONT, 9), 58, "2", size=5)
    drawn.text(44 + stringWidth("面积 100m2", FONT, 9), 62, "以上")

    assert only(read(drawn.done()))[0][0] == "面积 100m2以上"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_read_as_they_are_seen(turn: int) -> None:
    upright, sideways = Drawn(), Drawn(400, 600) if turn != 180 else Drawn()
    for drawn in (upright, sideways):
        if drawn is sideways:
            canvas = drawn.canvas
            drawn.height = 400
            canvas.translate(*{90: (400, 0), 180: (600, 400), 270: (0, 600)}[turn])
            canvas.rotate({90: 90, 180: 180, 270: -90}[turn])
        drawn.text(40, 30, "单位：万元")
        drawn.table(50, WIDTHS, [HEADER, FIRST])

    assert read(sideways.done()) == read(upright.done())


def test_a_label_turned_on_its_side_is_read() -> None:
    drawn = Drawn()
    drawn.table(50, [30, 60, 60], [["\n\n\n", "甲", "10.00"], ["", "乙", "20.00"]])
    drawn.canvas.saveState()
    drawn.canvas.translate(55, drawn.height - 95)
    drawn.canvas.rotate(90)
    drawn.canvas.setFont(FONT, 9)
    drawn.canvas.drawString(0, 0, "绩效指标")
    drawn.canvas.restoreState()

    assert only(read(drawn.done()))[0] == ["绩效指标", "甲", "10.00"]


def test_radicals_become_characters_and_nothing_else_changes() -> None:
    assert without_radicals("⾏⽤⺠⻔⻓⻛⻅") == "行用民门长风见"
    kept = "（％）：；，１２３①㎡…～—“”℃ﬁ·"
    assert without_radicals(kept) == kept


def test_a_character_that_the_tables_of_codes_lack_is_told_by_its_code() -> None:
    drawn = Drawn()
    drawn.table(50, [150, 60], [["项目名称", "总计"], ["马克·吐温纪念馆\x7f", "10.00"]])
    assert only(read(drawn.done())) == [["项目名称", "总计"], ["马克·吐温纪念馆\ufffd", "10.00"]]


@pytest.mark.parametrize(
    ("table", "text", "codes", "shown"),
    [
        ("UniGB-UCS2-H", "utf-16-be", "改·造", "改·造"),
        ("UniGB-UTF16-H", "utf-16-be", "改·𠮷造", "改·𠮷造"),
        ("GBK-EUC-H", "gbk", "a改造", "a改造"),
        ("GBK-EUC-H", "", "b8c480d4ec31", "改\ufffd造1"),
        ("GBK2K-H", "gb18030", "改\u0153造", "改\u0153造"),
        ("Own-H", "", "4e00", "\ufffd"),
    ],
)
def test_no_code_of_a_text_is_passed_over(table: str, text: str, codes: str, shown: str) -> None:
    font = font_of(table)
    drawn = bytes.fromhex(codes) if not text else codes.encode(text)
    cids = font.decode(drawn)
    assert (
        "".join(cid.text if isinstance(cid, UnmappedCode) else font.to_unichr(cid) for cid in cids) == shown
    )


def test_a_table_of_the_files_own_is_read_by_what_the_file_says_of_its_codes() -> None:
    said = b"1 begincodespacerange <0000><ffff> endcodespacerange 1 beginbfchar <0041> <6539> endbfchar"
    font = font_of("Own-H", ToUnicode=PDFStream({}, said))
    assert [font.to_unichr(cid) for cid in font.decode(b"\0A")] == ["改"]
    with pytest.raises(PDFUnicodeNotDefined):  # which is shown as a character that is not known
        font.to_unichr(*font.decode(b"\0B"))


def font_of(table: str, **more: object) -> PDFFont:
    """A font of Chinese characters whose codes are those of a table."""
    about = {"Registry": b"Adobe", "Ordering": b"GB1", "Supplement": 4}
    spec = {"Type": LIT("Font"), "Subtype": LIT("CIDFontType0"), "CIDSystemInfo": about}
    return Fonts().get_font(None, spec | {"Encoding": LIT(table)} | more)


def test_chromiums_own_note_of_the_text_is_heeded(browser) -> None:
    said = "行用民，（％）；50～60，①㎡"
    page = browser.new_page()
    page.set_content(
        f"<meta charset=utf-8><table border=1><tr><td>{said}<td>甲</tr><tr><td>乙<td>丙</tr></table>"
    )
    assert only(read(page.pdf()))[0][0] == said
    page.close()


# -- refusals -------------------------------------------------------------------------------------------------------


def small() -> bytes:
    drawn = Drawn()
    drawn.table(50, WIDTHS, [HEADER, FIRST])
    return drawn.done()


def test_a_pdf_without_text_is_refused() -> None:
    empty = Drawn()
    empty.rule(10, 10, 20, 20)
    assert refusal(empty.done()) == "no-text"


def test_a_table_that_goes_on_over_a_scanned_page_is_refused() -> None:
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


def test_an_encrypted_pdf_is_refused_unless_it_opens_without_a_password() -> None:
    closed, open_ = encrypted("secret"), encrypted("")
    for drawn in (closed, open_):
        drawn.table(50, [60, 60], [["A", "10.00"], ["B", "20.00"]])

    assert refusal(closed.done()) == "encrypted"
    assert only(read(open_.done())) == [["A", "10.00"], ["B", "20.00"]]


def test_a_pdf_of_which_a_part_is_missing_is_refused() -> None:
    data = small()
    assert refusal(b"%PDF-1.4\nno more") == "unreadable"
    assert refusal(data[: len(data) // 2]) == "unreadable"
    assert refusal(data.replace(b"/Count 1", b"/Count 3")) == "unreadable"


@pytest.mark.parametrize("is_ascii", [0, 1])
def test_a_damaged_page_is_refused_rather_than_read_as_far_as_it_goes(monkeypatch, is_ascii: int) -> None:
    monkeypatch.setattr(rl_config, "useA85", is_ascii)
    drawn = Drawn(pageCompression=1)
    end = 50.0
    for row in range(15):
        end = drawn.table(end, WIDTHS, [[f"供水{row}", f"{row}.00", "改造老旧管网", "1、完成率"]])
    data = drawn.done()
    assert len(read(data)) == 1
    page = max(re.finditer(rb"(?s)(?<!end)stream\r?\n(.*?)endstream", data), key=lambda found: len(found[1]))
    middle = (page.start(1) + page.end(1)) // 2

    assert refusal(data[:middle] + data[middle : middle + 20][::-1] + data[middle + 20 :]) == "unreadable"


def test_a_pdf_that_expands_without_end_is_refused_before_it_does() -> None:
    bomb = b"1 0 obj<</Filter/FlateDecode>>stream\n" + zlib.compress(bytes(1_000_000)) + b"\nendstream endobj"
    check_streams(bomb, Limits(expanded_bytes=2_000_000))
    with pytest.raises(Refused) as refused:
        check_streams(bomb, Limits(expanded_bytes=999_999))
    assert refused.value.problems[0].code == "runaway"


def test_a_pdf_that_draws_without_end_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", 20)
    assert refusal(small()) == "runaway"


def test_damaged_bytes_give_tables_or_a_refusal() -> None:
    data, chance = small(), random.Random(7)
    outcomes = set()
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 5, 40))):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randrange(1, 4)] = chance.randbytes(chance.randrange(3))
        try:
            outcomes.add(bool(read(bytes(damaged))))
        except Refused as refused:
            outcomes.update(problem.code for problem in refused.problems)
    assert {True, "unreadable"} <= outcomes
