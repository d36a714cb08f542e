"""Which of a wide table's bare rows (no objective, no indicators) are units and which are projects.

Of all readings, the one under which most stated sums hold: each unit's total and each source that it states
against the sum of the projects under it, and the grand total's against the units'. Nothing is tried row by
row: all readings are weighed by dynamic programming over the rows, where readings that leave the same
remainders to be met go on as one.

- 0 = 0 is no evidence: a stated zero over projects without money gives no point. A unit that states money and
  has no project breaks its sum.
- A unit that states nothing counts in the grand total with its projects' sum.
- Among readings under which equally many sums hold, one that breaks none is taken; else the names decide,
  then the fewest broken sums.
- A table that begins with a project has a unit that is not in the table (the department itself); reading the
  first bare row so is
  avoided where its name does not say project.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from budget.disclosure.layouts.names import Bearer

Money = tuple[int | None, ...]

# Readings weighed at one row. Sums that hold keep them to a handful; the limit bounds the time on thousands
# of bare rows none of whose sums hold, of which then the best so many are followed (those with most sums
# holding, then those that the names speak for).
MOST_READINGS: Final = 96


@dataclass(frozen=True, slots=True)
class Entry:
    """A row between the grand total and the table's end: its amounts, whether it is bare, and what its name
    says.
    """

    amounts: Money
    is_bare: bool
    bearer: Bearer = "unsaid"


@dataclass(frozen=True, slots=True)
class Telling:
    """For each entry whether it is a unit, and the entries (by index) of which the arithmetic cannot tell."""

    is_unit: tuple[bool, ...]
    doubtful: tuple[int, ...] = ()


def tell_units(entries: Sequence[Entry], grand_total: Money | None) -> Telling:
    """Tell the units among `entries`; `grand_total` is None where the table has no such row. All amounts have
    the same columns.
    """
    if not any(entry.is_bare for entry in entries):
        return Telling((False,) * len(entries))
    steps = _steps(entries, grand_total)
    by_sums = _Weighing(steps, grand_total, names_first=False).run()
    if not by_sums.broken:
        return Telling(_by_entry(steps, by_sums.choice, len(entries)))
    by_names = _Weighing(steps, grand_total, names_first=True).run()
    choice = by_names.choice
    doubtful = [
        step.entry
        for at, step in enumerate(steps)
        if step.is_bare and (len(by_sums.ties[at]) > 1 or choice[at] not in by_sums.ties[at])
    ]
    return Telling(_by_entry(steps, choice, len(entries)), tuple(doubtful))


class _Step(NamedTuple):
    """A bare entry, or several others in a row with their sums (which no reading can part)."""

    entry: int
    amounts: Money
    is_bare: bool
    bearer: Bearer
    is_first: bool


def _steps(entries: Sequence[Entry], grand_total: Money | None) -> list[_Step]:
    steps: list[_Step] = []
    for index, entry in enumerate(entries):
        if not entry.is_bare and steps and not steps[-1].is_bare:
            last = steps[-1]
            sums = tuple((a or 0) + (b or 0) for a, b in zip(last.amounts, entry.amounts, strict=True))
            steps[-1] = last._replace(amounts=sums)
        else:
            steps.append(_Step(index, entry.amounts, entry.is_bare, entry.bearer, index == 0))
    return steps


def _by_entry(steps: Sequence[_Step], choice: Sequence[bool], count: int) -> tuple[bool, ...]:
    is_unit = [False] * count
    for step, chosen in zip(steps, choice, strict=True):
        is_unit[step.entry] = chosen
    return tuple(is_unit)


# What a sum still waits for: the money missing to it; or one of these.
_UNSTATED: Final = None
_BROKEN: Final = "broken"
_ZERO: Final = "zero"  # states zero, and nothing but zero has come
_Rest = int | str | None


class _Key(NamedTuple):
    """What the rest of the table means for a reading: what the open unit's sums and the grand total's still
    wait for.
    """

    unit: tuple[_Rest, ...]
    grand: tuple[_Rest, ...]


class _Score(NamedTuple):
    holds: int
    implied: int
    broken: int
    votes: int

    def rank(self, names_first: bool) -> tuple[int, int, int, int]:
        if names_first:
            return (self.holds, self.implied, self.votes, self.broken)
        return (self.holds, self.implied, self.broken, self.votes)

    @property
    def sums(self) -> tuple[int, int, int]:
        return (self.holds, self.implied, self.broken)


@dataclass(slots=True)
class _State:
    """The best way to a key: its score, the key before, whether the last row was read as unit, and the ways
    that tie with it on sums.
    """

    score: _Score
    before: _Key | None
    as_unit: bool
    ties: list[tuple[_Key | None, bool]] = field(default_factory=list)


class _Outcome(NamedTuple):
    choice: list[bool]
    broken: int
    ties: list[set[bool]]


class _Weighing:
    """One pass over the steps; broken sums and implied units count negative, so that more is better
    throughout.
    """

    def __init__(self, steps: Sequence[_Step], grand_total: Money | None, *, names_first: bool) -> None:
        self._steps = steps
        self._names_first = names_first
        columns = len(steps[0].amounts)
        self._none: tuple[_Rest, ...] = (_UNSTATED,) * columns
        self._grand = grand_total or (None,) * columns
        # Without negative amounts a sum that is exceeded stays so, and all readings that broke it go on as
        # one.
        self._only_grows = tuple(
            all((step.amounts[column] or 0) >= 0 for step in steps) for column in range(columns)
        )

    def run(self) -> _Outcome:
        start = _Key(self._none, tuple(_waiting(amount) for amount in self._grand))
        layers: list[dict[_Key, _State]] = [{start: _State(_Score(0, 0, 0, 0), None, False)}]
        for step in self._steps:
            layers.append(self._pruned(self._next(layers[-1], step)))
        return self._outcome(layers)

    def _next(self, layer: dict[_Key, _State], step: _Step) -> dict[_Key, _State]:
        following: dict[_Key, _State] = {}
        for key, state in layer.items():
            says_unit = step.bearer == "unit" or (step.is_first and step.bearer == "unsaid")
            unit, broken = self._spent(key.unit, step.amounts)
            uncounted = tuple(
                amount if rest is _UNSTATED else None
                for rest, amount in zip(key.unit, step.amounts, strict=True)
            )
            grand, broken_grand = self._spent(key.grand, uncounted)
            score = state.score
            implied = -1 if step.is_first and step.is_bare and step.bearer != "project" else 0
            as_project = _Score(
                score.holds,
                score.implied + implied,
                score.broken - broken - broken_grand,
                score.votes + (step.is_bare and not says_unit),
            )
            self._offer(following, _Key(unit, grand), as_project, key, as_unit=False)
            if step.is_bare:
                holds, broken = _closed(key.unit)
                grand, broken_grand = self._spent(key.grand, step.amounts)
                as_unit = _Score(
                    score.holds + holds,
                    score.implied,
                    score.broken - broken - broken_grand,
                    score.votes + says_unit,
                )
                opened = tuple(_waiting(amount) for amount in step.amounts)
                self._offer(following, _Key(opened, grand), as_unit, key, as_unit=True)
        return following

    def _spent(self, rests: tuple[_Rest, ...], amounts: Money) -> tuple[tuple[_Rest, ...], int]:
        """The rests after more money has come, and how many sums that broke for good."""
        if not any(amounts):
            return rests, 0
        spent: list[_Rest] = []
        broken = 0
        for rest, amount, only_grows in zip(rests, amounts, self._only_grows, strict=True):
            if amount and rest == _ZERO:
                rest, broken = _BROKEN, broken + 1
            elif amount and isinstance(rest, int):
                rest -= amount
                if only_grows and rest < 0:
                    rest, broken = _BROKEN, broken + 1
            spent.append(rest)
        return tuple(spent), broken

    def _offer(
        self, layer: dict[_Key, _State], key: _Key, score: _Score, before: _Key, *, as_unit: bool
    ) -> None:
        known = layer.get(key)
        if known is None or score.rank(self._names_first) > known.score.rank(self._names_first):
            ties = known.ties if known is not None and known.score.sums == score.sums else []
            layer[key] = _State(score, before, as_unit, [*ties, (before, as_unit)])
        elif known.score.sums == score.sums:
            known.ties.append((before, as_unit))

    def _pruned(self, layer: dict[_Key, _State]) -> dict[_Key, _State]:
        """The layer without readings that can no longer be the best: too many sums behind for all that is
        open to make up.
        """
        best = max(state.score.holds for state in layer.values())
        kept = {
            key: state
            for key, state in layer.items()
            if state.score.holds + _open(key.unit) + _open(key.grand) >= best
        }
        if len(kept) > MOST_READINGS:
            ranked = sorted(
                kept.items(), key=lambda item: item[1].score.rank(self._names_first), reverse=True
            )
            kept = dict(ranked[:MOST_READINGS])
        return kept

    def _outcome(self, layers: list[dict[_Key, _State]]) -> _Outcome:
        final: dict[_Key, _Score] = {}
        for key, state in layers[-1].items():
            holds, broken = _closed(key.unit)
            holds_grand, broken_grand = _closed(key.grand)
            score = state.score
            final[key] = score._replace(
                holds=score.holds + holds + holds_grand, broken=score.broken - broken - broken_grand
            )
        best = max(final, key=lambda key: final[key].rank(self._names_first))
        tied = {key for key, score in final.items() if score.sums == final[best].sums}
        choice: list[bool] = []
        ties: list[set[bool]] = []
        at: _Key | None = best
        for layer in reversed(layers[1:]):
            ways = [way for key in tied for way in layer[key].ties]
            ties.append({as_unit for _, as_unit in ways})
            tied = {before for before, _ in ways if before is not None}
            if at is not None:
                choice.append(layer[at].as_unit)
                at = layer[at].before
        return _Outcome(choice[::-1], -final[best].broken, ties[::-1])


def _waiting(amount: int | None) -> _Rest:
    if amount is None:
        return _UNSTATED
    return amount or _ZERO


def _open(rests: tuple[_Rest, ...]) -> int:
    """How many sums may still hold."""
    return sum(isinstance(rest, int) for rest in rests)


def _closed(rests: tuple[_Rest, ...]) -> tuple[int, int]:
    """How many sums hold and how many are broken when nothing more comes (those broken before are counted
    already).
    """
    waiting = [rest for rest in rests if isinstance(rest, int)]
    holds = waiting.count(0)
    return holds, len(waiting) - holds
