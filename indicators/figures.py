"""Reads the figures of a text: numbers with comparator and unit, without digits that are no figures.

The module never guesses. An unclear number is None, and a doubtful numeral is no figure.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from indicators.contexts import in_context
from indicators.kinds import Figure, Kind
from indicators.no_figures import (
    BARE_YEARS,
    CN,
    DATES,
    LIST_BEGINS,
    MAY_HOLD_A_FIGURE,
    NO_FIGURES,
    NUMBER_IN_LIST,
    TIME_WITHOUT_FIGURE,
)
from indicators.numerals import value_of
from indicators.units import MEASURE_OF_NUMERAL, ONCE_IN, PER, TIME_UNITS, UNIT, any_of, whole

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
    return _TWO_SIGNS.sub(lambda sign: "≥" if {">", "≥"} & set(sign[0]) else "≤", text.translate(_PLAIN))


def unwrapped(plain_text: str) -> str:
    """The text without the line breaks and blanks that cells put anywhere, and without a mark that closes it;
    digits and letters that stand apart stay apart.
    """
    return _WRAPPED.sub("", plain_text.strip()).rstrip(";,，、。")


def figures_in(plain_text: str) -> tuple[Figure, ...]:
    """The figures of a text in `plain` form, in order.

    None of ordinals (第3批, 二级), list numbers, bare years, proper names with digits (12345热线, PM2.5, 5G,
    985工程), words in quotes, titles and tags, full marks, and set phrases (一次性, 两个维护, 一人一档).
    """
    if not MAY_HOLD_A_FIGURE.search(plain_text):
        return ()
    text = plain_text
    if LIST_BEGINS.match(text):
        text = NUMBER_IN_LIST.sub(_struck, text)
    text = NO_FIGURES.sub(_struck, text)
    found = [(match.start(), Figure(Kind.TIME, qualifies=True)) for match in DATES.finditer(text)]
    text = BARE_YEARS.sub(_struck, DATES.sub(_struck, text))
    text = ONCE_IN.sub(_struck, text)
    found += _in_numerals(text, plain_text)
    text = _numerals().sub(_struck, text)
    found += _in_digits(text, plain_text)
    return tuple(figure for _, figure in sorted(found, key=lambda one: one[0]))


def states_time(plain_text: str) -> bool:
    """Whether a text without a figure states a time: 2024年底前, 上半年完成, 第一季度."""
    return TIME_WITHOUT_FIGURE.search(plain_text) is not None


def is_bare_year(plain_text: str) -> bool:
    """Whether a text is a year or a span of years, and nothing else."""
    return BARE_YEARS.fullmatch(plain_text.strip()) is not None


_WRAPPED: Final = re.compile(
    r"(?<![0-9A-Za-z.])\s{1,9}|\s{1,9}(?![0-9A-Za-z.\s])|(?<=\d\.)[\r\n]{1,2}(?=\d)|(?<=\d)[\r\n]{1,2}(?=\.\d)"
)

# ---- One width, one sign.

_PLAIN: Final = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}
    | {"\u3000": " ", "\u00a0": " ", "〇": "零", "﹪": "%"}
    | dict.fromkeys("≧⩾", "≥")
    | dict.fromkeys("≦⩽", "≤")
    | {"﹥": ">", "﹤": "<", "﹦": "=", "═": "=", "≮": "≥", "≯": "≤", "＋": "+"}
    | dict.fromkeys("～∼", "~")
    | dict.fromkeys("—–―−─", "-")
)
_TWO_SIGNS: Final = re.compile(r"[<>](?:\s?[或/])?\s?=|=\s?[<>]|[≥≤](?:\s?/)?\s?=")

# ---- Figures.

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3}){1,6}(?![\d,])|\d++)(?:\.\d++)?"

# These two take half a second to compile. Most processes read no target.


@cache
def _digits() -> re.Pattern[str]:
    """The pattern of a figure in digits with its unit."""
    return re.compile(
        rf"(?P<number>{_NUMBER})(?P<through>\s?(?:%|\(%\))?\s?[-~至到]\s?(?P<upper>{_NUMBER}))?+"
        rf"(?P<calculated>(?:\s?[×xX*/:+比]\s?(?!1?0{{0,2}}[千万])\d++(?:\.\d++)?)++)?(?P<about>[余多几])?\s?(?:{UNIT})?(?P<more>[余多半])?"
    )


@cache
def _numerals() -> re.Pattern[str]:
    """The pattern of a figure in Chinese numerals with its unit."""
    return re.compile(
        rf"(?P<base>[百千])分之(?P<percent>[{CN}百零点]{{1,8}}|{_NUMBER})|(?P<fraction>[{CN}百千万]{{1,3}}分之[{CN}]{{1,3}})"
        rf"|(?P<tenths>[{CN}]|(?<![\d.])\d)成(?P<half>五)?(?=$|[^\w]|以上|左右|以下)"
        rf"|(?<![{CN}百千万零几数])(?P<round>[百千])(?P<flood>年一遇)"
        # 二次供水 is no count (that is 两次), 数十 and 上百 none either
        rf"|(?<![数几上])(?P<numeral>(?!二(?:次|期|级))[{CN}][{CN}百千万零]{{0,8}}|半(?=年|天|日|个月|个小时|小时))(?P<about>[余多几])?"
        rf"(?:(?P<points>个?百分点|%)|(?P<time>(?:{any_of(TIME_UNITS)})(?!级|度|期|前|一遇)(?:{PER})?)|(?P<unit>{MEASURE_OF_NUMERAL}))"
        r"|零(?P<nothing>事故|投诉|差错|死亡|伤亡|失误|违规|违纪|上访|缺陷|故障|泄密|污染|举报|发案|案件|火灾|感染|发生|增长)"
    )


_NOUN_AFTER_ZERO: Final = re.compile(r"[^\W\d_]{1,4}(?=$|\W)")
_COMPARED_AFTER: Final = re.compile(
    r"\s?(?:\(含(?:本数)?\))?(?:及|或者?|含)?(?:以|之)[上下内]|\s?(?:左右|上下|\+)"
)


def _struck(match: re.Match[str]) -> str:
    """Return a placeholder of equal length, so that the neighbours of what is struck out are not joined."""
    return "\0" * len(match[0])


def _in_numerals(text: str, original: str) -> Iterator[tuple[int, Figure]]:
    """Chinese numerals before a measure word, as 百分之… or …成, and 零 before a mishap."""
    for match in _numerals().finditer(text):
        number: Decimal | None
        if match["nothing"]:
            number, kind, unit = Decimal(0), Kind.COUNT, match["nothing"]
        elif match["percent"]:
            number, kind = value_of(match["percent"]), Kind.PERCENTAGE
            unit = "%" if match["base"] == "百" else "‰"
        elif match["fraction"]:
            number, kind, unit = None, Kind.NUMBER, ""
        elif match["flood"]:
            number, kind, unit = value_of(match["round"]), Kind.COUNT, match["flood"]
        elif match["tenths"]:
            tenths = value_of(match["tenths"])
            number = None if tenths is None else tenths * 10 + (5 if match["half"] else 0)
            kind, unit = Kind.PERCENTAGE, "%"
        else:
            # 三期 may be the third, and 两年半 is more than two
            is_exact = not match["about"] and match["unit"] != "期" and text[match.end() :][:1] != "半"
            number = value_of(match["numeral"]) if is_exact else None
            kind = Kind.PERCENTAGE if match["points"] else Kind.TIME if match["time"] else Kind.COUNT
            unit = whole(match["points"] or match["time"] or match["unit"])
        yield match.start(), in_context(text, original, match.span(), Figure(kind, number=number, unit=unit))


def _in_digits(text: str, original: str) -> Iterator[tuple[int, Figure]]:
    """Numbers in digits, with their units."""
    for match in _digits().finditer(text):
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
        if match["share"]:
            number, upper = _percent_of_share(number), _percent_of_share(upper)
        figure = Figure(kind, number=number, upper=upper, unit=unit)
        yield match.start(), in_context(text, original, match.span(), figure)


def _percent_of_share(number: Decimal | None) -> Decimal | None:
    """0.97 as a 比例 is 97 %; 97 is 97 % as well."""
    return number if number is None or number > 1 else Decimal(f"{number.scaleb(2):f}")


def _kind_and_unit(text: str, match: re.Match[str], number: Decimal | None) -> tuple[Kind, str]:
    """The kind of a number in digits and its unit; "" where there is none, or one that is not known."""
    if match["percent"]:
        return Kind.PERCENTAGE, whole(match["percent"])
    if match["time"]:
        return Kind.TIME, whole(match["time"])
    noun = _NOUN_AFTER_ZERO.match(text, match.end("number"))
    if noun and number == 0 and match["unknown"]:
        return Kind.COUNT, noun[0]  # 0事故
    found = (match[name] for name in ("measure", "bracketed", "letters", "age", "unknown", "multiple"))
    unit = whole(next(filter(None, found), ""))
    if unit or match["grade"]:
        return Kind.COUNT, unit
    if noun and number == 0:
        return Kind.COUNT, noun[0]
    follows = text[match.end() : match.end() + 1]
    if follows.isalpha() and not _COMPARED_AFTER.match(text, match.end()):
        return Kind.COUNT, ""
    return Kind.NUMBER, ""
