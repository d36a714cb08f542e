"""Workbooks written row by row: flat memory, text that no spreadsheet runs as a formula, money exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import IO, Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# What a spreadsheet holds at most: rows of a sheet, characters of a cell, digits of a number.
_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
# Links of a sheet that Excel opens.
_MOST_LINKS = 65_000
_A4 = 9
# Signs that make a cell a formula, in full width too, which Excel takes for the same; and what may hide one.
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
_HIDING = frozenset("\t\r\n")


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet takes the text for a formula: out of a CSV at once, in a cell when edited."""
    bare = text.lstrip()[:1]
    return bare in _FORMULA_SIGNS or (bare != "" and text[0] in _HIDING)


@dataclass(frozen=True, slots=True)
class Fen:
    """Money for a cell, written as a number in 万元; None where it is not stated."""

    fen: int | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A number or text that leads to a whole address."""

    value: int | str
    url: str


Cell = str | int | datetime | Fen | None
SheetCell = Cell | Linked


@dataclass(frozen=True, slots=True)
class Style:
    """How the cells of a row look, by what they hold."""

    text: Format
    quoted: Format
    number: Format
    money: Format
    time: Format


class Book:
    """A workbook on its way into a stream; complete when the `with` block ends."""

    def __init__(self, stream: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = Workbook(stream, options)
        self._names: set[str] = set()
        self.heading = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title = self._book.add_format({"bold": True, "font_size": 14})
        self.label = self._book.add_format({"bold": True, "valign": "top"})
        self.blank = self._book.add_format({"bottom": 1, "text_wrap": True, "valign": "top"})
        self.plain = self._style({"valign": "top"})
        self.summed = self._style({"valign": "top", "bold": True, "top": 2})

    def _style(self, properties: dict[str, Any]) -> "Style":
        return Style(
            text=self._book.add_format({**properties, "text_wrap": True}),
            quoted=self._book.add_format({**properties, "text_wrap": True, "quote_prefix": True}),
            number=self._book.add_format(properties),
            money=self._book.add_format({**properties, "num_format": "#,##0.00####"}),
            time=self._book.add_format({**properties, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
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
        self._row = self._links = 0
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&L&A&R&P / &N")
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)

    def title(self, text: str) -> None:
        self._sheet.write_string(self._row, 0, text, self._book.title)
        self._row += 1

    def field(self, label: str, value: str = "") -> None:
        """A label with what belongs there, or with a line to write on."""
        self._sheet.write_string(self._row, 0, label, self._book.label)
        self._sheet.write_string(self._row, 1, _as_text(value, self._book.plain)[0], self._book.blank)
        self._row += 1

    def header(self, cells: Sequence[str]) -> None:
        """The headings of the rows that follow; the first heading at a sheet's top stays in view, and is
        printed on each page.
        """
        self._header = cells
        if self._row == 0:
            self._sheet.freeze_panes(1, 0)
            self._sheet.repeat_rows(0)
        for column, text in enumerate(cells):
            self._sheet.write_string(self._row, column, text, self._book.heading)
        self._row += 1

    def gap(self) -> None:
        self._row += 1

    def rows(self, rows: Iterable[Sequence[SheetCell]]) -> int:
        """Write rows under the last header; returns how many there were."""
        count = 0
        for cells in rows:
            self.row(*cells)
            count += 1
        return count

    def row(self, *cells: SheetCell) -> None:
        self._write_row(cells, self._book.plain)

    def total(self, *cells: SheetCell) -> None:
        """A row of sums, below the rows."""
        self._write_row(cells, self._book.summed)

    def _write_row(self, cells: Sequence[SheetCell], style: Style) -> None:
        if self._row >= _MOST_ROWS:
            self._begin()
            self.header(self._header)
        for column, cell in enumerate(cells):
            self._write(column, cell, style)
        self._row += 1

    def _write(self, column: int, cell: SheetCell, style: Style) -> None:
        sheet, row = self._sheet, self._row
        match cell:
            case None | Fen(None):
                pass
            case Linked(value, url):
                if self._links < _MOST_LINKS:
                    # The value, written over it, keeps the link: a number stays a number.
                    sheet.write_url(row, column, url, style.number)
                    self._links += 1
                self._write(column, value, style)
            case Fen(int(fen)) if len(str(abs(fen))) <= _MOST_DIGITS:
                sheet.write_number(row, column, fen / 1_000_000, style.money)
            case Fen(int(fen)):
                # A spreadsheet would round it.
                sheet.write_string(row, column, f"{fen // 1_000_000}.{fen % 1_000_000:06}", style.text)
            case datetime():
                local = timezone.localtime(cell).replace(tzinfo=None)
                sheet.write_datetime(row, column, local, style.time)
            case int():
                sheet.write_number(row, column, cell, style.number)
            case str():
                sheet.write_string(row, column, *_as_text(cell, style))


def _as_text(text: str, style: Style) -> tuple[str, Format]:
    if len(text) > _MOST_CHARACTERS:
        note = _("… (%(number)s characters in all, more than a cell holds)") % {"number": len(text)}
        text = text[: _MOST_CHARACTERS - len(note)] + note
    return text, style.quoted if runs_as_formula(text) else style.text
