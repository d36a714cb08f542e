"""Decides which bare rows of a wide table (no objective, no indicators) are units and which are projects.

The reading is taken under which most stated sums hold: each unit's total and each of its stated sources
against the sum of its projects, and the grand total against the sum of the units. Rows are not decided
one by one: dynamic programming over the rows compares all readings, and readings with the same
outstanding remainders are merged.

- 0 = 0 is no evidence: a stated zero over projects without money gives no point. A unit that states
  money and has no project breaks its sum.
- A unit without stated amounts counts in the grand total with its projects' sum.
- Among readings with equally many sums that hold, one that breaks no sum is taken; else the names
  decide, then the fewest broken sums.
- A table that begins with a project has a unit that is not in the table (the department itself). Reading
  the first bare row as a project is avoided unless its name is a project's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from budget.disclosure.layouts.names import NameKind

Money = tuple[int | None, ...]

# Readings compared at one row. They are few where sums hold. The limit bounds the time on thousands of bare
# rows without a sum that holds: the readings with most sums that hold are followed, then those that the names
# support.
MOST_READINGS: Final = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A row between the grand total and the table's end: its amounts, whether it is bare, and its name's
    kind.
    """

    amounts: Money
    is_bare: bool
    name_kind: NameKind = "unknown"


@dataclass(frozen=True, slots=True)
class UnitReading:
    """For each entry whether it is a unit, the indices of the entries that the sums leave ambiguous, and how
    many sums the reading breaks.
    """

    is_unit: tuple[bool, ...]
    doubtful: tuple[int, ...] = ()
    broken: int = 0


def identify_units(entries: Sequence[Entry], grand_total: Money | None) -> UnitReading:
    """Return which of the entries are units. `grand_total` is None where the table has no such row.

    All amounts have the same columns.
    """
    if not any(entry.is_bare for entry in entries):
        return UnitReading((False,) * len(entries))
    steps = _steps(entries)
    unstated: Money = (None,) * len(entries[0].amounts)
    stated = grand_total or unstated
    # In most tables the units' sums alone decide, and the grand total agrees. This is the fast path.
    by_units = _Weighing(steps, unstated, names_first=False).run()
    if not by_units.broken and _agrees(steps, by_units.choice, stated):
        return UnitReading(_by_entry(steps, by_units.choice, len(entries)))
    by_sums = _Weighing(steps, stated, names_first=False).run()
    if not by_sums.broken:
        return UnitReading(_by_entry(steps, by_sums.choice, len(entries)))
    by_names = _Weighing(steps, stated, names_first=True).run()
    doubtful = [
        step.entry
        for step, chosen, tied in zip(steps, by_names.choice, by_sums.ties, strict=True)
        if step.is_bare and tied != {chosen}
    ]
    return UnitReading(_by_entry(steps, by_names.choice, len(entries)), tuple(doubtful), by_names.broken)


class _Step(NamedTuple):
    """A bare entry, or several others in a row with their sums (which no reading can part)."""

    entry: int
    amounts: Money
    is_bare: bool
    name_kind: NameKind
    is_first: bool


def _steps(entries: Sequence[Entry]) -> list[_Step]:
    steps: list[_Step] = []
    for index, entry in enumerate(entries):
        if not entry.is_bare and steps and not steps[-1].is_bare:
            last = steps[-1]
            sums = tuple((a or 0) + (b or 0) for a, b in zip(last.amounts, entry.amounts, strict=True))
            steps[-1] = last._replace(amounts=sums)
        else:
            steps.append(_Step(index, entry.amounts, entry.is_bare, entry.name_kind, index == 0))
    return steps


def _agrees(steps: Sequence[_Step], choice: Sequence[bool], stated: Money) -> bool:
    """Whether the grand total, in every column that it states, is the units' sum under this reading."""
    for column, total in enumerate(stated):
        unit_states = False
        summed = 0
        for step, is_unit in zip(steps, choice, strict=True):
            if is_unit:
                unit_states = step.amounts[column] is not None
            if is_unit or not unit_states:
                summed += step.amounts[column] or 0
        if total is not None and total != summed:
            return False
    return True


def _by_entry(steps: Sequence[_Step], choice: Sequence[bool], count: int) -> tuple[bool, ...]:
    is_unit = [False] * count
    for step, chosen in zip(steps, choice, strict=True):
        is_unit[step.entry] = chosen
    return tuple(is_unit)


# The remainder of a sum: the money that is missing, or one of these.
_UNSTATED: Final = None
_BROKEN: Final = "broken"
_ZERO: Final = "zero"  # states zero, and only zeros were added
_Rest = int | str | None
_Rests = tuple[_Rest, ...]

# The state of a reading at a row: the remainders of the open unit's sums, and those of the grand total's.
_Key = tuple[_Rests, _Rests]
# Sums that hold; an implied unit, broken sums (both counted negative); names that agree: more is better
# throughout.
_Score = tuple[int, int, int, int]


@dataclass(slots=True)
class _State:
    """The best way to a key: its score, the key before it, whether the last row was read as a unit.

    `ties` are all the ways that are as good by their sums, this one among them.
    """

    score: _Score
    before: _Key
    as_unit: bool
    ties: list[tuple[_Key, bool]]


class _Outcome(NamedTuple):
    choice: list[bool]
    broken: int
    ties: list[set[bool]]


