"""Figures with their measures, made comparable: 1.2万亩 is 12,000亩, 5元/剂次 is money for each 剂次."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from budget.audit import figure_words
from budget.audit.indicator_texts import IndicatorText
from budget.disclosure.amounts import FEN_PER
from indicators.folding import fold
from indicators.targets import Kind, Target

_SCALES: Final = {"百": 2, "千": 3, "万": 4, "亿": 8}
_MONEY_UNIT: Final = re.compile(r"(?P<scale>[百千万亿]{0,2})元?")
_IN_BRACKETS: Final = re.compile(r"\((?P<unit>[^()0-9*≥≤<>=%]{1,8})\)")
_ALTERNATIVE: Final = re.compile(r"\([^()]{0,4}\)")
_MONEY_FOR_EACH: Final = re.compile(
    r"(?<![0-9.,~-])(?P<number>[0-9]{1,9}(?:\.[0-9]{1,4})?)(?P<unit>[百千万亿]{0,2}元?)/每?"
    r"(?P<each>k?m[23]|[^0-9/·*、.,;。():≥≤]{1,6})(?:[/·*、](?P<time>[^0-9,;。()/]{1,4}))?"
)
_TIMES_A_YEAR: Final = {"": 1, "年": 1, "年度": 1, "季": 4, "季度": 4, "月": 12}


@dataclass(frozen=True, slots=True)
class UnitCost:
    """Money in fen for each of a measure in a year."""

    fen: Decimal
    each: str


def scaled(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a figure without a power of ten in its unit, and the unit in its usual spelling."""
    bare = _ALTERNATIVE.sub("", fold(unit)).removeprefix("个") if len(unit) > 1 else fold(unit)
    while bare[:1] in _SCALES and (len(bare) == 1 or bare[:2] not in ("千米", "千克", "千瓦", "百分")):
        number, bare = number.scaleb(_SCALES[bare[0]]), bare[1:]
    return number, figure_words.SAME_MEASURE.get(bare, bare)


def count_of(indicator: IndicatorText) -> tuple[Decimal, str] | None:
    """The single count of an annual target and its measure, which may be in the name's brackets: 面积(亩)."""
    target = indicator.annual.target
    if target.number is None or target.upper is not None:
        return None
    if target.kind == Kind.COUNT and target.unit:
        return scaled(target.number, target.unit)
    if target.kind == Kind.NUMBER and (unit := unit_in_brackets(indicator.name.folded)):
        return scaled(target.number, unit)
    return None


@lru_cache(maxsize=20_000)
def unit_in_brackets(folded: str) -> str:
    """The measure that a name states in its last brackets, else ""."""
    found = _IN_BRACKETS.findall(folded)
    return found[-1] if found else ""


def money_of(indicator: IndicatorText) -> int | None:
    """The single sum of money of an annual target, in fen; None for a sum for each of something."""
    return _fen(indicator.annual.target, indicator.name.folded)


def money_of_period(indicator: IndicatorText) -> int | None:
    """The same of the period target."""
    return _fen(indicator.period.target, indicator.name.folded)


def _fen(target: Target, name: str) -> int | None:
    if target.number is None or target.upper is not None:
        return None
    unit = fold(target.unit)
    if target.kind == Kind.NUMBER:
        unit = next((one for one in ("万元", "亿元", "元") if f"{one})" in name), "")
    match = _MONEY_UNIT.fullmatch(unit)
    if not match or not unit or unit in ("百", "千"):
        return None
    return int(target.number.scaleb(sum(_SCALES[one] for one in match["scale"])) * FEN_PER["元"])


def unit_cost_of(indicator: IndicatorText) -> UnitCost | None:
    """The money of an annual target for each of a measure (30万元/人, 960元/人·年); None for each day's."""
    found = list(_MONEY_FOR_EACH.finditer(indicator.annual.folded))
    if len(found) != 1 or not found[0]["unit"] or found[0]["unit"] in ("百", "千"):
        return None
    match = found[0]
    times = _TIMES_A_YEAR.get(match["time"] or "")
    if times is None or match["each"] in _TIMES_A_YEAR:
        return None
    number, _ = scaled(Decimal(match["number"]), match["unit"].removesuffix("元") + "元")
    _, each = scaled(Decimal(1), match["each"])
    return UnitCost(number * FEN_PER["元"] * times, each)
