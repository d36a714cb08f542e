"""Figures as pages show them: shares that lose nothing to rounding."""

from fractions import Fraction

import pytest

from budget.pages.formats import growth, percent, share


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


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (200, 230, "+15.0%"),
        (200, 200, "0.0%"),
        (200, 0, "-100.0%"),
        (100_000, 100_020, "+0.02%"),
        (100_000, 30, "-99.97%"),
        (1, 12_346, "+1,234,500.0%"),
        (3, 4, "+33.3%"),
        (0, 5, None),
        (None, 5, None),
        (5, None, None),
        (-5, 5, None),
    ],
)
def test_a_change_is_never_rounded_to_nothing_or_to_all(
    before: int | None, now: int | None, text: str | None
) -> None:
    assert growth(before, now) == text
