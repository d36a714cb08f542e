"""Rows of a table that are lines of text: marks of the printed page, notes, captions of its parts.

A row is one text where it holds nothing else: in one cell, repeated in its cells, or merged over the table's
columns.
"""

import re
from typing import Final, NamedTuple

from budget.disclosure.amounts import states_no_amount
from budget.disclosure.grid import Cell, Row
from budget.disclosure.layouts import notes, words
from budget.disclosure.layouts.headers import Header, looks_like_amount
from budget.disclosure.layouts.preamble import is_title, without_continued
from budget.disclosure.layouts.sums import is_part, sum_kind
from indicators.folding import fold

_HEADS: Final = (
    *(words.SERIAL, words.UNIT, words.NAME),
    *(words.OBJECTIVE, words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME),
)
# A line with more different texts is no line, but for a signature.
_MOST_TEXTS: Final = 3
# A text in so many cells of a form's row is a line over all of them.
_FEWEST_REPEATED: Final = 4
_SHORTEST_TELEPHONE: Final = 7
_IS_TABLE: Final = re.compile(r"表(?:\([^()]{0,12}\))?$")


class LooseLine(NamedTuple):
    """A row that is text. `says_nothing`: it holds no content. `is_heading`: it is one text over all columns,
    and no note: it may name a unit.
    """

    text: str
    says_nothing: bool = False
    is_heading: bool = False


def loose_line(row: Row, header: Header) -> LooseLine | None:
    """Return the row of a table as a line of text, None for a row of figures or indicators."""
    own = [
        (at, cell)
        for at, cell in enumerate(row.cells)
        if cell.text and not cell.from_left and not cell.from_above
    ]
    texts = list(dict.fromkeys([cell.text for _, cell in own]))
    if notes.numbers_columns(texts):
        return LooseLine("  ".join(texts), says_nothing=True)
    if texts and notes.is_signature(texts[0]) and not _looks_like_figures(row, header):
        return LooseLine("  ".join(texts))
    if len(texts) > _MOST_TEXTS or len(row.cells) > header.width and _has_text_beyond(row, header):
        return None
    content = [text for text in texts if not states_no_amount(text) and not notes.is_placeholder(text)]
    if not content and not all(map(_says_nothing, texts)):
        return LooseLine("  ".join(texts))
    if content and notes.is_page_number(content[0]) and own[0][0] in _places(header, words.SERIAL):
        content = content[1:]
    if all(map(notes.says_nothing, content)):
        return LooseLine("  ".join(content), says_nothing=True)
    if len(content) == 1 and sum_kind(content[0]):
        return LooseLine(content[0], says_nothing=not is_part(content[0]))
    if all(map(notes.is_note, content)):
        return LooseLine("  ".join(content))
    if len(texts) > 1:
        return None
    if texts[0].rstrip().endswith((":", "：")) or _is_heading_of(header, texts[0]):
        return LooseLine(texts[0])
    if _repeats_title(texts[0]):
        return LooseLine(texts[0], says_nothing=_is_continued(texts[0]))
    return _single(row, header, own)


def _is_heading_of(header: Header, text: str) -> bool:
    """Whether a text is one of the table's own headings."""
    return any(fold(column.words) == fold(text) for column in header.columns)


def _repeats_title(text: str) -> bool:
    """Whether a text alone in its row is the title of a table, with the words that it goes on or without."""
    bare = without_continued(text)
    return bool(_IS_TABLE.search(bare)) and is_title(bare)


def _is_continued(text: str) -> bool:
    return without_continued(text) != fold(text)


def _single(row: Row, header: Header, own: list[tuple[int, Cell]]) -> LooseLine | None:
    """A row with one text, which no list of words knows."""
    at, text = own[0][0], own[0][1].text
    if at in _heads(header) and (notes.is_page_number(text) or notes.is_sentence(text)):
        return LooseLine(text)
    own_places = {at for at, _ in own}
    covered = sum(
        1 for at, cell in enumerate(row.cells[: header.width]) if cell.from_left or at in own_places
    )
    if header.width > _MOST_TEXTS and at <= 1 and covered >= header.width - at:
        return LooseLine(text, is_heading=True)
    return None


def loose_line_of_form(row: Row) -> LooseLine | None:
    """Return the row of a form as a line of text, None for labels, values and indicators."""
    own = [cell.text for cell in row.cells if _is_own(cell)]
    texts = list(dict.fromkeys(own))
    if not texts or len(texts) > _MOST_TEXTS:
        return None
    if all(map(notes.says_nothing, texts)) or (len(texts) == 1 and sum_kind(texts[0]) == "subtotal"):
        return LooseLine("  ".join(texts), says_nothing=True)
    if len(texts) == 1 and _is_continued(texts[0]) and _repeats_title(texts[0]):
        return LooseLine(texts[0], says_nothing=True)
    if len(texts) == 1 and len(own) >= _FEWEST_REPEATED:
        return LooseLine(texts[0])
    return LooseLine("  ".join(texts)) if all(map(notes.is_note, texts)) else None


def _says_nothing(text: str) -> bool:
    return states_no_amount(text) or notes.says_nothing(text)


def is_one_text(row: Row) -> bool:
    """Whether a row holds one text alone, however often."""
    first = ""
    for cell in row.cells:
        if cell.text and not cell.from_left and not cell.from_above:
            if first and cell.text != first:
                return False
            first = cell.text
    return True


def _is_own(cell: Cell) -> bool:
    return bool(cell.text) and not cell.from_left and not cell.from_above


def _heads(header: Header) -> frozenset[int]:
    return frozenset(at for name in _HEADS for at in _places(header, name))


def _places(header: Header, name: str) -> tuple[int, ...]:
    column = header.column(name)
    return column.places if column else ()


def _has_text_beyond(row: Row, header: Header) -> bool:
    return any(_is_own(cell) for cell in row.cells[header.width :])


def _looks_like_figures(row: Row, header: Header) -> bool:
    """Whether a row that begins like a signature states money: an amount, and no telephone's number."""
    return any(
        looks_like_amount(cell.text) and (len(cell.text) < _SHORTEST_TELEPHONE or "." in cell.text)
        for column in header.columns
        if column.field in words.MONEY
        for cell in column.cells(row)
    )
