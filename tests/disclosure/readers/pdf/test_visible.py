"""What a page does not show is not read: rules and text in the colour of the paper, covered or cut off."""

from collections.abc import Callable

import pytest
from reportlab.lib.colors import CMYKColor, CMYKColorSep, Color

from tests.disclosure.readers.drawn import Drawn
from tests.disclosure.readers.pdf.reading import FIRST, HEADER, WIDTHS, only, read, texts

SECOND = ["污水处理", "20.00", "处理污水", "1、处理量"]
TABLE = [HEADER, FIRST, SECOND]
# The rows' borders of TABLE drawn at 50, and the middles of their texts.
ROWS = [50, 65, 80, 95]
EDGES = [40, 130, 190, 310, 430]


def omitted(data: bytes) -> list[tuple[str, str, int | None]]:
    return [(each.kind, each.text, each.row) for grid in read(data) for each in grid.omissions]


def stroke_grey(drawn: Drawn) -> None:
    drawn.canvas.setStrokeGray(1)


def stroke_rgb(drawn: Drawn) -> None:
    drawn.canvas.setStrokeColorRGB(1, 1, 1)


def stroke_cmyk(drawn: Drawn) -> None:
    drawn.canvas.setStrokeColor(CMYKColor(0, 0, 0, 0))


def stroke_without_ink(drawn: Drawn) -> None:
    drawn.canvas.setStrokeColor(CMYKColorSep(0, 1, 0, 0, spotName="Red", density=0))


def stroke_transparent(drawn: Drawn) -> None:
    drawn.canvas.setStrokeColor(Color(0, 0, 0, alpha=0))


def stroke_too_thin(drawn: Drawn) -> None:
    drawn.canvas.setLineWidth(0.02)


UNSEEN = [stroke_grey, stroke_rgb, stroke_cmyk, stroke_without_ink, stroke_transparent, stroke_too_thin]


@pytest.mark.parametrize("style", UNSEEN)
def test_rules_that_nobody_sees_part_no_cells(style: Callable[[Drawn], None]) -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    style(drawn)
    for y in (57, 72, 88):
        drawn.rule(40, y, 430, y)
    drawn.rule(85, 50, 85, 95)
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == []


def test_white_areas_are_no_rules() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    drawn.canvas.setFillGray(1)
    drawn.canvas.rect(40, drawn.height - 77, 390, 0.5, stroke=0, fill=1)
    drawn.canvas.rect(85, drawn.height - 95, 0.5, 45, stroke=0, fill=1)

    assert only(read(drawn.done())) == TABLE


def test_rules_under_a_white_area_or_cut_off_part_no_cells() -> None:
    drawn = Drawn()
    drawn.rule(40, 72, 430, 72)
    drawn.rule(85, 40, 85, 110)
    drawn.canvas.setFillGray(1)
    drawn.canvas.rect(30, drawn.height - 120, 420, 90, stroke=0, fill=1)
    drawn.canvas.setFillGray(0)
    drawn.canvas.saveState()
    path = drawn.canvas.beginPath()
    path.rect(0, 0, 600, 100)
    drawn.canvas.clipPath(path, stroke=0, fill=0)
    drawn.rule(40, 57, 430, 57)
    drawn.canvas.restoreState()
    drawn.table(50, WIDTHS, TABLE)

    assert only(read(drawn.done())) == TABLE


def test_a_rule_drawn_over_by_white_is_none_and_the_one_at_an_areas_edge_is_one() -> None:
    drawn = Drawn()
    drawn.rule(40, 72, 430, 72)
    drawn.canvas.setStrokeGray(1)
    drawn.canvas.setLineWidth(3)
    drawn.rule(40, 72, 430, 72)
    drawn.canvas.setStrokeGray(0)
    drawn.canvas.setLineWidth(1)
    drawn.table(50, WIDTHS, TABLE)
    drawn.canvas.setFillGray(1)
    drawn.canvas.rect(40, drawn.height - 140, 200, 45, stroke=0, fill=1)

    assert only(read(drawn.done())) == TABLE


