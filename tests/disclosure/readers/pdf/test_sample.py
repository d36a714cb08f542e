"""The table of the sample is read from every writer's PDF, to the character."""

import html

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from tests.disclosure.readers.drawn import FONT, Drawn
from tests.disclosure.readers.pdf.reading import captions, only, read, texts
from tests.disclosure.readers.writing import SAMPLES, disclosed_table


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
