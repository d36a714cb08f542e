"""The objectives of a form: a label with its text beside it, or heads with their texts in the row below.

A cell that is itself a label or a head (预期目标, 年初设定目标, 实际完成情况) is never an objective's text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words, years
from budget.disclosure.layouts.form_cells import OBJECTIVES, Pair, Text, own_cells, pairs_in
from budget.disclosure.layouts.form_labels import NO_FIELD, label_of

# A head of unknown words: a short noun, no sentence of what is to be done.
_HEAD: Final = re.compile(
    r"(?!确保|完成|实现|达到|达成|保障|保证|做好|开展|提高|提升)[^\W\d_]{1,8}(?:目标|情况|成果|内容|结果|说明|设定)"
)


class Head(NamedTuple):
    """A head over a text: the field of the objective, "" where the text is none, and its cell."""

    field: str
    cell: Text


@dataclass(slots=True)
class Objectives:
    """The objectives of a form while it is read.

    `found` are the texts with their fields and labels, in order. `places` are the columns of the last row of
    texts, with their fields and labels, for a row below that continues them.
    """

    found: list[tuple[str, str, str]] = field(default_factory=list)
    places: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """The objectives by field."""
        texts: dict[str, str] = {}
        for name, _, text in self.found:
            texts[name] = "\n".join(filter(None, [texts.get(name, ""), text]))
        return texts

    def leave_out_other_years(self, fiscal_year: int) -> list[str]:
        """Leave out the objectives whose labels are of another year beside those of this one, and return them
        with their labels.
        """
        of_year = {name for name, label, _ in self.found if years.certainty(label, fiscal_year) is not None}
        other = [
            one for one in self.found if one[0] in of_year and years.certainty(one[1], fiscal_year) is None
        ]
        self.found = [one for one in self.found if one not in other]
        return [f"{label}：{text}" for _, label, text in other]

    def take(self, pair: Pair) -> None:
        """Take a label with its text beside it."""
        if pair.value is not None:
            self.found.append((pair.field, pair.label.text, pair.value.text))
            self.places[pair.value.at] = (pair.field, pair.label.text)

    def take_below(self, heads: Sequence[Head], below: Row) -> list[str]:
        """Take the texts below heads, each up to the column of the next head. Returns those that are none,
        with their heads.
        """
        cells = own_cells(below)
        ends = [head.cell.at for head in heads[1:]] + [1 << 30]
        others: list[str] = []
        self.places = {}
        taken: set[str] = set()
        for head, end in zip(heads, ends, strict=True):
            own = [cell for cell in cells if head.cell.at <= cell.at < end]
            text = "\n".join(cell.text for cell in own)
            if head.field and head.field not in taken and text:
                taken.add(head.field)
                self.found.append((head.field, head.cell.text, text))
                self.places |= {cell.at: (head.field, head.cell.text) for cell in own}
            elif text:
                others.append(f"{head.cell.text}：{text}")
                self.places |= {cell.at: ("", "") for cell in own}
        return others

    def continue_with(self, cells: Sequence[Text]) -> list[str] | None:
        """Add a row that only continues the texts above it, and return what continues none of the objectives;
        None where the row is another.
        """
        if not cells or any(cell.at not in self.places for cell in cells):
            return None
        others: list[str] = []
        for cell in cells:
            name, label = self.places[cell.at]
            if name:
                self.found.append((name, label, cell.text))
            else:
                others.append(cell.text)
        return others


def heads_over_texts(cells: Sequence[Text], below: Row | None) -> list[Head]:
    """The heads among a row's own cells whose texts are in the row below it, none where there are none.

    A label of objectives on their left without a text below it is that of the whole part
    (年度总体目标 | 预期目标 | 实际完成情况).
    """
    if below is None or not any(label_of(cell.text) in OBJECTIVES for cell in cells) or pairs_in(below):
        return []
    texts = {cell.at for cell in own_cells(below)}
    part = label_of(cells[0].text) or ""
    has_part = len(cells) > 1 and part in OBJECTIVES and not any(at < cells[1].at for at in texts)
    heads = [_head(cell, texts) for cell in (cells[1:] if has_part else cells)]
    if not texts or min(texts) < cells[has_part].at or None in heads:
        return []
    known = [head for head in heads if head is not None]
    if not any(head.field for head in known):
        if not has_part or label_of(known[0].cell.text) == words.ACTUAL:
            return []
        known[0] = Head(part, known[0].cell)
    return known


def _head(cell: Text, texts: set[int]) -> Head | None:
    label = label_of(cell.text)
    if label in OBJECTIVES:
        return Head(label or "", cell)
    if label == words.ACTUAL or label == NO_FIELD and cell.at in texts:
        return Head("", cell)
    if label is None and cell.at in texts and _HEAD.fullmatch(cell.text):
        return Head("", cell)
    return None
