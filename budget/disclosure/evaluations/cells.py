"""The cells of a self-evaluation's row as labels and values."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from budget.disclosure.evaluations import words
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.form_cells import Text
from budget.disclosure.layouts.form_labels import NO_FIELD

_LABEL_AND_VALUE: Final = re.compile(r"(?P<label>[^:：\n]{2,20})[:：]\s*(?P<value>\S.*)", re.DOTALL)
_POINTS: Final = re.compile(r"[(（]\s*[0-9]{1,3}(?:\.[0-9]+)?\s*分\s*[)）]")
# One cell with several statements: 自评得分：95  自评等级：优.
_PARTS: Final = re.compile(r"\s{2,}|[\n\t；;]\s*|\s(?=[^\s:：]{2,10}[:：])")


class Labelled(NamedTuple):
    """A label with its meaning and its value, None where a blank or another label follows."""

    meaning: str
    label: Text
    value: Text | None


def own_cells(row: Row) -> list[Text]:
    """The row's cells with a text of their own; `评价结论：优` in one cell is a label and a value."""
    cells: list[Text] = []
    for at, cell in enumerate(row.cells):
        if not cell.text or cell.from_left or cell.from_above:
            continue
        if ":" not in cell.text and "：" not in cell.text:
            cells.append(Text(at, cell.text))
        else:
            cells += _split(at, cell.text)
    return cells


def _split(at: int, text: str) -> list[Text]:
    """The labels and values of a cell; the cell alone where it does not consist of them."""
    parts = [part for part in _PARTS.split(text.strip()) if part]
    found = [_LABEL_AND_VALUE.fullmatch(part.strip()) for part in parts]
    if len(parts) < 2 or None in found:
        found = [_LABEL_AND_VALUE.fullmatch(text)]
    pairs = [match for match in found if match is not None]
    if len(pairs) < len(found) or not all(_is_pair(match) for match in pairs):
        return [Text(at, text)]
    return [Text(at, part) for match in pairs for part in (match["label"], match["value"])]


def _is_pair(match: re.Match[str]) -> bool:
    is_note = _POINTS.fullmatch(match["value"].strip())  # 年度目标1：（40分）
    return words.is_label(match["label"]) and not is_note and not of_targets.money_unit_in(match[0])


def labelled(cells: Sequence[Text], row: Row) -> tuple[list[Labelled], list[Text]]:
    """The labels among a row's own cells with their values, and the other cells.

    The value of a label is the text behind it that is no label itself. A project may be named like a label:
    its name is the text right behind its label.
    """
    found: list[Labelled] = []
    rest: list[Text] = []
    at = 0
    while at < len(cells):
        cell, behind = cells[at], cells[at + 1] if at + 1 < len(cells) else None
        meaning = words.meaning_of(cell.text)
        at += 1
        if meaning is None:
            rest.append(cell)
        elif behind is not None and _is_value(meaning, cell, behind, row):
            found.append(Labelled(meaning, cell, behind))
            at += 1
        else:
            found.append(Labelled(meaning, cell, None))
    return found, rest


def _is_value(meaning: str, label: Text, behind: Text, row: Row) -> bool:
    if not words.is_label(behind.text):
        return True
    if meaning not in (of_targets.NAME, of_targets.ATTRIBUTE, words.CONCLUSION):
        return False
    is_of_other_kind = words.meaning_of(behind.text) not in (of_targets.DEPARTMENT, of_targets.UNIT, NO_FIELD)
    between = row.cells[label.at + 1 : behind.at]
    return is_of_other_kind and all(cell.from_left for cell in between)
