"""Conditional formats of an XLSX sheet: how they change the look of its cells (ECMA-376 part 1, 18.3.1.10).

Of a rule that is not understood it is known only which cells it may be for. A cell whose text such a rule may
hide or strike out refuses the workbook.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.marked import INVISIBLE, STRUCK
from budget.disclosure.readers.package import Element, attribute, child_of, children_of
from budget.disclosure.readers.xlsx_formulas import Unknown, Value, column_letters, column_number, evaluated
from budget.disclosure.readers.xlsx_styles import CellStyle, Changes, changed, read_changes

_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_TRUE: Final = frozenset({"1", "true", "on"})
_COMPARED: Final = {
    "equal": "=", "notEqual": "<>", "greaterThan": ">", "lessThan": "<",
    "greaterThanOrEqual": ">=", "lessThanOrEqual": "<=",
}  # fmt: skip
# Rules that show a bar or a picture in the cell, and its number only where they do not say otherwise.
_WITH_PICTURE: Final = ("dataBar", "iconSet")
_LAST_PRIORITY: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class _Area:
    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule: its cells, its kind, what it compares with, and what it changes. `origin`: the cell for which
    its formulas are written.
    """

    areas: tuple[_Area, ...]
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

    rules: Sequence[_Rule] = ()
    values: dict[tuple[int, int], Value] = field(default_factory=dict)

    def style(self, row: int, column: int, style: CellStyle, place: str) -> CellStyle:
        """The style of a cell under the rules that hold for it.

        Raises Refused (condition-unclear) where its text may be hidden or struck out by one of which that
        cannot be told.
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
        found = changed(style, together)
        if (row, column) in self.values:
            for changes in unclear:
                other = changed(style, {**changes, **together})
                is_left_out = other.mark in (INVISIBLE, STRUCK) and other.mark != found.mark
                if is_left_out or other.code != found.code:
                    cell = f"{column_letters(column)}{row}"
                    details = {"cell": cell}
                    text = str(self.values[row, column])[:80]
                    raise Refused(
                        Problem("condition-unclear", place=place, row=row, text=text, details=details)
                    )
        return found


def conditions_of(elements: Iterable[Element], formats: Sequence[Changes]) -> Conditions:
    """The rules of a sheet that may hide or strike out text, by its elements conditionalFormatting; `formats`
    are the workbook's differential formats.
    """
    rules = [
        rule
        for element in elements
        for one in children_of(element, "cfRule")
        if (rule := _rule(one, element, formats)) is not None
    ]
    return Conditions(sorted(rules, key=lambda rule: rule.priority))


def _rule(element: Element, around: Element, formats: Sequence[Changes]) -> _Rule | None:
    """A rule; None for one that changes nothing of what is read."""
    inner = child_of(around, "sqref")
    areas = tuple(_areas(around.get("sqref") or (inner.text if inner is not None else "") or ""))
    if not areas:
        return None
    kind = element.get("type", "")
    number, own = element.get("dxfId", ""), child_of(element, "dxf")
    changes: Changes = {}
    if own is not None:
        changes = read_changes(own)
    elif number.isdecimal() and int(number) < len(formats):
        changes = formats[int(number)]
    if kind in _WITH_PICTURE:
        bar = child_of(element, kind)
        if bar is None or (attribute(bar, "showValue") or "1").lower() in _TRUE:
            return None
        kind, changes = "hidesNumber", {"code": ";;;"}
    if not changes:
        return None
    written = element.get("priority", "")
    formulas = tuple((one.text or "") for name in ("formula", "f") for one in children_of(element, name))
    return _Rule(
        areas=areas,
        origin=(min(area.top for area in areas), min(area.left for area in areas)),
        kind=kind,
        operator=element.get("operator", ""),
        text=element.get("text", "").casefold(),
        formulas=formulas,
        changes=changes,
        priority=int(written) if written.isdecimal() else _LAST_PRIORITY,
        stops=element.get("stopIfTrue", "").lower() in _TRUE,
    )


def _areas(text: str) -> Iterable[_Area]:
    for part in text.upper().split():
        if match := _AREA.fullmatch(part):
            left, top, right, bottom = match.groups()
            yield _Area(int(top), column_number(left), int(bottom or top), column_number(right or left))
