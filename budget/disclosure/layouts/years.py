"""Finds the fiscal year's column or label where those of several years are side by side.

A heading's year is in its own words or in those of its group: 2025年预算, 上年预算数, 2024年执行数.
A figure of another year, or of what was executed, is never taken for the year's budget.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Header, Table
from budget.disclosure.problems import Problem, Refused
from indicators.folding import fold

# How certainly a heading is of the fiscal year.
NAMES_YEAR: Final = 3
SAYS_THIS_YEAR: Final = 2
SAYS_NOTHING: Final = 1
WHOLE_PROJECT: Final = 0

_EXPLICIT: Final = re.compile(
    r"20[0-9]{2}|(?<![0-9.])2[0-9](?=年)|二[〇零○][〇零○一二三四五六七八九]{2}(?=年)"
)
_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_OF_SOME_YEAR: Final = re.compile(r"[本当今上去前下次明后]一?年|以前年度|历年|往年|第[一二三四五]年|[本当]期")
_EXECUTED: Final = re.compile(r"执行[数额金]|执行$|执行情况|决算|完成[数额]|实际支出|已支出")
_OTHER_YEAR: Final = re.compile(
    r"以前年度|历年|往年|(?:上|去|前|下|次|明|后)一?年度?(?!度?(?:财政)?(?:拨款|资金|项目)?(?:[结余]|结转))"
)
_THIS_YEAR: Final = re.compile(r"年度|[本当今]年|全年|年初|本期")
_WHOLE: Final = re.compile(
    r"20[0-9]{2}年?度?[-—–~至到]20[0-9]{2}|总投资|总投入|项目总|总预算|中期|长期|实施期|周期|项目期|总体|累计"
    r"|(?<![〇零○一二三四五六七八九])[三四五]年"
)
# Fields of which a table may have a column for each year.
_OF_YEARS: Final = (*sorted(words.MONEY), words.ANNUAL_TARGET, words.OBJECTIVE)


@lru_cache(maxsize=4096)
def certainty(heading: str, fiscal_year: int) -> int | None:
    """Return how certainly a heading is of the fiscal year (NAMES_YEAR to WHOLE_PROJECT), None where it is of
    another year or of what was executed.
    """
    folded = fold(heading)
    if _EXECUTED.search(folded):
        return None
    if re.search(_WHOLE, folded) and not _THIS_YEAR.search(folded):
        return WHOLE_PROJECT
    explicit = years_named(folded)
    if explicit:
        return NAMES_YEAR if fiscal_year in explicit else None
    if _OTHER_YEAR.search(folded):
        return None
    if _WHOLE.search(folded):
        return WHOLE_PROJECT
    return SAYS_THIS_YEAR if _THIS_YEAR.search(folded) else SAYS_NOTHING


@lru_cache(maxsize=4096)
def years_named(heading: str) -> frozenset[int]:
    """The years that a heading names by their numbers."""
    years = _EXPLICIT.findall(fold(heading))
    return frozenset(int(year.translate(_DIGITS)) % 100 + 2000 for year in years)


def names_year(heading: str) -> bool:
    """Whether a heading names a year by its number (2024年安排)."""
    return bool(_EXPLICIT.search(fold(heading)))


def is_of_some_year(heading: str) -> bool:
    """Whether a heading is of a year, named by its number or counted from the fiscal year (以前年度)."""
    return names_year(heading) or bool(_OF_SOME_YEAR.search(fold(heading)))


def unclear(labels: Sequence[str], fiscal_year: int, place: str, row: int | None) -> Problem:
    """The refusal of headings of which none, or more than one, is the fiscal year's."""
    quoted = "、".join(dict.fromkeys(f"“{words.in_one_line(label)}”" for label in labels))
    details = {"labels": quoted, "year": str(fiscal_year)}
    return Problem("year-unclear", place=place, row=row, text=quoted, details=details)


def of_the_year(table: Table, fiscal_year: int, place: str) -> tuple[Table, tuple[Problem, ...]]:
    """Return a table whose columns are the fiscal year's, and a notice for each column of another year.

    Raises Refused (year-unclear) where the columns of one meaning are of several years, and none or more than
    one is the fiscal year's.
    """
    columns, left_out = settled(table.header.columns, fiscal_year, place, table.row)
    notices = tuple(
        Problem("other-year", place=place, row=table.row, column=one.words, text=heading_of(one))
        for one in left_out
    )
    header: Header = replace(table.header, columns=columns)
    return replace(table, header=header), notices


def settled(
    columns: Sequence[Column], fiscal_year: int, place: str, row: int | None
) -> tuple[tuple[Column, ...], list[Column]]:
    """Return columns with those of another year marked as OTHER_YEAR, and these apart.

    Raises Refused as `of_the_year` does.
    """
    fields = {at: column.field for at, column in enumerate(columns)}
    for meaning in _OF_YEARS:
        same = [at for at, column in enumerate(columns) if column.meaning == meaning]
        ranks = {at: certainty(heading_of(columns[at]), fiscal_year) for at in same}
        if _need_no_choice(meaning, list(ranks.values())):
            continue
        known = [rank for rank in ranks.values() if rank is not None]
        best = [at for at in same if known and ranks[at] == max(known)]
        if len(best) > 1 or (not best and meaning in (words.TOTAL, words.ANNUAL_TARGET)):
            raise Refused(unclear([heading_of(columns[at]) for at in same], fiscal_year, place, row))
        for at in same:
            fields[at] = meaning if at in best else words.OTHER_YEAR
    for at, column in enumerate(columns):
        is_named = column.meaning == words.NAMED_SOURCE
        if is_named and certainty(heading_of(column), fiscal_year) is None:
            fields[at] = words.OTHER_YEAR
    found = tuple(
        column if fields[at] == column.field else replace(column, field=fields[at])
        for at, column in enumerate(columns)
    )
    return found, [column for column in found if column.field == words.OTHER_YEAR]


def _need_no_choice(meaning: str, ranks: Sequence[int | None]) -> bool:
    """Whether the columns of a meaning are all of one year, so far as their headings tell."""
    if all(rank == SAYS_NOTHING for rank in ranks):
        return True
    if None in ranks or max(filter(None, ranks), default=0) == NAMES_YEAR:
        return len(ranks) == 1 and ranks[0] is not None
    return len(ranks) == 1 or meaning != words.TOTAL


def heading_of(column: Column) -> str:
    """The words of a column with those of its group, in one line."""
    group = "" if column.group == column.words else column.group
    return words.in_one_line(group + column.words)
