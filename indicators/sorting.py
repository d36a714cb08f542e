"""Sort keys of names, equal on every database."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from indicators.folding import fold

if TYPE_CHECKING:
    from pypinyin.core import Pinyin

# PostgreSQL's B-tree takes at most 2,700 bytes a row; a sort key longer than this sorts no better.
KEY_LENGTH = 200


@lru_cache(maxsize=4096)  # disclosures repeat their indicators' names
def sort_key(name: str) -> str:
    """The name in pinyin with tones as digits, so that both databases sort as a Chinese reader expects:
    广州 -> "guang3zhou1".
    """
    # A phrase's pinyin does not depend on its neighbours.
    return "".join(map(_pinyin_of, _converter().seg(fold(name)[:KEY_LENGTH])))[:KEY_LENGTH]


@cache
def _converter() -> "Pinyin":
    # Here, not above: its dictionary takes half a second, which a start that stores no name need not wait
    # for.
    from pypinyin.converter import UltimateConverter
    from pypinyin.core import Pinyin

    return Pinyin(UltimateConverter(neutral_tone_with_five=True))


@lru_cache(maxsize=20_000)  # names are made of some thousands of characters and phrases
def _pinyin_of(phrase: str) -> str:
    from pypinyin import Style

    return "".join(_converter().lazy_pinyin([phrase], style=Style.TONE3))
