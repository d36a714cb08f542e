"""Tables that break over pages become whole: which page goes on with which table, which row with which row.

A page's first table goes on with the last one of the page before where both are as wide and nothing but
what every page repeats stands between them. A header repeated on it is no row. Its first row goes on with
the last row where the page cut that row; the signs of a cut are, in order:

- Chromium leaves a cut row without the rule below it.
- A column that every other row fills, the name, is empty in it (or was in the last row, whose name came out
  on the next page).
- Its texts go on from full lines at the very bottom of the last row, and it fills fewer columns than that
  row.

Two amounts in one column, or a row that fills all columns anew, are never one cell.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budget.disclosure.grid import EMPTY, Cell, Grid, Line, Row
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.pdf.tables import Box, PageContent, PageTable
from budget.disclosure.readers.pdf.text import TextLine

# In points: borders of one column on two pages; the place of what every page repeats.
_SAME_BORDER = 4.0
_SAME_HEIGHT = 3.0
# What every page repeats is sought on so many pages before and after: left and right ones may differ.
_REPEATED_WITHIN = 2
# A header, and the titles in the table above it, have at most so many rows.
_MOST_HEADER_ROWS = 4
_MOST_TITLE_CELLS = 2
# In lines: what a cut cell may leave free under its last line, and how much more than the fullest one;
# writers keep the last two lines of a paragraph together.
_FREE_LINES = 2.5
_UNEVEN_LINES = 1.2
_LINE_HEIGHT = 1.5
# A text of so many lines goes on even where its last line is short: the end of a paragraph.
_LONG_TEXT = 3
# A column is the table's key where this share of its rows fills it; the rest may be mistakes of the
# disclosure.
_KEY_SHARE = 0.9

_AMOUNT = re.compile(r"[-+−]?[¥￥]?\d[\d,，]*(?:\.\d+)?%?")
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:\d{1,3}|第\s*\d{1,4}\s*页)(?:\s*[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·\s]*"
)
_CONTINUED = re.compile(r"[（(]?(?:续表|接上页|续)[）)]?")
# With its value anew, this label opens another form of the same shape.
_FORM_OPENER = "项目名称"


@dataclass(slots=True)
class _Chain:
    """A table on its way over the pages: the lines above it, and its part on each page with the number of
    repeated header rows.
    """

    caption: list[str]
    parts: list[tuple[PageTable, int]]

    @property
    def first(self) -> PageTable:
        return self.parts[0][0]

    @property
    def last(self) -> PageTable:
        return self.parts[-1][0]


def joined_tables(pages: Sequence[PageContent]) -> list[Grid]:
    """The document's tables in order, each whole; lines after the last come as the caption of a grid
    without rows.

    Raises Refused (no-text) where a page within a table is a picture.
    """
    chains: list[_Chain] = []
    waiting: list[str] = []
    previous: int | None = None
    for number, page in enumerate(pages):
        rest = page.lines
        for index, table in enumerate(page.tables):
            above = [line for line in rest if line.baseline < table.bottom]
            rest = [line for line in rest if line.baseline >= table.bottom]
            if index == 0 and previous is not None and pages[previous].tables:
                news = _news(pages, previous, number, above)
                whole = _unglued(chains[-1].first, table)
                header = _goes_on(chains[-1], whole, news)
                if header is not None:
                    _refuse_pictures(pages[previous:number])
                    chains[-1].parts.append((whole, header))
                    waiting = []
                    continue
            waiting += _told(above)
            chains.append(_Chain(waiting, [(table, 0)]))
            waiting = []
        waiting += _told(rest)
        if page.tables or page.lines:
            previous = number
    grids = [_grid(chain) for chain in chains]
    if waiting:
        grids.append(Grid(rows=(), place=f"page {pages[-1].number}", caption=_caption(waiting)))
    return grids


def _refuse_pictures(between: Iterable[PageContent]) -> None:
    """Refuse a table that goes on over a scanned page, whose rows would be lost unseen."""
    for page in between:
        if page.is_picture:
            reason = "the table goes on over a page that is a picture"
            raise Refused(Problem("no-text", place=f"page {page.number}", details={"reason": reason}))


def _told(lines: Iterable[TextLine]) -> list[str]:
    """What lines outside the tables say, page numbers aside."""
    texts = (displayed(line.text) for line in lines)
    return [text for text in texts if not _PAGE_NUMBER.fullmatch(text)]


def _caption(texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(text) for text in texts)


def _news(pages: Sequence[PageContent], before: int, after: int, above: Sequence[TextLine]) -> list[str]:
    """What stands between the last table of one page and the first of a later one and is not repeated on
    the pages around.
    """
    end = pages[before].tables[-1].bottom
    below = [line for line in pages[before].lines if line.baseline >= end]
    return _told(line for line in below if not _is_repeated(pages, before, line)) + _told(
        line for line in above if not _is_repeated(pages, after, line)
    )


def _is_repeated(pages: Sequence[PageContent], at: int, line: TextLine) -> bool:
    around = range(max(0, at - _REPEATED_WITHIN), min(len(pages), at + _REPEATED_WITHIN + 1))
    for other in around:
        if other == at:
            continue
        distance = pages[other].number - pages[at].number
        for candidate in pages[other].lines:
            if abs(candidate.baseline - line.baseline) <= _SAME_HEIGHT and _says_again(
                line.text, candidate.text, distance
            ):
                return True
    return False


def _says_again(text: str, other: str, distance: int) -> bool:
    """Whether two lines are equal, page numbers aside, which differ by the pages between them."""
    pieces, others = re.split(r"(\d+)", text), re.split(r"(\d+)", other)
    return len(pieces) == len(others) and all(
        piece == again
        or (index % 2 == 1 and len(piece) <= 4 and len(again) <= 4 and int(again) - int(piece) == distance)
        for index, (piece, again) in enumerate(zip(pieces, others, strict=True))
    )


def _goes_on(chain: _Chain, table: PageTable, news: Iterable[str]) -> int | None:
    """How many rows of the page's first table are the header again, where it goes on with the chain; None
    where it does not.
    """
    known = {_plain(text) for text in chain.caption} | {""}
    if any(_plain(text) not in known for text in news):
        return None
    if abs(chain.first.width - table.width) > _SAME_BORDER or _opens_another(chain.first, table):
        return None
    return _header_rows(chain.first, table)


def _plain(text: str) -> str:
    return "".join(_CONTINUED.sub("", text).split())


def _opens_another(first: PageTable, table: PageTable) -> bool:
    """Whether a table begins with the labels with which the first page's began, but with other values: the
    next form.
    """
    for number in range(min(_MOST_HEADER_ROWS, first.row_count, table.row_count)):
        ours, theirs = first.texts(number), table.texts(number)
        if ours and theirs and ours[0] and ours[0] == theirs[0] and ours != theirs:
            return number == 0 or ours[0] == _FORM_OPENER
    return False


def _unglued(first: PageTable, table: PageTable) -> PageTable:
    """The table with its first row parted in two where no rule parts a repeated header from the rest of a
    cut row.
    """
    row = table.row(0)
    for number in _header_starts(first):
        header = first.row(number)
        counts = [_lines_of_header(box, _above(header, box)) for box in row]
        if _is_header_like(first, number) and all(count is not None for count in counts):
            parted = [(box, count) for box, count in zip(row, counts, strict=True) if count is not None]
            if any(len(box.lines) > count for box, count in parted):
                return _parted(table, parted)
    return table


def _lines_of_header(box: Box, header: Box | None) -> int | None:
    """How many of a cell's first lines say what the header's cell says; None where they do not."""
    if header is None:
        return None
    said, wanted = "", _plain(header.text)
    for count, line in enumerate(box.lines):
        if said == wanted:
            return count
        said += _plain(line.text)
    return len(box.lines) if said == wanted else None


def _parted(table: PageTable, row: Sequence[tuple[Box, int]]) -> PageTable:
    """The table with a row between the header and the rest: one of its own, or the one that other cells
    begin on.
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
                    box, top=end + 1, bottom=box.bottom + added, lines=box.lines[count:], closed_above=False
                )
            )
    slivers = frozenset(number + added if number else 0 for number in table.slivers)
    return replace(table, boxes=boxes, row_count=table.row_count + added, slivers=slivers)


