"""REL: do name and judge of an indicator say something about this project?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from budget.audit import words
from budget.audit.answers import (
    Answer,
    Hit,
    IndicatorAnswer,
    IndicatorRule,
    ProjectRule,
    WholeRule,
    finding_of,
)
from budget.audit.findings import Finding, NotEvaluated, Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import ProjectSubject, Subject
from budget.audit.texts import pairs_of, shared_pairs, without_generic_words

_FEW_PAIRS: Final = 300


def nothing_of_the_objective(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """REL-01: two Chinese characters running are a word here, so that a chance neighbourhood lets a project
    pass.

    Lets pass an objective of generic words alone, and one that over half of the projects share word for word.
    """
    projects = [project for project in subject.examined if project.objective]
    times = Counter(project.objective_folded for project in projects)
    said = {objective: without_generic_words(objective) for objective in times}
    shared = {project: _shared(project, said[project.objective_folded]) for project in projects}
    common: frozenset[str] = frozenset()
    if len(projects) >= subject.policy.thresholds.objectives_for_common_words:
        common = _of_most(said, times, frozenset().union(*shared.values()))
        said |= {objective: "" for objective, count in times.items() if count * 2 > len(projects)}
    for project in projects:
        says_something = words.HAN_RUN.search(said[project.objective_folded]) is not None
        if not project.indicators or not says_something or shared[project] - common:
            continue
        if project.has_unread:
            yield NotEvaluated("REL-01", project.ref, "unread-part")
        else:
            names = [
                Quote("name", one.record.name, indicator=one.record.position) for one in project.indicators
            ]
            evidence = (Quote("objective", project.objective), *names)
            yield finding_of(subject, "REL-01", project, evidence)


def _shared(project: ProjectSubject, objective: str) -> frozenset[str]:
    """The pairs of characters that names of indicators have in common with the objective."""
    # A line break keeps the names apart.
    return shared_pairs("\n".join([indicator.name.folded for indicator in project.indicators]), objective)


def _of_most(said: Mapping[str, str], times: Mapping[str, int], pairs: frozenset[str]) -> frozenset[str]:
    """Those of the pairs that are in over half of the objectives."""
    counts: Counter[str] = Counter()
    for objective, text in said.items():
        # Looking for a few pairs is quicker than making all of a text.
        found = (
            [pair for pair in pairs if pair in text] if len(pairs) < _FEW_PAIRS else pairs_of(text) & pairs
        )
        for pair in found:
            counts[pair] += times[objective]
    all_times = sum(times.values())
    return frozenset(pair for pair, count in counts.items() if count * 2 > all_times)


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
WHOLE_RULES: Final[Mapping[str, WholeRule]] = {"REL-01": nothing_of_the_objective}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {"REL-05": project_name_says_nothing}
