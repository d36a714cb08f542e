"""Across years: last year's targets beside this year's."""

from collections.abc import Sequence
from dataclasses import dataclass

from budget.disclosure.namesakes import number_namesakes
from indicators.folding import fold
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class TargetPair:
    """An indicator and last year's of the same category and name; None where one of the years lacks it."""

    before: Indicator | None
    now: Indicator | None

    @property
    def is_same_target(self) -> bool:
        """Whether both years have it with the same annual target, blanks and width aside."""
        return self.before is not None and self.now is not None and _target(self.before) == _target(self.now)


def pairs_of_targets(before: Sequence[Indicator], now: Sequence[Indicator]) -> list[TargetPair]:
    """This year's indicators in their order, each with last year's; then those that only last year had."""
    earlier = dict(zip(_keys(before), before, strict=True))
    pairs = [TargetPair(earlier.pop(key, None), one) for key, one in zip(_keys(now), now, strict=True)]
    return pairs + [TargetPair(one, None) for one in earlier.values()]


def _keys(indicators: Sequence[Indicator]) -> list[tuple[str, str, int]]:
    """Category, folded name, and the ordinal among a project's indicators of both."""
    return list(number_namesakes((one.category, fold(one.name)) for one in indicators))


def _target(indicator: Indicator) -> tuple[str, str, str]:
    return fold(indicator.comparator), fold(indicator.annual_target), fold(indicator.unit_of_measure)
