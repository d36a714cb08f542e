"""Reads the lines above a table: title, fiscal year, department, region and money unit.

A line may be one cell, a label and a value in neighbouring cells, or hold several statements
(`部门名称：… 单位：万元`). Only the last lines before the header are searched, since long documents have
pages of prose before them.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts.notes import is_placeholder
from indicators.folding import fold

# A title, a department, a unit of money, 附件N, a subtitle, and as many lines again.
_LINES_SEARCHED: Final = 10
_LONGEST_LINE: Final = 150

# Quantifiers of blanks are possessive: a line of blanks is scanned once.
_MONEY: Final = r"(?:人民币)?\s*+(?P<money>[千百十]?[万亿]?\s*+元|万)(?:人民币)?"
_MONEY_UNIT: Final = re.compile(
    rf"(?:(?:金额|货币|计量|计价|资金|预算)?单\s*+位(?:\s*+[:：]\s*+|\s++)"
    rf"|(?:^|[(（])\s*+(?:单\s*+位\s*+[:：]?\s*+)?){_MONEY}\s*+(?=$|[)）,，;；]|(?<=\s))"
)
_SPACE: Final = r"[^\S\n]*"
_LABEL_END: Final = rf"{_SPACE}(?:[(（][^()（）:：]*[)）])?(?:及代码|和代码)?{_SPACE}[:：]"
_OF_DEPARTMENT: Final = (
    rf"(?:[^\s:：()（）]{{0,10}}(?:主管|归口|归口管理|业务管理|预算)"
    rf"|一级|业务|所属|填报|编报|编制|申报|公开|制表){_SPACE}"
)
_OR_UNIT: Final = rf"(?:[(（]{_SPACE}单{_SPACE}位{_SPACE}[)）])?{_SPACE}"
_DEPARTMENT_LABEL: Final = re.compile(
    rf"(?:{_OF_DEPARTMENT})?部{_SPACE}门{_SPACE}{_OR_UNIT}(?:名{_SPACE}称|全称)?{_LABEL_END}"
    rf"|(?:[^\s:：()（）]{{0,10}}主管|一级|归口管理){_SPACE}(?:预算)?{_SPACE}单{_SPACE}位{_SPACE}(?:名{_SPACE}称)?{_LABEL_END}"
)
_UNIT_LABEL: Final = re.compile(
    rf"(?:(?:二级预算|预算|填报|编报|编制|申报|公开|制表|项目|实施|使用|承担){_SPACE})?"
    rf"单{_SPACE}位{_SPACE}(?:名{_SPACE}称|全称)?{_LABEL_END}"
)
_REGION_LABEL: Final = re.compile(rf"(?:所属|所在|行政)?(?:地区|区划)(?:名称)?{_LABEL_END}")
_YEAR_LABEL: Final = re.compile(rf"(?:预算|财政|公开|会计|所属)?年{_SPACE}度?{_LABEL_END}")
_ANY_LABEL: Final = re.compile(rf"(?<!\S)[^\s:：()（）]{{1,12}}{_LABEL_END}")
_MONEY_ALONE: Final = re.compile(rf"{_MONEY}\s*[)）]?")
# Words that the table above goes on: 续表, （续）, （续一）, -续, 接上页.
_NUMBERED: Final = r"[0-9一二三四五六七八九十]*"
_CONTINUED: Final = re.compile(
    rf"[(\[【〔]*+(?:续(?:上|前)?表|接上(?:页|表)|(?<=[(\[【〔])续(?![上前表])){_NUMBERED}+[)\]】〕]*+[:：]?+(?=.)"
    rf"|[(\[【〔\-—]*(?:续(?:上|前)?表?|接上(?:页|表)){_NUMBERED}[)\]】〕\-—]*$"
)
# Two blanks or a tab separate statements in one line; a single blank may be part of a name.
_GAP: Final = re.compile(r"\s{2,}|[\t\n\u3000]")
_SEAL: Final = re.compile(r"[(（][^()（）]*(?:盖章|公章|签章|印章)[^()（）]*[)）]")

_CHINESE_DIGITS: Final = str.maketrans("〇零○Οo一二三四五六七八九", "00000123456789")
_YEAR: Final = re.compile(
    r"(?<![0-9.])(?<!20[0-9]{2}[-—–~至])(?<!20[0-9]{2}年[-—–~至])(?P<year>20[0-9]{2}|二[〇零○Οo][〇零○Οo一二三四五六七八九]{2})"
    r"(?:年度|财年|年(?![0-9一二三四五六七八九十]{1,3}月)(?![-—–~至]20)|(?=部门预算|项目支出))"
)
_YEAR_ALONE: Final = re.compile(
    r"[(]?(?:20[0-9]{2}|二[〇零○Οo][〇零○Οo一二三四五六七八九]{2})(?:年度?|财年)?[)]?"
)
# Every year begins with one of these, in any width.
_MAY_HOLD_YEAR: Final = re.compile(r"[2二]|[^\x00-\x7f一-龥]")
_IS_TITLE: Final = re.compile(
    r"绩效目标.*表|目标.*(?:申报|公开|情况|批复|审核|信息)?表|绩效.*表|项目支出.*表|自评.*表"
)
_DATES: Final = re.compile(r"发布|日期|时间|打印|来源|浏览")
# 广州市教育局2024年项目支出绩效目标表: a title that names the department before the year.
_TITLE_YEAR: Final = r"(?:[(（]?(?:20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})\s*年度?[)）]?)?"
_DEPARTMENT_IN_TITLE: Final = re.compile(
    rf"(?:附[件表]\s*[0-9一二三四五六七八九十]*(?:[-—][0-9]+)?\s*[:：.、]?\s*)?{_TITLE_YEAR}\s*"
    r"(?P<department>[^\s0-9:：()（）]{2,40}?(?:局|委员会|委|厅|办公室|院|部(?!门)|政府|中心|协会|联合会"
    r"|学校|大学|馆|站|所|队|社|处|公司|街道))"
    rf"\s*{_TITLE_YEAR}\s*(?:部门|单位|市级|本级)?(?:预算)?(?:财政)?(?:项目支出|项目)(?:预算)?(?:绩效目标|绩效自评|自评).*表.*"
)
_CODE: Final = re.compile(
    r"^(?:[\[【(（][0-9A-Za-z]{2,}[\]】)）]|[0-9]{3,}\s*[-—_－ \t]\s*|[0-9]{3,}(?=[^\s0-9]))"
    r"|[\[【(（][0-9]{3,}[\]】)）]$"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements of a file about a table; "" or empty where it has none.

    More than one year or money unit is a contradiction. `department_in_title` is a department that only
    the title names. `unit` is the text behind 填报单位 and the like. `unused` are the rows above the
    header without a statement.
    """

    title: str = ""
    years: tuple[int, ...] = ()
    department: str = ""
    department_in_title: str = ""
    unit: str = ""
    region: str = ""
    money_units: tuple[str, ...] = ()
    unused: tuple[Row, ...] = ()


