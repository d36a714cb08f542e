"""Reads an actual value beside its target: met, missed, exceeded, by how much, or not to be told.

The reading never guesses: it is UNKNOWN rather than wrong. The figures are those that `targets` reads.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from indicators.cells import joined
from indicators.folding import fold
from indicators.kinds import Kind
from indicators.measures import in_common
from indicators.targets import Target, is_scoring_rule, numbers_in, read_target

__all__ = ["Outcome", "Result", "read_result"]


class Outcome(StrEnum):
    """What became of a target."""

    MET = "met"
    MISSED = "missed"
    EXCEEDED = "exceeded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """The reading of a target with its actual value.

    `by` is how far the actual value is above (below: negative) the target, as a share of it: 52 of 50 is
    1/25; None where either has no figure, or the target is 0. `target` and `actual` are the readings alone.
    """

    outcome: Outcome
    by: Fraction | None = None
    target: Target = Target(Kind.MISSING)
    actual: Target = Target(Kind.MISSING)


# The grades of 财预〔2020〕10号 for targets in words, and what forms write in their place.
_MET: Final = re.compile(
    r"(?:基本)?(?:达成|达到|完成|实现)(?:了)?(?:预期|年度|年初|既定|设定|全年)*(?:指标|目标|任务|效果)"
    r"|(?:已|已经|全部|均|均已|全面|全部已|按时|按期|按计划|如期|按要求)*(?:完成|达标|达成|实现|达到)|是|达标"
)
_PARTLY: Final = re.compile(
    r"部分(?:达成|完成|实现|达到|达标).*|基本(?:完成|达成|达标|实现)?|(?:正在|持续)(?:进行|推进|实施).*"
)
_MISSED: Final = re.compile(
    r"未(?:能|全部|完全|按时|按期|如期)*(?:达成|完成|实现|达到|达标|开展|实施|启动|执行).*|没有(?:完成|开展|实现).*|否|不达标"
)
# A lower value is the better one, whatever the comparator: a direction of 反向.
_REVERSE: Final = frozenset({"反向", "反向指标", "逆向", "逆向指标", "负向", "负向指标"})
_AT_MOST: Final = frozenset({"≤", "<"})
_LONGEST_WORDS: Final = 40
_CLOSING: Final = "。.;；,，、!！"


@lru_cache(maxsize=10_000)
def read_result(
    target: str, actual: str, comparator: str = "", unit_of_measure: str = "", direction: str = ""
) -> Result:
    """Return the reading of a target's text and that of its actual value.

    `comparator`, `unit_of_measure` and `direction` are columns of their own where the table has them.
    """
    whole = joined(target, comparator, unit_of_measure)
    wanted, got = read_target(whole), read_target(actual)
    if not fold(actual) or got.kind is Kind.MISSING or not fold(target) or is_scoring_rule(whole):
        return Result(Outcome.UNKNOWN, None, wanted, got)
    if wanted.number is not None and got.number is not None:
        found = _compared(wanted, _in_unit_of(got, wanted), direction)
        if found is not None:
            return replace(found, target=wanted, actual=got)
    if _bare(actual) in (_bare(target), _bare(whole)):
        return Result(Outcome.MET, None, wanted, got)
    said = _in_words(actual)
    if said is Outcome.MET and wanted.number is not None:
        said = Outcome.UNKNOWN  # of a target with a figure, 已完成 states none
    return Result(said, None, wanted, got)


def _bare(text: str) -> str:
    return fold(text).strip(_CLOSING)


def _in_words(actual: str) -> Outcome:
    """What an actual value in words says of its target; UNKNOWN for one of which part was reached."""
    bare = _bare(actual)
    if len(bare) > _LONGEST_WORDS or numbers_in(actual):
        return Outcome.UNKNOWN
    if _MISSED.fullmatch(bare):
        return Outcome.MISSED
    if _PARTLY.fullmatch(bare):
        return Outcome.MISSED if bare.startswith("部分") else Outcome.UNKNOWN
    return Outcome.MET if _MET.fullmatch(bare) else Outcome.UNKNOWN


def _in_unit_of(actual: Target, target: Target) -> Target:
    """The actual value in the target's unit where it, or the target, has none: 98 of 95%, 52次 of 50.

    A share that may be written as a fraction (0.98 of 95%) keeps to have none. A share beside a bare number
    that is another (100% of 0) may be a share of what was done: it keeps its unit, and is not compared.
    """
    if actual.number is None or target.number is None or actual.kind is target.kind:
        return actual
    if actual.kind is Kind.NUMBER and not actual.unit:
        is_fraction = target.kind is Kind.PERCENTAGE and actual.number <= 1 < target.number
        return actual if is_fraction else replace(actual, kind=target.kind, unit=target.unit)
    is_share = actual.kind is Kind.PERCENTAGE and actual.number != target.number
    if target.kind is Kind.NUMBER and not target.unit and not is_share:
        return replace(actual, kind=target.kind, unit="")
    return actual


def _compared(target: Target, actual: Target, direction: str) -> Result | None:
    """The reading of two figures in a common unit; None where they have none, or the comparator leaves the
    direction open.
    """
    if actual.comparator in (*_AT_MOST, "±") or actual.upper is not None or target.comparator == "±":
        return _of_ranges(target, actual)
    floor = replace(target, upper=None)
    numbers = in_common(replace(floor, comparator=""), replace(actual, comparator=""))
    if numbers is None:
        return None
    wanted, got = numbers
    by = (got - wanted) / abs(wanted) if wanted else None
    if target.upper is not None:
        top = in_common(replace(floor, number=target.upper, comparator=""), replace(actual, comparator=""))
        if top is None:
            return None
        is_within = wanted <= got <= top[0]
        return Result(Outcome.MET if is_within else Outcome.MISSED, Fraction(0) if is_within else by)
    outcome = _outcome(target, wanted, got, is_reverse=fold(direction) in _REVERSE)
    return None if outcome is None else Result(outcome, by)


def _of_ranges(target: Target, actual: Target) -> Result | None:
    """The same bounds and ranges are met; others are not told."""
    same = (target.comparator, target.number, target.upper) == (
        actual.comparator,
        actual.number,
        actual.upper,
    )
    return Result(Outcome.MET, Fraction(0)) if same else None


def _outcome(target: Target, wanted: Fraction, got: Fraction, *, is_reverse: bool) -> Outcome | None:
    if got == wanted:
        is_open = target.comparator in (">", "<")
        return Outcome.MISSED if is_open else Outcome.MET
    is_above = got > wanted
    if target.comparator in _AT_MOST:
        return Outcome.MISSED if is_above else Outcome.MET
    if target.comparator in (">", "≥"):
        return Outcome.EXCEEDED if is_above else Outcome.MISSED
    if is_reverse:
        return Outcome.MISSED if is_above else Outcome.MET
    # Without a comparator a time, and a money to be spent, may be a bound from either side.
    if target.kind is Kind.TIME or target.unit.endswith("元") or "元/" in target.unit:
        return None
    return Outcome.EXCEEDED if is_above else Outcome.MISSED
