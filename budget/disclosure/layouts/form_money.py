"""The money of a form: which of its amounts are the fiscal year's.

Of several totals the one that names the fiscal year is taken, else one labelled as this year's (本年, 年度),
else the one without a year, else the whole project's. Of the sources those next to it are taken. An amount
of another year is never taken.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from budget.disclosure.amounts import parse_amount, states_no_amount
from budget.disclosure.grid import EMPTY, Row
from budget.disclosure.layouts import words, years
from budget.disclosure.layouts.form_cells import Pair, Text, own_cells
from budget.disclosure.layouts.form_labels import label_of
from budget.disclosure.layouts.headers import looks_like_amount
from budget.disclosure.problems import Problem

_MONEY: Final = words.MONEY | {words.NAMED_SOURCE}
_LONGEST_AMOUNT: Final = 20
_APPLIES: Final = re.compile(r"申请|申报")


class Item(NamedTuple):
    """An amount of a form: the number of its row, its label with its text, and the heads above it."""

    row: int
    pair: Pair
    head: str = ""

    def place(self) -> tuple[int, int]:
        """Its place in the form, for an order."""
        return (self.row, self.pair.label.at)

    @property
    def field(self) -> str:
        return self.pair.field

    @property
    def text(self) -> str:
        return self.pair.value.text if self.pair.value is not None else ""

    @property
    def is_bare(self) -> bool:
        """Whether its label is a word that any sum has (合计), without a head and a year."""
        label = self.pair.label.text
        is_unknown = self.field == words.TOTAL and label_of(label) is None
        return is_unknown and not self.head and not years.names_year(label)

    @property
    def label(self) -> str:
        return words.in_one_line(self.head + self.pair.label.text)


class Chosen(NamedTuple):
    """The fiscal year's amounts of a form by their fields, its sources by other names, and the others."""

    fields: dict[str, Item]
    named: tuple[Item, ...]
    others: tuple[Item, ...]


def amounts_of_year(items: Sequence[Item], fiscal_year: int, place: str) -> tuple[Chosen, list[Problem]]:
    """Choose the fiscal year's amounts; the problems refuse the form where that year's total is unclear."""
    items = _with_total_applied_for(_with_total_by_sum(items), fiscal_year)
    totals = [item for item in items if item.field == words.TOTAL and item.pair.value is not None]
    totals = [item for item in totals if not item.is_bare] or totals
    candidates = _most_certain(totals, fiscal_year)
    if totals and (not candidates or len({_fen(item.text) for item in candidates}) > 1):
        labels = [item.label for item in (candidates or totals)]
        row = (candidates or totals)[0].row
        return Chosen({}, (), tuple(items)), [years.unclear(labels, fiscal_year, place, row)]
    year = max(candidates, key=lambda item: item.pair.label.at, default=None)
    rivals = [
        item
        for item in totals
        if item is not year
        and year is not None
        and (item.row == year.row or years.certainty(item.label, fiscal_year) is None or item.head)
        and item not in candidates
    ]
    chosen: dict[str, Item] = {words.TOTAL: year} if year is not None else {}
    own = [item for item in items if item.field != words.TOTAL and _is_of(item, year, rivals, fiscal_year)]
    rivals_of_sources: list[Item] = []
    for name in words.MONEY - {words.TOTAL}:
        same = [item for item in own if item.field == name]
        same = [
            item
            for item in same
            if item.pair.value is not None or all(one.pair.value is None for one in same)
        ]
        certain = _most_certain(same, fiscal_year) if len(same) > 1 else same
        if certain:
            nearest = chosen[name] = min(certain, key=lambda item: _distance(item, year))
            rivals_of_sources += [item for item in certain if _is_by_another_name(item, nearest)]
    named = tuple(
        item for item in own if item.text and (item.field == words.NAMED_SOURCE or item in rivals_of_sources)
    )
    taken = [*chosen.values(), *named]
    others = tuple(item for item in items if item not in taken and not states_no_amount(item.text))
    return Chosen(chosen, named, others), []


