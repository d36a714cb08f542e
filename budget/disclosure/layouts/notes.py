"""Recognises texts that are no names: notes, signatures, marks of the printed page, marks of a template."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_LONGEST: Final = 80
_DIGITS: Final = "[0-9一二三四五六七八九十百]"
_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
_OPENING: Final = r"(\[{【〔〖《〈「『<\"'“‘"
_CLOSING: Final = r")\]}】〕〗》〉」』>\"'”’"
_OUTER: Final = re.compile(f"[{_OPENING}](?P<inner>[^{_OPENING}{_CLOSING}]*)[{_CLOSING}]")
_MARKS: Final = " .,:;!?·•…‥⋯。、,~～*＊×/\\|_=+#-—–―－─━﹏○●□■◇◆★☆※→←↓↑"


def _one_of(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_FILLS_IN: Final = "(?:填报|填表|编报|编制|制表|经办|报送|主管|预算)"
_ACTS: Final = "(?:填报|填表|制表|编制|编报|审核|复核|经办|联系|审批|核对|校对|制单|录入|操作|统计)"
_ROLES: Final = _one_of(
    rf"{_FILLS_IN}?(?:单位|部门|机构|项目|财务|科室)?(?:分管|主管|主要|单位|部门)?(?:负责人|领导)(?:签字|签名|签章|签批|意见|姓名)?",
    rf"{_FILLS_IN}?(?:主办)?(?:会计|出纳)",
    rf"{_ACTS}(?:人员?|者)(?:签字|签名|签章|姓名)?",
    r"(?:[^:]{0,6}(?:部门|单位|机构|处室|科室|小组|专家))?(?:审核|审批|审查|评审|复核|初审|审定|核定|批复|主管|领导)+(?:意见|结论|结果)",
    r"联系(?:电话|方式)|(?:办公|手机|座机)?(?:电话|手机)号?码?",
    r"(?:主管部门|财政部门|单位|部门)?\(?(?:盖章|公章|签章|签字|签名)\)?",
    r"(?:填报|填表|制表|编制|编报|打印|审核|报送|上报|公开|公示|发布|导出)(?:日期|时间)",
    r"[^:]{0,12}\((?:盖章|公章|签章|签字|签名|印章)\)",
)
_NOTE_LABELS: Final = _one_of(
    r"附注|备注|注释?|(?:编制|填报|填表|表格|补充|有关)?(?:说明|须知|要求)|温馨提示|提示",
    r"数据来源|资料来源|来源|制表|审核|复核|审批|日期|附[件表]?",
    r"(?:填报|填表|制表|编制|编报|报送|公开|公示)(?:单位|部门|机构)",
)
_SIGNATURE: Final = re.compile(rf"{_ROLES}[0-9]?(?:\([^()]*\))?(?:[:：].*)?", re.DOTALL)
_LABELLED: Final = re.compile(rf"(?:{_ROLES}|{_NOTE_LABELS}){_DIGITS}{{0,2}}(?:\([^()]*\))?[:：]")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_PAGE_NUMBER: Final = re.compile(r"[0-9]{1,3}")
_FEWEST_COLUMNS: Final = 4
_LONGEST_COLUMN_NUMBER: Final = 12
_COLUMN_NUMBER: Final = re.compile(
    r"栏次|行次|序号|列次|[甲乙丙丁戊己庚辛a-z]|\(?[0-9]{1,2}\)?(?:=[0-9+\-()*/]+)?", re.I
)
_MONEY_UNIT: Final = re.compile(
    r"(?:(?:金额|货币|计量|计价|资金|预算)?单位[:：]?)?(?:人民币)?:?(?P<unit>[千百十]?[万亿]?元)(?:人民币)?"
)
_TURNED: Final = r"(?:转|接|见|续|承|过|上接|下接|下转|上转)"
_NOTHING_SAID: Final = re.compile(
    _one_of(
        rf"(?:上|下)?(?:接|续|转)第?{_DIGITS}+页",
        rf"(?:请|本表|此表)?{_TURNED}(?:下|上|前|次|后|背|反|另)?一?(?:页|面|表)(?:继续|续|接|转)?(?:第?{_DIGITS}*页)?",
        r"(?:下|上|前|后|次)一?页(?:继续|续|接|转)|(?:上|前)表续|表续",
        rf"续(?:上|前|下)?(?:表|页)?(?:{_DIGITS}*|\({_DIGITS}+\))",
        r"(?:本|全|此|该)?(?:表|文|页|部分)?续?(?:完|完毕|结束|终)|end|完结",
        r"(?:(?:本|此|该)(?:页|表|处|栏|行))?(?:以下|下方|以后)?(?:为|均为)?(?:无正文|空白|无内容|无数据|留白|留空)(?:页|行|处)?",
        r"以下(?:无|空)|未完(?:待续)?|待续|空行",
        # Any words of turning the page, put together from nothing else: 表格续下页, 未完，接下页, 本表续.
        rf"(?=.*(?:续|完|空白|空表|[转接见承过].*页))(?:[转接见续承过上下前次后首末本此该未待继共第全各请为至页表张格完空白,，、()]|另[页附]|{_DIGITS})+",
        r"附件?|附表|注|附注|备注|说明|单位|金额",
    ),
    re.IGNORECASE,
)
_MARKED_NUMBER: Final = re.compile(r"[-—–―－_·]{1,4}\s*[0-9]{1,4}\s*[-—–―－_·]{1,4}")
_PAGE: Final = re.compile(
    _one_of(
        rf"第{_DIGITS}*页(?:[,，/]?共{_DIGITS}*页)?|共{_DIGITS}*页(?:[,，/]?第{_DIGITS}*页)?",
        rf"[0-9]{{1,3}}/[0-9]{{1,3}}页?|p\.?[0-9]{{1,3}}|[本全此]表共{_DIGITS}+页|{_DIGITS}{{1,3}}页|页码?[:：]?[0-9]{{0,3}}(?:/[0-9]{{1,3}})?",
        rf"page\.?[0-9]+(?:(?:of|/)[0-9]+)?|附[件表]{_DIGITS}+(?:[-—][0-9]+)?",
        r"20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?",
        rf"(?:部门|单位|预算|公开|项目|支出|附)*表{_DIGITS}+(?:[-—]{_DIGITS}+)*",
        rf"(?:部门|单位|预算|公开|财政|附)+{_DIGITS}+表|以上(?:为|是|均为|系).{{1,20}}|[本此]表(?:为空|无数据|无内容)",
        rf"(?:[0-9〇零○一二三四五六七八九]{{4}}年{_DIGITS}{{1,3}}月(?:{_DIGITS}{{1,3}}日)?|年月日)",
    ),
    re.IGNORECASE,
)
_CHOICE: Final = "[/、|]?"
_TEMPLATE: Final = re.compile(
    _one_of(
        r"(?:暂|均|皆)?(?:无|没有|未填|未填写|不涉及|不适用)|略|空|null|none|n/?a|nan",
        r"(?:必填|选填|可选|非必填|必录|选录|自动生成|自动带出|下拉选择?|下拉菜单|手工录入|手动填写)项?",
        rf"高{_CHOICE}中{_CHOICE}低|优{_CHOICE}良{_CHOICE}中{_CHOICE}差|是/否|正向/反向|定量/定性",
        r"(?:指标|项目|名称|目标|单位|数值?)?[x×*○〇]{2,}(?:指标|项目|名称|目标|单位|%|个|次|人|万?元)?",
        r"(?:示例|样例|范例)(?:项目|单位|指标|行)?|(?:示?例|举例|例如|比如|样例|范例|如):.*|(?:在此|此处|在此处)(?:填写|输入|录入).*",
        r"请(?:在此处?|如实|据实)?(?:填写|输入|录入|选择).*|填写(?:说明|要求|内容|具体|指标|项目).*",
        r"(?:三级|二级|一级|绩效)指标(?:名称|内容)?[0-9一二三四五六七八九十]{0,2}|指标[0-9一二三四五六七八九十]{1,2}",
        r"(?:待|未)(?:补充|定|填|完善|明确|细化|确定)|(?:此项|本项)?(?:无|没有)(?:此|该|本)?(?:项|指标)?",
    ),
    re.IGNORECASE | re.DOTALL,
)
# A name whose own word is left open: XX数量, **指标.
_LEFT_OPEN: Final = re.compile(r"(?:[x×]{2,}|[*＊○〇]{2,}|[…⋯.]{2,})[一-龥]{0,6}", re.IGNORECASE)
_EXAMPLE: Final = re.compile(
    r"[必选]填|[x×]{2,}$|(?:示?例|举例|例如|比如|样例|范例|如):|请|填写", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"指标\s*[0-9一二三四五六七八九十]{1,2}\s*[:：]")
_SIGNS: Final = re.compile(r"^(?:[≥≤<>=≧≦]|大于|小于|等于|不低于|不少于|不超过)+")
_SENTENCE: Final = re.compile(r".{12,}[。！!]$", re.DOTALL)


@lru_cache(maxsize=4096)
def core_of(text: str) -> str:
    """Return a text without blanks, the marks around it and the brackets around the whole, folded to NFKC."""
    core = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    while True:
        bare = core.strip(_MARKS)
        whole = _OUTER.fullmatch(bare)
        bare = whole["inner"] if whole else bare
        if bare == core:
            return core
        core = bare


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """Whether a text is a mark of the printed page that holds no content: 转下页, 续表, 单位：万元."""
    if len(text) > _LONGEST:
        return False
    core = core_of(text)
    return not core or bool(_NOTHING_SAID.fullmatch(core) or _MONEY_UNIT.fullmatch(core))


def money_unit_in(text: str) -> str:
    """The unit of money that a line states and nothing else, "" where it is no such line."""
    found = _MONEY_UNIT.fullmatch(core_of(text)) if len(text) <= _LONGEST else None
    return found["unit"] if found else ""


def is_note(text: str) -> bool:
    """Whether a text is a note, a signature, a page's number or a mark of the printed page, not a name."""
    return _is_note(text) if len(text) <= _LONGEST else _says_note(text)


