"""REL: whether an indicator's name and judge are relevant to the project."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from operator import add
from typing import Final

from budget.audit import objective_words, words
from budget.audit.answers import (
    Answer,
    Hit,
    IndicatorAnswer,
    IndicatorRule,
    ProjectRule,
    WholeRule,
    finding_of,
)
from budget.audit.classification import manages_money
from budget.audit.findings import Finding, NotEvaluated, Quote
from budget.audit.indicator_texts import IndicatorText
from budget.audit.subjects import ProjectSubject, Subject
from budget.audit.texts import without_generic_words


def unrelated_to_objective(subject: Subject) -> Iterator[Finding | NotEvaluated]:
    """REL-01: two Chinese characters running are a word here, so that a chance neighbourhood lets a project
    pass.

    Lets pass an objective of generic words alone, and one that over half of the projects share word for word;
    also a project all of whose names are vague (REL-03), or of managing its money (CLS-02).
    """
    objectives = _Objectives(subject)
    for project in subject.examined:
        if objectives.are_taken_up(project) or not objectives.is_distinct(project):
            continue
        if all(_says_nothing_of_its_project(text) for text in project.texts):
            continue
        if project.has_unread:
            yield NotEvaluated("REL-01", project.ref, "unread-part")
        else:
            quotes = [indicator.quoted_name for indicator in project.indicators]
            yield finding_of(
                subject, "REL-01", project, Hit((Quote("objective", project.objective), *quotes))
            )


@lru_cache(maxsize=20_000)
def _says_nothing_of_its_project(text: IndicatorText) -> bool:
    return bool(vague_name(text)) or manages_money(text.name.folded)


# Counting so many pairs one by one is as quick as counting all that the objectives hold.
_FEW: Final = 300


class _Objectives:
    """The words of a disclosure's objectives, without generic words."""

    def __init__(self, subject: Subject) -> None:
        self._times = Counter(project.objective_folded for project in subject.examined if project.objective)
        self._words = {objective: without_generic_words(objective) for objective in self._times}
        self._count = self._times.total()
        self._are_enough = self._count >= subject.policy.thresholds.objectives_for_common_words
        self._common: dict[str, bool] = {}

    def are_taken_up(self, project: ProjectSubject) -> bool:
        """Whether a name of a project's indicators has a pair of Chinese characters in common with its
        objective that is not common to most objectives.
        """
        objective = self._words.get(project.objective_folded, "")
        common = self._common
        for text in project.texts:
            for pair in text.name.pairs:
                if pair in objective and not (common[pair] if pair in common else self._is_common(pair)):
                    return True
        return False

    def _is_common(self, pair: str) -> bool:
        """Whether a pair is in over half of the objectives, if there are enough objectives."""
        if not self._are_enough:
            return False
        if len(self._common) < _FEW:
            count = sum([self._times[objective] for objective, text in self._words.items() if pair in text])
        else:
            count = self._counts[pair]
        is_common = self._common[pair] = count * 2 > self._count
        return is_common

    @cached_property
    def _counts(self) -> Counter[str]:
        """How many objectives hold each pair."""
        counts: Counter[str] = Counter()
        for objective, text in self._words.items():
            pairs = set(map(add, text, text[1:]))
            for _ in range(self._times[objective]):
                counts.update(pairs)
        return counts

    def is_distinct(self, project: ProjectSubject) -> bool:
        """Whether a project's objective has words of its own: over half of the projects do not have the
        same.
        """
        objective = project.objective_folded
        if self._are_enough and self._times[objective] * 2 > self._count:
            return False
        return words.HAN_RUN.search(self._words.get(objective, "")) is not None


def judged_by_itself(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-02: 对本单位的满意度 and 本单位服务对象满意度 are judged by others, as is training by 参训干部."""
    name = indicator.name.folded
    if indicator.category != "satisfaction" and "满意" not in name:
        return False
    return words.JUDGES_ITSELF.search(name) is not None or words.STAFF_JUDGES.fullmatch(name) is not None


def vague_name(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-03: exactly these names, without (%), no word at all, or that there is no such indicator.

    A name that identifies whose satisfaction is measured passes.
    """
    name = indicator.name.without_percent_sign
    if words.NOT_APPLICABLE.search(name) or not any(letter.isalpha() for letter in name):
        return True
    return words.VAGUE_NAME.fullmatch(name) is not None


def satisfaction_elsewhere(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-09: a survey of satisfaction is work to be done; an indicator in doubt is let pass."""
    name = indicator.name.folded
    if indicator.category in ("", "satisfaction") or "满意" not in name:
        return False
    return objective_words.SURVEY.search(name) is None


def several_indicators(indicator: IndicatorText) -> IndicatorAnswer:
    """REL-04: numbered from 1 in sequence, or three counts of things in one target. Figures (1.5公里) are no
    numbering, nor is a list joined by 、.
    """
    if words.SEVERAL_INDICATORS.search(indicator.name.folded):
        return True
    clauses = words.CLAUSE_END.split(indicator.annual.folded)
    if len(clauses) >= 3 and sum(bool(words.COUNTS_IN_CLAUSES.match(one)) for one in clauses) >= 3:
        return True
    return words.CIRCLED_NUMBERS.search(indicator.name.disclosed) is not None


def vague_project_name(project: ProjectSubject, subject: Subject) -> Answer:
    """REL-05: any other word, a year too, lets a name pass."""
    rest = words.VAGUE_PROJECT_NAME.sub("", project.name_folded)
    if not project.name_folded or words.PUNCTUATION.sub("", rest):
        return None
    return Hit((Quote("project", project.record.name),))


INDICATOR_RULES: Final[Mapping[str, IndicatorRule]] = {
    "REL-02": judged_by_itself,
    "REL-03": vague_name,
    "REL-04": several_indicators,
    "REL-09": satisfaction_elsewhere,
}
WHOLE_RULES: Final[Mapping[str, WholeRule]] = {"REL-01": unrelated_to_objective}
PROJECT_RULES: Final[Mapping[str, ProjectRule]] = {"REL-05": vague_project_name}
