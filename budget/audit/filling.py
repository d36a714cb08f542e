"""FMT-04, REL-08 and WGT-01: forms that were not filled in, or filled in twice, and their weights."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from budget.audit import objective_words
from budget.audit.answers import Answer, Hit, ProjectRule, listing
from budget.audit.findings import CACHED_OBJECTIVES, Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from indicators.folding import fold


def template_left(project: ProjectSubject, subject: Subject) -> Answer:
    """FMT-04: ** alone, or in a name without a sign or a unit, hides a secret and is let pass."""
    found = [indicator for indicator in project.indicators if _is_unfilled(indicator.text)]
    is_left = holds_template(project.objective_folded)
    if not found and not is_left:
        return None
    quotes = tuple([quote for one in found for quote in (*_labels_left(one), *one.quotes)])
    before = (Quote("objective", project.objective),) if is_left else ()
    return Hit((*before, *quotes), tuple(found))


@lru_cache(maxsize=20_000)
def _is_unfilled(text: IndicatorText) -> bool:
    """Whether a name, a label or a target holds text of the template, or the target is a scale to choose
    from.
    """
    folded = (text.name.folded, *map(fold, text.labels), text.annual.folded)
    if any(map(holds_template, folded)):
        return True
    return objective_words.SCALE_LEFT.fullmatch(text.annual.folded) is not None


@lru_cache(maxsize=CACHED_OBJECTIVES)
def holds_template(folded: str) -> bool:
    """Whether a folded text holds what the maker of a form put there for the writer to replace."""
    if objective_words.MAYBE_TEMPLATE_LEFT.search(folded) is None:
        return False  # quicker on long objectives
    return objective_words.TEMPLATE_LEFT.search(folded) is not None


def _labels_left(indicator: IndicatorSubject) -> list[Quote]:
    """The labels of an indicator's levels that hold text of the template."""
    labels = indicator.level_quotes[:2]
    return [quote for quote in labels if holds_template(fold(quote.text))]


def same_name_twice(project: ProjectSubject, subject: Subject) -> Answer:
    """REL-08: lets pass namesakes whose targets have other units: one is a number, the other a share."""
    if not any(indicator.ordinal > 1 for indicator in project.indicators):
        return None
    alike: dict[tuple[str, str, str], list[IndicatorSubject]] = defaultdict(list)
    for indicator in project.indicators:
        target = indicator.annual.target
        if indicator.name.folded and not indicator.is_torn:
            alike[indicator.name.folded, target.kind, target.unit].append(indicator)
    found = [one for group in alike.values() if len(group) > 1 for one in group]
    found.sort(key=lambda indicator: indicator.record.position)
    return listing(found) if found else None


def weights_do_not_add_up(project: ProjectSubject, subject: Subject) -> Answer:
    """WGT-01: evaluated where every indicator states a weight; percentages and shares of 1 are points."""
    if not any(indicator.record.weight for indicator in project.indicators):
        return None
    weights = [_points(indicator.record.weight) for indicator in project.indicators]
    stated = [weight for weight in weights if weight is not None]
    if len(stated) < 2 or len(stated) < len(weights):
        return None
    total = sum(stated, Decimal(0))
    if total <= 1 and all(weight <= 1 for weight in stated):
        total *= 100
    if total in subject.policy.thresholds.sums_of_weights:
        return None
    return Hit((Quote("weights", f"{total.normalize():f}"), Quote("indicator_count", str(len(weights)))))


def _points(text: str) -> Decimal | None:
    """The points of a weight as disclosed (10, 10%, 10分, 0.1); None where it states none."""
    folded = fold(text).rstrip("%分")
    try:
        number = Decimal(folded) if folded else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and 0 <= number <= 1000 else None


PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "FMT-04": template_left,
    "REL-08": same_name_twice,
    "WGT-01": weights_do_not_add_up,
}