def _header_rows(first: PageTable, table: PageTable) -> int:
    """How many of a table's first rows repeat rows from the top of its first page; rows with amounts are no
    header.
    """
    most = 0
    for start in _header_starts(first):
        count = 0
        while (
            count < min(_MOST_HEADER_ROWS, table.row_count, first.row_count - start)
            and first.texts(start + count) == table.texts(count)
            and not any(_AMOUNT.fullmatch(text) for text in table.texts(count))
        ):
            count += 1
        while count and not _is_header_like(table, count - 1):
            count -= 1
        most = max(most, count)
    return most


def _header_starts(first: PageTable) -> Iterable[int]:
    """The rows at which a table's header may begin: the first one, or one below titles of a cell or two."""
    for number in range(min(_MOST_HEADER_ROWS, first.row_count)):
        yield number
        if sum(bool(text) for text in first.texts(number)) > _MOST_TITLE_CELLS:
            return


def _is_header_like(table: PageTable, number: int) -> bool:
    """Whether a row has several cells that say something, or a single one as wide as the table."""
    row = [box for box in table.row(number) if box.text]
    return len(row) > 1 or any(_is_title(table, box) for box in row)


def _is_title(table: PageTable, box: Box) -> bool:
    return box.x1 - box.x0 > table.width - _SAME_BORDER


