"""Tables with one row an indicator, as forms and flat tables have them: a row's cells become an indicator.

A blank level 1 or level 2 means "as above". A row that names no indicator and sets no target is a line of the
form that was left empty; so is one that holds what the template put there (……, 无, /).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.cells import level_doubt
from budget.disclosure.layouts.headers import Column
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.notes import is_example, is_page_number, is_placeholder
from budget.disclosure.layouts.preamble import line_of
from budget.disclosure.problems import Problem
from budget.disclosure.records import Indicator
from indicators.folding import fold

# Header's meaning -> the record's field; levels are dealt with apart.
_FIELDS: Final = {
    words.INDICATOR_NAME: "name",
    words.PERIOD_TARGET: "period_target",
    words.ANNUAL_TARGET: "annual_target",
    words.COMPARATOR: "comparator",
    words.UNIT_OF_MEASURE: "unit_of_measure",
    words.WEIGHT: "weight",
    words.DIRECTION: "direction",
    words.STANDARD: "standard",
}
_STATING_FIELDS: Final = frozenset({words.INDICATOR_NAME, words.PERIOD_TARGET, words.ANNUAL_TARGET})
_LINE_BREAK: Final = re.compile(r"\s*\n\s*")
_BETWEEN_WORDS: Final = re.compile(r"(?<=[A-Za-z])[ \t]*\n\s*(?=[A-Za-z])")
# 同上, with blanks within it.
_LONGEST_DITTO: Final = 10
INDICATOR_FIELDS: Final = frozenset({words.LEVEL1, words.LEVEL2, *_FIELDS})


@dataclass(slots=True)
class IndicatorRows:
    """Reads indicators row by row by the header's columns; remembers the levels for the rows that leave
    them blank.
    """

    columns: Sequence[Column]
    ledger: Ledger
    level1: str = ""
    level2: str = ""
    _stating: tuple[Column, ...] = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self._stating = tuple(column for column in self.columns if column.field in _STATING_FIELDS)

    def forget_levels(self) -> None:
        """Reset the levels and positions: another project begins."""
        self.level1 = self.level2 = ""
        self._count = 0

    def states(self, row: Row) -> bool:
        """Whether a row names an indicator or sets a target by itself, not only by a merge with the row
        above.

        A weight or comparator in an otherwise empty line belongs to the form's template.
        """
        return any(column.has_own_text(row) for column in self._stating)

    def read(self, row: Row) -> Indicator | None:
        """The indicator of a row, with its position among those read since the project began; None for a row
        that states none.
        """
        texts = {column.field: column.text(row) for column in self.columns}
        levels = (unwrapped(texts.get(level, "")) for level in (words.LEVEL1, words.LEVEL2))
        level1, level2 = ("" if is_placeholder(level) else level for level in levels)
        if level1 and level1 != self.level1:
            self.level1, self.level2 = level1, ""
        self.level2 = level2 or self.level2
        if not self.states(row):
            return None
        if _is_template(texts):
            self.ledger.report("template-row", row, text=line_of(row))
            return None
        stated = {name: texts.get(field, "") for field, name in _FIELDS.items()}
        self._count += 1
        return Indicator(
            position=self._count, level1=self.level1, level2=self.level2, row=row.number, **stated
        )


def _is_template(texts: Mapping[str, str]) -> bool:
    """Whether the texts of a row, by their columns' meaning, name no indicator and set no target."""
    name = texts.get(words.INDICATOR_NAME, "")
    targets = [texts.get(field, "") for field in (words.ANNUAL_TARGET, words.PERIOD_TARGET)]
    if is_page_number(name) or (len(name) <= _LONGEST_DITTO and fold(name) == "同上"):
        return not any(targets)
    if not is_placeholder(name):
        return False
    return is_example(name) or all(map(is_placeholder, targets))


def unwrapped(text: str) -> str:
    """Return a short text (a label, a name) without the line breaks of its narrow cell. A break between two
    Latin words becomes a blank.
    """
    return _LINE_BREAK.sub("", _BETWEEN_WORDS.sub(" ", text)) if "\n" in text else text


def numbered(indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """The indicators of a project with their positions, from 1."""
    return tuple(
        one if one.position == position else replace(one, position=position)
        for position, one in enumerate(indicators, start=1)
    )


def report_doubts(indicators: Sequence[Indicator], column: str, place: str, ledger: Ledger) -> None:
    """Report indicators without a name or target, and levels that contradict one another."""
    for one in indicators:
        row = one.row or 0
        doubt = level_doubt(one, place, row, column)
        if doubt is not None:
            ledger.problems.append(doubt)
        if not one.name:
            text = one.annual_target or one.period_target
            ledger.problems.append(Problem("no-name", place=place, row=row, column=column, text=text))
        if not one.annual_target:
            details = {"position": str(one.position), "which": "年度指标值"}
            ledger.problems.append(
                Problem("missing-target", place=place, row=row, column=column, text=one.name, details=details)
            )
