"""The vocabulary of self-evaluations: headings of results, in addition to those of target tables.

A heading is matched whole by its meaning, as `layouts.words` matches those of targets.
"""

import re
from functools import lru_cache
from typing import Final

from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_labels import NO_FIELD, label_of
from indicators.folding import fold

# Money: as budgeted at the beginning of the year, as adjusted, as received, as executed.
INITIAL: Final = "initial"
ADJUSTED: Final = "adjusted"
ARRIVED: Final = "arrived"
EXECUTED: Final = "executed"
RATE: Final = "rate"
POINTS: Final = words.WEIGHT
SCORE: Final = "score"
REASON: Final = "reason"
MEASURES: Final = "measures"
ACTUAL: Final = words.ACTUAL
CODE: Final = "code"
CONCLUSION: Final = "conclusion"
# The points and the score of the form as a whole.
TOTAL_SCORE: Final = "total_score"
# What the form says below its indicators, without a field in the records.
REMARKS: Final = "remarks"
# The label of a part of the form: of its money as a whole.
PART: Final = "part"

AMOUNTS: Final = (INITIAL, ADJUSTED, EXECUTED)
# Headings over the money of a form.
OVER_MONEY: Final = frozenset({*AMOUNTS, ARRIVED, RATE, POINTS, SCORE, REASON, MEASURES})
# Labels of what is below the indicators.
BELOW: Final = frozenset({TOTAL_SCORE, SCORE, CONCLUSION, REASON, MEASURES, REMARKS})

_YEAR: Final = r"(?:20[0-9]{2}年?度?|全年度?|本年度?|当年度?|年度)"
_WHOSE: Final = r"(?:项目|部门|单位|财政|资金|支出|预算)"
_SUM: Final = r"(?:总?金额|总额|总数|数额|数|额|情况)"
_SELF: Final = r"(?:自我评价|自评价|自评|评价|绩效|单位|部门|项目|综合|最终|考核|实际)"
_DONE: Final = r"(?:完成|达成|实现|达到)"

