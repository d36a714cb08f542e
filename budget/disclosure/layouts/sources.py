"""Funding sources without a column of their own: which columns and labels they are, and which of them are
parts of another source.

财政拨款 80 with 其中：中央补助 50 and 地方资金 30 below it states no further 80. Labels alone do not tell it
reliably: of all readings the one is taken under which most totals are the sum of their sources, and on a
tie the one that the labels give.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, product
from typing import Final, NamedTuple

from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Header
from budget.disclosure.records import Amounts, Disclosure, NamedSource, sum_stated
from indicators.folding import fold

SOURCES: Final = words.MONEY - {words.TOTAL}
# What is money, and no source of it: what was spent or is left, points and rates.
_NO_SOURCE: Final = re.compile(
    r"上年|去年|执行|累计|支付|支出数|已|决算|完成|使用|到位|分值|得分|率$|总投资|总额$|合计$|总计$|小计$|预算数$|调整"
)
_LIKE_TOTAL: Final = re.compile(r"(?:总额|合计|总计|小计|预算数)$")
_OF_A_LEVEL: Final = re.compile(
    r"(?:其中[:：]?)?(?:中央|国家|上级|本级|地方|[省市区县镇乡]|自治区|街道|单位|社会|企业|银行|村|自筹|配套)"
)
_MONEY_UNIT: Final = re.compile(r"[(（](?:单位[:：])?(?:人民币)?[万亿]?元[)）]$")
_OF_WHICH: Final = re.compile(r"^其中[:：]?")
_BEFORE_NAME: Final = re.compile(r"^(?:其中)?[:：]?(?:(?:[0-9]{1,2}|[一二三四五六七八九十])[.、．])?")


class Candidate(NamedTuple):
    """A source by its name; `whole` is the column of the source before it, "" where there is none; `is_part`:
    its label says that it is a part of that source.
    """

    name: str
    whole: str
    is_part: bool


class SourceColumn(NamedTuple):
    """A column of a table that holds the money of a source without a field."""

    column: Column
    candidate: Candidate


def name_of(label: str) -> str:
    """A source's name as disclosed, without numbering, 其中 and a closing colon."""
    name = _MONEY_UNIT.sub("", words.in_one_line(label).strip())
    return _BEFORE_NAME.sub("", name).rstrip(":：").strip() or name


def is_of_which(label: str) -> bool:
    """Whether a label begins with 其中."""
    return bool(_OF_WHICH.match(fold(label)))


def may_be_source(label: str) -> bool:
    """Whether words that have no known meaning may name a source of money."""
    return not _NO_SOURCE.search(fold(label)) and not words.is_year(label)


def is_named_like_total(label: str) -> bool:
    """Whether words that have no known meaning end like a sum of the year's money (收入合计)."""
    folded = fold(label)
    ending = _LIKE_TOTAL.search(folded)
    return ending is not None and not _NO_SOURCE.search(folded, 0, ending.start())


def names_a_giver(label: str) -> bool:
    """Whether a label begins with who gives money (中央, 地方), or with 其中."""
    return is_of_which(label) or bool(_OF_A_LEVEL.match(fold(label)))


def columns_in(header: Header) -> tuple[SourceColumn, ...]:
    """The columns of sources without a field, in order.

    They are those named for a source; a second one of a field's meaning under other words; and those under a
    heading over sources (资金来源, 其中), whatever their words.
    """
    found: list[SourceColumn] = []
    whole: Column | None = None
    for column in header.columns:
        if column.field in SOURCES:
            whole = column
        elif column.field == words.TOTAL:
            whole = None
        elif _is_source(column, header):
            is_part = whole is not None and _is_part(column, whole, found)
            candidate = Candidate(name_of(column.words), whole.field if whole else "", is_part)
            found.append(SourceColumn(column, candidate))
    return tuple(found)


def _is_source(column: Column, header: Header) -> bool:
    if column.field == words.NAMED_SOURCE:
        return True
    if column.field or not column.words or _NO_SOURCE.search(fold(column.group + column.words)):
        return False
    meaning = words.meaning_of(column.words)
    if meaning == words.NAMED_SOURCE:
        return True
    if meaning in SOURCES:
        first = header.column(meaning)
        return first is not None and fold(first.words) != fold(column.words)
    is_named = is_of_which(column.words) or words.is_level(column.words)
    return meaning is None and (is_named or words.is_over_sources(column.group))


