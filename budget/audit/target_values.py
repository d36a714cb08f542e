"""VAL: whether a target fits its name and the target of the whole period.

Rules of one indicator answer with a level, True for the catalogue's, or False. `indicators.targets`
reads a target's kind and figures. Targets that are not stated or are withheld pass, unless a rule's
docstring states otherwise.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from budget.audit import figure_words, words
from budget.audit.answers import IndicatorAnswer, IndicatorRule
from budget.audit.indicator_texts import IndicatorText, Value
from indicators.targets import Figure, Kind, Target, numbers_in

_SILENT: Final = frozenset({Kind.MISSING, Kind.WITHHELD})
_IN_WORDS: Final = frozenset({Kind.WORDS, Kind.YES_NO, Kind.CLASS, Kind.REFERENCE})
# Comparators of two targets that are both lower bounds, or both upper bounds: an upper bound does not
# contradict a lower one.
_COMPARABLE: Final = [
    {one, other} for side in (("", "=", "≥", ">"), ("", "=", "≤", "<")) for one in side for other in side
]


def kinds_differ(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-02: lets pass where either target states nothing, and the year's share of it (完成投资60%)."""
    kinds = {indicator.period.target.kind, indicator.annual.target.kind}
    if len(kinds) < 2 or kinds & _SILENT:
        return False
    return words.SHARE_OF_THE_WHOLE.search(indicator.annual.folded) is None


