"""Tables that a text draws with |, as Markdown does: a line is a row, with a | between two cells.

    | 项目名称 | 总计 | 财政拨款 |
    |----------|------|----------|
    | 供水     | 3.00 | 3.00     |

The outer marks may be missing, and so may the line of dashes. A | that is text is written \\|, a line break
within a cell <br>.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

# As for other separators: a header of four cells is the narrowest table.
_FEWEST: Final = 3
_MARK: Final = re.compile(r"(?<!\\)\|")
_DASHES: Final = re.compile(r"\s*:?-{3,}:?\s*")
_BREAK: Final = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)

Line = tuple[int, str]


def rows_of(text: str) -> list[tuple[int, list[str]]] | None:
    """Return every line with its number from 1 and its cells, one cell for a line outside the tables; None
    where the text has no such table.

    A table is at least two consecutive lines, blank ones ignored, with the same number of marks, three
    or more. Where the numbers differ, the meaning of | is ambiguous, and no line counts as a row.
    """
    lines = list(enumerate(text.split("\n"), start=1))
    tables = [run for run in _runs(lines) if len(run) > 1 and _marks(run[0][1]) >= _FEWEST]
    if not tables or any(line.count("\t") >= _FEWEST for _, line in lines):
        return None
    if any(len({_marks(line) for _, line in run}) > 1 for run in tables):
        return None
    if any(line.count(",") > _marks(line) for _, line in (run[0] for run in tables)):
        return None  # a table with commas, some of whose texts hold a |
    cells = {number: row for run in tables for number, row in _cells(run)}
    dashes = {number for run in tables for number, line in run if number not in cells}
    return [(number, cells.get(number, [line])) for number, line in lines if number not in dashes]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Return the runs of consecutive lines with marks, blank lines ignored. Where the first begins with a
    mark, all do: another line is no row. Where it does not, a line that does has as many marks, and an empty
    first cell.
    """
    run: list[Line] = []
    for number, line in lines:
        begins = line.lstrip().startswith("|")
        is_other = bool(run) and begins != run[0][1].lstrip().startswith("|")
        if line.strip() and is_other and not (begins and _marks(line) == _marks(run[0][1])):
            yield run
            run = []
        if _marks(line):
            run.append((number, line))
        elif line.strip() and run:
            yield run
            run = []
    if run:
        yield run


def _marks(line: str) -> int:
    return len(_MARK.findall(line))


def _cells(run: Sequence[Line]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table, without the lines of dashes and the outer marks."""
    split = [(number, _MARK.split(line)) for number, line in run]
    first = all(not cells[0].strip() for _, cells in split)
    last = all(not cells[-1].strip() for _, cells in split)
    for number, cells in split:
        inner = cells[first : len(cells) - last]
        if not all(_DASHES.fullmatch(cell) for cell in inner):
            yield number, [_BREAK.sub("\n", cell.replace("\\|", "|")) for cell in inner]
