"""CLS: whether an indicator measures what its category is for."""

from collections.abc import Mapping
from typing import Final

from budget.audit import words
from budget.audit.answers import IndicatorAnswer, IndicatorRule
from budget.audit.indicator_texts import IndicatorText
from indicators import taxonomy
from indicators.targets import Kind

BENEFIT: Final = frozenset(category.key for category in taxonomy.CATEGORIES if category.level1 == "benefit")
# Kinds of targets in words.
_IN_WORDS: Final = (Kind.WORDS, Kind.YES_NO, Kind.CLASS, Kind.REFERENCE)
_DISAGREEMENTS: Final = frozenset(
    {taxonomy.UNKNOWN_CODE, taxonomy.LABEL_DOES_NOT_FIT_CODE, taxonomy.LEVEL2_UNDER_OTHER_LEVEL1}
)


def quantity_is_a_rate(indicator: IndicatorText) -> IndicatorAnswer:
    """CLS-01: a rate by its name, or by its target where the name counts nothing. 频率 and 效率 are no rates.

    Lets pass a rate inside a longer name, a target in words or with a unit (VAL-07's), a change, and shares
    of people or things that are reached.
    """
    name, target = indicator.name.bare, indicator.annual.target
    if indicator.category != "quantity" or words.SHARE_REACHED.search(name):
        return False
    if words.RATE_AT_END.search(name) and target.kind not in (Kind.COUNT, *_IN_WORDS):
        return True if words.OTHER_CATEGORYS_RATE.search(name) else "lesser"
    is_share = target.kind == Kind.PERCENTAGE and target.number is not None and target.unit == "%"
    if not is_share or words.COUNT_AT_END.search(name) or name.endswith("数"):
        return False
    return "lesser" if words.TARGET_NAMES_RATE.search(indicator.annual.folded) is None else False


def money_management(indicator: IndicatorText) -> IndicatorAnswer:
    """CLS-02: paying people what is theirs (补助, 工资, 赔偿) is performance; so may be paying by
    telephone.
    """
    return manages_money(indicator.name.folded)


def manages_money(name: str) -> bool:
    """Whether a folded name is about managing the money that was given."""
    return words.MONEY_MANAGED.search(name) is not None and not words.MONEY_FOR_PEOPLE.search(name)


def timeliness_without_time(indicator: IndicatorText) -> IndicatorAnswer:
    """CLS-03: any word or figure of time in name or targets is enough."""
    if indicator.category != "timeliness":
        return False
    values = (indicator.period, indicator.annual)
    if any(value.target.kind == Kind.TIME for value in values):
        return False
    return not any(
        words.TIME.search(text) for text in (indicator.name.folded, *(value.folded for value in values))
    )


def benefit_is_an_activity(indicator: IndicatorText) -> IndicatorAnswer:
    """CLS-04: 组织力 or 有效… at the beginning is no activity; one with a number in it is let pass."""
    annual = indicator.annual
    if indicator.category not in BENEFIT or annual.target.is_quantified or annual.target.kind == Kind.SCORING:
        return False
    return words.ACTIVITY.match(annual.folded) is not None


def economic_without_money(indicator: IndicatorText) -> IndicatorAnswer:
    """CLS-05: any economic word in name or targets is enough, but for a slogan without a figure."""
    if indicator.category != "economic":
        return False
    text = "\n".join((indicator.name.folded, indicator.period.folded, indicator.annual.folded))
    if not indicator.annual.target.is_quantified:
        text = words.strike(words.ECONOMIC_SLOGAN, text)
    return words.ECONOMIC.search(words.strike(words.NOT_YUAN, text)) is None


def code_and_label_disagree(indicator: IndicatorText) -> IndicatorAnswer:
    """CLS-06: also a code that is in no classification. Lets pass an unknown label without a code, and
    satisfaction below the benefits, where older forms print it.
    """
    return indicator.place.doubt in _DISAGREEMENTS and not (
        indicator.place.doubt == taxonomy.LEVEL2_UNDER_OTHER_LEVEL1
        and "satisfaction" in indicator.place.possible
    )


INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    "CLS-01": quantity_is_a_rate,
    "CLS-02": money_management,
    "CLS-03": timeliness_without_time,
    "CLS-04": benefit_is_an_activity,
    "CLS-05": economic_without_money,
    "CLS-06": code_and_label_disagree,
}
