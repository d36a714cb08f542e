"""Reads the figures of a text: numbers with comparator and unit, without digits that are no figures.

The module never guesses. An unclear number is None, and a doubtful numeral is no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from indicators.kinds import Change, Kind
from indicators.numerals import value_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    `comparator` is ≥ ≤ > < = or "". `number` is None where it is unclear (a date, 7×24小时, 十余次,
    前3名, 下降5%); of a range it is the lower end and `upper` the other. `unit` is as disclosed
    (万人次); a percentage's is %, ‰ or 个百分点, and 百分之九十 and 九成 are 90 %. `qualifies`: it
    states whom, how often or by when (60岁, 每3个月, 12月底), and another figure is the target.
    `is_firm`: its comparator certainly belongs to it, being before the number, or behind it at the end
    of a clause (10万元以上项目 is not). `change`: it is a change (下降5%), not a level to reach.
    """

    kind: Kind
    comparator: str = ""
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    qualifies: bool = False
    is_firm: bool = False
    change: Change | None = None


# A power of ten that is written with superscripts: 5×10⁴, 10⁶. A lone 10² may be 10 with the mark of a note.
_POWER_OF_TEN: Final = re.compile(
    r"(?<![\d.])(?:(\d{1,9}(?:\.\d{1,9})?)\s?[×xX*·]\s?10([¹²³⁴-⁹]|¹[⁰¹²])|10([³⁴-⁹]|¹[⁰¹²]))(?![⁰¹²³⁴-⁹])"
)
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _power_written_out(match: re.Match[str]) -> str:
    exponent = int((match[2] or match[3]).translate(_SUPERSCRIPTS))
    return f"{Decimal(match[1] or 1).scaleb(exponent):f}"


def plain(text: str) -> str:
    """The text in half width, with one sign for each comparator and dash, and powers of ten written out
    (10⁴ is 10000); ， stays: 5，200 is not 5,200.
    """
    if "10" in text and not text.isascii():
        text = _POWER_OF_TEN.sub(_power_written_out, text)
    return _TWO_SIGNS.sub(lambda sign: "≥" if ">" in sign[0] else "≤", text.translate(_PLAIN))


def figures_in(plain_text: str) -> tuple[Figure, ...]:
    """The figures of a text in `plain` form, in order.

    None of ordinals (第3批, 二级), list numbers, bare years, proper names with digits (12345热线, PM2.5, 5G,
    985工程), words in quotes, titles and tags, full marks, and set phrases (一次性, 两个维护, 一人一档).
    """
    if not _MAY_HOLD_A_FIGURE.search(plain_text):
        return ()
    text = plain_text
    if _LIST_BEGINS.match(text):
        text = _NUMBER_IN_LIST.sub(_struck, text)
    text = _NO_FIGURES.sub(_struck, text)
    found = [(match.start(), Figure(Kind.TIME, qualifies=True)) for match in _DATES.finditer(text)]
    text = _BARE_YEARS.sub(_struck, _DATES.sub(_struck, text))
    found += [(match.start(), figure) for match, figure in _in_numerals(text)]
    text = _NUMERALS.sub(_struck, text)
    found += [(match.start(), figure) for match, figure in _in_digits(text)]
    return tuple(figure for _, figure in sorted(found, key=lambda one: one[0]))


def states_time(plain_text: str) -> bool:
    """Whether a text without a figure states a time: 2024年底前, 上半年完成, 第一季度."""
    return _TIME_WITHOUT_FIGURE.search(plain_text) is not None


def is_bare_year(plain_text: str) -> bool:
    """Whether a text is a year or a span of years, and nothing else."""
    return _BARE_YEARS.fullmatch(plain_text.strip()) is not None


# ---- One width, one sign.

