"""Figures as pages show them: shares that lose nothing to rounding."""

from fractions import Fraction

import pytest

from budget.pages.formats import percent, share


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (376, 3340, "11.3%"),
        (1, 1, "100.0%"),
        (0, 5, "0.0%"),
        (1, 8000, "<0.1%"),
        (5, 10_000, "0.1%"),
        (9_994, 10_000, "99.9%"),
        (9_999, 10_000, ">99.9%"),
        (25, 20, "125.0%"),
        (-5, 11, "-45.5%"),
        (1, 80, "1.3%"),  # 1.25: halves upwards
    ],
)
def test_a_share_is_rounded_as_an_auditor_rounds_and_never_to_nothing_or_all(
    part: int, whole: int, text: str
) -> None:
    assert percent(share(part, whole)) == text


@pytest.mark.parametrize(("part", "whole"), [(None, 5), (5, None), (5, 0), (5, -1)])
def test_there_is_no_share_of_what_is_not_stated_or_not_above_zero(
    part: int | None, whole: int | None
) -> None:
    assert share(part, whole) is None
    assert percent(None) is None


def test_shares_are_exact_fractions() -> None:
    assert share(1, 3) == Fraction(1, 3)
