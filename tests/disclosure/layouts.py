"""The three layouts as rows of texts, which tests write into every format and read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.disclosure.tables import HEADER, PREAMBLE, bare, project

Rows = list[list[str]]


@dataclass(frozen=True)
class Texts:
    """The free texts of a table's cells. Names begin with a word, since a row named 合计 is a grand total."""

    name: str = "项目供水"
    objective: str = "保障供水"
    indicator: str = "指标巡查次数"
    target: str = "≥50次"


def wide(projects: Sequence[Texts]) -> Rows:
    """A wide table with one unit; the indicators' cells hold the indicators' names and targets, as they are."""
    total = f"{len(projects)}.00"
    rows = (
        project(texts.name, "1.00", texts.objective, texts.indicator + texts.target) for texts in projects
    )
    return [
        *([line] for line in PREAMBLE),
        list(HEADER),
        list(bare("合计", total)),
        list(bare("某市水务局", total)),
        *map(list, rows),
    ]


FLAT_HEADER = "单位名称 项目名称 预算数 年度目标 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 权重 指标方向性".split()


def flat(projects: Sequence[Texts]) -> Rows:
    """A flat table with one indicator a project."""
    return [
        ["部门预算项目绩效目标表（2024年度）"],
        ["金额单位:元"],
        FLAT_HEADER,
        ["820-某市水务局", "", f"{len(projects)}0000.00", *[""] * 9],
        ["820001-某市供水中心", "", f"{len(projects)}0000.00", *[""] * 9],
        *(
            ["", texts.name, "10000.00", texts.objective, "产出指标", "数量指标", texts.indicator, "≥"]
            + [texts.target, "次", "20", "正向指标"]
            for texts in projects
        ),
    ]


def form(projects: Sequence[Texts]) -> Rows:
    """The form of the first of the projects."""
    texts = projects[0]
    return [
        ["项目支出绩效目标表（2024年度）", "", "", "", ""],
        ["项目名称", texts.name, "", "实施单位", "某市供水中心"],
        ["主管部门", "某市水务局", "", "项目属性", "延续项目"],
        ["项目资金（万元）", "年度资金总额", "1.00", "其中：财政拨款", "1.00"],
        ["年度目标", texts.objective, "", "", ""],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", texts.indicator, texts.target],
        ["", "", "质量指标", "合格率", "≥95%"],
    ]
