"""The vocabulary of headings, for every layout: of a table's columns and of a form's labels.

A heading is matched by its meaning. It is folded (width, blanks and line breaks are ignored); numbering,
asterisks, notes in brackets, 必填, money units and closing colons are removed. What is left must consist,
whole, of the words of one meaning. The synonyms are those of public tables of some twenty places and of
财预〔2015〕88号.
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
# What became of a target or an objective (实际完成情况): never the objective or target itself.
ACTUAL: Final = "actual"
# 单位 alone: the budget unit, or (behind an indicator's name) the unit of measure.
UNIT_OR_MEASURE: Final = "unit_or_measure"

TOTAL: Final = "total"
FISCAL: Final = "fiscal_appropriation"
SPECIAL: Final = "special_account"
OTHER: Final = "other_funds"
CARRIED_OVER: Final = "carried_over"
MONEY: Final = frozenset({TOTAL, FISCAL, SPECIAL, OTHER, CARRIED_OVER})
# A source of money that has no field of its own in the records, by its name (中央补助, 地方资金).
NAMED_SOURCE: Final = "named_source"
# The name of the project of which the rows' projects are parts (一级项目名称 beside 二级项目名称).
WIDER_NAME: Final = "wider_name"
# A column of money or targets of another year than the table's.
OTHER_YEAR: Final = "other_year"
# A column whose texts the table as a whole has: that of its department.
OF_THE_TABLE: Final = "of_the_table"

# Words of a year, without a number or with one.
YEAR: Final = (
    r"(?:20[0-9]{2}年?度?|2[0-9]年度?|二[〇零○][〇零○一二三四五六七八九]{2}年度?"
    r"|(?:上|去|前|下|次|明|后|今|本|当)一?年度?|本?年度|全年度?|全程|年初|年中|本次|本期)"
)
# Words of the whole project or of several years.
PERIOD: Final = (
    r"(?:中长期|中期|长期|实施周期|实施期|项目周期|项目期|全周期|周期|总体|滚动|规划期?"
    r"|[三四五]年|20[0-9]{2}年?度?[-—–~至到]20[0-9]{2}年?度?)"
)
_LEVEL: Final = (
    r"(?:中央|国家|省本级|市本级|县本级|区本级|自治区|兵团|地方|上级|本级|各级|同级"
    r"|街道|镇街|乡镇|[省市区县州盟旗镇乡])级?(?:及?以[上下])?"
)
_CODE: Final = r"(?:[及和与]?(?:其)?(?:代码|编码)(?:及名称|和名称)?)?"
_CALLED: Final = r"(?:\(?[/、]?单位\)?)?(?:名称|全称)?"
_TOTAL_WORDS: Final = (
    r"(?:二级|项目|支出|本级|总体|预算|资金|经费|投资|投入|额度|总?金额|总额|总计|合计|小计|总数|总|数|额|量"
    r"|安排|申请|申报|批复|下达|核定|核准|拟|计划|需求|所需|涉及|来源(?=合计|总)|规模|构成|及其?|执行|完成|决算|调整后?|追加"
    r"|控制|建议|[一二三]上|本项目|专项(?=资金[总金预])|部门(?=预算[数金总])|指标(?=$|[数金额]))"
)
# Repeated words are matched possessively, the longer of two before the shorter: no heading is tried twice.
_NOT_ACTUAL: Final = r"(?!.*(?:实际|历史))"


def _bodies(names: str) -> str:
    return rf"(?:项目|资金|主要|具体|直接|组织|预算)*(?:{names})"


# The first match wins: the narrower meaning is before the wider one.
_MEANINGS: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (SERIAL, r"序号|行次|编号|no\.?|(?:预算)?(?:单位|部门|项目)(?:支出)?(?:代码|编码|编号)"),
        (LEVEL1, r"(?:绩效)?一级(?:绩效)?指标(?:名称)?|一级"),
        (LEVEL2, r"(?:绩效)?二级(?:绩效)?指标(?:名称)?|二级"),
        (
            INDICATOR_NAME,
            r"(?:绩效)?三级(?:绩效)?指标(?:名称|内容)?|三级|(?:绩效|具体)?指标(?:名称|内容)|(?:具体|明细|细化)(?:绩效)?指标",
        ),
        (
            ACTUAL,
            rf"(?:{YEAR}|指标|目标|绩效)*+实际(?:{YEAR}|完成|实现|达成|指标|目标|绩效|情况|值)++"
            rf"|(?:{YEAR}|指标|目标|绩效|总体|项目|工作)*+(?:完成|达成|实现)(?:值|情况|程度)(?:综述|概述|总结|描述|说明)?",
        ),
        (
            PERIOD_TARGET,
            rf"(?!.*(?:年度|当年|本年|全年)){_NOT_ACTUAL}(?:{PERIOD}|项目)++"
            r"(?:绩效|预期)*(?:指标|目标)*(?:目标)?值(?:[及和]?单位)?",
        ),
        (
            ANNUAL_TARGET,
            rf"{_NOT_ACTUAL}(?:{YEAR}|/项目|/项目期|预算年度|绩效|三级|指标|目标|计划|预期|预计|拟定?|设定|设置|实现|完成|考核|任务|内容|数|总体)*+"
            r"值(?:[及和]单位|内容|设定|设置|要求)?",
        ),
        (
            COMPARATOR,
            r"(?:绩效)?指标性质|(?:绩效)?(?:指标|目标|方向)*+(?:值)?(?:计算|运算|比较|逻辑|关系|操作|判断|数学)*+(?:(?<=.)符号?|(?<=[算较])(?:方式|关系))|符号|算符|限定符",
        ),
        (
            UNIT_OF_MEASURE,
            r"(?:绩效|指标|目标|数值|数量|值|度量|计量|计数|计算|统计|衡量|测量)+单位(?:名称)?|(?:计量)?量纲|计量|度量",
        ),
        (WEIGHT, r"(?:绩效|标准|评分|得分|总)?(?:指标)?(?:权重|权数|分值|分数|赋分)+(?:值|系数|分|比例)?"),
        (DIRECTION, r"(?:绩效)?指标方向性?|方向性"),
        (STANDARD, r"(?:绩效|评价|评分|指标)标准|评分(?:规则|细则)"),
        (
            INDICATORS,
            rf"(?:项目|预算|{YEAR}|{PERIOD})*+(?:支出)?绩效(?:考核)?指标(?:体系|情况|设置|设定|及指标值|及目标值)?|(?:考核)?指标",
        ),
        (
            PERIOD_OBJECTIVE,
            rf"(?!.*(?:年度|当年|本年|全年|年初))(?=.*{PERIOD}|.*总目标)(?:{PERIOD}|项目|支出|绩效|预期|预定|主要|工作|总)*+"
            r"目标(?:(?<=.目标)[0-9])?(?:[及和与](?:主要)?(?:预期)?(?:成果|效果|效益|任务|内容))?(?:内容|描述|情况|设定|概述|说明|简述|表述)?",
        ),
        (
            OBJECTIVE,
            rf"(?:{YEAR}|项目|部门|预算|支出|资金|专项|总体|绩效|(?:预期|预计)(?:达到|实现)?|预定|设定|设置|计划|实施|产出"
            r"|主要|工作|拟达到|拟实现|成果|任务|阶段性?|总|的)*+"
            r"目标(?:任务|(?<=.目标)[0-9])?(?:[及和与](?:主要)?(?:预期)?(?:成果|效果|效益|任务|内容))?(?:内容|描述|情况|设定|概述|说明|简述|表述)?"
            rf"|(?:{YEAR}|项目)*+(?:预期绩效|绩效预期)",
        ),
        (SPECIAL, r".*专户.*"),
        (CARRIED_OVER, r".*(?:结转|结余).*"),
        (
            OTHER,
            rf"(?:{YEAR})*+(?:其[他它](?:资金|收入|来源|渠道|拨款|经费)*(?:安排|拨款)?|(?:单位)?自[筹有](?:资金)?)",
        ),
        (
            FISCAL,
            rf"(?:{YEAR}|本级|申请|申报)*+(?:财政|一般)(?:性)?(?:公共)?(?:财政)?(?:预算)?(?:安排|专项)?"
            r"(?:拨款|资金|经费|收入|拨付|补助|投入|投资)+(?:安排|预算|支出|合计|小计|总额|金额|数)?"
            rf"|(?:{YEAR}|本级)*+财政(?:预算|安排)(?:金额|数)?|(?:{YEAR})*+经费拨款|预算内资金"
            rf"|(?:{YEAR})*+(?:一般)?公共(?:财政)?预算(?:财政)?(?:拨款|资金|收入|安排)*|公共财政(?:拨款|资金)|一般预算(?:拨款)?",
        ),
        (
            NAMED_SOURCE,
            rf"(?:{YEAR}|争取)*+(?:{_LEVEL})++(?:一般公共)?(?:财政|预算)*"
            r"(?:专项|配套|补助|奖补|转移支付|拨款|下达|安排|承担|分担|投入|自筹)*"
            r"(?<!本级预算)(?:资金|拨款|补助|配套|专项|经费|安排|投入|收入|转移支付|奖补|拨付)(?:安排|总额|小计|合计|金额|数)?"
            rf"|(?:{YEAR})*+(?:社会|银行|金融|债券|企业|个人|集体|群众|村级?|捐赠|事业|经营|附属单位|外资|国外|境外|专项债券?|债务)"
            r"(?:资金|资本|收入|贷款|投入|自筹|捐赠|投资|上缴|单位)+(?:安排)?|(?:银行)?贷款|(?:政府|地方|专项|一般)*债券(?:资金|收入)?"
            r"|非财政性?(?:拨款|资金)|预算外资金|外资|财政性?资金以外的?资金|教育收费|(?:纳入预算管理的)?非税收入|罚没收入|(?:事业|附属)单位(?:经营|上缴)?收入"
            r"|(?:用|使用)?事业基金(?:弥补(?:收支差额)?)?|(?:中央|[省市县区]级?)?(?:预算内)?(?:基建|基本建设)(?:投资|资金)"
            rf"|(?:{YEAR})*+(?:{_LEVEL})财政|(?:外国政府|国际组织)?贷款资金|(?:超长期|抗疫)?(?:特别)?国债(?:资金)?|土地出让(?:金|收入)"
            rf"|(?:{YEAR})*+本?单位资金|(?:{YEAR})*+政府预算(?:资金|拨款|安排)|(?:(?:福利?|体育?)?彩票?)?公益金|(?:{YEAR})*+(?:政府性基金|国有资本经营)(?:预算)?(?:财政)?(?:拨款|资金|收入|安排)*",
        ),
        (
            TOTAL,
            r"(?=.*(?:预算|资金|经费|金额|总额|总计|合计|小计|总数|额度|投资|投入|执行数|决算数|支出数"
            r"|(?:批复|申请|申报|下达|核定|核准|安排)[数额]))"
            rf"(?:{YEAR}|{PERIOD}|{_TOTAL_WORDS})++"
            rf"|(?:{YEAR})*+(?:申请|申报)(?:{_LEVEL})?财政(?:性)?(?:预算)?资金(?:总额|数|金额)?"
            r"|(?:20)?2[0-9]年度?(?:拟|计划|预计)*(?:安排|投入)[数额]?"
            rf"|(?:{YEAR})++支出|(?:{YEAR}|本次)++(?:申请|申报)",
        ),
        (ATTRIBUTE, r"项目(?:属性|性质|类别|类型|分类)"),
        (UNIT_OR_MEASURE, r"单位"),
        (
            DEPARTMENT,
            rf"(?:[^负联审意]{{0,12}}(?:主管|归口|预算)|(?:归口|业务|资金|项目|行业|行政|主管|预算|上级)+管理|(?:项目)?所属|一级|业务"
            rf"|填报|编报|编制|(?:项目)?申报|公开|制表)?(?:预算|管理|业务)*部门{_CALLED}{_CODE}"
            rf"|(?:[^负联审意]{{0,12}}主管|归口|一级|归口管理)(?:一级|预算|管理)*(?:单位|部门单位){_CALLED}{_CODE}"
            rf"|(?:业务|项目|上级)?主管(?:厅局|委办局?|厅|局|委|机关|机构){_CODE}",
        ),
        (
            UNIT,
            rf"{_bodies('预算|使用|实施|承担|承办|主办|执行|申报|申请|填报|编报|编制|基层|用款|建设|责任|二级|三级|所属')}?"
            rf"(?:预算|管理)?单位(?:\(?部门\)?)?(?:名称|全称)?{_CODE}"
            rf"|{_bodies('使用|实施|承担|承办|执行|用款|建设')}部门{_CALLED}{_CODE}|{_bodies('实施|责任|承担')}主体",
        ),
        (
            NAME,
            r"(?:一级|二级|三级|四级|末级|子|具体|明细|细分|下级|预算|财政|支出)*项目(?:支出|明细)?(?:名称|全称)?|名称"
            r"|(?:子项|细项|明细项)(?:名称)?",
        ),
    )
)
# The meanings of headings, each once.
FIELDS: Final = tuple(field for field, _ in _MEANINGS)
# 项目名称（资金使用单位）, 单位(项目)名称, 单位/项目: one column that names both.
_USES: Final = r"(?:资金|预算|实施|使用|承担|执行|项目)*"
_NAMES_BOTH: Final = re.compile(
    rf"专项\(项目\)名称|项目(?:支出)?(?:名称)?[(/、及和或]{_USES}单位(?:名称)?\)?(?:名称)?"
    rf"|{_USES}单位(?:名称)?[(/、及和或](?:预算)?项目(?:支出)?(?:名称)?\)?(?:名称)?"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕|<[^<>]*>|「[^」]*」")
_LEADING: Final = re.compile(
    r"(?:[*#★☆▲△●○◆◇■□·•※]|其中[:：]?|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、)]|[0-9](?![0-9年月]))+"
)
_TRAILING: Final = re.compile(r"(?:[:：*★☆#%]|必填项?|选填项?)+$")
_MONEY_UNIT: Final = re.compile(
    r"(?:^|[(:：,，])(?:金额)?(?:单位)?[:：]?(?:人民币)?([千百十]?[万亿]?元)(?:人民币)?(?:$|[),，])"
)
_BARE_MONEY_UNIT: Final = re.compile(r"[-:：/,，]?(?:人民币)?[千百十]?[万亿]?元$")
_MENTIONS_MONEY: Final = re.compile(
    r"资金|金额|拨款|预算|经费|收入|基金|款项|元\)?$|债券|收费|支出|结转|结余|合计|总计|小计|补助|贷款|投资|配套"
)
_YEAR_ALONE: Final = re.compile(
    r"20[0-9]{2}(?:年度?)?|2[0-9]年度?|二[〇零○][〇零○一二三四五六七八九]{2}年度?|[上去前下次明后今本当]一?年度?"
)
_RESULT: Final = re.compile(
    r"(?:预算|资金|项目)*执行率|(?:自评|评价|指标|综合|单项|实际|项目|绩效)*(?:得分|评分|总分)"
    r"|(?:偏差|未完成|偏离|扣分|失分)(?:目标)?(?:的)?原因(?:分析)?(?:[及和与].{0,8})?|(?:自评|评价)*(?:等级|结论)"
)
_LEVEL_ALONE: Final = re.compile(r"(?:中央|国家|上级|本级|地方|自治区|街道|[省市区县州镇乡])级?")
_OVER_SOURCES: Final = re.compile(r"来源|构成|其中|筹措|筹集|渠道")
_LONGEST_YEAR: Final = 20
_LONGEST_HEADING: Final = 60


@lru_cache(maxsize=4096)
def meaning_of(words: str) -> str | None:
    """Return the field of a heading's words (one of this module's names); None for unknown words."""
    folded = fold(words)
    if not folded or len(folded) > _LONGEST_HEADING:
        return None
    folded = _LEADING.sub("", folded, count=1) if _LEADING.match(folded) else folded
    if _NAMES_BOTH.fullmatch(_TRAILING.sub("", folded)):
        return NAME
    bare = bare_of(words)
    field = next((field for field, pattern in _MEANINGS if pattern.fullmatch(bare)), None)
    is_share = "%" in folded and (field in MONEY or field == NAMED_SOURCE)  # 资金支出计划（%）
    return None if is_share else field


def bare_of(words: str) -> str:
    """Return a heading's words folded, without numbering, marks, notes in brackets, money unit and colon."""
    bare = fold(words)
    while (without := _BRACKETS.sub("", bare)) != bare:
        bare = without
    leading = _LEADING.match(bare)
    bare = _TRAILING.sub("", bare[leading.end() :] if leading else bare)
    if len(bare) > 2:
        bare = _TRAILING.sub("", _BARE_MONEY_UNIT.sub("", bare))
    return bare


