"""Which project a self-evaluation is of, and which indicator each of its indicators is the result of.

A match is certain where the names are the same (folded; years, codes and numbers before them aside) and
nothing else has them, where names are alike and the figures are the same, or where an auditor confirmed it. A
rejected pair is never matched. What may be one waits for an auditor. Both sides are given whole, so that it
does not matter which came first.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from budget.audit import words
from budget.audit.bare_names import bare_indicator, bare_name
from budget.audit.texts import pairs_of
from budget.audit.year_matches import UNDECIDED, Decisions, Key, content_of, likeness, numbered

# A Key of a project holds the own names of unit and project, folded, and the ordinal among namesakes. That of
# an indicator has "" in place of the unit.
Basis = Literal["name", "bare-name", "evidence", "confirmed"]
ReasonKind = Literal["name", "alike", "amount", "objective", "indicators", "target"]

# Each gets this many suggestions at most: nobody chooses among more.
_MOST_SUGGESTIONS: Final = 3
# What more than so many have in common tells nothing.
_MOST_HOLDERS: Final = 20
# Half of the indicators, two at least: most forms of a department share one or two by chance.
_ENOUGH_INDICATORS, _FEWEST_INDICATORS = 0.5, 2
# A shorter objective (做好工作) is that of several projects by chance.
_SHORTEST_OBJECTIVE: Final = 10
# Names are alike that share this part of their pairs of characters; with the same figures, half of it.
_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of a project or self-evaluation: amounts in fen, the folded objective, the folded
    names of its indicators. Of an indicator: its category and its folded target.
    """

    key: Key
    amounts: frozenset[int] = frozenset()
    objective: str = ""
    indicators: frozenset[str] = frozenset()
    category: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The counterpart, and why it is certain."""

    target: Key
    basis: Basis


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two may be one. `same` of `all` indicators are equal, of this kind of reason alone."""

    kind: ReasonKind
    same: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A result and a target that may be one, and why."""

    result: Key
    target: Key
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The certain matches by the key of the result, and what may be one, the likeliest of each first."""

    found: Mapping[Key, Match]
    suggestions: tuple[Suggestion, ...] = ()


# ---- Of projects.


def match_projects(
    results: Iterable[Candidate], targets: Iterable[Candidate], decisions: Decisions = UNDECIDED
) -> Matches:
    """Match the self-evaluations of a department and year with its projects."""
    matching = _Matching(results, targets, decisions)
    matching.match_confirmed()
    matching.match_groups(lambda one: one.key[:2], "name", _are_evident)
    matching.match_groups(_by_bare_name, "bare-name", _are_evident)
    matching.match_evident(lambda one: one.key[1], _are_evident)
    matching.match_evident(_by_bare_name_alone, _are_evident)
    matching.match_evident(lambda one: one.key[0], _are_alike_and_evident)
    return matching.matches(_reasons_of_projects, _marks_of_project)


def _by_bare_name(one: Candidate) -> Hashable | None:
    """None for a name of which too little remains."""
    bare = bare_name(one.key[1])
    return (one.key[0], bare) if words.HAN_RUN.search(bare) else None


def _by_bare_name_alone(one: Candidate) -> Hashable | None:
    bare = bare_name(one.key[1])
    return bare if words.HAN_RUN.search(bare) else None


def _are_evident(result: Candidate, target: Candidate) -> bool:
    """Whether a figure of two of the same name shows that they are one."""
    return (
        bool(result.amounts & target.amounts)
        or _have_same_objective(result, target)
        or _same_indicators(result, target) > 0
    )


def _are_alike_and_evident(result: Candidate, target: Candidate) -> bool:
    """Whether two of a unit have names that are alike, most indicators in common, and an amount."""
    return (
        _names_are_alike(result, target)
        and bool(result.amounts & target.amounts)
        and _same_indicators(result, target) > 0
    )


def _have_same_objective(result: Candidate, target: Candidate) -> bool:
    return len(result.objective) >= _SHORTEST_OBJECTIVE and result.objective == target.objective


def _same_indicators(result: Candidate, target: Candidate) -> int:
    """How many indicators two projects have in common; 0 where these are not most."""
    same = len(result.indicators & target.indicators)
    most = max(len(result.indicators), len(target.indicators))
    return same if same >= _FEWEST_INDICATORS and same >= most * _ENOUGH_INDICATORS else 0


def _names_are_alike(result: Candidate, target: Candidate) -> bool:
    """Whether names are alike, and no ordinal in them differs."""
    return _numbers(result) == _numbers(target) and likeness(result.key[1], target.key[1]) >= _ALIKE


def _numbers(one: Candidate) -> tuple[int, ...]:
    return numbered(one.key[1])[1]


