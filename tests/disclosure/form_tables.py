"""Tables in the form layout, and their reading, in tests."""

from collections.abc import Sequence

from budget.disclosure.read import Given, Read, read_tables
from budget.disclosure.records import Project
from tests.disclosure.grids import grid_of
from tests.disclosure.tables import NOTHING_GIVEN

WAN_YUAN = 1_000_000  # fen in one 万元


Rows = list[list[str]]


HEADER = ["绩效指标", "一级指标", "二级指标", "三级指标", "", "指标值", "权重"]


INDICATORS: Rows = [
    ["", "产出指标", "数量指标", "改造长度", "", "≥985米", "20"],
    ["", "", "", "改造路口数", "", "3个", "10"],
    ["", "", "质量指标", "验收合格率", "", "=100.00(%)", "20"],
    ["", "效益指标", "经济效益指标", "", "", "", ""],
    ["", "", "社会效益指标", "道路景观提升情况", "", "提升", ""],
    ["", "满意度指标", "服务对象满意度指标", "居民满意度", "", "≥90.00(%)", "10"],
]


def form(name: str = "立交工程", unit: str = "市政工程中心", amount: str = "226,145,100.00") -> Rows:
    """A project's form as Shanghai writes it: whole project on the left, the year on the right."""
    return [
        ["项目支出绩效目标申报表"],
        ["（2026年度）"],
        ["项目名称", "", name, "", "项目性质", "阶段性项目", ""],
        ["主管部门", "", "某区建设委员会", "", "实施单位", unit, ""],
        ["计划开始日期", "", "2026/1/1", "", "计划完成日期", "2027/12/31", ""],
        ["项目资金\n（元）", "", "项目资金总额", "771,325,800.00", "年度资金申请总额", "", amount],
        ["", "", "其中：财政资金", "771,325,800.00", "其中：当年财政拨款", "", "226,145,000.00"],
        ["", "", "", "", "上年结转资金", "", "100.00"],
        ["", "", "其他资金", "0", "其他资金", "", "0"],
        ["项目\n绩效\n目标", "项目总目标", "", "", "年度总体目标", "", ""],
        ["", "建成立交。", "", "", "完成征收。", "", ""],
        HEADER,
        *INDICATORS,
    ]


def one(rows: Sequence[Sequence[str]], operator: Given = NOTHING_GIVEN) -> Read:
    (found,) = read_tables([grid_of(rows)], operator).reads
    return found


def project(rows: Sequence[Sequence[str]], operator: Given = NOTHING_GIVEN) -> Project:
    (found,) = one(rows, operator).disclosure.projects
    return found
