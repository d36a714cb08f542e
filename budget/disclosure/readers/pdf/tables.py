"""Puts the glyphs of a page into the cells of its tables, and the rest into lines of text."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from budget.disclosure.grid import OmissionKind
from budget.disclosure.readers.marked import settled
from budget.disclosure.readers.pdf.marks import Glyph, Page
from budget.disclosure.readers.pdf.ruling import Ruling, rulings
from budget.disclosure.readers.pdf.text import TextLine, cell_lines, joined, page_lines, with_room

# A row lower than this, in points, holds no glyph: the gap of a double rule, or a sliver of a cut row.
_LOWEST_ROW = 4.0
# Glyphs drawn one after the other at most this far apart, in parts of their size, are one text even across a
# rule: the text of a cell that overruns its edge. The padding of cells separates the texts of two cells.
_RUNS_ON = 0.15
# Borders of one column on two pages differ by no more, in points.
SAME_BORDER = 4.0
# Baselines that differ by less than this, in parts of the glyphs' size, are equal.
_LEVEL = 0.05


# A kind of omission, and what is left out.
Omitted = tuple[OmissionKind, str]


@dataclass(slots=True)
class Box:
    """A cell on a page.

    `top` and `bottom` are its first and last row, from 0. `x0` and `x1` are its borders, measured from the
    table's left edge. `slack` is the free height below its last line. `closed_above` and `closed_below`:
    whether a rule is drawn there. `omitted`: what of the cell's content is struck out or invisible.
    """

    top: int
    bottom: int
    x0: float
    x1: float
    lines: list[TextLine] = field(default_factory=list)
    slack: float = 0.0
    closed_above: bool = True
    closed_below: bool = True
    omitted: list[Omitted] = field(default_factory=list)

    @property
    def text(self) -> str:
        return settled(joined(self.lines))[0]

    @property
    def omissions(self) -> list[Omitted]:
        """What of the cell's content is no part of its text: see `omitted`, and marks of notes."""
        return self.omitted + settled(joined(self.lines))[1]


def box_between(boxes: Iterable[Box], wanted: Box) -> Box | None:
    """Return the first of the boxes that has the borders of the wanted one; None where none has."""
    for box in boxes:
        if abs(box.x0 - wanted.x0) <= SAME_BORDER and abs(box.x1 - wanted.x1) <= SAME_BORDER:
            return box
    return None


@dataclass(slots=True)
class PageTable:
    """The part of a table on one page: its top, its bottom, its vertical borders, its cells.

    `slivers`: the rows above which the page has a row too low for text.
    """

    page: int
    top: float
    bottom: float
    borders: tuple[float, ...]
    row_count: int
    boxes: list[Box]
    slivers: frozenset[int]

    @property
    def width(self) -> float:
        return self.borders[-1] - self.borders[0]

    @property
    def is_cut(self) -> bool:
        """Whether a cell of the last row has no rule below: Chromium draws a row so that the page cuts."""
        return any(not box.closed_below for box in self.boxes if box.bottom == self.row_count - 1)

    @property
    def is_open_above(self) -> bool:
        """Whether no cell of the first row has a rule above."""
        return not any(box.closed_above for box in self.boxes if box.top == 0)

    def row(self, number: int) -> list[Box]:
        """Return the cells that begin on a row, from left to right."""
        return sorted((box for box in self.boxes if box.top == number), key=lambda box: box.x0)

    def texts(self, number: int) -> tuple[str, ...]:
        """Return the texts of the cells that begin on a row, without blanks."""
        return tuple("".join(box.text.split()) for box in self.row(number))


@dataclass(slots=True)
class PageContent:
    """One page: its tables from top to bottom, and its lines of text outside them.

    `is_picture`: the page shows a picture and no text. `omitted`: lines outside the tables that are
    struck out or invisible, each with its height.
    """

    number: int
    tables: list[PageTable]
    lines: list[TextLine]
    is_picture: bool = False
    omitted: list[tuple[float, Omitted]] = field(default_factory=list)


