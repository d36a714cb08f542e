"""Rows of sums: how they are named."""

import re
from functools import lru_cache
from typing import Final, Literal

from budget.disclosure.layouts.names import name_kind
from budget.disclosure.layouts.notes import core_of

SumKind = Literal["grand", "subtotal"]

_GRAND: Final = re.compile(
    r"(?:本?部门|本?单位|全部门?|项目|预算|支出|经费|资金|金额|总|本年度?|年度|全年|所有|各项){0,4}(?:合计|总计|共计)(?:数|额|金额|栏)?"
)
_SUBTOTAL: Final = re.compile(
    r"(?:(?:转|接|承|过)?(?:本|此|该|当|每|上|下|前|次|首|末|第[0-9一二三四五六七八九十]+)(?:一)?(?:页|表|栏)|以上|上述|上列|至此|截至本页|各页)"
    r"(?:各?项目?|所有|全部)*(?:金额|经费|资金)?(?:之和|小计|合计|总计|共计|累计|结转)(?:数|额|金额)?"
    r"|累计(?:数|额|金额)?|合计中?其中|其中|单位合计|.{0,20}小计(?:数|额|金额)?|小计.{0,12}"
    r"|[本每]?页计|(?:承前页|过次页|承上页|接上页|转下页|上页结转|结转下页)"
)
_OTHER_TOTAL: Final = re.compile(r"(?P<of>[^:]{1,30}?)(?:小计|合计|总计|共计)(?:数|额|金额)?")
_PART: Final = re.compile(r"其中\s*[:：].*", re.DOTALL)
_OF_UNIT: Final = re.compile(r"(?:本?单位|本?部门)?(?:小计|合计|总计|共计)")
_LONGEST: Final = 40


@lru_cache(maxsize=4096)
def sum_kind(name: str, department: str = "") -> SumKind | None:
    """Whether the name of a row without objective and indicators is that of a sum.

    The total of an organisation (某局合计) is no such sum: it may be the row that names the unit.
    """
    if not name or len(name) > _LONGEST:
        return None
    core = core_of(name)
    if _SUBTOTAL.fullmatch(core) and not _of_organisation(core, department):
        return "subtotal"
    if _GRAND.fullmatch(core):
        return "grand"
    if is_part(name):
        return "subtotal"
    if _OTHER_TOTAL.fullmatch(core) and not _of_organisation(core, department):
        return "subtotal"
    return None


def is_sum_of_unit(name: str) -> bool:
    """Whether a name says that its row sums the unit that another column names."""
    return len(name) <= _LONGEST and bool(_OF_UNIT.fullmatch(core_of(name)))


def is_part(name: str) -> bool:
    """Whether a name says that its row is a part of the row above (其中：…)."""
    return bool(_PART.fullmatch(name.strip(" (（")))


def summed_name(name: str) -> str:
    """The name of what a row sums (某局 of 某局小计), "" where it names nothing."""
    found = _OTHER_TOTAL.fullmatch(core_of(name)) if len(name) <= _LONGEST else None
    return found["of"].strip(":") if found else ""


def _of_organisation(core: str, department: str) -> bool:
    found = _OTHER_TOTAL.fullmatch(core)
    if not found or found["of"] in ("部门", "单位", "本部门", "本单位", "本级"):
        return False
    return name_kind(found["of"], department) == "unit"
