"""The look that a page gives to its text: struck out, raised, or not to be seen.

Only the properties that decide this are read, from attributes and from the style sheets in the page. Rules
for other media than a screen, and those for states (:hover), do not count. A page is refused where a rule
whose selector is not known may hide or strike text of a table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.html_colors import BLACK, FAINT, WHITE, Color, are_alike, color_of
from budget.disclosure.readers.html_selectors import Selector, selectors_of
from budget.disclosure.readers.html_sheets import blocks
from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, STRUCK
from budget.disclosure.readers.package import Element

_Properties = tuple[Mapping[str, str], Mapping[str, str]]

_READ: Final = frozenset(
    (
        "display visibility opacity color background background-color font-size text-decoration"
        " text-decoration-line vertical-align mso-hide mso-text-raise white-space position left top"
        " text-indent clip clip-path transform filter overflow height max-height width max-width"
        " content-visibility font -webkit-text-fill-color"
    ).split()
)
_LENGTH: Final = re.compile(r"(-?[0-9]*\.?[0-9]+)(px|pt|em|rem|%|)")
# Moved this far to the left or up, text is outside of every page.
_OUTSIDE: Final = -500.0
_CUT_OFF: Final = re.compile(r"rect\((?:[01](?:px)?){4}\)")
_CLIPPED: Final = re.compile(r"inset\((?:50|100)%\)|circle\(0\)")
_SHRUNK: Final = re.compile(r"scale[xy3d]*\(\s*0*\.?0*\s*[,)]")
_FADED: Final = re.compile(r"opacity\(\s*0*\.?0*%?\s*\)")
# The size in the short form of the properties of a font: 0/0 a, bold 12px/1.5 sans-serif.
_FONT_SIZE: Final = re.compile(r"(?:^|\s)([0-9.]+(?:px|pt|em|rem|%)?)(?:/\S+)?\s+\S")
_VARIABLE: Final = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
_VAR: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?))?\)")
_PARTS_OF_TABLES: Final = frozenset("table thead tbody tfoot tr td th".split())
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
        if self.is_transparent or self.is_hidden or self.is_tiny or are_alike(self.color, self.background):
            return INVISIBLE
        if self.is_struck:
            return STRUCK
        return RAISED if self.is_raised else LOWERED if self.is_lowered else ""


PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule of a style sheet for one selector. `is_doubtful`: whether it is for an element is not known."""

    selector: Selector
    properties: _Properties
    is_doubtful: bool


class StyleUnclear(Refused):
    """The refusal (style-unclear) of a page for an element of one of its tables."""

    def __init__(self, element: Element, problem: Problem) -> None:
        super().__init__(problem)
        self.element = element


@dataclass(slots=True)
class Styles:
    """The rules of a page's style sheets, and the looks of elements by them.

    `variables` are the custom properties that the sheets set. The methods raise StyleUnclear where
    a rule that may be for an element hides or strikes text of a table.
    """

    rules: list[_Rule] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    _by_key: dict[str, list[int]] = field(init=False)
    _changes: dict[tuple[object, ...], Mapping[str, object]] = field(default_factory=dict)
    _looks: dict[tuple[int, Look], Look] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key = {}
        for at, rule in enumerate(self.rules):
            self._by_key.setdefault(rule.selector.key, []).append(at)

    def without_doubtful(self) -> "Styles":
        """The styles by the rules alone of which it is known for which elements they are."""
        return Styles([rule for rule in self.rules if not rule.is_doubtful], self.variables)

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
        matching = tuple(self._matching(element)) if self.rules else ()
        key = (element.tag, get("style"), get("color"), get("bgcolor"), "hidden" in attributes, matching)
        if (known := self._changes.get(key)) is None:
            rules = [self.rules[at] for at in matching]
            known = self._changes[key] = self._changes_by(element, rules)
        return known

    def _matching(self, element: Element) -> Iterator[int]:
        """The rules for an element, in the order in which they count."""
        attributes = element.attrib
        keys = ["", str(element.tag), *(f".{name}" for name in attributes.get("class", "").split())]
        if name := attributes.get("id"):
            keys.append(f"#{name}")
        found = sorted(at for key in dict.fromkeys(keys) for at in self._by_key.get(key, ()))
        return (at for at in found if self.rules[at].selector.fits(element))

    def _changes_by(self, element: Element, rules: Sequence[_Rule]) -> Mapping[str, object]:
        certain = [rule for rule in rules if not rule.is_doubtful]
        changes = _changes(element, certain, self.variables)
        for rule in rules:
            if not rule.is_doubtful or not _is_in_table(element):
                continue
            others = _changes(element, [*certain, rule], self.variables)
            if any(changes.get(name) != value and _may_hide(name, value) for name, value in others.items()):
                text = " ".join("".join(element.itertext()).split())
                if text:
                    details = {"selector": rule.selector.text}
                    raise StyleUnclear(element, Problem("style-unclear", text=text[:80], details=details))
        return changes