def _grid(chain: _Chain) -> Grid:
    boxes, pages = _joined_boxes(chain)
    borders: list[float] = []
    for border in sorted({border for box in boxes for border in (box.x0, box.x1)}):
        if not borders or border - borders[-1] > _SAME_BORDER:
            borders.append(border)
    cells = [[EMPTY] * (len(borders) - 1) for _ in pages]
    for box in boxes:
        text = box.text
        left, right = _nearest(borders, box.x0), _nearest(borders, box.x1)
        for row in range(box.top, box.bottom + 1):
            for column in range(left, right):
                cells[row][column] = Cell(text, from_above=row > box.top, from_left=column > left)
    # A row names its page where it begins on a later one than its table.
    rows = tuple(
        Row(number, tuple(row), place=f"page {page}" if page != chain.first.page else "")
        for number, (row, page) in enumerate(zip(cells, pages, strict=True), start=1)
    )
    return Grid(rows=rows, place=f"page {chain.first.page}", caption=_caption(chain.caption))


def _nearest(borders: Sequence[float], border: float) -> int:
    index = bisect_left(borders, border)
    near = [each for each in (index - 1, index) if 0 <= each < len(borders)]
    return min(near, key=lambda each: abs(borders[each] - border))


def _joined_boxes(chain: _Chain) -> tuple[list[Box], list[int]]:
    """The cells of all pages in rows counted through, and for each row the page on which it begins."""
    has_key = _has_key(chain)
    boxes = [replace(box) for box in chain.first.boxes]
    row_count = chain.first.row_count
    pages = [chain.first.page] * row_count
    edge = [box for box in boxes if box.bottom == row_count - 1]
    for (before, _), (table, header) in zip(chain.parts, chain.parts[1:], strict=False):
        rest = [replace(box) for box in table.boxes if box.bottom >= header]
        if not rest:
            continue
        opening = sorted((box for box in rest if box.top <= header), key=lambda box: box.x0)
        pairs = [(box, _above(edge, box)) for box in opening]
        is_cut = before.is_cut and not chain.first.is_open_above
        ended = is_cut and header in table.slivers and not chain.first.slivers
        # Below a repeated header, whether the row had a rule above it cannot be seen.
        seam = _Seam(
            is_cut=is_cut and (header > 0 or not all(box.closed_above for box in opening)),
            is_partly_cut=is_cut and any(box.closed_below for box in edge),
            is_open=not all(box.closed_above for box in opening),
            has_key=has_key,
        )
        same_row = not ended and _is_same_row(edge, pairs, seam)
        offset = row_count - header - (1 if same_row else 0)
        went_on = _went_on(pairs, offset) if same_row else _went_on_merged(pairs, offset, seam)
        new = [box for box in rest if not any(box is each for each in went_on)]
        for box in new:
            box.top, box.bottom = max(box.top, header) + offset, box.bottom + offset
        boxes += new
        row_count = table.row_count + offset
        pages += [table.page] * (row_count - len(pages))
        edge = [box for box in (*edge, *new) if box.bottom == row_count - 1]
    return boxes, pages


def _has_key(chain: _Chain) -> bool:
    """Whether the rows are told by their first column: nearly all fill a cell of their own there.

    A page's first and last row do not count: they may be parts of one.
    """
    filled = counted = 0
    for index, (table, header) in enumerate(chain.parts):
        for number in range(header + (index > 0), table.row_count - (index + 1 < len(chain.parts))):
            row = table.row(number)
            if any(box.text for box in row) and not (
                len(row) == 1 and row[0].x1 - row[0].x0 > table.width - 1
            ):
                counted += 1
                first = row[0]
                filled += first.x0 < _SAME_BORDER and first.top == first.bottom and bool(first.text)
    return counted > 0 and filled >= _KEY_SHARE * counted


