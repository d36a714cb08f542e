"""Projects of consecutive years that are one, or may be, as pages and the API show them.

A match is certain (the same name, a name with another year, or confirmed by an auditor), suggested with its
reasons, or rejected by an auditor.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from budget.audit.comparison import ProjectRow
from budget.audit.year_matches import Candidate, Key, Reason, match_years, suggest
from budget.links import address
from budget.models import MatchDecision, PairDecision, Project
from budget.pages.remembered import remembered
from budget.store.year_matches import Latest, decisions_by_pair, decisions_in, key_of, state_of
from indicators.cells import joined
from indicators.folding import fold
from indicators.models import Indicator

Status = Literal["name", "year", "confirmed", "suggested", "rejected"]

STATUS_WORDS: Final[Mapping[Status, Promise]] = {
    "name": pgettext_lazy("project of two years", "the same name"),
    "year": pgettext_lazy("project of two years", "the names differ by a year alone"),
    "confirmed": pgettext_lazy("project of two years", "confirmed as the same project"),
    "suggested": pgettext_lazy("project of two years", "possibly the same project"),
    "rejected": pgettext_lazy("project of two years", "rejected: not the same project"),
}
REASON_WORDS: Final[Mapping[str, Promise]] = {
    "namesakes": gettext_lazy("the name is the same, but not as many projects bear it in both years"),
    "year": gettext_lazy("the names differ by a year, but it is not the only such project"),
    "ordinal": gettext_lazy("the names differ by an ordinal"),
    "name": gettext_lazy("the names are alike"),
    "amount": gettext_lazy("the totals are the same"),
}
# What can be decided of a pair, by its status.
_CHOICES: Final[Mapping[Status, tuple[PairDecision, ...]]] = {
    "name": (),
    "year": (PairDecision.REJECTED,),
    "confirmed": (PairDecision.TAKEN_BACK,),
    "suggested": (PairDecision.CONFIRMED, PairDecision.REJECTED),
    "rejected": (PairDecision.TAKEN_BACK,),
}
_BUTTONS: Final[Mapping[PairDecision, Promise]] = {
    PairDecision.CONFIRMED: gettext_lazy("The same project"),
    PairDecision.REJECTED: gettext_lazy("Not the same"),
    PairDecision.TAKEN_BACK: gettext_lazy("Take the decision back"),
}
# Of more unmatched projects of a unit the indicators are not read: names and amounts suggest alone.
_MOST_READ: Final = 200


@dataclass(frozen=True, slots=True)
class YearProject:
    """One project of a pair: key of its row, name, fiscal year, total in fen, its row in the table.

    `objective` is "" where it is not compared; `indicators` is None where they were not read.
    """

    pk: int
    name: str
    fiscal_year: int
    total: int | None
    row: int | None = None
    objective: str = ""
    indicators: Sequence[Indicator] | None = None

    @property
    def url(self) -> str:
        return address("project", self.pk)


@dataclass(frozen=True, slots=True)
class YearPair:
    """A project and one of the year before. `seen` is the token of the state that is shown."""

    now: YearProject
    before: YearProject
    unit: str
    status: Status
    reasons: tuple[Reason, ...]
    decision: MatchDecision | None
    seen: str

    @property
    def is_suggested(self) -> bool:
        return self.status == "suggested"

    @property
    def is_match(self) -> bool:
        """Whether checks and comparisons take the two for one project."""
        return self.status in ("name", "year", "confirmed")

    @property
    def words(self) -> str:
        return str(STATUS_WORDS[self.status])

    @property
    def reason_words(self) -> list[str]:
        return [_words_of(reason) for reason in self.reasons]

    @property
    def choices(self) -> list[tuple[str, Promise]]:
        """What can be decided of it: the value and the button's words."""
        return [(choice.value, _BUTTONS[choice]) for choice in _CHOICES[self.status]]

    @property
    def url(self) -> str:
        """The page of all that is and was decided of the project."""
        return address("project-last-year", self.now.pk)


def _words_of(reason: Reason) -> str:
    if reason.kind == "indicators":
        numbers = {"same": reason.same, "all": reason.all}
        return _("%(same)s of %(all)s indicators are the same") % numbers
    return str(REASON_WORDS[reason.kind])


@dataclass(frozen=True, slots=True)
class _Projects:
    """The projects of two consecutive years by key, and what was decided of their pairs."""

    now: Mapping[Key, YearProject]
    before: Mapping[Key, YearProject]
    latest: Latest
    unit: Mapping[Key, str]

    def pair(self, now: Key, before: Key, status: Status, reasons: Iterable[Reason] = ()) -> YearPair:
        one, other = self.now[now], self.before[before]
        decision = self.latest.get((now, before))
        if decision is not None and decision.decision == PairDecision.TAKEN_BACK:
            decision = None
        seen = state_of((now, before), (one.total, other.total), self.latest)
        return YearPair(one, other, self.unit[now], status, tuple(reasons), decision, seen)

    def rejected(self) -> list[YearPair]:
        """The rejected pairs of projects that are both there."""
        pairs = sorted(decisions_in(self.latest).rejected)
        return [
            self.pair(*pair, "rejected") for pair in pairs if pair[0] in self.now and pair[1] in self.before
        ]


# ---- Of one project.


