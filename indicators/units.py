"""The units of figures: measure words, letters, and what a number is per (元/人·月, 次/季度).

The patterns find a unit behind a number; `whole` writes it in one form, with `/` before the first divisor.
"""

import re
from typing import Final


def any_of(words: list[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


HAN: Final = "[一-鿿]"
TIME_UNITS: Final = """
    个工作日 工作日 个自然日 自然日 个月 个星期 星期 个小时 小时 个季度 分钟 秒钟 毫秒 秒 天 日 周 年
""".split()
# Measure words behind a Chinese numeral: 两次, 三家.
MEASURES: Final = """
    人次 人天 人日 人月 户次 车次 班次 场次 台次 件次 批次 架次 课次 项次 例次 频次 站次 人 名 位 户 家
    个 次 场 期 份 篇 条 件 项 册 本 套 台 辆 处 座 所 间 栋 幢 张 支 部 幅 枚 把 箱 吨 公斤 千克 克 斤
    升 毫升 公里 千米 米 厘米 毫米 平方米 平方公里 平方千米 立方米 平米 平方 立方 亩 公顷 元 美元 只 株
    棵 颗 艘 架 轮 遍 趟 节 种 倍 站 队 组 例 宗 笔 卷 盒 瓶 袋 桶 包 床 桌 课时 学时 集 首 档 版 页 帧
    千瓦 千瓦时 千伏安 副 顶 双 盏 根 口 眼 孔 具 樘 羽 尾 匹 镇 村 县 校 案 款 步 批 标段 学期 学年 课
    块 分贝 摄氏度 微克 毫克 粒 剂 剂次 诊次 头份 羽份 人份 床日 标准箱 标箱
    班 台班 台时 车公里 吨公里 人公里 人课时 人学时 线公里 单位
    组次 点位 床位 学位 机位 车位 泊位 样本 样品 平方厘米 立方厘米 平方分米 米3 米2 米³ 米² 兆瓦
    个等级 个等次 个批次 个学期 个学年 个档次 个位次 个名次
""".split()
# Measures behind digits alone: behind a numeral they make words (十分, 一段, 三面).
_MEASURES_OF_DIGITS: Final = (
    "分 度 类 届 段 层 头 片 字 路 对 面 门 起 兆 瓶次 封 通 枝 丛 垄 穴 畦 尊 挂 单 道 幕 出 场所 坛".split()
)
COUNT_UNITS: Final = MEASURES + _MEASURES_OF_DIGITS
_LETTER_UNITS: Final = """
    km² km2 km m² m2 m³ m3 cm² cm2 cm mm m ㎡ ㎥ ㎞ ㎏ ㎝ ㎜ kg g t mg μg ug ml mL L l kWh kwh KWH
    kW·h kW.h kW KW MW W kV KV V kVA KVA Hz MHz dB(A) dB db ppm MB GB TB M Mbps Gbps bps KM Kg KG T ha ℃ °C °
    TEU PB IU MPa kPa Pa NTU GWh MWh GW CFU
""".split()
# Done n times each: 所次, 县次. 次日, 次要, 次品 and the like begin another word.
_TIMES: Final = (
    "[所校县村户床诊剂例人车班场台件批架课项频站头只艘船队组家店镇街期处点辆机羽栋篇门节段路口部套个宗条款羊亩座]"
    "次(?![日要品级序生数])"
)
# How long each: 床日, 台班, 人·月. 人年龄 and 机时间 hold none.
_DAYS: Final = (
    "(?:[床人台车辆间机船]·?(?:日(?![常均期用子])|天(?!然|气)|月(?![度均底末初份])|年(?![度均底末初龄级])"
    "|时(?![间效期])|班(?!次|级))|人[·、](?:次|学时|课时))"
)
_MULTIPLE: Final = "[百千万亿]{0,2}"
_MEASURE: Final = rf"{_MULTIPLE}(?:年一遇|{_TIMES}|{_DAYS}|{any_of(COUNT_UNITS)})"
_LETTERS: Final = rf"{_MULTIPLE}(?:{any_of(_LETTER_UNITS)})(?![A-Za-z])"

# ---- What a number is per.

# The times that a frequency is per, with how often a year has them.
PERIODS: Final = {
    **dict.fromkeys(("日", "天"), 365),
    **dict.fromkeys(("周", "星期", "个星期"), 52),
    "旬": 36,
    **dict.fromkeys(("月", "个月", "月度"), 12),
    **dict.fromkeys(("季度", "季", "个季度"), 4),
    **dict.fromkeys(("半年", "学期", "个学期"), 2),
    **dict.fromkeys(("年", "年度", "学年", "自然年"), 1),
}
_SPANS: Final = [*PERIODS, *"小时 个小时 分钟 秒 工作日 个工作日 半月".split()]
_KNOWN_DIVISORS: Final = [
    *_SPANS,
    *"""
    人 名 位 生 户 学生 职工 村民 居民 教师 幼儿 人口 百人 千人 万人 千人口 万人口 百名 千名 百户 人次
    人天 人年 人月 人日 孩 童 个 次 村 校 家 场 期 班 点 件 套 台 辆 头 株 座 处 亩 吨 公斤 千克 斤 升 度
    公里 千米 米 平方米 平方公里 立方米 平米 百万 万 万元 亿元 床 床日 只 羽 棵 间 份 篇 项 条 例 组 样 站
    所 栋 楼 课时 学时 课 节 卷 册 张 支 瓶 盒 袋 桶 箱 批 单 宗 车 辆次 剂 剂次 场次 班次 台班 台次 车次
    户次 亩次 诊次 套次 件次 车公里 公顷 标段 单位 样品 社区 街道 镇 县 乡 乡镇 馆 园 队 团 店 厂 路 线 段 孔
    眼 口 个村 个社区 个班 个点 个单位 个项目 个学校 个街道 个镇 个县 个区 项目 案 案件
    """.split(),
]
_LETTER_DIVISOR: Final = r"(?:[A-Za-zμ㎡㎥㎞㎏]{1,6}(?:\([A-Z]\))?[²³]?|[cdk]?m[23])(?![A-Za-z0-9])"
_STOPS_AT: Final = r"以[上下内]|之[内上下]|左右|标准|的|计|及|或|且|和|与|补助|执行|发放"
_BOUNDARY: Final = rf"(?=$|[^\w]|{_STOPS_AT})"
_UNKNOWN: Final = rf"(?:(?!{_STOPS_AT}){HAN}){{1,5}}(?=$|[^\w]|{_STOPS_AT})"
_KNOWN: Final = any_of(_KNOWN_DIVISORS)
_MANY: Final = r"(?:\d{1,4}(?:百|千|万)?)?"
# Behind another divisor: 、 . and - may also end the figure.
_MORE: Final = (
    rf"(?:\s?(?:[/·*×xX•・‧∙]|/?每)\s?(?:(?:{_KNOWN})(?!{HAN})|(?:{_KNOWN}){_BOUNDARY}|{_LETTER_DIVISOR}|{_UNKNOWN})"
    rf"|[、.\-+](?:{_KNOWN})(?=$|[^\w]|{_STOPS_AT}))"
)
_FIRST: Final = rf"(?:{_UNKNOWN}|{_KNOWN}|{_LETTER_DIVISOR})"
PER: Final = (
    rf"(?:\s?/\s?10{{0,3}}[千万](?![元平])人?口?|\s?(?:/\s?每?|每)\({_MANY}{_FIRST}{_MORE}{{0,3}}\)"
    rf"|\s?/\s?每?(?:个(?=[月星季小工]))?{_MANY}(?:(?:{_KNOWN})(?={_MORE})|{_FIRST}){_MORE}{{0,3}}"
    rf"|\s?每(?:{_KNOWN})(?={_MORE}|$|[^\w]|{_STOPS_AT}){_MORE}{{0,3}})"
)
_OTHER_NAME: Final = rf"(?:\s?\((?:{any_of(COUNT_UNITS)})(?:[/、或](?:{any_of(COUNT_UNITS)})){{0,2}}\))"
# Words behind a number that are no unit: 95达标, 100完成, 5号.
_NO_UNITS: Final = (
    "[完达合通到覆满以之等比不无未有按或且前后内中新全优良可已能会是的为在号余多几左右上下来至及均率度化性者型年月日岁]"
    "|分(?:钟|类|别|之|析|布|局)"
)
_MINUTES: Final = r"(?:min|ms|[dhHs])(?![A-Za-z])"
# A share: as a unit, 百分比 is %, and 比例 a part of 1.
UNIT: Final = (
    r"(?P<percent>%|\(%\)|‰|个百分点|\(?百分(?:点|比|数|率|号)\)?|(?P<share>\(?(?:比例|比率|占比)\)?(?!\w)))"
    r"|(?P<age>周?岁)"
    rf"|(?P<time>(?:(?:{any_of(TIME_UNITS)})(?!级|一遇)|{_MINUTES})(?:{PER})?)"
    rf"|(?P<measure>{_MEASURE}{_OTHER_NAME}?(?:{PER})?)|\((?P<bracketed>{_MEASURE})\)"
    rf"|(?P<letters>{_LETTERS}(?:{PER})?)"
    r"|(?P<grade>[A-Za-z]{1,20}|级|星级?|强)"
    rf"|(?P<unknown>(?!{_NO_UNITS}){_MULTIPLE}(?:(?!{_STOPS_AT}|余|多|几|内){HAN}){{1,3}}(?:{PER}|{_BOUNDARY}))"
    rf"|(?P<multiple>[百千万亿]{{1,2}}(?:{PER})?|{PER})"
)
# Behind a Chinese numeral.
MEASURE_OF_NUMERAL: Final = rf"(?:年一遇|{_TIMES}|{_DAYS}|{any_of(MEASURES)}){_OTHER_NAME}?(?:{PER})?"

_NORMAL_BASE: Final = {
    "百分点": "个百分点",
    "百分比": "%",
    "百分数": "%",
    "百分率": "%",
    "百分号": "%",
    "比例": "%",
    "比率": "%",
    "占比": "%",
}
_FIRST_MARK: Final = re.compile(r"(?:/每?|每)(?:个(?=[月星季小工]))?(\()?")
_ONE_OF: Final = re.compile(rf"(?:(?<=[/·])|^)1(?:个(?=[月星季小工]))?(?={HAN})")  # 1次/1年
_BETWEEN_DIVISORS: Final = re.compile(r"(?<=[一-鿿㎡²³])(?:[*×xX•・‧∙、.+\-]|/?每)(?=[一-鿿㎡])")


def whole(text: str) -> str:
    """A unit as found, in one form: 元每人每月 and 元/(人*月) → 元/人·月, 百分比 → %."""
    bare = "".join(text.split())
    if bare.strip("()") in _NORMAL_BASE:
        return _NORMAL_BASE[bare.strip("()")]
    mark = _FIRST_MARK.search(bare)
    if mark is None:
        return bare.strip("()") if bare.startswith("(") else bare
    rest = bare[mark.end() :]
    rest = _ONE_OF.sub("", rest.removesuffix(")") if mark[1] else rest)
    return f"{bare[: mark.start()]}/{_BETWEEN_DIVISORS.sub('·', rest)}"


# ---- What a figure is per by the words before it: 每季度1次, 每人每月500元, 一年一次, 人均5000元.

_HOW_MANY: Final = r"(?:[1-9]\d{0,5}|[一二两三四五六七八九十])"
_EACH: Final = re.compile(
    rf"(?:每(?:隔)?(?P<many>{_HOW_MANY})?(?P<what>个?半[年月]|双月|(?:百|千|万)?(?:{_KNOWN})(?!均))"
    r"|(?P<mean>[人户生亩村校床车班件次场日月年])均)"
)
# What stands between a comparator and its figure: 不少于每年2次.
EACH_AT_END: Final = re.compile(rf"(?:每{_HOW_MANY}?(?:{_KNOWN})){{1,2}}\s?$")
_EACH_UNKNOWN: Final = re.compile(rf"每({HAN}{{1,2}})$")  # 每针次20元
# Between the two stand some words (每年至少开展2次), no other clause and no other figure.
_LONGEST_BETWEEN: Final = 10
_LONGEST_NOUN: Final = 4
_CLAUSE_MARK: Final = re.compile(r"[,，。;；:：、\n]")
# A mean over time that is a level (年均浓度), and no sum.
_LEVEL_OF_TIME: Final = re.compile("^(?:浓度|值|温|气温|率|水位|增|降|湿度|指数)")
_ONCE: Final = (
    rf"(?<![\d.第前近上续每一二两三四五六七八九十百])(?P<many>{_HOW_MANY}|半)"
    r"(?P<what>个?(?:季度|星期|学期|小时)|个月|(?<=[一1两半])月|旬|年|季|周|天|日|学年|学期)内?"
)
# The span of 一年一次, in front of the figure that is the target.
ONCE_IN: Final = re.compile(
    rf"{_ONCE}(?=(?:\d{{1,2}}(?:[-~至到]\d{{1,2}})?|[一二两三四五六七八九十])(?:次|场|期|轮|回|届|遍))"
)
_ONCE_BEFORE: Final = re.compile(_ONCE + "$")
_SPAN_ENDS: Final = tuple("度期时月年季周天日旬内")


def per_before(before: str) -> str:
    """What a figure is per by the words before it, as `/季度` or `/人·月`; "" where they say nothing."""
    clause = _CLAUSE_MARK.split(before)[-1]
    once = _ONCE_BEFORE.search(clause) if clause[-1:] in _SPAN_ENDS else None
    if once:
        return "/" + _divisor(once["many"], once["what"])
    found = list(_EACH.finditer(clause)) if "每" in clause or "均" in clause else []
    if not found:
        unknown = _EACH_UNKNOWN.search(clause)
        return "/" + unknown[1] if unknown else ""
    between = clause[found[-1].end() :]
    if len(between) > _LONGEST_BETWEEN or any(sign.isdigit() for sign in between):
        return ""
    if found[-1]["mean"] in ("日", "月", "年") and _LEVEL_OF_TIME.match(between):
        return ""
    if found[-1]["what"] == "个" and 0 < len(between) < _LONGEST_NOUN:
        return "/" + between  # 每个乡镇1个
    divisors: list[str] = []
    begin = len(clause)
    for one in reversed(found):
        if divisors and any(sign.isdigit() for sign in clause[one.end() : begin]):
            break  # 每年4次每人50元: another figure's
        divisors.insert(0, _divisor(one["many"] or "", one["what"] or one["mean"]))
        begin = one.start()
    return "/" + "·".join(divisors)


def with_per(unit: str, per: str) -> str:
    """A unit with what the words before its figure say that it is per: 元/天 and /人 → 元/人·天."""
    base, mark, own = unit.partition("/")
    added = [one for one in per.removeprefix("/").split("·") if one and one not in re.split("[/·]", own)]
    return base + "/" + "·".join((*added, own) if own else added) if added else unit


def _divisor(many: str, what: str) -> str:
    number = {"两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "一": "", "1": ""}.get(
        many, many
    )
    return number + (what if number or len(what) == 1 else what.removeprefix("个"))
