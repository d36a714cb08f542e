"""Finds tables inside a grid: the header, the meaning of its columns, and the rows below it.

Headers have one to three rows, grouped (`资金来源` over `财政拨款 | 其他资金`) with or without merged
cells. The order of columns is free. A header repeated at a page break is no row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from budget.disclosure.amounts import is_amount
from budget.disclosure.grid import EMPTY, Cell, Grid, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.level_names import name_levels
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.layouts.preamble import goes_on, identifies_table, line_of
from indicators.folding import fold

_LONGEST_HEADER = 3
# Longer text is no column's name. Most cells of a table are excluded by their length alone.
_LONGEST_WORDS = 60
_LONGEST_AMOUNT = 80
_STATEMENT = re.compile(r"[:：]\s*[^\s)）]|[:：]\s*$")
# Fewer known columns than this are coincidence.
_FEWEST_KNOWN = 3
# One of these must be among the columns: a table without them is no performance target table.
_OF_PERFORMANCE = frozenset(
    {words.OBJECTIVE, words.INDICATORS, words.INDICATOR_NAME, words.LEVEL1, words.LEVEL2, words.ANNUAL_TARGET}
)
_NO_DEPARTMENT = frozenset({"", "合计", "总计", "小计", "总合计"})
_TARGETS = frozenset({words.ANNUAL_TARGET, words.PERIOD_TARGET})
_LONGEST_PART = 6
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_SUBTOTAL_WORDS = frozenset({"小计", "合计", "总计", "金额", "资金", "总额", "预算数"})
_SOURCES = frozenset({words.FISCAL, words.SPECIAL, words.OTHER, words.CARRIED_OVER})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `field` is its meaning ("" where the words are unknown), `words` the header's words, `places` its
    indices in a row, `group` the words of the groups that the header puts it into ("" where there is
    none), `over` those of the nearest one. `meaning` is the meaning of its words even where another
    column has that field.
    """

    field: str
    words: str
    places: tuple[int, ...]
    group: str = ""
    meaning: str = ""
    over: str = ""

    @property
    def money_unit(self) -> str | None:
        """The money unit that the header states of this column, else None."""
        return words.money_unit_in(self.words)

    @property
    def is_money(self) -> bool:
        if self.field:
            return self.field in words.MONEY or self.field == words.NAMED_SOURCE
        return words.mentions_money(self.words)

    def cells(self, row: Row) -> tuple[Cell, ...]:
        """The cells with text that a row has here; a cell merged from the left is its first column's."""
        if len(self.places) == 1:
            cell = _cell(row, self.places[0])
            return (cell,) if cell.text and not cell.from_left else ()
        return tuple(cell for at in self.places if (cell := _cell(row, at)).text and not cell.from_left)

    def has_own_text(self, row: Row) -> bool:
        """Whether a row has a text here by itself, not by a merge with the row above."""
        for at in self.places:
            cell = _cell(row, at)
            if cell.text and not cell.from_above and not cell.from_left:
                return True
        return False

    def text(self, row: Row) -> str:
        """Return the row's text in this column, "" where it has none. A blank separates cells under one
        merged header.
        """
        if len(self.places) == 1:
            cell = _cell(row, self.places[0])
            return "" if cell.from_left else cell.text
        cells = self.cells(row)
        return cells[0].text if len(cells) == 1 else " ".join(cell.text for cell in cells)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, in order, how many cells wide it is, and its rows' words (folded) to know
    it again.
    """

    columns: tuple[Column, ...]
    width: int
    rows: tuple[tuple[str, ...], ...] = ()
    _by_field: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_field", {one.field: one for one in reversed(self.columns)})

    def begins(self, rows: Sequence[Row]) -> bool:
        """Whether these rows begin with this header."""
        return tuple(_own_words(row) for row in rows[: len(self.rows)]) == self.rows

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def unknown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.field)

    def column(self, field: str) -> Column | None:
        """The column of a meaning; the first where there are two."""
        return self._by_field.get(field)

    @property
    def seen(self) -> str:
        """The header's words, for a message."""
        return " | ".join(column.words.replace("\n", "") for column in self.columns if column.words)


@dataclass(frozen=True, slots=True)
class Table:
    """A header, the rows above it (back to the table before it) and the rows under it, repeated headers and
    blank rows aside. `row` is the number of the header's first row.
    """

    header: Header
    above: tuple[Row, ...]
    rows: tuple[Row, ...]
    row: int | None = None

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that a column of the table's own names (主管部门), each once."""
        column = self.header.column(words.DEPARTMENT)
        found = (column.text(row) for row in self.rows) if column else ()
        return tuple({fold(text): text for text in found if not _names_none(text)}.values())

    def with_department(self, department: str) -> "Table":
        """The table of a department, whose column of departments names this one alone or is left as it is."""
        if [fold(text) for text in self.departments] != [fold(department)]:
            return self
        columns = tuple(
            replace(column, field=words.OF_THE_TABLE) if column.field == words.DEPARTMENT else column
            for column in self.header.columns
        )
        return replace(self, header=replace(self.header, columns=columns))