def _with_total_by_sum(items: Sequence[Item]) -> Sequence[Item]:
    """Amounts without a total among them, the first one as the total where its label has no known meaning and
    it is the sum of the sources below it.
    """
    stated = [item for item in items if item.pair.value is not None]
    if len(stated) < 3 or any(item.field == words.TOTAL for item in stated):
        return items
    first, *sources = sorted(stated, key=Item.place)
    if first.field != words.NAMED_SOURCE or label_of(first.pair.label.text) is not None:
        return items
    fens = [_fen(item.text) for item in sources]
    summed = sum(fen for fen in fens if isinstance(fen, int))
    if _fen(first.text) != summed or any(isinstance(fen, str) for fen in fens):
        return items
    total = first._replace(pair=first.pair._replace(field=words.TOTAL))
    return [total if item is first else item for item in items]


def _with_total_applied_for(items: Sequence[Item], fiscal_year: int) -> Sequence[Item]:
    """Amounts of which the only total is the whole project's (项目总投资), with what is applied for in the
    year (本年度申请财政资金) as the year's total.
    """
    stated = [item for item in items if item.pair.value is not None]
    ranks = {years.certainty(item.label, fiscal_year) for item in stated if item.field == words.TOTAL}
    if not ranks or None in ranks or max(rank or 0 for rank in ranks) > years.WHOLE_PROJECT:
        return items
    own = [
        item
        for item in stated
        if item.field == words.FISCAL
        and (years.certainty(item.label, fiscal_year) or 0) >= years.SAYS_THIS_YEAR
        and _APPLIES.search(item.label)
    ]
    return [
        item._replace(pair=item.pair._replace(field=words.TOTAL)) if item in own[:1] else item
        for item in items
    ]


def _is_by_another_name(item: Item, chosen: Item) -> bool:
    """Whether a source of the same meaning as a chosen one is a further one: 单位资金 beside 其他资金."""
    return item is not chosen and words.bare_of(item.label) != words.bare_of(chosen.label)


def _most_certain(items: Sequence[Item], fiscal_year: int) -> list[Item]:
    ranks = [years.certainty(item.label, fiscal_year) for item in items]
    known = [rank for rank in ranks if rank is not None]
    return [item for item, rank in zip(items, ranks, strict=True) if known and rank == max(known)]


def _fen(text: str) -> int | str | None:
    try:
        return parse_amount(text, "万元")
    except ValueError:
        return text


def _is_of(item: Item, year: Item | None, rivals: Sequence[Item], fiscal_year: int) -> bool:
    """Whether a source belongs to the year's total, not to a nearer total or another year."""
    own_label = "" if item.field == words.CARRIED_OVER else item.pair.label.text
    certainty = years.certainty(item.head + own_label, fiscal_year)
    if certainty is None or (item.head and certainty > years.SAYS_NOTHING):
        return certainty is not None
    return year is None or all(_distance(item, year) <= _distance(item, rival) for rival in rivals)


def _distance(item: Item, total: Item | None) -> tuple[int, int, int]:
    """Return how far an amount is from a total: columns first, then rows, those below first."""
    if total is None:
        return (0, 0, -item.pair.label.at)
    columns = abs(item.pair.label.at - total.pair.label.at)
    return (columns, int(item.row < total.row), abs(item.row - total.row))


class Head(NamedTuple):
    """A head over amounts: its place, its text with that of the head above it, and the field it names."""

    at: int
    text: str
    field: str


