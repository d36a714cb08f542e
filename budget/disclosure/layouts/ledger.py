"""What reading one table gathers besides records: what refuses it, and the doubts that are kept."""

from collections.abc import Iterable

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Header, looks_like_amount
from budget.disclosure.problems import Problem


class Ledger:
    """The problems of the table at `where` (sheet, table or page), in the order in which they are met."""

    def __init__(self, where: str, problems: Iterable[Problem] = ()) -> None:
        self.where = where
        self.refusals: list[Problem] = []
        self.problems: list[Problem] = list(problems)

    def place_of(self, row: Row) -> str:
        """Where a row stands: the table's place, or its own."""
        return row.place or self.where

    def report(
        self,
        code: str,
        row: Row | int | None,
        column: str = "",
        text: str = "",
        details: dict[str, str] | None = None,
    ) -> None:
        """Keep a doubt, or (where the catalogue says error) a reason to refuse the table."""
        place = self.place_of(row) if isinstance(row, Row) else self.where
        number = row.number if isinstance(row, Row) else row
        problem = Problem(code, place=place, row=number, column=column, text=text, details=details or {})
        (self.refusals if problem.level == "error" else self.problems).append(problem)

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
        """Tell the text a row has in columns that no record keeps; money in one refuses the table, since it
        would be lost.

        A running number says nothing, and is passed over.
        """
        for column in columns:
            text = " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
            if not text or column.field == words.SERIAL:
                continue
            is_money = column.is_money or "." in text or "," in text
            if not column.field and is_money and looks_like_amount(text):
                details = {"column_name": column.words or "–"}
                self.report("unknown-amount-column", row, column.words, text, details)
            else:
                self.report("text-outside-table", row, column.words, text)
