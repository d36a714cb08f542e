"""A page's tables with their text in them, and the lines of text around them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from budget.disclosure.readers.pdf.drawing import Glyph, Page
from budget.disclosure.readers.pdf.ruling import Ruling, rulings
from budget.disclosure.readers.pdf.text import TextLine, cell_lines, joined, page_lines

# A row lower than this, in points, is the gap of a double rule or the sliver of a cut row: no glyph fits in.
_LOWEST_ROW = 4.0
# Glyphs drawn one after the other and no farther apart than this, in parts of their size, are one text even
# across a rule: the text of a cell that runs over its edge. The texts of two cells have the cells' padding
# between them.
_RUNS_ON = 0.15


@dataclass(slots=True)
class Box:
    """A cell on a page: rows and columns it spans (from 0, inclusive), its borders from the table's left
    edge, its lines.

    `slack`: the height left under its last line. `closed_above`, `closed_below`: whether a rule is drawn
    there.
    """

    top: int
    bottom: int
    x0: float
    x1: float
    lines: list[TextLine] = field(default_factory=list)
    slack: float = 0.0
    closed_above: bool = True
    closed_below: bool = True

    @property
    def text(self) -> str:
        return joined(self.lines)


@dataclass(slots=True)
class PageTable:
    """A table as far as it stands on one page. `slivers`: rows before which the page holds a row too low
    for any text.
    """

    page: int
    top: float
    bottom: float
    width: float
    row_count: int
    boxes: list[Box]
    slivers: frozenset[int]

    @property
    def is_cut(self) -> bool:
        """Whether no rule ends its last row anywhere: Chromium draws it so where the page cuts the row."""
        last = [box for box in self.boxes if box.bottom == self.row_count - 1]
        return not any(box.closed_below for box in last)

    @property
    def is_open_above(self) -> bool:
        """Whether no rule begins its first row anywhere."""
        return not any(box.closed_above for box in self.boxes if box.top == 0)

    def row(self, number: int) -> list[Box]:
        """The cells that begin on a row, from left to right."""
        return sorted((box for box in self.boxes if box.top == number), key=lambda box: box.x0)

    def texts(self, number: int) -> tuple[str, ...]:
        """What the cells that begin on a row say, blanks aside."""
        return tuple("".join(box.text.split()) for box in self.row(number))


@dataclass(slots=True)
class PageContent:
    """One page: its tables from top to bottom, and its lines of text outside them."""

    number: int
    tables: list[PageTable]
    lines: list[TextLine]


def read_page(page: Page) -> PageContent:
    """Put a page's glyphs into its cells. Ruled areas without any text are drawings, and no tables."""
    found = rulings(page.horizontals, page.verticals)
    held: list[dict[int, list[Glyph]]] = [{} for _ in found]
    outside: list[Glyph] = []
    places = _Places(found)
    before: Glyph | None = None
    place: tuple[int, int] | None = None
    for glyph in page.glyphs:
        own = places.of(glyph)
        if (
            before is None
            or place is None
            or not (_runs_on(before, glyph) and places.is_right_of(own, place))
        ):
            place = own
        before = glyph
        if place is None:
            outside.append(glyph)
        else:
            held[place[0]].setdefault(place[1], []).append(glyph)
    tables = []
    for ruling, glyphs in zip(found, held, strict=True):
        if any(glyph.text.strip() for cell in glyphs.values() for glyph in cell):
            tables.append(_table(page.number, ruling, glyphs))
    return PageContent(page.number, tables, page_lines(outside))


class _Places:
    """Finds the table and the cell in which a glyph stands."""

    def __init__(self, found: Sequence[Ruling]) -> None:
        self._found = found
        # The innermost first: a table within a cell of another holds its own text.
        self._order = sorted(range(len(found)), key=lambda index: _area(found[index]))
        self._cells = [
            {
                (row, column): index
                for index, cell in enumerate(ruling.fields)
                for row in range(cell.top, cell.bottom + 1)
                for column in range(cell.left, cell.right + 1)
            }
            for ruling in found
        ]

    def of(self, glyph: Glyph) -> tuple[int, int] | None:
        """The indices of the table and of its cell around the glyph's middle; None outside all tables."""
        x, y = glyph.centre
        for index in self._order:
            ruling = self._found[index]
            if ruling.xs[0] <= x < ruling.xs[-1] and ruling.ys[0] <= y < ruling.ys[-1]:
                row, column = bisect_right(ruling.ys, y) - 1, bisect_right(ruling.xs, x) - 1
                return index, self._cells[index][row, column]
        return None

    def is_right_of(self, place: tuple[int, int] | None, other: tuple[int, int]) -> bool:
        """Whether a place lies in the same row as another, to its right, or right of the whole table."""
        if place is None:
            return True
        if place[0] != other[0]:
            return False
        here, there = (self._found[index].fields[cell] for index, cell in (place, other))
        return here.left >= there.left and here.top <= there.bottom and there.top <= here.bottom


def _area(ruling: Ruling) -> float:
    return (ruling.xs[-1] - ruling.xs[0]) * (ruling.ys[-1] - ruling.ys[0])


def _runs_on(before: Glyph, glyph: Glyph) -> bool:
    return (
        before.turn == glyph.turn == 0
        and abs(before.y - glyph.y) < 0.05 * glyph.size
        and abs(glyph.x - before.x - before.advance) <= _RUNS_ON * glyph.size
    )


def _table(page: int, ruling: Ruling, glyphs: dict[int, list[Glyph]]) -> PageTable:
    """The table of a ruling; rows too low for text are left out."""
    xs, ys = ruling.xs, ruling.ys
    told = {row for index in glyphs for row in (ruling.fields[index].top, ruling.fields[index].bottom)}
    low = {row for row in range(len(ys) - 1) if ys[row + 1] - ys[row] < _LOWEST_ROW and row not in told}
    kept = [row for row in range(len(ys) - 1) if row not in low]
    numbers = {row: number for number, row in enumerate(kept)}
    boxes = []
    for index, cell in enumerate(ruling.fields):
        rows = [numbers[row] for row in range(cell.top, cell.bottom + 1) if row in numbers]
        if not rows:
            continue
        bottom = ys[cell.bottom + 1]
        extent = (xs[cell.left], ys[cell.top], xs[cell.right + 1], bottom)
        lines = cell_lines(glyphs.get(index, []), extent)
        box = Box(rows[0], rows[-1], extent[0] - xs[0], extent[2] - xs[0], lines)
        box.slack = bottom - max((line.baseline for line in lines), default=ys[cell.top])
        # A rule around a row too low for text belongs to the row beside it.
        box.closed_above = cell.closed_above
        box.closed_below = cell.closed_below
        boxes.append(box)
    slivers = frozenset(numbers[row + 1] for row in low if row + 1 in numbers)
    return PageTable(page, ys[0], ys[-1], xs[-1] - xs[0], len(kept), boxes, slivers)
