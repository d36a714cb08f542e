"""One form of a self-evaluation under construction: its labels, money, objectives, indicators and totals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budget.disclosure.amounts import MoneyUnit
from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.cells import Labelled, labelled, own_cells
from budget.disclosure.evaluations.indicators import Block, begins_block, block_at, read_block
from budget.disclosure.evaluations.money import (
    Heads,
    Money,
    heads_at,
    take_below as take_money_below,
    take_late_row,
    take_pairs,
)
from budget.disclosure.evaluations.money_by_source import take_by_source
from budget.disclosure.evaluations.objectives import OBJECTIVES, Objectives, take_below
from budget.disclosure.evaluations.totals import Totals
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.cells import level_doubt
from budget.disclosure.layouts.form_cells import Text, names_project
from budget.disclosure.layouts.form_draft import money_units_of, most_certain_departments
from budget.disclosure.layouts.form_labels import NO_FIELD
from budget.disclosure.layouts.headers import looks_like_amount
from budget.disclosure.layouts.indicator_rows import unwrapped
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import LooseLine, loose_line_of_form
from budget.disclosure.layouts.notes import is_note, is_placeholder
from budget.disclosure.layouts.preamble import line_of
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.records import Indicator
from budget.disclosure.self_evaluations import ActualIndicator, SelfEvaluation
from indicators.folding import fold

_NAMES: Final = (of_targets.NAME, of_targets.UNIT, words.CODE)
_STATES_UNIT: Final = re.compile(r"\(?(?:金额|资金|货币)?单位:(?:人民币)?[千百十]?[万亿]?元\)?")
_POINTS_IN_LABEL: Final = re.compile(r"[(（]\s*([0-9]{1,3}(?:\.[0-9]+)?)\s*分\s*[)）]")
_OF_BUDGET: Final = re.compile(r"预算执行|资金|预算")
# The most texts of a row below the indicators that is a line of text.
_LINE: Final = 1


@dataclass(slots=True)
class Draft:
    """A form while it is read."""

    ledger: Ledger
    row: int | None
    plain: dict[str, str] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    objectives: Objectives = field(default_factory=Objectives)
    totals: Totals = field(default_factory=Totals)
    indicators: list[ActualIndicator] = field(default_factory=list)
    money_units: list[str] = field(default_factory=list)
    # The departments that labels name, with their labels.
    departments: list[tuple[str, str]] = field(default_factory=list)
    has_actual_column: bool = False
    # The heads of the money above, until the indicators begin.
    heads: Heads | None = None

    @property
    def name(self) -> str:
        return self.plain.get(of_targets.NAME, "")

    @property
    def unit(self) -> str:
        return self.plain.get(of_targets.UNIT, "")

    def named_departments(self) -> list[str]:
        """The department that the form's most certain label names, several where they disagree."""
        return most_certain_departments(self.departments, self.row, self.ledger)

    @property
    def is_blank(self) -> bool:
        """Whether the form is a template: it states no result and no amount, and has no indicator."""
        states_money = any(re.search(r"[1-9]", text) for text in self.money.texts)
        texts = [self.name, self.objectives.of(words.ACTUAL)]
        return not self.indicators and not states_money and all(map(is_placeholder, texts))

    @property
    def is_evaluation(self) -> bool:
        """Whether the form says what became of money, objective or targets."""
        return bool(self.money.items or self.objectives.of(words.ACTUAL) or self.has_actual_column)

    def record(self, unit: str, money_unit: MoneyUnit) -> SelfEvaluation:
        """Return the form's record, and report doubts about it. Amounts that are none refuse the form by the
        ledger.
        """
        budget, sources = self.money.settled(money_unit, self.ledger)
        indicators = tuple(replace(one, position=at) for at, one in enumerate(self.indicators, start=1))
        if not self.name:
            self.ledger.report("no-name", self.row)
        report_doubts(indicators, self.ledger, has_actual=self.has_actual_column)
        if self.objectives.other:
            self.ledger.report("text-outside-table", self.row, text=self.objectives.other)
        totals = self.totals.settled(indicators, budget.points)
        for row, text in totals.others:
            self.ledger.report("text-outside-table", row, text=text)
        return SelfEvaluation(
            name=self.name,
            unit=self.unit or unit,
            row=self.row,
            place=self.ledger.where,
            code=self.plain.get(words.CODE, ""),
            budget=budget,
            sources=sources,
            objective=self.objectives.objective,
            actual_objective=self.objectives.of(words.ACTUAL),
            score=totals.score,
            total_points=totals.points,
            conclusion=totals.conclusion,
            indicators=indicators,
        )


