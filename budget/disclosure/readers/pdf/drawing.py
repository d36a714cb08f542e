"""Draws the pages of a PDF: pdfminer's operations become glyphs and rules with their places.

A page that is turned in the viewer, or drawn sideways, is turned upright. `marks` defines the coordinates.
"""

import logging
import math
from collections.abc import Iterator, Sequence

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFPageInterpreter,
    PDFResourceManager,
    PDFStackT,
    PDFTextState,
)
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
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.pdf.codes import Fonts, UnmappedCode
from budget.disclosure.readers.pdf.marks import Glyph, Page, add_rule, upright_page
from budget.disclosure.readers.pdf.radicals import without_radicals

# pdfminer warns of every font without a bounding box. Disclosures have many of them.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# A glyph or stroke takes about 0.1 ms. The longest budget documents found have 300 pages of 2,000 glyphs. The
# limit is three times that, and stops a malicious file within minutes.
MAX_MARKS = 2_000_000

# A filled rectangle or a stroke up to this thickness is a rule. A thicker one colours a cell.
_THICKEST_RULE = 4.0
# ISO 32000, 9.3.6: text in these modes is invisible. Scanners put recognised text under the picture so.
_INVISIBLE_MODES = (3, 7)

# A rectangle: left, top, right, bottom.
_Area = tuple[float, float, float, float]


def drawn_pages(pages: Iterator[PDFPage]) -> Iterator[Page]:
    """Draw the pages one after the other.

    Raises Refused (runaway) over MAX_MARKS, and the errors of pdfminer on broken pages.
    """
    manager = Fonts()
    recorder = _Recorder(manager)
    interpreter = _ClippingInterpreter(manager, recorder)
    for page in pages:
        interpreter.process_page(page)
        yield upright_page(recorder.page)


class _ClippingInterpreter(PDFPageInterpreter):
    """Passes clipping paths to the recorder, which pdfminer ignores.

    Chromium draws the rules of a cut row over the page's margins and clips them. Spreadsheets draw the text
    of a narrow cell over the next one and clip it. A path that is no rectangle counts as the rectangle
    around it.
    """

    device: "_Recorder"

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self._limits: list[_Area] = []

    def do_q(self) -> None:
        super().do_q()
        self._limits.append(self.device.shown)

    def do_Q(self) -> None:
        super().do_Q()
        if self._limits:
            self.device.shown = self._limits.pop()

    def do_W(self) -> None:
        self.device.limit([point for part in self.device.polygons(self.curpath) for point in part])

    def do_W_a(self) -> None:
        self.do_W()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:
        shown = self.device.shown
        super().do_Do(xobjid_arg)
        self.device.shown = shown


class _Recorder(PDFTextDevice):
    """Records the visible glyphs and rules that the interpreter draws on a page."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.page = Page(0)
        self._marks = 0
        self._height = 0.0
        self.shown: _Area = (0.0, 0.0, 0.0, 0.0)
        # For each open span of marked content: the number of glyphs before it, and its replacement text, if
        # it has one.
        self._spans: list[tuple[int, str | None]] = []

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.page = Page(self.page.number + 1)
        self._spans = []
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self._height = abs(y1 - y0)
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.cropbox)
        self.shown = (x0, self._height - y1, x1, self._height - y0)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        x0, y0, x1, y1 = bbox
        placed = mult_matrix(matrix, self.ctm or MATRIX_IDENTITY)
        corners = [apply_matrix_pt(placed, corner) for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))]
        self.limit([(x, self._height - y) for x, y in corners])

    def limit(self, corners: Sequence[Point]) -> None:
        """Clip further drawing to the rectangle around these points."""
        if not corners:
            return
        left, top, right, bottom = self.shown
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        self.shown = (max(left, min(xs)), max(top, min(ys)), min(right, max(xs)), min(bottom, max(ys)))

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

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        before = len(self.page.glyphs)
        super().render_string(textstate, seq, ncs, graphicstate)
        if textstate.render in _INVISIBLE_MODES:
            del self.page.glyphs[before:]

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
            width = font.char_width(cid)
            try:
                text = _readable(font.to_unichr(cid))
            except PDFUnicodeNotDefined:
                text = UNKNOWN_CHARACTER
            if not text and width:  # a glyph with a width is drawn
                text = UNKNOWN_CHARACTER
        advance: float = width * fontsize * scaling
        a, b, c, d, e, f = matrix
        size = abs(fontsize) * math.hypot(c, d)
        turn = _turn(a * fontsize * scaling, b * fontsize * scaling)
        if text and size and turn is not None:
            if font.is_vertical():
                # A vertical font draws glyphs below the origin. They are read as upright ones, one a line.
                e, f = apply_matrix_pt((a, b, c, d, e, f), (-fontsize / 2, -0.88 * fontsize))
                glyph = Glyph(text, e, self._height - f, size, size, turn)
            else:
                glyph = Glyph(text, e, self._height - f, abs(advance) * math.hypot(a, b), size, turn)
            x, y = glyph.centre
            x0, y0, x1, y1 = self.shown
            if x0 <= x <= x1 and y0 <= y <= y1:
                self.page.glyphs.append(glyph)
        return advance

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        self._count(len(path))
        stroke = stroke and graphicstate.linewidth <= _THICKEST_RULE
        for corners in self.polygons(path):
            if stroke:
                for first, second in zip(corners, corners[1:], strict=False):
                    self._rule(first, second)
            elif fill:
                self._thin_area(corners)

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

    def _rule(self, first: Point, second: Point) -> None:
        """Record the visible part of a rule."""
        left, top, right, bottom = self.shown
        (x0, y0), (x1, y1) = sorted((first, second))
        if min(y0, y1) <= bottom and max(y0, y1) >= top and x0 <= right and x1 >= left:
            clipped = [(min(max(x, left), right), min(max(y, top), bottom)) for x, y in ((x0, y0), (x1, y1))]
            add_rule(self.page, clipped[0], clipped[1])

    def _thin_area(self, corners: Sequence[Point]) -> None:
        """Record a thin filled area as a rule. A dot of a dotted border counts in both directions."""
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        if y1 - y0 <= _THICKEST_RULE:
            self._rule((x0, middle_y), (x1, middle_y))
        if x1 - x0 <= _THICKEST_RULE:
            self._rule((middle_x, y0), (middle_x, y1))

    def _count(self, marks: int = 1) -> None:
        self._marks += marks
        if self._marks > MAX_MARKS:
            raise Refused(Problem("runaway", details={"reason": f"it draws more than {MAX_MARKS} marks"}))


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
