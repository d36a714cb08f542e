"""A form's indicators: one block of rows under a header, or two blocks (中期, 年度), one below the other or
side by side.

An indicator of the same levels and name in both blocks becomes one indicator with both targets. An
indicator of one block has that target only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words, years
from budget.disclosure.layouts.headers import Column, columns_of, continues, without_rivals
from budget.disclosure.layouts.indicator_rows import INDICATOR_FIELDS, IndicatorRows
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import LooseLine, loose_line_of_form
from budget.disclosure.layouts.notes import is_note
from budget.disclosure.layouts.preamble import line_of
from budget.disclosure.layouts.target_parts import told_apart
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.records import Indicator
from indicators.folding import fold

_IN_HEADER: Final = frozenset({words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME})
_TARGETS: Final = frozenset({words.PERIOD_TARGET, words.ANNUAL_TARGET})
_PERIOD_WORDS: Final = re.compile(r"中期|长期|实施期|实施周期|项目期|总体|总目标")
_YEAR_WORDS: Final = re.compile(r"年度|当年|本年")
# Texts below the indicators of a form, in the column of a level.
_FOOT: Final = re.compile(r"审核|审批|意见|说明|备注|填表|填报|负责人|联系|签字|签章|盖章|日期|问题|附件")
_LEVEL: Final = re.compile(r"指标|产出|效益|效果|满意|成本|影响|数量|质量|时效|投入|过程")


def is_indicator_header(row: Row) -> bool:
    """Whether a row is the header of a form's indicators."""
    meanings = {words.meaning_of(cell.text) for cell in row.cells if cell.text and not cell.from_left}
    levels = len(meanings & _IN_HEADER)
    return levels > 1 or (levels == 1 and not _TARGETS.isdisjoint(meanings))


def has_same_words(row: Row, header: Row) -> bool:
    """Whether a row is this header of indicators again; a heading over the rows' side may be missing."""
    own, known = ([fold(cell.text) for cell in one.cells if cell.text] for one in (row, header))
    return own == known or own == known[1:]


