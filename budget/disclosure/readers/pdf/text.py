"""Drawn glyphs become text: lines, and the lines of a cell joined as if they had never been wrapped.

A PDF has no line ends. The separator of a wrapped line follows from the room left on it: where the next
letter or digit would have fitted, the writer broke at a blank, and a blank is restored between Latin
words and figures. No blank is set next to Chinese characters, even where one is drawn at the line's end.
A line break that the writer typed cannot be distinguished from a wrap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.marked import LOWERED, RAISED, marked
from budget.disclosure.readers.pdf.marks import Glyph, turned

# In parts of the glyphs' size. A superscript's baseline is up to a third higher; lines of text are a whole
# size apart.
_SAME_LINE = 0.5
# The same glyph drawn again within this distance is a bold one made of two strokes; two equal narrow letters
# are wider apart.
_SAME_PLACE = 0.15
# A gap as wide as a blank, between Latin letters or digits that the file sets apart without one.
_BLANK = 0.25
# Texts this far apart on one line of a page are two statements (`部门名称：…      单位：万元`).
_APART = 2.5
# The width that writers leave free beyond the text that did not fit, in parts of the glyphs' size.
_BREATH = 0.5
# In parts of the size of the text around it: the size of a raised glyph, and its height. Browsers
# raise glyphs of 0.83.
_SMALL, _RAISED = 0.88, 0.15
# In parts of the size of the text before it: how much lower a smaller glyph is that is lowered.
_LOWERED = 0.1
# How much higher a glyph of the same size is that is raised.
_CLEARLY_RAISED = 0.25
# Longer texts are no superscripts.
_LONGEST_RAISED = 8
_ENGLISH_STOPS = (",", ";", ".", "!", "?", ")")
# In points. The free width behind short lines is no padding.
_WIDEST_PADDING = 10.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as drawn: its text, its baseline, the size of its glyphs, its start and end, and the width of
    its first sign or word.

    Lengths are points in the frame in which the line reads to the right. Once its column is known, a
    line has two measures of the unused width of its cell: `room` by the column's longest lines, a lower
    bound, and `free` by the borders.
    """

    text: str
    baseline: float
    size: float
    left: float
    right: float
    room: float
    opening: float
    word: float
    free: float = 0.0
    is_turned: bool = False


def cell_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """The lines within a cell, from the first to the last; text that is turned comes after the rest."""
    lines: list[TextLine] = []
    for turn in range(4):
        framed = [glyph for glyph in glyphs if glyph.turn == turn]
        if framed:
            lines += [_line(line, is_turned=turn > 0) for line in _lines(_framed(framed, turn))]
    return lines


def page_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Return the lines of text on a page outside its tables, from top to bottom and left to right. Parts
    far apart are separate lines.
    """
    lines = []
    for line in _lines([glyph for glyph in glyphs if glyph.turn == 0]):
        part: list[Glyph] = []
        for glyph in line:
            if part and glyph.x - (part[-1].x + part[-1].advance) > _APART * max(glyph.size, part[-1].size):
                lines.append(_line(part))
                part = []
            part.append(glyph)
        lines.append(_line(part))
    return [line for line in lines if displayed(line.text)]


def joined(lines: Iterable[TextLine]) -> str:
    """The text of wrapped lines, in one line, as displayed."""
    text = ""
    before: TextLine | None = None
    for line in lines:
        if before is not None:
            blank = " " if _broke_at_blank(before, line) else ""
            text = text.rstrip() + blank + line.text.lstrip()
        else:
            text = line.text
        before = line
    return displayed(text)


def _broke_at_blank(upper: TextLine, lower: TextLine) -> bool:
    """Whether two lines are parted at a blank: Latin words or figures meet, and one is drawn, or there was
    room.
    """
    last, first = upper.text.rstrip()[-1:], lower.text.lstrip()[:1]
    if not _is_latin(first) or not (_is_latin(last) or (last in _ENGLISH_STOPS and first.isalpha())):
        return False
    if upper.text[-1:].isspace() or lower.text[:1].isspace():
        return True
    if last.isdigit() and first.isdigit():
        # A figure is broken only where no further digit fits, by the longest lines and by the borders.
        is_short = upper.room > lower.word + 2 * upper.size
        return is_short or upper.free > lower.opening + _BREATH * upper.size
    return upper.room > lower.opening + _BREATH * upper.size


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _framed(glyphs: Sequence[Glyph], turn: int) -> list[Glyph]:
    if turn == 0:
        return list(glyphs)
    framed = []
    for glyph in glyphs:
        x, y = turned(glyph.x, glyph.y, turn)
        framed.append(Glyph(glyph.text, x, y, glyph.advance, glyph.size))
    return framed


def _lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs of each baseline, superscripts among them, from left to right."""
    lines: list[list[Glyph]] = []
    tallest: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda each: each.y):
        if tallest is None or glyph.y - tallest.y > _SAME_LINE * max(tallest.size, glyph.size):
            lines.append([])
            tallest = glyph
        elif glyph.size > tallest.size:
            tallest = glyph
        lines[-1].append(glyph)
    return [sorted(line, key=lambda each: each.x) for line in lines]


