"""RES: the targets of a self-evaluation, their actual values, and the targets that were disclosed."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from budget.audit.figure_words import NO_REASON
from budget.audit.findings import Quote
from budget.audit.results import (
    ResultAnswer,
    ResultHit,
    ResultIndicator,
    ResultRule,
    ResultSubject,
    listing,
    money,
    target_of,
)
from budget.audit.words import MAYBE_LOWER_IS_BETTER
from indicators.folding import fold
from indicators.kinds import Kind
from indicators.measures import in_common
from indicators.results import Outcome
from indicators.targets import numbers_in, read_target

_REACHED: Final = frozenset({Outcome.MET, Outcome.EXCEEDED})
_AT_MOST: Final = frozenset({"≤", "<"})
_AT_LEAST: Final = frozenset({"≥", ">"})


class _Restating(NamedTuple):
    """How a target is restated: whether otherwise than disclosed, and whether easier to reach."""

    is_other: bool
    is_lower: bool


@lru_cache(maxsize=10_000)
def _restating(disclosed: str, restated: str, name: str) -> _Restating:
    """Compare two targets of an indicator with this name (folded).

    One that only its notation tells apart (≥95% and 95%, 100% and 100.00%) is the same. Without a comparator
    a lower time, cost or number of mishaps may be the harder one, and passes as lower.
    """
    if not disclosed or not restated or fold(disclosed) == fold(restated):
        return _Restating(is_other=False, is_lower=False)
    wanted, got = read_target(disclosed), read_target(restated)
    numbers = in_common(replace(wanted, comparator=""), replace(got, comparator=""))
    comparators = {wanted.comparator, got.comparator} - {""}
    if numbers is None:
        return _Restating(is_other=True, is_lower=False)
    is_other = numbers[0] != numbers[1] or len(comparators) > 1
    if comparators & _AT_MOST:
        return _Restating(is_other, numbers[1] > numbers[0] and comparators <= _AT_MOST)
    is_open = not comparators & _AT_LEAST and bool(
        got.kind is Kind.TIME or MAYBE_LOWER_IS_BETTER.search(name)
    )
    return _Restating(is_other, numbers[1] < numbers[0] and not is_open)


def _of(one: ResultIndicator) -> _Restating:
    return _restating(one.disclosed_target, one.target, fold(one.record.name))


def restated_lower(subject: ResultSubject) -> ResultAnswer:
    """RES-01: restated otherwise without a figure on both sides is RES-02's."""
    return _with_disclosed([one for one in subject.indicators if _of(one).is_lower])


def restated(subject: ResultSubject) -> ResultAnswer:
    """RES-02: what RES-01 reports passes."""
    found = [one for one in subject.indicators if _of(one).is_other and not _of(one).is_lower]
    return _with_disclosed(found)


def _with_disclosed(found: list[ResultIndicator]) -> ResultAnswer:
    quotes = [
        quote
        for one in found
        for quote in (
            Quote("name", one.record.name, indicator=one.record.position),
            Quote("annual_target", one.disclosed_target, indicator=one.record.position),
            Quote("restated_target", one.target, indicator=one.record.position),
        )
    ]
    return ResultHit(tuple(quotes), tuple(found)) if found else None


def missed_with_full_points(subject: ResultSubject) -> ResultAnswer:
    """RES-03. An indicator without points passes."""
    found = [
        one
        for one in subject.indicators
        if one.outcome is Outcome.MISSED and one.points and one.score is not None and one.score >= one.points
    ]
    return listing(found, "points", "score")


def met_with_points_off(subject: ResultSubject) -> ResultAnswer:
    """RES-04. A target that is exceeded may cost points by the rules of evaluation (财预〔2020〕10号), and so
    passes where a reason is given.
    """
    found = [
        one
        for one in subject.indicators
        if one.outcome in _REACHED
        and one.points is not None
        and one.score is not None
        and one.score < one.points
        and not (one.outcome is Outcome.EXCEEDED and states_reason(one))
    ]
    return listing(found, "points", "score", "reason")


