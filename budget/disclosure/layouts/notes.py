"""Recognises lines among or below a table's rows that are no rows: notes, signatures, page numbers."""

import re
import unicodedata
from typing import Final

_LABELLED: Final = re.compile(
    r"(?:注|备注|附注|说明|编制说明|填报说明|填表说明|填表人|填报人|制表人|制表|编制人|审核人|审核|复核人|复核|经办人|联系人"
    r"|联系电话|电话|负责人|单位负责人|部门负责人|财务负责人|分管领导|填报日期|填表日期|制表日期|打印日期|打印时间|日期|数据来源)[0-9]?(?:\([^()]*\))?[:：]"
)
_PAGE: Final = re.compile(
    r"第[0-9一二三四五六七八九十]+页(?:[,，/]?共[0-9一二三四五六七八九十]+页)?|共[0-9]+页(?:[,，]?第[0-9]+页)?|[-—–―_·]+[0-9]{1,4}[-—–―_·]+"
    r"|[0-9]{1,3}/[0-9]{1,3}|[0-9]{1,3}|page[0-9]+(?:of[0-9]+)?",
    re.IGNORECASE,
)
_ATTACHMENT: Final = re.compile(
    r"附[件表][0-9一二三四五六七八九十]*(?:[-—][0-9]+)?[:：]?|续表[0-9一二三四五六七八九十]*"
)


def is_note(text: str) -> bool:
    """Whether a line with a single cell is a note, a signature, a page number or an attachment's number,
    not a name.
    """
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return bool(_LABELLED.match(bare) or _PAGE.fullmatch(bare) or _ATTACHMENT.fullmatch(bare))
