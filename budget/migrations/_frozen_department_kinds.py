"""The kind of a department as migration 0028 fills it, of folded texts. Frozen: living code has its own."""

import re
from typing import Final

from budget.migrations._frozen_folding import fold

# The parts of a region: 广东省, 广州市. 州 alone ends a name, not a kind of place (苏州市).
_PLACE: Final = re.compile(r".+?(?:自治区|特别行政区|自治州|地区|省|市|盟|区|县|旗)")
# A place at the beginning of a name: 广州市天河区, 天河区.
_LEADING: Final = re.compile(
    r"(?:[一-龥]{2,8}?(?:省|自治区|特别行政区))?(?:[一-龥]{2,3}市|[一-龥]{2,9}?自治州)?(?:[一-龥]{1,5}?(?:自治县|[县旗区]))?"
)
# 区 and 旗 at the end of what is no place.
_NO_PLACE: Final = re.compile(
    r"(?:[老社园景灾牧库山小特军郊地]区|(?:开发|示范|保护|试验|实验)区|^城区|^红旗)$"
)
# The level alone at the beginning (市教育局). Lets pass words that begin so: 市场, 市委, 市政, 市民, 区域.
_LEVEL: Final = re.compile(
    r"[省市区县州](?=[一-龥]{3})(?![委场容辖级域块])(?!政(?![府协法]))(?!民(?![政族宗]))"
)
# Which part of a department a table is of.
_PART: Final = re.compile(r"(?:\((?:本级|机关|部门|汇总)\)|本级|部门)$")


def kind_of(name: str, region: str) -> str:
    """Return a department's folded name without the names of places; the whole where too little is left.

    Taken out are the parts of the region, wherever they are in the name, and a place or a level at its
    beginning: 广州市教育局, 天河区教育局 and 市教育局 are all 教育局. The level of a committee of the party
    is a part of its name and stays (中共市委宣传部).
    """
    whole = left = _PART.sub("", fold(name))
    for place in _PLACE.findall(fold(region)):
        left = re.sub(rf"{re.escape(place)}(?!委(?!员))", "", left)
        left = re.sub(rf"{re.escape(place[:-1])}(?={re.escape(place[-1])}委(?!员))", "", left)
    leading = _LEADING.match(left)
    place = leading.group() if leading else ""
    if place and not _NO_PLACE.search(place) and not re.match("委(?!员)", left[len(place) :]):
        left = left[len(place) :] if len(left) > len(place) + 1 else left
    left = _LEVEL.sub("", left, count=1) if _LEVEL.match(left) else left
    return left if len(left) > 1 else whole