@lru_cache(maxsize=4096)
def is_year(words: str) -> bool:
    """Whether a heading is only a year (2025年, 上年), which another heading completes."""
    return len(words) <= _LONGEST_YEAR and bool(_YEAR_ALONE.fullmatch(bare_of(words)))


@lru_cache(maxsize=4096)
def is_result(words: str) -> bool:
    """Whether a heading is of results that tables of self-evaluations have beside targets (得分, 执行率)."""
    return len(words) <= _LONGEST_YEAR and bool(_RESULT.fullmatch(bare_of(words)))


def is_level(words: str) -> bool:
    """Whether a heading is only a level of government (中央, 市级)."""
    return len(words) <= _LONGEST_YEAR and bool(_LEVEL_ALONE.fullmatch(bare_of(words)))


def is_over_sources(words: str) -> bool:
    """Whether a heading groups sources of money (资金来源, 其中)."""
    return bool(_OVER_SOURCES.search(fold(words)))


def in_one_line(words: str) -> str:
    """A heading as disclosed, without line breaks."""
    return "".join(words.split("\n"))


def money_unit_in(words: str) -> str | None:
    """The money unit that a header cell states of its column (`总计（万元）`), as written ("万元", "元",
    "千元"), else None.
    """
    found = _MONEY_UNIT.search(fold(words))
    return found[1] if found else None


@lru_cache(maxsize=4096)
def mentions_money(words: str) -> bool:
    """Whether words that are no known column's are about money, so that passing over their column would lose
    figures.
    """
    return bool(_MENTIONS_MONEY.search(unicodedata.normalize("NFKC", fold(words))))