def report_doubts(indicators: Sequence[ActualIndicator], ledger: Ledger, *, has_actual: bool) -> None:
    """Report indicators without a name, target or (where the form has their column) actual value, and levels
    that contradict one another.
    """
    for one in indicators:
        as_target = Indicator(one.position, level1=one.level1, level2=one.level2)
        doubt = level_doubt(as_target, ledger.where, one.row or 0, "")
        if doubt is not None:
            ledger.problems.append(doubt)
        if not one.name:
            ledger.report("no-name", one.row, text=one.target or one.actual)
        for value, which in ((one.target, "年度指标值"), (one.actual, "实际完成值")):
            if not value and (has_actual or which != "实际完成值"):
                details = {"position": str(one.position), "which": which}
                ledger.report("missing-target", one.row, text=one.name, details=details)


def draft_of(rows: Sequence[Row], where: str) -> Draft:
    """Read a form's rows, its money before the unit of money is known."""
    below = [*rows[1:], None]
    name = next((row for row, next_ in zip(rows, below, strict=True) if names_project(row, next_)), rows[0])
    draft = Draft(Ledger(where), name.number)
    rows = _without_loose_lines(rows, draft.ledger)
    at = 0
    while at < len(rows):
        at = _take(rows, at, draft)
    return draft


def _take(rows: Sequence[Row], at: int, draft: Draft) -> int:
    """Take the part of a form that begins at a row, and return the index of the row behind it."""
    row = rows[at]
    if begins_block(rows, at):
        return _take_block(rows, at, draft)
    if (heads := heads_at(rows, at)) is not None:
        for one in rows[at : at + heads.count]:
            draft.money_units += money_units_of(own_cells(one))
            _take_points(one, draft)
        units = [money_units_of(own_cells(one)) for one in rows[at + heads.count : at + heads.count + 1]]
        draft.money_units += [unit for found in units for unit in found]
        draft.heads = heads
        return take_money_below(heads, rows, at + heads.count, draft.money, draft.ledger)
    if (behind := take_by_source(rows, at, draft.money, draft.ledger)) > at:
        for one in rows[at:behind]:
            draft.money_units += money_units_of(own_cells(one))
            _take_points(one, draft)
        return behind
    if draft.heads is not None and take_late_row(draft.heads, row, draft.money, draft.ledger):
        return at + 1
    behind = take_below(rows, at, draft.objectives)
    if behind > at:
        return behind
    _take_row(row, draft)
    return at + 1


def _without_loose_lines(rows: Sequence[Row], ledger: Ledger) -> list[Row]:
    """The rows of a form without lines of the printed page and notes, which are reported."""
    kept: list[Row] = []
    for row in rows:
        line = loose_line_of_form(row)
        if line is None or _has_label(row):
            kept.append(row)
        else:
            ledger.report_line(row, line)
    return kept


def _has_label(row: Row) -> bool:
    """Whether a row labels something of a self-evaluation; a note and a signature are none."""
    texts = [cell.text for cell in own_cells(row)]
    return any(words.meaning_of(text) not in (None, words.REMARKS, NO_FIELD) for text in texts)


def _take_block(rows: Sequence[Row], at: int, draft: Draft) -> int:
    def ends(index: int) -> bool:
        below = rows[index + 1] if index + 1 < len(rows) else None
        return heads_at(rows, index) is not None or names_project(rows[index], below)

    try:
        block = block_at(rows, at, ends, draft.ledger)
    except Refused as refusal:
        draft.ledger.refusals += refusal.problems
        return len(rows)
    draft.heads = None
    draft.has_actual_column |= any(column.field == words.ACTUAL for column in block.columns)
    _refuse_without_target(block, draft.ledger)
    draft.indicators += read_block(block, draft.ledger)
    for row in block.foot:
        if not draft.totals.take_row(row, block.columns):
            _take_row(row, draft)
    return block.end


