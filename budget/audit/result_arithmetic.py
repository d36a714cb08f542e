"""RES: the money, points and scores of a self-evaluation against one another."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from budget.audit.figure_words import RATE_IN_PERCENT
from budget.audit.findings import Quote
from budget.audit.results import (
    NotTold,
    ResultAnswer,
    ResultHit,
    ResultRule,
    ResultSubject,
    listing,
    money,
)
from budget.disclosure.self_evaluations import number_of

# What two roundings to one decimal may differ by, for each number that is added up.
_ROUNDING: Final = Decimal("0.05")
_FULL: Final = Decimal(100)


def wrong_rate(subject: ResultSubject) -> ResultAnswer:
    """RES-06. A rate may be rounded to as few decimals as it has, and may be written as a share of 1."""
    budget = subject.evaluation.budget
    stated = number_of(budget.rate)
    if stated is None or budget.executed is None or not subject.adjusted:
        return None
    computed = Fraction(100 * budget.executed, subject.adjusted)
    exponent = stated.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    readings = [(Fraction(stated), decimals)]
    if not RATE_IN_PERCENT.search(budget.rate):
        readings.append((Fraction(stated) * 100, decimals - 2))
    if any(abs(rate - computed) <= Fraction(1, 2) * Fraction(10) ** -places for rate, places in readings):
        return None
    # Cut off instead of rounded, as some programs do.
    if any(0 <= computed - rate < Fraction(10) ** -places for rate, places in readings):
        return None
    shown = f"{Decimal(round(computed * 100)) / 100:.2f}%"
    evidence = (Quote("rate", budget.rate), Quote("computed_rate", shown))
    return ResultHit((*evidence, money("executed", budget.executed), subject.budget_quote))


def points_not_full(subject: ResultSubject) -> ResultAnswer:
    """RES-07. A form without points for the money gives its indicators 100 or 90. Forms in which an indicator
    has no points are not evaluated.
    """
    points = [one.points for one in subject.indicators]
    stated = [number for number in points if number is not None]
    if not stated:
        return None
    if len(stated) < len(points):
        return NotTold("points-missing")
    budget = number_of(subject.evaluation.budget.points)
    total = sum(stated, budget or Decimal(0))
    allowed = {_FULL} if budget else {Decimal(one) for one in subject.policy.thresholds.sums_of_weights}
    if total in allowed or (budget and total - budget == _FULL):
        return None
    return ResultHit((Quote("points_sum", f"{total.normalize():f}"),))


def scores_not_total(subject: ResultSubject) -> ResultAnswer:
    """RES-08. The total may be rounded, and may leave out the score of the money where that has none."""
    total = number_of(subject.evaluation.score)
    scores = [one.score for one in subject.indicators]
    stated = [number for number in scores if number is not None]
    if total is None or not stated:
        return None
    if len(stated) < len(scores):
        return NotTold("scores-missing")
    budget = number_of(subject.evaluation.budget.score)
    summed = sum(stated, budget or Decimal(0))
    if abs(summed - total) <= _ROUNDING * (len(stated) + 2):
        return None
    return ResultHit(
        (Quote("score", subject.evaluation.score), Quote("scores_sum", f"{summed.normalize():f}"))
    )


def score_above_points(subject: ResultSubject) -> ResultAnswer:
    """RES-09, of indicators, of the money and of the total."""
    above = [
        one
        for one in subject.indicators
        if one.score is not None and one.points is not None and one.score > one.points
    ]
    budget, evaluation = subject.evaluation.budget, subject.evaluation
    wholes = ((budget.points, budget.score), (evaluation.total_points or "100", evaluation.score))
    quotes = [
        quote
        for points, score in wholes
        if (limit := number_of(points)) is not None and (got := number_of(score)) is not None and got > limit
        for quote in (Quote("points", points), Quote("score", score))
    ]
    hit = listing(above, "points", "score")
    if hit is None:
        return ResultHit(tuple(quotes)) if quotes else None
    return hit._replace(evidence=(*quotes, *hit.evidence))


def budget_adjusted(subject: ResultSubject) -> ResultAnswer:
    """RES-13. A budget that was 0 at the beginning of the year and was added later passes: it is another
    matter than an adjusted one.
    """
    budget = subject.evaluation.budget
    if not budget.initial or budget.adjusted is None:
        return None
    change = Fraction(abs(budget.adjusted - budget.initial), abs(budget.initial))
    if change * subject.policy.thresholds.adjusted_parts < 1:
        return None
    return ResultHit((money("initial", budget.initial), money("adjusted", budget.adjusted)))


RULES: Final[Mapping[str, ResultRule]] = {
    "RES-06": wrong_rate,
    "RES-07": points_not_full,
    "RES-08": scores_not_total,
    "RES-09": score_above_points,
    "RES-13": budget_adjusted,
}