def heads_over_heads(cells: Sequence[Text], below: Row | None, third: Row | None) -> tuple[Head, ...]:
    """The heads of amounts over two rows (2023年 | 2024年 over 合计 | 财政拨款 | 合计 | 财政拨款), or none.

    The lower row holds labels of money alone, the upper one a year or money over them, and the row below both
    an amount below one of them.
    """
    if below is None or third is None or not any(_is_head(cell.text) for cell in cells):
        return ()
    if any(_is_figure(cell.text) for cell in cells):
        return ()
    lower = own_cells(below)
    fields = [words.meaning_of(cell.text) for cell in lower]
    if len(lower) < 2 or any(field not in _MONEY for field in fields):
        return ()
    first = lower[0].at
    upper = [cell for cell in cells if cell.at >= first and _is_head(cell.text)]
    if not upper or any(cell.at >= first and cell not in upper for cell in cells):
        return ()
    if not any(looks_like_amount(cell.text) for cell in own_cells(third) if cell.at >= first):
        return ()
    heads = []
    for cell, field in zip(lower, fields, strict=True):
        over = next((head.text for head in reversed(upper) if head.at <= cell.at), "")
        heads.append(Head(cell.at, over + cell.text, field or words.TOTAL))
    return tuple(heads)


def _is_head(text: str) -> bool:
    return words.is_year(text) or words.meaning_of(text) in _MONEY


def _is_figure(text: str) -> bool:
    """Whether a text is an amount, and no year."""
    return looks_like_amount(text) and not words.is_year(text)


def heads_in(cells: Sequence[Text], below: Row | None) -> tuple[Head, ...]:
    """The heads among a row's own cells over the amounts of the row below (2024年预算 | 2025年预算), or none.

    Heads are two or more cells that name money or a year, without an amount in their row, and with an amount
    below one of them.
    """
    heads = [cell for cell in cells if _is_head(cell.text)]
    if below is None or len(heads) < 2 or any(_is_figure(cell.text) for cell in cells):
        return ()
    own = (at for at, cell in enumerate(below.cells) if cell.text and not cell.from_left)
    amounts = {at for at in own if looks_like_amount(below.cells[at].text)}
    while heads and heads[0].at not in amounts and not words.is_year(heads[0].text):
        del heads[0]  # 项目资金, the label of the rows
    if len(heads) < 2 or all(cell.at not in amounts for cell in heads):
        return ()
    return tuple(Head(cell.at, cell.text, words.meaning_of(cell.text) or "") for cell in heads)


def without(row: Row, heads: Sequence[Head]) -> Row:
    """A row of heads without them and the label of the money as a whole: its other labels and values."""
    places = {head.at for head in heads}
    for at, cell in enumerate(row.cells[: min(places, default=0)]):
        if words.mentions_money(cell.text) and label_of(cell.text) in (None, words.TOTAL):
            places.add(at)
    cells = tuple(EMPTY if at in places else cell for at, cell in enumerate(row.cells))
    return replace(row, cells=cells)


def items_below(heads: Sequence[Head], row: Row) -> list[Item]:
    """The amounts of a row below heads; none where the row is no row of theirs."""
    cells = own_cells(row)
    first = heads[0].at
    labels = [cell for cell in cells if cell.at < first]
    values = [cell for cell in cells if cell.at >= first]
    if not values or any(label_of(cell.text) is not None for cell in values):
        return []
    if not all(looks_like_amount(cell.text) or states_no_amount(cell.text) for cell in values):
        return []
    label = next((cell for cell in reversed(labels) if words.meaning_of(cell.text) in _MONEY), None)
    if labels and label is None:
        return []
    items = []
    for at, head in enumerate(heads):
        end = heads[at + 1].at if at + 1 < len(heads) else None
        value = next((cell for cell in values if cell.at >= head.at and (end is None or cell.at < end)), None)
        if value is None:
            continue
        field = words.meaning_of(label.text) if label is not None else None
        field = head.field if field in (None, words.TOTAL) and head.field in _MONEY else field
        text = label.text if label is not None else ""
        pair = Pair(field or words.TOTAL, Text(head.at, text), value)
        items.append(Item(row.number, pair, head.text))
    return items