def _reasons_of_projects(result: Candidate, target: Candidate) -> tuple[Reason, ...]:
    """Why two projects may be one; none where nothing is enough."""
    is_same_name = bare_name(result.key[1]) == bare_name(target.key[1])
    is_alike = _numbers(result) == _numbers(target)
    degree = likeness(result.key[1], target.key[1]) if is_alike else 0.0
    same = _same_indicators(result, target)
    has_same_amount = bool(result.amounts & target.amounts)
    has_same_objective = _have_same_objective(result, target)
    is_same_unit = result.key[0] == target.key[0]
    is_enough = (
        is_same_name
        or (degree >= _ALIKE and (is_same_unit or has_same_amount or same > 0))
        or (is_alike and (same > 0 or has_same_objective))
        or (is_same_unit and has_same_amount and degree >= _ALIKE / 2)
    )
    if not is_enough:
        return ()
    found = [
        Reason("name") if is_same_name else Reason("alike") if degree >= _ALIKE else None,
        Reason("amount") if has_same_amount else None,
        Reason("objective") if has_same_objective else None,
        Reason("indicators", same, max(len(result.indicators), len(target.indicators))) if same else None,
    ]
    return tuple(reason for reason in found if reason is not None)


def _marks_of_project(one: Candidate) -> Iterator[Hashable]:
    yield bare_name(one.key[1])
    yield from pairs_of(content_of(one.key[1]))
    yield from one.indicators
    yield from one.amounts
    if one.objective:
        yield ("objective", one.objective)


# ---- Of indicators.


def match_indicators(
    results: Iterable[Candidate], targets: Iterable[Candidate], decisions: Decisions = UNDECIDED
) -> Matches:
    """Match the indicators of a self-evaluation with those of its project. Both are in the order of their
    tables; equal ones are matched in that order.
    """
    matching = _Matching(results, targets, decisions)
    matching.match_confirmed()
    matching.match_in_order(lambda one: (one.category, one.key[1], one.target) if one.key[1] else None)
    matching.match_in_order(lambda one: (one.category, one.key[1]) if one.key[1] else None)
    matching.match_in_order(lambda one: one.key[1] or None)
    matching.match_in_order(_by_bare_indicator_in_category, "bare-name")
    matching.match_in_order(lambda one: bare_indicator(one.key[1]) or None, "bare-name")
    matching.match_evident(lambda one: one.category, _are_alike_with_target)
    return matching.matches(_reasons_of_indicators, _marks_of_indicator)


def _by_bare_indicator_in_category(one: Candidate) -> Hashable | None:
    bare = bare_indicator(one.key[1])
    return (one.category, bare) if bare else None


def _are_alike_with_target(result: Candidate, target: Candidate) -> bool:
    """Whether two indicators of a category have the same target and names that are alike."""
    return bool(target.target) and result.target == target.target and _names_are_alike(result, target)


def _reasons_of_indicators(result: Candidate, target: Candidate) -> tuple[Reason, ...]:
    is_same_name = bool(result.key[1]) and bare_indicator(result.key[1]) == bare_indicator(target.key[1])
    degree = likeness(result.key[1], target.key[1])
    has_same_target = bool(target.target) and result.target == target.target
    is_same_category = result.category == target.category
    is_enough = (
        is_same_name or degree >= _ALIKE or (is_same_category and has_same_target and degree >= _ALIKE / 2)
    )
    if not is_enough:
        return ()
    found = [
        Reason("name") if is_same_name else Reason("alike") if degree >= _ALIKE else None,
        Reason("target") if has_same_target else None,
    ]
    return tuple(reason for reason in found if reason is not None)


def _marks_of_indicator(one: Candidate) -> Iterator[Hashable]:
    yield bare_indicator(one.key[1])
    yield from pairs_of(content_of(one.key[1]))


# ---- Of both.

_Test = Callable[[Candidate, Candidate], bool]
_Group = Callable[[Candidate], Hashable | None]