_PLAIN: Final = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}
    | {"\u3000": " ", "\u00a0": " ", "〇": "零", "﹪": "%"}
    | dict.fromkeys("≧⩾", "≥")
    | dict.fromkeys("≦⩽", "≤")
    | {"﹥": ">", "﹤": "<", "﹦": "="}
    | dict.fromkeys("～∼", "~")
    | dict.fromkeys("—–―−─", "-")
)
_TWO_SIGNS: Final = re.compile(r"([<>])\s?=|=\s?([<>])")

# ---- Units.


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_TIME_UNITS: Final = """
    个工作日 工作日 个自然日 自然日 个月 个星期 星期 个小时 小时 个季度 分钟 秒钟 秒 天 日 周 年
""".split()
# Measure words behind a Chinese numeral: 两次, 三家.
_MEASURES: Final = """
    人次 人天 人日 人月 户次 车次 班次 场次 台次 件次 批次 架次 课次 项次 例次 频次 站次 人 名 位 户 家
    个 次 场 期 份 篇 条 件 项 册 本 套 台 辆 处 座 所 间 栋 幢 张 支 部 幅 枚 把 箱 吨 公斤 千克 克 斤
    升 毫升 公里 千米 米 厘米 毫米 平方米 平方公里 平方千米 立方米 平米 平方 立方 亩 公顷 元 美元 只 株
    棵 颗 艘 架 轮 遍 趟 节 种 倍 站 队 组 例 宗 笔 卷 盒 瓶 袋 桶 包 床 桌 课时 学时 集 首 档 版 页 帧
    千瓦 千瓦时 千伏安 副 顶 双 盏 根 口 眼 孔 具 樘 羽 尾 匹 镇 村 县 校 案 款 步 批 标段 学期 学年 课
    块 分贝 摄氏度 微克 毫克
""".split()
# Measures behind digits alone: behind a numeral they make words (十分, 一段, 三面).
_MEASURES_OF_DIGITS: Final = "分 度 类 班 届 段 层 头 片 字 路 对 面 门 起 兆".split()
_COUNT_UNITS: Final = _MEASURES + _MEASURES_OF_DIGITS
_LETTER_UNITS: Final = """
    km² km2 km m² m2 m³ m3 cm² cm2 cm mm m ㎡ ㎥ ㎞ ㎏ ㎝ ㎜ kg g t mg μg ug ml mL L l kWh kwh KWH
    kW KW MW W kV KV V kVA KVA Hz MHz dB db ppm MB GB TB M Mbps Gbps bps KM Kg KG T ha ℃ °C °
""".split()
_PER_WHAT: Final = """
    年 月 日 天 周 季度 季 学期 学年 小时 分钟 秒 h d s 次 人 人次 人·天 人天 百人 千人 万人 户 个 村
    校 家 场 期 班 点 件 套 台 辆 头 株 座 处 亩 吨 t kg 公斤 升 L 度 公里 km 米 m 平方米 平方公里
    立方米 ㎡ m² m³ m2 m3 百万 万 万元 亿元
""".split()
_PER: Final = rf"(?:/(?:{_any_of(_PER_WHAT)})){{0,3}}"
_MEASURE: Final = rf"[百千万亿]{{0,2}}(?:{_any_of(_COUNT_UNITS)})"
_UNIT: Final = (
    r"(?P<percent>%|\(%\)|‰|个百分点)"
    r"|(?P<age>周?岁)"
    rf"|(?P<time>(?:(?:{_any_of(_TIME_UNITS)})(?!级)|(?:min|[dhHs])(?![A-Za-z])){_PER})"
    rf"|(?P<measure>{_MEASURE}{_PER}|[百千万亿]{{1,2}})|\((?P<bracketed>{_MEASURE})\)"
    rf"|(?P<letters>(?:{_any_of(_LETTER_UNITS)})(?![A-Za-z]){_PER})"
    r"|(?P<grade>[A-Za-z]{1,20}|级|星级?|强)"
)
_LONGEST_UNIT: Final = 20

# ---- Texts with digits or numerals that are no figures. They are struck out before figures are searched.

