"""The view of a disclosure for the checks: its projects with the values that several checks use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from types import MappingProxyType

from budget.audit import words
from budget.audit.findings import ProjectRef, Quote, folded
from budget.audit.indicator_texts import IndicatorText, Name, Place, Value, text_of
from budget.audit.policy import Policy
from budget.audit.reconciliation import Reconciliation, reconcile
from budget.audit.year_matches import UNDECIDED, Decisions, Key, Matches, match_years
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.problems import Problem
from budget.disclosure.records import Disclosure, Indicator, Project
from indicators.folding import fold


# Indicators and projects are written once, when they are read. `frozen` is left out because it makes each of
# them three times as costly.
@dataclass(slots=True, eq=False)
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
    def quoted_name(self) -> Quote:
        return Quote("name", self.record.name, "", self.record.position)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Name and targets as disclosed; a layout may have no target of the whole period."""
        text, position = self.text, self.record.position
        name = Quote("name", self.record.name, "", position)
        annual = Quote("annual_target", text.annual.text, "", position)
        if not text.period.text:
            return name, annual
        return name, Quote("period_target", text.period.text, "", position), annual

    @property
    def level_quotes(self) -> tuple[Quote, ...]:
        """Levels and name as disclosed, the codes before their labels."""
        record, position = self.record, self.record.position
        return (
            Quote("level1", "-".join(filter(None, (record.level1_code, record.level1))), indicator=position),
            Quote("level2", "-".join(filter(None, (record.level2_code, record.level2))), indicator=position),
            self.quoted_name,
        )


@dataclass(slots=True, eq=False)
class ProjectSubject:
    """A project with its indicators; `index` is its place in the disclosure, `unit_index` its unit's."""

    record: Project
    # How findings on it alone name it and its row.
    ref: ProjectRef
    refs: tuple[ProjectRef, ...]
    rows: tuple[int, ...]
    index: int
    unit_index: int
    indicators: tuple[IndicatorSubject, ...]
    # The same indicators' texts: all that a rule reads which names no indicator.
    texts: tuple[IndicatorText, ...]
    is_confidential: bool
    # The objective as disclosed, the period's where the year's is blank; "" where a cell states nothing.
    objective: str
    objective_folded: str
    # The unread text of the row, and whether it or a value may contain another indicator (FMT-01).
    unread: str
    has_unread: bool
    # The categories of its indicators; those whose category is in doubt; the level 2 of all, as evidence.
    categories: frozenset[str]
    in_doubt: tuple[IndicatorSubject, ...]
    level2_quoted: Quote

    @property
    def name_folded(self) -> str:
        return self.ref.key[1]

    def has(self, categories: frozenset[str]) -> bool | None:
        """Whether an indicator lies in one of the categories; None where one in doubt may."""
        if not self.categories.isdisjoint(categories):
            return True
        if not self.in_doubt:
            return False
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
    # Folded names of units, each with the folded name of the unit that it is another name of.
    other_names: Mapping[str, str] = field(default_factory=dict)
    decisions: Decisions = UNDECIDED

    @cached_property
    def examined(self) -> tuple[ProjectSubject, ...]:
        """The projects that are not confidential, and so open to every check."""
        return tuple(project for project in self.projects if not project.is_confidential)

    @cached_property
    def unit_keys(self) -> tuple[tuple[str, int], ...]:
        """The folded name of each of the disclosure's units, with its ordinal among units of that name."""
        return tuple(number_namesakes((folded(unit.name),) for unit in self.disclosure.units))

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """The disclosure's sums against their parts."""
        return reconcile(self.disclosure)

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
    def by_key(self) -> dict[tuple[str, str], list[ProjectSubject]]:
        """The projects by the folded names of unit (whatever name stands there) and project."""
        found: dict[tuple[str, str], list[ProjectSubject]] = {}
        for project in self.projects:
            found.setdefault((self.unit_of(project), project.name_folded), []).append(project)
        return found

    @cached_property
    def year_matches(self) -> Matches:
        """The certain matches with last year's projects; none without last year's disclosure."""
        before = self.last_year.year_keys if self.last_year is not None else ()
        return match_years(self.year_keys, before, self.decisions)

    @property
    def year_keys(self) -> Iterator[Key]:
        """The keys by which projects are matched over years."""
        for (unit, name), namesakes in self.by_key.items():
            for ordinal in range(1, len(namesakes) + 1):
                yield unit, name, ordinal

    def problems_of(self, project: ProjectSubject, code: str) -> Sequence[Problem]:
        """The problems of a code that reading a project's form left, in their order."""
        return self._problems_of_forms.get((project.index, code), ())

    @cached_property
    def _problems_of_forms(self) -> dict[tuple[int, str], list[Problem]]:
        found: dict[tuple[int, str], list[Problem]] = {}
        if self.disclosure.layout != "form":
            return found
        begins: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for project in self.projects:
            if project.record.row is not None:
                place = project.record.file, project.record.place
                begins.setdefault(place, []).append((project.record.row, project.index))
        for problem in self.problems:
            forms = begins.get((problem.file, problem.place), ())
            above = [form for form in forms if problem.row is not None and form[0] <= problem.row]
            if above:
                found.setdefault((max(above)[1], problem.code), []).append(problem)
        return found

    def unit_of(self, project: ProjectSubject) -> str:
        """The folded name of a project's unit, the same under each of the unit's names."""
        unit = project.ref.key[0]
        return self.other_names.get(unit, unit)


