"""Collects the cells of a workbook's sheet and makes its grid, without what a printed sheet does not show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from budget.disclosure.grid import Cell, Grid, Omission, Row
from budget.disclosure.limits import CellCount
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.marked import END, settled
from budget.disclosure.readers.merging import Merge, sheet_rows

# The last column of any workbook.
_LAST_COLUMN = 16_384


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet as they come: row -> column -> text, from 1; its merged cells; what is hidden.

    `hidden_columns`: first and last column of each stretch.
    """

    place: str
    is_hidden: bool = False
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)

    def add_row(self, number: int, cells: Mapping[int, str]) -> None:
        """Add cells of a row, without the pieces of their texts that are not read (readers.marked)."""
        if not cells:
            return
        row = self.texts.setdefault(number, {})
        for column, text in cells.items():
            row[column] = self._settled(text, number) if END in text else text

    def _settled(self, text: str, row: int) -> str:
        shown, omitted = settled(text)
        self.omissions += [Omission(kind, piece, row, self.place) for kind, piece in omitted]
        return displayed(shown)

    def grid(self, count: CellCount) -> Grid:
        """The sheet as a grid without caption. Raises Refused where it has more cells than the limits let
        in.
        """
        rows = sheet_rows(self.texts, self.merges, count, self.place)
        if self.hidden_rows or self.hidden_columns:
            rows = self._visible(rows)
        return Grid(rows, self.place, omissions=tuple(self.omissions), is_hidden=self.is_hidden)

    def _visible(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        width = max((len(row.cells) for row in rows), default=0)
        hidden = {
            column
            for first, last in self.hidden_columns
            for column in range(first, min(last, width, _LAST_COLUMN) + 1)
        }
        rows = self._with_first_visible_parts(rows, hidden)
        visible: list[Row] = []
        in_columns: dict[int, list[str]] = {column: [] for column in sorted(hidden)}
        for row in rows:
            cells = [cell for at, cell in enumerate(row.cells, start=1) if at not in hidden]
            if row.number in self.hidden_rows:
                self._leave_out_row(row.number, cells)
                continue
            visible.append(replace(row, cells=tuple(cells)) if hidden else row)
            for column, texts in in_columns.items():
                cell = row.cells[column - 1] if column <= len(row.cells) else None
                if cell is not None and cell.text and not cell.from_above and not cell.from_left:
                    texts.append(cell.text)
        self.omissions += [
            Omission("hidden-column", "\t".join(texts), place=self.place)
            for texts in in_columns.values()
            if texts
        ]
        return tuple(row for row in visible if not row.is_blank)

    def _leave_out_row(self, number: int, cells: Sequence[Cell]) -> None:
        texts = ["" if cell.from_above or cell.from_left else cell.text.replace("\t", " ") for cell in cells]
        if any(texts):
            self.omissions.append(Omission("hidden-row", "\t".join(texts), number, self.place))

    def _with_first_visible_parts(self, rows: Sequence[Row], hidden: set[int]) -> list[Row]:
        """Return the rows with the first visible part of each merged cell as its first: its text is displayed
        there where the rows or columns before it are hidden.
        """
        shown = {row.number: row for row in rows if row.number not in self.hidden_rows}
        changed = {row.number: row for row in rows}
        for merge in self.merges:
            if merge.top not in self.hidden_rows and merge.left not in hidden:
                continue
            number = min((n for n in shown if merge.top <= n <= merge.bottom), default=None)
            column = next((c for c in range(merge.left, merge.right + 1) if c not in hidden), None)
            if number is None or column is None:
                continue
            for row in rows:
                if not merge.top <= row.number <= merge.bottom:
                    continue
                cells = list(changed[row.number].cells)
                for at in range(merge.left, min(merge.right, len(cells)) + 1):
                    # The parts before the first visible one count as later ones: nothing of them is lost.
                    above = row.number != number
                    left = at != column
                    cells[at - 1] = replace(cells[at - 1], from_above=above, from_left=left)
                changed[row.number] = replace(changed[row.number], cells=tuple(cells))
        return list(changed.values())
