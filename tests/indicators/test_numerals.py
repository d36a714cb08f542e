"""Numbers in digits and in Chinese numerals."""

from decimal import Decimal

import pytest

from indicators.numerals import value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1,000,000.50", "1000000.50"),
        ("九十五", 95),
        ("十", 10),
        ("二十", 20),
        ("一百零八", 108),
        ("三千五百", 3500),
        ("两万三千", 23000),
        ("九十五点五", "95.5"),
        ("半", "0.5"),
        ("一百", 100),
        ("百", 100),
    ],
)
def test_a_number_is_exact_in_digits_and_in_numerals(text, value):
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "三五", "一百二", "十百", "点五", "九十点", "甲", "9" * 19, "0." + "1" * 11]
)
def test_what_is_not_one_number_has_no_value(text):
    assert value_of(text) is None
