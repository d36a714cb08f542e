"""Drawn rules become cells."""

import pytest

from tests.disclosure.readers.drawn import Drawn
from tests.disclosure.readers.pdf.reading import only, read, texts


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


def test_cells_that_no_rule_parts_are_one_and_are_marked_as_merged() -> None:
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