_CN: Final = "一二两三四五六七八九十"
_MAY_HOLD_A_FIGURE: Final = re.compile(rf"[\d{_CN}半零]|分之")
_UNIT_WORDS: Final = f"(?:{_any_of(_COUNT_UNITS + _TIME_UNITS)})"
_QUOTED: Final = (
    r"“[^“”]{0,60}”|‘[^‘’]{0,60}’|「[^「」]{0,60}」|\"[^\"]{1,30}\"|《[^《》]{0,80}》|【[^【】]{0,40}】"
)
_ORDINALS: Final = (
    rf"第\s?(?:\d{{1,4}}|[{_CN}百零]{{1,5}})(?:\s?[-~至到、和]\s?(?:\d{{1,4}}|[{_CN}]{{1,3}}))?"
    # 3年级, 一等奖, 1号楼 (but 5号前 is a date), 80后
    rf"|(?<!\d)(?:\d{{1,2}}|[{_CN}])(?:年级|等奖)|(?<!\d)(?:\d{{1,4}}|[{_CN}]{{1,3}})号(?!之?前|以前|\d)"
    rf"|(?<![\d.])[06-9]0后|(?:\d{{1,3}}|[{_CN}百]{{1,5}})周年"
)
_LIST_NUMBERS: Final = r"(?:^|(?<=[。;，,:\s]))(?:\(\d{1,2}\)|\d{1,2}(?:\.|、|\)))(?=[^\d\s])"
_PROPER_NAMES: Final = (
    r"(?<!\d)\d{3,6}(?=(?:政务|服务|便民|市民|投诉|举报|咨询|维权|监督|法律|心理|援助|求助){0,4}(?:热线|专线|电话))"
    r"|(?<!\d)(?:11[09]|12[02])(?=指挥|急救|报警|接警|接处警|处警|出警|消防|平台|举报|投诉)"
    rf"|(?<![\d.,])(?:12[13]\d\d|96\d{{3,4}})(?=[^\W\d_])(?![余多以左至到内]|{_UNIT_WORDS})"
    rf"|(?<![\d.,])\d{{1,4}}(?=工程|行动|计划|模式|战略)|(?<![\d.])\d(?:\+[0-9A-Za-z]){{1,9}}"
    rf"|(?<!\d)(?:\d{{1,2}}|[{_CN}])个一|(?<!\d)(?:\d|[{_CN}])年(?=行动|规划|计划|攻坚)"
    # Digits in a name with letters: GB/T 1234, A4, PM2.5, ISO9001, V1.0; a version: 1.2.3
    r"|(?<![A-Za-z])(?:GB/T|GB|ISO|DB|HJ|CJJ?|JGJ)\s?-?\d[\d.\-]{0,20}"
    # (but APP1个 is one)
    rf"|(?<![\dA-Za-z])(?:[A-Za-z]|[A-Za-z]{{2,20}}(?!\d{{1,5}}{_UNIT_WORDS}))-?\d[\d.]{{0,10}}[A-Za-z]{{0,3}}"
    r"|(?<![\d.])\d{1,4}\.\d{1,4}\.\d{1,4}(?![\d.])"
)
_SET_PHRASES: Final = (
    r"两个(?:维护|确立|毫不动摇|结合|责任|一百年)|四个(?:意识|自信|全面)|三个代表|五个一|三会一课"
    r"|一(?:批(?!次)|种|系列|些|次性|部分|件事|站式|条龙|张网|张图|盘棋|条心|把手|体化|家亲|本账|张表|个个)"
    r"|一次(?=通过|验收|合格|办|成|到位)|十[一二三四五六]五(?=规划|时期|期间|计划)|[统逐唯单另某每任同万进]一(?=\S)"
    # 一人一档, but not 一年一次
    rf"|[{_CN}]期(?=工程|项目|建设)|一[^\W\d_]{{1,2}}一(?![次场期届回轮个项份遍])[^\W\d_]?|[上下]半年"
)
_ASIDES: Final = r"满分(?:为|是|:)?\s?\d{1,4}\s?分?|\(含\s?\d[^()]{0,8}\)"
_NO_FIGURES: Final = re.compile(
    "|".join((_QUOTED, _ORDINALS, _LIST_NUMBERS, _PROPER_NAMES, _SET_PHRASES, _ASIDES))
)
# 1.宣传2.培训: in a list that begins with 1, a digit and a point between words is a number of the list.
_LIST_BEGINS: Final = re.compile(r"\s*\(?1[.、)](?!\d)")
_NUMBER_IN_LIST: Final = re.compile(r"(?<=[^\W\d_])\d[.、](?=[^\W\d_])")