def _is_in_table(element: Element) -> bool:
    return element.tag in _PARTS_OF_TABLES or any(one.tag in ("td", "th") for one in element.iterancestors())


def _may_hide(name: str, value: object) -> bool:
    """Whether a change of a look may strike text out or make it invisible."""
    if name in ("color", "background"):
        return value is None or are_alike(value, WHITE)  # type: ignore[arg-type]  # a colour, by its name
    return value is True and name not in ("keeps_blanks", "is_raised", "is_lowered")


_NOTHING: Final[Mapping[str, object]] = {}
_BY_ELEMENT: Final = _STRIKING | {"sup", "sub", "pre", "textarea"}


def styles_of(root: Element) -> Styles:
    """Return the rules of the style sheets in a page."""
    rules: list[_Rule] = []
    variables: dict[str, str] = {}
    for sheet in root.iter("style"):
        if "print" in sheet.get("media", "") and "screen" not in sheet.get("media", ""):
            continue
        for block in blocks((sheet.text or "")[:_LONGEST_SHEET]):
            variables |= _VARIABLE.findall(block.declarations) if "--" in block.declarations else ()
            properties = _properties(block.declarations)
            if any(properties):
                rules += (
                    _Rule(selector, properties, block.is_doubtful or selector.is_doubtful)
                    for selector in selectors_of(block.selectors)
                )
            if len(rules) > _MOST_RULES:
                break
    return Styles(sorted(rules[:_MOST_RULES], key=lambda rule: rule.selector.rank), variables)


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


def _changes(element: Element, rules: Iterable[_Rule], variables: Mapping[str, str]) -> Mapping[str, object]:
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
    for name, value in properties.items():
        if "var(" in value:
            properties[name] = (
                _VAR.sub(lambda use: variables.get(use[1], use[2] or ""), value).strip().lower()
            )
    changes: dict[str, object] = {}
    if element.get("hidden") is not None or properties.get("display") == "none":
        changes["is_gone"] = True
    if properties.get("mso-hide") == "all":
        changes["is_transparent"] = True
    for name, value in properties.items():
        changes |= _change(name, value, element.tag)
    return {**changes, **_change_by_place(properties, element.tag)}


def _change_by_place(properties: Mapping[str, str], tag: str) -> Mapping[str, object]:
    """Return the change of a look that the place of an element makes: moved out of the page, cut off, or
    raised.
    """
    position = properties.get("position", "")
    moved = {name: _points(properties.get(name, "")) for name in ("left", "top", "text-indent")}
    is_moved_out = position in ("absolute", "fixed") and min(moved["left"], moved["top"]) <= _OUTSIDE
    clips = "".join(properties.get("clip", "").replace(",", " ").split())
    if tag not in _PARTS_OF_TABLES and _is_shrunk(properties):
        return {"is_transparent": True}
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


def _is_shrunk(properties: Mapping[str, str]) -> bool:
    """Whether an element is scaled to nothing, faded out, or cut off at no height or width."""
    if _SHRUNK.search(properties.get("transform", "")) or _FADED.search(properties.get("filter", "")):
        return True
    sizes = [properties.get(name, "") for name in ("height", "max-height", "width", "max-width")]
    return "hidden" in properties.get("overflow", "") and any(
        (number := _LENGTH.fullmatch(size)) is not None and float(number[1]) == 0 for size in sizes
    )


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
        case "opacity" if number := _LENGTH.fullmatch(value):
            is_faint = float(number[1]) / (100 if number[2] == "%" else 1) < FAINT
            return {"is_transparent": True} if is_faint else {}
        case "content-visibility" if value == "hidden":
            return {"is_transparent": True}
        case "font" if number := _FONT_SIZE.search(value):
            return {"is_tiny": _is_tiny(number[1])}
        case "font-size" if value not in ("inherit", "unset"):
            return {"is_tiny": _is_tiny(value)}
        case "color" | "-webkit-text-fill-color" if value not in ("inherit", "unset", "currentcolor"):
            color, is_transparent = color_of(value)
            return {"color": color} | ({"is_transparent": True} if is_transparent else {})
        case "background":
            color, is_transparent = color_of(value)
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
