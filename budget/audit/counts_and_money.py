"""Counts, sums of money and unit costs that indicators state.

1.2万亩 is 12,000亩, and 5元/剂次 is money for each 剂次. `indicators.measures` takes their units apart.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from budget.audit import figure_words
from budget.audit.indicator_texts import IndicatorText
from budget.disclosure.amounts import FEN_PER
from indicators.measures import Unit, unit_of
from indicators.targets import Kind, Target

_IN_BRACKETS: Final = re.compile(r"\((?P<unit>[^()0-9*≥≤<>=%]{1,8})\)")
# How often a year a cost is paid that is stated for a time; a day's is not evaluated.
_TIMES_A_YEAR: Final = (None, 1, 4, 12)
_TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True, slots=True)
class UnitCost:
    """Money in fen for each of a measure in a year."""

    fen: Decimal
    each: str


def scaled(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a figure without a power of ten in its unit, and the unit in its usual spelling."""
    base, mark, divisors = unit.partition("/")
    parts = unit_of(base)
    return _times(number, parts), figure_words.LIKE_MEASURE.get(parts.base, parts.base) + mark + divisors


def _times(number: Decimal, unit: Unit) -> Decimal:
    return number * unit.factor.numerator / unit.factor.denominator


def count_of(indicator: IndicatorText) -> tuple[Decimal, str] | None:
    """The single count of an annual target and its measure, which may be in the name's brackets: 面积(亩)."""
    return _count(indicator.annual.target, indicator.name.folded)


def count_of_period(indicator: IndicatorText) -> tuple[Decimal, str] | None:
    """The same of the period target."""
    return _count(indicator.period.target, indicator.name.folded)


def _count(target: Target, name: str) -> tuple[Decimal, str] | None:
    if target.number is None or target.upper is not None:
        return None
    if target.kind == Kind.COUNT and target.unit:
        return scaled(target.number, target.unit)
    if target.kind == Kind.NUMBER and (unit := unit_in_brackets(name)):
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
    unit = target.unit
    if target.kind == Kind.NUMBER:
        unit = next((one for one in ("万元", "亿元", "元") if f"{one})" in name), "")
    parts = unit_of(unit)
    return int(_times(target.number, parts) * FEN_PER["元"]) if _is_money(parts) and "/" not in unit else None


def _is_money(unit: Unit) -> bool:
    """Whether a unit is 元 or a multiple of it, or 万 or 亿 of nothing else."""
    return unit.base == "元" or (not unit.base and unit.factor >= _TEN_THOUSAND)


def unit_cost_of(indicator: IndicatorText) -> UnitCost | None:
    """The money of an annual target for each of a measure (30万元/人, 960元/人·年); None for each day's."""
    target = indicator.annual.target
    unit = unit_of(target.unit)
    if target.number is None or target.upper is not None or not _is_money(unit) or len(unit.per) != 1:
        return None
    if unit.per_year not in _TIMES_A_YEAR or unit.per[0][0].isdigit():
        return None
    each = scaled(Decimal(1), unit.per[0])[1]
    return UnitCost(_times(target.number, unit) * FEN_PER["元"] * int(unit.per_year or 1), each)
