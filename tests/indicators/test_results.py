"""An actual value beside its target: met, missed, exceeded, by how much, or not to be told."""

from fractions import Fraction

import pytest

from indicators.results import Outcome, read_result

MET, MISSED, EXCEEDED, UNKNOWN = Outcome.MET, Outcome.MISSED, Outcome.EXCEEDED, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("target", "actual", "outcome", "by"),
    [
        ("≥50次", "52次", EXCEEDED, Fraction(1, 25)),
        ("≥50次", "50次", MET, Fraction(0)),
        ("≥50次", "48", MISSED, Fraction(-1, 25)),
        (">50次", "50次", MISSED, Fraction(0)),
        ("≤3次", "5次", MISSED, Fraction(2, 3)),
        ("≤3次", "1次", MET, Fraction(-2, 3)),
        ("<3次", "3次", MISSED, Fraction(0)),
        ("=100%", "98%", MISSED, Fraction(-1, 50)),
        ("100%", "100.00%", MET, Fraction(0)),
        ("≥95%", "98", EXCEEDED, Fraction(3, 95)),
        ("≥95%", "0.98", UNKNOWN, None),
        ("0", "100%", UNKNOWN, None),
        ("100", "100%", MET, Fraction(0)),
        ("≥1.2万元", "12500元", EXCEEDED, Fraction(1, 24)),
        ("≥50场", "52次", UNKNOWN, None),
        ("0起", "0起", MET, None),
        ("不发生", "0", MET, None),
        ("90%-95%", "93%", MET, Fraction(0)),
        ("90%-95%", "89%", MISSED, Fraction(-1, 90)),
        ("≥90%", "≥90%", MET, Fraction(0)),
        ("≥90%", "≥95%", EXCEEDED, Fraction(1, 18)),
        ("≤90万元", "85万元", MET, Fraction(-1, 18)),
        ("90万元", "85万元", UNKNOWN, None),
        ("12个月", "11个月", UNKNOWN, None),
        ("12个月", "12个月", MET, Fraction(0)),
        ("较上年增长5%", "6%", UNKNOWN, None),
        ("每周一期", "每周一期", MET, None),
        ("效果明显", "达成预期指标", MET, None),
        ("效果明显", "部分达成预期指标并具有一定效果", MISSED, None),
        ("效果明显", "未达成预期指标且效果较差", MISSED, None),
        ("效果明显", "有所提升", UNKNOWN, None),
        ("≥50次", "已完成", UNKNOWN, None),
        ("≥50次", "未完成", MISSED, None),
        ("≥50次", "", UNKNOWN, None),
        ("≥50次", "/", UNKNOWN, None),
        ("", "50次", UNKNOWN, None),
        ("12月20日前", "12月15日", UNKNOWN, None),
        ("≥95%,得100分;<95%,得50分", "96%", UNKNOWN, None),
    ],
)
def test_an_actual_value_is_read_with_its_target(
    target: str, actual: str, outcome: Outcome, by: Fraction | None
) -> None:
    found = read_result(target, actual)
    assert (found.outcome, found.by) == (outcome, by)


def test_the_parts_of_a_target_in_columns_are_read_together() -> None:
    assert read_result("95", "98", "≥", "%").outcome is EXCEEDED
    assert read_result("3", "2次", "=", "次").outcome is MISSED
    assert read_result("10000", "15000人次", ">=", "人次").by == Fraction(1, 2)


def test_a_lower_value_is_better_where_the_direction_says_so() -> None:
    assert read_result("5", "3", "", "次").outcome is MISSED
    assert read_result("5", "3", "", "次", "反向指标").outcome is MET
    assert read_result("5", "6", "=", "次", "反向").outcome is MISSED
