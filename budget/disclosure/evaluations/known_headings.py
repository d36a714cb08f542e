"""Some headings of self-evaluations by meaning, for the page of help. A test reads each by
`words.meaning_of`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from budget.disclosure.evaluations import words

KNOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        words.INITIAL: ("年初预算数", "年初批复预算数"),
        words.ADJUSTED: ("全年预算数", "调整后预算数", "预算数"),
        words.EXECUTED: ("全年执行数", "执行数", "实际支出数"),
        words.RATE: ("执行率", "预算执行率"),
        words.ACTUAL: ("实际完成值", "全年完成值", "完成值", "实际完成情况", "目标完成情况"),
        words.POINTS: ("分值", "权重"),
        words.SCORE: ("得分", "自评得分"),
        words.REASON: ("偏差原因分析及改进措施", "未完成原因"),
        words.MEASURES: ("改进措施",),
        words.TOTAL_SCORE: ("总分", "自评总分"),
        words.CONCLUSION: ("评价结论", "自评等级"),
        words.CODE: ("项目编码", "项目代码"),
    }
)