def stated(caption: Sequence[str], above: Sequence[Row], header_words: Iterable[str] = ()) -> Stated:
    """Return the statements of the caption's lines, of the rows above a header, and of the header's own
    words (for `总计（万元）`).
    """
    lines = [(text.strip(), None) for text in caption] + [(line_of(row), row) for row in above]
    near = [(text, row) for text, row in lines if text][-_LINES_SEARCHED:]
    departments: list[str] = []
    units: list[str] = []
    regions: list[str] = []
    money_units: list[str] = []
    years: list[int] = []
    unused: list[Row] = []
    for text, row in near:
        found = _statements(text)
        departments += found.departments
        units += found.units
        regions += found.regions
        money_units += found.money_units
        years += found.years
        if row is not None and not found.is_found and not is_title(text) and not years_in(text):
            unused.append(row)
    title = next((text for text, _ in reversed(near) if is_title(text)), "")
    years = years or _years(title, [text for text, _ in near])
    return Stated(
        title=title,
        years=tuple(dict.fromkeys(years)),
        department=departments[-1] if departments else "",
        department_in_title=department_in_title(title),
        unit=units[-1] if units else "",
        region=regions[-1] if regions else "",
        money_units=tuple(dict.fromkeys([*money_units, *header_words])),
        unused=tuple(unused),
    )


def is_title(text: str) -> bool:
    """Whether a line is the title of a performance target table."""
    return len(text) <= _LONGEST_LINE and bool(_IS_TITLE.search(fold(text)))


def without_continued(text: str) -> str:
    """A line folded, without the words that the table above goes on (续表); "" of these words alone."""
    folded = fold(text)
    found = (
        _CONTINUED.match(folded) or _CONTINUED.search(folded) if "续" in folded or "接上" in folded else None
    )
    return folded[: found.start()] + folded[found.end() :] if found else folded


