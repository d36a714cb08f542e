"""Conditional formats of an XML spreadsheet of 2003.

A rule that compares a cell with constants is understood. Of another one it is known only which cells it may
be for.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from budget.disclosure.readers.conditions import LAST_PRIORITY, Area, Conditions, Rule
from budget.disclosure.readers.html_colors import WHITE as WHITE_COLOR, are_alike, color_of
from budget.disclosure.readers.package import Element, attribute, child_of, children_of
from budget.disclosure.readers.xlsx_styles import WHITE, Changes

_OPERATORS: Final = {
    "Between": "between", "NotBetween": "notBetween", "Equal": "equal", "NotEqual": "notEqual",
    "Greater": "greaterThan", "Less": "lessThan", "GreaterOrEqual": "greaterThanOrEqual",
    "LessOrEqual": "lessThanOrEqual",
}  # fmt: skip
_AREA: Final = re.compile(r"(?:R([0-9]{1,7}))?(?:C([0-9]{1,5}))?(?::(?:R([0-9]{1,7}))?(?:C([0-9]{1,5}))?)?")
_CONSTANT: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|\"(?:[^\"]|\"\")*\"")
_LAST: Final = 1_048_576


def conditions_of(elements: Iterable[Element]) -> Conditions:
    """The rules of a sheet, by its elements ConditionalFormatting."""
    return Conditions([rule for element in elements for rule in _rules(element)])


def _rules(element: Element) -> Iterator[Rule]:
    areas = tuple(_areas(_text(element, "Range")))
    for number, condition in enumerate(children_of(element, "Condition")):
        style = child_of(condition, "Format")
        changes = _changes(attribute(style, "Style") or "" if style is not None else "")
        if not areas or not changes:
            continue
        formulas = tuple(
            filter(None, (_text(condition, name).removeprefix("=") for name in ("Value1", "Value2")))
        )
        operator = _OPERATORS.get(_text(condition, "Qualifier"), "")
        is_known = operator and all(map(_CONSTANT.fullmatch, formulas))
        kind = "cellIs" if is_known else ""
        yield Rule(areas, (1, 1), kind, operator, "", formulas, changes, LAST_PRIORITY + number, stops=True)


def _text(element: Element, name: str) -> str:
    found = child_of(element, name)
    return "" if found is None else "".join(found.itertext()).strip()


def _areas(text: str) -> Iterator[Area]:
    for part in re.split(r"[,\s]+", text):
        if part and (match := _AREA.fullmatch(part)):
            top, left, bottom, right = (int(number) if number else None for number in match.groups())
            is_range = ":" in part
            yield Area(
                top or 1,
                left or 1,
                (bottom if is_range else top) or _LAST,
                (right if is_range else left) or _LAST,
            )


def _changes(style: str) -> Changes:
    """What a format changes, by its properties as a style sheet has them."""
    changes: Changes = {}
    for declaration in style.lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "color":
            changes["color"] = _color(value, "text")
        elif name in ("background", "background-color"):
            changes["fill"] = _color(value, "fill")
        elif name in ("text-decoration", "text-line-through"):
            changes["is_struck"] = "line-through" in value or value in ("single", "double")
        elif name == "mso-number-format":
            changes["code"] = value.strip("\"'")
    return changes


def _color(value: str, unknown: str) -> str:
    color, is_transparent = color_of(value)
    if is_transparent:
        return WHITE
    if color is None:
        return unknown
    return WHITE if are_alike(color, WHITE_COLOR) else "".join(f"{part:02x}" for part in color)
