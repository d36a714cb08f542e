"""Names of projects and indicators without what two tables of one year write differently: codes, numbers in a
list, years, notes and punctuation.
"""

import re
from functools import lru_cache
from typing import Final

from budget.audit.year_matches import name_without_years

# What stands before or behind a name: the budget's code of the project, a number in a list, a note of the
# unit of measure.
_CODE: Final = re.compile(r"^[\[(【]?(?=[a-z0-9-]*[0-9]{4})[a-z0-9-]{4,}[\])】]?[-_:.、]?(?=[^-a-z0-9])")
_CODE_BEHIND: Final = re.compile(r"[-_]?[\[(【]?(?=[a-z0-9-]*[0-9]{6})[a-z0-9-]{6,}[\])】]?$")
_LIST_NUMBER: Final = re.compile(
    r"^(?:(?:三级)?指标[0-9]*[:.、]|[0-9]{1,2}[.、:)](?![0-9])|\([0-9一二三四五六七八九十]{1,3}\)"
    r"|[一二三四五六七八九十]{1,3}[、.])"
)
_NOTE_BEHIND: Final = re.compile(r"\([^()]*\)$")
_PUNCTUATION: Final = re.compile(r"[、。,.;:!?·“”\"'‘’《》<>()\[\]【】—-]")


@lru_cache(maxsize=20_000)
def bare_name(folded: str) -> str:
    """A folded name without codes, years and punctuation: 440100210000000001-2024年校舍维修 -> 校舍维修.

    Ordinals stay: 一期 and 二期 are two projects of one year.
    """
    bare = name_without_years(folded)
    return _PUNCTUATION.sub("", _CODE_BEHIND.sub("", _CODE.sub("", bare)))


@lru_cache(maxsize=20_000)
def bare_indicator(folded: str) -> str:
    """A folded name of an indicator without a number before it, a note behind it, years and punctuation."""
    bare = _LIST_NUMBER.sub("", folded).rstrip("。.;:、,")
    bare = _NOTE_BEHIND.sub("", bare) or bare
    return _PUNCTUATION.sub("", name_without_years(bare))
