"""Numbers as written, in digits (1,000.5) or in Chinese numerals (九十五), as exact values."""

from decimal import Decimal
from typing import Final

# More digits than these are an identifier rather than a target, and fit no column.
LONGEST_INTEGER: Final = 18
LONGEST_FRACTION: Final = 10

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}


def value_of(text: str) -> Decimal | None:
    """The value of digits (with , between thousands) or of a Chinese numeral below 100,000,000.

    None for what is neither (三五, 一百二), and for more digits than a target has.
    """
    if text[:1].isdigit():
        digits = text.replace(",", "")
        whole, _, fraction = digits.partition(".")
        fits = len(whole) <= LONGEST_INTEGER and len(fraction) <= LONGEST_FRACTION
        return Decimal(digits) if fits else None
    if text == "半":
        return Decimal("0.5")
    numeral, point, decimals = text.partition("点")
    value = _whole(numeral)
    if value is None or not point:
        return value
    if not decimals or any(sign not in _DIGITS for sign in decimals):
        return None
    return value + Decimal("0." + "".join(str(_DIGITS[sign]) for sign in decimals))


def _whole(numeral: str) -> Decimal | None:
    if not numeral:
        return None
    high, ten_thousand, low = numeral.rpartition("万")
    above = _below_ten_thousand(high) if ten_thousand else 0
    below = _below_ten_thousand(low) if low else 0
    if above is None or below is None:
        return None
    return Decimal(above * 10_000 + below)


def _below_ten_thousand(numeral: str) -> int | None:
    """四千零五 → 4005; None where the signs do not make one number."""
    total, last = 0, 10_000
    digit: int | None = None
    for sign in numeral:
        tens = _TENS.get(sign)
        if tens is None:
            if sign not in _DIGITS or digit:
                return None
            digit = _DIGITS[sign]
            continue
        if tens >= last:
            return None
        total += (1 if digit is None else digit) * tens
        digit, last = None, tens
    if digit and 10 < last < 10_000 and "零" not in numeral:
        return None  # 一百二 is 120 to one speaker and unfinished to another
    return total + (digit or 0)
