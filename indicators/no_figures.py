"""What is no figure of a text although it has digits or numerals, and what is a date.

Both are struck out before figures are searched.
"""

import re
from typing import Final

from indicators.units import COUNT_UNITS, HAN, TIME_UNITS, any_of

CN: Final = "一二两三四五六七八九十"
MAY_HOLD_A_FIGURE: Final = re.compile(rf"[\d{CN}半零]|分之")
_UNIT_WORDS: Final = f"(?:{any_of(COUNT_UNITS + TIME_UNITS)})"
_QUOTED: Final = (
    r"“[^“”]{0,60}”|‘[^‘’]{0,60}’|「[^「」]{0,60}」|\"[^\"]{1,30}\"|《[^《》]{0,80}》|【[^【】]{0,40}】"
)
_ORDINALS: Final = (
    rf"第\s?(?:\d{{1,4}}|[{CN}百零]{{1,5}})(?:\s?[-~至到、和]\s?(?:\d{{1,4}}|[{CN}]{{1,3}}))?"
    # 3年级, 一等奖, 1号楼 (but 5号前 is a date), 80后
    rf"|(?<!\d)(?:\d{{1,2}}|[{CN}])(?:年级|等奖)|(?<!\d)(?:\d{{1,4}}|[{CN}]{{1,3}})号(?!之?前|以前|\d)"
    rf"|(?<![\d.])[06-9]0后|(?:\d{{1,3}}|[{CN}百]{{1,5}})周年"
)
_LIST_NUMBERS: Final = r"(?:^|(?<=[。;，,:\s]))(?:\(\d{1,2}\)|\d{1,2}(?:\.|、|\)))(?=[^\d\s])"
_PROPER_NAMES: Final = (
    r"(?<!\d)\d{3,6}(?=(?:政务|服务|便民|市民|投诉|举报|咨询|维权|监督|法律|心理|援助|求助){0,4}(?:热线|专线|电话))"
    r"|(?<!\d)(?:11[09]|12[02])(?=指挥|急救|报警|接警|接处警|处警|出警|消防|平台|举报|投诉)"
    rf"|(?<![\d.,])(?:12[13]\d\d|96\d{{3,4}})(?=[^\W\d_])(?![余多以左至到内]|{_UNIT_WORDS})"
    rf"|(?<![\d.,])\d{{1,4}}(?=工程|行动|计划|模式|战略)|(?<![\d.])\d(?:\+[0-9A-Za-z]){{1,9}}"
    rf"|(?<!\d)(?:\d{{1,2}}|[{CN}])个一|(?<!\d)(?:\d|[{CN}])年(?=行动|规划|计划|攻坚)"
    # Digits in a name with letters: GB/T 1234, A4, PM2.5, ISO9001, V1.0; a version: 1.2.3
    r"|(?<![A-Za-z])(?:GB/T|GB|ISO|DB|HJ|CJJ?|JGJ)\s?-?\d[\d.\-]{0,20}"
    # (but APP1个 is one)
    rf"|(?<![\dA-Za-z/])(?:[A-Za-z]|[A-Za-z]{{2,20}}(?!\d{{1,5}}{_UNIT_WORDS}))-?\d[\d.]{{0,10}}[A-Za-z]{{0,3}}"
    r"|(?<![\d.])(?!(?:19|20)\d\d\.)\d{1,4}\.\d{1,4}\.\d{1,4}(?![\d.])"
)
_SET_PHRASES: Final = (
    r"两节(?=之?前|期间|$)|[三四五六]位一体|两不愁|三保障|两个(?:维护|确立|毫不动摇|结合|责任|一百年)|四个(?:意识|自信|全面)|三个代表|五个一|三会一课"
    r"|一(?:批(?!次)|种|系列|些|次性|部分|件事|站式|条龙|张网|张图|盘棋|条心|把手|体化|家亲|本账|张表|个个)"
    r"|一次(?=通过|验收|合格|办|成|到位)|十[一二三四五六]五(?=规划|时期|期间|计划)|[统逐唯单另某每任同万进无]一(?=\S)|(?<=[不未]发生)一[起例件次人]|(?<=[不未]出现)一[起例件次人]"
    # 一人一档 and 1户1策, but not 一年一次
    rf"|(?<![\d.])[12]{HAN}1(?<![年月周天日季旬时次]1)(?![次场期届回轮个项份遍台套辆])[^\W\d_]"
    rf"|[{CN}]期(?=工程|项目|建设)|一[^\W\d_]{{1,2}}一(?![次场期届回轮个项份遍])[^\W\d_]?|[上下]半年"
)
_ASIDES: Final = r"\d{1,3}分制|满分(?:为|是|:)?\s?\d{1,4}\s?分?|\(含\s?\d[^()]{0,8}\)"
NO_FIGURES: Final = re.compile(
    "|".join((_QUOTED, _ORDINALS, _LIST_NUMBERS, _PROPER_NAMES, _SET_PHRASES, _ASIDES))
)
# 1.宣传2.培训: in a list that begins with 1, a digit and a point between words is a number of the list.
LIST_BEGINS: Final = re.compile(r"\s*\(?1[.、)](?!\d)")
NUMBER_IN_LIST: Final = re.compile(r"(?<=[^\W\d_])\d[.、](?=[^\W\d_])")

