"""The labels of a form's cells: the headings of words.py, dates, and which headings may be values too."""

import re
from functools import lru_cache
from typing import Final

from budget.disclosure.layouts import words
from indicators.folding import fold

STARTS_ON: Final = "starts_on"
ENDS_ON: Final = "ends_on"
SPAN: Final = "span"
# A label whose value has no field in the records: a code, a contact, the reasons of a project.
NO_FIELD: Final = "no_field"

_DATES: Final = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (STARTS_ON, r"(?:计划|项目)?(?:开始|起始)(?:日期|时间|年份)"),
        (ENDS_ON, r"(?:计划|项目)?(?:完成|结束|终止)(?:日期|时间|年份)"),
        (
            SPAN,
            r"(?:项目)?(?:支出)?(?:起止|实施|执行)(?:起止)?(?:时间|日期|年限|年度|期限|期|周期)|项目(?:期|期限|周期|年限|时间)",
        ),
    )
)
# Words that are a column's name in a table and may well be a value in a form (项目类别 | 其他).
_VALUES_TOO: Final = frozenset(
    {
        "其他",
        "其它",
        "项目",
        "资金",
        "金额",
        "经费",
        "预算",
        "目标",
        "指标",
        "部门",
        "名称",
        "标准",
        "合计",
        "总计",
        "小计",
        "符号",
        "值",
        "数值",
        "贷款",
        "一级",
        "二级",
        "三级",
        "债券",
    }
)
_LONGEST_LABEL: Final = 40
_LONGEST_WITH_BLANKS: Final = 120
_OF_PROJECT: Final = (
    "(?:项目|部门|单位|资金|经费|职能|职责|主要|工作|实施|基本|建设|立项|设立|支出|总体|简要|政策|使用|用款|进度|分配|补助|扶持"
    "|申报|申请|的|及|和|与|、)"
)
_WITHOUT_FIELD: Final = re.compile(
    r".{0,10}(?:编码|代码|编号)(?:及名称)?|(?:预算)?执行率权重"
    r"|.{0,12}(?:联系人|负责人|经办人|填报人|填表人|审核人|制表人|申报人|责任人|法人代表|法定代表人)(?:姓名|职务|电话)?(?:及(?:联系)?电话)?"
    r"|.{0,12}(?:电话|手机号?码?|联系方式|传真|邮箱|电子邮件|邮编|邮政编码|地址)"
    r"|(?:填报|填表|申报|编制|申请|上报|报送|批复|审批|评审|立项)(?:日期|时间)"
    r"|[^:]{0,12}(?:依据|必要性|可行性|理由|背景)(?:[及和与].{1,8})?"
    rf"|{_OF_PROJECT}{{1,6}}(?:概况|概述|简介|简述|说明|介绍|描述|内容|情况|职能|职责|用途|范围|对象|方案|进度|计划|安排|措施|方式|方法"
    r"|条件|流程|要求|期限)"
    r"|保证.{0,12}(?:制度|措施).{0,6}|.{0,8}(?:管理|保障)(?:制度|措施|办法)|是否.{1,14}"
    r"|(?:项目|预算|资金|单位|部门|政策|支出|行业)+(?:等级|级次|级别|状态|性质|分类|方向|类别|类型|属性)"
    r"|(?:支出|预算)*(?:功能|经济)(?:支出)?(?:分类)?(?:科目)?(?:名称)?|隶属关系|所属行业|(?:受益|补助|扶持|服务)(?:对象|人群|群体|范围)"
    r"|(?:主管|归口|业务|责任|实施|管理|财政)(?:处室|科室|股室)(?:名称)?|评审(?:情况|结论|意见)|一级项目(?:名称)?|(?:专项|政策|类|上级项目)(?:资金)?名称"
)


@lru_cache(maxsize=4096)
def money_label_of(text: str) -> str | None:
    """Return the field of a word that is a label of money where an amount follows it (合计), else None."""
    if len(text) > _LONGEST_LABEL or words.bare_of(text) not in _VALUES_TOO:
        return None
    meaning = words.meaning_of(text)
    return meaning if meaning in words.MONEY or meaning == words.NAMED_SOURCE else None


@lru_cache(maxsize=4096)
def label_of(text: str) -> str | None:
    """Return the field of a form's label (a name of words.py or of this module); None for other text."""
    if len(text) > _LONGEST_WITH_BLANKS:
        return None
    folded = fold(text)
    if not folded or len(folded) > _LONGEST_LABEL:
        return None
    bare = words.bare_of(text)
    for field, pattern in _DATES:
        if pattern.fullmatch(bare):
            return field
    if bare in _VALUES_TOO:
        return None
    meaning = words.meaning_of(text)
    if bare.startswith("一级项目") and meaning in (None, words.NAME):
        return NO_FIELD  # the project is the one of the second level
    if meaning in (None, words.SERIAL):
        return NO_FIELD if _WITHOUT_FIELD.fullmatch(bare) else None
    if meaning == words.UNIT_OR_MEASURE:
        return words.UNIT
    # 项目支出 and 二级项目 are values of a project's category.
    return None if meaning == words.NAME and not bare.endswith("名称") else meaning