class _Matching:
    """One matching. What is matched is no longer considered."""

    def __init__(
        self, results: Iterable[Candidate], targets: Iterable[Candidate], decisions: Decisions
    ) -> None:
        self._results = {one.key: one for one in results}
        self._targets = {one.key: one for one in targets}
        self._decisions = decisions
        self._found: dict[Key, Match] = {}
        self._taken: set[Key] = set()

    def match_confirmed(self) -> None:
        """Of several confirmed pairs of one the first in their order counts."""
        for result, target in sorted(self._decisions.confirmed):
            if result in self._results and target in self._targets and self._is_free(result, target):
                self._match(result, target, "confirmed")

    def match_groups(self, group_of: _Group, basis: Basis, is_evident: _Test) -> None:
        """Match what is alone in its group on both sides; of more, those that a figure tells apart."""
        ours = _grouped(self._results.values(), group_of)
        theirs = _grouped(self._targets.values(), group_of)
        for results, targets in self._groups(group_of):
            group = group_of(results[0])
            if len(ours[group]) == len(theirs[group]) == 1:
                self._match_unless_rejected(results[0], targets[0], basis)
            else:
                self._match_evident(results, targets, is_evident, basis)

    def match_in_order(self, group_of: _Group, basis: Basis = "name") -> None:
        """Match groups that are as large on both sides, in their order."""
        for results, targets in self._groups(group_of):
            if len(results) == len(targets):
                for result, target in zip(results, targets, strict=True):
                    self._match_unless_rejected(result, target, basis)

    def match_evident(self, group_of: _Group, is_evident: _Test) -> None:
        """Match pairs of a group that pass a test, where neither passes it with another."""
        for results, targets in self._groups(group_of):
            self._match_evident(results, targets, is_evident, "evidence")

    def _match_evident(
        self, results: Sequence[Candidate], targets: Sequence[Candidate], is_evident: _Test, basis: Basis
    ) -> None:
        if len(results) > _MOST_HOLDERS and len(targets) > _MOST_HOLDERS:
            return  # so many of one name, or without a match, tell nothing apart
        passing = [
            (result.key, target.key)
            for result in results
            for target in targets
            if (result.key, target.key) not in self._decisions.rejected and is_evident(result, target)
        ]
        ours, theirs = _counted(pair[0] for pair in passing), _counted(pair[1] for pair in passing)
        for result_key, target_key in passing:
            if ours[result_key] == theirs[target_key] == 1:
                self._match(result_key, target_key, basis)

    def _groups(self, group_of: _Group) -> Iterator[tuple[list[Candidate], list[Candidate]]]:
        ours = _grouped((one for one in self._results.values() if one.key not in self._found), group_of)
        theirs = _grouped((one for one in self._targets.values() if one.key not in self._taken), group_of)
        return ((results, theirs[group]) for group, results in ours.items() if group in theirs)

    def _match_unless_rejected(self, result: Candidate, target: Candidate, basis: Basis) -> None:
        if (result.key, target.key) not in self._decisions.rejected:
            self._match(result.key, target.key, basis)

    def _is_free(self, result: Key, target: Key) -> bool:
        return result not in self._found and target not in self._taken

    def _match(self, result: Key, target: Key, basis: Basis) -> None:
        self._found[result] = Match(target, basis)
        self._taken.add(target)

    def matches(
        self,
        reasons_of: Callable[[Candidate, Candidate], tuple[Reason, ...]],
        marks_of: Callable[[Candidate], Iterator[Hashable]],
    ) -> Matches:
        """What is matched, and suggestions of the rest."""
        holders: dict[Hashable, list[Candidate]] = defaultdict(list)
        for target in self._targets.values():
            if target.key not in self._taken:
                for mark in marks_of(target):
                    holders[mark].append(target)
        suggestions: list[Suggestion] = []
        for result in self._results.values():
            if result.key not in self._found:
                suggestions += self._suggestions(result, holders, reasons_of, marks_of(result))
        return Matches(self._found, tuple(suggestions))

    def _suggestions(
        self,
        result: Candidate,
        holders: Mapping[Hashable, Sequence[Candidate]],
        reasons_of: Callable[[Candidate, Candidate], tuple[Reason, ...]],
        marks: Iterator[Hashable],
    ) -> list[Suggestion]:
        near = {
            one.key: one
            for mark in marks
            if mark in holders and len(holders[mark]) <= _MOST_HOLDERS
            for one in holders[mark]
        }
        rated = [
            (_rank(reasons) + (result.key[0] == key[0]), key, reasons)
            for key, one in near.items()
            if (result.key, key) not in self._decisions.rejected and (reasons := reasons_of(result, one))
        ]
        rated.sort(key=lambda one: (-one[0], one[1]))
        return [Suggestion(result.key, key, reasons) for _rate, key, reasons in rated[:_MOST_SUGGESTIONS]]


def _grouped(candidates: Iterable[Candidate], group_of: _Group) -> dict[Hashable, list[Candidate]]:
    """Candidates by group, without those that are in none (None)."""
    found: dict[Hashable, list[Candidate]] = {}
    for one in candidates:
        group = group_of(one)
        if group is not None:
            found.setdefault(group, []).append(one)
    return found


def _counted(keys: Iterable[Key]) -> Mapping[Key, int]:
    counts: dict[Key, int] = defaultdict(int)
    for key in keys:
        counts[key] += 1
    return counts


def _rank(reasons: Sequence[Reason]) -> float:
    """How likely the reasons make it that two are one, to compare suggestions with each other."""
    weights = {"name": 3.0, "alike": 1.0, "amount": 1.0, "objective": 2.0, "target": 1.0}
    return sum(
        reason.same / reason.all if reason.kind == "indicators" else weights[reason.kind]
        for reason in reasons
    )
