"""The indicators of a self-evaluation: one row each, with its target as restated and what came of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budget.disclosure.evaluations import words
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.form_indicators import is_indicator_header
from budget.disclosure.layouts.headers import Column, columns_of
from budget.disclosure.layouts.indicator_rows import unwrapped
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import loose_line_of_form
from budget.disclosure.layouts.notes import is_example, is_note, is_page_number, is_placeholder
from budget.disclosure.layouts.preamble import line_of
from budget.disclosure.layouts.target_parts import told_apart
from budget.disclosure.self_evaluations import ActualIndicator
from indicators.folding import fold

# Meaning of a heading -> field of the record; levels are dealt with apart.
_FIELDS: Final = {
    of_targets.INDICATOR_NAME: "name",
    of_targets.ANNUAL_TARGET: "target",
    of_targets.PERIOD_TARGET: "period_target",
    of_targets.COMPARATOR: "comparator",
    of_targets.UNIT_OF_MEASURE: "unit_of_measure",
    of_targets.DIRECTION: "direction",
    of_targets.STANDARD: "standard",
    words.POINTS: "points",
    words.ACTUAL: "actual",
    words.SCORE: "score",
    words.REASON: "reason",
    words.MEASURES: "measures",
}
INDICATOR_FIELDS: Final = frozenset({of_targets.LEVEL1, of_targets.LEVEL2, *_FIELDS})
_OF_RESULTS: Final = frozenset({words.POINTS, words.ACTUAL, words.SCORE, words.REASON, words.MEASURES})
_STATING: Final = frozenset(
    {of_targets.INDICATOR_NAME, of_targets.ANNUAL_TARGET, of_targets.PERIOD_TARGET, words.ACTUAL}
)
_PARTS_OF_VALUE: Final = frozenset(
    {"", of_targets.COMPARATOR, of_targets.UNIT_OF_MEASURE, of_targets.ANNUAL_TARGET, words.ACTUAL}
)
_OVER_HEADER: Final = _OF_RESULTS | {
    of_targets.INDICATORS,
    of_targets.ANNUAL_TARGET,
    of_targets.PERIOD_TARGET,
}
_SCORED: Final = frozenset({words.POINTS, words.SCORE})
# A column that is not read, and no part of a target.
OTHER: Final = "other"
_LEVELS: Final = frozenset({of_targets.LEVEL1, of_targets.LEVEL2, of_targets.INDICATOR_NAME})
_LONGEST_HEADER: Final = 3
_LEVEL: Final = re.compile(r"指标|产出|效益|效果|满意|成本|影响|数量|质量|时效|投入|过程|预算执行")
_FOOT: Final = frozenset(
    {*words.BELOW, of_targets.OBJECTIVE, of_targets.NAME, of_targets.DEPARTMENT, of_targets.UNIT, words.CODE}
)


@dataclass(frozen=True, slots=True)
class Block:
    """Indicators under a header: its columns, the rows of indicators, and the rows below them, which hold the
    total, the conclusion and signatures. `end` is the index of the row behind it.
    """

    columns: tuple[Column, ...]
    header: Row
    rows: tuple[Row, ...]
    foot: tuple[Row, ...]
    end: int


def block_at(rows: Sequence[Row], at: int, ends: Callable[[int], bool], ledger: Ledger) -> Block:
    """Return the block whose header begins at a row. `ends` says of a row's index that another part of the
    form begins there.

    Raises Refused (unknown-heading) where the columns of a target cannot be told.
    """
    below = at + header_rows(rows, at)
    columns = with_results(columns_of(rows[at:below]))
    own: list[Row] = []
    foot: list[Row] = []
    end = below
    words_of_header = [_words_of(row) for row in rows[at:below]]
    while end < len(rows) and not ends(end):
        row = rows[end]
        if is_indicator_header(row):
            repeated = rows[end : end + len(words_of_header)]
            if [_words_of(one) for one in repeated] != words_of_header:
                break
            end += len(words_of_header)
            continue
        if is_foot(row, columns):
            foot.append(row)
        elif (line := loose_line_of_form(row)) is not None:
            ledger.report_line(row, line)
        else:
            own.append(row)
        end += 1
    settled = told_apart(columns, own, ledger.where, rows[at].number)
    return Block(tuple(without_rivals(settled, own)), rows[at], tuple(own), tuple(foot), end)


def begins_block(rows: Sequence[Row], at: int) -> bool:
    """Whether a row is the header of indicators, or a row of headings alone above it (绩效指标 | 年度指标值
    over 一级指标 | 指标性质).
    """
    if is_indicator_header(rows[at]):
        return True
    if at + 1 == len(rows) or not is_indicator_header(rows[at + 1]):
        return False
    texts = [cell.text for cell in rows[at].cells if cell.text and not cell.from_left and not cell.from_above]
    meanings = {words.meaning_of(text) for text in texts}
    return meanings <= _OVER_HEADER and len(meanings) > 1


def header_rows(rows: Sequence[Row], at: int) -> int:
    """The number of rows of the header that begins at a row: those below it whose own cells are headings."""
    count = 1
    while (
        count < _LONGEST_HEADER
        and at + count < len(rows)
        and _continues(rows[at + count - 1], rows[at + count])
    ):
        count += 1
    return count


def _continues(above: Row, row: Row) -> bool:
    own = [(at, cell) for at, cell in enumerate(row.cells) if cell.text and not cell.from_above]
    if not own:
        return True
    for at, cell in own:
        if cell.from_left:
            continue
        over = above.cells[at] if at < len(above.cells) else None
        is_free = over is None or not over.text or over.from_left or _spans(above, at)
        if words.meaning_of(cell.text) is None or not is_free:
            return False
    return True


def _spans(row: Row, at: int) -> bool:
    behind = row.cells[at + 1] if at + 1 < len(row.cells) else None
    return behind is None or behind.from_left or not behind.text


def _words_of(row: Row) -> list[str]:
    return [fold(cell.text) for cell in row.cells if cell.text]


def with_results(columns: Sequence[Column]) -> list[Column]:
    """The columns with those of results by their meaning; the parts of an actual value are one column."""
    found: list[Column] = []
    first_level = min((one.places[0] for one in columns if one.field in _LEVELS), default=-1)
    name_at = max((one.places[0] for one in columns if one.field in _LEVELS), default=-1)
    is_behind_results = False
    for column in columns:
        meaning = words.meaning_of(column.words) or ""
        if meaning == words.POINTS and first_level < column.places[0] < name_at:
            found.append(replace(column, field=OTHER, meaning=OTHER))  # those of a level
            continue
        if meaning == words.EXECUTED and column.places[0] > name_at > -1:
            meaning = words.ACTUAL  # 实际完成数
        is_behind_results |= meaning == words.ACTUAL
        if is_behind_results and not meaning and not column.field and column.words:
            found.append(replace(column, field=OTHER, meaning=OTHER))
            continue
        if column.places[0] < first_level:  # the label of the part: 绩效指标完成情况
            found.append(replace(column, field=of_targets.INDICATORS, meaning=of_targets.INDICATORS))
            continue
        if words.meaning_of(column.over) == words.ACTUAL and column.field in _PARTS_OF_VALUE:
            meaning = words.ACTUAL
            if found and found[-1].field == words.ACTUAL and found[-1].group == column.group:
                found[-1] = replace(found[-1], places=(*found[-1].places, *column.places))
                continue
        if meaning in _OF_RESULTS:
            column = replace(column, field=meaning, meaning=meaning)
        elif meaning == of_targets.OBJECTIVE or column.field in of_targets.MONEY:
            column = replace(column, field="", meaning="")
        found.append(column)
    return found


def without_rivals(columns: Sequence[Column], rows: Sequence[Row] = ()) -> list[Column]:
    """The columns, each meaning once: of those of one meaning the first with text in the rows. The others are
    unknown, and their texts are reported.
    """
    stating: dict[str, Column] = {}
    for column in columns:
        known = stating.get(column.field)
        if known is None or (not _has_text(known, rows) and _has_text(column, rows)):
            stating[column.field] = column
    settled: list[Column] = []
    for column in columns:
        name = column.field if stating[column.field] is column else ""
        if name == of_targets.UNIT_OR_MEASURE:
            name = of_targets.UNIT_OF_MEASURE
        settled.append(replace(column, field=name))
    return settled


def _has_text(column: Column, rows: Sequence[Row]) -> bool:
    return any(column.cells(row) for row in rows)


def is_foot(row: Row, columns: Sequence[Column]) -> bool:
    """Whether a row below the header of indicators is none: a total, a conclusion, a signature, a note."""
    own = [
        (at, cell)
        for at, cell in enumerate(row.cells)
        if cell.text and not (cell.from_left or cell.from_above)
    ]
    if not own:
        return False
    at, first = own[0]
    name_at = next(
        (one.places[0] for one in columns if one.field == of_targets.INDICATOR_NAME), len(row.cells)
    )
    if words.names_total(first.text):
        return True
    if at > name_at or _LEVEL.search(re.split("[:：]", first.text)[0]):
        return False
    if is_note(first.text):
        return True
    behind = {place for place, _ in own[1:]}
    values = {
        place
        for column in columns
        if column.field in (of_targets.ANNUAL_TARGET, words.ACTUAL)
        for place in column.places
    }
    states_indicator = at == name_at or name_at in behind
    if states_indicator and behind & values:
        return False
    label = re.split("[:：]", first.text)[0]
    is_label = words.names_total(label) or words.meaning_of(label) in _FOOT
    return is_label or (at < name_at and first.text.rstrip().endswith((":", "：")))


@dataclass(slots=True)
class ActualRows:
    """Reads indicators row by row; remembers the levels for the rows that leave them blank."""

    columns: Sequence[Column]
    ledger: Ledger
    level1: str = ""
    level2: str = ""
    _stating: tuple[Column, ...] = field(init=False)
    _scored: tuple[Column, ...] = field(init=False)
    # Columns of points and scores whose merged cell no indicator has yet.
    _open: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._stating = tuple(column for column in self.columns if column.field in _STATING)
        self._scored = tuple(column for column in self.columns if column.field in _SCORED)

    def forget_levels(self) -> None:
        """Reset the levels: another project begins."""
        self.level1 = self.level2 = ""

    def states(self, row: Row) -> bool:
        """Whether a row names an indicator, a target or an actual value by itself, not only by a merge with
        the row above.
        """
        return any(not cell.from_above for column in self._stating for cell in column.cells(row))

    def read(self, row: Row) -> ActualIndicator | None:
        """The indicator of a row, its position 0; None for a row that states none."""
        texts = {column.field: column.text(row) for column in self.columns if column.field}
        levels = (unwrapped(texts.get(name, "")) for name in (of_targets.LEVEL1, of_targets.LEVEL2))
        level1, level2 = ("" if is_placeholder(level) else level for level in levels)
        if level1 and level1 != self.level1:
            self.level1, self.level2 = level1, ""
        self.level2 = level2 or self.level2
        self._open |= {column.field for column in self._scored if _is_own(column, row)}
        if not self.states(row):
            return None
        if _is_template(texts):
            self.ledger.report("template-row", row, text=line_of(row))
            return None
        self._leave_out_merged(texts, row)
        stated = {name: texts.get(meaning, "") for meaning, name in _FIELDS.items()}
        return ActualIndicator(0, self.level1, self.level2, row=row.number, **stated)

    def _leave_out_merged(self, texts: dict[str, str], row: Row) -> None:
        """Leave out points and scores that are merged over several indicators and stand at the first of them;
        they are reported.
        """
        for column in self._scored:
            text = texts[column.field]
            if text and not is_placeholder(text) and column.field not in self._open:
                self.ledger.report("merged-score", row, column.words, text)
                texts[column.field] = ""
        self._open.clear()


def _is_own(column: Column, row: Row) -> bool:
    """Whether a row has a text in a column by itself, not by a merge with the row above."""
    return any(not cell.from_above for cell in column.cells(row))


def _is_template(texts: Mapping[str, str]) -> bool:
    """Whether the texts of a row name no indicator, set no target and state no result."""
    name = texts.get(of_targets.INDICATOR_NAME, "")
    values = [texts.get(meaning, "") for meaning in _STATING if meaning != of_targets.INDICATOR_NAME]
    if is_page_number(name) or fold(name) == "同上":
        return not any(values)
    if not is_placeholder(name):
        return False
    return is_example(name) or all(map(is_placeholder, values))


def read_block(block: Block, ledger: Ledger) -> list[ActualIndicator]:
    """The indicators of a block, their positions 0. Text in columns that are not read is reported."""
    reader = ActualRows(block.columns, ledger)
    found: list[ActualIndicator] = []
    for row in block.rows:
        indicator = reader.read(row)
        found += [indicator] if indicator is not None else []
        report_rest(row, block.columns, has_indicator=indicator is not None, ledger=ledger)
    return found


def report_rest(row: Row, columns: Sequence[Column], *, has_indicator: bool, ledger: Ledger) -> None:
    """Report the text of a row in columns that were not read, and what its results say where it has no
    indicator.
    """
    for column in columns:
        is_read = column.field in INDICATOR_FIELDS
        if is_read and (has_indicator or column.field not in (words.REASON, words.MEASURES)):
            continue
        text = " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
        is_group = column.field == of_targets.INDICATORS or not column.words
        says_nothing = column.field == of_targets.SERIAL or is_placeholder(text)
        if text and not says_nothing and not (is_group and _LEVEL.search(text)):
            ledger.report("text-outside-table", row, column.words, text)
    width = max((max(column.places) for column in columns), default=-1) + 1
    beyond = [cell.text for cell in row.cells[width:] if cell.text and not cell.from_left]
    if beyond:
        ledger.report("text-outside-table", row, text=" ".join(beyond))
