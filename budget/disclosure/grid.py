"""A table as it was read from a file: cells, each with its place, before any meaning is given to them."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

# Replaces a character that a file shows without identifying it, so that the gap in the text is visible.
UNKNOWN_CHARACTER: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as displayed.

    `text` has no outer blanks; every part of a merged cell has the whole text. `from_above` and
    `from_left` mark the parts of a merged cell other than its first, so that a layout can distinguish a
    merged value from a repeated one.
    """

    text: str = ""
    from_above: bool = False
    from_left: bool = False


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid. `number` counts from 1: a text file's line, a sheet's row, or the row of the table
    in a document, page or PDF. `place` is the row's own where it came from another part of the document than
    its grid, else "".
    """

    number: int
    cells: tuple[Cell, ...]
    place: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    @property
    def is_blank(self) -> bool:
        return not any(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside the table's rows: a title, `单位：万元`. `row` is its number in the file where
    it has one, else None.
    """

    text: str
    row: int | None = None


class Segment(NamedTuple):
    """A text of a line and the places at which it begins and ends, in one unit for all lines."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of a file that marks no cells: its texts between wide blanks, from left to right. `number` and
    `place` are as in Row.
    """

    number: int
    segments: tuple[Segment, ...]
    place: str = ""


OmissionKind = Literal[
    "struck", "note-mark", "invisible", "hidden-row", "hidden-column", "hidden-sheet", "joined-figure"
]


@dataclass(frozen=True, slots=True)
class Omission:
    """Content of a file that its grid leaves out, since a reader of the printed table does not read it; or
    two lines of figures that it has as one (joined-figure).

    `text` is the content. Of a hidden row it is the row's texts with a tab between two cells, blank ones
    included; of a hidden column the texts that are not blank, with tabs. `row` is the row's number, None for
    a column, a sheet and a line outside the table. `place` is as in Grid.
    """

    kind: OmissionKind
    text: str
    row: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table and the lines of text between the table before it (or the start) and itself.

    `place` names the sheet, table or page for readers ("Sheet1", "table 2", "page 3"); "" for a text
    file. `omissions` is what the reader left out of rows and caption. `is_hidden`: the table is on a hidden
    sheet. `is_aligned`: its columns are the places of its texts alone, which nothing marks.
    `placed`: the lines of a file that marks no cells, which may be such a table (budget.disclosure.aligned).
    """

    rows: tuple[Row, ...]
    place: str = ""
    caption: tuple[Line, ...] = ()
    omissions: tuple[Omission, ...] = ()
    is_hidden: bool = False
    is_aligned: bool = False
    placed: tuple[PlacedLine, ...] = ()
