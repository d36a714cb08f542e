"""Collects the problems of reading one table: those that refuse it, and those stored with it."""

from collections.abc import Iterable
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import notes, words
from budget.disclosure.layouts.headers import Column, Header, looks_like_amount
from budget.disclosure.layouts.loose_lines import LooseLine
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem

# Columns that are dealt with once for the table, or say nothing.
_SAYS_NOTHING: Final = frozenset({words.SERIAL, words.OTHER_YEAR, words.OF_THE_TABLE})


class Ledger:
    """The problems of the table at `where` (sheet, table or page), in the order of their discovery."""

    def __init__(self, where: str, problems: Iterable[Problem] = ()) -> None:
        self.where = where
        self.refusals: list[Problem] = []
        self.problems: list[Problem] = list(problems)

    def place_of(self, row: Row) -> str:
        """Return a row's own place, or the table's."""
        return row.place or self.where

    def report(
        self,
        code: str,
        row: Row | int | None,
        column: str = "",
        text: str = "",
        details: dict[str, str] | None = None,
    ) -> None:
        """Add a problem. A problem of level error refuses the table."""
        place = self.place_of(row) if isinstance(row, Row) else self.where
        number = row.number if isinstance(row, Row) else row
        problem = Problem(code, place=place, row=number, column=column, text=text, details=details or {})
        (self.refusals if problem.level == "error" else self.problems).append(problem)

    def report_line(self, row: Row, line: LooseLine, money_unit: str = "") -> None:
        """Report a row that is a line of text. A line that says nothing is passed over; one that states
        another unit of money than the table's refuses the table.
        """
        stated = notes.money_unit_in(line.text)
        if stated and money_unit and stated != money_unit:
            details = {"what": _("money unit"), "said": f"{money_unit}, {stated}"}
            self.report("contradicts-itself", row, text=line.text, details=details)
        elif not line.says_nothing:
            self.report("text-outside-table", row, text=line.text)

    def refuse_cells_beyond(self, row: Row, header: Header) -> None:
        """Refuse a row that has text to the right of the header's last column."""
        beyond = [cell for cell in row.cells[header.width :] if cell.text and not cell.from_left]
        if not beyond:
            return
        count = sum(1 for cell in row.cells if cell.text and not cell.from_left)
        details = {
            "count": str(max(count, header.width + len(beyond))),
            "expected": str(header.width),
        }
        self.report("too-many-cells", row, text=" | ".join(cell.text for cell in beyond), details=details)

    def report_unread_columns(self, columns: Iterable[Column], row: Row) -> None:
        """Report a row's text in columns without a field in the records.

        An amount in such a column refuses the table, since it would be lost. Serial numbers and
        what is dealt with once for the table are ignored.
        """
        for column in columns:
            text = " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
            if not text or column.field in _SAYS_NOTHING or column.meaning == words.SERIAL:
                continue
            is_money = column.is_money or "." in text or "," in text
            if column.field in ("", words.NAMED_SOURCE) and is_money and looks_like_amount(text):
                details = {"column_name": column.words or "–"}
                self.report("unknown-amount-column", row, column.words, text, details)
            else:
                self.report("text-outside-table", row, column.words, text)
