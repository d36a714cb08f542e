"""The look that a page gives to its text: struck out, raised, or not to be seen.

Only the properties that decide this are read, from attributes and from the style sheets in the page. A rule
counts where its selector is made of elements, classes and ids, each within the one before it. Rules within
at-rules (print), and those for states (:hover), do not count.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, STRUCK
from budget.disclosure.readers.package import Element

Color = tuple[int, int, int]
_Properties = tuple[Mapping[str, str], Mapping[str, str]]
BLACK: Final[Color] = (0, 0, 0)
WHITE: Final[Color] = (255, 255, 255)
# Colours that differ less than this in each part cannot be told apart on paper.
_SAME: Final = 10

_READ: Final = frozenset(
    (
        "display visibility opacity color background background-color font-size text-decoration"
        " text-decoration-line vertical-align mso-hide mso-text-raise white-space position left top"
        " text-indent clip clip-path"
    ).split()
)
_NAMED: Final[dict[str, Color]] = {
    "white": WHITE, "black": BLACK, "window": WHITE, "windowtext": BLACK, "snow": (255, 250, 250),
    "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "red": (255, 0, 0), "blue": (0, 0, 255),
    "green": (0, 128, 0), "yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "silver": (192, 192, 192), "navy": (0, 0, 128), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
}  # fmt: skip
_HEX: Final = re.compile(r"#([0-9a-f]{3,8})\b|\A([0-9a-f]{6})\Z")
_RGB: Final = re.compile(r"rgba?\(\s*([0-9.]+)[\s,]+([0-9.]+)[\s,]+([0-9.]+)(?:[\s,/]+([0-9.]+)(%?))?\s*\)")
_LENGTH: Final = re.compile(r"(-?[0-9]*\.?[0-9]+)(px|pt|em|rem|%|)")
# Moved this far to the left or up, text is outside of every page.
_OUTSIDE: Final = -500.0
_CUT_OFF: Final = re.compile(r"rect\((?:[01](?:px)?){4}\)")
_CLIPPED: Final = re.compile(r"inset\((?:50|100)%\)|circle\(0\)")
_COMMENT: Final = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|<!--|-->")
_COMPOUND: Final = re.compile(r"(?:[a-z][a-z0-9]*|\*)?(?:[.#][\w-]+)*", re.IGNORECASE)
_STRIKING: Final = frozenset({"del", "s", "strike"})
# By unit: one through the length from which text is visibly raised or lowered.
_LEAST_SHIFTS: Final = {"px": 1 / 3, "pt": 1 / 2, "em": 5.0, "rem": 5.0, "%": 1 / 20}
# What vertical-align moves within a line. In a cell it moves the text within the cell.
_NOT_INLINE: Final = frozenset("td th tr table tbody thead tfoot col colgroup caption p div li img".split())
# Below a point no letter can be read.
_SMALLEST_POINTS: Final = 1.0
_MOST_RULES: Final = 5_000
_LONGEST_SHEET: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element looks, with what it inherits."""

    keeps_blanks: bool = False
    is_struck: bool = False
    is_raised: bool = False
    is_lowered: bool = False
    is_transparent: bool = False
    is_hidden: bool = False
    is_tiny: bool = False
    color: Color | None = BLACK
    background: Color | None = WHITE
    mark: str = ""

    def with_(self, changes: Mapping[str, object]) -> "Look":
        look = replace(self, **changes)  # type: ignore[arg-type]  # the names are this class's
        return replace(look, mark=look._mark())

    def _mark(self) -> str:
        if self.is_transparent or self.is_hidden or self.is_tiny or _are_alike(self.color, self.background):
            return INVISIBLE
        if self.is_struck:
            return STRUCK
        return RAISED if self.is_raised else LOWERED if self.is_lowered else ""


def _are_alike(one: Color | None, other: Color | None) -> bool:
    if one is None or other is None:
        return False
    return all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    name: str

    def fits(self, element: Element) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        if self.name and element.get("id") != self.name:
            return False
        return not self.classes or self.classes <= frozenset(element.get("class", "").split())


@dataclass(frozen=True, slots=True)
class _Rule:
    path: tuple[_Compound, ...]
    properties: _Properties
    rank: tuple[int, int, int]

    def fits(self, element: Element) -> bool:
        if not self.path[-1].fits(element):
            return False
        wanted = list(self.path[:-1])
        above = element.getparent()
        while wanted and above is not None:
            if wanted[-1].fits(above):
                wanted.pop()
            above = above.getparent()
        return not wanted


