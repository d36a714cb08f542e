"""Draws the pages of a PDF: pdfminer's operations become glyphs and rules with their places.

A page that is turned in the viewer, or drawn sideways, is turned upright. `marks` defines the coordinates.
"""

import logging
import math
from collections.abc import Iterator, Sequence

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFStackT, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import (
    MATRIX_IDENTITY,
    Matrix,
    PathSegment,
    Point,
    Rect,
    apply_matrix_pt,
    apply_matrix_rect,
    decode_text,
    mult_matrix,
)

from budget.disclosure.grid import UNKNOWN_CHARACTER
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.pdf.codes import Fonts, UnmappedCode
from budget.disclosure.readers.pdf.colours import Rgb, rgb_of
from budget.disclosure.readers.pdf.interpreter import StatefulDevice, StatefulInterpreter
from budget.disclosure.readers.pdf.layers import Layers
from budget.disclosure.readers.pdf.marks import Glyph, Page, rule_between, upright_page
from budget.disclosure.readers.pdf.painting import (
    DRAWN_WIDTH,
    FAINT,
    THICKEST_RULE,
    Area,
    Painting,
    PaintState,
    is_rectangle,
    rectangles,
)
from budget.disclosure.readers.pdf.radicals import without_radicals
from budget.disclosure.readers.pdf.striking import leave_out_annotated, leave_out_struck

# pdfminer warns of every font without a bounding box. Disclosures have many of them.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# A glyph or stroke takes about 0.1 ms. The longest budget documents found have 300 pages of 2,000 glyphs. The
# limit is three times that, and stops a malicious file within minutes.
MAX_MARKS = 2_000_000

# ISO 32000, 9.3.6. Text in modes 3 and 7 is invisible. Scanners put recognised text under the picture so.
_FILLING_MODES = (0, 2, 4, 6)
_OUTLINING_MODES = (1, 2, 5, 6)


def drawn_pages(pages: Iterator[PDFPage]) -> Iterator[Page]:
    """Draw the pages one after the other.

    Raises Refused (runaway) over MAX_MARKS, and the errors of pdfminer on broken pages.
    """
    manager = Fonts()
    recorder = _Recorder(manager)
    interpreter = StatefulInterpreter(manager, recorder)
    for page in pages:
        interpreter.layers = interpreter.layers or Layers(page.doc)
        interpreter.process_page(page)
        drawn = upright_page(recorder.page)
        leave_out_struck(drawn)
        yield drawn


