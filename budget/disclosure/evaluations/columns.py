"""The columns of a table of self-evaluations: one table for many projects, one row an indicator or a
project.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.indicators import INDICATOR_FIELDS, without_rivals
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words as of_targets
from budget.disclosure.layouts.headers import Column, Header
from budget.disclosure.layouts.years import years_named
from indicators.folding import fold

# Meanings of this module: the points and score of the money, and what became of the objective.
BUDGET_POINTS: Final = "budget_points"
BUDGET_SCORE: Final = "budget_score"
ACTUAL_OBJECTIVE: Final = "actual_objective"
SOURCE: Final = "source"

_LEVELS: Final = frozenset({of_targets.LEVEL1, of_targets.LEVEL2, of_targets.INDICATOR_NAME})
_OF_MONEY: Final = frozenset({*words.AMOUNTS, words.RATE})
_OF_PROJECT: Final = frozenset(
    {
        of_targets.NAME,
        of_targets.UNIT,
        of_targets.DEPARTMENT,
        of_targets.OBJECTIVE,
        of_targets.SERIAL,
        of_targets.OF_THE_TABLE,
        words.CODE,
        words.CONCLUSION,
        words.TOTAL_SCORE,
        ACTUAL_OBJECTIVE,
        BUDGET_POINTS,
        BUDGET_SCORE,
        SOURCE,
        *_OF_MONEY,
    }
)
READ: Final = _OF_PROJECT | INDICATOR_FIELDS
_OF_PROJECT_SCORE: Final = re.compile(r"自评|自我评价|评价|综合|总|项目")
_SUMS: Final = frozenset({"小计", "合计", "总计", "总额", "金额", "资金总额", "年度资金总额"})


@dataclass(frozen=True, slots=True)
class SourceAmount:
    """A column of a source's money: the source's label, and whether it is what was budgeted or executed."""

    label: str
    meaning: str
    column: Column


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by their meaning, those of the sources, and those that are not read."""

    columns: tuple[Column, ...]
    sources: tuple[SourceAmount, ...]

    def column(self, meaning: str) -> Column | None:
        return next((one for one in self.columns if one.field == meaning), None)

    def text(self, meaning: str, row: Row) -> str:
        """The text of a row in a column, "" where there is none."""
        column = self.column(meaning)
        return column.text(row) if column is not None else ""

    def own(self, meaning: str, row: Row) -> str:
        """The text that a row has in a column by itself, not by a merge with the row above."""
        column = self.column(meaning)
        if column is None:
            return ""
        return " ".join(cell.text for cell in column.cells(row) if not cell.from_above)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(one.field for one in self.columns if one.field)

    @property
    def of_indicators(self) -> list[Column]:
        return [one for one in self.columns if one.field in INDICATOR_FIELDS]

    @property
    def unread(self) -> list[Column]:
        return [one for one in self.columns if one.field not in READ]


def is_this(header: Header) -> bool:
    """Whether a header is that of a table of self-evaluations: it names projects, and what became of their
    money, objectives or targets.
    """
    if not any(of_targets.meaning_of(column.words) == of_targets.NAME for column in header.columns):
        return False
    fields = columns_in(header).fields
    results = fields & {words.EXECUTED, words.ACTUAL, words.SCORE, words.TOTAL_SCORE, ACTUAL_OBJECTIVE}
    return of_targets.NAME in fields and bool(results) and bool(fields & (_LEVELS | {ACTUAL_OBJECTIVE}))


def columns_in(header: Header, fiscal_year: int | None = None) -> Columns:
    """The columns of a header with their meanings in a table of self-evaluations; amounts under the number of
    another year than the fiscal year are OTHER_YEAR.
    """
    first_level = min(
        (one.places[0] for one in header.columns if words.meaning_of(one.words) in _LEVELS), default=1 << 30
    )
    has_levels = first_level < 1 << 30
    found: list[Column] = []
    sources: list[SourceAmount] = []
    for column in header.columns:
        meaning = words.meaning_of(column.words) or ""
        over = words.meaning_of(column.over) or ""
        if over in words.AMOUNTS and meaning not in words.AMOUNTS:
            is_sum = fold(column.words) in _SUMS
            if not is_sum:
                sources.append(SourceAmount(of_targets.in_one_line(column.words), over, column))
            meaning = over if is_sum else SOURCE
        elif column.places[0] < first_level:
            meaning = _of_project(meaning, found, has_levels=has_levels)
        named = years_named(column.group + column.words) if meaning in (*words.AMOUNTS, SOURCE) else None
        if named and fiscal_year is not None and fiscal_year not in named:
            sources = [one for one in sources if one.column is not column]
            meaning = of_targets.OTHER_YEAR
        found.append(replace(column, field=meaning, meaning=meaning))
    return Columns(tuple(_each_once(found)), tuple(sources))


def _of_project(meaning: str, before: Sequence[Column], *, has_levels: bool) -> str:
    """The meaning of a column left of the indicators: points and scores are those of the money behind it,
    else the project's.
    """
    if meaning == words.ACTUAL:
        return ACTUAL_OBJECTIVE
    if meaning not in (words.POINTS, words.SCORE):
        return meaning
    last = next((one.field for one in reversed(before) if one.field), "")
    is_of_money = last in _OF_MONEY or last in (BUDGET_POINTS, SOURCE)
    if is_of_money and (has_levels or meaning == words.POINTS):
        return BUDGET_POINTS if meaning == words.POINTS else BUDGET_SCORE
    return words.TOTAL_SCORE if meaning == words.SCORE else ""


def _each_once(columns: Sequence[Column]) -> list[Column]:
    """The columns, each meaning once. Of two budgets without 年初 the one without 调整 is the initial one; a
    second score is the project's.
    """
    plain = [one for one in columns if one.field == words.ADJUSTED and "调整" not in fold(one.words)]
    adjusted = [one for one in columns if one.field == words.ADJUSTED]
    fields = {one.field for one in columns}
    settled: list[Column] = []
    scores = 0
    for column in columns:
        name = column.field
        if len(adjusted) == 2 and len(plain) == 1 and column is plain[0] and words.INITIAL not in fields:
            name = words.INITIAL
        if name == words.SCORE:
            scores += 1
            name = words.TOTAL_SCORE if scores == 2 and words.TOTAL_SCORE not in fields else name
        settled.append(replace(column, field=name, meaning=name))
    is_source = {column.places for column in settled if column.field == SOURCE}
    return [replace(one, field=SOURCE) if one.places in is_source else one for one in without_rivals(settled)]


def with_score_of_project(columns: Columns, rows: Sequence[Row]) -> Columns:
    """The columns with an only score behind the indicators as the project's, where it stands on the first row
    of each project alone, or is headed 自评得分 in a table of one row a project.
    """
    score, name = columns.column(words.SCORE), columns.column(of_targets.NAME)
    if score is None or name is None or columns.column(words.TOTAL_SCORE) is not None:
        return columns
    scored = [row for row in rows if columns.own(words.SCORE, row)]
    further = [
        row
        for row in rows
        if not columns.own(of_targets.NAME, row) and columns.own(of_targets.INDICATOR_NAME, row)
    ]
    is_first_alone = bool(further) and not any(row in scored for row in further)
    is_headed_so = not further and bool(_OF_PROJECT_SCORE.match(of_targets.bare_of(score.words)))
    if not scored or not (is_first_alone or is_headed_so):
        return columns
    settled = tuple(
        replace(one, field=words.TOTAL_SCORE, meaning=words.TOTAL_SCORE) if one is score else one
        for one in columns.columns
    )
    return replace(columns, columns=settled)
