"""Classifies names: an organisation (a unit), a purpose of spending (a project), or unknown."""

import re
from typing import Final, Literal

from indicators.folding import fold

NameKind = Literal["unit", "project", "unknown"]

# How names of public bodies end. 会 ends both bodies and events, so that only its bodies are listed.
_ORGANISATION: Final = re.compile(
    r"(?:局|委|院|厅|署|处|科|股|所|队|站|馆|校|中心|办公室|政府|机关|本级|公司|集团|部|团|社|府|法庭|银行"
    r"|大学|中学|小学|幼儿园|学院|联盟|(?:妇|侨|残|文|科|作|社)联|工商联|文联"
    r"|(?:委员|常委|协|学|联合|工|商|基金|理事|总|红十字|促进|研究|代表大|管委|居委|执委|监事)会"
    r"|街道|街|镇|乡|管理区|开发区|保护区|林场|农场|动物园|植物园|公园|电视台|广播台|气象台|报社|图书馆|博物馆|档案馆)$"
)
# How names of projects end.
_PURPOSE: Final = re.compile(
    r"(?:经费|费|费用|项目|工程|专项|资金|补助|补贴|补偿|奖励|奖补|津贴|购置|采购|运维|维护|维修|修缮|改造|建设|装修|服务|活动|工作"
    r"|支出|款|租金|利息|债务|会议|培训|宣传|系统|平台|行动|计划|任务|编制|规划|调查|检测|监测|评估|审计|保障|保险|救助|扶持|配套|转移支付)$"
)
_CLOSING_BRACKETS: Final = re.compile(r"\([^()]*\)$")


def name_kind(name: str, department: str) -> NameKind:
    """Classify a name by its ending. A name equal to the department's is a unit."""
    folded = fold(name)
    if folded == fold(department):
        return "unit"
    bare = _CLOSING_BRACKETS.sub("", folded) or folded
    if _PURPOSE.search(bare):
        return "project"
    return "unit" if _ORGANISATION.search(bare) else "unknown"