# ---- Dates. A bare year, a quarter in words and a half year state a time, but no number.

_YEAR: Final = r"(?<![\d.])(?:19|20)\d\d"
_MONTH: Final = r"(?:1[0-2]|0?[1-9])(?!\d)"
_MONTH_OF_TWO: Final = r"(?:1[0-2]|0[1-9])(?!\d)"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_DATES: Final = re.compile(
    rf"{_YEAR}\s?年\s?{_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?"
    # 2024/12/31, 2023.07: one of them without a day is no date behind a comparator or before a unit.
    rf"|{_YEAR}([./-]){_MONTH}\1{_DAY}(?![.\d])"
    rf"|(?<![≥≤><=]){_YEAR}[./-]{_MONTH_OF_TWO}(?![.\d%])(?!\s?(?:[百千万亿]|{_any_of(_COUNT_UNITS)}))"
    rf"|(?<![\d.]){_MONTH}(?:\s?月)?\s?[-~至到、]\s?{_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?"
    rf"|(?<![\d.]){_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?"
    rf"|(?<![\d.]){_DAY}\s?[日号](?=之?前|以前|止)"
    r"|(?<![\d.])(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)"
    r"|(?<![\d.])(?:[01]?\d|2[0-4])[时点](?=之?前|以前|整|至)"
    r"|(?<![\d.])[1-4]季度"
    rf"|(?:十[一二]?|[{_CN}])月(?:份)?(?:(?:[二三]?十)?[{_CN}]?[日号])?(?=底|末|初|中旬|上旬|下旬|之?前|以前|$)"
)
_BARE_YEARS: Final = re.compile(
    rf"{_YEAR}\s?年?\s?[-~至、]\s?(?:20)?\d\d\s?(?:年度?|学年)|{_YEAR}\s?-\s?20\d\d(?![\d.%\w])"
    rf"|{_YEAR}\s?(?:年度?|学年|届|级|版|款)|[一二][一二三四五六七八九零]{{3}}年"
)
_YEAR_IN_NUMERALS: Final = "二零[一二三四五六七八九零]{2}"
_TIME_WITHOUT_FIGURE: Final = re.compile(
    rf"(?:{_YEAR}年度?|{_YEAR_IN_NUMERALS}年|[上下]半年|第?[一二三四1-4]季度)(?:底|末|之?前|以前|内(?!容|部)|完成)"
    r"|(?:当|本|次)?年(?:底|末|内(?!容|部))"
    rf"|^\s*(?:{_YEAR}年度?|{_YEAR}年?\s?[-~至]\s?20\d\d年?度?|第?[一二三四1-4]季度|[上下]半年)\s*$"
)

