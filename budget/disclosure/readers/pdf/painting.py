"""What the areas painted on a page leave visible: text and rules in the colour of what is beneath them are
invisible, and so is what a later area covers.

Pictures and shadings are areas of unknown colour: on them everything counts as visible, and they cover
nothing.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from budget.disclosure.readers.pdf.colours import WHITE, Rgb, are_alike
from budget.disclosure.readers.pdf.marks import Glyph, Page, Rule

# A filled rectangle or a stroke up to this thickness is a rule. A thicker one colours a cell.
THICKEST_RULE = 4.0
# A thinner rule is invisible among others: most viewers draw it in a pale grey, and printers do not print it.
# A stroke of no width is as wide as a pixel of the screen.
_THINNEST_RULE = 0.1
# The thinnest rule as viewers draw it.
DRAWN_WIDTH = 0.5
# In points: how far areas beside a rule are searched beyond its edge, and the shortest part of a rule.
_BESIDE = 0.6
_SHORTEST_PART = 0.3
_ROUNDING = 0.05
# Pieces of one line are no farther apart.
_SAME_LINE = 1.0
_DASH_GAP = 4.0
# A path of more rectangles is a pattern.
_MOST_RECTANGLES = 300
# Opacity below which nothing is seen, and above which nothing shines through.
FAINT = 0.03
_OPAQUE = 0.97
# A page with more colours is a drawing: each of its texts is compared with what is beneath it.
_MOST_COLOURS = 64

# A rectangle: left, top, right, bottom.
Area = tuple[float, float, float, float]


class PaintState(NamedTuple):
    """The part of the graphics state that decides what is visible.

    `shown` is the rectangle around the clipping path; `is_exact`: the path is that rectangle.
    """

    shown: Area
    is_exact: bool = True
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0
    is_blended: bool = False


@dataclass(frozen=True, slots=True)
class _Cover:
    """An opaque area with the numbers of glyphs and rules that were drawn before it."""

    area: Area
    glyphs: int
    horizontals: int
    verticals: int


class Painting:
    """The areas painted on a page so far."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._areas: list[tuple[Area, Rgb | None]] = []
        self._covers: list[_Cover] = []
        self._colours: list[Rgb] = [WHITE]
        self._pale_uprights: list[tuple[Rule, list[Rule]]] = []

    def fill(self, area: Area, colour: Rgb | None, state: PaintState) -> None:
        """Record a filled rectangle."""
        clipped = _intersection(area, state.shown)
        if clipped is None or state.fill_opacity < FAINT:
            return
        is_pale = colour is not None and are_alike(colour, WHITE)
        is_thin = min(area[2] - area[0], area[3] - area[1]) <= THICKEST_RULE
        if is_thin and not is_pale:
            return
        is_opaque = (
            state.is_exact and state.fill_opacity >= _OPAQUE and not state.is_blended and colour is not None
        )
        if is_opaque:
            self.cover(clipped, glyphs=not is_thin)
        if not is_thin:
            self.background(clipped, colour if is_opaque else None)

    def background(self, area: Area, colour: Rgb | None) -> None:
        """Record what further text is drawn on; a colour that is not known is None."""
        self._areas.append((area, colour))
        if colour is not None and not self._may_vanish(colour):
            self._colours.append(colour)

    def cover(self, area: Area, *, glyphs: bool) -> None:
        """Record an area that covers rules drawn before it, and `glyphs`."""
        page = self._page
        before = len(page.glyphs) if glyphs else 0
        if before or page.horizontals or page.verticals:
            self._covers.append(_Cover(area, before, len(page.horizontals), len(page.verticals)))

    def vanishes(self, glyph: Glyph, colours: Sequence[Rgb | None]) -> bool:
        """Whether a glyph has the colour of what it is drawn on. `colours`: of its area and its outline."""
        beneath = self._beneath(*glyph.centre, self._areas)
        return beneath is not None and all(
            colour is not None and are_alike(colour, beneath) for colour in colours
        )

    def may_vanish(self, colours: Iterable[Rgb | None]) -> bool:
        """Whether these are colours of the paper or of an area."""
        return all(colour is not None and self._may_vanish(colour) for colour in colours)

    def _may_vanish(self, colour: Rgb) -> bool:
        return len(self._colours) > _MOST_COLOURS or any(are_alike(colour, each) for each in self._colours)

    @staticmethod
    def _beneath(x: float, y: float, areas: Sequence[tuple[Area, Rgb | None]]) -> Rgb | None:
        for (left, top, right, bottom), colour in reversed(areas):
            if left <= x <= right and top <= y <= bottom:
                return colour
        return WHITE

    def visible_parts(self, rule: Rule, colour: Rgb | None, *, upright: bool) -> list[Rule]:
        """Return the parts of a rule that differ from what is beneath or beside them."""
        if colour is None or not self._may_vanish(colour):
            return [rule]
        half = rule.width / 2
        area = (rule.start, rule.at - half, rule.end, rule.at + half)
        self.cover((area[1], area[0], area[3], area[2]) if upright else area, glyphs=False)
        beside = rule.width / 2 + _BESIDE
        across, along = (0, 1) if upright else (1, 0)
        near = [
            (area, own)
            for area, own in self._areas
            if area[across] <= rule.at + beside
            and area[across + 2] >= rule.at - beside
            and area[along] <= rule.end
            and area[along + 2] >= rule.start
        ]
        edges = {rule.start, rule.end}
        for area, _ in near:
            edges.update((area[along], area[along + 2]))
        inner = sorted(edge for edge in edges if rule.start <= edge <= rule.end)
        parts: list[Rule] = []
        for start, end in zip(inner, inner[1:], strict=False):
            if end - start < _SHORTEST_PART:
                continue
            middle = (start + end) / 2
            places = [rule.at - beside, rule.at + beside]
            grounds = [
                self._beneath(*((place, middle) if upright else (middle, place)), near) for place in places
            ]
            if any(ground is None or not are_alike(colour, ground) for ground in grounds):
                if parts and start - parts[-1].end < _SHORTEST_PART:
                    parts[-1] = parts[-1]._replace(end=end)
                else:
                    parts.append(Rule(rule.at, start, end, rule.width))
        if upright:
            self._pale_uprights.append((rule, parts))
        return parts

    def finish(self) -> None:
        """Take what is not visible from the page."""
        page = self._page
        self._add_pale_uprights()
        if self._covers:
            _hide_glyphs(page, self._covers)
            page.horizontals = _uncovered(page.horizontals, self._covers, upright=False)
            page.verticals = _uncovered(page.verticals, self._covers, upright=True)
        _drop_faint(page)
        _drop_shadows(page)

    def _add_pale_uprights(self) -> None:
        """Add the rest of the upright rules that are visible on several stripes of a table: the eye
        continues them over the stripes between.
        """
        lines: dict[int, list[tuple[Rule, list[Rule]]]] = defaultdict(list)
        for whole, parts in self._pale_uprights:
            lines[round(whole.at / _SAME_LINE)].append((whole, parts))
        for line in lines.values():
            pieces = sorted((part for _, parts in line for part in parts), key=lambda each: each.start)
            stripes = 0
            reached = float("-inf")
            for piece in pieces:
                stripes += piece.start - reached > _DASH_GAP
                reached = max(reached, piece.end)
            if stripes > 1:
                self._page.verticals += [whole for whole, _ in line]


