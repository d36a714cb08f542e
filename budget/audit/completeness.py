"""CMP: whether a project states its objective, and which kinds of indicators measure it.

A category to which an ambiguous indicator may belong is not reported as missing, but as not evaluated.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from budget.audit import words
from budget.audit.answers import Answer, Hit, ProjectRule, Unknown
from budget.audit.findings import CACHED_OBJECTIVES, Quote, folded
from budget.audit.subjects import ProjectSubject, Subject
from indicators import taxonomy
from indicators.folding import fold

_OUTPUT: Final = frozenset(category.key for category in taxonomy.CATEGORIES if category.level1 == "output")
_BENEFIT: Final = frozenset(category.key for category in taxonomy.CATEGORIES if category.level1 == "benefit")
# 成本指标 stood under 产出指标 and is a level 1 of its own since 财预〔2021〕101号: both count.
_COST: Final = frozenset({"cost", "economic_cost"})
_SAVINGS: Final = _COST | {"social_cost", "ecological_cost", "economic"}
_QUANTITY: Final = frozenset({"quantity"})
_QUALITY: Final = frozenset({"quality"})
_SATISFACTION: Final = frozenset({"satisfaction"})
# As forms call them.
_NAMES: Final = {
    _BENEFIT: "效益指标",
    _QUANTITY: "数量指标",
    _QUALITY: "质量指标",
    _SATISFACTION: "满意度指标",
}


def no_objective(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-01: lets a form pass that states the objective of the whole period alone; 无 and — state none."""
    return None if project.objective else Hit((Quote("objective", project.record.objective),))


