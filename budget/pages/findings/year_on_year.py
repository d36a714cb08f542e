"""Across years: last year's targets compared with this year's.

A project is last year's where unit and name are the same. A match by the name without its years is suggested,
and is said to be a suggestion; the YOY checks use it where both years have one such project.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from budget.audit import words
from budget.disclosure.namesakes import number_namesakes
from budget.models import Project
from indicators.folding import fold
from indicators.models import Indicator


def name_without_years(name: str) -> str:
    """A project's name folded, without its years and spans of years: 2024年校舍维修 -> 校舍维修."""
    folded = words.YEAR_IN_CHINESE.sub(lambda year: year[0].translate(words.CHINESE_DIGITS), fold(name))
    return words.YEAR_WORDS.sub("", folded).replace("()", "").replace("[]", "")


@dataclass(frozen=True, slots=True)
class Match:
    """Last year's project; `is_suggested`: only its name without the years is the same, or namesakes leave
    open which one it is.
    """

    project: Project
    is_suggested: bool


def last_year_of(project: Project, same: Sequence[Project] | None = None) -> list[Match]:
    """Last year's project of the same unit: the one of the same name, else those to suggest (none to a few).

    `same`: what `Project.objects.same_project(project)` gives, where the caller has it already.
    """
    if same is None:
        same = list(Project.objects.same_project(project))
    before = [one for one in same if one.fiscal_year == project.fiscal_year - 1]
    if before:
        namesakes = [one for one in same if one.fiscal_year == project.fiscal_year]
        if len(before) != len(namesakes) + 1:
            return [Match(one, is_suggested=True) for one in before]
        place = sum(one.ordinal < project.ordinal for one in namesakes)
        return [Match(before[place], is_suggested=False)]
    bare = name_without_years(project.name)
    if not bare:
        return []
    left_over = Project.objects.dropped_since(project.unit_id, project.fiscal_year)
    return [Match(one, is_suggested=True) for one in left_over if name_without_years(one.name) == bare]


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