@dataclass(slots=True)
class Styles:
    """The rules of a page's style sheets, and the looks of elements by them."""

    rules: list[_Rule] = field(default_factory=list)
    _changes: dict[tuple[object, ...], Mapping[str, object]] = field(default_factory=dict)
    _looks: dict[tuple[int, Look], Look] = field(default_factory=dict)

    def is_shown(self, element: Element) -> bool:
        """Whether an element is displayed at all."""
        return not self._of(element).get("is_gone")

    def look(self, element: Element, around: Look) -> Look:
        """The look of an element within another one."""
        changes = self._of(element)
        if not changes:
            return around
        key = (id(changes), around)  # the changes live as long as this object
        if (known := self._looks.get(key)) is None:
            known = self._looks[key] = around.with_({k: v for k, v in changes.items() if k != "is_gone"})
        return known

    def _of(self, element: Element) -> Mapping[str, object]:
        attributes = element.attrib
        if not attributes and not self.rules and element.tag not in _BY_ELEMENT:
            return _NOTHING
        get = attributes.get
        matching = tuple(at for at, rule in enumerate(self.rules) if rule.fits(element)) if self.rules else ()
        key = (element.tag, get("style"), get("color"), get("bgcolor"), "hidden" in attributes, matching)
        if (known := self._changes.get(key)) is None:
            known = self._changes[key] = _changes(element, [self.rules[at] for at in matching])
        return known


_NOTHING: Final[Mapping[str, object]] = {}
_BY_ELEMENT: Final = _STRIKING | {"sup", "sub", "pre", "textarea"}


def styles_of(root: Element) -> Styles:
    """Return the rules of the style sheets in a page."""
    rules: list[_Rule] = []
    for sheet in root.iter("style"):
        if "print" in sheet.get("media", "") and "screen" not in sheet.get("media", ""):
            continue
        for selectors, declarations in _blocks((sheet.text or "")[:_LONGEST_SHEET]):
            properties = _properties(declarations)
            if any(properties):
                rules += _rules(selectors, properties)
            if len(rules) > _MOST_RULES:
                break
    return Styles(sorted(rules[:_MOST_RULES], key=lambda rule: rule.rank))


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet that are not within an at-rule: their selectors and declarations."""
    at_rules = 0  # how many are open
    for piece in _COMMENT.sub(" ", sheet).split("}"):
        *outer, declarations = piece.split("{")
        if not outer:
            at_rules = max(at_rules - 1, 0)
            continue
        at_rules += len(outer) - 1
        selectors = outer[-1].rpartition(";")[2].strip()
        if not at_rules and not selectors.startswith("@"):
            yield selectors, declarations


def _rules(selectors: str, properties: _Properties) -> Iterable[_Rule]:
    for selector in selectors.split(","):
        parts = selector.replace(">", " ").split()
        if parts and all(_COMPOUND.fullmatch(part) for part in parts):
            path = tuple(map(_compound, parts))
            ids = sum(bool(one.name) for one in path)
            classes = sum(len(one.classes) for one in path)
            yield _Rule(path, properties, (ids, classes, sum(bool(one.tag) for one in path)))


def _compound(text: str) -> _Compound:
    tag = re.match(r"[A-Za-z0-9]*", text)
    name = re.search(r"#([\w-]+)", text)
    return _Compound(
        tag=tag[0].lower() if tag else "",
        classes=frozenset(re.findall(r"\.([\w-]+)", text)),
        name=name[1] if name else "",
    )


@lru_cache(maxsize=4096)
def _properties(text: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The properties of a style that decide a look, and those of them that are marked as important."""
    found: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if not colon or name not in _READ:
            continue
        name = {"background-color": "background", "text-decoration-line": "text-decoration"}.get(name, name)
        value = value.strip().lower()
        bare = value.removesuffix("!important").strip()
        (found if bare == value else important)[name] = bare
    return found, important


def _changes(element: Element, rules: Iterable[_Rule]) -> Mapping[str, object]:
    """Return what an element changes of the look around it."""
    properties: dict[str, str] = {}
    if element.tag in _STRIKING:
        properties["text-decoration"] = "line-through"
    elif element.tag in ("sup", "sub"):
        properties["vertical-align"] = {"sup": "super"}.get(element.tag, "sub")
    elif element.tag in ("pre", "textarea"):
        properties["white-space"] = "pre"
    for attribute, name in (("color", "color"), ("bgcolor", "background")):
        if value := element.get(attribute):
            properties[name] = value.strip().lower()
    styles = [*(rule.properties for rule in rules), _properties(element.get("style", ""))]
    for at in (0, 1):  # what is important goes before all else
        for style in styles:
            properties |= style[at]
    changes: dict[str, object] = {}
    if element.get("hidden") is not None or properties.get("display") == "none":
        changes["is_gone"] = True
    if properties.get("mso-hide") == "all":
        changes["is_transparent"] = True
    for name, value in properties.items():
        changes |= _change(name, value, element.tag)
    return {**changes, **_change_by_place(properties)}


