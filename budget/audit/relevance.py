"""REL: do name and judge of an indicator say something about this project?"""

from collections.abc import Mapping
from typing import Final

from budget.audit import words
from budget.audit.answers import Answer, Hit, IndicatorAnswer, IndicatorRule, ProjectRule
from budget.audit.findings import Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import ProjectSubject, Subject
from budget.audit.texts import pairs_of


def nothing_of_the_objective(project: ProjectSubject, subject: Subject) -> Answer:
    """REL-01: two Chinese characters running are a word here, so that a chance neighbourhood lets a project
    pass.

    Lets pass an objective of generic words alone, and one without Chinese characters.
    """
    objective = project.objective_words
    if not project.indicators or not objective:
        return None
    for indicator in project.indicators:
        if any(pair in objective for pair in indicator.name.pairs - subject.common_pairs):
            return None
    pairs = pairs_of(objective)
    if pairs <= subject.common_pairs:
        return None
    names = tuple(
        Quote("name", indicator.record.name, indicator=indicator.record.position)
        for indicator in project.indicators
    )
    return Hit((Quote("objective", project.objective), *names))


def judged_by_itself(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-02: 对本单位的满意度 and 本单位服务对象满意度 are judged by others."""
    name = indicator.name.folded
    if indicator.category != "satisfaction" and "满意" not in name:
        return False
    return words.JUDGES_ITSELF.search(name) is not None


def name_says_nothing(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-03: these names exactly, (%) aside; whoever says whose satisfaction has said something."""
    return words.SAYS_NOTHING.fullmatch(indicator.name.without_percent_sign) is not None


def several_in_one(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-04: numbered from 1 in sequence; figures (1.5公里) are no numbering, nor is a list joined by 、."""
    if words.SEVERAL_IN_ONE.search(indicator.name.folded):
        return True
    return words.CIRCLED_NUMBERS.search(indicator.name.disclosed) is not None


def project_name_says_nothing(project: ProjectSubject, subject: Subject) -> Answer:
    """REL-05: any other word, a year too, lets a name pass."""
    left = words.EMPTY_PROJECT_NAME.sub("", project.name_folded)
    if not project.name_folded or words.PUNCTUATION.sub("", left):
        return None
    return Hit((Quote("project", project.record.name),))


INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    "REL-02": judged_by_itself,
    "REL-03": name_says_nothing,
    "REL-04": several_in_one,
}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {
    "REL-01": nothing_of_the_objective,
    "REL-05": project_name_says_nothing,
}
