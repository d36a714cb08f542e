"""Rows that a page break cut become whole.

The first row of a page continues the last row of the page before where the page cut that row. The signs of a
cut are, in order:

- Chromium draws no rule below a cut row.
- The name's column, which every other row fills, is empty in the row (or was empty in the last row, whose
  name is drawn on the next page).
- The row's texts continue full lines at the very bottom of the last row, and it fills fewer columns than
  that row.

Two amounts in one column are never joined, and a row that fills all columns is never joined to another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budget.disclosure.readers.pdf.cell_texts import is_amount
from budget.disclosure.readers.pdf.content import SAME_BORDER, Box, PageTable, box_between

# In lines: the free height below the last line of a cut cell, and the difference to the fullest cell. Word
# processors keep the last two lines of a paragraph together.
_FREE_LINES = 2.5
_UNEVEN_LINES = 1.2
_LINE_HEIGHT = 1.5
# A text of this many lines may continue though its last line is short: a page break between paragraphs.
_LONG_TEXT = 3
# The first column is the table's key where this share of its rows fills it. The rest may be mistakes of the
# disclosure.
_KEY_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table's part on one page, with the number of its first rows that repeat the header."""

    table: PageTable
    header_rows: int


@dataclass(frozen=True, slots=True)
class _PageBreak:
    """The signs of a cut row at a page break.

    `is_cut`: rules are missing at the end of the page. `is_partly_cut`: they are missing below some of
    the cells alone. `is_open`: rules are missing at the start of the next page. `has_key`: see
    `_has_key`.
    """

    is_cut: bool
    is_partly_cut: bool
    is_open: bool
    has_key: bool


# A cell of the first row after a page break, and the cell between the same borders before it.
_Pair = tuple[Box, Box | None]


def joined_boxes(parts: Sequence[TablePart]) -> tuple[list[Box], list[int]]:
    """Return the cells of the joined parts, with consecutive row numbers, and each row's first page."""
    has_key = _has_key(parts)
    first = parts[0].table
    boxes = [replace(box) for box in first.boxes]
    row_count = first.row_count
    pages = [first.page] * row_count
    edge = [box for box in boxes if box.bottom == row_count - 1]
    for before, part in zip(parts, parts[1:], strict=False):
        table, header = part.table, part.header_rows
        rest = [replace(box) for box in table.boxes if box.bottom >= header]
        if not rest:
            continue
        opening = sorted((box for box in rest if box.top <= header), key=lambda box: box.x0)
        pairs = [(box, box_between(edge, box)) for box in opening]
        is_cut = before.table.is_cut and not first.is_open_above
        has_ended = is_cut and header in table.slivers and not first.slivers
        # Below a repeated header, a rule above the row cannot be seen.
        page_break = _PageBreak(
            is_cut=is_cut and (header > 0 or not all(box.closed_above for box in opening)),
            is_partly_cut=is_cut and any(box.closed_below for box in edge),
            is_open=not all(box.closed_above for box in opening),
            has_key=has_key,
        )
        same_row = not has_ended and _is_same_row(edge, pairs, page_break)
        offset = row_count - header - (1 if same_row else 0)
        joined = _join_row(pairs, offset) if same_row else _join_merged_cells(pairs, offset, page_break)
        new = [box for box in rest if not any(box is each for each in joined)]
        for box in new:
            box.top, box.bottom = max(box.top, header) + offset, box.bottom + offset
        boxes += new
        row_count = table.row_count + offset
        pages += [table.page] * (row_count - len(pages))
        edge = [box for box in (*edge, *new) if box.bottom == row_count - 1]
    return boxes, pages


def _has_key(parts: Sequence[TablePart]) -> bool:
    """Whether the first column identifies the rows: nearly all of them fill a cell of their own there.

    A page's first and last row do not count: they may be parts of one.
    """
    filled = counted = 0
    for index, part in enumerate(parts):
        table = part.table
        for number in range(part.header_rows + (index > 0), table.row_count - (index + 1 < len(parts))):
            row = table.row(number)
            if any(box.text for box in row) and not (
                len(row) == 1 and row[0].x1 - row[0].x0 > table.width - 1
            ):
                counted += 1
                first = row[0]
                filled += first.x0 < SAME_BORDER and first.top == first.bottom and bool(first.text)
    return counted > 0 and filled >= _KEY_SHARE * counted