def _change_by_place(properties: Mapping[str, str]) -> Mapping[str, object]:
    """Return the change of a look that the place of an element makes: moved out of the page, cut off, or
    raised.
    """
    position = properties.get("position", "")
    moved = {name: _points(properties.get(name, "")) for name in ("left", "top", "text-indent")}
    is_moved_out = position in ("absolute", "fixed") and min(moved["left"], moved["top"]) <= _OUTSIDE
    clips = "".join(properties.get("clip", "").replace(",", " ").split())
    is_cut_off = position in ("absolute", "fixed") and bool(_CUT_OFF.fullmatch(clips))
    if is_moved_out or is_cut_off or moved["text-indent"] <= _OUTSIDE or _is_clipped(properties):
        return {"is_transparent": True}
    if position == "relative" and moved["top"]:
        return {"is_raised": moved["top"] < 0, "is_lowered": moved["top"] > 0}
    return {}


def _shift_by(value: str) -> Mapping[str, object]:
    """Return the change of a look by a vertical alignment within a line: super, sub, or a length upwards."""
    number = _LENGTH.fullmatch(value)
    up = float(number[1]) * _LEAST_SHIFTS.get(number[2], 0.0) if number else 0.0
    return {"is_raised": value == "super" or up >= 1, "is_lowered": value == "sub" or up <= -1}


def _is_clipped(properties: Mapping[str, str]) -> bool:
    return bool(_CLIPPED.fullmatch("".join(properties.get("clip-path", "").split())))


def _points(value: str) -> float:
    """A length's number, whatever its unit; 0 where it is none."""
    number = _LENGTH.fullmatch(value)
    return float(number[1]) if number else 0.0


def _change(name: str, value: str, tag: str) -> Mapping[str, object]:
    """Return the change of a look that one property makes."""
    match name:
        case "text-decoration" if "line-through" in value:
            return {"is_struck": True}
        case "visibility":
            if value == "collapse" and tag == "tr":
                return {"is_gone": True}
            return {"is_hidden": value in ("hidden", "collapse")}
        case "opacity" if (number := _LENGTH.fullmatch(value)) and float(number[1]) < 0.05:
            return {"is_transparent": True}
        case "font-size" if value not in ("inherit", "unset"):
            return {"is_tiny": _is_tiny(value)}
        case "color" if value not in ("inherit", "unset", "currentcolor"):
            color, is_transparent = _color(value)
            return {"color": color} | ({"is_transparent": True} if is_transparent else {})
        case "background":
            color, is_transparent = _color(value)
            if is_transparent or value in ("inherit", "unset", "initial", "none"):
                return {}
            return {"background": color}
        case "vertical-align" if tag not in _NOT_INLINE:
            return _shift_by(value)
        case "mso-text-raise" if (number := _LENGTH.match(value)) and float(number[1]) > 0:
            return {"is_raised": True}
        case "white-space" if value.startswith(("pre", "break-spaces")):
            return {"keeps_blanks": True}
    return {}


def _is_tiny(value: str) -> bool:
    number = _LENGTH.fullmatch(value)
    if number is None:
        return False
    size = float(number[1])
    return size == 0 or (number[2] in ("px", "pt") and size <= _SMALLEST_POINTS)


@lru_cache(maxsize=1024)
def _color(value: str) -> tuple[Color | None, bool]:
    """Return a colour, None where it is not known, and whether it is transparent."""
    if re.search(r"\btransparent\b", value):
        return None, True
    if "url(" in value or "gradient(" in value:
        return None, False
    if match := _HEX.search(value):
        digits = match[1] or match[2]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) in (6, 8):
            red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
            return (red, green, blue), digits[6:] == "00"
        return None, False
    if match := _RGB.search(value):
        red, green, blue = (min(round(float(part)), 255) for part in match.groups()[:3])
        return (red, green, blue), match[4] is not None and float(match[4]) == 0
    return next((_NAMED[word] for word in value.split() if word in _NAMED), None), False