def rectangles(parts: Sequence[Sequence[tuple[float, float]]]) -> Iterator[Area]:
    """Yield the parts of a filled path that are upright rectangles and do not overlap one another: the path
    of a frame holds its hole.
    """
    if len(parts) > _MOST_RECTANGLES:
        return
    found = [area for area in map(_rectangle, parts) if area is not None]
    for area in found:
        if not any(other is not area and _intersection(area, other) is not None for other in found):
            yield area


def is_rectangle(parts: Sequence[Sequence[tuple[float, float]]]) -> bool:
    """Whether a path is one upright rectangle."""
    return len(parts) == 1 and _rectangle(parts[0]) is not None


def _rectangle(corners: Sequence[tuple[float, float]]) -> Area | None:
    if not 4 <= len(corners) <= 6:
        return None
    for (x0, y0), (x1, y1) in zip(corners, corners[1:], strict=False):
        if abs(x0 - x1) > _ROUNDING and abs(y0 - y1) > _ROUNDING:
            return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    area = min(xs), min(ys), max(xs), max(ys)
    has_corners = all(
        any(abs(x - a) <= _ROUNDING and abs(y - b) <= _ROUNDING for a, b in corners)
        for x in (area[0], area[2])
        for y in (area[1], area[3])
    )
    return area if has_corners else None


