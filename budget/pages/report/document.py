"""A document of sections, tables and paragraphs, all of finished text.

The page, the PDF and the DOCX render the same document, so that none says anything that another does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

RowKind = Literal["row", "group", "text", "total"]


class Link(NamedTuple):
    """Text that leads to a whole address."""

    text: str
    url: str


Cell = str | Link


def cell_text(cell: Cell) -> str:
    """The words of a cell."""
    return cell.text if isinstance(cell, Link) else cell


def cell_url(cell: Cell) -> str:
    """The address that a cell leads to; "" for plain text."""
    return cell.url if isinstance(cell, Link) else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width, and whether it holds figures (to the right)."""

    label: str
    width: int
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. The only cell of a `group`, and of a `text`, goes over all columns."""

    cells: tuple[Cell, ...]
    kind: RowKind = "row"

    @property
    def is_whole(self) -> bool:
        """Whether its one cell goes over all columns."""
        return self.kind in ("group", "text")


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def body(self) -> Iterator[tuple[Row, list[tuple[bool, str, str]]]]:
        """Each row with its cells for a template: whether it is a figure, its words, its address."""
        figures = [column.is_figure for column in self.columns]
        for row in self.rows:
            yield (
                row,
                [
                    (is_figure and not row.is_whole, cell_text(cell), cell_url(cell))
                    for is_figure, cell in zip(figures, row.cells, strict=False)
                ],
            )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `is_note`: it explains what stands above it."""

    text: str
    url: str = ""
    is_note: bool = False


Block = Table | Paragraph


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document. `name` is its anchor on the page; `number` is its place, from 1 on."""

    name: str
    heading: str
    blocks: tuple[Block, ...]
    number: int = 1

    @property
    def title(self) -> str:
        return f"{self.number}. {self.heading}"

    def shows_caption(self, table: Table) -> bool:
        """Whether a table's caption says more than the heading."""
        return table.caption != self.heading

    def parts(self) -> Iterator[tuple[Block, bool]]:
        """The blocks, each with whether its caption is shown."""
        for block in self.blocks:
            yield block, isinstance(block, Table) and self.shows_caption(block)


@dataclass(frozen=True, slots=True)
class Document:
    """`about` are the lines below the title; `footer` stands on each page; `url` is the page's address."""

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str
    url: str
    language: str

    def texts(self) -> Iterator[str]:
        """All its words, in their order."""
        yield self.title
        yield from self.about
        for section in self.sections:
            yield section.title
            for block, is_captioned in section.parts():
                yield from _texts_of(block, is_captioned=is_captioned)


def _texts_of(block: Block, *, is_captioned: bool) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
        return
    if is_captioned:
        yield block.caption
    yield from (column.label for column in block.columns)
    for row in block.rows:
        yield from (cell_text(cell) for cell in row.cells)
