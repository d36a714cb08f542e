"""Tables that continue over pages become whole.

A page's first table continues the last table of the page before where both have the same width and all lines
between them are repeated on every page. A repeated header is no row. `cut_rows` joins the rows.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from budget.disclosure.grid import EMPTY, Cell, Grid, Line, Omission, Row
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.pdf.cell_texts import comparable, without_page_numbers
from budget.disclosure.readers.pdf.content import SAME_BORDER, Omitted, PageContent, PageTable
from budget.disclosure.readers.pdf.cut_rows import TablePart, joined_boxes
from budget.disclosure.readers.pdf.repeated_headers import (
    MOST_HEADER_ROWS,
    header_rows,
    with_header_split,
)
from budget.disclosure.readers.pdf.repeated_lines import new_lines

# A table that repeats this label with another value is another form of the same shape.
_FORM_OPENER = "项目名称"


@dataclass(slots=True)
class _Chain:
    """A table under construction: the lines above it, its parts on the pages read so far, and what is left
    out of the lines around it, each with its page.
    """

    caption: list[str]
    parts: list[TablePart]
    omitted: dict[Omitted, int] = field(default_factory=dict)

    @property
    def first(self) -> PageTable:
        return self.parts[0].table


def joined_tables(pages: Sequence[PageContent]) -> list[Grid]:
    """Return the document's tables in order, each whole.

    Lines after the last table become the caption of a grid without rows. Raises Refused (no-text) where a
    page within a table is a picture.
    """
    chains: list[_Chain] = []
    caption: list[str] = []
    previous: int | None = None
    for number, page in enumerate(pages):
        rest = page.lines
        first_new = len(chains)
        for index, table in enumerate(page.tables):
            above = [line for line in rest if line.baseline < table.bottom]
            rest = [line for line in rest if line.baseline >= table.bottom]
            if index == 0 and previous is not None and pages[previous].tables:
                between = new_lines(pages, previous, number, above)
                part = _continuation(chains[-1], table, between)
                if part is not None:
                    _refuse_pictures(pages[previous:number])
                    chains[-1].parts.append(part)
                    caption = []
                    continue
            caption += without_page_numbers(above)
            chains.append(_Chain(caption, [TablePart(table, 0)]))
            caption = []
        caption += without_page_numbers(rest)
        _give_omitted(page, chains[max(first_new - 1, 0) :])
        if page.tables or page.lines:
            previous = number
    grids = [_grid(chain) for chain in chains]
    if caption:
        grids.append(Grid(rows=(), place=f"page {pages[-1].number}", caption=_caption(caption)))
    return grids


def _give_omitted(page: PageContent, chains: Sequence[_Chain]) -> None:
    """Give what is left out of a page's lines to the first table that ends below, else to the last one."""
    for height, omitted in page.omitted:
        below = (
            chain
            for chain in chains
            if chain.parts[-1].table.page == page.number and height < chain.parts[-1].table.bottom
        )
        chain = next(below, chains[-1] if chains else None)
        if chain is not None:
            chain.omitted.setdefault(omitted, page.number)


def _refuse_pictures(between: Iterable[PageContent]) -> None:
    """Refuse a table that continues over a scanned page: its rows would be lost without notice."""
    for page in between:
        if page.is_picture:
            reason = _("the table goes on over a page that is a picture")
            raise Refused(Problem("no-text", place=f"page {page.number}", details={"reason": reason}))


def _caption(texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(text) for text in texts)


def _continuation(chain: _Chain, table: PageTable, between: Iterable[str]) -> TablePart | None:
    """Return a page's first table as a part of the chain; None where it is a table of its own."""
    table = with_header_split(chain.first, table)
    known = {comparable(text) for text in chain.caption} | {""}
    if any(comparable(text) not in known for text in between):
        return None
    if abs(chain.first.width - table.width) > SAME_BORDER or _is_next_form(chain.first, table):
        return None
    return TablePart(table, header_rows(chain.first, table))


def _is_next_form(first: PageTable, table: PageTable) -> bool:
    """Whether a table begins with the same labels as the chain's first page, but with other values."""
    for number in range(min(MOST_HEADER_ROWS, first.row_count, table.row_count)):
        ours, theirs = first.texts(number), table.texts(number)
        if ours and theirs and ours[0] and ours[0] == theirs[0] and ours != theirs:
            return number == 0 or ours[0] == _FORM_OPENER
    return False


def _grid(chain: _Chain) -> Grid:
    boxes, pages = joined_boxes(chain.parts)
    borders: list[float] = []
    for border in sorted({border for box in boxes for border in (box.x0, box.x1)}):
        if not borders or border - borders[-1] > SAME_BORDER:
            borders.append(border)
    cells = [[EMPTY] * (len(borders) - 1) for _ in pages]
    for box in boxes:
        text = box.text
        left, right = _nearest(borders, box.x0), _nearest(borders, box.x1)
        for row in range(box.top, box.bottom + 1):
            for column in range(left, right):
                cells[row][column] = Cell(text, from_above=row > box.top, from_left=column > left)
    # A row names its page where it begins on a later page than its table.
    rows = tuple(
        Row(number, tuple(row), place=f"page {page}" if page != chain.first.page else "")
        for number, (row, page) in enumerate(zip(cells, pages, strict=True), start=1)
    )
    omissions = [
        Omission(kind, text, place=f"page {page}") for (kind, text), page in chain.omitted.items()
    ] + [
        Omission(kind, text, row=box.top + 1, place=f"page {pages[box.top]}")
        for box in sorted(boxes, key=lambda each: (each.top, each.x0))
        for kind, text in box.omissions
    ]
    return Grid(
        rows=rows,
        place=f"page {chain.first.page}",
        caption=_caption(chain.caption),
        omissions=tuple(omissions),
    )


def _nearest(borders: Sequence[float], border: float) -> int:
    index = bisect_left(borders, border)
    near = [each for each in (index - 1, index) if 0 <= each < len(borders)]
    return min(near, key=lambda each: abs(borders[each] - border))
