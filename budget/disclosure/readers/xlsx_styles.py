"""The cell styles of an XLSX workbook: number format, font and fill (ECMA-376 part 1, 18.8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from budget.disclosure.readers.format_codes import BUILTIN
from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, SHIFTED, STRUCK, marked
from budget.disclosure.readers.package import Element, local_name

T = TypeVar("T")
WHITE: Final = "ffffff"
_TRUE: Final = frozenset({"1", "true", "on"})
_WHITE_INDEXES: Final = frozenset({"1", "9", "65"})
# Theme colour 0 is the paper's; darkened by more than this it can be seen on it.
_LEAST_TINT: Final = -0.04
_SMALLEST_POINTS: Final = 1.0
WHITE_FORMAT: Final = re.compile(r"\[(?:white|白色?|(?:color|颜色)\s?2)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Font:
    """What of a font decides whether its text is read. `color` is six hexadecimal digits, or a name that no
    fill has where the colour is not known.
    """

    is_struck: bool = False
    is_raised: bool = False
    is_tiny: bool = False
    color: str = "text"
    is_lowered: bool = False

    def mark(self, fill: str) -> str:
        """The kind of a text in this font on a cell with this fill, "" for text that is read."""
        if self.is_tiny or self.color == fill:
            return INVISIBLE
        if self.is_struck:
            return STRUCK
        return RAISED if self.is_raised else LOWERED if self.is_lowered else ""


PLAIN: Final = Font()


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A cell style: its number format code, its font, and its fill's colour. `mark`: the kind of a whole
    cell's text. A cell that is raised or lowered as a whole is no mark. `is_conditional`: a
    conditional format gives its font, whatever the fonts of pieces are.
    """

    code: str = "General"
    font: Font = PLAIN
    fill: str = WHITE
    mark: str = ""
    is_conditional: bool = False


GENERAL: Final = CellStyle()

# A text in pieces, each with its font; None is the cell's.
Rich = tuple[tuple[str, Font | None], ...]


def text_of(pieces: Rich, style: CellStyle) -> str:
    """Return the text of rich pieces in a cell of a style, with what is not read of it marked."""
    fonts = ((style.font if style.is_conditional or font is None else font, text) for text, font in pieces)
    return "".join(marked(text, font.mark(style.fill)) for font, text in fonts)


def read_styles(root: Element) -> tuple[CellStyle, ...]:
    """The cell styles of a workbook, in order."""
    own = {
        fmt.get("numFmtId"): fmt.get("formatCode", "General") for fmt in root.iterfind("{*}numFmts/{*}numFmt")
    }
    fonts = [read_font(font) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [_fill(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    styles = []
    for style in root.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId", "0")
        code = own.get(number) or BUILTIN.get(int(number) if number.isdecimal() else 0, "General")
        font = _at(fonts, style.get("fontId", "0"), PLAIN)
        fill = _at(fills, style.get("fillId", "0"), WHITE)
        styles.append(_styled(code, font, fill))
    return tuple(styles)


def _styled(code: str, font: Font, fill: str) -> CellStyle:
    mark = font.mark(fill)
    if fill == WHITE and WHITE_FORMAT.search(code.partition(";")[0]):
        mark = INVISIBLE
    return CellStyle(code, font, fill, "" if mark in SHIFTED else mark)


# What a differential format changes of a cell's style: color, is_struck, fill, code.
Changes = dict[str, str | bool]


def read_formats(root: Element) -> tuple[Changes, ...]:
    """The differential formats of a workbook, in order."""
    return tuple(map(read_changes, root.iterfind("{*}dxfs/{*}dxf")))


def read_changes(element: Element) -> Changes:
    """What an element dxf changes."""
    changes: Changes = {}
    for part in element.iterfind("{*}font/{*}*"):
        if local_name(part) == "color":
            changes["color"] = read_color(part, "text")
        elif local_name(part) == "strike":
            changes["is_struck"] = part.get("val", "1").lower() in _TRUE
    for part in element.iterfind("{*}fill/{*}patternFill"):
        # Its ground is the background's colour, unlike that of a cell style.
        colors = {local_name(color): read_color(color, "fill") for color in part.iterchildren("{*}*")}
        if part.get("patternType", "solid") == "none":
            changes["fill"] = WHITE
        elif colors:
            changes["fill"] = colors.get("bgColor") or colors["fgColor"]
    for part in element.iterfind("{*}numFmt"):
        changes["code"] = part.get("formatCode", "General")
    return changes


def changed(style: CellStyle, changes: Changes) -> CellStyle:
    """A style with what differential formats change of it."""
    if not changes:
        return style
    font = replace(
        style.font,
        color=str(changes.get("color", style.font.color)),
        is_struck=bool(changes.get("is_struck", style.font.is_struck)),
    )
    found = _styled(str(changes.get("code", style.code)), font, str(changes.get("fill", style.fill)))
    return replace(found, is_conditional=font != style.font)


def _at(items: list[T], index: str, default: T) -> T:
    return items[int(index)] if index.isdecimal() and int(index) < len(items) else default


def read_font(properties: Iterable[Element]) -> Font:
    """The font that the properties of a font or of a run say."""
    is_struck = is_raised = is_lowered = is_tiny = False
    color = "text"
    for part in properties:
        tag, value = local_name(part), part.get("val", "")
        if tag == "strike":
            is_struck = part.get("val", "1").lower() in _TRUE
        elif tag == "vertAlign":
            is_raised, is_lowered = value == "superscript", value == "subscript"
        elif tag == "sz":
            is_tiny = _float(value, 11.0) <= _SMALLEST_POINTS
        elif tag == "color":
            color = read_color(part, "text")
    return Font(is_struck, is_raised, is_tiny, color, is_lowered)


def _fill(fill: Element) -> str:
    pattern = next((part for part in fill if local_name(part) == "patternFill"), None)
    if pattern is None:
        return WHITE if len(fill) == 0 else "gradient"
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return WHITE
    if kind != "solid":
        return "pattern"
    color = next((part for part in pattern if local_name(part) == "fgColor"), None)
    return "pattern" if color is None else read_color(color, "fill")


def read_color(element: Element, unknown: str) -> str:
    """Return a colour as six digits where it is known; else a name of `unknown`, which differs between fonts
    and fills except for the same colour of a theme.
    """
    if rgb := element.get("rgb"):
        color = rgb.lower()[-6:]
        return WHITE if all(part >= "f5" for part in (color[:2], color[2:4], color[4:])) else color
    tint = _float(element.get("tint", "0"), 0.0)
    if theme := element.get("theme"):
        if theme == "0":
            return WHITE if tint >= _LEAST_TINT else f"theme0{tint:.2f}"
        return f"theme{theme}{tint:.2f}"
    if indexed := element.get("indexed"):
        return WHITE if indexed in _WHITE_INDEXES else f"indexed{indexed}"
    return unknown


def _float(text: str, default: float) -> float:
    try:
        return float(text)
    except ValueError:
        return default