def _is_part(column: Column, whole: Column, before: Sequence[SourceColumn]) -> bool:
    over = fold(column.group)
    if over and fold(whole.group) == over and words.meaning_of(column.group) in SOURCES:
        return True
    if before and before[-1].candidate.whole == whole.field:
        return before[-1].candidate.is_part and bool(over) == bool(fold(before[-1].column.group))
    return is_of_which(column.words)


def with_parts(disclosure: Disclosure, columns: Sequence[SourceColumn]) -> Disclosure:
    """The disclosure with those of its named sources marked that are parts of another source."""
    if not columns:
        return disclosure
    rows = disclosure.stated_amounts
    stated = Amounts.sum(rows)
    candidates = [
        one.candidate
        if one.candidate.whole and getattr(stated, one.candidate.whole) is not None
        else one.candidate._replace(whole="", is_part=False)
        for one in columns
    ]
    part_of = dict(zip((fold(one.name) for one in candidates), parts_of(candidates, rows), strict=True))

    def marked(amounts: Amounts) -> Amounts:
        if not amounts.other_sources:
            return amounts
        others = (replace(one, part_of=part_of[fold(one.name)]) for one in amounts.other_sources)
        return replace(amounts, other_sources=tuple(others))

    units = tuple(
        replace(
            unit,
            amounts=marked(unit.amounts),
            projects=tuple(replace(one, amounts=marked(one.amounts)) for one in unit.projects),
        )
        for unit in disclosure.units
    )
    return replace(disclosure, amounts=marked(disclosure.amounts), units=units)


def parts_of(candidates: Sequence[Candidate], rows: Sequence[Amounts]) -> tuple[str, ...]:
    """For each candidate the column of which it is a part, "" for a source of its own.

    `rows` state the candidates as sources of their own. The parts of a whole follow it directly.
    """
    runs = [list(run) for _, run in groupby(candidates, key=lambda one: one.whole)]
    by_labels = tuple(sum(1 for one in run if one.is_part) for run in runs)
    options = [range(len(run) + 1) if run[0].whole else range(1) for run in runs]
    best: tuple[tuple[int, bool, int, int], tuple[str, ...]] | None = None
    for counts in product(*options):
        reading = tuple(
            one.whole if place < count else ""
            for run, count in zip(runs, counts, strict=True)
            for place, one in enumerate(run)
        )
        part_of = dict(zip((fold(one.name) for one in candidates), reading, strict=True))
        score = (
            sum(_holds(row, part_of) for row in rows),
            counts == by_labels,
            sum(_parts_are_whole(row, part_of) for row in rows),
            -sum(counts),
        )
        if best is None or score > best[0]:
            best = score, reading
    return best[1] if best is not None else ()


def _holds(row: Amounts, part_of: dict[str, str]) -> bool:
    """Whether a row's total is the sum of its sources under a reading."""
    if row.total is None or row.has_unread_source:
        return False
    own = [one.fen for one in row.other_sources if not part_of[fold(one.name)]]
    sources = [getattr(row, name) for name in SOURCES]
    return sum_stated([*own, *sources]) == row.total


def _parts_are_whole(row: Amounts, part_of: dict[str, str]) -> bool:
    """Whether the parts of each source that has some come to it under a reading."""
    sums: dict[str, int] = {}
    for one in row.other_sources:
        whole = part_of[fold(one.name)]
        if whole:
            sums[whole] = sums.get(whole, 0) + (one.fen or 0)
    return bool(sums) and all(getattr(row, name) == fen for name, fen in sums.items())


def marked_parts(amounts: Amounts, candidates: Sequence[Candidate]) -> Amounts:
    """A row's amounts with those of its named sources marked that are parts; `candidates` are in the order of
    its sources.
    """
    reading = parts_of(candidates, [amounts])
    named = zip(amounts.other_sources, reading, strict=True)
    others = tuple(NamedSource(one.name, one.fen, part_of) for one, part_of in named)
    return replace(amounts, other_sources=others)