def continues_indicators(rows: Sequence[Row], header: Row) -> bool:
    """Whether rows without a header are indicators under this one: as many cells, and levels and names in
    their columns.
    """
    width = len(header.cells)
    columns = columns_of([header])
    levels = [column for column in columns if column.field in (words.LEVEL1, words.LEVEL2)]
    names = [column for column in columns if column.field == words.INDICATOR_NAME]
    if any(len(row.cells) > width for row in rows) or all(len(row.cells) < width for row in rows):
        return False
    texts = [cell.text for row in rows for column in levels for cell in column.cells(row)]
    has_names = any(column.text(row) for row in rows for column in names)
    return has_names and bool(texts) and all(len(text) < 20 and _LEVEL.search(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of indicators with the rows of their header, and whether they are the medium term's."""

    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    is_period: bool
    words_above: str

    @staticmethod
    def split(rows: Sequence[Row], words_above: str) -> list["Block"]:
        """Return the blocks of a form's rows from its first indicators' header on.

        A header repeated at a page break continues its block. `words_above`: the line right above the
        first header where it holds labels alone (`中期指标 | 年度指标`).
        """
        blocks: list[Block] = []
        at = 0
        while at < len(rows):
            end = at + 1
            while end < len(rows) and end < at + 2 and continues(rows[at:end], rows[end]):
                end += 1
            stop = next((n for n in range(end, len(rows)) if is_indicator_header(rows[n])), len(rows))
            kind = words_above if not blocks else ""
            block = Block(tuple(rows[at:end]), tuple(rows[end:stop]), _is_period(rows[at], kind), kind)
            if blocks and blocks[-1]._is_the_same_table(block):
                last = blocks[-1]
                blocks[-1] = replace(last, rows=(*last.rows, *block.rows))
            else:
                blocks.append(block)
            at = stop
        return blocks

    def _is_the_same_table(self, other: "Block") -> bool:
        return [row.texts for row in self.header] == [row.texts for row in other.header]


def read_blocks(blocks: Sequence[Block], fiscal_year: int, ledger: Ledger) -> list[Indicator]:
    """The indicators of a form, in order. Text that belongs to none of them goes into the ledger.

    Raises Refused where the columns of the targets cannot be told: unknown-heading, year-unclear,
    missing-column.
    """
    period: list[Indicator] = []
    year: list[Indicator] = []
    for block in blocks:
        for rest, right in _read(block, fiscal_year, ledger):
            period += [rest] if rest else []
            year += [right] if right else []
    return _matched(period, year)


def _is_period(header: Row, words_above: str) -> bool:
    first = fold(next((cell.text for cell in header.cells if cell.text), ""))
    text = first if (words.meaning_of(first) or "") not in _IN_HEADER else ""
    return bool(_PERIOD_WORDS.search(text)) and not _YEAR_WORDS.search(text) and not words_above


def _read(
    block: Block, fiscal_year: int, ledger: Ledger
) -> Iterator[tuple[Indicator | None, Indicator | None]]:
    """For each row the medium term's indicator and the year's."""
    header_row = block.header[0].number
    columns = told_apart(columns_of(block.header), block.rows, ledger.where, header_row)
    halves = _halves(columns, block)
    settled = [years.settled(half, fiscal_year, ledger.where, header_row) for half in halves]
    halves = [list(half) for half, _ in settled]
    for other in dict.fromkeys(column for _, others in settled for column in others):
        ledger.report("other-year", header_row, other.words, years.heading_of(other))
    columns = list(dict.fromkeys(column for half in halves for column in half))
    _refuse_without_target(columns, block, ledger)
    readers = [
        IndicatorRows([column for column in half if column.field in INDICATOR_FIELDS], ledger)
        for half in halves
    ]
    for row in block.rows:
        line = loose_line_of_form(row)
        if line is not None or _is_foot(row, columns):
            ledger.report_line(row, line or LooseLine(line_of(row)))
            continue
        found = [reader.read(row) for reader in readers]
        _report_rest(row, columns, any(found), ledger)
        if len(found) == 2:
            rest, right = found
            yield _as_period(rest), right
        elif block.is_period:
            yield _as_period(found[0]), None
        else:
            yield None, found[0]


def _refuse_without_target(columns: Sequence[Column], block: Block, ledger: Ledger) -> None:
    """Refuse indicators without a column of targets beside columns with text whose headings are unknown."""
    if _TARGETS & {column.field for column in columns}:
        return
    unknown = [column for column in columns if not column.field and column.words]
    if any(cell.text for row in block.rows for column in unknown for cell in column.cells(row)):
        seen = " | ".join(words.in_one_line(column.words) for column in columns if column.words)
        details = {"column_name": "指标值", "seen": seen}
        raise Refused(
            Problem("missing-column", place=ledger.where, row=block.header[0].number, details=details)
        )


def _halves(columns: Sequence[Column], block: Block) -> list[list[Column]]:
    """Return the columns of the medium term and of the year where a header has both side by side, else all.

    A single level 1 column belongs to both. The left half is the medium term's unless the words above
    assign the halves otherwise.
    """
    names = [at for at, column in enumerate(columns) if column.field == words.INDICATOR_NAME]
    if len(names) < 2:
        return [without_rivals(columns)]
    levels = [at for at, column in enumerate(columns) if column.field == words.LEVEL2]
    firsts = [at for at, column in enumerate(columns) if column.field == words.LEVEL1]
    cut = firsts[1] if len(firsts) > 1 else levels[1] if len(levels) > 1 else names[1]
    rest, right = list(columns[:cut]), list(columns[cut:])
    shared = [column for column in rest if column.field == words.LEVEL1 and len(firsts) < 2]
    shared += [column for column in rest if column.field == words.LEVEL2 and len(levels) < 2]
    halves = [rest, [*shared, *right]]
    above = fold("".join(column.group for column in columns) or block.words_above)
    year, period = _YEAR_WORDS.search(above), _PERIOD_WORDS.search(above)
    if year and period and year.start() < period.start():
        halves.reverse()
    return [without_rivals(half) for half in halves]


def _as_period(indicator: Indicator | None) -> Indicator | None:
    """An indicator of the medium term: its target is the period's."""
    if indicator is None:
        return None
    return replace(
        indicator, period_target=indicator.period_target or indicator.annual_target, annual_target=""
    )


def _matched(period: Sequence[Indicator], year: Sequence[Indicator]) -> list[Indicator]:
    """The year's indicators with the medium term's target of the same levels and name, and those the
    medium term has alone.
    """
    unmatched: dict[tuple[str, ...], list[Indicator]] = {}
    for one in period:
        unmatched.setdefault(_key(one), []).append(one)
    matched: list[Indicator] = []
    for one in year:
        same = unmatched.get(_key(one))
        if same and not one.period_target:
            one = replace(one, period_target=same.pop(0).period_target)
        matched.append(one)
    alone = [one for rest in unmatched.values() for one in rest]
    if not alone:
        return matched
    return sorted([*matched, *alone], key=lambda one: one.row or 0)


def _key(indicator: Indicator) -> tuple[str, ...]:
    return (fold(indicator.level1), fold(indicator.level2), fold(indicator.name))


def _is_foot(row: Row, columns: Sequence[Column]) -> bool:
    """True for a row below the indicators: a signature, an opinion, a note."""
    own = [
        (at, cell)
        for at, cell in enumerate(row.cells)
        if cell.text and not (cell.from_left or cell.from_above)
    ]
    if not own:
        return False
    at, first = own[0]
    if is_note(first.text):
        return True
    named = next((column for column in columns if column.field == words.INDICATOR_NAME), None)
    precedes_name = named is None or at < named.places[0]
    is_label = len(own) == 1 and first.text.endswith((":", "："))
    return precedes_name and (is_label or bool(_FOOT.search(first.text))) and not _LEVEL.search(first.text)


def _report_rest(row: Row, columns: Sequence[Column], has_indicator: bool, ledger: Ledger) -> None:
    """Report the text of a row in columns that were not read."""
    for column in columns:
        if column.field in INDICATOR_FIELDS or column.field == words.OTHER_YEAR:
            continue
        text = " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
        is_group = column.field == words.INDICATORS or not column.words
        if text and not (is_group and _LEVEL.search(text)):
            ledger.report("text-outside-table", row, column.words, text)
    width = max((max(column.places) for column in columns), default=-1) + 1
    beyond = [cell.text for cell in row.cells[width:] if cell.text and not cell.from_left]
    if beyond:
        ledger.report("text-outside-table", row, text=" ".join(beyond))
