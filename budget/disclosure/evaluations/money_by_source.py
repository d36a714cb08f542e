"""The money of a self-evaluation in columns for the total and each source, and rows for what was budgeted and
executed.
"""

from collections.abc import Sequence
from typing import Final

from budget.disclosure.amounts import states_no_amount
from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.cells import own_cells
from budget.disclosure.evaluations.money import SOURCES, TOTALS, Item, Money
from budget.disclosure.grid import Row
from budget.disclosure.layouts.form_cells import Text
from budget.disclosure.layouts.headers import looks_like_amount
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.self_evaluations import number_of

_OF_ROWS: Final = frozenset({*words.AMOUNTS, words.ARRIVED, words.RATE, words.POINTS, words.SCORE})


def take_by_source(rows: Sequence[Row], at: int, money: Money, ledger: Ledger) -> int:
    """Take the money whose heads (年度资金总额 | 财政拨款 | 其他资金) begin at a row, and return the index of
    the row behind it; `at` itself where the row holds no such heads.
    """
    heads = _heads_in(rows[at])
    end = at + 1
    texts: dict[int, dict[str, str]] = {head.at: {} for head in heads}
    while heads and end < len(rows) and (label := _label_of(rows[end], heads)) is not None:
        meaning = words.meaning_of(label.text) or ""
        for head in heads:
            cell = rows[end].cells[head.at] if head.at < len(rows[end].cells) else None
            if cell is None or not cell.text or cell.from_above or cell.from_left:
                continue
            if meaning == words.ARRIVED or meaning in texts[head.at]:
                code = "other-money" if looks_like_amount(cell.text) else "text-outside-table"
                ledger.report(code, rows[end], head.text, f"{label.text}：{cell.text}")
            else:
                texts[head.at][meaning] = cell.text
        end += 1
    stated = [words.EXECUTED in own or words.ADJUSTED in own for own in texts.values()]
    if not any(stated):
        return at
    money.items += [Item(rows[at], head.text, texts[head.at]) for head in heads]
    return end


def _heads_in(row: Row) -> list[Text]:
    """The heads of a row that labels the total and sources, and states no amount; none where it does not."""
    cells = own_cells(row)
    heads = [cell for cell in cells if words.meaning_of(cell.text) in SOURCES | TOTALS]
    while len(heads) > 1 and heads[0].at == cells[0].at:
        del heads[0]  # the label of the whole part
    first = heads[0].at if heads else 0
    if len(heads) < 2 or any(cell.at >= first and cell not in heads for cell in cells):
        return []
    are_sources = sum(words.meaning_of(head.text) in SOURCES for head in heads)
    return heads if are_sources and not any(looks_like_amount(cell.text) for cell in cells) else []


def _label_of(row: Row, heads: Sequence[Text]) -> Text | None:
    """The label of a row of amounts below heads, None for another row."""
    cells = own_cells(row)
    labels = [cell for cell in cells if cell.at < heads[0].at]
    values = [cell for cell in cells if cell.at >= heads[0].at]
    if not labels or words.meaning_of(labels[-1].text) not in _OF_ROWS:
        return None
    places = {head.at for head in heads}
    are_values = all(
        cell.at in places
        and (looks_like_amount(cell.text) or states_no_amount(cell.text) or number_of(cell.text) is not None)
        for cell in values
    )
    return labels[-1] if are_values else None
