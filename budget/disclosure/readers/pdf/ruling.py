"""Ruled lines become cells: crossing rules make a table, and fields without a rule between them are one
cell.

Rules may be strokes or thin areas, one for the whole table or one for each cell, doubled, dashed, or
without outer ones. A table that its page cuts has no last rule: its cells end where the vertical rules
do.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budget.disclosure.readers.pdf.marks import Rule

# All in points. Strokes this near to one line are one; so are the dashes of a line.
_SAME_LINE = 1.0
_DASH_GAP = 4.0
# Shorter lines are no rules, but corners or bullets.
_SHORTEST = 4.0
# A rule reaches another if it ends this near to it. An underline ends where its text does, farther from the
# cell's edge.
_REACH = 1.0
# Two vertical rules this near to each other are a double rule: no glyph fits between.
_DOUBLE = 4.0
# Rules may overshoot the last one they cross; farther than this, there is a part of the table without an
# outer rule.
_OVERSHOOT_X = 12.0
_OVERSHOOT_Y = 6.0
# A side of a cell is closed where rules cover this much of it.
_CLOSED = 0.6
# A page with more rules, or with more fields between them, is a drawing.
_MOST_RULES = 5_000
_MOST_FIELDS = 100_000


@dataclass(frozen=True, slots=True)
class Field:
    """A cell's extent: its first and last row and column, counted from 0, both inclusive, and whether a
    rule is above and below.
    """

    top: int
    left: int
    bottom: int
    right: int
    closed_above: bool
    closed_below: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """A table's rows and columns by their borders (one more than there are of them), and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that belong together, each kind in order of its place."""

    across: list[Rule]
    down: list[Rule]

    @property
    def top(self) -> float:
        return min(rule.start for rule in self.down)


def rulings(
    horizontals: Iterable[Rule], verticals: Iterable[Rule], cut: Sequence[float] = ()
) -> list[Ruling]:
    """Return the tables that the rules make, from top to bottom. A frame around a single field is none.

    `cut`: the vertical borders of the table whose last row the page before cut, if any. Its continuation
    may lack the rules of cells that have ended.
    """
    across, down = _merged(horizontals), _merged(verticals)
    if len(across) + len(down) > _MOST_RULES:
        return []
    groups = _connected(across, down)
    found = []
    if cut:
        rest, groups = _split_off_rest(groups, cut)
        found += [_rest_of_cut(rest, cut)] if rest else []
    found += [_ruling(group) for group in groups if group.across and group.down]
    found += [_ruling(group) for group in _side_by_side(groups)]
    return sorted(
        (ruling for ruling in found if len(ruling.fields) > 1), key=lambda each: (each.ys[0], each.xs[0])
    )


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces and dashes of one line put together, in order of their place."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if not lines or rule.at - lines[-1][0].at > _SAME_LINE:
            lines.append([])
        lines[-1].append(rule)
    merged = []
    for line in lines:
        pieces: list[Rule] = []
        for rule in sorted(line, key=lambda each: each.start):
            if pieces and rule.start - pieces[-1].end <= _DASH_GAP:
                pieces[-1] = Rule(pieces[-1].at, pieces[-1].start, max(pieces[-1].end, rule.end))
            else:
                pieces.append(rule)
        merged += [piece for piece in pieces if piece.end - piece.start >= _SHORTEST]
    return sorted(merged)


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[_Group]:
    """The groups of rules that reach one another."""
    parents = list(range(len(across) + len(down)))

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    places = [rule.at for rule in down]
    for index, rule in enumerate(across):
        first = bisect_left(places, rule.start - _REACH)
        last = bisect_right(places, rule.end + _REACH)
        for other in range(first, last):
            if down[other].start - _REACH <= rule.at <= down[other].end + _REACH:
                parents[root(index)] = root(len(across) + other)
    groups: dict[int, _Group] = {}
    for index, rule in enumerate(across):
        groups.setdefault(root(index), _Group([], [])).across.append(rule)
    for index, rule in enumerate(down):
        groups.setdefault(root(len(across) + index), _Group([], [])).down.append(rule)
    return list(groups.values())


def _side_by_side(groups: Iterable[_Group]) -> list[_Group]:
    """Upright rules of one length that none crosses, put together: a page within one row of a table."""
    together: list[_Group] = []
    for rule in sorted(group.down[0] for group in groups if not group.across):
        for group in together:
            if _is_near(group.down[0].start, rule.start) and _is_near(group.down[0].end, rule.end):
                group.down.append(rule)
                break
        else:
            together.append(_Group([], [rule]))
    return together


def _is_near(place: float, other: float) -> bool:
    return abs(place - other) <= _DOUBLE


def _split_off_rest(groups: Sequence[_Group], cut: Sequence[float]) -> tuple[list[_Group], list[_Group]]:
    """Return the groups at the top of the page that are on borders of the cut table, and the others."""
    fitting = [
        group
        for group in groups
        if group.down and all(any(_is_near(rule.at, border) for border in cut) for rule in group.down)
    ]
    top = min((group.top for group in fitting), default=0.0)
    rest = [group for group in fitting if _is_near(group.top, top)]
    return rest, [group for group in groups if not any(group is each for each in rest)]


