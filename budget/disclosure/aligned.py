"""Tables whose columns are places alone: texts aligned below their headings, with no mark between two cells.

Such a table is read only where its columns are unmistakable: each text of a row reaches below one heading
at most, and no two texts of a row below the same one. A text that wraps within its column makes them unclear.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import EMPTY, Cell, Grid, Line, Row, Segment
from budget.disclosure.layouts import notes, words
from budget.disclosure.layouts.preamble import is_title
from budget.disclosure.problems import Problem, Refused

_FEWEST_HEADINGS: Final = 4
_FEWEST_KNOWN: Final = 3
_LONGEST_HEADING: Final = 60
_OF_TARGETS: Final = frozenset(
    {words.OBJECTIVE, words.INDICATORS, words.INDICATOR_NAME, words.LEVEL1, words.LEVEL2, words.ANNUAL_TARGET}
)


class _Unclear(Exception):
    """The columns of a table are not unmistakable; `line` is the index of the first line that shows it."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def arranged(grid: Grid) -> Grid:
    """Return a grid of placed lines with the table that they make; a grid without them, or without a header
    among them, is returned as it is, and so is that of a page whose columns are not unmistakable.

    Raises Refused (columns-unclear) where those of a text are not.
    """
    texts = [line.segments for line in grid.placed]
    first = _header_line(texts)
    if first is None:
        return grid
    try:
        cells = _aligned_cells(texts, first)
    except _Unclear as unclear:
        if not grid.rows:
            return grid
        line = grid.placed[unclear.line]
        text = " ".join(one.text for one in line.segments)
        raise Refused(Problem("columns-unclear", place=grid.place, row=line.number, text=text)) from unclear
    rows = [
        Row(line.number, tuple(Cell(text) if text else EMPTY for text in row), line.place)
        for line, row in zip(grid.placed, cells, strict=True)
    ]
    if grid.rows:
        return replace(grid, rows=tuple(rows), is_aligned=True)
    place = rows[first].place or grid.place
    own = (replace(row, place="" if row.place == place else row.place) for row in rows[first:])
    numbered = tuple(replace(row, number=number) for number, row in enumerate(own, start=1))
    caption = tuple(Line(one.text) for line in texts[:first] for one in line)
    return replace(grid, rows=numbered, place=place, caption=caption, is_aligned=True)


def _header_line(lines: Sequence[Sequence[Segment]]) -> int | None:
    """The index of the first line whose texts are the headings of a target table; None where none is."""
    for at, line in enumerate(lines):
        if len(line) < _FEWEST_HEADINGS or any(len(one.text) > _LONGEST_HEADING for one in line):
            continue
        known = {meaning for one in line if (meaning := words.meaning_of(one.text))}
        if len(known) >= _FEWEST_KNOWN and known & _OF_TARGETS:
            return at
    return None


def _aligned_cells(lines: Sequence[Sequence[Segment]], first: int) -> list[list[str]]:
    """The cells of every line, one cell for a line outside the table; `first` is the header's index.

    Raises _Unclear where a text cannot be told to be of one column.
    """
    header = lines[first]
    rows = [first]
    for at in range(first + 1, len(lines)):
        if all(_is_line(one.text) for one in lines[at]):
            continue
        if len(lines[at]) == 1:
            raise _Unclear(at)
        rows.append(at)
    columns = _columns([(at, one) for at in rows for one in lines[at]], header)
    cells: list[list[str]] = [["  ".join(one.text for one in line)] for line in lines]
    for at in rows:
        row = [""] * len(header)
        for one in lines[at]:
            column = columns[at, one.start]
            if row[column]:
                raise _Unclear(at)
            row[column] = one.text
        cells[at] = row
    return cells


def _is_line(text: str) -> bool:
    """Whether a text below a header is none of a row: a note, a mark of the printed page, a title."""
    return notes.is_note(text) or notes.is_sentence(text) or is_title(text)


def _columns(
    segments: Sequence[tuple[int, Segment]], header: Sequence[Segment]
) -> dict[tuple[int, float], int]:
    """The index of the heading of each text, by its line and its start.

    Texts that overlap are of one column. Raises _Unclear where a column has no heading or two.
    """
    headings = {id(one) for one in header}
    columns: dict[tuple[int, float], int] = {}
    for at, together in enumerate(_overlapping(segments)):
        if at >= len(header) or sum(id(one) in headings for _, one in together) != 1:
            raise _Unclear(max(line for line, _ in together))
        columns |= {(line, one.start): at for line, one in together}
    return columns


def _overlapping(segments: Sequence[tuple[int, Segment]]) -> Iterator[list[tuple[int, Segment]]]:
    """The texts of each column, from left to right."""
    together: list[tuple[int, Segment]] = []
    end = 0.0
    for line, one in sorted(segments, key=lambda each: each[1].start):
        if together and one.start >= end:
            yield together
            together = []
        end = max(end, one.end) if together else one.end
        together.append((line, one))
    if together:
        yield together