# ---- Figures.

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3}){1,6}(?![\d,])|\d++)(?:\.\d++)?"
_DIGITS: Final = re.compile(
    rf"(?P<number>{_NUMBER})(?P<through>\s?(?:%|\(%\))?\s?[-~至到]\s?(?P<upper>{_NUMBER}))?+"
    rf"(?P<calculated>(?:\s?[×xX*/:+]\s?\d++(?:\.\d++)?)++)?(?P<about>[余多几])?\s?(?:{_UNIT})?(?P<more>[余多])?"
)
_NUMERALS: Final = re.compile(
    rf"(?P<base>[百千])分之(?P<percent>[{_CN}百零点]{{1,8}}|{_NUMBER})|(?P<fraction>[{_CN}百千万]{{1,3}}分之[{_CN}]{{1,3}})"
    rf"|(?P<tenths>[{_CN}]|(?<![\d.])\d)成(?P<half>五)?(?=$|[^\w]|以上|左右|以下)"
    # 二次供水 is no count (that is 两次), 数十 and 上百 none either
    rf"|(?<![数几上])(?P<numeral>(?!二(?:次|期|级))[{_CN}][{_CN}百千万零]{{0,8}}|半(?=年|天|日|个月|个小时|小时))(?P<about>[余多几])?"
    rf"(?:(?P<points>个百分点|%)|(?P<time>{_any_of(_TIME_UNITS)})(?!级|度|期|前)|(?P<unit>{_any_of(_MEASURES)}))"
    r"|零(?P<nothing>事故|投诉|差错|死亡|伤亡|失误|违规|违纪|上访|缺陷|故障|泄密|污染|举报|发案|案件|火灾|感染|发生|增长)"
)
_NOUN_AFTER_ZERO: Final = re.compile(r"[^\W\d_]{1,4}(?=$|\W)")

# ---- The context of a figure.

_NOT: Final = "(?:不|未)(?:得|应|能|可|会|要)?"
_COMPARATOR_BEFORE: Final = re.compile(
    rf"(?:(?P<ge>≥|{_NOT}(?:少于|低于|小于|短于|少|低)|(?:大于|高于|多于|超过)(?:或者?)?等于"
    r"|(?:至少|最少|最低)[^\W\d_]{0,6})"
    rf"|(?P<le>≤|{_NOT}(?:超过|高于|大于|多于|超出|长于|迟于|晚于|超)|(?:小于|低于|少于)(?:或者?)?等于"
    r"|(?:至多|最多)[^\W\d_]{0,6})"
    r"|(?P<gt>>|大于|高于|超过|多于|超出|超)|(?P<lt><|小于|少于|低于|短于|不足|不到)|(?P<eq>=|等于))(?:人民币)?\s{0,3}$"
)
_LONGEST_BEFORE: Final = 14
_SIGN_OF: Final = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "="}
_COMPARATOR_AFTER: Final = re.compile(
    r"\s?(?:\(含(?:本数)?\))?(?:及|或者?|含)?(?:(?P<ge>以上|之上)|(?P<le>以下|以内|之内))(?P<ends>\s?(?:$|[^\w\s]))?"
)
_WITHIN: Final = re.compile(r"\s?内(?!容|部|涝|外|蒙)(?P<ends>\s?(?:$|[^\w\s]))?")
_UPWARD, _DOWNWARD = {"≥", ">"}, {"≤", "<"}
# A change, an approximation, a rank or a signed value: not the level to reach.
_NO_LEVEL_BEFORE: Final = re.compile(
    r"(?:增长|下降|提高|提升|减少|降低|上升|压减|增加|增速|缩短|降幅|增幅|约|约为|大约|近|前|±|〈|〉|(?<!\w)-|[+×xX*/:])\s?$"
)
_PER_BEFORE: Final = re.compile(r"每隔?\s?$")
_ABOUT_AFTER: Final = re.compile(r"\s?(?:左右|上下|\+)")


def _struck(match: re.Match[str]) -> str:
    """Return a placeholder of equal length, so that the neighbours of what is struck out are not joined."""
    return "\0" * len(match[0])


