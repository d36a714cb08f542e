"""Joins the cells of a target: its value, and the columns for comparator (计算符号) and unit (度量单位)."""

import re
from typing import Final

from indicators.folding import fold

# Texts of a comparator's column that are written before a number. 定性 and the like are none.
_SIGN: Final = re.compile(
    r"[≥≤><=≧≦⩾⩽═≮≯±]=?|=[><]|(?:大于|小于)(?:或?等于)?|(?:高于|低于|多于|少于)(?:或?等于)?|等于"
    r"|不(?:低|高|少|多|大|小|超|长|短|迟|晚)[于过]"
)
_NAMED_PERCENT: Final = frozenset(
    {"%", "(%)", "百分比", "百分数", "百分率", "百分号", "百分比(%)", "%(百分比)"}
)
# Texts of a unit's column that name none.
_NO_UNIT: Final = frozenset(
    {"", "无", "/", "-", "--", "—", "——", "不适用", "其他", "定性", "文字", "文字描述"}
)


def joined(value: str, comparator: str, unit: str) -> str:
    """Join a target's cells: `≥`, `95`, `%` → `≥95%`. A value that has its own sign or unit keeps it."""
    text = value.strip()
    if not text:
        return text
    if text[-1].isdigit() and fold(unit) not in _NO_UNIT:
        text += "%" if fold(unit) in _NAMED_PERCENT else unit.strip()
    if text[0].isdigit() and _SIGN.fullmatch(fold(comparator)):
        text = comparator.strip() + text
    return text
