"""A form's money that stands in one text: 总额：100万元，其中：财政拨款80万元，自筹资金20万元。"""

import re
import unicodedata
from typing import Final, NamedTuple

from budget.disclosure.amounts import parse_amount
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_cells import Pair, Text
from budget.disclosure.layouts.form_money import Item
from budget.disclosure.layouts.headers import looks_like_amount

_LONGEST: Final = 400
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_PIECE: Final = re.compile(
    r"(?:其中[:：]?)?(?:[0-9]{1,2}[.、)]|[一二三四五六七八九十]{1,2}[、.])?"
    r"(?P<label>[^0-9:,，;；。、.\s]{2,20}?)[:为]?"
    r"(?P<amount>[0-9][0-9,]*(?:\.[0-9]+)?(?:万元|元|万)?)(?![0-9.年月日%]|,[0-9])"
)
_BETWEEN: Final = re.compile(r"[\s,，;；。、]*(?:其中[:：]?)?\s*")
# In such a text these words alone name sources.
_SHORT_NAMES: Final = {"其他": words.OTHER, "其它": words.OTHER, "自筹": words.OTHER, "财政": words.FISCAL}
_OF_MONEY: Final = words.MONEY | {words.NAMED_SOURCE}


class Stated(NamedTuple):
    """The amounts that a text states, and what its brackets say of parts of them."""

    items: list[Item]
    notes: tuple[str, ...]


def stated_in(pair: Pair, row: int) -> Stated | None:
    """The total and the sources in the text of a label of money; None where the text is not throughout
    amounts with known labels, or the sources are not the total.
    """
    if pair.field != words.TOTAL or pair.value is None or len(pair.value.text) > _LONGEST:
        return None
    if looks_like_amount(pair.value.text):
        return None
    text = unicodedata.normalize("NFKC", pair.value.text)
    text = f"总额{text}" if text[:1].isdecimal() else text  # 总额 is the label
    notes = tuple(note[1:-1] for note in _BRACKETS.findall(text))
    text = _BRACKETS.sub("", text)
    items: list[Item] = []
    at = 0
    while (match := _PIECE.match(text, start := _end_of_gap(text, at))) is not None:
        field = words.meaning_of(match["label"]) or _SHORT_NAMES.get(match["label"], "")
        if field not in _OF_MONEY:
            return None
        label = pair.label if field == words.TOTAL else Text(pair.value.at, match["label"])
        items.append(Item(row, Pair(field, label, Text(pair.value.at, match["amount"]))))
        at = match.end()
    if start < len(text) or not _add_up(items):
        return None
    return Stated(items, notes)


def _end_of_gap(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _add_up(items: list[Item]) -> bool:
    """Whether the first amount is a total, and the others are sources whose sum it is."""
    if len(items) < 2 or [item.field == words.TOTAL for item in items] != [True] + [False] * (len(items) - 1):
        return False
    written = {item.text[-1] in "元万" for item in items}
    try:
        fens = [parse_amount(item.text, "万元") or 0 for item in items]
    except ValueError:
        return False
    return len(written) == 1 and fens[0] == sum(fens[1:])
