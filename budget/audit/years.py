"""YOY: how last year's targets changed, and whether a year in a name fits.

Last year's project is the certain match (`budget/audit/year_matches.py`). A unit's other names are its own.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from budget.audit import words
from budget.audit.ambition import change_of
from budget.audit.answers import Answer, Hit, ProjectRule, WholeRule, finding_of
from budget.audit.findings import Finding, NotEvaluated, Quote
from budget.audit.subjects import IndicatorSubject, ProjectSubject, Subject
from budget.disclosure.amounts import wan_yuan
from indicators import taxonomy


def weaker_than_last_year(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """YOY-01: single figures in the same unit, of indicators of the same name and category.

    Lower is better where the direction or the comparator states it. Where neither does and the name is
    about things that may be better lower (事故, 成本, 时间), nothing is reported.
    """
    for project, before in _pairs(subject, "YOY-01"):
        if not isinstance(before, ProjectSubject):
            yield before
            continue
        last = {_indicator_key(indicator): indicator for indicator in before.indicators}
        weaker: list[IndicatorSubject] = []
        evidence: list[Quote] = [*_other_name(project, before)]
        for indicator in project.indicators:
            old = last.get(_indicator_key(indicator))
            if old is None:
                continue
            if indicator.is_torn or old.is_torn:
                details = {"indicator": str(indicator.record.position)}
                yield NotEvaluated("YOY-01", project.ref, "unread-target", details)
            elif _is_weaker(indicator, old):
                position = indicator.record.position
                weaker.append(indicator)
                evidence += indicator.quotes
                evidence.append(Quote("last_annual_target", old.annual.text, indicator=position))
        if weaker:
            yield finding_of(subject, "YOY-01", project, Hit(tuple(evidence), tuple(weaker)))


def more_money_same_words(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """YOY-02: word for word, blanks and width aside; a project without indicators is CMP-02's."""
    percent = 100 + subject.policy.thresholds.growth_percent
    for project, before in _pairs(subject, "YOY-02"):
        if not isinstance(before, ProjectSubject):
            yield before
            continue
        total, last = project.record.amounts.total, before.record.amounts.total
        if total is None or last is None or last <= 0 or total * 100 < last * percent:
            continue
        if not project.indicators or _wording(project) != _wording(before):
            continue
        if project.has_unread or before.has_unread:
            yield NotEvaluated("YOY-02", project.ref, "unread-part")
            continue
        evidence = (
            Quote("amount", wan_yuan(total) or ""),
            *_other_name(project, before),
            Quote("last_amount", wan_yuan(last) or ""),
            Quote("objective", project.objective),
        )
        yield finding_of(subject, "YOY-02", project, Hit(evidence))


def year_is_not_the_fiscal_year(project: ProjectSubject, subject: Subject) -> Answer:
    """YOY-03: four digits are a year only with 年 or in a span of years. One year that fits is enough."""
    year = subject.disclosure.fiscal_year
    spans = years_in(project.name_folded)
    if not spans or any(first <= year <= last for first, last, _ in spans):
        return None
    stated = "、".join(text for _, _, text in spans)
    return Hit(
        (Quote("project", project.record.name), Quote("year", stated), Quote("fiscal_year", str(year)))
    )


def years_in(folded: str) -> list[tuple[int, int, str]]:
    """The years and spans of years in a folded name: first and last year, and the text."""
    if "年" not in folded:
        return []
    text = words.YEAR_IN_CHINESE.sub(lambda year: year[0].translate(words.CHINESE_DIGITS), folded)
    spans = []
    for match in words.YEARS.finditer(text):
        first, last = match["first"], match["last"] or match["first"]
        spans.append((int(first), int(first[: 4 - len(last)] + last), match[0]))
    return spans


def _pairs(subject: Subject, check: str) -> Iterator[tuple[ProjectSubject, "ProjectSubject | NotEvaluated"]]:
    """Yield this year's projects with last year's, or with why it is unclear which one it is."""
    last_year = subject.last_year
    if last_year is None:
        return
    matches = subject.year_matches
    for (unit, name), namesakes in subject.by_key.items():
        for ordinal, project in enumerate(namesakes, start=1):
            key = unit, name, ordinal
            if project.is_confidential:
                continue
            if key in matches.unclear:
                yield project, NotEvaluated(check, project.ref, "namesakes")
            elif (match := matches.found.get(key)) is not None:
                before = last_year.by_key[match.before[:2]][match.before[2] - 1]
                if not before.is_confidential:
                    yield project, before


def _other_name(project: ProjectSubject, before: ProjectSubject) -> tuple[Quote, ...]:
    """Last year's name as evidence, where it is another one."""
    if project.name_folded == before.name_folded:
        return ()
    return (Quote("last_project", before.record.name),)


def _indicator_key(indicator: IndicatorSubject) -> tuple[str, str, int]:
    return indicator.category, indicator.name.folded, indicator.ordinal


def _wording(project: ProjectSubject) -> object:
    """Everything that YOY-02 compares."""
    texts = [
        (
            indicator.category,
            indicator.name.folded,
            indicator.period.folded,
            indicator.annual.folded,
        )
        for indicator in project.indicators
    ]
    return project.objective_folded, texts


def _is_weaker(indicator: IndicatorSubject, old: IndicatorSubject) -> bool:
    directions = [taxonomy.direction_of(one.record.direction) for one in (old, indicator)]
    return (
        change_of(indicator.name.folded, old.annual.target, indicator.annual.target, directions) == "lowered"
    )


WHOLE_RULES: Final[Mapping[str, WholeRule]] = {
    "YOY-01": weaker_than_last_year,
    "YOY-02": more_money_same_words,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {"YOY-03": year_is_not_the_fiscal_year}
