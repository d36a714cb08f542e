"""Whether a target is higher or lower than another one of the same indicator."""

from collections.abc import Collection
from typing import Final, Literal

from budget.audit import words
from indicators.targets import Kind, Target

Ambition = Literal["raised", "lowered"]

_COMPARED: Final = (Kind.PERCENTAGE, Kind.COUNT, Kind.NUMBER, Kind.TIME)


def change_of(
    name_folded: str, before: Target, now: Target, directions: Collection[str | None] = ()
) -> Ambition | None:
    """Return how a target changed: single figures of the same kind in the same unit are compared.

    `directions`: the stated directions of both indicators (`taxonomy.direction_of`). Lower is better
    where direction or comparator state it. Returns None where the targets are equal or cannot be
    compared; so where neither states a direction and the name is about things that may be better lower
    (事故, 成本, 时间).
    """
    if now.number is None or before.number is None or now.upper is not None or before.upper is not None:
        return None
    if now.kind not in _COMPARED or (now.kind, now.unit) != (before.kind, before.unit):
        return None
    if now.kind == Kind.COUNT and not now.unit:
        return None  # two units that are not known need not be one
    if now.number == before.number:
        return None
    lower_is_better = _lower_is_better(name_folded, before, now, directions)
    if lower_is_better is None:
        return None
    return "raised" if (now.number < before.number) == lower_is_better else "lowered"


def _lower_is_better(
    name_folded: str, before: Target, now: Target, directions: Collection[str | None]
) -> bool | None:
    """Return None where it is unknown, or where the two contradict one another."""
    known = set(directions) - {None}
    if known:
        return known == {"lower"} if len(known) == 1 else None
    comparators = {now.comparator, before.comparator} - {"", "="}
    if comparators:
        is_lower = {comparator in ("≤", "<") for comparator in comparators}
        return is_lower.pop() if len(is_lower) == 1 else None
    if now.kind == Kind.TIME or words.MAYBE_LOWER_IS_BETTER.search(name_folded):
        return None
    return False
