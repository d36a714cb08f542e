"""The content of a page: tables with their cells, and lines of text outside them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from budget.disclosure.grid import OmissionKind
from budget.disclosure.readers.marked import settled
from budget.disclosure.readers.pdf.text import TextLine, joined

# Borders of one column on two pages differ by no more, in points.
SAME_BORDER = 4.0

# Grouped in threes or not at all; with decimals or without.
_FIGURE = re.compile(r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")

# A kind of omission, and what is left out.
Omitted = tuple[OmissionKind, str]


@dataclass(slots=True)
class Box:
    """A cell on a page.

    `top` and `bottom` are its first and last row, from 0. `x0` and `x1` are its borders, measured from the
    table's left edge. `slack` is the free height below its last line. `closed_above` and `closed_below`:
    whether a rule is drawn there. `omitted`: what of the cell's content is struck out or invisible.
    """

    top: int
    bottom: int
    x0: float
    x1: float
    lines: list[TextLine] = field(default_factory=list)
    slack: float = 0.0
    closed_above: bool = True
    closed_below: bool = True
    omitted: list[Omitted] = field(default_factory=list)

    @property
    def text(self) -> str:
        return settled(joined(self.lines))[0]

    @property
    def omissions(self) -> list[Omitted]:
        """What of the cell's content is no part of its text: see `omitted`, and marks of notes; and a text of
        figures that may be several ones.
        """
        text, marks = settled(joined(self.lines))
        return self.omitted + marks + ([("joined-figure", text)] if self._may_be_figures(text) else [])

    def _may_be_figures(self, text: str) -> bool:
        """Whether each line of a cell is a figure, and its text is one as well."""
        if len(self.lines) < 2 or not _FIGURE.fullmatch(text):
            return False
        return all(_FIGURE.fullmatch(line.text.strip()) for line in self.lines)


def box_between(boxes: Iterable[Box], wanted: Box) -> Box | None:
    """Return the first of the boxes that has the borders of the wanted one; None where none has."""
    for box in boxes:
        if abs(box.x0 - wanted.x0) <= SAME_BORDER and abs(box.x1 - wanted.x1) <= SAME_BORDER:
            return box
    return None


@dataclass(slots=True)
class PageTable:
    """The part of a table on one page: its top, its bottom, its vertical borders, its cells.

    `slivers`: the rows above which the page has a row too low for text.
    """

    page: int
    top: float
    bottom: float
    borders: tuple[float, ...]
    row_count: int
    boxes: list[Box]
    slivers: frozenset[int]

    @property
    def width(self) -> float:
        return self.borders[-1] - self.borders[0]

    @property
    def is_cut(self) -> bool:
        """Whether a cell of the last row has no rule below: Chromium draws a row so that the page cuts."""
        return any(not box.closed_below for box in self.boxes if box.bottom == self.row_count - 1)

    @property
    def is_open_above(self) -> bool:
        """Whether no cell of the first row has a rule above."""
        return not any(box.closed_above for box in self.boxes if box.top == 0)

    def row(self, number: int) -> list[Box]:
        """Return the cells that begin on a row, from left to right."""
        return sorted((box for box in self.boxes if box.top == number), key=lambda box: box.x0)

    def texts(self, number: int) -> tuple[str, ...]:
        """Return the texts of the cells that begin on a row, without blanks."""
        return tuple("".join(box.text.split()) for box in self.row(number))


@dataclass(slots=True)
class PageContent:
    """One page: its tables from top to bottom, and its lines of text outside them.

    `is_picture`: the page shows a picture and no text. `omitted`: lines outside the tables that are
    struck out or invisible, each with its height.
    """

    number: int
    tables: list[PageTable]
    lines: list[TextLine]
    is_picture: bool = False
    omitted: list[tuple[float, Omitted]] = field(default_factory=list)
