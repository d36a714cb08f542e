"""Text that a page strikes out, and marks that point to notes, are left out of a PDF and told."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.disclosure.readers.drawn import FONT, Drawn
from tests.disclosure.readers.pdf.reading import FIRST, HEADER, WIDTHS, captions, only, read

TABLE = [HEADER, FIRST, ["污水处理", "20.00", "处理污水", "1、处理量"]]


def omitted(data: bytes) -> list[tuple[str, str, int | None]]:
    return [(each.kind, each.text, each.row) for grid in read(data) for each in grid.omissions]


def width(text: str, size: float = 9) -> float:
    return float(stringWidth(text, FONT, size))


@pytest.mark.parametrize("height", [2.2, 3, 3.6, 4.4])
@pytest.mark.parametrize("style", ["line", "area", "double", "characters"])
def test_a_line_through_a_word_strikes_it_out(style: str, height: float) -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    x, y = 160, 77
    drawn.text(x, y, "99.5")
    if style == "line":
        drawn.rule(x, y - height, x + width("99.5"), y - height)
    elif style == "area":
        drawn.canvas.rect(x - 0.5, drawn.height - y + height, width("99.5") + 1, 0.6, stroke=0, fill=1)
    elif style == "double":
        for at in (height - 0.5, height + 0.5):
            drawn.rule(x, y - at, x + width("99.5"), y - at)
    else:
        at = x
        for character in "99.5":
            drawn.rule(at, y - height, at + width(character), y - height)
            at += width(character)
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == [("struck", "99.5", 2)]


def test_a_part_of_a_cell_may_be_struck() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    x = 193 + width("改造老旧管网")
    drawn.text(x, 77, "十公里")
    drawn.rule(x, 73.5, x + width("十公里"), 73.5)

    assert only(read(drawn.done())) == TABLE


def test_a_line_through_a_whole_row_strikes_all_its_cells() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, [*TABLE, TABLE[2]])
    drawn.rule(43, 103.5, 425, 103.5)
    data = drawn.done()

    assert only(read(data)) == [*TABLE, ["", "", "", ""]]
    assert omitted(data) == [("struck", text, 4) for text in TABLE[2]]


def test_a_struck_line_above_the_table_is_left_out() -> None:
    drawn = Drawn()
    for y, text in ((20, "部门名称：教育局"), (40, "部门名称：水务局")):
        drawn.text(40, y, text)
    drawn.rule(40, 16.5, 40 + width("部门名称：教育局"), 16.5)
    drawn.table(50, WIDTHS, TABLE)
    (grid,) = read(drawn.done())

    assert captions(grid) == ["部门名称：水务局"]
    assert [(each.kind, each.text, each.row) for each in grid.omissions] == [
        ("struck", "部门名称：教育局", None)
    ]


@pytest.mark.parametrize("is_hidden", [False, True])
def test_an_annotation_strikes_text_out_where_it_is_displayed(is_hidden: bool) -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    drawn.text(160, 77, "99.5")
    left, right, low, high = 160, 160 + width("99.5"), drawn.height - 79, drawn.height - 69
    drawn.canvas.highlightAnnotation(
        "", (left, low, right, high), [left, high, right, high, left, low, right, low], [1, 0, 0]
    )
    data = drawn.done()
    assert b"/Highlight" in data and b"/Contents ()" in data
    data = data.replace(b"/Highlight", b"/StrikeOut")
    if is_hidden:
        data = data.replace(b"/Contents ()", b"/F 2        ")

    assert only(read(data))[1][1] == ("10.00 99.5" if is_hidden else "10.00")


def test_rules_and_underlines_strike_nothing() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    drawn.rule(43, 78.3, 43 + width(FIRST[0]), 78.3)
    drawn.rule(133, 67.5, 133 + width(FIRST[1]), 67.5)
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == []


@pytest.mark.parametrize(("height", "is_struck"), [(3, True), (-1.2, False)])
def test_a_line_as_long_as_the_text_of_a_narrow_cell_is_no_rule(height: float, is_struck: bool) -> None:
    drawn = Drawn()
    narrow = 2 * 0.8 + width("20.00")
    rows = [["合计", "", "甲"], ["供水", "", "乙"], ["污水", "", "丙"]]
    drawn.table(50, [90, narrow, 60], rows)
    for y in (62, 77, 92):
        drawn.text(130.8, y, "20.00")
    drawn.rule(130.8, 77 - height, 130.8 + width("20.00"), 77 - height)

    assert [row[1] for row in only(read(drawn.done()))] == ["20.00", "" if is_struck else "20.00", "20.00"]


@pytest.mark.parametrize("mark", ["1", "12", "①", "*", "[2]", "注1"])
@pytest.mark.parametrize(("rise", "is_risen"), [(3.5, True), (3, False), (-1.5, True), (-1, False)])
def test_a_shifted_mark_behind_an_amount_or_name_is_left_out(mark: str, rise: float, is_risen: bool) -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    for x, text in ((43, FIRST[0]), (133, FIRST[1])):
        x += width(text)
        if is_risen:
            raised = drawn.canvas.beginText(x, drawn.height - 77)
            raised.setFont(FONT, 5)
            raised.setRise(rise)
            raised.textOut(mark)
            drawn.canvas.drawText(raised)
        else:
            drawn.text(x, 77 - rise, mark, size=5.5)
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == [("note-mark", mark, 2)] * 2


def test_a_raised_mark_in_a_line_above_the_table_is_left_out() -> None:
    drawn = Drawn()
    drawn.text(40, 40, "部门名称：水务局")
    drawn.text(40 + width("部门名称：水务局"), 37, "1", size=5)
    drawn.table(50, WIDTHS, TABLE)
    (grid,) = read(drawn.done())

    assert captions(grid) == ["部门名称：水务局"]
    assert [(each.kind, each.text) for each in grid.omissions] == [("note-mark", "1")]


def test_small_text_on_the_same_line_is_no_mark() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    drawn.text(133 + width("10.00"), 77, "5", size=5)

    assert only(read(drawn.done()))[1][1] == "10.005"