def no_indicator(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-02."""
    return None if project.indicators else Hit((Quote("indicator_count", "0"),))


def few_indicators(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-03: where no category is missing (CMP-13)."""
    count = len(project.indicators)
    if count >= subject.policy.thresholds.enough_indicators:
        return None
    return Hit((Quote("indicator_count", str(count)),))


def no_output(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-04."""
    return _lacks(project, _OUTPUT)


def missing_categories(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-13: of benefit, quantity, quality and satisfaction what is missing, in one finding.

    A lesser one where only quality or satisfaction is missing, and there are enough indicators. What a more
    specific check says (CMP-04, CMP-09, CMP-11) is left out, and so is satisfaction where nobody is served.
    """
    states = {
        categories: project.has(categories)
        for categories in _NAMES
        if project.categories.isdisjoint(categories)
    }
    if all(states.values()):
        return None
    missing = [
        categories
        for categories, has in states.items()
        if has is False and not _is_reported_or_needless(project, subject, categories)
    ]
    if not missing:
        doubtful = next((project.doubtful(one) for one, has in states.items() if has is None), None)
        return (
            Unknown("category-in-doubt", {"indicator": str(doubtful.record.position)}) if doubtful else None
        )
    count = len(project.indicators)
    is_short = subject.policy.is_on("CMP-03") and count < subject.policy.thresholds.enough_indicators
    is_lesser = not is_short and _BENEFIT not in missing and _QUANTITY not in missing
    names = "、".join(_NAMES[categories] for categories in missing)
    evidence = Quote("missing", names), Quote("indicator_count", str(count)), project.level2_quoted
    return Hit(evidence, is_lesser=is_lesser)


def _is_reported_or_needless(project: ProjectSubject, subject: Subject, categories: frozenset[str]) -> bool:
    """Whether a more specific check reports a missing category, or it need not be there."""

    def hits(check: str, rule: ProjectRule) -> bool:
        return subject.policy.is_on(check) and isinstance(rule(project, subject), Hit)

    if categories is _SATISFACTION:
        is_needless = words.SERVES_NOBODY.search(project.name_folded) is not None
        return is_needless or hits("CMP-11", promised_satisfaction)
    if categories is _QUALITY and hits("CMP-09", no_quality_of_works_or_systems):
        return True
    return (categories is _QUANTITY or categories is _QUALITY) and hits("CMP-04", no_output)


def no_cost_of_works(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-08: lets pass works whose name does not identify them (铺设), 工程 that may not be construction
    (惠民工程), and 建设 of what is not built (队伍建设). Costs to society and to nature are no cost of works.
    """
    name = project.name_folded
    if not project.categories.isdisjoint(_COST):
        return None
    if not (is_construction(name) or is_purchase(name) or is_building(name)):
        return None
    return _lacks(project, _COST, Quote("project", project.record.name))


def no_quality_of_works_or_systems(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-09: lets purchases pass, and 系统 or 平台 that may be no computer's (教育系统, 民生平台,
    生态系统).
    """
    name = project.name_folded
    if not project.categories.isdisjoint(_QUALITY):
        return None
    if not (is_construction(name) or is_information_system(name)):
        return None
    return _lacks(project, _QUALITY, Quote("project", project.record.name))


def promised_satisfaction(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-11: 做好评审 is no 好评, 获得感谢信 no 获得感; a survey of satisfaction promises none."""
    if not project.categories.isdisjoint(_SATISFACTION):
        return None
    promise = _promise(project.objective, promises_satisfaction)
    return _lacks(project, _SATISFACTION, promise) if promise else None


def promised_savings(project: ProjectSubject, subject: Subject) -> Answer:
    """CMP-12: slogans (厉行节约, 节约型机关) and thrift in water, land or energy promise no money saved."""
    if not project.categories.isdisjoint(_SAVINGS):
        return None
    promise = _promise(project.objective, promises_savings)
    return _lacks(project, _SAVINGS, promise) if promise else None


def promises_satisfaction(clause: str) -> bool:
    """Whether a folded clause of an objective promises that people will be pleased."""
    if not any(word in clause for word in words.SATISFACTION):
        return False  # quicker on long objectives
    return words.SATISFACTION_PROMISED.search(clause) is not None


def promises_savings(clause: str) -> bool:
    """Whether a folded clause of an objective promises money saved."""
    return _finds(words.SAVINGS_PROMISED, words.NOT_SAVINGS, clause)


def is_construction(name: str) -> bool:
    """Whether a project's folded name is about building or repair."""
    return _finds(words.CONSTRUCTION, words.NOT_CONSTRUCTION, name)


def is_building(name: str) -> bool:
    """Whether a project's folded name is about building, or about making a computer system."""
    return _finds(words.BUILDING, words.NOT_BUILDING, name)


def is_purchase(name: str) -> bool:
    """Whether a project's folded name is about a purchase."""
    return _finds(words.PURCHASE, words.NOT_CONSTRUCTION, name)


def is_information_system(name: str) -> bool:
    """Whether a project's folded name is about a computer system."""
    if words.INFORMATION.search(name):
        return True
    struck = words.strike(words.NOT_A_COMPUTER, name)
    return words.COMPUTER.search(struck) is not None and words.COMPUTER_CONTEXT.search(struck) is not None


def _finds(pattern: re.Pattern[str], aside: re.Pattern[str], text: str) -> bool:
    """Whether the pattern is found outside the longer words that contain it."""
    if pattern.search(text) is None:
        return False
    return pattern.search(words.strike(aside, text)) is not None


def _lacks(project: ProjectSubject, categories: frozenset[str], *evidence: Quote) -> Answer:
    """A hit where no indicator lies in the categories; unknown where one in doubt may."""
    has = project.has(categories)
    if has:
        return None
    doubtful = project.doubtful(categories)
    if has is None and doubtful is not None:
        return Unknown("category-in-doubt", {"indicator": str(doubtful.record.position)})
    return Hit((*evidence, project.level2_quoted))


@lru_cache(maxsize=CACHED_OBJECTIVES)
def _promise(objective: str, promises: Callable[[str], bool]) -> Quote | None:
    """Return the first clause of the objective, as disclosed, that promises what the pattern describes."""
    if not promises(folded(objective)):
        return None
    for clause in words.CLAUSES.split(objective):
        if promises(fold(clause)):
            return Quote("promise", clause.strip())
    return None


PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "CMP-01": no_objective,
    "CMP-02": no_indicator,
    "CMP-03": few_indicators,
    "CMP-04": no_output,
    "CMP-08": no_cost_of_works,
    "CMP-09": no_quality_of_works_or_systems,
    "CMP-11": promised_satisfaction,
    "CMP-12": promised_savings,
    "CMP-13": missing_categories,
}
