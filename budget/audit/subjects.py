"""A disclosure as the checks look at it: its projects with what is asked of them more than once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from budget.audit import words
from budget.audit.findings import ProjectRef, Quote
from budget.audit.indicator_texts import IndicatorText, Name, Place, Value, text_of
from budget.audit.policy import Policy
from budget.audit.texts import pairs_of
from budget.disclosure.problems import Problem
from budget.disclosure.records import Disclosure, Indicator, Project, Unit
from indicators.folding import fold


@dataclass(frozen=True, eq=False)
class IndicatorSubject:
    """An indicator; `ordinal` counts the project's indicators of the same folded name."""

    record: Indicator
    ordinal: int
    text: IndicatorText

    @property
    def name(self) -> Name:
        return self.text.name

    @property
    def period(self) -> Value:
        return self.text.period

    @property
    def annual(self) -> Value:
        return self.text.annual

    @property
    def place(self) -> Place:
        return self.text.place

    @property
    def category(self) -> str:
        """The category's key, "" where it is in doubt."""
        return self.text.place.category

    @property
    def is_torn(self) -> bool:
        return self.text.is_torn

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the project's other indicators."""
        return self.text.name.folded, self.ordinal

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Name and targets as disclosed; a layout may have no target of the whole period."""
        position = self.record.position
        name = Quote("name", self.record.name, indicator=position)
        annual = Quote("annual_target", self.annual.text, indicator=position)
        if not self.period.text:
            return name, annual
        return name, Quote("period_target", self.period.text, indicator=position), annual


@dataclass(frozen=True, eq=False)
class ProjectSubject:
    """A project with its indicators; `index` is its place in the disclosure, `unit_index` its unit's."""

    record: Project
    ref: ProjectRef
    index: int
    unit_index: int
    indicators: tuple[IndicatorSubject, ...]
    is_confidential: bool
    unread: str

    @cached_property
    def has_unread(self) -> bool:
        """Whether the row holds text that may be another indicator's (FMT-01)."""
        return bool(self.unread) or any(indicator.is_torn for indicator in self.indicators)

    @cached_property
    def objective(self) -> str:
        """The objective as disclosed, the period's where the year's is blank; "" where a cell states
        nothing.
        """
        for text in (self.record.objective, self.record.period_objective):
            if fold(text) not in words.STATES_NOTHING:
                return text
        return ""

    @cached_property
    def objective_folded(self) -> str:
        return fold(self.objective)

    @cached_property
    def objective_words(self) -> str:
        """The objective folded, generic words out of the way."""
        return words.strike(words.GENERIC, self.objective_folded)

    @property
    def name_folded(self) -> str:
        return self.ref.key[1]

    @cached_property
    def categories(self) -> frozenset[str]:
        """The categories of its indicators, those in doubt aside."""
        return frozenset(indicator.category for indicator in self.indicators) - {""}

    @cached_property
    def in_doubt(self) -> tuple[IndicatorSubject, ...]:
        """Its indicators whose category is in doubt."""
        return tuple(indicator for indicator in self.indicators if not indicator.category)

    def has(self, categories: frozenset[str]) -> bool | None:
        """Whether an indicator lies in one of the categories; None where one in doubt may."""
        if not self.categories.isdisjoint(categories):
            return True
        if any(indicator.place.possible <= categories for indicator in self.in_doubt):
            return True
        return None if self.doubtful(categories) else False

    def doubtful(self, categories: frozenset[str]) -> IndicatorSubject | None:
        """The first indicator in doubt that may lie in one of the categories."""
        return next((i for i in self.in_doubt if not i.place.possible.isdisjoint(categories)), None)


