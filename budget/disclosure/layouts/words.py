"""The vocabulary of header cells, for every layout.

Words are compared whole and folded (width, blanks and line breaks are ignored), without text in
brackets: a longer or shorter phrase is a different one. The synonyms are those of the known tables
(Guangdong, Sichuan, Shanghai, Hunan, the central government) and of 财预〔2015〕88号.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from indicators.folding import fold

NAME: Final = "name"
UNIT: Final = "unit"
DEPARTMENT: Final = "department"
OBJECTIVE: Final = "objective"
PERIOD_OBJECTIVE: Final = "period_objective"
INDICATORS: Final = "indicators"
LEVEL1: Final = "level1"
LEVEL2: Final = "level2"
INDICATOR_NAME: Final = "indicator_name"
PERIOD_TARGET: Final = "period_target"
ANNUAL_TARGET: Final = "annual_target"
COMPARATOR: Final = "comparator"
UNIT_OF_MEASURE: Final = "unit_of_measure"
WEIGHT: Final = "weight"
DIRECTION: Final = "direction"
STANDARD: Final = "standard"
ATTRIBUTE: Final = "attribute"
SERIAL: Final = "serial"
# 单位 alone: the budget unit, or (behind an indicator's name) the unit of measure.
UNIT_OR_MEASURE: Final = "unit_or_measure"

TOTAL: Final = "total"
FISCAL: Final = "fiscal_appropriation"
SPECIAL: Final = "special_account"
OTHER: Final = "other_funds"
CARRIED_OVER: Final = "carried_over"
MONEY: Final = frozenset({TOTAL, FISCAL, SPECIAL, OTHER, CARRIED_OVER})

# The first match wins: the narrower phrase is before the wider one.
_MEANINGS: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (SERIAL, r"序号|行次|编号|no\.?"),
        (LEVEL1, r"一级(?:绩效)?指标(?:名称)?"),
        (LEVEL2, r"二级(?:绩效)?指标(?:名称)?"),
        (INDICATOR_NAME, r"三级(?:绩效)?指标(?:名称)?|(?:绩效|具体)?指标(?:名称|内容)"),
        (
            PERIOD_TARGET,
            r"(?:项目)?(?:实施周期|实施期|项目周期|中长期|中期|长期|总体|项目)(?:绩效)?(?:指标|目标)(?:目标)?值(?:及单位)?",
        ),
        (
            ANNUAL_TARGET,
            r"(?:本年度|年度|本年|当年|全年|年初|计划|预期)?(?:/项目)?(?:绩效)?(?:计划)?(?:指标|目标)(?:目标)?值(?:及单位)?"
            r"|年度(?:/项目)?指标值|预期值|计划值",
        ),
        (COMPARATOR, r"指标性质|(?:计算|运算|比较|指标)符号|符号"),
        (UNIT_OF_MEASURE, r"(?:度量|计量|指标|指标值)单位"),
        (WEIGHT, r"(?:指标)?(?:权重|权数|分值)+"),
        (DIRECTION, r"指标方向性?|方向性|指标方向性"),
        (STANDARD, r"(?:绩效|评价|评分|指标)标准|评分(?:规则|细则)"),
        (
            INDICATORS,
            r"(?:项目|年度|本年度|预算)*(?:支出)?绩效(?:考核)?指标(?:体系|情况|设置|及指标值)?|(?:考核)?指标",
        ),
        (
            PERIOD_OBJECTIVE,
            r"(?:项目)?(?:支出)?(?:实施周期|实施期|项目周期|中长期|中期|长期|总体|项目总|总)(?:总体)?(?:绩效)?目标(?:内容)?",
        ),
        (
            OBJECTIVE,
            r"(?:项目|部门|预算|本年度|年度|本年|当年|全年)*(?:支出)?(?:总体)?(?:绩效)?(?:总)?目标(?:内容|描述|情况|设定)?",
        ),
        (SPECIAL, r".*专户.*"),
        (CARRIED_OVER, r".*(?:结转|结余).*"),
        (
            OTHER,
            r"(?:当年|本年|年度)*(?:其[他它](?:资金|收入|来源|渠道|拨款|经费)*(?:安排|拨款)?|(?:单位)?自[筹有](?:资金)?|单位资金)",
        ),
        (
            FISCAL,
            r"(?:当年|本年度?|年度|本级)*(?:财政|一般)(?:性)?(?:公共)?(?:财政)?(?:预算)?(?:拨款|资金|经费|收入)+(?:安排|预算|支出)?"
            r"|(?:当年|本年度?|年度)*(?:一般)?公共(?:财政)?预算(?:财政)?(?:拨款|资金|收入|安排)*|公共财政(?:拨款|资金)|一般预算(?:拨款)?",
        ),
        (
            TOTAL,
            r"(?:(?:二级)?项目|(?:20\d\d)?年度?|本年度?|当年|年初|本级|中期|中长期|长期|实施期|实施周期"
            r"|预算|资金|支出|安排|申请|批复|投入|总体)*"
            r"(?:总计|合计|总额|小计|总数|总金额|金额|总预算|预算数|预算额|预算|总资金|资金|经费|额度|投入)(?:总计|合计|总额|小计|金额)?",
        ),
        (
            ATTRIBUTE,
            r"项目(?:属性|性质|类别|类型|分类)",
        ),
        (UNIT_OR_MEASURE, r"单位"),
        (
            DEPARTMENT,
            r"(?:一级|主管|预算|项目主管)?(?:预算)?部门(?:\(?单位\)?)?(?:名称|全称)?(?:及代码|代码及名称)?|主管(?:预算)?单位(?:名称)?(?:及代码)?",
        ),
        (
            UNIT,
            r"(?:项目)?(?:资金)?(?:预算|使用|实施|承担|执行|申报|申请|填报|基层|用款|二级|二级预算)?单位(?:\(?部门\)?)?(?:名称|全称)?(?:及代码|代码及名称)?",
        ),
        (NAME, r"(?:一级|二级|三级|子|具体|预算)*项目(?:支出)?(?:名称)?|名称"),
    )
)
# 项目名称（资金使用单位）, 单位(项目)名称, 单位/项目: one column that names both.
_NAMES_BOTH: Final = re.compile(r".*项目.*[(/、及和或].*单位.*|.*单位.*[(/、及和或].*项目.*")
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕")
_LEADING: Final = re.compile(r"^(?:其中[:：]?|(?:[0-9]+|[一二三四五六七八九十]+)[.、])")
_MONEY_UNIT: Final = re.compile(
    r"(?:^|[(:：,，])(?:金额)?(?:单位)?[:：]?(?:人民币)?([千百十]?[万亿]?元)(?:人民币)?(?:$|[),，])"
)
_BARE_MONEY_UNIT: Final = re.compile(r"[:：]?(?:人民币)?[千百十]?[万亿]?元$")
_MENTIONS_MONEY: Final = re.compile(
    r"资金|金额|拨款|预算|经费|收入|基金|款项|元\)?$|债券|支出|结转|结余|合计|总计|小计"
)


@lru_cache(maxsize=4096)
def meaning_of(words: str) -> str | None:
    """Return the field of a header cell's words (one of this module's names); None for unknown words."""
    folded = fold(words)
    if not folded or len(folded) > 60:
        return None
    if _NAMES_BOTH.fullmatch(folded):
        return NAME
    bare = _LEADING.sub("", _BRACKETS.sub("", folded)).rstrip(":").strip()
    if len(bare) > 2:
        bare = _BARE_MONEY_UNIT.sub("", bare)
    for field, pattern in _MEANINGS:
        if pattern.fullmatch(bare):
            return field
    return None


def money_unit_in(words: str) -> str | None:
    """The money unit that a header cell states of its column (`总计（万元）`), as written ("万元", "元",
    "千元"), else None.
    """
    found = _MONEY_UNIT.search(fold(words))
    return found[1] if found else None


def mentions_money(words: str) -> bool:
    """Whether words that are no known column's are about money, so that passing over their column would lose
    figures.
    """
    return bool(_MENTIONS_MONEY.search(unicodedata.normalize("NFKC", fold(words))))
