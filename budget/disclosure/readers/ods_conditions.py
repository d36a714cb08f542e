"""Conditional formats of an ODS workbook: of cell styles (style:map), and of areas as LibreOffice writes them
(calcext:conditional-format).

A rule that compares a cell with constants or cells is understood. Of another one it is known only which cells
it may be for. What a rule changes is the name of the style that it applies, under `APPLIED`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from budget.disclosure.readers.conditions import LAST_PRIORITY, Area, Conditions, Rule, areas_in, differ
from budget.disclosure.readers.ods_styles import Look, Styles
from budget.disclosure.readers.package import Element, Package, attribute, local_name
from budget.disclosure.readers.xlsx_formulas import Value
from budget.disclosure.readers.xlsx_styles import Changes

APPLIED: Final = "style"
# Names that no style of a workbook has: of a scale of colours, and of what shows no number.
_SCALE, _HIDES = "\0scale", "\0hides"
_EVERYWHERE: Final = (Area(1, 1, 1 << 30, 1 << 30),)
_OPERATORS: Final = {
    "=": "equal", "!=": "notEqual", ">": "greaterThan", "<": "lessThan", ">=": "greaterThanOrEqual",
    "<=": "lessThanOrEqual",
}  # fmt: skip
_COMPARES: Final = re.compile(
    r"(?:(?:cell-content|value)\(\))?\s*(?P<sign>[<>!]?=|[<>])\s*(?P<other>.+)", re.DOTALL
)
_BETWEEN: Final = re.compile(
    r"(?:cell-content-is-|is-)?(?P<no>not-)?between\((?P<first>[^,;()]+)[,;](?P<last>[^,;()]+)\)"
)
_FORMULA: Final = re.compile(r"(?:is-true-formula|formula-is)\((?P<formula>.*)\)", re.DOTALL)
_TEXT: Final = re.compile(r"(?P<kind>(?:not-)?contains-text|begins-with|ends-with)\(\"(?P<text>[^\"]*)\"\)")
_TEXT_KINDS: Final = {
    "contains-text": "containsText", "not-contains-text": "notContainsText", "begins-with": "beginsWith",
    "ends-with": "endsWith",
}  # fmt: skip
_REFERENCE: Final = re.compile(r"\[\.(\$?[A-Z]+\$?[0-9]+)\]")
_NAMES_CELL: Final = re.compile(r"[A-Z]\$?[0-9]")
_ADDRESS: Final = re.compile(r"(?:\$?(?:'[^']*'|[^\s.':]+))?\.(\$?[A-Z]{1,3}\$?[0-9]{1,7})")
# Of a cell that is repeated oftener, the first ones are kept for formulas.
_MOST_REPEATED: Final = 1_000


def rules_of_style(style: Element) -> tuple[Rule, ...]:
    """The rules of a cell style, which are for every cell of that style."""
    maps = [one for one in style if local_name(one) == "map" and attribute(one, "apply-style-name")]
    return tuple(
        _rule(
            attribute(one, "condition") or "",
            attribute(one, "apply-style-name") or "",
            _EVERYWHERE,
            _origin(attribute(one, "base-cell-address") or ""),
            number,
        )
        for number, one in enumerate(maps)
    )


def conditions_of_sheets(package: Package, content: str) -> list[Conditions]:
    """The conditional formats of the areas of each sheet, with the values of its cells."""
    found: list[Conditions] = []
    row_number = 0
    ends = frozenset({"table-row", "conditional-formats"})
    for event, element in package.elements(content, starts=frozenset({"table"}), ends=ends):
        if event == "start":
            parent = element.getparent()
            if parent is not None and local_name(parent) == "spreadsheet":
                found.append(Conditions())
                row_number = 0
        elif found and local_name(element) == "table-row":
            repeated = _count(element, "number-rows-repeated")
            _add_values(element, row_number, repeated, found[-1].values)
            row_number += repeated
        elif found:
            found[-1].rules = [*found[-1].rules, *_rules_of_areas(element)]
    return found


def _add_values(row: Element, above: int, repeated: int, values: dict[tuple[int, int], Value]) -> None:
    column = 0
    for cell in row:
        tag = local_name(cell)
        if tag not in ("table-cell", "covered-table-cell"):
            continue
        across = _count(cell, "number-columns-repeated")
        value = _value_of(cell) if len(cell) or len(cell.attrib) else ""
        if value != "":
            for down in range(min(repeated, _MOST_REPEATED)):
                for right in range(min(across, _MOST_REPEATED)):
                    values[above + down + 1, column + right + 1] = value
        column += across


def _count(element: Element, name: str) -> int:
    written = attribute(element, name) or ""
    return max(int(written), 1) if written.isascii() and written.isdecimal() and len(written) < 9 else 1


def _value_of(cell: Element) -> Value:
    """A cell's value as a formula has it."""
    kind, written = attribute(cell, "value-type"), attribute(cell, "value") or ""
    if kind in ("float", "percentage", "currency"):
        try:
            return float(written)
        except ValueError:
            return written
    if kind == "boolean":
        return attribute(cell, "boolean-value") == "true"
    return "\n".join("".join(one.itertext()) for one in cell if local_name(one) == "p")