def goes_on(text: str, known: Collection[str]) -> bool:
    """Whether a line says that the table above goes on: 续表, or a title with such words. `known` are the
    lines above that table, folded; a title of another year begins another table.
    """
    if len(text) > _LONGEST_LINE:
        return False
    bare = without_continued(text)
    if bare == fold(text) or not (is_title(bare) or not bare):
        return False
    years = years_in(bare)
    return not years or bare in known or set(years) <= {year for line in known for year in years_in(line)}


def identifies_table(text: str) -> bool:
    """Whether a line names a department, a year or a title, so that another table begins below it."""
    found = _statements(text)
    return bool(found.departments or found.years) or is_title(text)


def line_of(row: Row) -> str:
    """A row above a table as one line: a label's value right behind it, other cells two blanks apart."""
    line = ""
    for cell in row.cells:
        if not cell.text or cell.from_left or cell.from_above:
            continue
        text = _joined(cell.text)
        if line and not line.endswith((":", "：")):
            line += "  "
        line += text
    return line


def without_code(name: str) -> str:
    """A department's or unit's name without the code some systems write before or behind it
    (`820-马踏镇部门`, `财政局[052]`).
    """
    return _CODE.sub("", name.strip()).strip() or name.strip()


def _joined(text: str) -> str:
    return re.sub(r"\s*\n\s*", "  ", text)


@dataclass(slots=True)
class _Found:
    departments: list[str]
    units: list[str]
    regions: list[str]
    money_units: list[str]
    years: list[int]

    @property
    def is_found(self) -> bool:
        return bool(self.departments or self.units or self.regions or self.money_units or self.years)


def _statements(text: str) -> _Found:
    found = _Found([], [], [], [], [])
    if len(text) > _LONGEST_LINE:
        return found
    if "元" in text or "万" in text:
        found.money_units += [_money(match["money"]) for match in _MONEY_UNIT.finditer(text)]
    if ":" not in text and "：" not in text:
        return found
    for pattern, values in (
        (_DEPARTMENT_LABEL, found.departments),
        (_UNIT_LABEL, found.units),
        (_REGION_LABEL, found.regions),
    ):
        for label in pattern.finditer(text):
            if label.start() and not re.match(r"[\s(（)）,，;；]", text[label.start() - 1]):
                continue
            value = _value(text, label.end())
            if not is_placeholder(value) and not _MONEY_ALONE.fullmatch(value):
                values.append(value)
    for label in _YEAR_LABEL.finditer(text):
        found.years += years_in(_value(text, label.end()) + "年度")
    return found


def _value(text: str, at: int) -> str:
    """Return the text behind a label up to the next label, a gap or the end of the line.

    The place of a seal and an outer bracket are removed.
    """
    rest = text[at:].lstrip()
    following = _ANY_LABEL.search(rest)
    if following:
        rest = rest[: following.start()]
    value = _GAP.split(_SEAL.sub("", rest).strip(), maxsplit=1)[0].strip(" ,，;；")
    if value.endswith((")", "）")) and not re.search(r"[(（]", value):
        value = value[:-1].rstrip()
    return value


def _money(written: str) -> str:
    unit = "".join(written.split())
    return "万元" if unit == "万" else unit


def _years(title: str, lines: Sequence[str]) -> list[int]:
    """Return the fiscal years of the title; else of the lines that are only a year; else of the short lines
    with one.
    """
    in_title = years_in(title)
    if in_title:
        return in_title
    others = [text for text in lines if not _DATES.search(text)]
    alone = [year for text in others if _YEAR_ALONE.fullmatch(fold(text)) for year in years_in(text)]
    return alone or [year for text in others for year in years_in(text)]


def years_in(text: str) -> list[int]:
    """Return the fiscal years that a text names."""
    if not _MAY_HOLD_YEAR.search(text):
        return []
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    if _YEAR_ALONE.fullmatch(folded) and not folded.endswith(("年", "度", "财年", ")")):
        folded += "年度"
    found = [match["year"].translate(_CHINESE_DIGITS) for match in _YEAR.finditer(folded)]
    return [int(year) if year[0] != "二" else int("2" + year[1:]) for year in found]


def department_in_title(title: str) -> str:
    """Return the department that a title names before what the table is, "" where it names none."""
    match = _DEPARTMENT_IN_TITLE.fullmatch(title)
    return match["department"].strip() if match else ""
