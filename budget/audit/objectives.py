"""REL-06 and REL-07: whether an objective says something, and whether the indicators take up its figures."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from budget.audit import objective_words, words
from budget.audit.answers import Answer, Hit, ProjectRule
from budget.audit.counts_and_money import scaled, unit_in_brackets
from budget.audit.findings import CACHED_OBJECTIVES, Quote
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from budget.audit.texts import pairs_of, without_generic_words
from budget.audit.words import strike
from budget.audit.years import years_in
from indicators.folding import fold
from indicators.targets import Figure, Kind, numbers_in

_NO_LETTERS: Final = re.compile(r"[\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
_COUNTED: Final = (Kind.COUNT, Kind.PERCENTAGE)


def empty_objective(project: ProjectSubject, subject: Subject) -> Answer:
    """REL-06: lets pass a short text that says how much (完成主体工程70%) or what changes for whom
    (做好公厕管护，改善群众如厕环境). No objective at all is CMP-01's.
    """
    of = subject.policy.thresholds
    if not _is_empty(project.objective_folded, of.objective_length, of.long_objective, of.own_words):
        return None
    return Hit((Quote("objective", project.objective),))


@lru_cache(maxsize=CACHED_OBJECTIVES)
def _is_empty(objective: str, enough: int, many: int, own_words: int) -> bool:
    """Whether a folded objective has no words of its own, or too few and no effect. It needs no effect with
    `enough` letters, and no words of its own with more than `many`.
    """
    text = strike(objective_words.TITLES, objective) if "《" in objective or "〔" in objective else objective
    if not text or len(text) > many or objective_words.SAYS_HOW_MUCH.search(text):
        return False
    own = objective_words.EMPTY_WORDS.sub("", text)
    if len(_NO_LETTERS.sub("", own)) < own_words:
        return True
    is_long = len(text) >= enough and len(_NO_LETTERS.sub("", text)) >= enough
    return not is_long and objective_words.EFFECT.search(text) is None


def figure_in_no_indicator(project: ProjectSubject, subject: Subject) -> Answer:
    """REL-07: lets pass times, sums of money, one of a kind, what is the case already, and figures of places.

    A lower bound is met by a higher target of an indicator that the clause speaks of.
    """
    if not project.indicators or not _DIGIT.search(project.objective_folded):
        return None
    stated = _Figures(project.indicators)
    missing = [
        clause
        for clause, figure in _promised(project.objective, subject.disclosure.fiscal_year)
        if not stated.take_up(figure, clause)
    ]
    if not missing:
        return None
    names = [indicator.quoted_name for indicator in project.indicators]
    return Hit((*(Quote("promise", clause) for clause in dict.fromkeys(missing)), *names))


def _promised(objective: str, year: int) -> Iterator[tuple[str, Figure]]:
    """The clauses of an objective that hold a figure to be reached, with the figure."""
    for clause in words.CLAUSES.split(objective):
        text = strike(objective_words.TITLES, fold(clause))
        if not _DIGIT.search(text) or objective_words.NOT_TO_BE_REACHED.search(text):
            continue
        spans = years_in(text)
        if spans and not any(first <= year <= last for first, last, _ in spans):
            continue
        for figure in numbers_in(text):
            if figure.kind not in _COUNTED or not figure.unit or figure.number is None or figure.upper:
                continue
            if figure.number > 1 and "元" not in figure.unit and _is_written(text, figure):
                yield clause.strip(), figure


def _is_written(text: str, figure: Figure) -> bool:
    """Whether a figure is written in digits, and does not count places or bodies."""
    at = text.find(f"{figure.number:f}")
    if at < 0:
        return False
    behind = text[at + len(f"{figure.number:f}") :]
    return objective_words.WHERE_BEHIND_A_COUNT.match(behind) is None


class _Figures:
    """The figures that a project's indicators state in targets and names."""

    def __init__(self, indicators: tuple[IndicatorSubject, ...]) -> None:
        self.names = "\n".join(indicator.name.folded for indicator in indicators)
        self.numbers: set[Decimal] = set()
        self.units: dict[str, Decimal] = {}
        self.targets: list[tuple[IndicatorSubject, str, Decimal]] = []
        for indicator in indicators:
            in_name = unit_in_brackets(indicator.name.folded)
            for figure in numbers_in(indicator.annual.folded):
                self._add(indicator, figure, in_name, is_annual=True)
            for figure in numbers_in(f"{indicator.period.folded}\n{indicator.name.folded}"):
                self._add(indicator, figure, in_name, is_annual=False)

    def _add(self, indicator: IndicatorSubject, figure: Figure, in_name: str, *, is_annual: bool) -> None:
        unit = figure.unit or in_name
        for number in (figure.number, figure.upper):
            if number is None:
                self.units.setdefault(scaled(Decimal(0), unit)[1], Decimal(0))
                continue
            plain, measure = scaled(number, unit)
            self.numbers.add(plain)
            self.targets.append((indicator, measure, plain))
            if is_annual:
                self.units[measure] = self.units.get(measure, Decimal(0)) + plain
            self.units.setdefault(measure, Decimal(0))

    def take_up(self, figure: Figure, clause: str) -> bool:
        """Whether a figure of the objective is among them, or its unit is none of theirs."""
        if figure.number is None:
            return True
        number, unit = scaled(figure.number, figure.unit)
        base = unit.split("/")[0]
        is_used = unit in self.units or base in self.units or (len(base) > 1 and base in self.names)
        if not is_used or number in self.numbers or number == self.units.get(unit):
            return True
        if figure.comparator not in ("≥", ">"):
            return False
        about = pairs_of(without_generic_words(fold(clause)))
        return any(
            measure == unit and reached >= number and not about.isdisjoint(indicator.name.pairs)
            for indicator, measure, reached in self.targets
        )


PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "REL-06": empty_objective,
    "REL-07": figure_in_no_indicator,
}
