"""The context of a figure: comparator, approximation, change, and what it is per by the words before it."""

import re
from dataclasses import replace
from typing import Final

from indicators.kinds import Change, Figure, Kind
from indicators.units import EACH_AT_END, PER, per_before, whole, with_per

_NOT: Final = "(?:不|未)(?:得|应|能|可|会|要)?"
# 不低于保费的80%: what the figure is of.
_OF: Final = r"(?:[^\W\d_]{1,12}的|[^\W\d_]{0,4}(?:预算|概算|总额|总投资|总量|总数|计划数|目标值))?"
_COMPARATOR_BEFORE: Final = re.compile(
    rf"(?:(?P<ge>≥|{_NOT}(?:少于|低于|小于|短于|少|低)|(?:大于|高于|多于|超过)(?:或者?|[/、])?等于"
    r"|(?:至少|最少|最低)[^\W\d_]{0,6})"
    rf"|(?P<le>≤|{_NOT}(?:超过|高于|大于|多于|超出|长于|迟于|晚于|突破|超)|(?:小于|低于|少于)(?:或者?|[/、])?等于"
    r"|(?:至多|最多)[^\W\d_]{0,6})"
    r"|(?P<within>(?<![\d℃%])±|\+/-|\+-|正负|上下浮动|上下(?=\d|\s?$)|(?<![率值])浮动)"
    r"|(?P<gt>>|大于|高于|超过|多于|超出|超)|(?P<lt><|小于|少于|低于|短于|不足|不到)|(?P<eq>=|等于))"
    rf"{_OF}:?(?:人民币|[¥￥])?\s{{0,3}}$"
)
_LONGEST_BEFORE: Final = 30
# Most figures have no words before them, and are spared the longer patterns.
_MAY_COMPARE: Final = re.compile(r"[≥≤<>=±+不未大高多超至最小低少短等正上浮下]")
_MAY_CHANGE: Final = re.compile(r"[高低增提上涨递下降减压缩削负较比超+↑]")
_SIGN_OF: Final = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "=", "within": "±"}
_COMPARATOR_AFTER: Final = re.compile(
    r"\s?(?:\(含(?:本数)?\))?(?:及|或者?|含)?(?:(?P<ge>以上|之上)|(?P<le>以下|以内|之内))(?:(?=\s?(?:$|[^\w\s]))(?P<ends>))?"
)
_WITHIN: Final = re.compile(r"\s?内(?!容|部|涝|外|蒙)(?P<ends>\s?(?:$|[^\w\s]))?")
_UPWARD, _DOWNWARD = {"≥", ">"}, {"≤", "<"}
# An approximation, a rank, a signed value or a rate of the law: not the level to reach.
_NO_LEVEL_BEFORE: Final = re.compile(
    r"(?:(?<!节)约|约为|大约|≈|近|前|〈|〉|(?<!\w)-|[+×xX*/:]|减按|税率[按为]?|[\d℃%]±)\s?$"
)
# A rate of the law (减按15%征收, 税率按15%执行) is what is applied, not what is reached.
_LEGAL_RATE: Final = re.compile(r"\s?的?(?:税率|征收率|征收|计征|减征|预征)")
_ABOUT_AFTER: Final = re.compile(r"\s?(?:左右|上下|\+)")
_PER_BEFORE: Final = re.compile(r"每隔?\s?$")

# ---- Changes. 提高到95% is a level, and so is 增长率≥5%: the name of a rate.

_UP: Final = "增长|提高|提升|增加|上升|上涨|上浮|上调|增幅|涨幅|增速|递增|增多|增"
_DOWN: Final = "下降|降低|减少|压减|压缩|缩减|削减|缩短|下浮|下调|降幅|减幅|递减|负增长|降|减(?!排|免|负|灾)"
# Between the verb and the figure: of what (压减一般性支出5%), unless that has a level (提高合格率95%).
_THING: Final = (
    r"[^\W\d_]{0,6}?(?:成本|支出|费用|经费|能耗|收入|效益|产值|产量|排放量?|时间|损失|事故|人数|面积|数量|[用耗水电油产]量|总量|投资|利润|税收|"
    r"工作效率|效率|开支|消耗|损耗|产|收|值|效|排|耗|损|亏|支)"
)
# 高于上年5个百分点 is a change as well.
_OTHER: Final = r"[^\W\d_]{0,4}(?:上年度?|去年|同期|上一年度?|平均)(?:末|底|实际|同期|水平|均值|值|线)?"
_CHANGE_BEFORE: Final = re.compile(
    rf"(?:(?P<down>{_DOWN})|(?P<up>(?<!新)(?:{_UP}))|(?P<above>(?:高于|高出|超过)(?={_OTHER}))|(?P<below>低于(?={_OTHER}))|(?P<signed>(?:较|比|同比|环比|超)[^,，。;；:\d]{{0,8}}\+|^\s*\+|↑))(?!率)"
    rf"(?:了|幅度|幅|额度?|量|{_OTHER})?(?:为|达)?(?P<thing>{_THING})?\s?$"
)
_CHANGE_OF_ANYTHING: Final = re.compile(rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP}))[^,，。;；:\d至到]{{0,12}}$")
_CHANGE_AFTER: Final = re.compile(
    rf"\s?(?:以上|以内|以下|左右|\(含\))?\s?的?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:幅度?|率)?(?=\s?(?:$|[^\w\s]))"
)
_ENDS_CLAUSE: Final = re.compile(
    r"\s?(?:(?:及|或|\(含\))?以[上下内])?(?:\(含\))?\s?(?:$|[^\w\s]|的|至|到|左右|以)"
)


