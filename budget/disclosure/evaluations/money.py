"""The money of a self-evaluation: what was budgeted, adjusted and executed, with its points, rate and score.

Most forms have heads over a row for the year's money and a row for each source. Others have a label before
each amount (预算数 | 20 | 执行数 | 20). An only budget without words of when it was set is the one to which
the execution rate refers: the adjusted one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from budget.disclosure.amounts import MoneyUnit, states_no_amount
from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.cells import Labelled, own_cells
from budget.disclosure.evaluations.money_years import latest_pairs, of_latest_year, years_of
from budget.disclosure.grid import EMPTY, Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.form_cells import Text
from budget.disclosure.layouts.form_indicators import is_indicator_header
from budget.disclosure.layouts.headers import Column, columns_of, looks_like_amount
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.money import read_amount, read_named_amount
from budget.disclosure.layouts.years import years_named
from budget.disclosure.self_evaluations import MoneyRow, number_of
from indicators.folding import fold

SOURCES: Final = frozenset({*of_targets.MONEY, of_targets.NAMED_SOURCE}) - {of_targets.TOTAL}
# Meanings that a row's label may have in a self-evaluation's vocabulary and that are a total's there.
TOTALS: Final = frozenset({of_targets.TOTAL, words.ADJUSTED})
_TEXTS: Final = (words.POINTS, words.RATE, words.SCORE)
_NO_ROWS: Final = frozenset(
    {
        of_targets.OBJECTIVE,
        of_targets.PERIOD_OBJECTIVE,
        of_targets.NAME,
        of_targets.DEPARTMENT,
        of_targets.UNIT,
        of_targets.INDICATORS,
        words.ACTUAL,
        words.CODE,
        words.CONCLUSION,
        words.TOTAL_SCORE,
        words.REMARKS,
    }
)
_OF_FORM: Final = re.compile(r"自评|自我评价|评价|综合|总")
_ENDS_AS_TOTAL: Final = ("总额", "合计", "总计", "小计", "总数")


class Item(NamedTuple):
    """One row of money: its label and its texts by their meaning, before the unit of money is known."""

    row: Row
    label: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns of a form's money, each with its meaning, and the number of rows of their heading."""

    columns: tuple[Column, ...]
    count: int

    @property
    def first(self) -> int:
        return self.columns[0].places[0]

    @property
    def width(self) -> int:
        """The number of cells from the first column to the last."""
        return max(self.columns[-1].places) - self.first + 1