def _says_note(text: str) -> bool:
    core = core_of(text[: 2 * _LONGEST])
    if text.rstrip().endswith((":", "：")):
        core += ":"
    if len(text) <= _LONGEST and (_PAGE.fullmatch(core) or _SIGNATURE.fullmatch(core)):
        return True
    return bool(_LABELLED.match(core) or _MARKED_NUMBER.fullmatch(text.strip())) or says_nothing(text)


_is_note = lru_cache(maxsize=4096)(_says_note)


def is_sentence(text: str) -> bool:
    """Whether a text is prose, which no name is."""
    return bool(_SENTENCE.search(text.strip()))


def is_page_number(text: str) -> bool:
    """Whether a text is a number of up to three digits, which may be a page's or a serial number."""
    if len(text) > _LONGEST or _CHINESE.search(text):
        return False
    return bool(_PAGE_NUMBER.fullmatch(core_of(text)))


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether the texts of a row number the columns of a table: 1 2 3, 栏次 1 2 3, 甲 乙 1 2=3+4."""
    if len(texts) < _FEWEST_COLUMNS or len(texts[0]) > _LONGEST_COLUMN_NUMBER:
        return False
    if any(len(text) > _LONGEST_COLUMN_NUMBER for text in texts):
        return False
    cores = [_BLANKS.sub("", unicodedata.normalize("NFKC", text)) for text in texts]
    if not all(map(_COLUMN_NUMBER.fullmatch, cores)):
        return False
    numbers = [int(number[0]) for core in cores if (number := re.match(r"[0-9]+", core))]
    return len(numbers) > 1 and all(
        right - left == 1 for left, right in zip(numbers, numbers[1:], strict=False)
    )


def is_signature(text: str) -> bool:
    """Whether a text labels who filled in the table, with the value or without it."""
    return len(text) <= _LONGEST and bool(_SIGNATURE.fullmatch(core_of(text)))


@lru_cache(maxsize=4096)
def is_placeholder(text: str) -> bool:
    """Whether a text is what a template holds where nothing was filled in: ……, 无, /, 必填, xx."""
    if len(text) > _LONGEST:
        return False
    if _NUMBERED.fullmatch(text.strip()):
        return True
    bare = _SIGNS.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", text)))
    core = core_of(bare)
    return not core.strip("%℅") or bool(_TEMPLATE.fullmatch(core) or _LEFT_OPEN.fullmatch(bare))


def is_example(text: str) -> bool:
    """Whether a text says how a template is filled in: 必填, xx, 例：…"""
    return is_placeholder(text) and bool(_EXAMPLE.match(core_of(text)))
