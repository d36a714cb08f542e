"""The cell styles of an XLS workbook: the font and fill that decide whether text is read."""

from collections.abc import Sequence
from typing import Any, Final

from budget.disclosure.readers.marked import INVISIBLE, SHIFTED, marked
from budget.disclosure.readers.xlsx_styles import PLAIN, WHITE, WHITE_FORMAT, CellStyle, Font

# Twentieths of a point: below a point no letter can be read.
_SMALLEST_HEIGHT: Final = 20
_SUPERSCRIPT: Final = 1
_SUBSCRIPT: Final = 2
_SOLID: Final = 1
# The indexes of the system's colours for text and paper, in fonts and in fills.
_SYSTEM_PAPER: Final = frozenset({0x41, 9, 1})


class Styles:
    """The cell styles of a workbook as xlrd gives them."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[int, CellStyle] = {}

    def style(self, index: int) -> CellStyle:
        """The style of this number; its `mark` is the kind of the whole cell's text."""
        if index not in self._known:
            xf = self._book.xf_list[index]
            font = self._font(xf.font_index)
            fill = self._fill(xf.background)
            mark = font.mark(fill)
            code = str(getattr(self._book.format_map.get(xf.format_key), "format_str", "") or "")
            if fill == WHITE and WHITE_FORMAT.search(code.partition(";")[0]):
                mark = INVISIBLE
            self._known[index] = CellStyle(code, font, fill, "" if mark in SHIFTED else mark)
        return self._known[index]

    def pieces(self, text: str, runs: Sequence[tuple[int, int]], style: CellStyle) -> str:
        """Return a text of which runs begin at (offset, font), with what is not read of it marked."""
        if style.is_conditional:
            return marked(text, style.font.mark(style.fill))
        starts = [offset for offset, _ in runs] + [len(text)]
        shown = marked(text[: starts[0]], style.font.mark(style.fill))
        for (offset, font), end in zip(runs, starts[1:], strict=True):
            shown += marked(text[offset:end], self._font(font).mark(style.fill))
        return shown

    def _font(self, index: int) -> Font:
        fonts = self._book.font_list
        if index >= len(fonts):
            return PLAIN
        font = fonts[index]
        return Font(
            is_struck=bool(font.struck_out),
            is_raised=font.escapement == _SUPERSCRIPT,
            is_tiny=0 < font.height <= _SMALLEST_HEIGHT,
            color=self.color(font.colour_index, "text"),
            is_lowered=font.escapement == _SUBSCRIPT,
        )

    def _fill(self, background: Any) -> str:
        if background.fill_pattern == 0:
            return WHITE
        if background.fill_pattern != _SOLID:
            return "pattern"
        return self.color(background.pattern_colour_index, "fill")

    def color(self, index: int, unknown: str) -> str:
        """A colour by its index as six digits; `unknown` where it is not known."""
        if index in _SYSTEM_PAPER:
            return WHITE
        color = self._book.colour_map.get(index)
        if color is None:
            return unknown
        return WHITE if min(color) >= 0xF5 else "".join(f"{part:02x}" for part in color)
