"""The objective of a self-evaluation and what became of it: heads over texts, or labels beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.cells import own_cells
from budget.disclosure.evaluations.money import heads_at
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.form_cells import Text
from budget.disclosure.layouts.form_indicators import is_indicator_header
from budget.disclosure.layouts.form_labels import NO_FIELD

OBJECTIVES: Final = frozenset({of_targets.OBJECTIVE, of_targets.PERIOD_OBJECTIVE, words.ACTUAL})
# 2.项目实施内容及过程概述: the label of the next part.
_BEGINS_PART: Final = re.compile(r"\s*[0-9一二三四五]{1,2}[.、．].{2,20}(?:概述|概况|情况|说明|内容)\s*")
_MAY_STAND_BESIDE: Final = OBJECTIVES | {NO_FIELD, words.REMARKS, words.PART}


@dataclass(slots=True)
class Objectives:
    """The texts found, by meaning, in their order; those of one meaning make one text of several lines."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def take(self, meaning: str, text: str) -> None:
        texts = self.found.setdefault(meaning, [])
        if text not in texts:  # 年初绩效目标 beside 调整绩效目标
            texts.append(text)

    def of(self, meaning: str) -> str:
        return "\n".join(self.found.get(meaning, ()))

    @property
    def objective(self) -> str:
        """The year's objective; a form with one objective alone calls it 总体目标."""
        return self.of(of_targets.OBJECTIVE) or self.of(of_targets.PERIOD_OBJECTIVE)

    @property
    def other(self) -> str:
        """The objective of the whole period where the year's is beside it."""
        return self.of(of_targets.PERIOD_OBJECTIVE) if self.of(of_targets.OBJECTIVE) else ""


def take_below(rows: Sequence[Row], at: int, objectives: Objectives) -> int:
    """Take the texts below heads of objectives in the row at `at`, and return the index of the row behind
    them; `at` itself where the row holds no heads.
    """
    heads = _heads_in(rows[at])
    if not heads:
        return at
    end = at + 1
    places: set[int] = set()
    while end < len(rows) and (texts := _texts_in(rows, end, heads, places)) is not None:
        if not places:
            heads = _without_part(heads, texts)
        for cell in texts:
            head = next((one for one in reversed(heads) if one.at <= cell.at), heads[0])
            objectives.take(words.meaning_of(head.text) or "", cell.text)
        places |= {cell.at for cell in texts}
        end += 1
    return end


def _heads_in(row: Row) -> list[Text]:
    """The heads of objectives of a row that holds labels alone, what became of the objective among them."""
    cells = own_cells(row)
    if is_indicator_header(row):
        return []
    meanings = [words.meaning_of(cell.text) for cell in cells]
    if words.ACTUAL not in meanings or not all(meaning in _MAY_STAND_BESIDE for meaning in meanings):
        return []
    heads = [cell for cell, meaning in zip(cells, meanings, strict=True) if meaning in OBJECTIVES]
    return heads if len(heads) > 1 else []


def _texts_in(rows: Sequence[Row], at: int, heads: Sequence[Text], places: set[int]) -> list[Text] | None:
    """The texts of a row below heads, None for a row that is none of theirs. Below the first row of texts the
    others are those that have text in the same places alone.
    """
    row = rows[at]
    if is_indicator_header(row) or heads_at(rows, at) is not None:
        return None
    cells = [
        Text(place, cell.text)
        for place, cell in enumerate(row.cells)
        if cell.text and not cell.from_left and not cell.from_above
    ]
    if places:
        if any(words.is_label(cell.text) or _BEGINS_PART.fullmatch(cell.text) for cell in cells[:1]):
            return None
        return cells if cells and all(cell.at in places for cell in cells) else None
    is_below = all(cell.at >= heads[0].at for cell in cells)
    has_label = any(words.is_label(cell.text) for cell in cells[:1])
    return cells if cells and is_below and not has_label else None


def _without_part(heads: list[Text], texts: Sequence[Text]) -> list[Text]:
    """The heads without the label of the whole part (年度总体目标 | 预期目标 | 实际完成情况): the first one,
    where no text is below it and another head of its kind follows.
    """
    while len(heads) > 1 and all(cell.at >= heads[1].at for cell in texts):
        rest = [words.meaning_of(head.text) for head in heads[1:]]
        if len(heads) == 2 and words.ACTUAL in rest and words.meaning_of(heads[0].text) != words.ACTUAL:
            break  # 预期目标 alone is empty
        heads = heads[1:]
    return heads