# ---- Dates. A bare year, a quarter in words and a half year state a time, but no number.

_YEAR: Final = r"(?<![\d.])(?:19|20)\d\d"
_MONTH: Final = r"(?:1[0-2]|0?[1-9])(?!\d)"
_MONTH_OF_TWO: Final = r"(?:1[0-2]|0[1-9])(?!\d)"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
DATES: Final = re.compile(
    rf"{_YEAR}\s?年\s?{_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?"
    # 2024/12/31, 2023.07: one of them without a day is no date behind a comparator or before a unit.
    rf"|{_YEAR}([./-]){_MONTH}\1{_DAY}(?![.\d])"
    rf"|(?<![≥≤><=]){_YEAR}[./-]{_MONTH_OF_TWO}(?![.\d%])(?!\s?(?:[百千万亿]|{any_of(COUNT_UNITS)}))"
    rf"|(?<![\d.]){_MONTH}(?:\s?月)?\s?[-~至到、]\s?{_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?"
    rf"|(?<![\d.]){_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?"
    rf"|(?<![\d.]){_DAY}\s?[日号](?=之?前|以前|止)|每月{_DAY}[日号](?:[、,和及至-]{_DAY}[日号]){{0,5}}"
    # 8:30, but 1:50 is a ratio
    r"|(?<![\d.])(?!1:)(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)"
    r"|(?<![\d.])(?:[01]?\d|2[0-4])[时点](?=之?前|以前|整|至)"
    r"|(?<![\d.])(?:[1-4]\s?[-~至、]\s?)?[1-4]季度"
    rf"|(?:十[一二]?|[{CN}])月(?:份)?(?:(?:[二三]?十)?[{CN}]?[日号])?(?=底|末|初|中旬|上旬|下旬|之?前|以前|$)"
)
BARE_YEARS: Final = re.compile(
    rf"{_YEAR}\s?年?\s?[-~至、]\s?(?:20)?\d\d\s?(?:年度?|学年)|{_YEAR}\s?-\s?20\d\d(?![\d.%\w])"
    rf"|{_YEAR}\s?(?:年度?|学年|届|级|版|款)|[一二][一二三四五六七八九零]{{3}}年"
)
_YEAR_IN_NUMERALS: Final = "二零[一二三四五六七八九零]{2}"
TIME_WITHOUT_FIGURE: Final = re.compile(
    rf"(?:{_YEAR}年度?|{_YEAR_IN_NUMERALS}年|[上下]半年|第?[一二三四1-4]季度)(?:底|末|之?前|以前|内(?!容|部)|完成)"
    r"|(?:当|本|次)?年(?:底|末|内(?!容|部))"
    rf"|^\s*(?:{_YEAR}(?:年度?|学年)|{_YEAR}年?\s?[-~至]\s?20\d\d(?:年?度?|学年)|第?[一二三四1-4]季度|[上下]半年)\s*$"
)