def _refuse_without_target(block: Block, ledger: Ledger) -> None:
    """Refuse indicators without a column of targets and results beside columns whose headings are unknown."""
    known = {column.field for column in block.columns}
    if known & {of_targets.ANNUAL_TARGET, of_targets.PERIOD_TARGET, words.ACTUAL}:
        return
    unknown = [column for column in block.columns if not column.field and column.words]
    if any(cell.text for row in block.rows for column in unknown for cell in column.cells(row)):
        seen = " | ".join(of_targets.in_one_line(column.words) for column in block.columns if column.words)
        details = {"column_name": "实际完成值", "seen": seen}
        ledger.refusals.append(
            Problem("missing-column", place=ledger.where, row=block.header.number, details=details)
        )


def _take_points(row: Row, draft: Draft) -> None:
    """Take the points that the label of the money as a whole states (预算执行情况（10分）)."""
    for cell in own_cells(row):
        found = _POINTS_IN_LABEL.search(cell.text)
        if found and _OF_BUDGET.search(cell.text) and words.meaning_of(cell.text) != words.SCORE:
            draft.money.points = found[1]


def _take_row(row: Row, draft: Draft) -> None:
    """Take a row of labels and values; what is no label of the records is reported."""
    cells = own_cells(row)
    draft.money_units += money_units_of(cells)
    if len(cells) == 1 and is_note(cells[0].text) and not draft.totals.take_line(row, cells[0].text):
        draft.ledger.report_line(row, loose_line_of_form(row) or LooseLine(line_of(row)))
        return
    found, rest = labelled(cells, row)
    found, rest = take_pairs(found, rest, row, draft.money)
    for one in found:
        if one.value is not None:
            rest += _take_value(one, one.value, row, draft)
        elif not draft.totals.take_line(row, one.label.text) and _mentions_points(one.label.text):
            _take_points(row, draft)
    rest = [cell for cell in rest if not draft.totals.take_line(row, cell.text)]
    _report(rest, row, draft.ledger)


def _mentions_points(text: str) -> bool:
    return bool(_POINTS_IN_LABEL.search(text))


def _take_value(one: Labelled, value: Text, row: Row, draft: Draft) -> list[Text]:
    """Take a label with its value; returns what is not of the records."""
    text = value.text
    if one.meaning in OBJECTIVES:
        draft.objectives.take(one.meaning, text)
    elif one.meaning == of_targets.DEPARTMENT:
        draft.departments += [] if is_placeholder(text) else [(one.label.text, unwrapped(text))]
    elif one.meaning in _NAMES and one.meaning not in draft.plain:
        if not (is_placeholder(text) and one.meaning != of_targets.NAME):
            draft.plain[one.meaning] = unwrapped(text)
    elif draft.totals.take(one, row):
        pass
    elif not _says_nothing_new(one, text, draft):
        return [one.label, value]
    return []


def _says_nothing_new(one: Labelled, text: str, draft: Draft) -> bool:
    """Whether a label and its value have no field in the records by design (a code, a contact), hold what a
    template left, or repeat another label's.
    """
    if one.meaning == NO_FIELD:
        return not (of_targets.mentions_money(one.label.text) and looks_like_amount(text))
    known = draft.plain.get(one.meaning)
    return is_placeholder(text) or (known is not None and fold(known) == fold(text))


def _report(rest: Sequence[Text], row: Row, ledger: Ledger) -> None:
    """Report the cells of a row that are not of the records."""
    cells = [
        cell for cell in rest if not _STATES_UNIT.fullmatch(fold(cell.text)) and not is_placeholder(cell.text)
    ]
    if not cells:
        return
    if len(cells) == _LINE and words.is_label(cells[0].text):
        return
    text = "：".join(cell.text for cell in sorted(cells))
    is_money = any(of_targets.mentions_money(cell.text) for cell in cells) and any(
        looks_like_amount(cell.text) for cell in cells
    )
    ledger.report("other-money" if is_money else "text-outside-table", row, text=text)
