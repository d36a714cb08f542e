"""VAL-13, VAL-15 and VAL-16: years of targets, and the term of a project against its year."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from budget.audit import figure_words
from budget.audit.answers import Answer, Hit, ProjectRule, listing
from budget.audit.counts_and_money import count_of, count_of_period
from budget.audit.findings import Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.objective_words import TITLES
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from budget.audit.target_values import above_the_period, have_comparable_bounds
from budget.audit.words import EACH, strike
from budget.audit.years import years_in
from budget.disclosure.amounts import FinerThanFen, MoneyUnit, NotAnAmount, OutOfRange, parse_amount, wan_yuan
from indicators.folding import fold
from indicators.numerals import value_of
from indicators.targets import Kind

# A year and its month.
_Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """The time of a project: its months, and the first and the last one where they are stated."""

    months: int
    first: _Month | None = None
    last: _Month | None = None

    @property
    def is_longer_than_a_year(self) -> bool:
        return self.months > 12


def term_of(project: ProjectSubject, subject: Subject) -> Term | None:
    """The term that a form states, by dates or as a number of years; None where it states none."""
    record = project.record
    first, last = _month(record.starts_on, 1), _month(record.ends_on, 12)
    if first and last:
        return Term((last[0] - first[0]) * 12 + last[1] - first[1] + 1, first, last)
    for problem in subject.problems_of(project, "text-outside-table"):
        match = figure_words.TERM_OF_YEARS.fullmatch(fold(problem.text))
        years = value_of(match["years"].replace("两", "二")) if match else None
        if years:
            return Term(int(years) * 12)
    return None


def _month(text: str, otherwise: int) -> _Month | None:
    match = figure_words.YEAR_AND_MONTH.search(fold(text)) if text else None
    return (int(match["year"]), int(match["month"] or otherwise)) if match else None


def year_of_a_target(project: ProjectSubject, subject: Subject) -> Answer:
    """VAL-13: one year that fits is enough.

    Lets pass years compared with (较2020年), of documents and classes, and closing the accounts in the next
    spring.
    """
    stating = [one for one in project.indicators if _states_a_year(one.text)]
    if not stating:
        return None
    first, last = _open_time(project, subject)
    found = [one for one in stating if _is_outside(one, first, last)]
    if not found:
        return None
    return listing(found, Quote("fiscal_year", str(subject.disclosure.fiscal_year)))


def _open_time(project: ProjectSubject, subject: Subject) -> tuple[_Month, _Month]:
    """The fiscal year, with the project's term and the years in its name."""
    year = subject.disclosure.fiscal_year
    first, last = (year, 1), (year, 12)
    term = term_of(project, subject)
    if term and term.first and term.last:
        first, last = min(first, term.first), max(last, term.last)
    elif term:
        last = (year + term.months // 12 - 1, 12)
    for begin, end, _ in years_in(project.name_folded):
        first, last = min(first, (begin, 1)), max(last, (end, 12))
    return first, last


@lru_cache(maxsize=20_000)
def _states_a_year(text: IndicatorText) -> bool:
    """Whether a name or an annual target may state a year."""
    return "20" in text.name.folded or "20" in text.annual.folded


def _is_outside(indicator: IndicatorSubject, first: _Month, last: _Month) -> bool:
    name, annual = indicator.name.folded, indicator.annual.folded
    stated: list[_Month] = []
    for text in (name, annual):
        bare = strike(figure_words.OTHER_YEAR, strike(TITLES, text))
        stated += [(int(one["year"]), _month_stated(one)) for one in _years_stated(bare)]
        if any(begin <= last[0] and end >= first[0] for begin, end, _ in years_in(bare) if end > begin):
            return False
    if not stated or any(_fits(one, first, last) for one in stated):
        return False
    is_closing = any((year, month <= 6) == (last[0] + 1, True) for year, month in stated)
    return not (is_closing and figure_words.CLOSING.search(name + annual))


def _years_stated(text: str) -> list[re.Match[str]]:
    return list(figure_words.YEAR_STATED.finditer(text))


def _month_stated(match: re.Match[str]) -> int:
    """The month behind a year; December for its end, 0 where there is none."""
    if match["end"]:
        return 12
    return int(match["month"]) if match["month"] else 0


def _fits(stated: _Month, first: _Month, last: _Month) -> bool:
    year, month = stated
    if not month:
        return first[0] <= year <= last[0]
    return first <= stated <= last


def period_below_the_year(project: ProjectSubject, subject: Subject) -> Answer:
    """VAL-15: the money, where the form states a sum for the whole term beside the year's, and counts that
    add up over the years.

    Counts in the same words are VAL-12's. Lets pass stocks (在校生), counts each (每, 各) and on average, and
    targets of which one is an upper and the other a lower bound.
    """
    below = [one for one in project.indicators if _is_below_the_year(one.text)]
    money = _money_below_the_year(project, subject)
    return listing(below, *money) if below or money else None


def _money_below_the_year(project: ProjectSubject, subject: Subject) -> tuple[Quote, ...]:
    total = project.record.amounts.total
    if total is None:
        return ()
    unit: MoneyUnit = "元" if subject.disclosure.money_unit == "元" else "万元"
    for problem in subject.problems_of(project, "other-money"):
        if not figure_words.TERM_MONEY.search(fold(problem.column)):
            continue
        try:
            fen = parse_amount(problem.text, unit)
        except (NotAnAmount, FinerThanFen, OutOfRange):
            continue
        if fen and fen < total:
            return Quote("period_amount", wan_yuan(fen) or ""), Quote("amount", wan_yuan(total) or "")
    return ()


@lru_cache(maxsize=20_000)
def _is_below_the_year(text: IndicatorText) -> bool:
    """Whether the period's count is below the year's, both made comparable: 1.2万人次 and 15000人次."""
    if text.is_torn or above_the_period(text):
        return False
    period, annual = count_of_period(text), count_of(text)
    if period is None or annual is None or period[1] != annual[1] or period[0] >= annual[0]:
        return False
    if not have_comparable_bounds(text.period.target, text.annual.target):
        return False
    stated = (text.name.folded, text.period.folded, text.annual.folded)
    if any(EACH.search(one) for one in stated) or figure_words.STOCK.search(text.name.folded):
        return False
    return annual[1] in figure_words.ADDS_UP


def same_year_as_period(project: ProjectSubject, subject: Subject) -> Answer:
    """VAL-16: of the targets two or more must be counts: rates and standards are the same in every year."""
    term = term_of(project, subject)
    if term is None or not term.is_longer_than_a_year:
        return None
    record = project.record
    evidence: list[Quote] = []
    if record.period_objective and fold(record.period_objective) == project.objective_folded:
        evidence.append(Quote("objective", record.objective))
    both = [one for one in project.indicators if one.period.text and one.annual.text]
    counts = [
        one for one in both if one.annual.target.kind == Kind.COUNT and "/" not in one.annual.target.unit
    ]
    alike = [one for one in both if one.period.folded == one.annual.folded]
    if len(counts) >= 2 and len(alike) == len(both):
        return listing(alike, Quote("term", _words_of(term)), *evidence)
    return Hit((Quote("term", _words_of(term)), *evidence)) if evidence else None


def _words_of(term: Term) -> str:
    return f"{term.months // 12}年" if term.months % 12 == 0 else f"{term.months}个月"


PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "VAL-13": year_of_a_target,
    "VAL-15": period_below_the_year,
    "VAL-16": same_year_as_period,
}
