"""Measures in a common unit: 52次/年 and 1次/周 are one frequency, 1.2万元 and 12000元 one amount."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from indicators.kinds import Kind
from indicators.targets import Target
from indicators.units import PERIODS


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in parts: how many of `base` it is, per what, and how often a year where it is per a time.

    `per` are the divisors that are no time, in their order; `per_year` is None without such a time: 万次/季度
    is 10,000 of 次, 4 times a year.
    """

    factor: Fraction
    base: str
    per: tuple[str, ...] = ()
    per_year: Fraction | None = None


_MULTIPLES: Final = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
# Multiples that are part of a word: 千米 is a unit, and so are 千瓦 and 百分点.
_MULTIPLE: Final = re.compile(r"([百千万亿]+)(?![分瓦米克帕伏卡])(?=.|$)")
_SAME: Final = {
    **dict.fromkeys(("㎡", "m²", "m2", "平米", "平方", "平", "米²", "米2"), "平方米"),
    **dict.fromkeys(("㎥", "m³", "m3", "立方", "米³", "米3"), "立方米"),
    **dict.fromkeys(("km", "KM", "㎞", "千米"), "公里"),
    **dict.fromkeys(("km²", "km2", "平方千米"), "平方公里"),
    **dict.fromkeys(("kg", "KG", "Kg", "㎏", "千克"), "公斤"),
    **dict.fromkeys(("t", "T"), "吨"),
    **dict.fromkeys(("名", "位"), "人"),
    **dict.fromkeys(("kWh", "kwh", "KWH", "kW·h", "度"), "千瓦时"),
    **dict.fromkeys(("mL", "ml"), "毫升"),
    "m": "米",
    "ha": "公顷",
}
# Lengths of time, in seconds or in months; a working day is of neither kind.
_SPANS: Final[dict[str, tuple[int, str]]] = {
    **dict.fromkeys(("秒", "秒钟", "s"), (1, "秒")),
    **dict.fromkeys(("分钟", "min"), (60, "秒")),
    **dict.fromkeys(("小时", "个小时", "h"), (3_600, "秒")),
    **dict.fromkeys(("天", "日", "个自然日", "自然日", "d"), (86_400, "秒")),
    **dict.fromkeys(("周", "个星期", "星期"), (604_800, "秒")),
    **dict.fromkeys(("个月", "月"), (1, "月")),
    **dict.fromkeys(("个季度", "季度"), (3, "月")),
    "年": (12, "月"),
    **dict.fromkeys(("个工作日", "工作日"), (1, "工作日")),
}
_SHARES: Final = {"%": (Fraction(1), "%"), "‰": (Fraction(1, 10), "%")}
_DIVISOR: Final = re.compile(r"(\d{0,6})(.*)")


@lru_cache(maxsize=2_000)
def unit_of(text: str) -> Unit:
    """Take a unit apart: 万元/人·月 is 10,000 of 元, per 人, 12 times a year."""
    base, _, divisors = text.partition("/")
    factor, name = _base_of(base)
    per, per_year = [], None
    for divisor in filter(None, re.split("[/·]", divisors)):
        number, what = _DIVISOR.fullmatch(divisor).groups()  # type: ignore[union-attr]
        if what in PERIODS and per_year is None:
            per_year = Fraction(PERIODS[what], int(number or 1))
        else:
            per.append(number + _SAME.get(what, what))
    return Unit(factor, name, tuple(per), per_year)


def _base_of(base: str) -> tuple[Fraction, str]:
    if base in _SHARES:
        return _SHARES[base]
    if base in _SPANS:
        number, name = _SPANS[base]
        return Fraction(number), name
    bare = base.partition("(")[0]  # 台(套)
    match = _MULTIPLE.match(bare)
    if match is None:
        return Fraction(1), _SAME.get(bare, bare)
    factor = Fraction(1)
    for sign in match[1]:
        factor *= _MULTIPLES[sign]
    name = bare[match.end() :]
    return factor, _SAME.get(name, name)


def in_common(one: Target, other: Target) -> tuple[Fraction, Fraction] | None:
    """The numbers of two targets in a common unit; None where kinds or units differ, and of ranges.

    A year's count without a time is a count per year, so that 52次 equals 1次/周; where they are not equal it
    stays open what the year's count is per, and they are not compared.
    """
    if one.number is None or other.number is None or one.upper is not None or other.upper is not None:
        return None
    if one.change is not other.change or (one.comparator == "±") != (other.comparator == "±"):
        return None
    first, second = unit_of(one.unit), unit_of(other.unit)
    if (first.base, sorted(first.per)) != (second.base, sorted(second.per)) or one.kind is not other.kind:
        return None
    if one.kind is Kind.COUNT and not (first.base or first.per):
        return None  # two units that are not known need not be one
    numbers = _per_year(one.number, first), _per_year(other.number, second)
    if (first.per_year is None) == (second.per_year is None):
        return numbers
    return numbers if numbers[0] == numbers[1] and not first.per else None


def _per_year(number: Decimal, unit: Unit) -> Fraction:
    return Fraction(number) * unit.factor * (unit.per_year or 1)
