"""The marks on a page: glyphs and rules with their places.

Lengths are points. x runs right and y runs down from the upper left corner of the page as it is read.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pdfminer.utils import Point

from budget.disclosure.grid import OmissionKind

# A rule's ends may differ by this much across its direction: rounding in the file.
_LEAN = 0.7


class Rule(NamedTuple):
    """A straight line along one axis: its coordinate on the other axis, its start and its end.

    `width` is its thickness; where it does not matter, that of a line which all viewers draw.
    """

    at: float
    start: float
    end: float
    width: float = 0.5


@dataclass(slots=True)
class Glyph:
    """A drawn character, or a few that are drawn as one.

    `x` and `y` are its origin on the baseline, `advance` the distance to the next origin. `turn` counts
    quarter turns counterclockwise: 0 reads to the right, 1 upwards, 2 upside down, 3 downwards.
    """

    text: str
    x: float
    y: float
    advance: float
    size: float
    turn: int = 0

    @property
    def centre(self) -> tuple[float, float]:
        """The centre of the drawn area. A Chinese character reaches from 0.12 of its size below the baseline
        to 0.88 above it.
        """
        along, up = self.advance / 2, 0.38 * self.size
        if self.turn == 0:
            return self.x + along, self.y - up
        if self.turn == 1:
            return self.x - up, self.y - along
        if self.turn == 2:
            return self.x - along, self.y + up
        return self.x + up, self.y + along


@dataclass(slots=True)
class Page:
    """One page: its glyphs in the order of drawing, its rules, and whether it shows a picture.

    `omitted`: glyphs that are invisible or struck out, with the kind of their omission.
    """

    number: int
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    has_picture: bool = False
    omitted: list[tuple[OmissionKind, Glyph]] = field(default_factory=list)


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return a point in the frame where text of this turn reads to the right and its lines run down."""
    if turn == 1:
        return -y, x
    if turn == 2:
        return -x, -y
    if turn == 3:
        return y, -x
    return x, y


def upright_page(page: Page) -> Page:
    """Return the page turned so that most of its text reads to the right."""
    turns = Counter(glyph.turn for glyph in page.glyphs)
    turn = max(turns, key=lambda each: turns[each], default=0)
    if turn == 0:
        return page
    glyphs = [_upright(glyph, turn) for glyph in page.glyphs]
    omitted = [(kind, _upright(glyph, turn)) for kind, glyph in page.omitted]
    upright = Page(page.number, glyphs, has_picture=page.has_picture, omitted=omitted)
    for horizontal, rules in ((True, page.horizontals), (False, page.verticals)):
        for rule in rules:
            ends = [(rule.start, rule.at), (rule.end, rule.at)]
            if not horizontal:
                ends = [(y, x) for x, y in ends]
            first, second = (turned(x, y, turn) for x, y in ends)
            found = rule_between(first, second, rule.width)
            if found is not None:
                (upright.verticals if found[1] else upright.horizontals).append(found[0])
    return upright


def _upright(glyph: Glyph, turn: int) -> Glyph:
    x, y = turned(glyph.x, glyph.y, turn)
    return replace(glyph, x=x, y=y, turn=(glyph.turn - turn) % 4)


def rule_between(first: Point, second: Point, width: float) -> tuple[Rule, bool] | None:
    """Return the rule between two points, and whether it is upright; a slanting line is no rule."""
    (x0, y0), (x1, y1) = first, second
    if abs(y0 - y1) <= _LEAN and abs(x0 - x1) >= abs(y0 - y1):
        return Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1), width), False
    if abs(x0 - x1) <= _LEAN:
        return Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1), width), True
    return None