def read_page(page: Page, before: PageContent | None = None) -> PageContent:
    """Put a page's glyphs into its cells. `before` is the page before, which may have cut a row.

    Ruled areas without text are drawings, not tables.
    """
    last = before.tables[-1] if before and before.tables else None
    found = rulings(page.horizontals, page.verticals, last.borders if last and last.is_cut else ())
    by_cell: list[dict[int, list[Glyph]]] = [{} for _ in found]
    outside: list[Glyph] = []
    places = _Places(found)
    previous: Glyph | None = None
    place: tuple[int, int] | None = None
    for glyph in page.glyphs:
        own = places.of(glyph)
        if not previous or not place or not own or not places.runs_over(previous, place, glyph, own):
            place = own
        previous = glyph
        if place is None:
            outside.append(glyph)
        else:
            by_cell[place[0]].setdefault(place[1], []).append(glyph)
    omitted = _omitted(page, places)
    tables = []
    for index, (ruling, glyphs) in enumerate(zip(found, by_cell, strict=True)):
        _return_overruns(ruling, glyphs)
        if any(glyph.text.strip() for cell in glyphs.values() for glyph in cell):
            own = {at[1]: omitted.pop(at) for at in list(omitted) if at and at[0] == index}
            tables.append(_table(page.number, ruling, glyphs, own))
    omitted_lines: list[tuple[float, Omitted]] = [
        (line.baseline, (kind, line.text))
        for by_kind in omitted.values()
        for kind, drawn in by_kind.items()
        for line in page_lines(drawn)
    ]
    texts = []
    for line in page_lines(outside):
        text, marks = settled(line.text)
        omitted_lines += [(line.baseline, mark) for mark in marks]
        texts.append(replace(line, text=text) if marks or text != line.text else line)
    return PageContent(
        page.number,
        tables,
        texts,
        is_picture=page.has_picture and not page.glyphs,
        omitted=omitted_lines,
    )


# The omitted glyphs of a cell by their kind.
_ByKind = dict[OmissionKind, list[Glyph]]


def _omitted(page: Page, places: "_Places") -> dict[tuple[int, int] | None, _ByKind]:
    """The omitted glyphs of the page by table and cell; those outside the tables under None."""
    omitted: dict[tuple[int, int] | None, _ByKind] = {}
    for kind, glyph in page.omitted:
        omitted.setdefault(places.of(glyph), {}).setdefault(kind, []).append(glyph)
    return omitted


class _Places:
    """Finds the table and the cell of a glyph."""

    def __init__(self, found: Sequence[Ruling]) -> None:
        self._found = found
        # The innermost first: a table within a cell of another one has its own text.
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
        """Return the indices of the table and the cell around a glyph's centre; None outside all tables."""
        x, y = glyph.centre
        for index in self._order:
            ruling = self._found[index]
            if ruling.xs[0] <= x < ruling.xs[-1] and ruling.ys[0] <= y < ruling.ys[-1]:
                row, column = bisect_right(ruling.ys, y) - 1, bisect_right(ruling.xs, x) - 1
                return index, self._cells[index][row, column]
        return None

    def runs_over(self, previous: Glyph, place: tuple[int, int], glyph: Glyph, own: tuple[int, int]) -> bool:
        """Whether a glyph in another cell belongs to the cell of the glyph drawn before it."""
        if place == own or place[0] != own[0]:
            return False
        ruling = self._found[place[0]]
        cell, other = ruling.fields[place[1]], ruling.fields[own[1]]
        if other.left > cell.right:
            return _runs_on(previous, glyph) and cell.top <= other.bottom and other.top <= cell.bottom
        # A last line that does not fit: the rule below crosses it.
        return (
            cell.left == other.left
            and other.top == cell.bottom + 1
            and glyph.y > previous.y - _LEVEL * glyph.size
            and _is_crossed(glyph, ruling.ys[other.top])
        )


