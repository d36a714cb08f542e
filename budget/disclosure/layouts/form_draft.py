"""One form under construction: its labels and values, its money, its objectives; then its record.

The year's funds are the project's amount (form_money.py). The funds of the whole project and of other years,
and labels without a field in the records, are reported with their text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from budget.disclosure.amounts import MoneyUnit
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_cells import (
    OBJECTIVES,
    PLAIN,
    Pair,
    Text,
    names_project,
    own_cells,
    pairs_of,
)
from budget.disclosure.layouts.form_indicators import Block, is_indicator_header, read_blocks
from budget.disclosure.layouts.form_labels import ENDS_ON, NO_FIELD, SPAN, STARTS_ON, label_of
from budget.disclosure.layouts.form_money import (
    Head,
    Item,
    amounts_of_year,
    heads_in,
    heads_over_heads,
    items_below,
    without,
)
from budget.disclosure.layouts.form_money_texts import stated_in
from budget.disclosure.layouts.form_objectives import Objectives, heads_over_texts
from budget.disclosure.layouts.form_sources import unknown_amounts_in, with_named_sources
from budget.disclosure.layouts.headers import looks_like_amount
from budget.disclosure.layouts.indicator_rows import numbered, report_doubts, unwrapped
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import loose_line_of_form
from budget.disclosure.layouts.money import read_amount
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.layouts.preamble import line_of, without_code
from budget.disclosure.layouts.wider_names import names_wider, specificity_of
from budget.disclosure.problems import Refused
from budget.disclosure.records import Amounts, Indicator, Project
from indicators.folding import fold

# A heading over columns as a whole: an objective's text (达到全年目标) must not match.
_GROUP: Final = re.compile(
    r"(?:项目)?(?:中期|长期|总体|实施期|实施周期|年度|全年|当年|本年度?|[0-9]{4}年度?)?(?:总体)?(?:绩效)?(?:指标|目标)值?"
    r"(?:\([^()]*\))?"
)
_SPAN: Final = re.compile(
    r"(?P<start>[0-9]{4}[^至到~～—–]*?)\s*(?:至|到|[~～]|[—–－]+|-{2,}|(?<=\s)-(?=\s)|(?<=[年月日])-|(?<=\.[0-9]{2})-)\s*(?P<end>[0-9]{4}.*)",
    re.DOTALL,
)
_YEARS_SPAN: Final = re.compile(r"(?P<start>[0-9]{4}年?)-(?P<end>[0-9]{4}年?)")
_STATES_UNIT: Final = re.compile(r"\(?(?:金额|资金|货币)?单位:(?:人民币)?[千百十]?[万亿]?元\)?")
_RANKS: Final = (
    (3, re.compile("主管")),
    (2, re.compile("一级|预算")),
    (1, re.compile("归口|管理|所属|业务")),
)
_OBJECTIVE: Final = re.compile(r"\s*(?:年度|当年|本年|总体|长期|中期|绩效|项目).{0,8}目标")
_LABEL_AND_TEXT: Final = 2
_LONGEST_SPAN: Final = 60
_LONGEST_LABEL: Final = 60
_YEAR: Final = re.compile(r"[0-9]{4}")
_CODE: Final = re.compile(r"编码|代码|编号|权重")


@dataclass(slots=True)
class Draft:
    """A form while it is read."""

    ledger: Ledger
    row: int
    plain: dict[str, str] = field(default_factory=dict)
    objectives: Objectives = field(default_factory=Objectives)
    money: list[Item] = field(default_factory=list)
    indicators: Sequence[Indicator] = ()
    money_units: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    amounts: Amounts = field(default_factory=Amounts)
    # The departments that labels name, with their labels.
    departments: list[tuple[str, str]] = field(default_factory=list)
    # Whether the row read last states money.
    is_below_money: bool = False
    # How specific the label of the project's name is.
    name_rank: int = 0

    @property
    def unit(self) -> str:
        return self.plain.get(words.UNIT, "")

    def takes_name(self, pair: Pair) -> bool:
        """Take the project's name by a label more or less specific than the one before (二级项目名称 beside
        项目名称): the less specific one names the wider project. False where it is no such label.
        """
        if pair.field != words.NAME or pair.value is None:
            return False
        name = unwrapped(pair.value.text)
        rank, known = specificity_of(pair.label.text), self.plain.get(words.NAME)
        if known is None:
            self.name_rank = rank
        if known is None or rank == self.name_rank:
            return False
        if is_placeholder(name):
            return True
        narrow, wide = (name, known) if rank > self.name_rank else (known, name)
        self.name_rank = max(rank, self.name_rank)
        self.plain[words.NAME] = narrow
        if fold(wide) != fold(narrow) and not is_placeholder(wide):
            names = dict.fromkeys(filter(None, (self.plain.get(words.WIDER_NAME), wide)))
            self.plain[words.WIDER_NAME] = "；".join(names)
        return True

    def named_departments(self) -> list[str]:
        """The department that the form's most certain label names; several where labels of equal certainty
        name different ones. Those of other labels are reported.
        """
        return most_certain_departments(self.departments, self.row, self.ledger)

    def settle_money(self, money_unit: MoneyUnit, fiscal_year: int) -> None:
        """Choose the year's funds among the amounts of the form, and report the others."""
        chosen, refusals = amounts_of_year(self.money, fiscal_year, self.ledger.where)
        self.ledger.refusals += refusals
        if refusals:
            return
        amounts = {
            name: read_amount(item.text, money_unit, item.row, item.label, self.ledger)
            for name, item in chosen.fields.items()
        }
        self.amounts = with_named_sources(Amounts().with_columns(amounts), chosen, money_unit, self.ledger)
        for item in chosen.others:
            self.ledger.report("other-money", item.row, item.label, item.text)

    def settle_indicators(self, fiscal_year: int) -> None:
        """Read the indicators; what makes them unreadable refuses the form. Objectives of other years are
        reported.
        """
        for text in self.objectives.leave_out_other_years(fiscal_year):
            self.ledger.report("text-outside-table", self.row, text=text)
        try:
            self.indicators = read_blocks(self.blocks, fiscal_year, self.ledger)
        except Refused as refusal:
            self.ledger.refusals += refusal.problems

    def project(self) -> Project:
        """Return the form's record, and report doubts about its indicators."""
        objective = self.objectives.texts.get(words.OBJECTIVE, "")
        period = self.objectives.texts.get(words.PERIOD_OBJECTIVE, "")
        if not objective:
            # A form with one objective alone calls it 总体目标: it is the year's.
            objective, period = period, ""
        name = self.plain.get(words.NAME, "")
        if not name:
            self.ledger.report("no-name", self.row)
        indicators = numbered(self.indicators)
        report_doubts(indicators, "", self.ledger.where, self.ledger)
        starts_on, ends_on = self._dates()
        return Project(
            name=name,
            row=self.row,
            amounts=self.amounts,
            objective=objective,
            indicators=indicators,
            place=self.ledger.where,
            period_objective=period,
            attribute="；".join(filter(None, map(self.plain.get, (words.ATTRIBUTE, words.WIDER_NAME)))),
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def _dates(self) -> tuple[str, str]:
        span = self.plain.get(SPAN, "")
        found = (_SPAN.fullmatch(span) or _YEARS_SPAN.fullmatch(span)) if len(span) <= _LONGEST_SPAN else None
        if found:
            return found["start"].strip(), found["end"].strip()
        if span and not _YEAR.search(span):
            self.ledger.report("text-outside-table", self.row, text=span)
            span = ""
        return self.plain.get(STARTS_ON, span), self.plain.get(ENDS_ON, "")


def most_certain_departments(
    departments: Sequence[tuple[str, str]], row: int | None, ledger: Ledger
) -> list[str]:
    """Return the department that the most certain of a form's labels names, several where labels of equal
    certainty name different ones. `departments` are labels with names; those of other labels are reported.
    """
    ranks = [_rank_of(label) for label, _ in departments]
    best = [name for rank, (_, name) in zip(ranks, departments, strict=True) if rank == max(ranks)]
    found = {fold(without_code(name)): name for name in reversed(best)}
    for label, name in departments:
        if fold(without_code(name)) not in found:
            ledger.report("text-outside-table", row, text=f"{label}：{name}")
    return list(found.values())[::-1]


def _rank_of(label: str) -> int:
    """How certainly a label of a department is that of the one in charge of the project."""
    bare = words.bare_of(label)
    return next((rank for rank, pattern in _RANKS if pattern.search(bare)), 0)


def draft_of(rows: Sequence[Row], where: str) -> Draft:
    """The labels and values of a form's rows, its indicators' rows set apart."""
    name_row = next(
        row for row, below in zip(rows, [*rows[1:], None], strict=True) if names_project(row, below)
    )
    draft = Draft(Ledger(where), name_row.number)
    rows = _without_loose_lines(rows, draft.ledger)
    first = next((at for at, row in enumerate(rows) if is_indicator_header(row)), len(rows))
    above, words_above = list(rows[:first]), ""
    if above and first < len(rows) and _is_group_row(above[-1]):
        words_above = line_of(above.pop())
    at = 0
    heads: tuple[Head, ...] = ()
    while at < len(above):
        row, below = above[at], above[at + 1] if at + 1 < len(above) else None
        at += 1
        if heads and (items := items_below(heads, row)):
            draft.money += items
            draft.money_units += money_units_of(own_cells(row))
            continue
        cells = own_cells(row)
        draft.money_units += money_units_of(cells)
        heads = heads_over_heads(cells, below, above[at + 1] if at + 1 < len(above) else None)
        if heads and below is not None:
            draft.money_units += money_units_of(own_cells(below))
            at += 1
            continue
        heads = heads_in(cells, below)
        if heads:
            row = without(row, heads)
            cells = own_cells(row)
        at += _take(row, cells, below, draft)
    draft.blocks = Block.split(_without_objectives(rows[first:], draft), words_above)
    return draft


def _without_loose_lines(rows: Sequence[Row], ledger: Ledger) -> list[Row]:
    """Return the rows of a form without the lines of text above its indicators, which are reported."""
    kept: list[Row] = []
    for at, row in enumerate(rows):
        if is_indicator_header(row):
            return [*kept, *rows[at:]]
        line = loose_line_of_form(row)
        if line is None:
            kept.append(row)
        else:
            ledger.report_line(row, line)
    return kept


def _without_objectives(rows: Sequence[Row], draft: Draft) -> list[Row]:
    """The rows of indicators without those of a further objective among them (年度目标2), which is taken."""
    kept: list[Row] = []
    for row in rows:
        pairs: list[Pair] = []
        first = next((cell.text for cell in row.cells if cell.text), "")
        if "目标" in first and _OBJECTIVE.match(first) and len(cells := own_cells(row)) == _LABEL_AND_TEXT:
            pairs = pairs_of(cells, row)
        if len(pairs) == 1 and pairs[0].field in OBJECTIVES and pairs[0].value is not None:
            draft.objectives.take(pairs[0])
        else:
            kept.append(row)
    return kept


def _is_group_row(row: Row) -> bool:
    """Whether a row right above an indicators' header assigns its columns (中期指标, 年度指标).

    An objective next to its label is no such row, whatever it ends in (确保完成全年目标).
    """
    cells = own_cells(row)
    are_objectives = {label_of(cell.text) in (words.OBJECTIVE, words.PERIOD_OBJECTIVE) for cell in cells}
    return are_objectives != {True, False} and all(_GROUP.fullmatch(fold(cell.text)) for cell in cells)


def _take(row: Row, cells: Sequence[Text], below: Row | None, draft: Draft) -> bool:
    """Read a row of labels and values into the draft, and return whether the row below was read as well:
    heads of objectives have their texts below.
    """
    heads = heads_over_texts(cells, below)
    if heads and below is not None:
        for text in draft.objectives.take_below(heads, below):
            draft.ledger.report("text-outside-table", below.number, text=text)
        return True
    pairs = pairs_of(cells, row)
    in_pairs = {cell for pair in pairs for cell in (pair.label, pair.value)}
    rest = [cell for cell in cells if cell not in in_pairs]
    if not pairs and (others := draft.objectives.continue_with(rest)) is not None:
        for text in others:
            draft.ledger.report("text-outside-table", row.number, text=text)
        return False
    draft.objectives.places = {}
    for pair in pairs:
        if _take_money(pair, row, draft, rest) or pair.value is None:
            continue
        if pair.field in OBJECTIVES:
            draft.objectives.take(pair)
        elif pair.field == words.ATTRIBUTE and words.ATTRIBUTE in draft.plain:
            draft.plain[pair.field] += f"；{unwrapped(pair.value.text)}"
        elif _names_none(pair) or draft.takes_name(pair):
            continue
        elif pair.field == words.DEPARTMENT:
            draft.departments.append((pair.label.text, unwrapped(pair.value.text)))
        elif (name := _plain_field(pair)) and name not in draft.plain:
            draft.plain[name] = unwrapped(pair.value.text)
        elif not _says_nothing_new(pair, draft):
            rest += [pair.label, pair.value]
    if draft.money and not draft.objectives.texts:
        unknown = unknown_amounts_in(rest, row, is_below_money=draft.is_below_money)
        draft.money += unknown
        taken = {cell for item in unknown for cell in (item.pair.label, item.pair.value)}
        rest = [cell for cell in rest if cell not in taken]
    draft.is_below_money = any(item.row == row.number for item in draft.money)
    _report_rest(rest, row, draft.ledger)
    return False


def _take_money(pair: Pair, row: Row, draft: Draft, rest: list[Text]) -> bool:
    """Take a label of money with its amount or amounts; False where it is none. What a text of several
    amounts notes in brackets is added to `rest`.
    """
    if (stated := stated_in(pair, row.number)) is not None:
        draft.money += stated.items
        rest += [Text(pair.label.at, note) for note in stated.notes]
        return True
    is_money = pair.field in words.MONEY or (pair.field == words.NAMED_SOURCE and pair.value is not None)
    draft.money += [Item(row.number, pair)] if is_money else []
    return is_money


def _names_none(pair: Pair) -> bool:
    """Whether a label of a department or unit has what a template left (/, 无)."""
    is_body = pair.field in (words.DEPARTMENT, words.UNIT)
    return is_body and pair.value is not None and is_placeholder(pair.value.text)


def _plain_field(pair: Pair) -> str:
    """The field of a label with a short text, "" of another; the label of a wider project has one."""
    if pair.field in PLAIN:
        return pair.field
    is_wider = pair.field == NO_FIELD and names_wider(pair.label.text)
    return words.WIDER_NAME if is_wider and pair.value and not is_placeholder(pair.value.text) else ""


def _says_nothing_new(pair: Pair, draft: Draft) -> bool:
    """Whether a label and its value have no field in the records, or repeat what another label states."""
    if pair.value is None:
        return True
    if pair.field == NO_FIELD:
        is_code = bool(_CODE.search(pair.label.text))
        return is_code or not (words.mentions_money(pair.label.text) and looks_like_amount(pair.value.text))
    return fold(draft.plain.get(pair.field, "")) == fold(pair.value.text)


def _report_rest(rest: Sequence[Text], row: Row, ledger: Ledger) -> None:
    """Report the cells of a row that are no label or value of the records; a line that only states the money
    unit is none of them.
    """
    cells = [cell for cell in rest if not _STATES_UNIT.fullmatch(fold(cell.text))]
    if not cells:
        return
    text = "：".join(cell.text for cell in sorted(cells))
    is_money = any(words.mentions_money(cell.text) for cell in cells)
    ledger.report("other-money" if is_money else "text-outside-table", row.number, text=text)


def money_units_of(cells: Sequence[Text]) -> list[str]:
    """The units of money that labels among a row's cells state."""
    texts = (cell.text for cell in cells if len(cell.text) <= _LONGEST_LABEL)
    labels = (text for text in texts if words.mentions_money(text) or label_of(text) in words.MONEY)
    return [unit for text in labels if (unit := words.money_unit_in(text))]
