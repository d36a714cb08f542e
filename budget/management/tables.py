"""Tables that commands print: drawn on a terminal, a line for each row elsewhere."""

from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_table(console: Console, table: Table) -> None:
    """Print a table. A file, whose width nobody knows, gets each row on one line: heading and value of each
    cell that is not empty, in full.
    """
    if console.is_terminal:
        console.print(table)
        return
    lines = [str(table.title)] if table.title else []
    headings = [_plain(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        cells = [
            f"{heading} {cell}".strip()
            for heading, cell in zip(headings, map(_plain, row), strict=True)
            if cell
        ]
        lines.append(" · ".join(cells))
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _plain(cell: object) -> str:
    return cell.plain if isinstance(cell, Text) else Text.from_markup(str(cell)).plain
