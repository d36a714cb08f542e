"""CST: whether a cost indicator states money, and whether that money fits the project's."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from budget.audit import figure_words, words
from budget.audit.answers import Answer, IndicatorAnswer, IndicatorRule, ProjectRule, listing
from budget.audit.counts_and_money import UnitCost, count_of, money_of, money_of_period, unit_cost_of
from budget.audit.findings import Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from budget.audit.terms import term_of
from budget.disclosure.amounts import wan_yuan
from indicators.targets import Kind

# The costs of 财预〔2021〕101号 to society and to nature are seldom money.
COSTS: Final = frozenset({"cost", "economic_cost"})
_UNSTATED: Final = frozenset({Kind.MISSING, Kind.WITHHELD, Kind.SCORING})


def cost_without_money(indicator: IndicatorText) -> IndicatorAnswer:
    """CST-01: lets pass a share or a change (保费的80%, 成本节约率), and no cost at all (0)."""
    target = indicator.annual.target
    if indicator.category not in COSTS or target.kind in _UNSTATED or target.number == 0:
        return False
    text = f"{indicator.name.folded}\n{indicator.annual.folded}"
    if figure_words.MONEY.search(words.strike(words.NOT_YUAN, text)):
        return False
    return figure_words.SHARE_OF_COST.search(text) is None


def cost_is_the_budget(project: ProjectSubject, subject: Subject) -> Answer:
    """CST-02: lets pass a cost of one thing, of several years, and one whose whole period has another sum."""
    total = project.record.amounts.total
    if total is None or total <= 0 or project.categories.isdisjoint(COSTS):
        return None
    permille = subject.policy.thresholds.same_money_permille
    costs = [(one, fen) for one in project.indicators if (fen := _years_cost(one.text))]
    above = [one for one, fen in costs if (fen - total) * 1000 > total * permille]
    term = term_of(project, subject) if above else None
    if above and not (term and term.is_longer_than_a_year):
        return listing(above, Quote("amount", wan_yuan(total) or ""))
    same = [one for one, fen in costs if abs(fen - total) * 1000 <= total * permille]
    return listing(same, Quote("amount", wan_yuan(total) or ""), is_lesser=True) if same else None


@lru_cache(maxsize=20_000)
def _years_cost(text: IndicatorText) -> int | None:
    """The money that an indicator states as the cost of the year."""
    if text.category not in COSTS or figure_words.NOT_THE_YEARS_COST.search(text.name.folded):
        return None
    if figure_words.EACH_IN_TARGET.search(text.annual.folded):
        return None
    fen, period = money_of(text), money_of_period(text)
    return None if period is not None and period != fen else fen


def product_is_not_the_budget(project: ProjectSubject, subject: Subject) -> Answer:
    """CST-03: one cost for each of a measure, and one quantity in this measure.

    A product that exceeds the budget is let pass where it is only an upper bound, one below half of it where
    the project has other quantities or costs, or where it is only a lower bound.
    """
    total = project.record.amounts.total
    if project.categories.isdisjoint(COSTS):
        return None
    costs = [one for one in project.indicators if one.text.place.category in COSTS]
    rates = [(one, cost) for one in costs if (cost := unit_cost_of(one.text))]
    if total is None or total <= 0 or len(rates) != 1:
        return None
    rate, cost = rates[0]
    quantities = [one for one in project.indicators if one.category == "quantity"]
    counted = [(one, number) for one in quantities if (number := _number_in(one, cost)) is not None]
    if len(counted) != 1:
        return None
    quantity, number = counted[0]
    product = int(number * cost.fen)
    signs = {quantity.annual.target.comparator, rate.annual.target.comparator}
    thresholds = subject.policy.thresholds
    exceeds = product * 100 > total * (100 + thresholds.product_above_percent) and not signs & {"≤", "<"}
    falls_short = (
        product * 100 < total * thresholds.product_below_percent
        and not signs & {"≥", ">"}
        and len(quantities) == len(costs) == 1
    )
    if not exceeds and not falls_short:
        return None
    before = Quote("product", wan_yuan(product) or ""), Quote("amount", wan_yuan(total) or "")
    return listing([quantity, rate], *before)


def _number_in(indicator: IndicatorSubject, cost: UnitCost) -> Decimal | None:
    """The count of an indicator where it is in the measure that the cost is for."""
    count = count_of(indicator.text)
    return count[0] if count and count[1] == cost.each else None


INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {"CST-01": cost_without_money}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "CST-02": cost_is_the_budget,
    "CST-03": product_is_not_the_budget,
}
