"""Ruled lines become cells: where rules cross, there is a table; where none stands between two of its
fields, they are one cell.

Reads rules as they come: strokes or thin areas, one for the whole table or one for each cell, doubled,
dashed, without outer ones. A table that its page cuts off has no last rule; its cells end where the upright
rules do.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budget.disclosure.readers.pdf.drawing import Rule

# All in points. Strokes this near to one line are one; so are the dashes of a line.
_SAME_LINE = 1.0
_DASH_GAP = 4.0
# Shorter ones are no rules: corners, bullets.
_SHORTEST = 4.0
# A rule reaches another if it ends this near to it. An underline ends where its text does, farther from the
# cell's edge.
_REACH = 1.0
# Two upright rules this near to each other are a double one: no glyph fits between.
_DOUBLE = 4.0
# Rules may overshoot the last one they cross; farther than this, there is a part of the table without an
# outer rule.
_OVERSHOOT_X = 12.0
_OVERSHOOT_Y = 6.0
# A side of a cell is closed where rules cover this much of it.
_CLOSED = 0.6
# A page with more rules is a drawing, as are rules that part it into more fields.
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


def rulings(horizontals: Iterable[Rule], verticals: Iterable[Rule]) -> list[Ruling]:
    """The tables that the rules make, from top to bottom; a frame around a single field is none."""
    across, down = _merged(horizontals), _merged(verticals)
    if len(across) + len(down) > _MOST_RULES:
        return []
    found = [_ruling(*group) for group in _connected(across, down)]
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


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The groups of rules that reach one another; only those with rules both ways."""
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
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(across):
        groups.setdefault(root(index), ([], []))[0].append(rule)
    for index, rule in enumerate(down):
        groups.setdefault(root(len(across) + index), ([], []))[1].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _ruling(across: Sequence[Rule], down: Sequence[Rule]) -> Ruling:
    xs = _borders(down, across, near=_DOUBLE, overshoot=_OVERSHOOT_X)
    # Rows are told apart more finely: Chromium leaves slivers of rows that a page cuts.
    ys = _borders(across, down, near=_SAME_LINE, overshoot=_OVERSHOOT_Y)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows * columns > _MOST_FIELDS:
        return Ruling(xs, ys, ())
    # walls_x[row][i]: a rule stands at xs[i] beside that row; walls_y[i][column]: one lies at ys[i] in that
    # column.
    walls_x = [[False] * len(xs) for _ in range(rows)]
    for i, beside in enumerate(_by_border(down, xs)):
        for row in range(rows):
            walls_x[row][i] = _covers(beside, ys[row], ys[row + 1])
    walls_y = [
        [_covers(along, xs[column], xs[column + 1]) for column in range(columns)]
        for along in _by_border(across, ys)
    ]
    return Ruling(xs, ys, tuple(_fields(walls_x, walls_y, rows, columns)))


def _borders(
    rules: Sequence[Rule], crossing: Sequence[Rule], *, near: float, overshoot: float
) -> tuple[float, ...]:
    borders: list[float] = []
    for rule in sorted(rules):
        if not borders or rule.at - borders[-1] > near:
            borders.append(rule.at)
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    if first < borders[0] - overshoot:
        borders.insert(0, first)
    if last > max(rule.at for rule in rules) + overshoot:
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
