"""A table in a PDF that goes on over pages, its headings on each.

It takes time by its rows alone: reportlab's own tables measure all rows that remain on each page
anew, 10 s for 3,000 rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.textsplit import wordSplit
from reportlab.platypus import Flowable

from budget.pages.report.document import Row, RowKind, Table, cell_text, cell_url

REGULAR: Final = "NotoSansSC"
BOLD: Final = "NotoSansSC-Bold"
_SIZE: Final = 8
_LEADING: Final = 11.5
_PADDING: Final = 3
# A row with more lines goes on in rows of its own, so that it fits on a page.
_MOST_LINES: Final = 40
_INK, _LINE, _GROUND = (HexColor(value) for value in ("#111111", "#999999", "#eeeeee"))


@dataclass(frozen=True, slots=True)
class _Measured:
    """A row with the lines of its cells."""

    lines: tuple[tuple[str, ...], ...]
    urls: tuple[str, ...]
    kind: RowKind | str
    height: float


class PdfTable(Flowable):
    """Draws a table of a document; `width` is that of the page within its margins."""

    def __init__(self, table: Table, width: float) -> None:
        super().__init__()
        all_widths = sum(column.width for column in table.columns)
        widths = [width * column.width / all_widths for column in table.columns]
        heads = Row(tuple(column.label for column in table.columns))
        self._set(
            widths,
            [column.is_figure for column in table.columns],
            _measured(heads, widths, "head")[0],
            [piece for row in table.rows for piece in _measured(row, widths, row.kind)],
        )

    def _set(self, widths: list[float], figures: list[bool], head: _Measured, rows: list[_Measured]) -> None:
        self._widths, self._figures, self._head, self._rows = widths, figures, head, rows

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        self.width = sum(self._widths)
        self.height = self._head.height + sum(row.height for row in self._rows)
        return self.width, self.height

    def split(self, _width: float, height: float) -> list[Flowable]:
        """The rows that fit, and the others; nothing where the page has no room for a row."""
        room, number = height - self._head.height, 0
        for row in self._rows:
            room -= row.height
            if room < 0:
                break
            number += 1
        # A group's heading, and the text below it, stay with its first row.
        while number and self._rows[number - 1].kind in ("group", "text"):
            number -= 1
        if not number:
            return []
        return [self._of(self._rows[:number]), *([self._of(rest)] if (rest := self._rows[number:]) else [])]

    def _of(self, rows: list[_Measured]) -> "PdfTable":
        table = PdfTable.__new__(PdfTable)
        Flowable.__init__(table)
        table._set(self._widths, self._figures, self._head, rows)
        return table

    def draw(self) -> None:
        top = self.height
        for row in (self._head, *self._rows):
            self._draw_row(row, top)
            top -= row.height

    def _draw_row(self, row: _Measured, top: float) -> None:
        canvas: Any = self.canv
        bottom = top - row.height
        if row.kind == "group":
            canvas.setFillColor(_GROUND)
            canvas.rect(0, bottom, self.width, row.height, stroke=0, fill=1)
        canvas.setFillColor(_INK)
        canvas.setFont(_font_of(row.kind), _SIZE)
        left = 0.0
        is_whole = row.kind in ("group", "text")
        widths = [self.width] if is_whole else self._widths
        figures = [False] if is_whole else self._figures
        for lines, url, width, is_figure in zip(row.lines, row.urls, widths, figures, strict=True):
            base = top - _PADDING - _SIZE
            for words in lines:
                if is_figure:
                    canvas.drawRightString(left + width - _PADDING, base, words)
                else:
                    canvas.drawString(left + _PADDING, base, words)
                base -= _LEADING
            if url and lines:
                canvas.linkURL(url, (left, bottom, left + width, top), relative=1)
            left += width
        is_heavy = row.kind == "head"
        canvas.setStrokeColor(_INK if is_heavy or row.kind == "total" else _LINE)
        canvas.setLineWidth(0.8 if is_heavy else 0.25)
        canvas.line(0, bottom, self.width, bottom)


def _font_of(kind: str) -> str:
    return REGULAR if kind in ("row", "text") else BOLD


def _measured(row: Row, widths: Sequence[float], kind: str) -> list[_Measured]:
    """A row with its lines, in pieces where a page could not hold it."""
    rooms = [sum(widths)] if row.is_whole else list(widths)
    font = _font_of(kind)
    cells = [
        _lines(cell_text(cell), room - 2 * _PADDING, font)
        for cell, room in zip(row.cells, rooms, strict=False)
    ]
    urls = tuple(cell_url(cell) for cell in row.cells[: len(rooms)])
    pieces = []
    for start in range(0, max(map(len, cells)), _MOST_LINES):
        part = tuple(lines[start : start + _MOST_LINES] for lines in cells)
        height = max(map(len, part)) * _LEADING + 2 * _PADDING - (_LEADING - _SIZE) + 2
        pieces.append(_Measured(part, urls, kind, height))
    return pieces


@lru_cache(maxsize=10_000)
def _lines(text: str, room: float, font: str) -> tuple[str, ...]:
    """The lines of a text in a cell."""
    found: list[str] = []
    for line in text.split("\n"):
        words = "".join(one for one in line if one >= " ")
        found += [part for _rest, part in wordSplit(words, room, font, _SIZE)] or [""]
    return tuple(found)
