"""Last year's project of each project: certain matches, and pairs that may be one project.

A match is certain where unit and name are the same, where the names differ by a year alone and each year has
one such project, or where an auditor confirmed it. A rejected pair is never matched nor suggested. Checks
and comparisons use certain matches; a suggestion waits for an auditor.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from budget.audit import words
from budget.audit.texts import pairs_of, without_generic_words
from indicators.numerals import value_of

# Unit and name, both folded, and the ordinal among namesakes.
Key = tuple[str, str, int]
# This year's project, and last year's.
Pair = tuple[Key, Key]
Basis = Literal["name", "year", "confirmed"]
ReasonKind = Literal["namesakes", "year", "ordinal", "name", "amount", "indicators"]

# Each project gets this many suggestions at most: nobody chooses among more.
_MOST_SUGGESTIONS: Final = 3
# A suggestion is left out beside one that has this much more for it: the amount and half of the indicators.
_MUCH_LIKELIER: Final = 1.5
# A name's pair of characters, an amount or an indicator that more of last year's projects have tells nothing.
_MOST_HOLDERS: Final = 20
# Half of the indicators, two at least: most forms of a unit share one or two by chance.
_ENOUGH_INDICATORS, _FEWEST_INDICATORS = 0.5, 2
# Names are alike that share this part of their pairs of characters; with the same amount, half of it.
_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Decisions:
    """What auditors decided of pairs."""

    confirmed: frozenset[Pair] = frozenset()
    rejected: frozenset[Pair] = frozenset()


UNDECIDED: Final = Decisions()


@dataclass(frozen=True, slots=True)
class Match:
    """Last year's project, and why it is certain."""

    before: Key
    basis: Basis


@dataclass(frozen=True, slots=True)
class Matches:
    """The certain matches by this year's project. `unclear` are this year's projects whose namesakes are not
    as many in both years.
    """

    found: Mapping[Key, Match]
    unclear: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What suggestions compare of a project: total in fen; its indicators' category, name and target."""

    key: Key
    total: int | None = None
    indicators: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two projects may be one. `same` of `all` indicators are equal, of this kind of reason alone."""

    kind: ReasonKind
    same: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two projects that may be one, and why."""

    now: Key
    before: Key
    reasons: tuple[Reason, ...]


# ---- Certain matches.


def match_years(now: Iterable[Key], before: Iterable[Key], decisions: Decisions = UNDECIDED) -> Matches:
    """Match this year's projects with last year's.

    Of several confirmed pairs of one project the first in their order counts.
    """
    matching = _Matching(sorted(now), sorted(before), decisions)
    matching.match_confirmed()
    matching.match_groups(_by_name, "name")
    matching.match_groups(_by_name_without_years, "year")
    return Matches(matching.found, frozenset(matching.unclear))


class _Matching:
    def __init__(self, now: Sequence[Key], before: Sequence[Key], decisions: Decisions) -> None:
        self._now, self._before, self._decisions = now, before, decisions
        self.found: dict[Key, Match] = {}
        self.unclear: set[Key] = set()
        self._taken: set[Key] = set()

    def match_confirmed(self) -> None:
        ours, theirs = set(self._now), set(self._before)
        for now, before in sorted(self._decisions.confirmed):
            if now in ours and before in theirs and now not in self.found and before not in self._taken:
                self._match(now, before, "confirmed")

    def match_groups(self, group_of: Callable[[Key], Hashable | None], basis: Basis) -> None:
        """Match groups of one name that are as large in both years, in their order."""
        ours = _grouped(
            (one for one in self._now if one not in self.found and one not in self.unclear), group_of
        )
        theirs = _grouped((one for one in self._before if one not in self._taken), group_of)
        for group, keys in ours.items():
            others = theirs.get(group)
            if not others or _has_several_names(keys) or _has_several_names(others):
                continue
            if len(keys) != len(others):
                self.unclear.update(keys)
                self._taken.update(others)
                continue
            for now, before in zip(keys, others, strict=True):
                if (now, before) not in self._decisions.rejected:
                    self._match(now, before, basis)

    def _match(self, now: Key, before: Key, basis: Basis) -> None:
        self.found[now] = Match(before, basis)
        self._taken.add(before)


def _grouped(keys: Iterable[Key], group_of: Callable[[Key], Hashable | None]) -> dict[Hashable, list[Key]]:
    """The keys by group, without those that are in none (None)."""
    groups: dict[Hashable, list[Key]] = {}
    for key in keys:
        group = group_of(key)
        if group is not None:
            groups.setdefault(group, []).append(key)
    return groups


def _has_several_names(keys: Iterable[Key]) -> bool:
    return len({name for _, name, _ in keys}) > 1


def _by_name(key: Key) -> Hashable:
    return key[:2]


def _by_name_without_years(key: Key) -> Hashable | None:
    """None for a name without a year, and for one of which too little remains."""
    bare = name_without_years(key[1])
    return (key[0], bare) if bare != key[1] and words.HAN_RUN.search(bare) else None


