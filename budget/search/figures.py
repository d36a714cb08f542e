"""What a word of a query names beside text: an amount of money, the id of a check. Does not use Django."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Final

from indicators.folding import fold

# Fen of a unit of money, under the words that a reader may type behind a figure.
_FEN: Final = {
    "元": 100,
    "万": 1_000_000,
    "万元": 1_000_000,
    "亿": 10_000_000_000,
    "亿元": 10_000_000_000,
}
# The units of a figure without one: what pages show, first what they show unless told otherwise.
_SHOWN: Final = ("万元", "元", "亿元")
# Pages show two decimals: an amount that they show as this figure is meant too.
_DECIMALS: Final = 2
# No amount of a disclosure has more digits; a longer one would not fit into a column of the database.
_MOST_DIGITS: Final = 15
_FIGURE: Final = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,6})?(元|万元|万|亿元|亿)?", re.ASCII)
_CHECK: Final = re.compile(r"([a-z]{3})-?(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class MeantAmount:
    """The amounts from `least` to `most`, in fen, that are meant by a figure."""

    least: int
    most: int


def amounts_of(word: str) -> tuple[MeantAmount, ...]:
    """The amounts that a word may mean, one for each unit of money; () where it is no amount.

    1,234.56 means what a page shows as 1,234.56, in 万元, 元 or 亿元; with a unit behind it, that unit alone.
    """
    found = _FIGURE.fullmatch(fold(word))
    if found is None:
        return ()
    whole, decimals, unit = found[1].replace(",", ""), found[2] or "", found[3]
    if len(whole) > _MOST_DIGITS:
        return ()
    figure = Decimal(whole + decimals)
    rounded = Decimal(1).scaleb(-max(len(decimals) - 1, _DECIMALS)) / 2
    return tuple(_range(figure, rounded, _FEN[one]) for one in ([unit] if unit else _SHOWN))


def _range(figure: Decimal, rounded: Decimal, fen: int) -> MeantAmount:
    """What is shown as a figure, rounded half up or half to even: the whole fen about it."""
    middle, half = figure * fen, rounded * fen
    return MeantAmount(max(ceil(middle - half), 0), floor(middle + half))


def check_of(word: str) -> str:
    """The id of a check that a word has the form of: "cmp13" -> "CMP-13"; "" where it has not."""
    found = _CHECK.fullmatch(fold(word))
    return f"{found[1].upper()}-{found[2]}" if found else ""
