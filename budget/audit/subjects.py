"""A disclosure as the checks look at it: projects and indicators with what is read from each once, for all
checks.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from budget.audit import words
from budget.audit.findings import ProjectRef, Quote
from budget.audit.policy import Policy
from budget.audit.texts import pairs_of
from budget.disclosure.problems import Problem
from budget.disclosure.records import Disclosure, Indicator, Project, Unit
from indicators import targets, taxonomy
from indicators.folding import fold
from indicators.grammar import value_holds_structure

# Names and targets repeat within and between disclosures; this many are read once.
_CACHED_TEXTS = 50_000

_ALL_CATEGORIES = frozenset(category.key for category in taxonomy.CATEGORIES)


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator's name, read: folded; `bare` without tags, brackets and their content; `said` without
    tags and (%) alone.
    """

    folded: str
    said: str
    bare: str
    says_rate: bool


@lru_cache(_CACHED_TEXTS)
def read_name(text: str) -> Name:
    folded = fold(text)
    untagged = words.TAG.sub("", folded)
    said = words.PERCENT_SIGN_IN_BRACKETS.sub("", untagged)
    bare = words.BRACKETS.sub("", said)
    return Name(folded, said, bare, targets.names_a_rate(untagged))


@dataclass(frozen=True, slots=True)
class Value:
    """A target, read. `text` is as disclosed, with the comparator and the unit where they have columns of
    their own.
    """

    text: str
    folded: str
    target: targets.Target

    @property
    def is_missing(self) -> bool:
        return self.target.kind == targets.Kind.MISSING


# Signs of a comparator's column, and how it is written before a number; 定性 and the like say nothing of a
# number.
_SIGN = re.compile(
    r"[≥≤><=＞＜＝≧≦⩾⩽]=?|(?:大于|小于)(?:等于)?|等于|不(?:低|高|少|多|大|小|超|长|短|迟|晚)[于过]"
)
_NAMED_PERCENT = frozenset({"%", "(%)", "百分比", "百分数", "百分率"})


def joined(value: str, comparator: str, unit: str) -> str:
    """A target as one text: `≥`, `95`, `%` → `≥95%`; a cell that holds its own sign or unit keeps it."""
    text = value.strip()
    if not text:
        return text
    if text[-1].isdigit() and unit.strip():
        text += "%" if fold(unit) in _NAMED_PERCENT else unit.strip()
    if text[0].isdigit() and _SIGN.fullmatch(fold(comparator)):
        text = comparator.strip() + text
    return text


@lru_cache(_CACHED_TEXTS)
def read_value(value: str, comparator: str = "", unit: str = "") -> Value:
    """A target of its cell, and of the cells for comparator (计算符号) and unit (度量单位) where a layout
    has them.
    """
    text = joined(value, comparator, unit)
    return Value(text, fold(text), targets.read_target(text))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an indicator lies in the classification: its category, or, where that is in doubt, all it may
    be.
    """

    category: str
    possible: frozenset[str]
    doubt: str | None


@lru_cache(_CACHED_TEXTS)
def place_of(level1_code: str, level1: str, level2_code: str, level2: str) -> Place:
    """The place that codes and labels as disclosed give; each of them speaks for itself where they
    disagree.
    """
    category = taxonomy.category_of(level1_code, level1, level2_code, level2)
    doubt = taxonomy.taxonomy_doubt(level1_code, level1, level2_code, level2)
    if category is not None:
        return Place(category.key, frozenset({category.key}), doubt)
    second = {
        found.key
        for found in (
            taxonomy.category_of("", "", level2_code, ""),
            taxonomy.category_of("", "", "", level2),
        )
        if found
    }
    first = {
        found.key for found in (taxonomy.level1_of(level1_code, ""), taxonomy.level1_of("", level1)) if found
    }
    of_first = {key for key in _ALL_CATEGORIES if taxonomy.CATEGORY_BY_KEY[key].level1 in first}
    possible = second | of_first if doubt else second or of_first
    return Place("", frozenset(possible) or _ALL_CATEGORIES, doubt)


@dataclass(frozen=True, slots=True)
class IndicatorSubject:
    """An indicator and what is read of it; `ordinal` counts the project's indicators of the same folded
    name.
    """

    record: Indicator
    ordinal: int
    name: Name
    period: Value
    annual: Value
    place: Place
    # A target holds another indicator's text, so that nothing can be said of it.
    is_torn: bool

    @property
    def category(self) -> str:
        """The category's key, "" where it is in doubt."""
        return self.place.category

    @property
    def is_withheld(self) -> bool:
        return self.annual.target.kind == targets.Kind.WITHHELD

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Name and targets as disclosed."""
        position = self.record.position
        return (
            Quote("name", self.record.name, indicator=position),
            Quote("period_target", self.period.text, indicator=position),
            Quote("annual_target", self.annual.text, indicator=position),
        )


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
    def name_folded(self) -> str:
        return fold(self.record.name)

    def has(self, categories: Collection[str]) -> bool | None:
        """Whether an indicator lies in one of the categories; None where one in doubt may."""
        wanted = frozenset(categories)
        if any(indicator.place.possible <= wanted for indicator in self.indicators):
            return True
        return None if self.doubtful(wanted) else False

    def doubtful(self, categories: Collection[str]) -> IndicatorSubject | None:
        """The first indicator that may lie in one of the categories, and may not."""
        wanted = frozenset(categories)
        return next(
            (i for i in self.indicators if i.place.possible & wanted and not i.place.possible <= wanted), None
        )


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
    def common_pairs(self) -> frozenset[str]:
        """The pairs of characters in over half of the objectives; none where there are too few to tell."""
        objectives = [pairs_of(project.objective_folded) for project in self.examined if project.objective]
        if len(objectives) < self.policy.thresholds.objectives_for_common_words:
            return frozenset()
        counts = Counter(pair for pairs in objectives for pair in pairs)
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
        for record in unit.projects:
            namesake = (fold(unit.name), fold(record.name))
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
        name = read_name(record.name)
        namesakes[name.folded] += 1
        subjects.append(
            IndicatorSubject(
                record=record,
                ordinal=namesakes[name.folded],
                name=name,
                period=read_value(record.period_target, record.comparator, record.unit_of_measure),
                annual=read_value(record.annual_target, record.comparator, record.unit_of_measure),
                place=place_of(record.level1_code, record.level1, record.level2_code, record.level2),
                is_torn=value_holds_structure(record.period_target)
                or value_holds_structure(record.annual_target),
            )
        )
    return tuple(subjects)
