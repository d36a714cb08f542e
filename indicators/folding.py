"""The folded form in which names and labels are compared (never shown, never stored in place of the text)."""

import unicodedata
from functools import lru_cache
from typing import Final

# Labels, names and amounts, which a table repeats. Longer texts are objectives, each folded once or twice.
_LONGEST_REPEATED: Final = 64
# NFKC replaces these too. It reads a text without them in a tenth of the time.
_FULL_WIDTH: Final = tuple((sign, chr(ord(sign) - 0xFEE0)) for sign in "，；：（）％！？")


def fold(text: str) -> str:
    """The text in NFKC, without blanks and line breaks, case folded; folding it again changes nothing.

    >>> fold("服务对象　满意度指标（％）")
    '服务对象满意度指标(%)'
    """
    return _fold_repeated(text) if len(text) <= _LONGEST_REPEATED else _fold(text)


def _fold(text: str) -> str:
    for sign, plain in _FULL_WIDTH:
        text = text.replace(sign, plain)
    # Case folding and the loss of a blank can each bring together what NFKC composes: first and last.
    bare = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return unicodedata.normalize("NFKC", bare)


_fold_repeated = lru_cache(maxsize=16_384)(_fold)