def _names_none(text: str) -> bool:
    return fold(text) in _NO_DEPARTMENT or is_placeholder(text)


def tables_in(grid: Grid) -> list[Table]:
    """Return the tables of a grid, in order.

    A repeated header begins a new table only where the lines before it have new text.
    """
    rows = [row for row in grid.rows if not row.is_blank]
    tables: list[Table] = []
    start = 0
    while (found := _find_header(rows, start)) is not None:
        first, end, header = found
        above = rows[start:first]
        known = {_line(row) for row in above} | {fold(line.text) for line in grid.caption}
        body: list[Row] = []
        at = end
        new_table = False
        while at < len(rows) and not new_table:
            if _is_repeated(rows, at, header):
                lead_in = _lead_in(body, header)
                lines = [line_of(row) for row in lead_in]
                continued = {i for i, line in enumerate(lines) if goes_on(line, known)}
                identifying = [
                    i for i, line in enumerate(lines) if i not in continued and identifies_table(line)
                ]
                if any(_line(lead_in[i]) not in known for i in identifying):
                    at -= len(lead_in) - identifying[0]
                    del body[len(body) - len(lead_in) + identifying[0] :]
                    new_table = True
                else:
                    body[len(body) - len(lead_in) :] = [
                        row for i, row in enumerate(lead_in) if i not in continued and _line(row) not in known
                    ]
                    at += len(header.rows)
            else:
                body.append(rows[at])
                at += 1
        tables.append(Table(header, tuple(above), tuple(body), rows[first].number))
        start = at
        if not new_table:
            break
    return tables


def _find_header(rows: Sequence[Row], start: int) -> tuple[int, int, Header] | None:
    for at in range(start, len(rows)):
        if not _may_begin(rows[at]):
            continue
        end = at + 1
        while end < min(len(rows), at + _LONGEST_HEADER) and continues(rows[at:end], rows[end]):
            end += 1
        texts = (cell.text for row in rows[at:end] for cell in row.cells)
        if _OF_PERFORMANCE.isdisjoint(map(words.meaning_of, texts)):
            continue
        header = _header(rows[at:end])
        if len(header.fields) >= _FEWEST_KNOWN and header.fields & _OF_PERFORMANCE:
            return at, end, header
    return None


def _is_repeated(rows: Sequence[Row], at: int, header: Header) -> bool:
    """Whether the header's rows are repeated from `at` on. The first cell alone excludes nearly every row."""
    first = rows[at].cells[0].text if rows[at].cells else ""
    if len(first) > _LONGEST_WORDS or (fold(first) if first else "") != header.rows[0][0]:
        return False
    return header.begins(rows[at : at + len(header.rows)])


def _may_begin(row: Row) -> bool:
    """True where two cells of a row or more are header words; `单位：万元` is a statement, not one."""
    own = [cell.text for cell in row.cells if cell.text and not cell.from_left]
    return len(own) > 1 and sum(_is_known(text) for text in own) > 1


def _is_known(text: str) -> bool:
    return len(text) <= _LONGEST_WORDS and words.meaning_of(text) is not None and not _STATEMENT.search(text)


def continues(above: Sequence[Row], row: Row) -> bool:
    """True where `row` is the second or third row of a header: no amounts, and nothing but header words below
    the names' column.
    """
    own = [(at, cell) for at, cell in enumerate(row.cells) if cell.text and not cell.from_above]
    if not own:  # merged with the row above throughout
        return True
    may_be_part = any(words.meaning_of(cell.text) for _, cell in own)
    are_levels = len(own) > 1 and "指标" in own[0][1].text and _are_levels(above[-1], own)
    for at, cell in own:
        if words.meaning_of(cell.text) is None and not (
            words.mentions_money(cell.text)
            or words.is_year(cell.text)
            or are_levels
            or words.is_result(cell.text)
            or (words.is_level(cell.text) and words.is_over_sources(_group_over(above[-1], at)))
            or (may_be_part and _is_part_of_target(above[-1], at, cell.text))
        ):
            return False
        over = _cell(above[-1], at)
        if words.meaning_of(over.text) == words.NAME and words.meaning_of(cell.text) != words.NAME:
            return False
        is_repeated = fold(over.text) == fold(cell.text)
        if over.text and not (over.from_left or is_repeated or _is_group(above[-1], at)):
            return False
    return True


def _are_levels(above: Row, own: Sequence[tuple[int, Cell]]) -> bool:
    return name_levels([cell.text for _, cell in own if not cell.from_left]) and all(
        words.meaning_of(_group_over(above, at)) == words.INDICATORS for at, _ in own
    )


