"""The lines of a document without ruled tables with the places of their texts, which may be a table."""

from collections.abc import Iterator, Sequence

from budget.disclosure.grid import PlacedLine, Segment
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.pdf.cell_texts import without_page_numbers
from budget.disclosure.readers.pdf.content import PageContent
from budget.disclosure.readers.pdf.text import TextLine

# Baselines of one row differ by less, in parts of the size of its text.
_LEVEL = 0.5


def placed_lines(pages: Sequence[PageContent]) -> tuple[PlacedLine, ...]:
    """The lines of the pages, without page numbers; none where a page has a ruled table or is a picture."""
    if any(page.tables or page.is_picture for page in pages):
        return ()
    lines = ((page.number, line) for page in pages for line in _lines(page))
    return tuple(
        PlacedLine(
            number, tuple(Segment(one.left, one.right, displayed(one.text)) for one in line), f"page {page}"
        )
        for number, (page, line) in enumerate(lines, start=1)
    )


def _lines(page: PageContent) -> Iterator[list[TextLine]]:
    """The lines of a page from top to bottom, each with its texts from left to right."""
    together: list[TextLine] = []
    for text in sorted(page.lines, key=lambda each: each.baseline):
        if not without_page_numbers([text]):
            continue
        if together and text.baseline - together[0].baseline >= _LEVEL * text.size:
            yield sorted(together, key=lambda each: each.left)
            together = []
        together.append(text)
    if together:
        yield sorted(together, key=lambda each: each.left)