@lru_cache(maxsize=20_000)
def name_without_years(folded: str) -> str:
    """A folded name without years, spans of years and text in 【】: 2024年校舍维修 -> 校舍维修."""
    untagged = words.TAG.sub("", folded)
    text = words.YEAR_IN_CHINESE.sub(lambda year: year[0].translate(words.CHINESE_DIGITS), untagged)
    return words.YEAR_WORDS.sub("", text).replace("()", "").replace("[]", "")


# ---- Pairs that may be one project.


def suggest(
    now: Iterable[Candidate], before: Iterable[Candidate], matches: Matches, decisions: Decisions = UNDECIDED
) -> list[Suggestion]:
    """Return the pairs of unmatched projects of one unit that may be one, in the order of `now`, of each
    project the likeliest first.

    Ordinals differ (一期 and 二期), the name is the same or alike, most indicators are equal, or the amount
    is and the name is not wholly another.
    """
    taken = {match.before for match in matches.found.values()}
    left = _Index(one for one in before if one.key not in taken)
    found = []
    for candidate in now:
        if candidate.key in matches.found:
            continue
        rated = [
            (_rank(reasons), other.key, reasons)
            for other in left.near(candidate)
            if (candidate.key, other.key) not in decisions.rejected
            and (reasons := _reasons(candidate, other))
        ]
        rated.sort(key=lambda one: (-one[0], one[1]))
        rated = [one for one in rated if one[0] > rated[0][0] - _MUCH_LIKELIER]
        found += [Suggestion(candidate.key, key, reasons) for _, key, reasons in rated[:_MOST_SUGGESTIONS]]
    return found


class _Index:
    """Last year's unmatched projects by what a project of this year may share with them."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._holders: dict[Hashable, list[Candidate]] = {}
        for one in candidates:
            for mark in _marks(one):
                self._holders.setdefault((one.key[0], mark), []).append(one)

    def near(self, candidate: Candidate) -> Iterator[Candidate]:
        """Those of the same unit that share a mark which tells something, each once."""
        shared: dict[Key, Candidate] = {}
        for mark in _marks(candidate):
            holders = self._holders.get((candidate.key[0], mark), ())
            if len(holders) <= _MOST_HOLDERS:
                shared.update((one.key, one) for one in holders)
        return iter(shared.values())


def _marks(candidate: Candidate) -> Iterator[Hashable]:
    yield numbered(candidate.key[1])[0]
    yield from pairs_of(content_of(candidate.key[1]))
    yield from candidate.indicators
    if candidate.total:
        yield candidate.total


def _reasons(now: Candidate, before: Candidate) -> tuple[Reason, ...]:
    """Why two projects may be one; none where nothing is enough."""
    of_name = _reason_of_names(now.key[1], before.key[1])
    alike = likeness(now.key[1], before.key[1])
    same = len(now.indicators & before.indicators)
    most = max(len(now.indicators), len(before.indicators))
    has_same_indicators = same >= _FEWEST_INDICATORS and same >= most * _ENOUGH_INDICATORS
    has_same_amount = bool(now.total) and now.total == before.total
    is_enough = of_name or has_same_indicators or (has_same_amount and alike >= _ALIKE / 2)
    if not is_enough:
        return ()
    reasons = [
        of_name,
        Reason("amount") if has_same_amount else None,
        Reason("indicators", same, most) if has_same_indicators else None,
    ]
    return tuple(reason for reason in reasons if reason is not None)


def _reason_of_names(now: str, before: str) -> Reason | None:
    if now == before:
        return Reason("namesakes")
    if name_without_years(now) == name_without_years(before) != "":
        return Reason("year")
    (shape, numbers), (other_shape, other_numbers) = numbered(now), numbered(before)
    if shape == other_shape and numbers != other_numbers and words.HAN_RUN.search(shape):
        # A later part follows an earlier one; two parts in the wrong order are two projects.
        return Reason("ordinal") if numbers > other_numbers else None
    return Reason("name") if likeness(now, before) >= _ALIKE else None


@lru_cache(maxsize=20_000)
def numbered(folded: str) -> tuple[str, tuple[int, ...]]:
    """A folded name without years, its ordinals replaced by a sign, and the ordinals: 1 of 一期, 2 of Ⅱ期."""
    numbers = []

    def read(match: re.Match[str]) -> str:
        text = match["number"] or match["bracketed"]
        value = words.ROMAN.get(text) or value_of(text)
        if value is None:
            return match[0]
        numbers.append(int(value))
        return f"#{match['of'] or ''}"

    return words.ORDINALS.sub(read, name_without_years(folded)), tuple(numbers)


def likeness(one: str, other: str) -> float:
    """The part of the pairs of characters, generic words aside, that two names share (Dice)."""
    first, second = pairs_of(content_of(one)), pairs_of(content_of(other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=20_000)
def content_of(folded: str) -> str:
    """A folded name without years, ordinals and generic words."""
    return without_generic_words(numbered(folded)[0])


def _rank(reasons: Sequence[Reason]) -> float:
    """How likely the reasons make it that two projects are one, to compare suggestions with each other."""
    weights = {"namesakes": 4.0, "year": 3.0, "ordinal": 2.0, "name": 1.0, "amount": 1.0}
    return sum(
        reason.same / reason.all if reason.kind == "indicators" else weights[reason.kind]
        for reason in reasons
    )
