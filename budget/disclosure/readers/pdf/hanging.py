"""Lines that a page break leaves below the last rule of a table.

Chromium cuts a cell that is merged over rows below a whole line, even where the rows end above it.
"""

from collections.abc import Sequence

from budget.disclosure.readers.pdf.content import SAME_BORDER, Box, PageTable
from budget.disclosure.readers.pdf.marks import Glyph
from budget.disclosure.readers.pdf.text import TextLine, cell_lines

# The lines of a text are as far apart as this, in parts of the distance of its other lines or of its size.
_SPACING = 1.15
_SINGLE_SPACING = 1.8
# In points: lines of one text begin at the same place, or have the same middle.
_ALIGNED = 1.0


def with_hanging_lines(table: PageTable, outside: Sequence[Glyph]) -> list[Glyph]:
    """Add the lines right below a cut table to the cells that they continue. Return the other glyphs."""
    rest = list(outside)
    for box in table.boxes:
        if box.bottom == table.row_count - 1 and not box.closed_below and box.lines:
            below, lines = _lines_below(table, box, rest)
            for line in lines:
                if not _continues(box, line):
                    break
                box.lines = [*box.lines, line]
                box.slack = table.bottom - line.baseline
                rest = _without_line(rest, below, line)
    return rest


def with_lines_below_header(cut: PageTable, table: PageTable, outside: Sequence[Glyph]) -> list[Glyph]:
    """Add the lines below a table to the cells of the cut table before it that they continue, where the
    table repeats a header and nothing else. Return the other glyphs.
    """
    rest = list(outside)
    if abs(cut.width - table.width) > SAME_BORDER or any(
        table.texts(number) != cut.texts(number) for number in range(table.row_count)
    ):
        return rest
    for box in cut.boxes:
        if box.bottom == cut.row_count - 1 and not box.closed_below and box.lines:
            below, lines = _lines_below(table, box, rest)
            height, pitch = table.bottom, _SINGLE_SPACING * box.lines[-1].size
            for line in lines:
                if line.baseline - height > pitch or not _is_like(box.lines[-1], line, at=box.lines[-1].left):
                    break
                height = line.baseline
                box.lines = [*box.lines, line]
                rest = _without_line(rest, below, line)
    return rest


def _lines_below(table: PageTable, box: Box, outside: Sequence[Glyph]) -> tuple[list[Glyph], list[TextLine]]:
    """Return the glyphs below a table between the borders of a cell, and their lines."""
    left, right = table.borders[0] + box.x0, table.borders[0] + box.x1
    below = [
        glyph
        for glyph in outside
        if glyph.turn == 0
        and glyph.y > table.bottom
        and left <= glyph.x
        and glyph.x + glyph.advance <= right + glyph.size
    ]
    return below, cell_lines(below)


def _without_line(glyphs: Sequence[Glyph], below: Sequence[Glyph], line: TextLine) -> list[Glyph]:
    taken = {id(glyph) for glyph in below if abs(glyph.y - line.baseline) <= glyph.size / 2}
    return [glyph for glyph in glyphs if id(glyph) not in taken]


def _continues(box: Box, line: TextLine) -> bool:
    """Whether a line is where the next line of the cell would be."""
    last = box.lines[-1]
    distance = line.baseline - last.baseline
    spacings = [
        lower.baseline - upper.baseline for upper, lower in zip(box.lines, box.lines[1:], strict=False)
    ]
    most = _SPACING * max(spacings) if spacings else _SINGLE_SPACING * last.size
    return 0 < distance <= most and _is_like(last, line, at=last.left)


def _is_like(other: TextLine, line: TextLine, *, at: float) -> bool:
    """Whether a line has the size of another one, and begins at a place or has the other's middle."""
    is_aligned = abs(line.left - at) <= _ALIGNED or (
        abs(line.left + line.right - other.left - other.right) <= 2 * _ALIGNED
    )
    return is_aligned and abs(line.size - other.size) < 0.1 * other.size
