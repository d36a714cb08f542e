"""Some headings of each meaning, for the page of help. A test reads each by `words.meaning_of`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from budget.disclosure.layouts import words

KNOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        words.NAME: ("项目名称", "项目名称（资金使用单位）", "二级项目名称"),
        words.UNIT: ("单位名称", "实施单位", "项目单位", "资金使用单位"),
        words.DEPARTMENT: ("主管部门", "主管部门及代码", "一级预算部门", "部门名称"),
        words.TOTAL: ("总计", "合计", "预算数", "资金总额", "年度资金总额"),
        words.FISCAL: ("财政拨款", "财政资金", "一般公共预算拨款", "其中：财政拨款"),
        words.SPECIAL: ("财政专户拨款", "财政专户管理资金"),
        words.OTHER: ("其他资金", "自筹资金"),
        words.CARRIED_OVER: ("上年结转", "上年结转资金"),
        words.NAMED_SOURCE: ("中央补助", "省级资金", "单位资金", "政府性基金预算拨款", "政府预算资金"),
        words.OBJECTIVE: ("绩效目标", "年度目标", "年度总体目标", "年度绩效目标"),
        words.PERIOD_OBJECTIVE: ("总体目标", "中期目标", "实施期目标"),
        words.INDICATORS: ("绩效指标", "年度绩效指标"),
        words.LEVEL1: ("一级指标",),
        words.LEVEL2: ("二级指标",),
        words.INDICATOR_NAME: ("三级指标", "指标名称"),
        words.ANNUAL_TARGET: ("指标值", "年度指标值", "目标值"),
        words.PERIOD_TARGET: ("实施周期指标值", "中期指标值"),
        words.COMPARATOR: ("指标性质", "计算符号"),
        words.UNIT_OF_MEASURE: ("度量单位", "计量单位"),
        words.WEIGHT: ("权重", "分值"),
        words.DIRECTION: ("指标方向性", "指标方向"),
        words.STANDARD: ("评分标准", "绩效标准"),
        words.ATTRIBUTE: ("项目属性", "项目类别"),
    }
)
