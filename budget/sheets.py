"""Workbooks written row by row: flat memory, text that no spreadsheet runs as a formula, money exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# What a spreadsheet holds at most: rows of a sheet, characters of a cell, digits of a number.
_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
# A cell that begins so is a formula to a spreadsheet once somebody edits it or saves it as CSV.
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Fen:
    """Money for a cell, written as a number in 万元; None where it is not stated."""

    fen: int | None


Cell = str | int | datetime | Fen | None


class Book:
    """A workbook on its way into a stream; complete when the `with` block ends."""

    def __init__(self, stream: BinaryIO) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = Workbook(stream, options)
        self._names: set[str] = set()
        self.heading = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title = self._book.add_format({"bold": True, "font_size": 14})
        self.text = self._book.add_format({"text_wrap": True, "valign": "top"})
        self.quoted = self._book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.number = self._book.add_format({"valign": "top"})
        self.money = self._book.add_format({"num_format": "#,##0.00####", "valign": "top"})
        self.time = self._book.add_format(
            {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Also after an error: it removes the temporary files of the sheets.
        self._book.close()

    def sheet(self, name: str, widths: Sequence[int]) -> "Sheet":
        """A new sheet; `widths` are its columns', in characters."""
        return Sheet(self, name, widths)

    def add(self, name: str) -> Worksheet:
        """A worksheet of this name, or, where there is one, of the name with a number."""
        number, unique = 2, name
        while unique in self._names:
            unique, number = f"{name} ({number})", number + 1
        self._names.add(unique)
        return self._book.add_worksheet(unique)


class Sheet:
    """A sheet that is written downwards, and goes on in another one where it is full."""

    def __init__(self, book: Book, name: str, widths: Sequence[int]) -> None:
        self._book, self._name, self._widths = book, name, widths
        self._header: Sequence[str] = ()
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add(self._name)
        self._row = 0
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)

    def title(self, text: str) -> None:
        self._sheet.write_string(self._row, 0, text, self._book.title)
        self._row += 1

    def header(self, cells: Sequence[str]) -> None:
        """The headings of the rows that follow; the first heading at a sheet's top stays in view."""
        self._header = cells
        if self._row == 0:
            self._sheet.freeze_panes(1, 0)
        for column, text in enumerate(cells):
            self._sheet.write_string(self._row, column, text, self._book.heading)
        self._row += 1

    def gap(self) -> None:
        self._row += 1

    def rows(self, rows: Iterable[Sequence[Cell]]) -> int:
        """Write rows under the last header; returns how many there were."""
        count = 0
        for cells in rows:
            self.row(*cells)
            count += 1
        return count

    def row(self, *cells: Cell) -> None:
        if self._row >= _MOST_ROWS:
            self._begin()
            self.header(self._header)
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self._row += 1

    def _write(self, column: int, cell: Cell) -> None:
        sheet, row, book = self._sheet, self._row, self._book
        match cell:
            case None | Fen(None):
                pass
            case Fen(fen) if len(str(abs(fen))) <= _MOST_DIGITS:
                sheet.write_number(row, column, fen / 1_000_000, book.money)
            case Fen(fen):
                # A spreadsheet would round it.
                sheet.write_string(row, column, f"{fen // 1_000_000}.{fen % 1_000_000:06}", book.text)
            case datetime():
                local = timezone.localtime(cell).replace(tzinfo=None)
                sheet.write_datetime(row, column, local, book.time)
            case int():
                sheet.write_number(row, column, cell, book.number)
            case str():
                sheet.write_string(row, column, *self._as_text(cell))

    def _as_text(self, text: str) -> tuple[str, Format]:
        if len(text) > _MOST_CHARACTERS:
            note = _("… (%(number)s characters in all, more than a cell holds)") % {"number": len(text)}
            text = text[: _MOST_CHARACTERS - len(note)] + note
        return text, self._book.quoted if text.startswith(_RUN_AS_FORMULA) else self._book.text