def _is_same_row(edge: Sequence[Box], pairs: Sequence[_Pair], page_break: _PageBreak) -> bool:
    """Whether a page's first row is the rest of the last row before it."""
    with_text = [(new, old) for new, old in pairs if new.text]
    continued = [(new, old) for new, old in with_text if old is not None]
    if len(continued) < len(with_text):
        return False
    if any(is_amount(new.text) and is_amount(old.text) for new, old in continued):
        return False
    if not with_text:
        return True
    is_cut = page_break.is_cut and not any(old.closed_below for _, old in continued)
    tightest = min((old.slack for old in edge if old.lines), default=0.0)
    runs_on = all(
        _runs_on(old, new, alone=len(continued) == 1)
        and old.slack <= tightest + _UNEVEN_LINES * _LINE_HEIGHT * old.lines[-1].size
        for new, old in continued
    )
    filled = [old for old in edge if old.top == old.bottom and old.text]
    if len(filled) > 1 and all(any(old is each for _, each in continued) for old in filled):
        return is_cut and runs_on
    lacks_key = _lacks_key(new for new, _ in pairs) or (bool(filled) and _lacks_key(edge))
    if is_cut and (page_break.is_open or lacks_key):
        return True
    if page_break.has_key and lacks_key:
        return True
    # A header is no cut row, and a name with an amount begins a row.
    if all(box.top == 0 for box in edge) or any(is_amount(new.text) for new, _ in with_text):
        return False
    return runs_on


def _lacks_key(row: Iterable[Box]) -> bool:
    return any(box.x0 < SAME_BORDER and box.top == box.bottom and not box.text for box in row)


def _runs_on(old: Box, new: Box, *, alone: bool) -> bool:
    """Whether the text of `old` fills its cell, and its last line has no room for the next word.

    A long text that continues `alone` may also have been cut between two paragraphs.
    """
    if not old.lines or not new.lines:
        return False
    last, first = old.lines[-1], new.lines[0]
    if old.slack > _FREE_LINES * _LINE_HEIGHT * last.size:
        return False
    is_long = alone and old.x0 > SAME_BORDER and len(old.lines) >= _LONG_TEXT
    return is_long or last.free <= first.word + last.size / 2


def _join_row(pairs: Iterable[_Pair], offset: int) -> list[Box]:
    """Join the rest of a cut row to it. Return the cells that are now part of earlier ones."""
    joined = []
    for new, old in pairs:
        if old is not None:
            _append(old, new, offset)
        # Several cells that have ended may be drawn as one empty cell.
        if old is not None or new.top == new.bottom:
            joined.append(new)
    return joined


def _join_merged_cells(pairs: Iterable[_Pair], offset: int, page_break: _PageBreak) -> list[Box]:
    """Join merged cells over the page break. Return the cells that are now part of earlier ones.

    Cells are taken from the left: where the project is new, its objective is new, too.
    """
    joined = []
    for new, old in pairs:
        if old is not None and old.text and _continues(old, new, page_break):
            _append(old, new, offset)
            joined.append(new)
        elif new.text:
            break
    return joined


def _continues(old: Box, new: Box, page_break: _PageBreak) -> bool:
    if page_break.is_partly_cut:
        return not old.closed_below
    is_merged = old.top < old.bottom or new.top < new.bottom
    return is_merged and (not new.text or new.text == old.text or _runs_on(old, new, alone=False))


def _append(old: Box, new: Box, offset: int) -> None:
    if new.text != old.text:
        old.lines = old.lines + new.lines
    old.omitted = old.omitted + new.omitted
    old.bottom = new.bottom + offset
    old.slack, old.closed_below = new.slack, new.closed_below