def _above(edge: Iterable[Box], box: Box) -> Box | None:
    """The cell of the last row that has the same borders."""
    for old in edge:
        if abs(old.x0 - box.x0) <= _SAME_BORDER and abs(old.x1 - box.x1) <= _SAME_BORDER:
            return old
    return None


@dataclass(frozen=True, slots=True)
class _Seam:
    """What a page break shows: rules that are missing at the page's end (of all cells, or of some alone),
    and at the next one's start; and whether the table's rows are told by their first column.
    """

    is_cut: bool
    is_partly_cut: bool
    is_open: bool
    has_key: bool


def _is_same_row(edge: Sequence[Box], pairs: Sequence[tuple[Box, Box | None]], seam: _Seam) -> bool:
    """Whether a page's first row is the rest of the last row before it."""
    told = [(new, old) for new, old in pairs if new.text]
    going_on = [(new, old) for new, old in told if old is not None]
    if len(going_on) < len(told):
        return False
    if any(_AMOUNT.fullmatch(new.text) and _AMOUNT.fullmatch(old.text) for new, old in going_on):
        return False
    if not told:
        return True
    is_cut = seam.is_cut and not any(old.closed_below for _, old in going_on)
    tightest = min((old.slack for old in edge if old.lines), default=0.0)
    run_off = all(
        _runs_off(old, new, alone=len(going_on) == 1)
        and old.slack <= tightest + _UNEVEN_LINES * _LINE_HEIGHT * old.lines[-1].size
        for new, old in going_on
    )
    filled = [old for old in edge if old.top == old.bottom and old.text]
    if len(filled) > 1 and all(any(old is each for _, each in going_on) for old in filled):
        return is_cut and run_off
    lacks_key = _lacks_key(new for new, _ in pairs) or (bool(filled) and _lacks_key(edge))
    if is_cut and (seam.is_open or lacks_key):
        return True
    if seam.has_key and lacks_key:
        return True
    # The first row is a header, and a name with an amount begins a row.
    if all(box.top == 0 for box in edge) or any(_AMOUNT.fullmatch(new.text) for new, _ in told):
        return False
    return run_off


def _lacks_key(row: Iterable[Box]) -> bool:
    return any(box.x0 < _SAME_BORDER and box.top == box.bottom and not box.text for box in row)


def _runs_off(old: Box, new: Box, *, alone: bool) -> bool:
    """Whether a cell's text is full to its bottom, and its last line so full that the next word did not fit
    in.

    A long text that alone goes on may also have been cut between two paragraphs.
    """
    if not old.lines or not new.lines:
        return False
    last, first = old.lines[-1], new.lines[0]
    if old.slack > _FREE_LINES * _LINE_HEIGHT * last.size:
        return False
    is_long = alone and old.x0 > _SAME_BORDER and len(old.lines) >= _LONG_TEXT
    return is_long or last.free <= first.word + last.size / 2


def _went_on(pairs: Iterable[tuple[Box, Box | None]], offset: int) -> list[Box]:
    """Join the rest of a cut row to it; gives the cells that are now part of older ones."""
    parts = []
    for new, old in pairs:
        if old is not None:
            _append(old, new, offset)
        # Several cells that have ended may come as one empty one.
        if old is not None or new.top == new.bottom:
            parts.append(new)
    return parts


def _went_on_merged(pairs: Iterable[tuple[Box, Box | None]], offset: int, seam: _Seam) -> list[Box]:
    """Join what goes on of cells merged over rows on both pages; gives the cells that are now part of older
    ones.

    From the left: where a project is a new one, its objective is new, too.
    """
    parts = []
    for new, old in pairs:
        if old is not None and old.text and _flows(old, new, seam):
            _append(old, new, offset)
            parts.append(new)
        elif new.text:
            break
    return parts


def _flows(old: Box, new: Box, seam: _Seam) -> bool:
    if seam.is_partly_cut:
        return not old.closed_below
    is_merged = old.top < old.bottom or new.top < new.bottom
    return is_merged and (not new.text or new.text == old.text or _runs_off(old, new, alone=False))


def _append(old: Box, new: Box, offset: int) -> None:
    if new.text != old.text:
        old.lines = old.lines + new.lines
    old.bottom = new.bottom + offset
    old.slack, old.closed_below = new.slack, new.closed_below