class _Weighing:
    """One pass over the steps, by sums first or (where sums do not hold anyway) by names before broken
    sums.
    """

    def __init__(self, steps: Sequence[_Step], grand_total: Money, *, names_first: bool) -> None:
        self._steps = steps
        self._rank = _by_names if names_first else _by_sums
        self._grand = grand_total
        columns = range(len(grand_total))
        self._none: _Rests = tuple(_UNSTATED for _ in columns)
        # Without negative amounts an exceeded sum stays so: all readings that broke it are merged.
        self._only_grows = tuple(
            all((step.amounts[column] or 0) >= 0 for step in steps) for column in columns
        )

    def run(self) -> _Outcome:
        start: _Key = (self._none, _outstanding(self._grand))
        layers: list[dict[_Key, _State]] = [{start: _State((0, 0, 0, 0), start, False, [])}]
        for step in self._steps:
            layers.append(self._pruned(self._next(layers[-1], step)))
        return self._outcome(layers)

    def _next(self, layer: dict[_Key, _State], step: _Step) -> dict[_Key, _State]:
        following: dict[_Key, _State] = {}
        amounts = step.amounts
        opened = _outstanding(amounts)
        is_named_unit = step.name_kind == "unit" or (step.is_first and step.name_kind == "unknown")
        for_project = step.is_bare and not is_named_unit
        implied = -1 if step.is_first and step.is_bare and step.name_kind != "project" else 0
        for key, state in layer.items():
            unit, grand = key
            holds, implied_before, broken, votes = state.score
            spent, newly_broken = self._spent(unit, amounts)
            uncounted = tuple(
                amount if rest is _UNSTATED else None for rest, amount in zip(unit, amounts, strict=True)
            )
            spent_grand, newly_broken_grand = self._spent(grand, uncounted)
            score = (
                holds,
                implied_before + implied,
                broken - newly_broken - newly_broken_grand,
                votes + for_project,
            )
            self._offer(following, (spent, spent_grand), score, key, as_unit=False)
            if step.is_bare:
                holding, unmet = _closed(unit)
                spent_grand, newly_broken_grand = self._spent(grand, amounts)
                score = (
                    holds + holding,
                    implied_before,
                    broken - unmet - newly_broken_grand,
                    votes + is_named_unit,
                )
                self._offer(following, (opened, spent_grand), score, key, as_unit=True)
        return following

    def _spent(self, rests: _Rests, amounts: Money) -> tuple[_Rests, int]:
        """The rests after more money has come, and how many sums that broke for good."""
        if not any(amounts):
            return rests, 0
        spent: list[_Rest] = []
        broken = 0
        for rest, amount, only_grows in zip(rests, amounts, self._only_grows, strict=True):
            if amount and rest is not None and rest != _BROKEN:
                if isinstance(rest, int):
                    rest -= amount
                    if only_grows and rest < 0:
                        rest, broken = _BROKEN, broken + 1
                else:
                    rest, broken = _BROKEN, broken + 1
            spent.append(rest)
        return tuple(spent), broken

    def _offer(
        self, layer: dict[_Key, _State], key: _Key, score: _Score, before: _Key, *, as_unit: bool
    ) -> None:
        known = layer.get(key)
        if known is None:
            layer[key] = _State(score, before, as_unit, [(before, as_unit)])
            return
        is_as_good = known.score[:3] == score[:3]
        if self._rank(score) > self._rank(known.score):
            ties = known.ties if is_as_good else []
            layer[key] = _State(score, before, as_unit, [*ties, (before, as_unit)])
        elif is_as_good:
            known.ties.append((before, as_unit))

    def _pruned(self, layer: dict[_Key, _State]) -> dict[_Key, _State]:
        """The layer without readings too many sums behind for all that is open to make up."""
        best = max(state.score[0] for state in layer.values())
        followed = {
            key: state
            for key, state in layer.items()
            if state.score[0] == best or state.score[0] + _open(key[0]) + _open(key[1]) >= best
        }
        if len(followed) > MOST_READINGS:
            ranked = sorted(followed.items(), key=lambda item: self._rank(item[1].score), reverse=True)
            followed = dict(ranked[:MOST_READINGS])
        return followed

    def _outcome(self, layers: list[dict[_Key, _State]]) -> _Outcome:
        final: dict[_Key, _Score] = {}
        for key, state in layers[-1].items():
            (holds, unmet), (holds_grand, unmet_grand) = _closed(key[0]), _closed(key[1])
            score = state.score
            final[key] = (
                score[0] + holds + holds_grand,
                score[1],
                score[2] - unmet - unmet_grand,
                score[3],
            )
        best = max(final, key=lambda key: self._rank(final[key]))
        tied = {key for key, score in final.items() if score[:3] == final[best][:3]}
        choice: list[bool] = []
        ties: list[set[bool]] = []
        at = best
        for layer in reversed(layers[1:]):
            choices = [tie for key in tied for tie in layer[key].ties]
            ties.append({as_unit for _, as_unit in choices})
            tied = {before for before, _ in choices}
            choice.append(layer[at].as_unit)
            at = layer[at].before
        return _Outcome(choice[::-1], -final[best][2], ties[::-1])


def _by_sums(score: _Score) -> _Score:
    return score


def _by_names(score: _Score) -> _Score:
    holds, implied, broken, votes = score
    return holds, implied, votes, broken


def _outstanding(amounts: Money) -> _Rests:
    return tuple(_UNSTATED if amount is None else amount or _ZERO for amount in amounts)


def _open(rests: _Rests) -> int:
    """How many sums may still hold."""
    return sum([isinstance(rest, int) for rest in rests])


def _closed(rests: _Rests) -> tuple[int, int]:
    """How many sums hold and how many are broken when nothing more comes (those broken before are counted
    already).
    """
    holds = rests.count(0)
    return holds, _open(rests) - holds