def on_colour(drawn: Drawn, stripes: list[tuple[float, float]]) -> None:
    drawn.canvas.setFillColorRGB(0.27, 0.45, 0.77)
    for top, bottom in stripes:
        drawn.canvas.rect(40, drawn.height - bottom, 390, bottom - top, stroke=0, fill=1)
    drawn.canvas.setFillGray(0)


def test_white_rules_and_white_text_on_coloured_cells_are_seen() -> None:
    drawn = Drawn()
    on_colour(drawn, [(50, 95)])
    drawn.canvas.setStrokeGray(1)
    drawn.canvas.setFillGray(1)
    drawn.table(50, WIDTHS, TABLE)

    assert only(read(drawn.done())) == TABLE


def test_white_rules_drawn_as_areas_on_coloured_cells_are_seen() -> None:
    drawn = Drawn()
    on_colour(drawn, [(50, 95)])
    drawn.canvas.setFillGray(1)
    for y in ROWS:
        drawn.canvas.rect(40, drawn.height - y, 390, 0.75, stroke=0, fill=1)
    for x in EDGES:
        drawn.canvas.rect(x, drawn.height - 95, 0.75, 45, stroke=0, fill=1)
    for y, row in zip(ROWS, TABLE, strict=False):
        for x, text in zip(EDGES, row, strict=False):
            drawn.text(x + 3, y + 12, text)

    assert only(read(drawn.done())) == TABLE


def test_white_rules_between_coloured_stripes_part_the_white_stripes_too() -> None:
    rows = [*TABLE, FIRST, SECOND, FIRST]
    drawn = Drawn()
    on_colour(drawn, [(50, 65), (80, 95), (110, 125)])
    drawn.canvas.setStrokeGray(1)
    drawn.table(50, WIDTHS, rows, closed_below=False)
    drawn.canvas.setStrokeGray(0)
    for y in range(50, 141, 15):
        drawn.rule(40, y, 430, y)

    assert only(read(drawn.done())) == rows


def white_text(drawn: Drawn) -> None:
    drawn.canvas.setFillColorRGB(1, 1, 1)
    drawn.text(150, 76, "999")


def white_text_on_a_white_area(drawn: Drawn) -> None:
    on_colour(drawn, [(66, 79)])
    drawn.canvas.setFillGray(1)
    drawn.canvas.rect(40, drawn.height - 79, 390, 13, stroke=0, fill=1)
    drawn.text(150, 76, "999")


def dark_text_on_its_own_colour(drawn: Drawn) -> None:
    on_colour(drawn, [(66, 79)])
    drawn.canvas.setFillColorRGB(0.27, 0.45, 0.77)
    drawn.text(150, 76, "999")


def text_without_ink(mode: int) -> Callable[[Drawn], None]:
    def draw(drawn: Drawn) -> None:
        text = drawn.canvas.beginText(150, drawn.height - 76)
        text.setTextRenderMode(mode)
        text.textOut("999")
        text.setTextRenderMode(0)
        drawn.canvas.drawText(text)

    draw.__name__ = f"mode {mode}"
    return draw


def transparent_text(drawn: Drawn) -> None:
    drawn.canvas.setFillColor(Color(0, 0, 0, alpha=0))
    drawn.text(150, 76, "999")


def covered_text(drawn: Drawn) -> None:
    drawn.text(150, 76, "999")
    drawn.canvas.setFillGray(1)
    drawn.canvas.rect(41, drawn.height - 79, 388, 13, stroke=0, fill=1)


@pytest.mark.parametrize(
    "draw",
    [
        white_text,
        white_text_on_a_white_area,
        dark_text_on_its_own_colour,
        text_without_ink(3),
        text_without_ink(7),
        transparent_text,
        covered_text,
    ],
    ids=lambda draw: draw.__name__,
)
def test_text_that_nobody_sees_is_left_out_and_told(draw: Callable[[Drawn], None]) -> None:
    drawn = Drawn()
    drawn.canvas.saveState()
    draw(drawn)
    drawn.canvas.restoreState()
    drawn.table(50, WIDTHS, TABLE)
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == [("invisible", "999", 2)]


