"""Drawn glyphs become text: lines, and the lines of a cell joined again as if they had never been wrapped.

A PDF notes no line ends. What a wrapped line is joined with can only be told from the room that was left on
it: where the next letter or digit would still have fitted, the writer broke at a blank, and a blank is put
back between Latin words and figures; between Chinese characters none is, and a line break that the writer
typed cannot be told from a wrap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.pdf.drawing import Glyph, turned

# In parts of the glyphs' size. A superscript stands on a baseline up to a third higher; lines of text are a
# whole size apart.
_SAME_LINE = 0.5
# The same glyph drawn again within this distance is a bold one made of two strokes; two equal narrow letters
# are wider apart.
_SAME_PLACE = 0.15
# A gap as wide as a blank, between Latin letters or digits that the file sets apart without one.
_BLANK = 0.25
# Text on one line of a page that stands this far apart is two statements (`部门名称：…      单位：万元`).
_APART = 2.5


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as drawn: its text, its baseline, the size of its glyphs, the room left to its right and the
    width of its opening.

    All in points in the frame in which the line reads to the right.
    """

    text: str
    baseline: float
    size: float
    left: float
    right: float
    room: float
    opening: float


def cell_lines(glyphs: Sequence[Glyph], box: tuple[float, float, float, float]) -> list[TextLine]:
    """The lines within a cell (left, top, right, bottom), from the first to the last; text that is turned
    comes after the rest.
    """
    lines: list[TextLine] = []
    for turn in range(4):
        framed = [glyph for glyph in glyphs if glyph.turn == turn]
        if framed:
            corners = [turned(box[0], box[1], turn), turned(box[2], box[3], turn)]
            left, right = min(x for x, _ in corners), max(x for x, _ in corners)
            lines += _with_room([_line(line) for line in _lines(_framed(framed, turn))], left, right)
    return lines


def page_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """The lines of text on a page outside its tables, from top to bottom and left to right, parts that
    stand far apart on their own.
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
        if before is not None and _broke_at_blank(before, line):
            text += " "
        text += line.text
        before = line
    return displayed(text)


def _broke_at_blank(upper: TextLine, lower: TextLine) -> bool:
    last, first = upper.text[-1:], lower.text[:1]
    if upper.room <= lower.opening + 0.1 * upper.size:
        return False
    if _is_latin(first) and last in ",;.!?)":
        return first.isalpha()
    return _is_latin(first) and _is_latin(last)


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
    """Glyphs that stand on one baseline, superscripts among them, each line from left to right."""
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


def _line(glyphs: Sequence[Glyph]) -> TextLine:
    kept: list[Glyph] = []
    text = ""
    for glyph in glyphs:
        if any(_is_again(glyph, other) for other in kept[-4:]):
            continue
        if kept and _is_latin(text[-1:]) and _is_latin(glyph.text[:1]):
            gap = glyph.x - (kept[-1].x + kept[-1].advance)
            if gap > _BLANK * glyph.size:
                text += " "
        text += glyph.text
        kept.append(glyph)
    tallest = max(kept, key=lambda each: each.size)
    inked = [glyph for glyph in kept if glyph.text.strip()] or kept
    return TextLine(
        text=text,
        baseline=tallest.y,
        size=tallest.size,
        left=inked[0].x,
        right=max(glyph.x + glyph.advance for glyph in inked),
        room=0.0,
        opening=_opening(inked),
    )


def _opening(glyphs: Sequence[Glyph]) -> float:
    """The width of what opens a line and is never parted: its first glyph with the signs that follow it
    (`8%。`).
    """
    last = glyphs[0]
    for glyph in glyphs[1:]:
        if glyph.text.isalnum():
            break
        last = glyph
    return last.x + last.advance - glyphs[0].x


def _is_again(glyph: Glyph, other: Glyph) -> bool:
    near = _SAME_PLACE * other.size
    return glyph.text == other.text and abs(glyph.x - other.x) < near and abs(glyph.y - other.y) < near


def _with_room(lines: list[TextLine], left: float, right: float) -> list[TextLine]:
    """The lines with the room each has left, the cell's padding taken off: the least space before any of
    its lines.
    """
    padding = max(0.0, min(min(line.left - left, right - line.right) for line in lines))
    roomy = []
    for line in lines:
        before, after = line.left - left - padding, right - line.right - padding
        # A centred line has its room on both sides.
        room = before + after if abs(before - after) < 0.2 * line.size else after
        roomy.append(
            TextLine(line.text, line.baseline, line.size, line.left, line.right, max(0.0, room), line.opening)
        )
    return roomy
