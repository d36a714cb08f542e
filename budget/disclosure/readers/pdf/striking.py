"""Leaves out the text that a page strikes out, by a line through its characters or by an annotation."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Rect

from budget.disclosure.readers.pdf.marks import Glyph, Page, Rule

# Where a line strikes a character, in parts of its size above the baseline. Writers strike Latin letters at
# a third of it, Chinese characters in their middle.
_LOWEST, _HIGHEST = 0.18, 0.58
# How much of a character a line covers that strikes it.
_COVERED = 0.6
# Pieces of a struck line are no farther apart, in points. The padding of two cells is wider.
_PIECES_APART = 1.0
_SAME_LINE = 0.7
# A rule of the table ends at another one, or this near to it.
_REACH = 1.0
# A line as long as its text may end so near to the rules of a narrow cell.
_TOUCHING = 0.5
# An underline is at most so far below the baseline, in parts of the size of its text.
_UNDERLINE = 0.25
# Annotations that are not displayed: hidden, or not on the screen (ISO 32000, 12.5.3).
_NOT_DISPLAYED = 2 | 32
_QUAD = 8
# A character raised or lowered within a struck text, in parts of the text's size.
_SMALL, _OFF_LINE = 0.88, 0.6


def leave_out_struck(page: Page) -> None:
    """Take characters that a line strikes out from a page, and such lines and underlines from its rules.

    A rule of a table strikes nothing.
    """
    glyphs = [glyph for glyph in page.glyphs if glyph.turn == 0 and glyph.text.strip()]
    if not glyphs or not page.horizontals:
        return
    glyphs.sort(key=lambda glyph: glyph.y)
    baselines = [glyph.y for glyph in glyphs]
    largest = max(glyph.size for glyph in glyphs)
    struck: set[int] = set()
    no_rules: set[Rule] = set()
    for line in _lines(page.horizontals):
        start, end, at = line[0].start, max(rule.end for rule in line), line[0].at
        first = bisect_left(baselines, at - _UNDERLINE * largest)
        near = glyphs[first : bisect_right(baselines, at + _HIGHEST * largest)]
        if not near:
            continue
        crossed = [glyph for glyph in near if _is_struck(glyph, at, start, end)]
        if crossed:
            if _is_strike(start, end, at, page.verticals, _fits(crossed, start, end)):
                struck.update(id(glyph) for glyph in crossed)
                struck.update(id(glyph) for glyph in _small(crossed[0], glyphs, start, end))
                no_rules.update(line)
            continue
        above = [glyph for glyph in near if _is_underlined(glyph, at, start, end)]
        if above and _fits(above, start, end) and not _joins(start, end, at, page.verticals, _TOUCHING):
            no_rules.update(line)
    if struck:
        _leave_out(page, struck)
    if no_rules:
        page.horizontals = [rule for rule in page.horizontals if rule not in no_rules]


def _lines(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules with those that continue them, since writers strike each word or character by itself."""
    lines: list[list[Rule]] = []
    reached = 0.0
    for rule in sorted(rules, key=lambda each: (round(each.at / _SAME_LINE), each.start)):
        if (
            lines
            and abs(rule.at - lines[-1][0].at) <= _SAME_LINE
            and lines[-1][0].start <= rule.start <= reached + _PIECES_APART
        ):
            lines[-1].append(rule)
            reached = max(reached, rule.end)
        else:
            lines.append([rule])
            reached = rule.end
    return lines


def _is_struck(glyph: Glyph, at: float, start: float, end: float) -> bool:
    covered = min(end, glyph.x + glyph.advance) - max(start, glyph.x)
    return (
        _LOWEST * glyph.size <= glyph.y - at <= _HIGHEST * glyph.size and covered >= _COVERED * glyph.advance
    )


def _is_underlined(glyph: Glyph, at: float, start: float, end: float) -> bool:
    covered = min(end, glyph.x + glyph.advance) - max(start, glyph.x)
    return 0 <= at - glyph.y <= _UNDERLINE * glyph.size and covered >= _COVERED * glyph.advance


def _fits(glyphs: Sequence[Glyph], start: float, end: float) -> bool:
    """Whether a line begins and ends with these glyphs."""
    left = min(glyph.x for glyph in glyphs)
    right = max(glyph.x + glyph.advance for glyph in glyphs)
    return abs(left - start) <= _REACH and abs(right - end) <= _REACH


def _joins(start: float, end: float, at: float, uprights: Sequence[Rule], reach: float) -> bool:
    """Whether a line goes from one upright rule to another."""
    crossed = [rule.at for rule in uprights if rule.start - _REACH <= at <= rule.end + _REACH]
    return any(abs(place - start) <= reach for place in crossed) and any(
        abs(place - end) <= reach for place in crossed
    )


def _is_strike(start: float, end: float, at: float, uprights: Sequence[Rule], fits: bool) -> bool:
    """Whether a line through characters is no rule of a table: it does not join two upright rules, and where
    it crosses some, it does not end outside all. `fits`: it is as long as the text.
    """
    if _joins(start, end, at, uprights, _TOUCHING if fits else _REACH):
        return False
    crossed = [rule.at for rule in uprights if rule.start - _REACH <= at <= rule.end + _REACH]
    if any(start + _REACH < place < end - _REACH for place in crossed):
        return min(crossed) < start + _REACH and end - _REACH < max(crossed)
    return True


def _small(struck: Glyph, glyphs: Sequence[Glyph], start: float, end: float) -> list[Glyph]:
    """The raised and lowered characters in the struck text."""
    return [
        glyph
        for glyph in glyphs
        if glyph.size < _SMALL * struck.size
        and abs(glyph.y - struck.y) < _OFF_LINE * struck.size
        and min(end, glyph.x + glyph.advance) - max(start, glyph.x) >= _COVERED * glyph.advance
    ]


def leave_out_annotated(page: Page, source: PDFPage, on_page: Callable[[Rect], Rect]) -> None:
    """Take characters that annotations strike out from a page. `on_page` makes a rectangle of the file's
    coordinates one of the page.
    """
    quads = [on_page(quad) for quad in _struck_quads(source)]
    if quads:
        _leave_out(
            page,
            {
                id(glyph)
                for glyph in page.glyphs
                for left, top, right, bottom in quads
                if left <= glyph.centre[0] <= right and top <= glyph.centre[1] <= bottom
            },
        )


def _struck_quads(source: PDFPage) -> list[Rect]:
    quads: list[Rect] = []
    for each in list_value(source.annots) if source.annots else []:
        annotation = dict_value(each)
        kind = resolve1(annotation.get("Subtype"))
        flags = resolve1(annotation.get("F"))
        if not isinstance(kind, PSLiteral) or literal_name(kind) != "StrikeOut":
            continue
        if isinstance(flags, int) and flags & _NOT_DISPLAYED:
            continue
        points = [float(resolve1(number)) for number in list_value(annotation.get("QuadPoints") or [])]
        for index in range(0, len(points) - _QUAD + 1, _QUAD):
            xs, ys = points[index : index + _QUAD : 2], points[index + 1 : index + _QUAD : 2]
            quads.append((min(xs), min(ys), max(xs), max(ys)))
    return quads


def _leave_out(page: Page, struck: set[int]) -> None:
    page.omitted += [("struck", glyph) for glyph in page.glyphs if id(glyph) in struck]
    page.glyphs = [glyph for glyph in page.glyphs if id(glyph) not in struck]
