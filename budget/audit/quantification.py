"""QNT: whether targets can be measured.

`indicators.targets` reads whether a target is quantified: a number, a result that can be verified, a class of
a standard, a bound, a deadline.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from budget.audit import words
from budget.audit.answers import Answer, Hit, IndicatorAnswer, IndicatorRule, ProjectRule, listing
from budget.audit.classification import BENEFIT, benefit_is_an_activity
from budget.audit.findings import Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from indicators.targets import Kind

# Categories in which a target in words is not enough. The costs to society and to nature, and benefits, may
# be described (财预〔2021〕101号); QNT-13 is about benefits.
_TO_BE_COUNTED: Final = frozenset(
    {"quantity", "quality", "timeliness", "cost", "economic_cost", "satisfaction"}
)
_UNSTATED: Final = frozenset({Kind.MISSING, Kind.WITHHELD, Kind.SCORING})


def says_nothing(indicator: IndicatorText) -> IndicatorAnswer:
    """QNT-11: lets pass a target that is withheld, an indicator that does not apply (REL-03), and 无 where
    nothing is to happen (安全事故: 无).
    """
    if indicator.annual.target.kind != Kind.MISSING:
        return False
    name = indicator.name.folded
    if words.NOT_APPLICABLE.search(name):
        return False
    return not (indicator.annual.folded == "无" and words.MAYBE_LOWER_IS_BETTER.search(name))


def is_in_words(indicator: IndicatorText) -> IndicatorAnswer:
    """QNT-12: an output, a cost, satisfaction, or a benefit whose name counts.

    Lets pass times (2023-2025年) and terms of the law. A grade (良好) is a class of a standard only where the
    name is of what is graded (空气质量, 考核结果).
    """
    target, name = indicator.annual.target, indicator.name.bare
    is_to_be_counted = indicator.place.possible <= _TO_BE_COUNTED or (
        indicator.category in BENEFIT and words.COUNTS.search(name)
    )
    if not is_to_be_counted or target.kind in {*_UNSTATED, Kind.TIME}:
        return False
    if words.PRAISE.fullmatch(indicator.annual.folded):
        return words.GRADED.search(name) is None
    if target.is_quantified or "法定" in indicator.annual.folded or _is_nothing(indicator):
        return False
    return words.CLASS_STATED.search(indicator.annual.folded) is None


def _is_nothing(indicator: IndicatorText) -> bool:
    """Whether nothing of a kind is to happen, which is zero."""
    return words.NOTHING_HAPPENS.fullmatch(indicator.annual.folded) is not None


def no_quantified_benefit(project: ProjectSubject, subject: Subject) -> Answer:
    """QNT-13: of the benefits that state a target in words; activities are CLS-04's."""
    if project.categories.isdisjoint(BENEFIT):
        return None
    benefits = [one for one in project.indicators if one.text.place.category in BENEFIT]
    measured = [_measure_of_benefit(one.text) for one in benefits]
    if "quantified" in measured or "words" not in measured:
        return None
    return listing([one for one, how in zip(benefits, measured, strict=True) if how == "words"])


@lru_cache(maxsize=20_000)
def _measure_of_benefit(text: IndicatorText) -> Literal["quantified", "words", ""]:
    """How a benefit's target measures it; "" where it states none, or is another check's."""
    target = text.annual.target
    if target.is_quantified or _is_nothing(text):
        return "quantified"
    is_elsewhere = (
        target.kind in _UNSTATED
        or text.is_torn
        or words.NOT_APPLICABLE.search(text.name.folded) is not None
        or benefit_is_an_activity(text)
    )
    return "" if is_elsewhere else "words"


def cannot_fail(indicator: IndicatorText) -> IndicatorAnswer:
    """QNT-03: lets words pass that promise an effect (提升, 健全, 优良): whether it came can be argued
    about.
    """
    annual = indicator.annual
    return not annual.target.is_quantified and words.NOTHING_CAN_FAIL.match(annual.folded) is not None


def few_quantified(project: ProjectSubject, subject: Subject) -> Answer:
    """QNT-02: lets pass where scoring rules (VAL-05) and targets that nothing could fail (QNT-03) are what is
    missing.
    """
    count = len(project.texts)
    quantified = [text.annual.target.is_quantified for text in project.texts].count(True)
    needed = count * subject.policy.thresholds.quantified_percent
    if quantified * 100 >= needed:
        return None
    reported = [
        text.annual.target.kind == Kind.SCORING or bool(cannot_fail(text)) for text in project.texts
    ].count(True)
    if (quantified + reported) * 100 >= needed:
        return None
    return Hit((Quote("quantified_count", str(quantified)), Quote("indicator_count", str(count))))


def same_percentage(project: ProjectSubject, subject: Subject) -> Answer:
    """QNT-04: ≥95% and 95% are the same percentage; a range, or a target of several figures, is none.

    Lets pass less than half of the project's indicators, and rates that are 100% anywhere (完成率, 覆盖率).
    """
    enough = subject.policy.thresholds.template_targets
    percentages = [_percentage(text) for text in project.texts]
    if len(percentages) - percentages.count(None) < enough:
        return None
    alike: dict[Decimal, list[IndicatorSubject]] = defaultdict(list)
    for indicator, number in zip(project.indicators, percentages, strict=True):
        if number is not None:
            alike[number].append(indicator)
    found = [
        indicator
        for number, group in alike.items()
        if len(group) * 2 >= len(project.indicators)
        and sum(number != 100 or not words.NATURALLY_ALL.search(one.name.bare) for one in group) >= enough
        for indicator in group
    ]
    found.sort(key=lambda indicator: indicator.record.position)
    return listing(found) if found else None


@lru_cache(maxsize=20_000)
def _percentage(text: IndicatorText) -> Decimal | None:
    """The one percentage that an annual target is."""
    target = text.annual.target
    return (
        target.number if target.kind == Kind.PERCENTAGE and target.unit == "%" and not target.upper else None
    )


INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    "QNT-03": cannot_fail,
    "QNT-11": says_nothing,
    "QNT-12": is_in_words,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "QNT-02": few_quantified,
    "QNT-04": same_percentage,
    "QNT-13": no_quantified_benefit,
}