def far_exceeded(subject: ResultSubject) -> ResultAnswer:
    """RES-05. What is at most a bound (≤ 3 complaints) is no target to exceed."""
    limit = Fraction(subject.policy.thresholds.exceeded_percent, 100)
    return listing(
        [
            one
            for one in subject.indicators
            if one.outcome is Outcome.EXCEEDED and one.result.by is not None and one.result.by >= limit
        ]
    )


def missed_without_reason(subject: ResultSubject) -> ResultAnswer:
    """RES-10. A form without a column of reasons, in which none states one, is hit as well: the rules ask for
    the reason.
    """
    found = [one for one in subject.indicators if one.outcome is Outcome.MISSED and not states_reason(one)]
    return listing(found, "score")


def states_reason(one: ResultIndicator) -> bool:
    """Whether the deviation of an indicator has a reason, or measures, in words."""
    texts = (one.record.reason, one.record.measures)
    return any(fold(text) and not NO_REASON.fullmatch(fold(text)) for text in texts)


def all_word_for_word(subject: ResultSubject) -> ResultAnswer:
    """RES-11. Two equal pairs are chance; a target that only words can answer (按时) is repeated rightly, so
    that one of them has a figure with a comparator.
    """
    stated = [one for one in subject.indicators if one.record.target and one.record.actual]
    if len(stated) < subject.policy.thresholds.template_targets or len(stated) < len(subject.indicators):
        return None
    if any(fold(one.record.actual) not in (fold(one.record.target), fold(one.target)) for one in stated):
        return None
    has_bound = any(one.result.target.comparator in ("≥", "≤", ">", "<") for one in stated)
    return listing(stated) if has_bound else None


def unspent_with_all_met(subject: ResultSubject) -> ResultAnswer:
    """RES-12. A target that cannot be told counts as met where it has its full points; without those the
    check is silent.
    """
    executed, adjusted = subject.evaluation.budget.executed, subject.adjusted
    if executed is None or not adjusted or not subject.indicators:
        return None
    if executed * 100 >= adjusted * subject.policy.thresholds.executed_below_percent:
        return None
    if not all(_counts_as_met(one) for one in subject.indicators):
        return None
    return ResultHit((money("executed", executed), subject.budget_quote))


def _counts_as_met(one: ResultIndicator) -> bool:
    has_full_points = bool(one.points) and one.score is not None and one.score >= (one.points or 0)
    return one.outcome in _REACHED or (one.outcome is Outcome.UNKNOWN and has_full_points)


def dropped(subject: ResultSubject) -> ResultAnswer:
    """RES-14. Where no project's targets are known, nothing is dropped."""
    found = subject.dropped if subject.has_targets else []
    quotes = [
        quote
        for one in found
        for quote in (Quote("name", one.name), Quote("annual_target", target_of(one)))
        if quote.text
    ]
    return ResultHit(tuple(quotes)) if found else None


def added(subject: ResultSubject) -> ResultAnswer:
    """RES-15. Where no project's targets are known, nothing is added."""
    if not subject.has_targets:
        return None
    return listing([one for one in subject.indicators if one.disclosed is None])


def without_number(subject: ResultSubject) -> ResultAnswer:
    """RES-16. An actual value that repeats the target, or says that it was missed, passes."""
    found = [
        one
        for one in subject.indicators
        if one.result.target.number is not None
        and fold(one.record.actual)
        and one.outcome is Outcome.UNKNOWN
        and not numbers_in(one.record.actual)
        and not any(character.isdigit() for character in one.record.actual)
    ]
    return listing(found)


RULES: Final[Mapping[str, ResultRule]] = {
    "RES-01": restated_lower,
    "RES-02": restated,
    "RES-03": missed_with_full_points,
    "RES-04": met_with_points_off,
    "RES-05": far_exceeded,
    "RES-10": missed_without_reason,
    "RES-11": all_word_for_word,
    "RES-12": unspent_with_all_met,
    "RES-14": dropped,
    "RES-15": added,
    "RES-16": without_number,
}
