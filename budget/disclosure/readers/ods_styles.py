"""The styles of an ODS workbook: which text of it is struck out, raised or not to be seen, and which sheets
are hidden (OpenDocument 1.3 part 3, 16 and 20).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, STRUCK
from budget.disclosure.readers.package import Element, attribute, local_name

WHITE: Final = "ffffff"
_NEVER_DEEPER: Final = 20


@dataclass(frozen=True)
class Look:
    """How text looks. `fill` is that of its cell; a colour or fill that is not known is a name of its own."""

    is_struck: bool = False
    is_raised: bool = False
    is_lowered: bool = False
    is_hidden: bool = False
    color: str = "text"
    fill: str = WHITE

    @cached_property
    def mark(self) -> str:
        """The kind of the text, "" for text that is read."""
        if self.is_hidden or self.color == self.fill:
            return INVISIBLE
        if self.is_struck:
            return STRUCK
        return RAISED if self.is_raised else LOWERED if self.is_lowered else ""


PLAIN: Final = Look()

_Changes = dict[str, object]


@dataclass(slots=True)
class Styles:
    """The styles of a workbook by family and name, as they come."""

    _own: dict[tuple[str, str], tuple[str, _Changes]] = field(default_factory=dict)
    _known: dict[tuple[str, str, Look], Look] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._own)

    def add(self, style: Element) -> None:
        """Add an element style:style."""
        changes: _Changes = {}
        for properties in style:
            tag = local_name(properties)
            if tag == "text-properties":
                changes |= _of_text(properties)
            elif tag == "table-cell-properties":
                if color := attribute(properties, "background-color"):
                    changes["fill"] = WHITE if color == "transparent" else _color(color)
            elif tag == "table-properties" and attribute(properties, "display") == "false":
                changes["is_hidden"] = True
        family, name = attribute(style, "family") or "", attribute(style, "name") or ""
        self._own[family, name] = (attribute(style, "parent-style-name") or "", changes)

    def look(self, family: str, name: str | None, around: Look) -> Look:
        """The look that a style gives to what is within another look."""
        if not name:
            return around
        key = (family, name, around)
        if key not in self._known:
            together: _Changes = {}
            for changes in reversed(self._chain(family, name)):
                together |= changes
            self._known[key] = replace(around, **together)  # type: ignore[arg-type]  # names of Look's own
        return self._known[key]

    def names(self, family: str, name: str) -> list[str]:
        """The name of a style and those of the styles that it is based on."""
        names: list[str] = []
        while (family, name) in self._own and len(names) < _NEVER_DEEPER:
            names.append(name)
            name, _changes = self._own[family, name]
        return names

    def hides_sheet(self, name: str | None) -> bool:
        """Whether a style of the family table hides its sheet."""
        return bool(name) and any(
            changes.get("is_hidden") for changes in self._chain("table", name or "")[:1]
        )

    def _chain(self, family: str, name: str) -> list[_Changes]:
        return [self._own[family, one][1] for one in self.names(family, name)]


def _of_text(properties: Element) -> _Changes:
    changes: _Changes = {}
    lines = [
        value
        for name in ("text-line-through-style", "text-line-through-type")
        if (value := attribute(properties, name)) is not None
    ]
    if lines:
        changes["is_struck"] = "none" not in lines
    if position := attribute(properties, "text-position"):
        raised = position.split()[0]
        changes["is_raised"] = raised == "super" or (not raised.startswith(("-", "0%", "sub")))
        changes["is_lowered"] = raised.startswith(("-", "sub"))
    if attribute(properties, "display") == "none":
        changes["is_hidden"] = True
    if color := attribute(properties, "color"):
        changes["color"] = _color(color)
    if (fill := attribute(properties, "background-color")) and fill != "transparent":
        changes["fill"] = _color(fill)
    size = attribute(properties, "font-size") or ""
    if size in ("0pt", "0.1pt", "0.5pt", "1pt"):
        changes["is_hidden"] = True
    return changes


def _color(text: str) -> str:
    color = text.lower().lstrip("#")
    is_white = len(color) == 6 and all(part >= "f5" for part in (color[:2], color[2:4], color[4:]))
    return WHITE if is_white else color