def _rules_of_areas(container: Element) -> Iterator[Rule]:
    for one in container:
        written = attribute(one, "target-range-address") or ""
        areas = tuple(areas_in(_without_sheets(written)))
        if not areas:
            continue
        first = min(area.top for area in areas), min(area.left for area in areas)
        for number, rule in enumerate(one):
            tag = local_name(rule)
            if tag == "condition" and (name := attribute(rule, "apply-style-name")):
                base = _origin(attribute(rule, "base-cell-address") or "") or first
                yield _rule(attribute(rule, "value") or "", name, areas, base, number)
            elif tag == "color-scale":
                yield _of_kind("colorScale", _SCALE, areas)
            elif tag in ("data-bar", "icon-set") and attribute(rule, "show-value") == "false":
                yield _of_kind("hidesNumber", _HIDES, areas)


def _of_kind(kind: str, name: str, areas: tuple[Area, ...]) -> Rule:
    return Rule(areas, (1, 1), kind, "", "", (), {APPLIED: name}, LAST_PRIORITY, stops=False)


def _without_sheets(addresses: str) -> str:
    """Addresses (Sheet1.A1:Sheet1.B2) without the names of their sheets."""
    return _ADDRESS.sub(lambda match: match[1], addresses)


def _origin(address: str) -> tuple[int, int] | None:
    found = next(iter(areas_in(_without_sheets(address))), None)
    return (found.top, found.left) if found is not None else None


def _rule(
    condition: str, name: str, areas: tuple[Area, ...], origin: tuple[int, int] | None, priority: int
) -> Rule:
    kind, operator, text, formulas = _read(condition.removeprefix("of:").strip())
    formulas = tuple(_REFERENCE.sub(r"\1", formula).replace(";", ",") for formula in formulas)
    if origin is None and any(map(_NAMES_CELL.search, formulas)):
        kind = ""
    changes: Changes = {APPLIED: name}
    return Rule(areas, origin or (1, 1), kind, operator, text, formulas, changes, priority, stops=True)


def _read(condition: str) -> tuple[str, str, str, tuple[str, ...]]:
    """The kind, operator, text and formulas of a condition; the kind is "" where it is not understood."""
    if match := _FORMULA.fullmatch(condition):
        return "expression", "", "", (match["formula"],)
    if match := _BETWEEN.fullmatch(condition):
        return "cellIs", "notBetween" if match["no"] else "between", "", (match["first"], match["last"])
    if match := _TEXT.fullmatch(condition):
        return _TEXT_KINDS[match["kind"]], "", match["text"].casefold(), ()
    if match := _COMPARES.fullmatch(condition):
        return "cellIs", _OPERATORS[match["sign"]], "", (match["other"],)
    return "", "", "", ()


@dataclass(frozen=True, slots=True)
class Conditional:
    """The conditional formats of a sheet: those of its areas and those of the workbook's cell styles."""

    of_areas: Conditions
    styles: Styles
    of_styles: Mapping[str, tuple[Rule, ...]]

    def look(self, look: Look, style: str, first: tuple[int, int], last: tuple[int, int], place: str) -> Look:
        """The look of a cell, repeated from one place (row, column) to another, under the rules that hold for
        it.

        Raises Refused (condition-unclear) where its text may be hidden, struck out or shown by one of which
        that cannot be told.
        """
        names = self.styles.names("table-cell", style)
        own = next((self.of_styles[name] for name in names if name in self.of_styles), ())
        values = self.of_areas.values
        conditions = Conditions([*own, *self.of_areas.rules], values) if own else self.of_areas
        found = self._under(conditions, look, first, place)
        if last != first and first in values and self._under(conditions, look, last, place) != found:
            raise conditions.refused(*first, place)
        return found

    def _under(self, conditions: Conditions, look: Look, cell: tuple[int, int], place: str) -> Look:
        together, unclear = conditions.changes(*cell)
        found = _applied(self.styles, look, together)
        if cell in conditions.values:
            for changes in unclear:
                if differ(found.mark, _applied(self.styles, look, changes).mark):
                    raise conditions.refused(*cell, place)
        return found


def _applied(styles: Styles, look: Look, changes: Changes) -> Look:
    name = changes.get(APPLIED)
    if name is None:
        return look
    if name == _HIDES:
        return replace(look, is_hidden=True)
    if name == _SCALE:
        return replace(look, fill=name)
    return styles.look("table-cell", str(name), look)
