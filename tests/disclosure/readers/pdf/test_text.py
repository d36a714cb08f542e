"""Glyphs become the text that a page shows."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from budget.disclosure.problems import Refused
from budget.disclosure.read import read as read_file
from tests.disclosure.readers.drawn import FONT, Drawn
from tests.disclosure.readers.pdf.reading import FIRST, HEADER, WIDTHS, only, read
from tests.disclosure.tables import NOTHING_GIVEN


def wrapped(*lines: str, width: float = 100) -> str:
    """Return the text read from a cell whose text is drawn in these lines."""
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


def test_superscripts_are_in_their_line() -> None:
    drawn = Drawn()
    drawn.table(50, [90, 60], [["", "10.00"], ["乙", "20.00"]])
    drawn.text(43, 62, "面积 100m")
    drawn.text(43 + stringWidth("面积 100m", FONT, 9), 58, "2", size=5)
    drawn.text(44 + stringWidth("面积 100m2", FONT, 9), 62, "以上")

    assert only(read(drawn.done()))[0][0] == "面积 100m²以上"


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


@pytest.mark.parametrize(("first", "second"), [("100", "120.50"), ("1", "2"), ("160", "0")])
def test_two_figures_on_two_lines_are_not_joined(first: str, second: str) -> None:
    assert wrapped(first, second) == f"{first} {second}"


def test_a_figure_too_long_for_its_cell_is_joined() -> None:
    assert wrapped("123456", "7.89", width=stringWidth("123456", FONT, 9) + 8) == "1234567.89"


def test_a_raised_figure_of_the_same_size_points_to_a_note() -> None:
    drawn = Drawn()
    drawn.table(50, [90, 60], [["", "10.00"], ["乙", "20.00"]])
    drawn.text(43, 62, "120.50")
    drawn.text(43 + stringWidth("120.50", FONT, 9), 59, "1")
    assert only(read(drawn.done()))[0][0] == "120.50"


def test_two_lines_of_figures_are_no_amount_where_no_sum_shows_it() -> None:
    indicators = "1、1-产出指标；11-数量指标；巡查；实施周期指标值:3次；年度指标值:3次。"
    rows = [["项目名称", "总计", "绩效目标", "绩效指标"], ["清淤项目", "12345\n678", "疏通河道", indicators]]
    drawn = Drawn(800, 400)
    drawn.text(200, 30, "云山市水务局2024年项目支出绩效目标表")
    drawn.text(40, 45, "单位：元")
    drawn.table(60, [90, 31, 90, 400], [*rows, ["堤防项目", "40000", "加固堤防", indicators]])
    with pytest.raises(Refused) as refused:
        read_file(drawn.done(), "a.pdf", NOTHING_GIVEN)
    (problem,) = refused.value.problems
    assert (problem.code, problem.place, problem.row) == ("joined-amount", "page 1", 2)
    assert problem.text == "12345678"


def test_lines_of_figures_are_reported_where_they_are_no_money() -> None:
    drawn = Drawn()
    drawn.table(50, [stringWidth("200000", FONT, 9) + 8, 60], [["200000\n123", "甲"], ["", "乙"]])
    (grid,) = read(drawn.done())
    assert [(one.kind, one.text, one.row) for one in grid.omissions] == [("joined-figure", "200000123", 1)]
