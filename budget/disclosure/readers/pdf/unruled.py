"""Tables without ruled lines: texts aligned below their headings, where the columns are unmistakable."""

from collections.abc import Sequence

from budget.disclosure.grid import EMPTY, Cell, Grid, Line, Omission, Row
from budget.disclosure.readers.aligned import Segment, Unclear, aligned_rows, header_line
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.pdf.cell_texts import without_page_numbers
from budget.disclosure.readers.pdf.content import PageContent
from budget.disclosure.readers.pdf.text import TextLine

# Baselines of one row differ by less, in parts of the size of its text.
_LEVEL = 0.5


def unruled_table(pages: Sequence[PageContent]) -> Grid | None:
    """The table that the lines of pages without ruled tables make; None where there is none, or its columns
    are not unmistakable.

    The lines above the header are its caption. A row is one line: a text that wraps leaves no table.
    """
    if any(page.tables or page.is_picture for page in pages):
        return None
    lines = [(page.number, line) for page in pages for line in _lines(page)]
    texts = [[Segment(one.left, one.right, displayed(one.text)) for one in line] for _, line in lines]
    try:
        rows = aligned_rows(texts)
    except Unclear:
        return None
    first = header_line(texts)
    if rows is None or first is None:
        return None
    start = lines[first][0]
    return Grid(
        rows=tuple(
            Row(number, tuple(Cell(text) if text else EMPTY for text in row), _place(page, start))
            for number, ((page, _), row) in enumerate(zip(lines[first:], rows[first:], strict=True), start=1)
        ),
        place=f"page {start}",
        caption=tuple(Line(one.text) for line in texts[:first] for one in line),
        omissions=tuple(
            Omission(kind, text, place=f"page {page.number}")
            for page in pages
            for _, (kind, text) in page.omitted
        ),
        is_aligned=True,
    )


def _place(page: int, first: int) -> str:
    """The place of a row on a later page than its table's first, "" on that one."""
    return f"page {page}" if page != first else ""


def _lines(page: PageContent) -> list[list[TextLine]]:
    """The lines of a page, each with its texts from left to right, without page numbers."""
    shown = [line for line in page.lines if without_page_numbers([line])]
    lines: list[list[TextLine]] = []
    for text in sorted(shown, key=lambda each: each.baseline):
        if lines and text.baseline - lines[-1][0].baseline < _LEVEL * text.size:
            lines[-1].append(text)
        else:
            lines.append([text])
    return [sorted(line, key=lambda each: each.left) for line in lines]