def _line(glyphs: Sequence[Glyph], *, is_turned: bool = False) -> TextLine:
    drawn: list[Glyph] = []
    text = ""
    # Where raised and lowered pieces begin and end in the text, and their kinds.
    shifted: list[tuple[int, int, str]] = []
    is_mixed = _is_mixed(glyphs)
    for index, glyph in enumerate(glyphs):
        if any(_is_again(glyph, other) for other in drawn[-4:]):
            continue
        if drawn and _is_latin(text[-1:]) and _is_latin(glyph.text[:1]):
            gap = glyph.x - (drawn[-1].x + drawn[-1].advance)
            if gap > _BLANK * glyph.size:
                text += " "
        if is_mixed and (kind := _shift(glyphs, index)):
            start = len(text)
            if shifted and shifted[-1][1:] == (start, kind):
                start = shifted.pop()[0]
            shifted.append((start, len(text) + len(glyph.text), kind))
        text += glyph.text
        drawn.append(glyph)
    for start, end, kind in reversed(shifted):
        if end - start <= _LONGEST_RAISED:
            text = f"{text[:start]}{marked(text[start:end], kind)}{text[end:]}"
    tallest = max(drawn, key=lambda each: each.size)
    inked = [glyph for glyph in drawn if glyph.text.strip()] or drawn
    return TextLine(
        text=text,
        baseline=tallest.y,
        size=tallest.size,
        left=inked[0].x,
        right=max(glyph.x + glyph.advance for glyph in inked),
        room=0.0,
        opening=_opening(inked, words=False),
        word=_opening(inked, words=True),
        is_turned=is_turned,
    )


def _shift(line: Sequence[Glyph], index: int) -> str:
    """The kind of a glyph: RAISED where it is smaller and higher than the text before it, or else the text
    after it, or a figure of the same size that is clearly higher than a figure before it; LOWERED where it is
    smaller and lower; else "".
    """
    glyph = line[index]
    before = next((other for other in reversed(line[:index]) if other.text.strip()), None)
    if before is not None and glyph.text.isdigit() and _is_same_size(glyph, before):
        figures = (other for other in line[:index] if other.text.isdigit())
        if any(_is_clearly_lower(other, glyph) for other in figures):
            return RAISED
    for other in (*reversed(line[:index]), *line[index + 1 :]):
        if glyph.size < _SMALL * other.size and other.text.strip():
            if other.y - glyph.y >= _RAISED * other.size:
                return RAISED
            return LOWERED if glyph.y - other.y >= _LOWERED * other.size else ""
    return ""


def _is_mixed(line: Sequence[Glyph]) -> bool:
    """Whether the glyphs of a line differ in size, or clearly in height."""
    sizes, heights = [glyph.size for glyph in line], [glyph.y for glyph in line]
    return max(sizes) * _SMALL > min(sizes) or max(heights) - min(heights) >= _CLEARLY_RAISED * max(sizes)


def _is_same_size(one: Glyph, other: Glyph) -> bool:
    return _SMALL * other.size <= one.size <= other.size / _SMALL


def _is_clearly_lower(one: Glyph, other: Glyph) -> bool:
    return _is_same_size(one, other) and one.y - other.y >= _CLEARLY_RAISED * other.size


def _opening(glyphs: Sequence[Glyph], *, words: bool) -> float:
    """Return the width of a line's unbreakable beginning: its first glyph with the signs that follow it
    (`8%。`).

    With `words`, Latin words and figures count as unbreakable too (`值:95%`), as for most writers.
    """
    last = glyphs[0]
    for glyph in glyphs[1:]:
        if not glyph.text.strip() or (glyph.text.isalnum() and not (words and glyph.text.isascii())):
            break
        last = glyph
    return last.x + last.advance - glyphs[0].x


def _is_again(glyph: Glyph, other: Glyph) -> bool:
    near = _SAME_PLACE * other.size
    return glyph.text == other.text and abs(glyph.x - other.x) < near and abs(glyph.y - other.y) < near


def with_room(line: TextLine, inked: tuple[float, float], cell: tuple[float, float]) -> TextLine:
    """The line with its room, in a column of which the outermost glyphs and the borders are given (left,
    right).
    """
    before, after = line.left - inked[0], inked[1] - line.right
    # A centred line has its room on both sides.
    room = before + after if abs(before - after) < 0.2 * line.size else after
    padding = min(inked[0] - cell[0], cell[1] - inked[1], _WIDEST_PADDING)
    return replace(line, room=room, free=cell[1] - cell[0] - 2 * padding - (line.right - line.left))