class _Recorder(StatefulDevice):
    """Records the visible glyphs and rules that the interpreter draws on a page."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.page = Page(0)
        self._marks = 0
        self._height = 0.0
        self.state = PaintState((0.0, 0.0, 0.0, 0.0))
        self._painting = Painting(self.page)
        self._media = self._crop = self.state.shown
        self._page_matrix = MATRIX_IDENTITY
        # The colours of the string that is drawn where they are those of an area or of the paper.
        self._doubtful: list[Rgb | None] = []
        # For each open span of marked content: the number of glyphs before it, and its replacement text, if
        # it has one.
        self._spans: list[tuple[int, str | None]] = []
        # Text and width of the glyphs drawn, by font; those of the font drawn with last.
        self._of_fonts: dict[PDFFont, dict[int, tuple[str, float]]] = {}
        self._font: PDFFont | None = None
        self._of_font: dict[int, tuple[str, float]] = {}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.page = Page(self.page.number + 1)
        self._painting = Painting(self.page)
        self._spans = []
        self._page_matrix = ctm
        _, y0, _, y1 = apply_matrix_rect(ctm, page.mediabox)
        self._height = abs(y1 - y0)
        self._media, self._crop = self._on_page(page.mediabox), self._on_page(page.cropbox)
        self.state = PaintState(self._crop)

    def end_page(self, page: PDFPage) -> None:
        self._painting.finish()
        leave_out_annotated(self.page, page, self._on_page)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        x0, y0, x1, y1 = bbox
        placed = mult_matrix(matrix, self.ctm or MATRIX_IDENTITY)
        corners = [apply_matrix_pt(placed, corner) for corner in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
        self._limit([[(x, self._height - y) for x, y in corners]])

    def clip(self, path: Sequence[PathSegment]) -> None:
        """Clip further drawing to a path."""
        self._limit(list(self.polygons(path)))

    def _limit(self, parts: Sequence[Sequence[Point]]) -> None:
        corners = [point for part in parts for point in part]
        if not corners:
            return
        left, top, right, bottom = self.state.shown
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        shown = (max(left, min(xs)), max(top, min(ys)), min(right, max(xs)), min(bottom, max(ys)))
        self.state = self.state._replace(shown=shown, is_exact=self.state.is_exact and is_rectangle(parts))

    def shade(self) -> None:
        """Record a shading, which fills what is shown."""
        if self.state.fill_opacity < FAINT:
            return
        self._painting.background(self.state.shown, None)

    def begin_tag(self, tag: PSLiteral, props: PDFStackT | None = None) -> None:
        text = resolve1(props.get("ActualText")) if isinstance(props, dict) else None
        self._spans.append((len(self.page.glyphs), decode_text(text) if isinstance(text, bytes) else None))

    def end_tag(self) -> None:
        if not self._spans:
            return
        start, text = self._spans.pop()
        if text is not None:
            _replace_text(self.page.glyphs, start, text)

    def render_image(self, name: str, stream: PDFStream) -> None:
        self.page.has_picture = True
        if self.state.fill_opacity < FAINT:
            return
        self._painting.background(self.state.shown, None)

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        before = len(self.page.glyphs)
        colours = self._text_colours(textstate.render, graphicstate)
        self._doubtful = colours if self._painting.may_vanish(colours) else []
        super().render_string(textstate, seq, ncs, graphicstate)
        if not colours:
            self.page.omitted += [("invisible", glyph) for glyph in self.page.glyphs[before:]]
            del self.page.glyphs[before:]

    def _text_colours(self, mode: int, graphicstate: PDFGraphicState) -> list[Rgb | None]:
        """The colours of the areas and outlines of a text; none where it is invisible."""
        colours = []
        if mode in _FILLING_MODES and self.state.fill_opacity >= FAINT:
            colours.append(rgb_of(graphicstate.ncolor, graphicstate.ncs))
        if mode in _OUTLINING_MODES and self.state.stroke_opacity >= FAINT:
            colours.append(rgb_of(graphicstate.scolor, graphicstate.scs))
        return colours

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        self._count()
        if isinstance(cid, UnmappedCode):
            text, width = _readable(cid.text), font.default_width * font.hscale
        else:
            if font is not self._font:
                self._font, self._of_font = font, self._of_fonts.setdefault(font, {})
            known = self._of_font.get(cid)
            if known is None:
                known = self._of_font[cid] = _character(font, cid)
            text, width = known
        advance: float = width * fontsize * scaling
        a, b, c, d, e, f = matrix
        size = abs(fontsize) * math.hypot(c, d)
        turn = _turn(a * fontsize * scaling, b * fontsize * scaling)
        if text and size and turn is not None:
            e, f = e + c * rise, f + d * rise
            if font.is_vertical():
                # A vertical font draws glyphs below the origin. They are read as upright ones, one a line.
                e, f = apply_matrix_pt((a, b, c, d, e, f), (-fontsize / 2, -0.88 * fontsize))
                glyph = Glyph(text, e, self._height - f, size, size, turn)
            else:
                glyph = Glyph(text, e, self._height - f, abs(advance) * math.hypot(a, b), size, turn)
            self._add_glyph(glyph)
        return advance

    def _add_glyph(self, glyph: Glyph) -> None:
        x, y = glyph.centre
        x0, y0, x1, y1 = self.state.shown
        if x0 <= x <= x1 and y0 <= y <= y1:
            if self._doubtful and self._painting.vanishes(glyph, self._doubtful):
                self.page.omitted.append(("invisible", glyph))
            else:
                self.page.glyphs.append(glyph)
        elif _is_within(x, y, self._media) and not _is_within(x, y, self._crop):
            self.page.omitted.append(("invisible", glyph))

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        self._count(len(path))
        is_line = stroke and graphicstate.linewidth <= THICKEST_RULE
        parts = list(self.polygons(path))
        state = self.state
        if fill:
            colour = rgb_of(graphicstate.ncolor, graphicstate.ncs)
            for area in rectangles(parts):
                self._painting.fill(area, colour, state)
            if not is_line and state.fill_opacity >= FAINT:
                for corners in parts:
                    self._thin_area(corners, colour)
        if is_line and state.stroke_opacity >= FAINT:
            colour = rgb_of(graphicstate.scolor, graphicstate.scs)
            for corners in parts:
                for first, second in zip(corners, corners[1:], strict=False):
                    self._rule(first, second, graphicstate.linewidth or DRAWN_WIDTH, colour)

    def polygons(self, path: Sequence[PathSegment]) -> Iterator[list[Point]]:
        """Yield the corners of each part of a path in page coordinates; a curve separates two parts."""
        if self.ctm is None:
            return
        corners: list[Point] = []
        start: Point | None = None
        for operator, *numbers in path:
            if operator == "h":
                if corners and start is not None:
                    corners.append(start)
                continue
            point = self._point(numbers[-2:])
            if operator != "l" and corners:
                yield corners
                corners = []
            if operator == "m":
                start = point
            corners.append(point)
        if corners:
            yield corners

    def _point(self, numbers: Sequence[object]) -> Point:
        x, y = (float(number) if isinstance(number, (int, float)) else 0.0 for number in numbers)
        x, y = apply_matrix_pt(self.ctm or MATRIX_IDENTITY, (x, y))
        return x, self._height - y

    def _rule(self, first: Point, second: Point, width: float, colour: Rgb | None) -> None:
        """Record the visible part of a rule."""
        left, top, right, bottom = self.state.shown
        (x0, y0), (x1, y1) = sorted((first, second))
        if not (min(y0, y1) <= bottom and max(y0, y1) >= top and x0 <= right and x1 >= left):
            return
        clipped = [(min(max(x, left), right), min(max(y, top), bottom)) for x, y in ((x0, y0), (x1, y1))]
        found = rule_between(clipped[0], clipped[1], width)
        if found is not None:
            rule, upright = found
            visible = self._painting.visible_parts(rule, colour, upright=upright)
            (self.page.verticals if upright else self.page.horizontals).extend(visible)

    def _thin_area(self, corners: Sequence[Point], colour: Rgb | None) -> None:
        """Record a thin filled area as a rule. A dot of a dotted border counts in both directions."""
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        if y1 - y0 <= THICKEST_RULE:
            self._rule((x0, middle_y), (x1, middle_y), y1 - y0, colour)
        if x1 - x0 <= THICKEST_RULE:
            self._rule((middle_x, y0), (middle_x, y1), x1 - x0, colour)

    def _on_page(self, rect: Rect) -> Area:
        """Return a rectangle of the file's coordinates as one of the page."""
        x0, y0, x1, y1 = apply_matrix_rect(self._page_matrix, rect)
        return x0, self._height - y1, x1, self._height - y0

    def _count(self, marks: int = 1) -> None:
        self._marks += marks
        if self._marks > MAX_MARKS:
            raise Refused(
                Problem(
                    "runaway",
                    details={"reason": _("it draws more than {limit} marks"), "limit": str(MAX_MARKS)},
                )
            )


