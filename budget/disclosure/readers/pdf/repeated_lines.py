"""Lines that every page repeats outside its tables: running titles, headers and footers."""

import re
from collections.abc import Sequence

from budget.disclosure.readers.pdf.cell_texts import without_page_numbers
from budget.disclosure.readers.pdf.content import PageContent
from budget.disclosure.readers.pdf.text import TextLine

# In points: the difference in height of a repeated line on two pages.
_SAME_HEIGHT = 3.0
# How many pages before and after are searched: left and right pages may repeat different lines.
_SEARCHED_PAGES = 2
# Numbers of more digits are no page numbers.
_MOST_DIGITS = 4


def new_lines(pages: Sequence[PageContent], before: int, after: int, above: Sequence[TextLine]) -> list[str]:
    """Return the texts between the last table of page `before` and the first of page `after`.

    Page numbers and lines that the neighbouring pages repeat are left out. `above` holds the lines above
    the first table of page `after`.
    """
    end = pages[before].tables[-1].bottom
    below = [line for line in pages[before].lines if line.baseline >= end]
    return without_page_numbers(
        line for line in below if not _is_repeated(pages, before, line)
    ) + without_page_numbers(line for line in above if not _is_repeated(pages, after, line))


def _is_repeated(pages: Sequence[PageContent], at: int, line: TextLine) -> bool:
    neighbours = range(max(0, at - _SEARCHED_PAGES), min(len(pages), at + _SEARCHED_PAGES + 1))
    return any(
        abs(candidate.baseline - line.baseline) <= _SAME_HEIGHT
        and _are_equal(line.text, candidate.text, pages[other].number - pages[at].number)
        for other in neighbours
        if other != at
        for candidate in pages[other].lines
    )


def _are_equal(text: str, other: str, distance: int) -> bool:
    """Whether two lines are equal but for page numbers, which differ by the pages between them."""
    pieces, others = re.split(r"(\d+)", text), re.split(r"(\d+)", other)
    return len(pieces) == len(others) and all(
        piece == counterpart
        or (
            index % 2 == 1
            and max(len(piece), len(counterpart)) <= _MOST_DIGITS
            and int(counterpart) - int(piece) == distance
        )
        for index, (piece, counterpart) in enumerate(zip(pieces, others, strict=True))
    )
