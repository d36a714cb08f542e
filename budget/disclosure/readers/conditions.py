"""Conditional formats of a sheet: how they change the look of its cells, whatever the workbook's format.

Of a rule that is not understood it is known only which cells it may be for. A cell whose text such a rule may
hide, strike out or show refuses the workbook.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.marked import INVISIBLE, STRUCK
from budget.disclosure.readers.xlsx_formulas import Unknown, Value, column_letters, column_number, evaluated
from budget.disclosure.readers.xlsx_styles import CellStyle, Changes, changed

_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_COMPARED: Final = {
    "equal": "=", "notEqual": "<>", "greaterThan": ">", "lessThan": "<",
    "greaterThanOrEqual": ">=", "lessThanOrEqual": "<=",
}  # fmt: skip
_LEFT_OUT: Final = frozenset({INVISIBLE, STRUCK})
LAST_PRIORITY: Final = 1 << 30
# What a scale of colours may change of the cells of numbers beside the colours that it names.
SCALED: Final[Changes] = {"fill": "scale"}


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a sheet, from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its cells, its kind, what it compares with, and what it changes. `origin`: the cell for which
    its formulas are written.
    """

    areas: tuple[Area, ...]
    origin: tuple[int, int]
    kind: str
    operator: str
    text: str
    formulas: tuple[str, ...]
    changes: Changes
    priority: int
    stops: bool

    def holds(self, row: int, column: int, values: Mapping[tuple[int, int], Value]) -> bool:
        """Whether the rule holds for a cell. Raises Unknown where that cannot be told."""
        value = values.get((row, column), "")
        shown = str(value).casefold()
        match self.kind:
            case "hidesNumber":
                return isinstance(value, float)
            case "colorScale" if not isinstance(value, float):
                return False
            case "containsText":
                return self.text in shown
            case "notContainsText":
                return self.text not in shown
            case "beginsWith":
                return shown.startswith(self.text)
            case "endsWith":
                return shown.endswith(self.text)
            case "containsBlanks":
                return not shown.strip()
            case "notContainsBlanks":
                return bool(shown.strip())
            case "containsErrors":
                return shown.startswith("#")
            case "notContainsErrors":
                return not shown.startswith("#")
            case "expression" if self.formulas:
                return bool(self._evaluated(self.formulas[0], row, column, values))
            case "cellIs":
                return self._compares(row, column, values)
        raise Unknown(self.kind)

    def _compares(self, row: int, column: int, values: Mapping[tuple[int, int], Value]) -> bool:
        own = _written(values.get((row, column), ""))
        formulas = [f"({formula})" for formula in self.formulas]
        if self.operator in _COMPARED and len(formulas) == 1:
            formula = f"{own}{_COMPARED[self.operator]}{formulas[0]}"
        elif self.operator in ("between", "notBetween") and len(formulas) == 2:
            formula = f"AND({own}>={formulas[0]},{own}<={formulas[1]})"
        else:
            raise Unknown(self.operator)
        return bool(self._evaluated(formula, row, column, values)) != (self.operator == "notBetween")

    def _evaluated(
        self, formula: str, row: int, column: int, values: Mapping[tuple[int, int], Value]
    ) -> Value:
        offset = row - self.origin[0], column - self.origin[1]
        return evaluated(formula, offset, (row, column), values)


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return repr(value) if isinstance(value, float) else '"' + value.replace('"', '""') + '"'


@dataclass(slots=True)
class Conditions:
    """The conditional formats of a sheet. `values`: its cells as they are stored."""

    rules: Sequence[Rule] = ()
    values: dict[tuple[int, int], Value] = field(default_factory=dict)

    def style(self, row: int, column: int, style: CellStyle, place: str) -> CellStyle:
        """The style of a cell under the rules that hold for it.

        Raises Refused (condition-unclear) where its text may be hidden or struck out, or may be shown after
        all, by one of which that cannot be told.
        """
        together, unclear = self.changes(row, column)
        found = changed(style, together)
        if unclear and (row, column) in self.values:
            for changes in unclear:
                other = changed(style, {**changes, **together})
                if differ(found.mark, other.mark) or other.code != found.code:
                    raise self.refused(row, column, place)
        return found

    def changes(self, row: int, column: int) -> tuple[Changes, list[Changes]]:
        """What the rules that hold for a cell change together, and what each does of which it cannot be told
        whether it holds.
        """
        together: Changes = {}
        unclear: list[Changes] = []
        for rule in self.rules:
            if not any(area.holds(row, column) for area in rule.areas):
                continue
            try:
                holds = rule.holds(row, column, self.values)
            except Unknown:
                unclear.append({**rule.changes, **together})
                continue
            if holds:
                together = {**rule.changes, **together}  # the rule of the higher priority counts
                if rule.stops:
                    break
        return together, unclear

    def refused(self, row: int, column: int, place: str) -> Refused:
        """The refusal (condition-unclear) of a workbook for a cell."""
        details = {"cell": f"{column_letters(column)}{row}"}
        text = str(self.values[row, column])[:80]
        return Refused(Problem("condition-unclear", place=place, row=row, text=text, details=details))


def differ(one: str, other: str) -> bool:
    """Whether text of these two kinds differs in whether it is read."""
    return one != other and not _LEFT_OUT.isdisjoint((one, other))


def areas_in(text: str) -> Iterable[Area]:
    """The areas that a text names (A1:B2 $D$1)."""
    for part in text.upper().split():
        if match := _AREA.fullmatch(part):
            left, top, right, bottom = match.groups()
            yield Area(int(top), column_number(left), int(bottom or top), column_number(right or left))