def _intersection(area: Area, other: Area) -> Area | None:
    left, top = max(area[0], other[0]), max(area[1], other[1])
    right, bottom = min(area[2], other[2]), min(area[3], other[3])
    return (left, top, right, bottom) if right - left > _ROUNDING and bottom - top > _ROUNDING else None


def _hide_glyphs(page: Page, covers: Iterable[_Cover]) -> None:
    """Take the glyphs from the page that a later area covers."""
    centres = [glyph.centre for glyph in page.glyphs]
    order = sorted(range(len(centres)), key=lambda index: centres[index][1])
    heights = [centres[index][1] for index in order]
    hidden: set[int] = set()
    for cover in covers:
        left, top, right, bottom = cover.area
        if not cover.glyphs:
            continue
        for index in order[bisect_left(heights, top) : bisect_right(heights, bottom)]:
            if index < cover.glyphs and index not in hidden:
                glyph, (x, y) = page.glyphs[index], centres[index]
                width, height = 0.3 * glyph.advance, 0.25 * glyph.size
                if glyph.turn % 2:
                    width, height = height, width
                if left <= x - width and x + width <= right and top <= y - height and y + height <= bottom:
                    hidden.add(index)
    if hidden:
        page.omitted += [("invisible", page.glyphs[index]) for index in sorted(hidden)]
        page.glyphs = [glyph for index, glyph in enumerate(page.glyphs) if index not in hidden]


def _uncovered(rules: list[Rule], covers: Iterable[_Cover], *, upright: bool) -> list[Rule]:
    """Return the parts of rules that no later area covers in their whole width."""
    order = sorted(range(len(rules)), key=lambda index: rules[index].at)
    places = [rules[index].at for index in order]
    pieces: dict[int, list[Rule]] = {}
    for cover in covers:
        left, top, right, bottom = cover.area
        first, last, start, end = (left, right, top, bottom) if upright else (top, bottom, left, right)
        before = cover.verticals if upright else cover.horizontals
        for index in order[bisect_left(places, first) : bisect_right(places, last)]:
            rule = rules[index]
            half = max(rule.width, DRAWN_WIDTH) / 2 - _ROUNDING
            if index < before and first <= rule.at - half and rule.at + half <= last:
                old = pieces.get(index, [rule])
                pieces[index] = [
                    part
                    for piece in old
                    for part in (
                        piece._replace(end=min(piece.end, start)),
                        piece._replace(start=max(piece.start, end)),
                    )
                    if part.end - part.start > _SHORTEST_PART
                ]
    if not pieces:
        return rules
    return [part for index, rule in enumerate(rules) for part in pieces.get(index, [rule])]


def _drop_faint(page: Page) -> None:
    """Drop rules too thin to be seen beside the others of the page."""
    rules = (page.horizontals, page.verticals)
    if any(rule.width < _THINNEST_RULE for each in rules for rule in each) and all(
        any(rule.width >= _THINNEST_RULE for rule in each) for each in rules
    ):
        page.horizontals, page.verticals = (
            [rule for rule in each if rule.width >= _THINNEST_RULE] for each in rules
        )


def _drop_shadows(page: Page) -> None:
    """Drop omitted glyphs that are visible at the same place: an outline, a shadow, a text written again."""
    if not page.omitted:
        return
    visible: dict[str, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        visible[glyph.text].append(glyph)
    page.omitted = [
        (kind, glyph)
        for kind, glyph in page.omitted
        if not any(
            abs(glyph.x - other.x) + abs(glyph.y - other.y) < 0.3 * glyph.size
            for other in visible[glyph.text]
        )
    ]