@dataclass(slots=True)
class Money:
    """The money of a form while it is read. `points` is what the label of the whole part states (10分)."""

    items: list[Item] = field(default_factory=list)
    points: str = ""
    # The years that the headings of its amounts name.
    years: set[int] = field(default_factory=set)
    # The places of labels with amounts beside them, for the rows of sources below.
    pairs: dict[int, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """The texts of all amounts."""
        return [text for item in self.items for name in words.AMOUNTS if (text := item.texts.get(name, ""))]

    def settled(self, money_unit: MoneyUnit, ledger: Ledger) -> tuple[MoneyRow, tuple[MoneyRow, ...]]:
        """Return the row of the year's money as a whole, and the rows of its sources.

        An amount of the whole that is none refuses the form; one of a source is reported.
        """
        items = [item for item in self.items if _states_anything(item)]
        at = _total_among(items)
        rows = [
            _money_row(item, money_unit, ledger, is_total=number == at) for number, item in enumerate(items)
        ]
        if at is None:
            return MoneyRow(points=self.points), tuple(rows)
        budget = rows[at]
        is_alone = items[at].label and not _is_total(items[at].label)
        sources = [row for number, row in enumerate(rows) if number != at or is_alone]
        return replace(budget, points=budget.points or self.points), tuple(sources)


def _states_anything(item: Item) -> bool:
    return any(
        looks_like_amount(text) or not states_no_amount(text)
        for name in words.AMOUNTS
        if (text := item.texts.get(name, ""))
    ) or any(number_of(item.texts.get(name, "")) is not None for name in _TEXTS)


def _total_among(items: Sequence[Item]) -> int | None:
    """The index of the row of all money: the one that is labelled so, the first without a label, the first
    one whose label ends like a total's, or a row that has no other beside it.
    """
    labels = [item.label for item in items]
    found = (
        [at for at, label in enumerate(labels) if _is_total(label)],
        [at for at, label in enumerate(labels) if not label],
        [at for at, label in enumerate(labels) if fold(label).rstrip(":").endswith(_ENDS_AS_TOTAL)],
        [0] if len(items) == 1 else [],
    )
    return next((some[0] for some in found if some), None)


def _is_total(label: str) -> bool:
    return words.meaning_of(label) in TOTALS


def _money_row(item: Item, money_unit: MoneyUnit, ledger: Ledger, *, is_total: bool) -> MoneyRow:
    read = read_amount if is_total else read_named_amount
    amounts = {
        name: read(text, money_unit, item.row, item.label or "资金总额", ledger)
        for name in words.AMOUNTS
        if (text := item.texts.get(name, ""))
    }
    return MoneyRow(
        label=of_targets.in_one_line(item.label),
        initial=amounts.get(words.INITIAL),
        adjusted=amounts.get(words.ADJUSTED),
        executed=amounts.get(words.EXECUTED),
        points=item.texts.get(words.POINTS, ""),
        rate=item.texts.get(words.RATE, ""),
        score=item.texts.get(words.SCORE, ""),
        row=item.row.number,
    )


def heads_at(rows: Sequence[Row], at: int) -> Heads | None:
    """Return the heads of money that begin at a row, None where it is no such row.

    They name what was executed, or two budgets, and stand over rows of amounts. A head over the rows' labels
    (年度预算数 over 总额) is none.
    """
    if not _may_be_heads(rows[at]):
        return None
    count = 2 if at + 1 < len(rows) and _is_second_row(rows[at + 1]) else 1
    found = [_with_meaning(column) for column in columns_of(rows[at : at + count])]
    columns = [column for column in found if column.field in words.OVER_MONEY]
    below = rows[at + count] if at + count < len(rows) else None
    while below is not None and columns and _is_label_in(columns[0], below):
        del columns[0]
    stated = {column.field for column in columns} & {*words.AMOUNTS}
    if words.EXECUTED not in stated and len(stated) < 2:
        return None
    columns = of_latest_year(columns)
    first = columns[0].places[0]
    unknown = [
        replace(column, field="", meaning="")
        for column in found
        if column.field not in words.OVER_MONEY
        and column.words
        and (column.field in SOURCES or (not column.field and column.places[0] > first))
    ]
    return Heads(tuple(sorted(_with_initial(columns) + unknown, key=lambda one: one.places)), count)


def _may_be_heads(row: Row) -> bool:
    texts = [cell.text for cell in row.cells if cell.text and not cell.from_left and not cell.from_above]
    meanings = [words.meaning_of(text) for text in texts]
    if sum(meaning in words.OVER_MONEY for meaning in meanings) < 2 or is_indicator_header(row):
        return False
    return not any(
        meaning is None and (looks_like_amount(text) or number_of(text) is not None)
        for text, meaning in zip(texts, meanings, strict=True)
    )


def _is_second_row(row: Row) -> bool:
    """Whether a row holds heads of money alone: the second row of their heading."""
    texts = [cell.text for cell in row.cells if cell.text and not cell.from_left and not cell.from_above]
    return bool(texts) and all(words.meaning_of(text) in words.OVER_MONEY for text in texts)


def _with_meaning(column: Column) -> Column:
    meaning = words.meaning_of(column.words) or ""
    if meaning not in words.OVER_MONEY and words.meaning_of(column.over) in words.OVER_MONEY:
        meaning = ""
    return replace(column, field=meaning, meaning=meaning)


def _is_label_in(column: Column, row: Row) -> bool:
    """Whether a row has a label, and no amount, below a head."""
    texts = [cell.text for cell in column.cells(row) if not cell.from_above]
    return bool(texts) and not any(
        looks_like_amount(text) or states_no_amount(text) or number_of(text) is not None for text in texts
    )


def _with_initial(columns: Sequence[Column]) -> list[Column]:
    """The columns, each meaning once. Of two budgets without 年初 the one without 调整 is the initial one;
    any further column of a meaning is unknown.
    """
    adjusted = [column for column in columns if column.field == words.ADJUSTED]
    plain = [column for column in adjusted if "调整" not in fold(column.words)]
    has_initial = any(column.field == words.INITIAL for column in columns)
    settled: list[Column] = []
    for column in columns:
        name = column.field
        if len(adjusted) == 2 and len(plain) == 1 and column is plain[0] and not has_initial:
            name = words.INITIAL
        if any(one.field == name for one in settled):
            name = ""
        settled.append(replace(column, field=name, meaning=name))
    return settled


def take_below(heads: Heads, rows: Sequence[Row], at: int, money: Money, ledger: Ledger) -> int:
    """Take the rows of money below heads, from the row at `at` on, and return the index of the row behind
    them.
    """
    money.pairs = {}
    money.years |= {year for column in heads.columns for year in years_of(column)}
    while at < len(rows) and (item := _item_below(heads, rows[at], ledger)) is not None:
        money.items.append(item)
        at += 1
    return at


def take_late_row(heads: Heads, row: Row, money: Money, ledger: Ledger) -> bool:
    """Take a row of a source or the total that another row parts from those below its heads; False where it
    is none.
    """
    cells = own_cells(row)
    labels = [cell for cell in cells if cell.at < heads.first]
    if not labels or words.meaning_of(labels[-1].text) not in SOURCES | {of_targets.TOTAL}:
        return False
    if not any(looks_like_amount(cell.text) for cell in cells if cell.at >= heads.first):
        return False
    item = _item_below(heads, row, ledger)
    money.items += [item] if item is not None else []
    return item is not None


def _item_below(heads: Heads, row: Row, ledger: Ledger) -> Item | None:
    """The item of a row below heads, None where it is another row."""
    if is_indicator_header(row):
        return None
    row = _aligned(row, heads)
    own = [
        (at, cell.text)
        for at, cell in enumerate(row.cells)
        if cell.text and not cell.from_left and not cell.from_above
    ]
    label = next((text for at, text in reversed(own) if at < heads.first), "")
    meaning = words.meaning_of(label)
    if meaning in _NO_ROWS:
        return None
    texts: dict[str, str] = {}
    others: list[str] = []
    covered: set[int] = set()
    for column in heads.columns:
        text = " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
        covered.update(column.places)
        if text and column.field in (*words.AMOUNTS, *_TEXTS):
            texts[column.field] = text
        elif text:
            others.append(f"{of_targets.in_one_line(column.words)}：{text}")
    others += [text for at, text in own if at >= heads.first and at not in covered]
    is_labelled = meaning in SOURCES or meaning in TOTALS
    amounts = [text for name in words.AMOUNTS if (text := texts.get(name, ""))]
    are_amounts = all(looks_like_amount(text) or states_no_amount(text) for text in amounts)
    if not (is_labelled or (are_amounts and any(map(looks_like_amount, amounts)))):
        return None
    if any(looks_like_amount(text) for at, text in own if at < heads.first and text != label):
        details = {"count": str(len(own)), "expected": str(len(heads.columns) + 1)}
        ledger.report("too-many-cells", row, text=" | ".join(text for _, text in own), details=details)
    for text in others:
        is_money = any(map(looks_like_amount, text.split("：")))
        ledger.report("other-money" if is_money else "text-outside-table", row, label, text)
    return Item(row, label, texts)


def _aligned(row: Row, heads: Heads) -> Row:
    """A row whose first amount stands left of the first head, moved to the heads: its file does not mark that
    the label of the whole part covers it. As many cells must be behind its label as the heads cover.
    """
    texts = [cell.text for cell in row.cells]
    first = next((at for at, text in enumerate(texts) if looks_like_amount(text)), None)
    if first is None or first == 0 or first >= heads.first:
        return row
    behind = len(texts) - first
    while behind > heads.width and not texts[first + behind - 1]:
        behind -= 1
    if behind != heads.width or not texts[first - 1]:
        return row
    return replace(row, cells=(*(EMPTY,) * (heads.first - first), *row.cells))


def take_pairs(
    found: Sequence[Labelled], rest: Sequence[Text], row: Row, money: Money
) -> tuple[list[Labelled], list[Text]]:
    """Take a row's labels of money with amounts beside them, and return its other labels and cells.

    The amounts of the year as a whole are labelled by what they are (预算数, 执行数); those of the sources in
    the rows below are in the same places, whatever their labels.
    """
    whole = [one for one in found if one.meaning in words.AMOUNTS and one.value is not None]
    if any(one.meaning == words.EXECUTED for one in whole):  # 资金总额 | 100 | 执行数 | 98
        budgets = {words.INITIAL, words.ADJUSTED} & {one.meaning for one in whole}
        totals = [one for one in found if one.meaning == of_targets.TOTAL and _is_amount_text(one.value)]
        if totals and not budgets:
            whole.append(totals[0]._replace(meaning=words.ADJUSTED))
            found = [one for one in found if one is not totals[0]]
    whole, earlier = latest_pairs(whole)
    money.years |= {year for one in whole for year in years_named(one.label.text)}
    rest = [*rest, *(cell for one in earlier for cell in (one.label, one.value) if cell is not None)]
    found = [one for one in found if one not in earlier]
    if any(_is_amount_text(one.value) for one in whole):
        along = [one for one in found if one.meaning in _TEXTS and one.value is not None]
        texts = {one.meaning: one.value.text for one in (*whole, *along) if one.value is not None}
        money.pairs |= {one.label.at: one.meaning for one in whole}
        _add_to_total(money, row, texts)
        return [one for one in found if one not in whole and one not in along], list(rest)
    along = [one for one in found if one.value is not None and _is_of_money(one)]
    if money.pairs and any(one.meaning == words.RATE for one in along):
        # A row of its own below the amounts: 执行率 | 90% | 分值 | 10 | 得分 | 9
        texts = {one.meaning: one.value.text for one in along if one.value is not None}
        _add_to_total(money, row, texts)
        return [one for one in found if one not in along], list(rest)
    known = [(one.label, one.value) for one in found if one.meaning in SOURCES | TOTALS]
    unknown = [pair for pair in zip(rest, rest[1:], strict=False) if pair[0].at != pair[1].at]
    places = [
        (label, value)
        for label, value in (*known, *unknown)
        if value is not None and label.at in money.pairs and _is_amount_text(value)
    ]
    if places:
        label = min(places)[0].text
        money.items.append(Item(row, label, {money.pairs[one.at]: value.text for one, value in places}))
    taken = {cell for pair in places for cell in pair}
    return [one for one in found if one.label not in taken], [cell for cell in rest if cell not in taken]


def _is_of_money(one: Labelled) -> bool:
    """Whether a label is of the money's points, rate or score; 自评得分 is the form's."""
    return one.meaning in _TEXTS and not _OF_FORM.match(of_targets.bare_of(one.label.text))


def _is_amount_text(value: Text | None) -> bool:
    return value is not None and (looks_like_amount(value.text) or states_no_amount(value.text))


def _add_to_total(money: Money, row: Row, texts: Mapping[str, str]) -> None:
    """Put amounts of the year as a whole to those that the rows above state."""
    if money.items and not money.items[0].label and not money.items[0].texts.keys() & texts.keys():
        first = money.items[0]
        money.items[0] = first._replace(texts={**first.texts, **texts})
    else:
        money.items.append(Item(row, "", dict(texts)))
