"""The look of a Word document's runs: struck out, raised, or not to be seen, by the run's own properties and
the styles of character, paragraph and document (ECMA-376 part 1, 17.7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from budget.disclosure.limits import MIB
from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, STRUCK
from budget.disclosure.readers.package import (
    Element,
    Package,
    attribute,
    child_of,
    children_of,
    local_name,
    parsed,
    value_of,
)

# Properties that two styles set switch each other off (17.7.3).
_TOGGLES: Final = ("strike", "vanish")
_OFF: Final = frozenset({"0", "false", "off"})
# In half points: a letter of a point cannot be read.
_SMALLEST_SIZE: Final = 2
# A raised run's size is at most this part of the text's around it.
_SMALLER: Final = 0.85
_RAISED_BY: Final = 3
_NEVER_DEEPER: Final = 20
_DEFAULT_SIZE: Final = 20
# The styles that programs write have up to half a megabyte.
_LARGEST_KEPT: Final = MIB

Properties = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What text is printed on: the paper, or the shading of a cell or paragraph.

    `is_light`: white text cannot be seen on it.
    """

    is_light: bool = True

    def within(self, properties: Element | None) -> "Ground":
        """The ground within a cell, paragraph or run with these properties."""
        shading = child_of(properties, "shd")
        if shading is None:
            return self
        fill = (attribute(shading, "fill") or "auto").lower()
        if value_of(shading) in ("", "clear", "nil") and fill == "auto":
            return self
        if attribute(shading, "themeFill") in (None, "background1") and value_of(shading) != "solid":
            return Ground(_is_white(fill))
        return Ground(is_light=False)


def _is_white(color: str) -> bool:
    try:
        number = int(color, 16)
    except ValueError:
        return color == "auto"
    return len(color) == 6 and all((number >> shift) & 0xFF >= 0xF5 for shift in (0, 8, 16))


class Looks:
    """Tells the look of runs by the styles of their document."""

    def __init__(self, root: Element | None) -> None:
        self._own: dict[str, Element] = {}
        self._known: dict[str, Properties] = {}
        self._defaults: Properties = {}
        self._default_paragraph = ""
        self._dark_tables: dict[str, bool] = {}
        self._of_paragraphs: dict[tuple[str, Ground], ParagraphLooks] = {}
        if root is None:
            return
        self._defaults = _read(child_of(child_of(child_of(root, "docDefaults"), "rPrDefault"), "rPr"))
        for style in children_of(root, "style"):
            # Attributes by their local names; a document has hundreds of styles, and uses a few.
            own = {key.rpartition("}")[2]: value for key, value in style.items()}
            name = own.get("styleId", "")
            self._own[name] = style
            if own.get("type") == "paragraph" and own.get("default", "0") not in _OFF:
                self._default_paragraph = name

    def ground_of_table(self, properties: Element | None, around: Ground) -> Ground:
        """The ground of a table: one whose style shades cells is not known to be light."""
        name = value_of(child_of(properties, "tblStyle"))
        if name and name not in self._dark_tables:
            self._dark_tables[name] = self._is_dark_table(name)
        return Ground(is_light=False) if self._dark_tables.get(name) else around.within(properties)

    def _is_dark_table(self, name: str) -> bool:
        """Whether a style of tables shades cells."""
        style = self._own.get(name)
        if style is None or attribute(style, "type") != "table":
            return False
        return any(not Ground().within(part.getparent()).is_light for part in style.iter("{*}shd"))

    def of_paragraph(self, paragraph: Element, ground: Ground) -> "ParagraphLooks":
        """Return what tells the looks of a paragraph's runs."""
        name = self._default_paragraph
        properties = child_of(paragraph, "pPr")
        if properties is not None:
            name = value_of(child_of(properties, "pStyle")) or name
            ground = ground.within(properties)
        if (known := self._of_paragraphs.get((name, ground))) is None:
            known = self._of_paragraphs[name, ground] = ParagraphLooks(self, self.of_style(name), ground)
        return known

    def of_style(self, name: str) -> Properties:
        """The properties of runs that a style sets, with those of the styles that it is based on."""
        if name not in self._known:
            chain: list[Properties] = []
            at = name
            while at in self._own and len(chain) < _NEVER_DEEPER:
                style = self._own[at]
                chain.append(_read(child_of(style, "rPr")))
                at = value_of(child_of(style, "basedOn"))
            together: dict[str, str] = {}
            for properties in reversed(chain):
                together |= properties
            self._known[name] = together
        return self._known[name]

    def effective(self, paragraph: Properties, run: Properties) -> Properties:
        """The properties of a run in force."""
        if not run and not paragraph:
            return self._defaults
        style = self.of_style(run["rStyle"]) if "rStyle" in run else {}
        found = {**self._defaults, **paragraph, **style, **run}
        for toggle in _TOGGLES:
            if toggle not in run and toggle in paragraph and toggle in style:
                on = (paragraph[toggle] == "1") != (style[toggle] == "1")
                found[toggle] = "1" if on or self._defaults.get(toggle) == "1" else "0"
        return found


