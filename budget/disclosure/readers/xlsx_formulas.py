"""The formulas of conditional formats, so far as they compare cells of the sheet and constants."""

import re
from collections.abc import Callable, Mapping
from typing import Final

Value = float | bool | str

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?(?:E[-+]?[0-9]+)?)|\"(?P<text>(?:[^\"]|\"\")*)\""
    r"|(?P<cell>(?P<fixed_column>\$?)(?P<column>[A-Z]{1,3})(?P<fixed_row>\$?)(?P<row>[0-9]{1,7})(?![A-Z0-9(:!]))"
    r"|(?P<name>[A-Z]+)|(?P<sign><=|>=|<>|[-+*/=<>(),%&]))",
    re.IGNORECASE,
)
_LONGEST: Final = 500
_DEEPEST: Final = 20
_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}


class Unknown(Exception):
    """The value of a formula cannot be told."""


def evaluated(
    formula: str, offset: tuple[int, int], cell: tuple[int, int], values: Mapping[tuple[int, int], Value]
) -> Value:
    """The value of a formula for a cell (row, column), written for a cell `offset` above and to the left.

    Raises Unknown for functions, names and ranges that are not known, and for errors.
    """
    return _Formula(formula, offset, cell, values).value()


def column_number(letters: str) -> int:
    """The number of a column by its letters, from 1."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def column_letters(column: int) -> str:
    """The letters of a column by its number."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class _Formula:
    def __init__(
        self,
        formula: str,
        offset: tuple[int, int],
        cell: tuple[int, int],
        values: Mapping[tuple[int, int], Value],
    ) -> None:
        if len(formula) > _LONGEST:
            raise Unknown(formula[:40])
        self._tokens = list(_tokens(formula.removeprefix("=")))
        self._at = 0
        self._depth = 0
        self._offset, self._cell, self._values = offset, cell, values

    def value(self) -> Value:
        found = self._comparison()
        if self._at < len(self._tokens):
            raise Unknown("rest")
        return found

    def _next(self, *signs: str) -> str:
        """The next token where it is one of these signs, else ""."""
        if self._at < len(self._tokens) and self._tokens[self._at]["sign"] in signs:
            self._at += 1
            return str(self._tokens[self._at - 1]["sign"])
        return ""

    def _comparison(self) -> Value:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unknown("depth")
        left = self._sum()
        while sign := self._next(*_COMPARE):
            left = _compared(left, sign, self._sum())
        self._depth -= 1
        return left

    def _sum(self) -> Value:
        left = self._product()
        while sign := self._next("+", "-", "&"):
            right = self._product()
            if sign == "&":
                left = _text(left) + _text(right)
            else:
                left = _number(left) + _number(right) * (1 if sign == "+" else -1)
        return left

    def _product(self) -> Value:
        left = self._unit()
        while sign := self._next("*", "/"):
            right = _number(self._unit())
            if sign == "/" and not right:
                raise Unknown("division")
            left = _number(left) * right if sign == "*" else _number(left) / right
        return left

    def _unit(self) -> Value:
        if self._next("-"):
            return -_number(self._unit())
        if self._next("+"):
            return self._unit()
        if self._next("("):
            found = self._comparison()
            self._expect(")")
        else:
            found = self._constant()
        return _number(found) / 100 if self._next("%") else found

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise Unknown(sign)

    def _constant(self) -> Value:
        if self._at >= len(self._tokens):
            raise Unknown("end")
        token = self._tokens[self._at]
        self._at += 1
        if token["number"]:
            return float(token["number"])
        if token["text"] is not None:
            return token["text"].replace('""', '"')
        if token["cell"]:
            return self._values.get(self._place(token), "")
        return self._function((token["name"] or "").upper())

    def _place(self, token: re.Match[str]) -> tuple[int, int]:
        row, column = int(token["row"]), column_number(token["column"])
        return (
            row if token["fixed_row"] else row + self._offset[0],
            column if token["fixed_column"] else column + self._offset[1],
        )

    def _function(self, name: str) -> Value:
        if name in ("TRUE", "FALSE"):
            if self._next("("):
                self._expect(")")
            return name == "TRUE"
        self._expect("(")
        arguments: list[Value] = []
        if not self._next(")"):
            arguments.append(self._comparison())
            while self._next(","):
                arguments.append(self._comparison())
            self._expect(")")
        return self._applied(name, arguments)

    def _applied(self, name: str, arguments: list[Value]) -> Value:
        match name, arguments:
            case "AND", [_, *_]:
                return all(map(bool, arguments))
            case "OR", [_, *_]:
                return any(map(bool, arguments))
            case "NOT", [one]:
                return not one
            case "ISBLANK", [one]:
                return one == "" and not isinstance(one, bool)
            case "ISNUMBER", [one]:
                return isinstance(one, float)
            case "ISTEXT", [one]:
                return isinstance(one, str) and one != ""
            case "LEN", [one]:
                return float(len(_text(one)))
            case "MOD", [one, other] if _number(other):
                return _number(one) % _number(other)
            case "ROW", []:
                return float(self._cell[0])
            case "COLUMN", []:
                return float(self._cell[1])
        raise Unknown(name)


def _tokens(formula: str) -> list[re.Match[str]]:
    tokens: list[re.Match[str]] = []
    at = 0
    while at < len(formula.rstrip()):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise Unknown(formula[at : at + 10])
        tokens.append(match)
        at = match.end()
    return tokens


def _number(value: Value) -> float:
    if value == "":
        return 0.0
    if isinstance(value, str):
        raise Unknown("text")
    return float(value)


def _text(value: Value) -> str:
    return (
        f"{value:g}" if isinstance(value, float) else str(value).upper() if isinstance(value, bool) else value
    )


def _compared(left: Value, sign: str, right: Value) -> bool:
    """Two values as a spreadsheet compares them: numbers before texts, texts without regard to case; an empty
    cell is 0 beside a number.
    """
    if left == "" and isinstance(right, float):
        left = 0.0
    if right == "" and isinstance(left, float):
        right = 0.0
    ranks = [2 if isinstance(one, bool) else 1 if isinstance(one, str) else 0 for one in (left, right)]
    if ranks[0] != ranks[1]:
        return _COMPARE[sign](*ranks)
    if isinstance(left, str) and isinstance(right, str):
        one, other = left.casefold(), right.casefold()
        return _COMPARE[sign]((one > other) - (one < other), 0)
    return _COMPARE[sign](float(left), float(right))
