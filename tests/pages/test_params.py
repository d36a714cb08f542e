"""One parser reads the numbers of addresses."""

import pytest

from budget.pages.params import positive_int


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("007", 7), ("2024", 2024), ("9" * 18, 10**18 - 1)])
def test_ascii_digits_are_a_number(text, number):
    assert positive_int(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "0", "000", "٣", "²", "３", "三", "1_000", "+1", "-1", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "１2"]
    + [str(10**30), str(10**18), "1\x00"],
)
def test_anything_else_is_none(text):
    assert positive_int(text) is None


def test_the_number_of_digits_can_be_limited():
    assert positive_int("999", digits=3) == 999
    assert positive_int("1000", digits=3) is None
    assert positive_int("0001", digits=3) is None