def _character(font: PDFFont, cid: int) -> tuple[str, float]:
    """The text of a font's glyph, and its width in parts of the font's size."""
    width = font.char_width(cid)
    try:
        text = _readable(font.to_unichr(cid))
    except PDFUnicodeNotDefined:
        text = UNKNOWN_CHARACTER
    if not text and width:  # a glyph with a width is drawn
        text = UNKNOWN_CHARACTER
    return text, width


def _is_within(x: float, y: float, area: Area) -> bool:
    left, top, right, bottom = area
    return left <= x <= right and top <= y <= bottom


def _turn(a: float, b: float) -> int | None:
    """Return the quarter turn of a text that runs along (a, b), y upwards; None for slanting watermarks."""
    if abs(b) <= 0.05 * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= 0.05 * abs(b):
        return 1 if b > 0 else 3
    return None


def _replace_text(glyphs: list[Glyph], start: int, text: str) -> None:
    """Replace the text of the glyphs from `start` on by their ActualText (ISO 32000, 14.9.4).

    Only within one line: the text of a whole paragraph or picture cannot be assigned to its glyphs.
    """
    span = glyphs[start:]
    text = _readable(text)
    if not span or len({(round(glyph.y), glyph.turn) for glyph in span}) > 1:
        return
    if len(text) == len(span):
        for glyph, character in zip(span, text, strict=True):
            glyph.text = character
        return
    first, last = span[0], span[-1]
    if not text or first.turn:
        return
    first.text = text
    first.advance = max(first.advance, last.x + last.advance - first.x)
    del glyphs[start + 1 :]


def _readable(text: str) -> str:
    """Return a glyph's text: radicals as characters, white space as blanks, controls as unknown."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_readable_character(character) for character in without_radicals(text))


def _readable_character(character: str) -> str:
    if character in "\t\n\r\x0b\x0c\xa0":
        return " "
    return UNKNOWN_CHARACTER if character < " " or "\x7f" <= character < "\xa0" else character
