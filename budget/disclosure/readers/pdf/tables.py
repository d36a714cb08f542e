"""Puts the glyphs of a page into the cells of its tables, and the rest into lines of text."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from budget.disclosure.grid import OmissionKind
from budget.disclosure.readers.marked import settled
from budget.disclosure.readers.pdf.content import Box, Omitted, PageContent, PageTable
from budget.disclosure.readers.pdf.hanging import with_hanging_lines, with_lines_below_header
from budget.disclosure.readers.pdf.marks import Glyph, Page
from budget.disclosure.readers.pdf.ruling import Ruling, rulings
from budget.disclosure.readers.pdf.text import cell_lines, joined, page_lines, with_room

# A row lower than this, in points, holds no glyph: the gap of a double rule, or a sliver of a cut row.
_LOWEST_ROW = 4.0
# Glyphs drawn one after the other at most this far apart, in parts of their size, are one text even across a
# rule: the text of a cell that overruns its edge. The padding of cells separates the texts of two cells.
_RUNS_ON = 0.15
# Baselines that differ by less than this, in parts of the glyphs' size, are equal.
_LEVEL = 0.05
# In parts of the glyphs' size: lines that are nearer overlap, and lines of one text are farther apart.
_OVERLAP, _CLOSEST_LINES = 0.7, 0.95


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
            in_cells = {at[1]: omitted.pop(at) for at in list(omitted) if at and at[0] == index}
            tables.append(_table(page.number, ruling, glyphs, in_cells))
    if last and last.is_cut and tables:
        outside = with_lines_below_header(last, tables[0], outside)
        _measure_rooms(last.boxes, last.borders[0])
    if tables and tables[-1].is_cut:
        outside = with_hanging_lines(tables[-1], outside)
        _measure_rooms(tables[-1].boxes, tables[-1].borders[0])
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
    previous: tuple[OmissionKind, Glyph] | None = None
    place: tuple[int, int] | None = None
    for kind, glyph in page.omitted:
        if previous is None or previous[0] != kind or not _runs_on(previous[1], glyph):
            place = places.of(glyph)
        previous = kind, glyph
        omitted.setdefault(place, {}).setdefault(kind, []).append(glyph)
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
        if not _overlapping_line(glyphs[index], _CLOSEST_LINES):
            continue
        cell, size = ruling.fields[index], glyphs[index][0].size
        for other, above in enumerate(ruling.fields):
            if above.left != cell.left or above.bottom + 1 != cell.top:
                continue
            # The rest of a cut row is lower than a line. No line begins there.
            is_rest = other not in glyphs and ruling.ys[cell.top] - ruling.ys[above.top] < size
            if other in glyphs or is_rest:
                nearest = _CLOSEST_LINES if is_rest else _OVERLAP
                while line := _overlapping_line(glyphs[index], nearest):
                    glyphs[other] = glyphs.get(other, []) + line
                    taken = {id(glyph) for glyph in line}
                    glyphs[index] = [glyph for glyph in glyphs[index] if id(glyph) not in taken]
                break


def _overlapping_line(drawn: Sequence[Glyph], nearest: float) -> list[Glyph]:
    """Return the first line that is drawn where another one is drawn nearer to it, in parts of its size."""
    if not drawn:
        return []
    near = [(glyph, abs(glyph.y - drawn[0].y) / glyph.size) for glyph in drawn]
    first = [glyph for glyph, distance in near if distance < _LEVEL]
    close = [glyph for glyph, distance in near if _LEVEL <= distance < nearest]
    return first if any(_covers(glyph, other) for glyph in first for other in close) else []


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