def _is_part_of_target(above: Row, at: int, text: str) -> bool:
    """Whether a word of unknown meaning names a part of a target: a short one under a group of targets."""
    is_short_word = len(text) <= _LONGEST_PART and bool(_WORD.fullmatch(text))
    return is_short_word and words.meaning_of(_group_over(above, at)) in _TARGETS


def _group_over(above: Row, at: int) -> str:
    """The words of the heading over a cell: of the cell above it, else of the next one to the left."""
    return next((cell.text for cell in reversed(above.cells[: at + 1]) if cell.text), "")


def _is_group(row: Row, at: int) -> bool:
    """True where the cell at `at` spans more than its own column: merged to the right, or with blanks behind
    it.
    """
    behind = _cell(row, at + 1)
    return behind.from_left or not behind.text


def _header(rows: Sequence[Row]) -> Header:
    return Header(tuple(without_rivals(columns_of(rows))), _width(rows), tuple(map(_own_words, rows)))


def _width(rows: Sequence[Row]) -> int:
    return max((at + 1 for row in rows for at, cell in enumerate(row.cells) if cell.text), default=0)


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """The columns under a header of these rows, two of one meaning among them where the header has them."""
    columns: list[Column] = []
    for at in range(_width(rows)):
        path = _path(rows, at)
        text = path[-1] if path else ""
        if columns and all(_cell(row, at).from_left for row in rows) and columns[-1].words == text:
            last = columns[-1]
            columns[-1] = replace(last, places=(*last.places, at))
            continue
        field = _field(path)
        columns.append(Column(field, text, (at,), "".join(path[:-1]), field, "".join(path[-2:-1])))
    return columns


def _path(rows: Sequence[Row], at: int) -> list[str]:
    """Return the words above a column, top first. A group's words without a merge extend over the blanks to
    the right.
    """
    path: list[str] = []
    for depth, row in enumerate(rows):
        text = _cell(row, at).text
        if not text and depth < len(rows) - 1 and _cell(rows[depth + 1], at).text:
            text = next((cell.text for cell in reversed(row.cells[:at]) if cell.text), "")
        if text and (not path or path[-1] != text):
            path.append(text)
    return path


def _field(path: Sequence[str]) -> str:
    if not path:
        return ""
    field = words.meaning_of(path[-1])
    over = words.meaning_of(path[-2]) if len(path) > 1 else None
    if field is None and words.is_year(path[-1]):
        return over or words.TOTAL
    if field is None and over in _TARGETS:
        return over or ""
    if over in _SOURCES and fold(path[-1]) in _SUBTOTAL_WORDS:
        return over or ""
    if field == words.NAMED_SOURCE and any(words.meaning_of(over) in _SOURCES for over in path[:-1]):
        return ""  # a part of the source above it, no source beside it
    return field or ""


def without_rivals(columns: Sequence[Column]) -> list[Column]:
    """Each meaning once: of two columns of one meaning the later is unknown, lest a figure be taken for
    another.

    单位 alone is settled here: the unit of measure behind an indicator's name, the budget unit before it.
    """
    known: set[str] = set()
    settled: list[Column] = []
    for column in columns:
        field = column.field
        if field == words.UNIT_OR_MEASURE:
            field = words.UNIT_OF_MEASURE if words.INDICATOR_NAME in known else words.UNIT
        if field in known:
            field = ""
        known.add(field)
        settled.append(column if field == column.field else replace(column, field=field))
    return settled


def _lead_in(body: Sequence[Row], header: Header) -> Sequence[Row]:
    """The rows right before a repeated header that hold a single text: the title and lines that a page break
    repeats with it.
    """
    count = 0
    for row in reversed(body):
        if not _is_line(row, header):
            break
        count += 1
    return body[len(body) - count :]


def _is_line(row: Row, header: Header) -> bool:
    """Whether a row has text and no amount."""
    for column in header.columns:
        if column.field in words.MONEY:
            for cell in column.cells(row):
                if looks_like_amount(cell.text):
                    return False
    return len([cell for cell in row.cells if cell.text and not cell.from_left]) <= 4


def looks_like_amount(text: str) -> bool:
    """Whether a text is an amount of money, whatever its unit; the text of a cell that states none is not."""
    return len(text) <= _LONGEST_AMOUNT and bool(_DIGIT.search(text)) and is_amount(text)


def _line(row: Row) -> str:
    return fold(line_of(row))


def _own_words(row: Row) -> tuple[str, ...]:
    texts = [fold(cell.text) if cell.text else "" for cell in row.cells]
    return tuple(texts[: max((at + 1 for at, text in enumerate(texts) if text), default=0)])


def _cell(row: Row, at: int) -> Cell:
    return row.cells[at] if at < len(row.cells) else EMPTY
