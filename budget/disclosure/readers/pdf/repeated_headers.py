"""Headers that a table repeats on its later pages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from budget.disclosure.readers.marked import settled
from budget.disclosure.readers.pdf.cell_texts import comparable, is_amount
from budget.disclosure.readers.pdf.content import SAME_BORDER, Box, PageTable, box_between

# A header has at most this many rows, and so have the titles in the table above it.
MOST_HEADER_ROWS = 4
_MOST_TITLE_CELLS = 2


def header_rows(first: PageTable, table: PageTable) -> int:
    """Return how many of a table's first rows repeat rows from the top of its first page.

    Rows with amounts are no header.
    """
    most = 0
    for start in _header_starts(first):
        count = 0
        while (
            count < min(MOST_HEADER_ROWS, table.row_count, first.row_count - start)
            and first.texts(start + count) == table.texts(count)
            and not any(is_amount(text) for text in table.texts(count))
        ):
            count += 1
        while count and not _is_header_like(table, count - 1):
            count -= 1
        most = max(most, count)
    return most


def with_header_split(first: PageTable, table: PageTable) -> PageTable:
    """Return the table with its first row split where it holds a repeated header and the rest of a cut row.

    No rule separates the two there.
    """
    row = table.row(0)
    for number in _header_starts(first):
        header = first.row(number)
        counts = [_header_lines(box, box_between(header, box)) for box in row]
        if _is_header_like(first, number) and all(count is not None for count in counts):
            split = [(box, count) for box, count in zip(row, counts, strict=True) if count is not None]
            if any(len(box.lines) > count for box, count in split):
                return _split(table, split)
    return table


def _header_lines(box: Box, header: Box | None) -> int | None:
    """Return how many of a cell's first lines repeat the header's cell; None where they do not."""
    if header is None:
        return None
    text, wanted = "", comparable(header.text)
    for count, line in enumerate(box.lines):
        if text == wanted:
            return count
        text += comparable(settled(line.text)[0])
    return len(box.lines) if text == wanted else None


def _split(table: PageTable, row: Sequence[tuple[Box, int]]) -> PageTable:
    """Return the table with its first row split after the given number of lines of each cell.

    The rest gets a row of its own, or the row on which other cells begin.
    """
    end = min(box.bottom for box, _ in row)
    added = 0 if all(box.bottom > end for box, count in row if len(box.lines) > count) else 1
    boxes = [
        replace(box, top=box.top + added, bottom=box.bottom + added) for box in table.boxes if box.top > 0
    ]
    for box, count in row:
        boxes.append(replace(box, bottom=end, lines=box.lines[:count]))
        if box.bottom + added > end:
            boxes.append(
                replace(
                    box,
                    top=end + 1,
                    bottom=box.bottom + added,
                    lines=box.lines[count:],
                    closed_above=False,
                    omitted=[],
                )
            )
    slivers = frozenset(number + added if number else 0 for number in table.slivers)
    return replace(table, boxes=boxes, row_count=table.row_count + added, slivers=slivers)


def _header_starts(first: PageTable) -> Iterable[int]:
    """Yield the rows at which a table's header may begin: the first, or one below titles of a cell or two."""
    for number in range(min(MOST_HEADER_ROWS, first.row_count)):
        yield number
        if sum(bool(text) for text in first.texts(number)) > _MOST_TITLE_CELLS:
            return


def _is_header_like(table: PageTable, number: int) -> bool:
    """Whether a row has several cells with text, or a single one as wide as the table."""
    row = [box for box in table.row(number) if box.text]
    return len(row) > 1 or any(box.x1 - box.x0 > table.width - SAME_BORDER for box in row)