def _return_overruns(ruling: Ruling, glyphs: dict[int, list[Glyph]]) -> None:
    """Return a line that is drawn over another cell's text to the cell above, which is too low for it.

    Chromium ends a long text so that is merged over rows cut by the page: its last line overlaps the first
    line of the next cell.
    """
    for index in sorted(glyphs, key=lambda each: ruling.fields[each].top):
        drawn = glyphs[index]
        first = [glyph for glyph in drawn if abs(glyph.y - drawn[0].y) < _LEVEL * glyph.size]
        close = [
            glyph for glyph in drawn if _LEVEL * glyph.size <= abs(glyph.y - drawn[0].y) < 0.7 * glyph.size
        ]
        if not any(_covers(glyph, other) for glyph in first for other in close):
            continue
        cell = ruling.fields[index]
        for other, above in enumerate(ruling.fields):
            if other in glyphs and above.left == cell.left and above.bottom + 1 == cell.top:
                glyphs[other] = glyphs[other] + first
                glyphs[index] = [glyph for glyph in drawn if not any(glyph is each for each in first)]


def _covers(glyph: Glyph, other: Glyph) -> bool:
    """Whether two different characters overlap, which no writer intends."""
    shared = min(glyph.x + glyph.advance, other.x + other.advance) - max(glyph.x, other.x)
    return glyph.text != other.text and shared > 0.3 * min(glyph.advance, other.advance)


def _area(ruling: Ruling) -> float:
    return (ruling.xs[-1] - ruling.xs[0]) * (ruling.ys[-1] - ruling.ys[0])


def _runs_on(before: Glyph, glyph: Glyph) -> bool:
    return (
        before.turn == glyph.turn == 0
        and abs(before.y - glyph.y) < _LEVEL * glyph.size
        and abs(glyph.x - before.x - before.advance) <= _RUNS_ON * glyph.size
    )


def _is_crossed(glyph: Glyph, place: float) -> bool:
    """Whether a line at this height crosses the glyph, and does not only touch its edge."""
    return glyph.y - 0.7 * glyph.size < place < glyph.y - 0.1 * glyph.size


def _table(
    page: int, ruling: Ruling, glyphs: dict[int, list[Glyph]], omitted: dict[int, _ByKind]
) -> PageTable:
    """Return the table of a ruling without rows too low for text."""
    xs, ys = ruling.xs, ruling.ys
    with_text = {
        ruling.fields[index].top
        for index in glyphs
        if ruling.fields[index].top == ruling.fields[index].bottom
    }
    low = {row for row in range(len(ys) - 1) if ys[row + 1] - ys[row] < _LOWEST_ROW and row not in with_text}
    rows_kept = [row for row in range(len(ys) - 1) if row not in low]
    numbers = {row: number for number, row in enumerate(rows_kept)}
    boxes = []
    for index, cell in enumerate(ruling.fields):
        rows = [numbers[row] for row in range(cell.top, cell.bottom + 1) if row in numbers]
        if not rows:
            continue
        bottom = ys[cell.bottom + 1]
        lines = cell_lines(glyphs.get(index, []))
        box = Box(rows[0], rows[-1], xs[cell.left] - xs[0], xs[cell.right + 1] - xs[0], lines)
        box.slack = bottom - max(
            (line.baseline for line in lines if not line.is_turned), default=ys[cell.top]
        )
        # A rule around a row too low for text belongs to the next row.
        box.closed_above = cell.closed_above
        box.closed_below = cell.closed_below
        texts = ((kind, joined(cell_lines(drawn))) for kind, drawn in omitted.get(index, {}).items())
        box.omitted = [(kind, text) for kind, text in texts if text]
        boxes.append(box)
    _measure_rooms(boxes, xs[0])
    slivers = frozenset(numbers[row + 1] for row in low if row + 1 in numbers)
    return PageTable(page, ys[0], ys[-1], xs, len(rows_kept), boxes, slivers)


def _measure_rooms(boxes: Iterable[Box], left: float) -> None:
    """Set the room of each line, column by column. `left` is the left edge of the table."""
    columns: dict[tuple[float, float], list[Box]] = {}
    for box in boxes:
        columns.setdefault((box.x0, box.x1), []).append(box)
    for (x0, x1), column in columns.items():
        upright = [line for box in column for line in box.lines if not line.is_turned]
        if upright:
            inked = min(line.left for line in upright), max(line.right for line in upright)
            for box in column:
                box.lines = [
                    line if line.is_turned else with_room(line, inked, (left + x0, left + x1))
                    for line in box.lines
                ]