@dataclass(frozen=True, slots=True)
class LastYear:
    """The same department's disclosure of the year before, and what auditors decided of pairs of both years'
    projects, units under their own names.
    """

    disclosure: Disclosure
    decisions: Decisions = UNDECIDED


def subject_of(
    disclosure: Disclosure,
    problems: Sequence[Problem],
    policy: Policy,
    last_year: LastYear | None = None,
    other_names: Mapping[str, str] = MappingProxyType({}),
) -> Subject:
    """Prepare a disclosure for its checks; `last_year` is the same department's of the year before.

    `other_names`: folded names of units, each with the folded name of the unit that it is another name of.
    """
    before, decisions = None, UNDECIDED
    if last_year is not None:
        before = subject_of(last_year.disclosure, (), policy, None, other_names)
        decisions = last_year.decisions
    unread = _unread_by_row(problems)
    rows = [(index, unit, record) for index, unit in enumerate(disclosure.units) for record in unit.projects]
    keys = number_namesakes((folded(unit.name), folded(record.name)) for _, unit, record in rows)
    projects: list[ProjectSubject] = []
    for (unit_index, unit, record), (_, _, ordinal) in zip(rows, keys, strict=True):
        ref = ProjectRef(unit.name, record.name, ordinal, record.row, record.amounts.total)
        projects.append(_project(record, ref, len(projects), unit_index, _unread_of(record, unread)))
    return Subject(disclosure, problems, policy, tuple(projects), before, other_names, decisions)


# A file (where there are several), a place in it and a row.
_Where = tuple[str, str, int | None]


def _unread_by_row(problems: Sequence[Problem]) -> dict[_Where, list[str]]:
    found: dict[_Where, list[str]] = {}
    for problem in problems:
        if problem.code == "unread-text":
            found.setdefault((problem.file, problem.place, problem.row), []).append(problem.text)
    return found


def _unread_of(project: Project, unread: Mapping[_Where, list[str]]) -> str:
    """Return the unread text of a project: of its cell, or, where a layout has no such cell, of its rows."""
    if project.unread.strip() or not unread:
        return project.unread.strip()
    rows = dict.fromkeys((project.row, *(indicator.row for indicator in project.indicators)))
    return "\n".join(
        text for row in rows if row is not None for text in unread.get((project.file, project.place, row), ())
    )


def _project(record: Project, ref: ProjectRef, index: int, unit_index: int, unread: str) -> ProjectSubject:
    texts = tuple(map(text_of, record.indicators))
    indicators = _indicators(record, texts)
    categories = {text.place.category for text in texts}
    in_doubt: tuple[IndicatorSubject, ...] = ()
    if "" in categories:
        categories.remove("")
        in_doubt = tuple([indicator for indicator in indicators if not indicator.category])
    level2 = dict.fromkeys([one.level2 for one in record.indicators])
    objective = _stated(record.objective) or _stated(record.period_objective)
    return ProjectSubject(
        record=record,
        ref=ref,
        refs=(ref,),
        rows=() if record.row is None else (record.row,),
        index=index,
        unit_index=unit_index,
        indicators=indicators,
        texts=texts,
        is_confidential=record.is_confidential,
        objective=objective,
        objective_folded=folded(objective),
        unread=unread,
        has_unread=bool(unread) or True in [text.is_torn for text in texts],
        categories=frozenset(categories),
        in_doubt=in_doubt,
        level2_quoted=Quote("categories", "、".join(filter(None, level2))),
    )


def _stated(text: str) -> str:
    """Return a text, or "" where it only states that there is none."""
    return "" if len(text) < 20 and fold(text) in words.STATES_NOTHING else text


def _indicators(project: Project, texts: tuple[IndicatorText, ...]) -> tuple[IndicatorSubject, ...]:
    names = [text.name.folded for text in texts]
    ordinals: Iterable[int] = repeat(1)
    if len(set(names)) < len(names):
        ordinals = [ordinal for _, ordinal in number_namesakes([(name,) for name in names])]
    return tuple(map(IndicatorSubject, project.indicators, ordinals, texts))
