"""The labels of a form's cells: the headings of words.py, dates, and which headings may be values too."""

import re
from functools import lru_cache
from typing import Final

from budget.disclosure.layouts import words
from indicators.folding import fold

STARTS_ON: Final = "starts_on"
ENDS_ON: Final = "ends_on"
SPAN: Final = "span"

_DATES: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (STARTS_ON, r"(?:计划|项目)?(?:开始|起始)(?:日期|时间|年份)"),
        (ENDS_ON, r"(?:计划|项目)?(?:完成|结束|终止)(?:日期|时间|年份)"),
        (
            SPAN,
            r"(?:项目)?(?:支出)?(?:起止|实施|执行)(?:起止)?(?:时间|日期|年限|年度|期限|期|周期)|项目(?:期|期限|周期|年限|时间)",
        ),
    )
)
# Words that are a column's name in a table and may well be a value in a form (项目类别 | 其他).
_VALUES_TOO: Final = frozenset(
    {
        "其他",
        "其它",
        "项目",
        "资金",
        "金额",
        "经费",
        "预算",
        "目标",
        "指标",
        "部门",
        "名称",
        "标准",
        "合计",
        "总计",
        "小计",
        "符号",
        "值",
        "数值",
        "贷款",
        "债券",
    }
)
_LONGEST_LABEL: Final = 40


@lru_cache(maxsize=4096)
def label_of(text: str) -> str | None:
    """Return the field of a form's label (a name of words.py or of this module); None for other text."""
    folded = fold(text)
    if not folded or len(folded) > _LONGEST_LABEL:
        return None
    bare = words.bare_of(text)
    for field, pattern in _DATES:
        if pattern.fullmatch(bare):
            return field
    if bare in _VALUES_TOO:
        return None
    meaning = words.meaning_of(text)
    if meaning == words.UNIT_OR_MEASURE:
        return words.UNIT
    # 项目支出 and 二级项目 are values of a project's category; a running number is no label.
    if meaning == words.SERIAL or (meaning == words.NAME and not bare.endswith("名称")):
        return None
    return meaning
