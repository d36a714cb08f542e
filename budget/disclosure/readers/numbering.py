"""The numbers that Word sets before paragraphs: shown and printed, but not in the paragraphs' text.

Bullets are ornament and left out; so are numbers that a paragraph gets by its style alone, as headings do.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from budget.disclosure.readers.package import Element, attribute, child_of, children_of, value_of

_PLACE = re.compile(r"%([1-9])")
# Word knows nine levels.
_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _chinese(number: int, digits: str = _DIGITS, tens: str = "十", hundreds: str = "百") -> str:
    """1 to 999 as 一, 十一, 二十, 一百零一; larger ones as digits."""
    if not 0 < number < 1000:
        return str(number)
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    shown = f"{digits[hundred]}{hundreds}" if hundred else ""
    if ten:
        shown += ("" if ten == 1 and not hundred and digits is _DIGITS else digits[ten]) + tens
    elif hundred and one:
        shown += "零"
    return shown + (digits[one] if one else "")


def _letters(number: int) -> str:
    """1 as a, 26 as z, 27 as aa, 28 as bb."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1) if 0 < number <= 260 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    shown = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        shown += letters * times
    return shown


def _from(first: str, most: int) -> Callable[[int], str]:
    """Numbers that have characters of their own, as ① has."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= most else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": lambda number: _STEMS[number - 1] if 0 < number <= 10 else str(number),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: _chinese(number, _LEGAL_DIGITS, "拾", "佰"),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    after: str = ""


@dataclass(slots=True)
class _List:
    """A list under way: its levels, and the current number of each (None before its first)."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)

    def next_label(self, at: int) -> str:
        level = self.levels.get(at, _Level())
        count = self.counts[at]
        self.counts[at] = level.start if count is None else count + 1
        self.counts[at + 1 :] = [None] * (_LEVELS - at - 1)
        if level.format in ("bullet", "none") or not level.text:
            return ""
        return _PLACE.sub(lambda match: self._number(int(match[1]) - 1), level.text) + level.after

    def _number(self, at: int) -> str:
        level = self.levels.get(at, _Level())
        count = self.counts[at]
        return _FORMATS.get(level.format, str)(level.start if count is None else count)


class Numbering:
    """Returns the label of each numbered paragraph. It must be called for every paragraph in the document's
    order.
    """

    def __init__(self, lists: dict[str, _List], restarts: dict[str, dict[int, int]]) -> None:
        self._lists = lists
        self._restarts = restarts

    def next_label(self, paragraph: Element) -> str:
        """The label set before a paragraph, "" where it has none."""
        properties = child_of(child_of(paragraph, "pPr"), "numPr")
        number = value_of(child_of(properties, "numId"))
        numbered = self._lists.get(number)
        if numbered is None:
            return ""
        for level, start in self._restarts.pop(number, {}).items():
            numbered.counts[level] = start - 1
        level_text = value_of(child_of(properties, "ilvl")) or "0"
        return numbered.next_label(min(int(level_text), _LEVELS - 1)) if level_text.isdecimal() else ""


def read_numbering(root: Element | None) -> Numbering:
    """Return the lists of the part numbering.xml, empty where a document has none."""
    if root is None:
        return Numbering({}, {})
    kinds = {attribute(kind, "abstractNumId"): _read_list(kind) for kind in children_of(root, "abstractNum")}
    lists: dict[str, _List] = {}
    restarts: dict[str, dict[int, int]] = {}
    for number in children_of(root, "num"):
        name = attribute(number, "numId") or ""
        kind = kinds.get(value_of(child_of(number, "abstractNumId")))
        if kind is not None:
            lists[name] = kind
        for override in children_of(number, "lvlOverride"):
            start = value_of(child_of(override, "startOverride"))
            level = attribute(override, "ilvl") or ""
            if start.isdecimal() and level.isdecimal() and int(level) < _LEVELS:
                restarts.setdefault(name, {})[int(level)] = int(start)
    return Numbering(lists, restarts)


def _read_list(kind: Element) -> _List:
    levels = {}
    for level in children_of(kind, "lvl"):
        at, start = attribute(level, "ilvl") or "", value_of(child_of(level, "start"))
        if at.isdecimal() and int(at) < _LEVELS:
            levels[int(at)] = _Level(
                start=int(start) if start.isdecimal() else 1,
                format=value_of(child_of(level, "numFmt")) or "decimal",
                text=value_of(child_of(level, "lvlText")),
                after=" " if value_of(child_of(level, "suff")) == "space" else "",
            )
    return _List(levels)
