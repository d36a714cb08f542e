"""Whether a target is higher or lower than another one of the same indicator."""

from collections.abc import Collection
from typing import Literal

from budget.audit import words
from indicators.measures import in_common
from indicators.targets import Kind, Target

Ambition = Literal["raised", "lowered"]


def change_of(
    name_folded: str, before: Target, now: Target, directions: Collection[str | None] = ()
) -> Ambition | None:
    """Return how a target changed: single figures of the same kind are compared in a common unit, with the
    period that they are per (52次/年 and 1次/周 are the same).

    `directions`: the stated directions of both indicators (`taxonomy.direction_of`). Lower is better
    where direction or comparator state it, and where both are tolerances (±5%). Returns None where the
    targets are equal or cannot be compared; so where neither states a direction and the name is about things
    that may be better lower (事故, 成本, 时间). Of two changes in the same direction (下降5%) the greater is
    more ambitious.
    """
    numbers = in_common(before, now)
    if numbers is None or numbers[0] == numbers[1]:
        return None
    lower_is_better = _lower_is_better(name_folded, before, now, directions)
    if lower_is_better is None:
        return None
    return "raised" if (numbers[1] < numbers[0]) == lower_is_better else "lowered"


def _lower_is_better(
    name_folded: str, before: Target, now: Target, directions: Collection[str | None]
) -> bool | None:
    """Return None where it is unknown, or where the two contradict one another."""
    if now.comparator == "±":
        return True
    known = set(directions) - {None}
    if known and now.change is None:
        return known == {"lower"} if len(known) == 1 else None
    comparators = {now.comparator, before.comparator} - {"", "="}
    if comparators:
        is_lower = {comparator in ("≤", "<") for comparator in comparators}
        return is_lower.pop() if len(is_lower) == 1 else None
    if now.change is not None:
        return False
    if now.kind == Kind.TIME or words.MAYBE_LOWER_IS_BETTER.search(name_folded):
        return None
    return False
