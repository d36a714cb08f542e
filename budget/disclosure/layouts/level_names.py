"""The names of the levels of indicators (产出指标, 数量指标) as headings."""

from collections.abc import Sequence
from typing import Final

from indicators.taxonomy import category_of, level1_of

_LONGEST: Final = 14


def name_levels(texts: Sequence[str]) -> bool:
    """Whether texts are the names of several levels, all first or all second ones."""
    if len(texts) < 2 or any(len(text) > _LONGEST for text in texts) or "指标" not in texts[0]:
        return False
    are_first = all(level1_of("", text) is not None for text in texts)
    return are_first or all(category_of("", "", "", text) is not None for text in texts)