def _in_numerals(text: str) -> Iterator[tuple[re.Match[str], Figure]]:
    """Chinese numerals before a measure word, as 百分之… or …成, and 零 before a mishap."""
    for match in _NUMERALS.finditer(text):
        number: Decimal | None
        if match["nothing"]:
            number, kind, unit = Decimal(0), Kind.COUNT, match["nothing"]
        elif match["percent"]:
            number, kind = value_of(match["percent"]), Kind.PERCENTAGE
            unit = "%" if match["base"] == "百" else "‰"
        elif match["fraction"]:
            number, kind, unit = None, Kind.NUMBER, ""
        elif match["tenths"]:
            tenths = value_of(match["tenths"])
            number = None if tenths is None else tenths * 10 + (5 if match["half"] else 0)
            kind, unit = Kind.PERCENTAGE, "%"
        else:
            is_exact = not match["about"] and match["unit"] != "期"  # 三期 may be the third
            number = value_of(match["numeral"]) if is_exact else None
            kind = Kind.PERCENTAGE if match["points"] else Kind.TIME if match["time"] else Kind.COUNT
            unit = match["points"] or match["time"] or match["unit"]
        yield match, _in_context(text, match, Figure(kind, number=number, unit=unit))


def _in_digits(text: str) -> Iterator[tuple[re.Match[str], Figure]]:
    """Numbers in digits, with their units."""
    for match in _DIGITS.finditer(text):
        if match["grade"] and match["grade"].isascii():
            continue  # a name: 5G, 4K, 3D
        number = value_of(match["number"])
        upper = value_of(match["upper"]) if match["upper"] else None
        unclear = match["calculated"] or match["about"] or match["more"] or match["grade"]
        if match["through"] and ("%" in match["through"]) and not match["percent"]:
            unclear = match["through"]  # 5%-10: the second number's unit is not stated
        if unclear or (match["through"] and (number is None or upper is None or upper <= number)):
            number = upper = None
        kind, unit = _kind_and_unit(text, match, number)
        yield match, _in_context(text, match, Figure(kind, number=number, upper=upper, unit=unit))


def _kind_and_unit(text: str, match: re.Match[str], number: Decimal | None) -> tuple[Kind, str]:
    """The kind of a number in digits and its unit; "" where there is none, or one that is not known."""
    if match["percent"]:
        return Kind.PERCENTAGE, match["percent"].strip("()")
    if match["time"]:
        return Kind.TIME, match["time"]
    unit = match["measure"] or match["bracketed"] or match["letters"] or match["age"] or ""
    if unit or match["grade"]:
        return Kind.COUNT, unit
    noun = _NOUN_AFTER_ZERO.match(text, match.end())
    if noun and number == 0:
        return Kind.COUNT, noun[0]  # 0事故
    around = (_COMPARATOR_AFTER, _ABOUT_AFTER)
    follows = text[match.end() : match.end() + 1]
    if follows.isalpha() and not any(pattern.match(text, match.end()) for pattern in around):
        return Kind.COUNT, ""
    return Kind.NUMBER, ""


def _in_context(text: str, match: re.Match[str], figure: Figure) -> Figure:
    """Return the figure with the context that it was found in: comparator, approximation, qualification."""
    number, upper = figure.number, figure.upper
    before = text[max(0, match.start() - _LONGEST_BEFORE) : match.start()]
    head = _COMPARATOR_BEFORE.search(before)
    tail = _COMPARATOR_AFTER.match(text, match.end())
    within = _WITHIN.match(text, match.end()) if figure.kind is Kind.TIME else None
    sign_before = _SIGN_OF[head.lastgroup] if head and head.lastgroup else ""
    sign_after = ("≥" if tail["ge"] else "≤") if tail else "≤" if within else ""
    sign = sign_before or sign_after
    both = {sign_before, sign_after}
    if upper is not None or (both & _UPWARD and both & _DOWNWARD):
        sign = ""  # a range has none; 不高于5%以上 contradicts itself
    per = _PER_BEFORE.search(before) is not None
    unclear = per or _NO_LEVEL_BEFORE.search(before) or _ABOUT_AFTER.match(text, match.end())
    if unclear or len(figure.unit) > _LONGEST_UNIT or number is None:
        number, upper, sign = None, None, ""
    behind = tail or within
    at_end = behind is not None and behind["ends"] is not None
    return replace(
        figure,
        comparator=sign,
        number=number,
        upper=upper,
        qualifies=per or figure.unit in ("岁", "周岁"),
        is_firm=bool(sign) and (bool(sign_before) or at_end),
    )