def _rest_of_cut(rest: Sequence[_Group], cut: Sequence[float]) -> Ruling:
    """Return the table of these groups, with the borders of the cut table next to and between them."""
    top = min(group.top for group in rest)
    across = sorted(rule for group in rest for rule in group.across)
    down = [rule for group in rest for rule in group.down]
    row_end = min(
        (rule.at for rule in across if rule.at > top + _OVERSHOOT_Y), default=max(rule.end for rule in down)
    )
    spans = [(group.down[0].at - _DOUBLE, group.down[-1].at + _DOUBLE) for group in rest if group.across]
    spans += [(group.down[0].at - _DOUBLE, group.down[-1].at + _DOUBLE) for group in _side_by_side(rest)]
    lost = [border for border in cut if not any(start <= border <= end for start, end in spans)]
    ruling = _ruling(_Group(across, sorted([*down, *(Rule(border, top, row_end) for border in lost)])))
    # The cells next to missing borders have ended on the page before.
    ended = {index for index, border in enumerate(ruling.xs) if border in lost}
    fields = (
        replace(field, closed_above=True, closed_below=True)
        if field.top == 0 and (field.left in ended or field.right + 1 in ended)
        else field
        for field in ruling.fields
    )
    return replace(ruling, fields=tuple(fields))


def _ruling(group: _Group) -> Ruling:
    across, down = group.across, group.down
    xs = _borders(down, across, near=_DOUBLE, overshoot=_OVERSHOOT_X)
    # The tolerance for rows is smaller: Chromium leaves slivers of rows that a page cuts.
    ys = _borders(across, down, near=_SAME_LINE, overshoot=_OVERSHOOT_Y)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows * columns > _MOST_FIELDS:
        return Ruling(xs, ys, ())
    # walls_x[row][i]: a rule stands at xs[i] beside that row; walls_y[i][column]: one lies at ys[i] in that
    # column.
    walls_x = [[False] * len(xs) for _ in range(rows)]
    for i, rules in enumerate(_by_border(down, xs)):
        for row in range(rows):
            walls_x[row][i] = _covers(rules, ys[row], ys[row + 1])
    walls_y = [
        [_covers(along, xs[column], xs[column + 1]) for column in range(columns)]
        for along in _by_border(across, ys)
    ]
    return Ruling(xs, ys, tuple(_fields(walls_x, walls_y, rows, columns)))


def _borders(
    rules: Sequence[Rule], crossing: Sequence[Rule], *, near: float, overshoot: float
) -> tuple[float, ...]:
    """The places of the rules, and the ends of those that cross them where they lie far beyond."""
    borders: list[float] = []
    for rule in sorted(rules):
        if not borders or rule.at - borders[-1] > near:
            borders.append(rule.at)
    if crossing:
        first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
        if not borders or first < borders[0] - overshoot:
            borders.insert(0, first)
        if not rules or last > max(rule.at for rule in rules) + overshoot:
            borders.append(last)
    return tuple(borders)


def _by_border(rules: Sequence[Rule], borders: Sequence[float]) -> list[list[Rule]]:
    """The rules that make each border: those on it and, of a double one, beyond it."""
    made: list[list[Rule]] = [[] for _ in borders]
    for rule in rules:
        made[max(0, bisect_right(borders, rule.at + 1e-6) - 1)].append(rule)
    return made


def _covers(rules: Iterable[Rule], start: float, end: float) -> bool:
    covered, reached = 0.0, start
    for rule in sorted(rules, key=lambda each: each.start):
        covered += max(0.0, min(rule.end, end) - max(rule.start, reached))
        reached = max(reached, rule.end)
    return covered >= _CLOSED * (end - start)


def _fields(
    walls_x: Sequence[Sequence[bool]], walls_y: Sequence[Sequence[bool]], rows: int, columns: int
) -> Iterable[Field]:
    """The cells. Fields that no rule parts are one where they make a rectangle; otherwise each row's part
    is one of its own.
    """
    regions: dict[tuple[int, int], list[tuple[int, int]]] = {}
    seen: set[tuple[int, int]] = set()
    for start in ((row, column) for row in range(rows) for column in range(columns)):
        if start in seen:
            continue
        seen.add(start)
        region, edge = [], [start]
        while edge:
            row, column = edge.pop()
            region.append((row, column))
            neighbours = (
                (row, column + 1, column + 1 < columns and not walls_x[row][column + 1]),
                (row, column - 1, column > 0 and not walls_x[row][column]),
                (row + 1, column, row + 1 < rows and not walls_y[row + 1][column]),
                (row - 1, column, row > 0 and not walls_y[row][column]),
            )
            for next_row, next_column, is_open in neighbours:
                if is_open and (next_row, next_column) not in seen:
                    seen.add((next_row, next_column))
                    edge.append((next_row, next_column))
        regions[start] = region
    for region in regions.values():
        for part in _rectangles(region):
            top, bottom = min(row for row, _ in part), max(row for row, _ in part)
            left, right = min(column for _, column in part), max(column for _, column in part)
            spanned = range(left, right + 1)
            yield Field(
                top,
                left,
                bottom,
                right,
                closed_above=any(walls_y[top][column] for column in spanned),
                closed_below=any(walls_y[bottom + 1][column] for column in spanned),
            )


def _rectangles(region: list[tuple[int, int]]) -> Iterable[list[tuple[int, int]]]:
    rows = {row for row, _ in region}
    columns = {column for _, column in region}
    if len(region) == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1):
        yield region
        return
    for row in sorted(rows):
        run: list[tuple[int, int]] = []
        for column in sorted(column for at, column in region if at == row):
            if run and column != run[-1][1] + 1:
                yield run
                run = []
            run.append((row, column))
        yield run