def pairs_of_project(
    project: Project, indicators: Sequence[Indicator], same: Sequence[Project]
) -> list[YearPair]:
    """Last year's project where it is certain, else those to suggest; then the rejected ones.

    `indicators`: the project's. `same`: what `Project.objects.same_project(project)` gives.
    """
    year = project.fiscal_year
    unit = project.unit_id
    latest = remembered(
        ("decisions of a unit", unit, year), lambda: decisions_by_pair(fiscal_year=year, unit=unit)
    )
    own = key_of(project)
    is_simple = not latest and any(one.fiscal_year == year - 1 for one in same)
    rows = [project, *(one for one in same if one.fiscal_year in (year, year - 1))]
    if not is_simple:
        known = {one.pk for one in rows}
        lonely = remembered(("without a namesake", unit, year), lambda: list(_left_over(project, latest)))
        rows += [one for one in lonely if one.pk not in known]
    for row in rows:
        row.unit = project.unit
    now = {key_of(row): row for row in rows if row.fiscal_year == year}
    before = {key_of(row): row for row in rows if row.fiscal_year == year - 1}
    units = dict.fromkeys(now, project.unit.name)
    projects = _Projects(_shown(now), _shown(before), latest, units)
    decisions = decisions_in(latest)
    matches = match_years(now, before, decisions)
    rejected = [pair for pair in projects.rejected() if pair.now.pk == project.pk]
    match = matches.found.get(own)
    if match is not None:
        return [projects.pair(own, match.before, match.basis), *rejected]
    taken = {one.before for one in matches.found.values()}
    left = {key: row for key, row in before.items() if key not in taken}
    of_left = remembered(
        ("indicators of", tuple(sorted(row.pk for row in left.values()))), lambda: _indicators_of(left)
    )
    candidates = [Candidate(key, row.total, _texts(of_left.get(row.pk, ()))) for key, row in left.items()]
    candidate = Candidate(own, project.total, _texts(indicators))
    suggestions = suggest([candidate], candidates, matches, decisions)
    found = [projects.pair(one.now, one.before, "suggested", one.reasons) for one in suggestions]
    return [*(_with_indicators(pair, of_left) for pair in found), *rejected]


def _left_over(project: Project, latest: Latest) -> Iterable[Project]:
    """The projects of the unit that have no namesake in the other one of the two years, and those whose names
    decisions mention.
    """
    named = {row.name_folded for row in latest.values()} | {row.before_name_folded for row in latest.values()}
    return Project.objects.without_namesake(project.unit_id, project.fiscal_year, sorted(named))


def _shown(rows: Mapping[Key, Project]) -> dict[Key, YearProject]:
    return {
        key: YearProject(row.pk, row.name, row.fiscal_year, row.total, row.row, row.objective)
        for key, row in rows.items()
    }


def _indicators_of(rows: Mapping[Key, Project]) -> dict[int, list[Indicator]]:
    """The indicators of each of some projects by its `pk`; empty where the projects are too many."""
    if len(rows) > _MOST_READ:
        return {}
    found: dict[int, list[Indicator]] = {row.pk: [] for row in rows.values()}
    if found:
        for one in Indicator.objects.filter(project__in=list(found)).for_project_page():
            found[one.project_id].append(one)
    return found


def _with_indicators(pair: YearPair, read: Mapping[int, Sequence[Indicator]]) -> YearPair:
    return replace(pair, before=replace(pair.before, indicators=read.get(pair.before.pk)))


def _texts(indicators: Iterable[Indicator]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (one.category, fold(one.name), fold(joined(one.annual_target, one.comparator, one.unit_of_measure)))
        for one in indicators
    )


# ---- Of all projects of two years.


def pairs_of_years(
    now: Mapping[Key, ProjectRow], before: Mapping[Key, ProjectRow], fiscal_year: int, latest: Latest
) -> list[YearPair]:
    """The pairs of a year and the year before that are suggested, the dearest first; then the decided ones.

    `now` and `before` are the projects in force of one body by their keys.
    """
    decisions = decisions_in(latest)
    matches = match_years(now, before, decisions)
    taken = {one.before for one in matches.found.values()}
    suggestions = suggest(
        [_candidate(key, row) for key, row in now.items() if key not in matches.found],
        [_candidate(key, row) for key, row in before.items() if key not in taken],
        matches,
        decisions,
    )
    projects = _Projects(
        _shown_rows(now, fiscal_year),
        _shown_rows(before, fiscal_year - 1),
        latest,
        {key: row.unit for key, row in now.items()},
    )
    suggested = [projects.pair(one.now, one.before, "suggested", one.reasons) for one in suggestions]
    suggested.sort(key=lambda pair: -(pair.now.total or 0))
    confirmed = [
        projects.pair(key, match.before, "confirmed")
        for key, match in matches.found.items()
        if match.basis == "confirmed"
    ]
    return [*suggested, *confirmed, *projects.rejected()]


def _candidate(key: Key, row: ProjectRow) -> Candidate:
    texts = frozenset(
        (
            one.category,
            fold(one.record.name),
            fold(joined(one.record.annual_target, one.record.comparator, one.record.unit_of_measure)),
        )
        for one in row.indicators
    )
    return Candidate(key, row.total, texts)


def _shown_rows(rows: Mapping[Key, ProjectRow], year: int) -> dict[Key, YearProject]:
    return {
        key: YearProject(row.pk, row.name, year, row.total) for key, row in rows.items() if row.pk is not None
    }
