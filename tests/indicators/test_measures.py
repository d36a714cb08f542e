"""Measures of targets in a common unit."""

from fractions import Fraction

import pytest

from indicators.measures import Unit, in_common, unit_of
from indicators.targets import read_target


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("52次/年", "1次/周"),
        ("每年12次", "每月1次"),
        ("全年52次", "每周1次"),
        ("每季度1次", "4次/年"),
        ("每两年1次", "0.5次/年"),
        ("每日一次", "365次/年"),
        ("100元/人·月", "1200元/人·年"),
        ("1.2万元", "12000元"),
        ("0.5亿元", "5000万元"),
        ("3万人次", "30000人次"),
        ("500㎡", "500平方米"),
        ("20名", "20人"),
        ("3台（套）", "3台"),
        ("5‰", "0.5%"),
        ("≤24小时", "≤1天"),
        ("2年", "24个月"),
        ("较上年增长5%", "增长5%"),
        ("50元/人·天", "50元/人、天"),
    ],
)
def test_measures_that_are_the_same(one: str, other: str) -> None:
    numbers = in_common(read_target(one), read_target(other))
    assert numbers is not None
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("52次", "52场"),
        ("12次", "每月2次"),  # what the year's count is per stays open
        ("100元/人", "100元/人·天"),
        ("100元/人·月", "100元/户·月"),
        ("95%", "较上年增长95%"),
        ("增长5%", "下降5%"),
        ("±5%", "5%"),
        ("5个工作日", "5天"),
        ("2个百分点", "2%"),
        ("95%", "90-95%"),
        ("95", "95%"),
        ("按时", "95%"),
        ("5000家企业", "5000"),
    ],
)
def test_measures_that_are_not_compared(one: str, other: str) -> None:
    assert in_common(read_target(one), read_target(other)) is None


def test_a_unit_is_taken_apart() -> None:
    assert unit_of("万元/人·月") == Unit(Fraction(10_000), "元", ("人",), Fraction(12))
    assert unit_of("元/㎡·年") == Unit(Fraction(1), "元", ("平方米",), Fraction(1))
    assert unit_of("次/2年").per_year == Fraction(1, 2)
    assert unit_of("千米").base == "公里"
    assert unit_of("") == Unit(Fraction(1), "")