def looks_of(package: Package, part: str | None) -> Looks:
    """The looks by the part of a document that holds its styles, None where there is none.

    Documents of one program have the same styles, so that those read last are kept. Raises Refused where the
    part is broken.
    """
    if part is None:
        return Looks(None)
    if package.size(part) > _LARGEST_KEPT:
        return Looks(package.tree(part))
    return _looks_of(package.content(part), part)


@lru_cache(maxsize=4)
def _looks_of(content: bytes, part: str) -> Looks:
    return Looks(parsed(content, part))


_NONE: Final[Properties] = {}


class ParagraphLooks:
    """Tells the looks of the runs of paragraphs of one style on one ground."""

    def __init__(self, looks: Looks, style: Properties, ground: Ground) -> None:
        self._looks = looks
        self._style = style
        self._ground = ground
        self._plain = self._mark({}, None)

    def mark(self, properties: Element | None) -> str:
        """The kind of a run's text (INVISIBLE, STRUCK, RAISED or LOWERED), "" for plain text."""
        own = _read(properties)
        if not own and (not self._plain or properties is None):
            return self._plain
        return self._mark(own, properties)

    def _mark(self, own: Properties, properties: Element | None) -> str:
        found = self._looks.effective(self._style, own)
        if not found:
            return ""
        if found.get("vanish") == "1" or _number(found.get("sz", ""), _DEFAULT_SIZE) <= _SMALLEST_SIZE:
            return INVISIBLE
        if found.get("color") == "white" and self._ground_of(properties).is_light:
            return INVISIBLE
        if found.get("strike") == "1" or found.get("dstrike") == "1":
            return STRUCK
        if (align := found.get("vertAlign")) in ("superscript", "subscript"):
            return RAISED if align == "superscript" else LOWERED
        return self._shift_of_small(found, properties)

    def _ground_of(self, properties: Element | None) -> Ground:
        highlight = value_of(child_of(properties, "highlight"))
        if highlight:
            return Ground(is_light=highlight in ("white", "none"))
        return self._ground.within(properties)

    def _shift_of_small(self, found: Properties, properties: Element | None) -> str:
        """The kind of a run that is raised or lowered and smaller than the text around it, "" of another."""
        raised_by = _number(found.get("position", ""), 0)
        if abs(raised_by) < _RAISED_BY or properties is None:
            return ""
        paragraph = properties.getparent().getparent()
        sizes = [_number(value_of(size), 0) for size in paragraph.iter("{*}sz")]
        default = _number(self._looks.effective(self._style, {}).get("sz", ""), _DEFAULT_SIZE)
        if _number(found.get("sz", ""), default) > _SMALLER * max([default, *sizes]):
            return ""
        return RAISED if raised_by > 0 else LOWERED


def _read(properties: Element | None) -> Properties:
    """The properties of a run that decide its look."""
    if properties is None:
        return _NONE
    found: dict[str, str] = {}
    for child in properties:
        tag = local_name(child)
        if tag in ("strike", "dstrike", "vanish"):
            found[tag] = "0" if (attribute(child, "val") or "1").lower() in _OFF else "1"
        elif tag in ("vertAlign", "position", "sz", "rStyle"):
            found[tag] = value_of(child)
        elif tag == "color":
            found[tag] = "white" if _is_white_text(child) else "other"
    return found


def _is_white_text(color: Element) -> bool:
    theme = attribute(color, "themeColor")
    if theme is not None:
        shade = attribute(color, "themeShade")
        return theme in ("background1", "light1") and (shade is None or shade.lower() >= "f5")
    written = value_of(color).lower()
    return written != "auto" and _is_white(written)


def _number(text: str, default: int) -> int:
    try:
        return int(text)
    except ValueError:
        return default


def texts_of_deleted(elements: Iterable[Element]) -> str:
    """The text that a change deleted from the runs of these elements."""
    return "".join(
        text.text or "" for element in elements for text in element.iter("{*}delText", "{*}t") if text.text
    )
