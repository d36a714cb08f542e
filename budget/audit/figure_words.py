"""The words of the checks of figures: money, measures, years and terms. All are compared with folded text."""

import re
from types import MappingProxyType
from typing import Final

# -- CST: money in cost indicators -------------------------------------------------------------

# Money in a target or a name: 元, or a figure in 万 or 亿 that no measure follows (30万/人; 500万㎡ is none).
MONEY: Final = re.compile(r"元|¥|[0-9]\s?[万亿](?=$|[/()、,;。以左至内及])|[(/]万[)/]")
# A cost that is a share of a sum or a change of it needs no sum of money (保费的80%, 成本降低5%).
SHARE_OF_COST: Final = re.compile(
    r"比例|占比|比重|融资|贷款|债券|保费|[税费利]率|折扣|下浮|超支|超概|超预算率|超支率|(?:节约|节省|降低|下降|减少|压减|压缩)[^,;。]{0,8}?(?:率|[0-9.]{1,8}%)"
)
# Costs of one thing, or of more than the year or the project: they are no part of the year's budget.
NOT_THE_YEARS_COST: Final = re.compile(
    r"[每均]|单价|标准|单位成本|单个|总投资|概算|估算|批复|合同总|累计|历年|收入|产值|市场|社会|节约|节省|降低|减少|带动|拉动|撬动"
)
# A sum for each of something, in words.
EACH_IN_TARGET: Final = re.compile(r"[每均/]")
# Measures that count alike, beside the spellings of one measure (indicators.measures).
LIKE_MEASURE: Final = MappingProxyType({"学生": "人", "生": "人", "例": "件", "起": "件", "头份": "份"})

# -- VAL-13 to VAL-15 --------------------------------------------------------------------------

# A year that a target is compared with, or that names a document, a rule or a class.
OTHER_YEAR: Final = re.compile(
    r"(?:较|比|对比|相比|同比|以|自|从|与|基期|基数|基准|截至)(?:上年|去年)?\(?20[0-9]{2}年?"
    r"|20[0-9]{2}(?:年度?)?(?:版|届|级|款|以来|起|以前(?!完成)|同期|基数|基准|基期|标准|水平|文件|印发|批次?|修订)"
)
YEAR_STATED: Final = re.compile(
    r"(?<![0-9.])(?P<year>20[0-9]{2})(?:年|[-./](?=[01]?[0-9](?![0-9%])))(?:(?P<end>年?[底末])|(?P<month>1[0-2]|0?[1-9])(?:月|[-./]|$))?"
)
# The next year's first months close the accounts of the year.
CLOSING: Final = re.compile("决算|结算|审计|验收|总结|归档|评价")
# Measures that fit what a name counts: the first match of a name decides.
MEASURES_OF_NAMES: Final = (
    (re.compile("人次数?$"), re.compile("人次|次")),
    (
        re.compile("(?:人数|人口数|人员数量?|学生数|职工数|教师数)$"),
        re.compile("人(?!次|天|月|日)|名|位|[师生]$"),
    ),
    (re.compile("(?:农户|户)数(?:量)?$"), re.compile("户")),
    (re.compile("面积$"), re.compile("平|㎡|m²|m2|亩|公顷|ha|km²|km2|万方|顷")),
    (re.compile("(?:里程|长度)$"), re.compile("米|里|km|m")),
    (re.compile("(?<!人)次数$"), re.compile("次|场|轮|回|期|趟|遍|批|届|起|个|例")),
)
# Money of the whole term, by the label of its cell.
TERM_MONEY: Final = re.compile(
    r"(?:中期|长期|实施周?期|项目周?期|全周期)[^,;。]{0,8}(?:总额|资金|金额|投资)|总投资"
)
# VAL-15: measures of which a year's count is part of the period's; a level, a rank or a time is none.
ADDS_UP: Final = frozenset(
    {
        *(
            "人",
            "人次",
            "户",
            "户次",
            "次",
            "场",
            "场次",
            "期",
            "批",
            "批次",
            "件",
            "份",
            "篇",
            "册",
            "条",
            "项",
            "个",
            "座",
        ),
        *(
            "处",
            "台",
            "套",
            "辆",
            "栋",
            "间",
            "株",
            "棵",
            "头",
            "只",
            "剂次",
            "课时",
            "期次",
            "班次",
            "车次",
            "例次",
        ),
        *("平方米", "亩", "公顷", "平方公里", "立方米", "米", "公里", "吨", "公斤", "元"),
    }
)
# VAL-15: how many there are at a time, which does not grow with the years, and what each is to have.
STOCK: Final = re.compile(
    "在校|在册|在编|在岗|在职|编制|现有|存量|保有|存栏|库存|总量控制|覆盖|供养|低保|容量|规模|日均|人均|户均|最[大高低小多少]|单价|标准|剩余|余额"
)
TERM_OF_YEARS: Final = re.compile(r"(?P<years>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})年(?:期)?")
YEAR_AND_MONTH: Final = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:[年./-](?P<month>1[0-2]|0?[1-9])(?![0-9]))?"
)

# -- RES ---------------------------------------------------------------------------------------

# A rate with its sign is in percent; without it (0.98) it may be a share of 1.
RATE_IN_PERCENT: Final = re.compile(r"[%％]")
# What forms hold where no reason of a deviation is given.
NO_REASON: Final = re.compile(r"(?:无|没有|暂无|略|不适用|-+|—+|/+|\\+|0|无偏差|无差异)[。.]?")
