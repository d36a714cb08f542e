"""Conditional formats of an XLS workbook ([MS-XLS] 2.4.56, 2.4.42 and 2.5.93), which xlrd does not read.

A rule that compares a cell with constants is understood. Of a rule of another kind it is known only which
cells it may be for.
"""

import struct
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from budget.disclosure.readers.conditions import LAST_PRIORITY, SCALED, Area, Conditions, Rule
from budget.disclosure.readers.xlsx_styles import WHITE, Changes

_FORMAT, _RULE, _NEW_FORMAT, _NEW_RULE = 0x01B0, 0x01B1, 0x0879, 0x087A
_BEGINS, _ENDS = (0x0809, 0x0409, 0x0209, 0x0009), 0x000A
# The header of a record of a newer version.
_NEW_HEADER: Final = 12
_COMPARES, _SCALE = 1, 3
_OPERATORS: Final = (
    "between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan",
    "greaterThanOrEqual", "lessThanOrEqual",
)  # fmt: skip
_HAS_NUMBER, _HAS_FONT, _HAS_ALIGNMENT, _HAS_BORDER, _HAS_PATTERN = (1 << bit for bit in range(25, 30))
_NO_FOREGROUND, _NO_BACKGROUND = 1 << 17, 1 << 18
_FONT_SIZE: Final = 118
_STRUCK: Final = 1 << 7
_UNCHANGED: Final = 0xFFFFFFFF
_AUTOMATIC: Final = 0x7FFF
# What a rule changes whose format cannot be told: text may be white, and the ground of any colour.
_SCALES: Final[tuple[Changes, ...]] = (SCALED, {"fill": WHITE})
_ANYTHING: Final[tuple[Changes, ...]] = ({"color": WHITE}, SCALED)

ColorOf = Callable[[int, str], str]


class _Record(NamedTuple):
    code: int
    body: bytes


def conditions_in(book: Any, number: int, color_of: ColorOf) -> Conditions | None:
    """The conditional formats of a sheet by its number, None where it has none; `color_of` gives a colour by
    its index.

    The book must be opened on demand: xlrd then keeps its bytes. Raises struct.error and IndexError on
    damaged bytes.
    """
    stream = book.mem
    if stream is None or not any(struct.pack("<H", code) in stream for code in (_FORMAT, _NEW_FORMAT)):
        return None
    rules: list[Rule] = []
    areas: tuple[Area, ...] = ()
    for code, body in _records(stream, book._sh_abs_posn[number]):
        if code in (_FORMAT, _NEW_FORMAT):
            areas = _areas(body[_NEW_HEADER if code == _NEW_FORMAT else 0 :])
        elif code == _RULE:
            rules += _rules(body, areas, color_of)
        elif code == _NEW_RULE:
            is_scale = body[_NEW_HEADER : _NEW_HEADER + 1] == bytes([_SCALE])
            kind = "colorScale" if is_scale else ""
            rules += [_rule(kind, "", (), one, areas) for one in (_SCALES if is_scale else _ANYTHING)]
    return Conditions(rules) if rules else None


def _records(stream: bytes, at: int) -> Iterator[_Record]:
    """The records of the substream that begins at a place, without those of charts within it."""
    depth = 0
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        depth += (code in _BEGINS) - (code == _ENDS)
        if depth <= 0:
            return
        if depth == 1 and code in (_FORMAT, _RULE, _NEW_FORMAT, _NEW_RULE):
            yield _Record(code, bytes(stream[at + 4 : at + 4 + length]))
        at += 4 + length


def _areas(body: bytes) -> tuple[Area, ...]:
    (count,) = struct.unpack_from("<H", body, 12)
    found = (struct.unpack_from("<4H", body, 14 + 8 * at) for at in range(count))
    return tuple(Area(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in found)


def _rules(body: bytes, areas: tuple[Area, ...], color_of: ColorOf) -> list[Rule]:
    kind, operator, first, second = struct.unpack_from("<BBHH", body)
    changes, at = _changes(body, 6, color_of)
    formulas = [body[at : at + first], body[at + first : at + first + second]]
    texts = tuple(map(_constant, filter(None, formulas)))
    name = _OPERATORS[operator - 1] if 1 <= operator <= len(_OPERATORS) else ""
    kind_name = "cellIs" if kind == _COMPARES else "expression"
    if "" in texts or "code" in changes:
        kind_name = ""  # not understood
    return [_rule(kind_name, name, texts, changes, areas)] if changes else []


def _rule(
    kind: str, operator: str, formulas: tuple[str, ...], changes: Changes, areas: tuple[Area, ...]
) -> Rule:
    return Rule(areas, (1, 1), kind, operator, "", formulas, changes, LAST_PRIORITY, stops=True)


def _changes(body: bytes, at: int, color_of: ColorOf) -> tuple[Changes, int]:
    """What a differential format changes, and where the bytes behind it begin."""
    flags, more = struct.unpack_from("<IH", body, at)
    at += 6
    changes: Changes = {}
    if flags & _HAS_NUMBER:
        # Which one is not read: it may show nothing.
        changes["code"] = ";;;"
        at += struct.unpack_from("<H", body, at)[0] if more & 1 else 2
    if flags & _HAS_FONT:
        (style,) = struct.unpack_from("<I", body, at + 68)
        (color,) = struct.unpack_from("<I", body, at + 80)
        (kept,) = struct.unpack_from("<I", body, at + 88)
        if not kept & _STRUCK:
            changes["is_struck"] = bool(style & _STRUCK)
        if color not in (_UNCHANGED, _AUTOMATIC):
            changes["color"] = color_of(color, "text")
        at += _FONT_SIZE
    at += 8 * bool(flags & _HAS_ALIGNMENT) + 8 * bool(flags & _HAS_BORDER)
    if flags & _HAS_PATTERN:
        (pattern,) = struct.unpack_from("<I", body, at)
        if not flags & _NO_BACKGROUND:
            changes["fill"] = color_of(pattern >> 23 & 0x7F, "fill")
        elif not flags & _NO_FOREGROUND:
            changes["fill"] = color_of(pattern >> 16 & 0x7F, "fill")
        at += 4
    if flags >> 30 & 1:
        at += 2
    return changes, at


def _constant(formula: bytes) -> str:
    """A formula of one constant as a spreadsheet writes it, "" for another formula."""
    kind, rest = formula[0], formula[1:]
    if kind == 0x1E and len(rest) == 2:
        return str(struct.unpack("<H", rest)[0])
    if kind == 0x1F and len(rest) == 8:
        number = struct.unpack("<d", rest)[0]
        return f"({number!r})" if "e" not in repr(number) and "n" not in repr(number) else ""
    if kind == 0x1D and len(rest) == 1:
        return "TRUE" if rest[0] else "FALSE"
    if kind == 0x17 and len(rest) > 1:
        wide = rest[1] & 1
        text = rest[2:].decode("utf-16-le" if wide else "latin-1")
        return '"' + text.replace('"', '""') + '"' if len(text) == rest[0] else ""
    return ""