# The first match wins. Repeated words are matched possessively: no heading is tried twice.
_MEANINGS: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (CODE, r"(?:预算)?项目(?:支出)?(?:编码|代码|编号)"),
        (
            TOTAL_SCORE,
            rf"{_SELF}*+(?:总得分|总评分|总分值?|得分合计|合计得分|评价总分|分数合计)|(?:自评|评价)结果得分",
        ),
        (
            SCORE,
            rf"(?:{_SELF}|指标|单项|执行率|{_YEAR})*+(?:得分|评分|打分|实得分值?)(?:值|数)?"
            r"|(?:自我评价|自评价|自评|评价)(?:分值?|分数)",
        ),
        (
            CONCLUSION,
            r"(?:自我评价|自评价|自评|评价|综合评价|绩效评价|绩效|评定|考核|总体评价)+(?:结果)?(?:的)?(?:结论|等级|等次|档次|级别|评级)"
            r"|结论|等级|等次|评级|评定结果",
        ),
        (
            POINTS,
            r"(?:标准|指标|规定|应得|设定|项目|基本|绩效|总)*+(?:分值|满分|标准分|应得分|基本分)(?:值|数)?"
            r"|(?:标准|指标|应得|基本|满)分(?:值|数)?|分数|(?:预算)?执行率(?:权重|分值)",
        ),
        (
            INITIAL,
            rf"(?:{_WHOSE}|{_YEAR})*+(?:年初|批复)(?:{_WHOSE}|批复|安排|下达|核定|的|计划|数|指标)*{_SUM}?",
        ),
        (
            ADJUSTED,
            rf"(?:{_YEAR}|{_WHOSE})*+(?:调整后|调整)(?:的)?(?:{_YEAR}|{_WHOSE}|指标|批复)*+(?<!调整){_SUM}?"
            rf"|(?:{_YEAR}|{_WHOSE})*调整后{_SUM}?"
            rf"|(?:{_YEAR}|项目|部门|财政|资金|总)*+预算(?:安排|下达|资金|支出|指标|控制)?{_SUM}?",
        ),
        (ARRIVED, rf"(?:{_YEAR}|{_WHOSE}|实际)*+到位(?:{_WHOSE})*+(?:{_SUM}|率)?"),
        (
            RATE,
            rf"(?:{_YEAR}|{_WHOSE}|实际|总)*?(?:(?:执行|支出|支付|使用|(?<=预算)完成)(?:进度)?率|(?:执行|支出)进度)",
        ),
        (
            EXECUTED,
            rf"(?:{_YEAR}|{_WHOSE}|年末|年底|累计|实际|已|决算)*+(?:执行|支付|使用|(?<=实际)完成|(?<=决算)|(?<=支出))"
            rf"(?:{_WHOSE})*(?:总?金额|总额|总数|数额|数|额)"
            rf"|(?:{_YEAR}|{_WHOSE})*实际(?:{_WHOSE})*(?:执行|支出|支付)|{_YEAR}+(?:执行|支出)|(?:{_WHOSE}|实际|{_YEAR})*决算",
        ),
        (
            REASON,
            r".{0,16}(?:偏差|偏离|未完成|没有完成|未达标|未达成|未实现|未达到|扣分|失分|减分|差异)"
            r".{0,10}(?:原因|情况|说明|分析|理由|依据|措施).*|(?:原因|偏差)(?:及)?(?:分析|说明)?(?:[及和与、].*)?",
        ),
        (
            MEASURES,
            r"(?:下一?步)?(?:工作)?(?:拟采取的?|主要)?(?:改进|整改)(?:工作)?(?:的)?(?:措施|意见|建议|方向|办法|情况).*",
        ),
        (
            ACTUAL,
            rf"(?:{_YEAR}|年初|指标|目标|绩效|预期|总体|项目|产出|工作|自评|设定|任务|的)*+实际"
            rf"(?:{_YEAR}|{_DONE}|指标|目标|绩效)*(?:值|情况|数值?|结果|程度|指标|目标|水平|综述)*"
            rf"|(?:{_YEAR}|年初|指标|目标|绩效|预期|总体|项目|产出|工作|自评|设定|任务|的)*?{_DONE}"
            r"(?:指标|目标|绩效)?(?:值|情况|数值?|结果|程度|水平|综述)+(?:综述|概述|说明|描述|总结)?|实绩值?",
        ),
        (PART, r"(?:项目|年度|全年)*+(?:预算|资金|支出)++(?:执行|使用|投入|安排)?情况|项目基本(?:情况|信息)"),
        (
            REMARKS,
            r"(?:项目)?(?:自评)?(?:其他|其它)?(?:需要?|应)(?:要)?说明的?(?:的)?(?:事项|问题|情况|内容).*|(?:其他|其它)(?:事项|问题|情况)?说明|"
            r"(?:主要|自评|项目)?(?:存在|发现)(?:的)?(?:主要)?(?:问题|困难).*|(?:主要)?(?:经验|做法|成效|绩效)(?:及.{1,8})?"
            r"|(?:下一?步)?(?:改进)?(?:工作)?(?:意见|建议)(?:及.{1,8})?|(?:结果|评价结果|自评结果)(?:应用|运用).*"
            r"|.{0,8}(?:负责人|领导)?(?:签批|审核|审批|主管部门|财政部门)意见|备注|说明",
        ),
    )
)
_SUMMED: Final = re.compile(r"(?:自评)?(?:总分|总计|合计|小计|总得分|分数合计|总评)")
_INITIAL_NOTE: Final = re.compile(r"[(\[【]年初")
_LONGEST: Final = 40


@lru_cache(maxsize=4096)
def meaning_of(text: str) -> str | None:
    """Return the meaning of a heading or label: a name of this module, of `layouts.words` or of
    `layouts.form_labels`; None for other text.
    """
    folded = fold(text)
    if not folded or len(folded) > _LONGEST:
        return None
    bare = words.bare_of(text)
    for field, pattern in _MEANINGS:
        if pattern.fullmatch(bare):
            return INITIAL if field == ADJUSTED and _INITIAL_NOTE.search(folded) else field
    return words.meaning_of(text) or label_of(text)


def names_total(text: str) -> bool:
    """Whether a text labels the row of all points and scores (总分, 合计)."""
    return len(text) <= _LONGEST and (
        bool(_SUMMED.fullmatch(words.bare_of(text))) or meaning_of(text) == TOTAL_SCORE
    )


def is_label(text: str) -> bool:
    """Whether a text is a label or heading of any meaning, one without a field in the records included."""
    return meaning_of(text) is not None or label_of(text) == NO_FIELD