@dataclass(frozen=True, eq=False)
class Subject:
    """A disclosure under audit, with all that its checks are given."""

    disclosure: Disclosure
    problems: Sequence[Problem]
    policy: Policy
    projects: tuple[ProjectSubject, ...]
    last_year: "Subject | None" = None

    @cached_property
    def examined(self) -> tuple[ProjectSubject, ...]:
        """The projects that are not confidential, and so open to every check."""
        return tuple(project for project in self.projects if not project.is_confidential)

    @cached_property
    def projects_of_units(self) -> tuple[tuple[ProjectSubject, ...], ...]:
        """The projects of each of the disclosure's units, in their order."""
        grouped: list[list[ProjectSubject]] = [[] for _ in self.disclosure.units]
        for project in self.projects:
            grouped[project.unit_index].append(project)
        return tuple(map(tuple, grouped))

    @cached_property
    def money(self) -> int:
        """The disclosure's money in fen: the grand total as stated, without one the projects' sum."""
        stated = self.disclosure.amounts.total
        return (
            stated
            if stated is not None
            else sum(project.record.amounts.total or 0 for project in self.projects)
        )

    @cached_property
    def common_pairs(self) -> frozenset[str]:
        """The pairs of characters in over half of the objectives; none where there are too few to tell."""
        objectives = [project.objective_words for project in self.examined if project.objective]
        if len(objectives) < self.policy.thresholds.objectives_for_common_words:
            return frozenset()
        counts: Counter[str] = Counter()
        for objective, times in Counter(objectives).items():
            pairs = pairs_of(objective)
            counts.update(pairs if times == 1 else dict.fromkeys(pairs, times))
        return frozenset(pair for pair, count in counts.items() if count * 2 > len(objectives))

    @cached_property
    def by_key(self) -> dict[tuple[str, str], list[ProjectSubject]]:
        """The projects by the folded names of unit and project."""
        found: dict[tuple[str, str], list[ProjectSubject]] = {}
        for project in self.projects:
            found.setdefault(project.ref.key[:2], []).append(project)
        return found


def subject_of(
    disclosure: Disclosure,
    problems: Sequence[Problem],
    policy: Policy,
    last_year: Disclosure | None = None,
) -> Subject:
    """Prepare a disclosure for its checks; `last_year` is the same department's of the year before."""
    before = subject_of(last_year, (), policy) if last_year is not None else None
    unread = _unread_by_row(problems)
    namesakes: Counter[tuple[str, str]] = Counter()
    projects: list[ProjectSubject] = []
    for unit_index, unit in enumerate(disclosure.units):
        unit_folded = fold(unit.name)
        for record in unit.projects:
            namesake = (unit_folded, fold(record.name))
            namesakes[namesake] += 1
            projects.append(
                ProjectSubject(
                    record=record,
                    ref=_ref(unit, record, namesakes[namesake]),
                    index=len(projects),
                    unit_index=unit_index,
                    indicators=_indicators(record),
                    is_confidential=record.is_confidential,
                    unread=_unread_of(record, unread),
                )
            )
    return Subject(disclosure, problems, policy, tuple(projects), before)


def _unread_by_row(problems: Sequence[Problem]) -> dict[tuple[str, int | None], list[str]]:
    found: dict[tuple[str, int | None], list[str]] = {}
    for problem in problems:
        if problem.code == "unread-text":
            found.setdefault((problem.place, problem.row), []).append(problem.text)
    return found


def _unread_of(project: Project, unread: Mapping[tuple[str, int | None], list[str]]) -> str:
    """What was not read of a project: of its cell, or, where a layout has no such cell, of its rows."""
    if project.unread.strip() or not unread:
        return project.unread.strip()
    rows = dict.fromkeys((project.row, *(indicator.row for indicator in project.indicators)))
    return "\n".join(text for row in rows if row is not None for text in unread.get((project.place, row), ()))


def _ref(unit: Unit, project: Project, ordinal: int) -> ProjectRef:
    return ProjectRef(unit.name, project.name, ordinal, project.row, project.amounts.total)


def _indicators(project: Project) -> tuple[IndicatorSubject, ...]:
    namesakes: Counter[str] = Counter()
    subjects = []
    for record in project.indicators:
        text = text_of(record)
        namesakes[text.name.folded] += 1
        subjects.append(IndicatorSubject(record, namesakes[text.name.folded], text))
    return tuple(subjects)