def lost_unit(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-03: the same single figure, once bare and once with a unit; comparators may differ."""
    period, annual = indicator.period.target, indicator.annual.target
    if period.number is None or (period.number, period.upper) != (annual.number, annual.upper):
        return False
    return (period.kind == Kind.NUMBER) != (annual.kind == Kind.NUMBER)


def period_is_a_term(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-04: lets pass an indicator whose category is ambiguous, or whose name is about time."""
    if indicator.category in ("", "timeliness") or words.TIME_IN_NAME.search(indicator.name.folded):
        return False
    return words.TERM.fullmatch(indicator.period.folded.rstrip("。.")) is not None


def is_scoring_rule(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-05: a score to reach (得分≥90, 90分以上) is a target."""
    return indicator.annual.target.kind == Kind.SCORING


def repeats_the_name(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-06: the whole name or its first clause, or words of it; tags in 【】, (%) and marks aside."""
    if indicator.annual.target.kind in _SILENT:
        return False
    name, annual = indicator.name.folded, _bare_words(indicator.annual.folded)
    if not annual:
        return False
    if annual in (_bare_words(name), _bare_words(_first_clause(name))):
        return True
    return indicator.annual.target.kind in _IN_WORDS and _is_taken_from(annual, _bare_words(name))


def rate_without_percentage(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-07: a scoring rule is VAL-05's; 频率 and 效率 are no rates, nor is 率 inside a longer word."""
    if not indicator.name.is_rate or indicator.annual.target.kind in {*_SILENT, Kind.SCORING}:
        return False
    return not any(
        figure.kind in (Kind.PERCENTAGE, Kind.NUMBER) for figure in _figures(indicator.annual.text)
    )


def count_as_percentage(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-08: 质量, 力量 or 含水量 count nothing; lets pass a change (增长10%)."""
    target = indicator.annual.target
    return target.kind == Kind.PERCENTAGE and target.change is None and _counts(indicator)


def above_the_whole(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-09, in either target: lets growth and returns pass, and bare numbers where the name has no (%)."""
    name = indicator.name.folded
    is_of_a_whole = words.WHOLE_AT_MOST.search(name) is not None
    if not is_of_a_whole and (not indicator.name.is_rate or words.MAY_EXCEED_WHOLE.search(name)):
        return False
    kinds = (
        {Kind.PERCENTAGE, Kind.NUMBER} if words.PERCENT_SIGN_IN_BRACKETS.search(name) else {Kind.PERCENTAGE}
    )
    for value in (indicator.annual, indicator.period):
        if any(figure.kind in kinds and _is_above_the_whole(figure) for figure in _figures(value.text)):
            return True if is_of_a_whole else "lesser"
    return False


def percentage_of_nothing(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-10: lets pass a target that states its own base (出席率达98%, 较上年增长5%)."""
    if indicator.annual.target.kind != Kind.PERCENTAGE or _counts(indicator):
        return False
    name = indicator.name.folded
    if words.PERCENTAGE_OF.search(name) or words.ALL_CASES.search(name):
        return False
    return words.TARGET_NAMES_RATE.search(indicator.annual.folded) is None


def above_the_period(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-12: single figures in the same unit; a count each (每, 各, 分别, 年均, 次/年) is no part of the
    period's.
    """
    period, annual = indicator.period, indicator.annual
    if not _is_count(period, indicator) or not _is_count(annual, indicator):
        return False
    if (
        period.target.unit != annual.target.unit
        or period.target.number is None
        or annual.target.number is None
    ):
        return False
    if not have_comparable_bounds(period.target, annual.target):
        return False
    if words.EACH.search(period.folded) or words.EACH.search(annual.folded):
        return False
    return annual.target.number > period.target.number


def have_comparable_bounds(one: Target, other: Target) -> bool:
    """Whether two targets are both lower or both upper bounds; one without a comparator is either."""
    return {one.comparator, other.comparator} in _COMPARABLE


def unit_does_not_fit(indicator: IndicatorText) -> IndicatorAnswer:
    """VAL-14: lets pass percentages (VAL-08's), bare numbers and units that are not known."""
    target = indicator.annual.target
    if target.kind not in (Kind.COUNT, Kind.TIME) or target.number is None or not target.unit:
        return False
    for name, fitting in figure_words.MEASURES_OF_NAMES:
        if name.search(indicator.name.bare):
            return fitting.search(indicator.annual.folded) is None
    return False


def _is_count(value: Value, indicator: IndicatorText) -> bool:
    """Whether a target is one count. A bare number is one where the name is that of a count."""
    target = value.target
    if target.upper is not None:
        return False
    if target.kind == Kind.COUNT:
        return bool(target.unit)  # two units that are not known need not be one
    return target.kind == Kind.NUMBER and _counts(indicator)


def _counts(indicator: IndicatorText) -> bool:
    return words.COUNT_AT_END.search(indicator.name.bare) is not None


def _is_above_the_whole(figure: Figure) -> bool:
    return (
        figure.number is not None and figure.unit in ("%", "") and max(figure.number, figure.upper or 0) > 100
    )


@lru_cache(maxsize=20_000)
def _figures(text: str) -> tuple[Figure, ...]:
    return numbers_in(text)


def _bare_words(folded: str) -> str:
    without_sign = folded.replace("(%)", "")
    return words.PUNCTUATION.sub("", words.TAG.sub("", without_sign) if "【" in folded else without_sign)


def _is_taken_from(annual: str, name: str) -> bool:
    """Whether a target in words, adverbs aside, is words of the name in their order (控制在预算内).

    The target of a yes or no (合格 of 验收合格情况) passes: it can be verified.
    """
    words_of_target = words.ADVERBS.sub("", annual)
    if len(words_of_target) < 2 or words.CAN_BE_VERIFIED.fullmatch(words_of_target):
        return False
    letters = iter(name)
    return all(letter in letters for letter in words_of_target)


def _first_clause(folded: str) -> str:
    return words.CLAUSE_END.split(folded, maxsplit=1)[0]


INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    "VAL-02": kinds_differ,
    "VAL-03": lost_unit,
    "VAL-04": period_is_a_term,
    "VAL-05": is_scoring_rule,
    "VAL-06": repeats_the_name,
    "VAL-07": rate_without_percentage,
    "VAL-08": count_as_percentage,
    "VAL-09": above_the_whole,
    "VAL-10": percentage_of_nothing,
    "VAL-12": above_the_period,
    "VAL-14": unit_does_not_fit,
}
