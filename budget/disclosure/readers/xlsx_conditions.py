"""Conditional formats of an XLSX sheet (ECMA-376 part 1, 18.3.1.10)."""

from collections.abc import Iterable, Sequence
from typing import Final

from budget.disclosure.readers.conditions import LAST_PRIORITY, SCALED, Conditions, Rule, areas_in
from budget.disclosure.readers.package import Element, attribute, child_of, children_of
from budget.disclosure.readers.xlsx_styles import Changes, read_changes, read_color

_TRUE: Final = frozenset({"1", "true", "on"})
# Rules that show a bar or a picture in the cell, and its number only where they do not say otherwise.
_WITH_PICTURE: Final = ("dataBar", "iconSet")


def conditions_of(elements: Iterable[Element], formats: Sequence[Changes]) -> Conditions:
    """The rules of a sheet that may hide or strike out text, by its elements conditionalFormatting; `formats`
    are the workbook's differential formats.
    """
    rules = [
        rule
        for element in elements
        for one in children_of(element, "cfRule")
        for rule in _rules(one, element, formats)
    ]
    return Conditions(sorted(rules, key=lambda rule: rule.priority))


def _rules(element: Element, around: Element, formats: Sequence[Changes]) -> list[Rule]:
    """A rule, one for each of its colours where it is a scale; none where it changes nothing of what is
    read.
    """
    if element.get("type") == "colorScale":
        colors = element.iterfind("{*}colorScale/{*}color")
        fills: list[Changes] = [{"fill": read_color(color, "fill")} for color in colors]
        return [rule for changes in (SCALED, *fills) if (rule := _rule(element, around, [], changes))]
    rule = _rule(element, around, formats, {})
    return [rule] if rule is not None else []


def _rule(element: Element, around: Element, formats: Sequence[Changes], changes: Changes) -> Rule | None:
    """A rule that makes these changes, or those of its format; None where there are none."""
    inner = child_of(around, "sqref")
    areas = tuple(areas_in(around.get("sqref") or (inner.text if inner is not None else "") or ""))
    if not areas:
        return None
    kind = element.get("type", "")
    number, own = element.get("dxfId", ""), child_of(element, "dxf")
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
    return Rule(
        areas=areas,
        origin=(min(area.top for area in areas), min(area.left for area in areas)),
        kind=kind,
        operator=element.get("operator", ""),
        text=element.get("text", "").casefold(),
        formulas=formulas,
        changes=changes,
        priority=int(written) if written.isdecimal() else LAST_PRIORITY,
        stops=element.get("stopIfTrue", "").lower() in _TRUE,
    )