def test_a_text_written_again_over_its_covered_or_white_copy_is_not_told() -> None:
    drawn = Drawn()
    drawn.canvas.setFillGray(1)
    drawn.text(43.4, 62.4, HEADER[0])
    drawn.canvas.setFillGray(0)
    drawn.table(50, WIDTHS, TABLE)
    drawn.canvas.setFillGray(1)
    drawn.canvas.rect(41, drawn.height - 79, 88, 13, stroke=0, fill=1)
    drawn.canvas.setFillGray(0)
    drawn.text(43, 77, FIRST[0])
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == []


def test_a_see_through_area_covers_nothing() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    drawn.canvas.setFillColor(Color(1, 1, 1, alpha=0.4))
    drawn.canvas.rect(30, drawn.height - 120, 420, 90, stroke=0, fill=1)
    drawn.canvas.setFillColor(Color(1, 1, 0, alpha=1))
    drawn.canvas.setBlendMode("Multiply")
    drawn.canvas.rect(30, drawn.height - 120, 420, 90, stroke=0, fill=1)
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert omitted(data) == []


def test_a_frame_filled_between_its_edges_covers_nothing_within() -> None:
    drawn = Drawn()
    drawn.table(50, WIDTHS, TABLE)
    drawn.canvas.setFillGray(1)
    path = drawn.canvas.beginPath()
    path.rect(20, drawn.height - 120, 440, 100)
    path.rect(30, drawn.height - 110, 420, 80)
    drawn.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)

    assert only(read(drawn.done())) == TABLE


def test_text_outside_the_crop_box_is_left_out_and_told() -> None:
    drawn = Drawn(cropBox=(30, 200, 600, 400))
    drawn.table(50, WIDTHS, TABLE)
    drawn.text(5, 62, "77")
    drawn.text(40, 260, "印刷厂")
    data = drawn.done()

    assert only(read(data)) == TABLE
    assert sorted(omitted(data)) == [("invisible", "77", None), ("invisible", "印刷厂", None)]


def test_what_is_left_out_names_the_page_of_its_row() -> None:
    drawn = Drawn()
    for rows in ([HEADER, FIRST], [HEADER, SECOND]):
        drawn.table(50, WIDTHS, rows)
        drawn.canvas.setFillGray(1)
        drawn.text(150, 76, "8")
        drawn.canvas.setFillGray(0)
        drawn.page()
    (grid,) = read(drawn.done())

    assert texts(grid) == TABLE
    assert [(each.row, each.place) for each in grid.omissions] == [(2, "page 1"), (3, "page 2")]


def layered(configuration: str, marks: str = "/OC /L1 BDC") -> bytes:
    """A table with an older figure in a layer, under this default configuration of the document's layers."""
    drawn = Drawn(pageCompression=0)
    drawn.table(50, [90, 60], [["甲", ""], ["乙", "20.00"]])
    drawn.canvas._code.append(marks)
    drawn.text(140, 62, "99")
    drawn.canvas._code.append("EMC")
    drawn.text(150, 62, "10.00")
    layers = f"/OCProperties << /OCGs [90 0 R] /D << {configuration} >> >>"
    data = drawn.done().replace(b"/Type /Catalog", b"/Type /Catalog " + layers.encode())
    named = b"/Resources << /Properties << /L1 90 0 R /L2 << /Type /OCMD /OCGs [90 0 R] >> >>"
    data = data.replace(b"/Resources <<", named)
    return data.replace(b"xref\n", b"90 0 obj\n<< /Type /OCG /Name (old) >>\nendobj\nxref\n", 1)


@pytest.mark.parametrize("configuration", ["/OFF [90 0 R]", "/BaseState /OFF"])
@pytest.mark.parametrize("marks", ["/OC /L1 BDC", "/OC /L2 BDC"])
def test_a_layer_that_is_switched_off_is_left_out_and_told(configuration: str, marks: str) -> None:
    data = layered(configuration, marks)
    assert only(read(data)) == [["甲", "10.00"], ["乙", "20.00"]]
    assert [(kind, text) for kind, text, *_ in omitted(data)] == [("invisible", "99")]


@pytest.mark.parametrize("configuration", ["/ON [90 0 R]", "/BaseState /OFF /ON [90 0 R]"])
def test_a_layer_that_is_switched_on_is_read(configuration: str) -> None:
    assert only(read(layered(configuration)))[0] == ["甲", "9910.00"]