def in_context(text: str, original: str, span: tuple[int, int], figure: Figure) -> Figure:
    """Return a figure at a span of a text with the context that it was found in.

    `text` has struck out what is no figure; `original`, of the same length, has not.
    """
    start, end = span
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    compared = EACH_AT_END.sub("", before) if before[-1:].isalpha() and "每" in before else before
    head = _COMPARATOR_BEFORE.search(compared) if _MAY_COMPARE.search(compared) else None
    tail = _COMPARATOR_AFTER.match(text, end)
    within = _WITHIN.match(text, end) if figure.kind is Kind.TIME else None
    sign_before = _SIGN_OF[head.lastgroup] if head and head.lastgroup else ""
    sign_after = ("≥" if tail["ge"] else "≤") if tail else "≤" if within else ""
    number, upper, unit = figure.number, figure.upper, figure.unit
    sign = _one_sign(sign_before, sign_after, is_range=upper is not None)
    is_each = _PER_BEFORE.search(before) is not None
    change = _change(text, compared[: head.start()] if head else compared, end, figure)
    is_cut = (
        change is not None
        and unit == "%"
        and not (_ENDS_CLAUSE.match(text, end) or _CHANGE_AFTER.match(text, end))
    )
    is_inexact = _NO_LEVEL_BEFORE.search(before) is not None and not _SIGNED.search(before)
    is_inexact = is_inexact or _LEGAL_RATE.match(text, end) is not None
    # is_cut: 提升95%群众满意度
    unclear = is_each or is_cut or is_inexact or _ABOUT_AFTER.match(text, end) is not None
    before_sign = start - len(before) + head.start() if head and compared == before else start
    per = "" if is_each else _per(original[:before_sign], figure)
    if tail and (behind_tail := _PER.match(text, tail.end(tail.lastgroup or 0))):
        per += whole(behind_tail[0])  # 2次以上/年
    if unclear or len(unit) > _LONGEST_UNIT or number is None:
        number, upper, sign, change = None, None, "", None
    behind = tail or within
    at_end = behind is not None and behind["ends"] is not None
    return replace(
        figure,
        comparator=sign,
        number=number,
        upper=upper,
        unit=with_per(unit, per),
        qualifies=is_each or unit in ("岁", "周岁"),
        is_firm=bool(sign) and (bool(sign_before) or at_end),
        change=change,
    )


_LONGEST_UNIT: Final = 30
_PER: Final = re.compile(PER)
# ±5% and +5% have a sign that _NO_LEVEL_BEFORE takes for one of a calculation.
_SIGNED: Final = re.compile(
    r"(?:(?<![\d℃%])±|\+/-|\+-|正负|(?:较|比|同比|环比)[^,，。;；:\d]{0,8}\+|^\s*\+)\s?$"
)


def _one_sign(before: str, after: str, *, is_range: bool) -> str:
    """The comparator of a figure by those before and after it; a range has none."""
    both = {before, after}
    if before == "±":
        return before
    if is_range or (both & _UPWARD and both & _DOWNWARD):
        return ""  # 不高于5%以上 contradicts itself
    return before or after


def _change(text: str, before: str, end: int, figure: Figure) -> Change | None:
    may_change = _MAY_CHANGE.search(before)
    found = (_CHANGE_BEFORE.search(before) if may_change else None) or _CHANGE_AFTER.match(text, end)
    if (
        found is not None
        and found.re is _CHANGE_BEFORE
        and found["thing"]
        and figure.kind is not Kind.PERCENTAGE
    ):
        found = None  # 增加投资5万元 may be all that is invested
    if found is None and may_change and figure.unit == "个百分点":
        found = _CHANGE_OF_ANYTHING.search(before)
    if found is None:
        return None
    return Change.DOWN if found["down"] or (found.re is _CHANGE_BEFORE and found["below"]) else Change.UP


def _per(before: str, figure: Figure) -> str:
    """What the words before a figure say that it is per: `/季度`."""
    if figure.kind in (Kind.PERCENTAGE, Kind.NUMBER) or figure.number is None:
        return ""
    return per_before(before[-_LONGEST_BEFORE:])
