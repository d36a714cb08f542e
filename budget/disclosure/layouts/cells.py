"""An indicators' cell as indicator records with its doubts: the grammar's answer in the words of a
disclosure.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem
from budget.disclosure.records import Indicator
from indicators import grammar, taxonomy

_WHY: Final = {
    grammar.BEFORE_FIRST: _("text before the first indicator"),
    grammar.NUMBERING: _("the numbering skips"),
    grammar.AFTER_LAST: _("text after the last indicator"),
    grammar.NOT_AN_INDICATOR: _("not in the form of an indicator"),
}
# A label without a code that the classification does not have is no disagreement, and is shown unclassified.
_CODE_DOUBTS: Final = frozenset(taxonomy.DOUBTS) - {taxonomy.UNKNOWN_LABEL}

# A table has a dozen different levels and thousands of indicators.
_doubt_of_levels = lru_cache(maxsize=1024)(taxonomy.taxonomy_doubt)


def read_cell(
    text: str, where: str, row: int, column: str
) -> tuple[tuple[Indicator, ...], str, list[Problem]]:
    """The indicators of a cell, the text of it that does not fit, and the doubts, each with its place."""
    cell = grammar.parse_cell(text)
    problems = [
        Problem(
            "unread-text",
            place=where,
            row=row,
            column=column,
            text=part.text.strip(),
            details={"why": _WHY[part.why]},
        )
        for part in cell.parts
        if isinstance(part, grammar.Unread)
    ]
    indicators = tuple(
        Indicator(
            position=one.position,
            level1_code=one.level1_code,
            level1=one.level1,
            level2_code=one.level2_code,
            level2=one.level2,
            name=one.name,
            period_target=one.period_target,
            annual_target=one.annual_target,
        )
        for one in cell.indicators
    )
    for indicator in indicators:
        problems += _doubts(indicator, where, row, column)
    return indicators, cell.unread, problems


def level_doubt(indicator: Indicator, where: str, row: int, column: str) -> Problem | None:
    """The disagreement of an indicator's codes and labels, or None."""
    doubt = _doubt_of_levels(indicator.level1_code, indicator.level1, indicator.level2_code, indicator.level2)
    if doubt is None or doubt not in _CODE_DOUBTS:
        return None
    levels = (
        _level(indicator.level1_code, indicator.level1),
        _level(indicator.level2_code, indicator.level2),
    )
    details = {"position": str(indicator.position)}
    return Problem(doubt, place=where, row=row, column=column, text="；".join(levels), details=details)


def _level(code: str, label: str) -> str:
    return f"{code}-{label}" if code else label


def _doubts(indicator: Indicator, where: str, row: int, column: str) -> Iterator[Problem]:
    level = level_doubt(indicator, where, row, column)
    if level is not None:
        yield level
    for which, value in (
        ("实施周期指标值", indicator.period_target),
        ("年度指标值", indicator.annual_target),
    ):
        details = {"position": str(indicator.position), "which": which}
        if not value:
            yield Problem(
                "missing-target", place=where, row=row, column=column, text=indicator.name, details=details
            )
        elif grammar.value_holds_structure(value):
            yield Problem(
                "structure-in-value", place=where, row=row, column=column, text=value, details=details
            )
