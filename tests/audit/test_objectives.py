"""REL-06 and REL-07: empty objectives, and figures that no indicator takes up."""

import pytest

from budget.disclosure.records import Indicator
from tests.audit.building import found, hits, indicator, project, spares


@hits("REL-06")
@pytest.mark.parametrize(
    "objective",
    [
        "保障单位正常运转。",
        "按时发放村组干部报酬",
        "为困难家庭解决临时性的困难",
        "按工作计划完成教育局重点项目建设经费预算安排",
        "根据《关于印发2020年度结核病防治项目实施方案的通知》、《扩大免疫规划项目实施方案的通知》等文件要求完成绩效目标。",
        "2024年按照上级文件要求，及时足额拨付专项经费，确保各项工作顺利开展。",
    ],
)
def test_an_objective_that_says_nothing(objective: str) -> None:
    (finding,) = found("REL-06", project(objective=objective))
    assert finding.evidence[0].text == objective


@spares("REL-06")
@pytest.mark.parametrize(
    "objective",
    [
        "完成项目主体工程70%",
        "建成幼儿园三所",
        "做好公厕管护，改善群众如厕环境。",
        "进一步提高博物馆纪念馆运行效率和免费开放服务水平",
        "为广大政协委员征订报刊，广泛凝聚共识、提高建言资政质量。",
        "",
    ],
)
def test_an_objective_of_its_own(objective: str) -> None:
    assert found("REL-06", project(objective=objective)) == []


def taken_up(objective: str, *indicators: Indicator) -> list[str]:
    findings = found("REL-07", project(*indicators, objective=objective))
    return [quote.text for finding in findings for quote in finding.evidence if quote.what == "promise"]


@hits("REL-07")
@pytest.mark.parametrize(
    ("objective", "clause"),
    [
        ("完成主体工程70%，改善条件。", "完成主体工程70%"),
        ("培训干部500人，开展活动。", "培训干部500人"),
        ("实现检测批次达到2批次/千人", "实现检测批次达到2批次/千人"),
        ("建设高标准农田1.5万亩", "建设高标准农田1.5万亩"),
    ],
)
def test_a_figure_that_no_indicator_has(objective: str, clause: str) -> None:
    own = (
        indicator("合格率", "98%", category="quality"),
        indicator("培训", "300人"),
        indicator("监督抽检批次", "≥100组"),
        indicator("农田面积(亩)", "12000"),
    )
    assert taken_up(objective, *own) == [clause]


@spares("REL-07")
@pytest.mark.parametrize(
    "objective",
    [
        "建设农田1.2万亩，培训300人，合格率98%。",
        "共建设农田2万亩",  # 12000 + 8000
        "在7个林场和11个乡镇实施造林，培训300人。",
        "防潮标准由20人提高",
        "已培训500人",
        "2023年培训500人，2024年培训300人。",
        "2023年完成，根据〔2020〕5号文件",
        "中标金额为282.92万元",
        "每人补助500元",
        "完成5公里道路",  # a unit of no indicator
        "建成1个中心、一个平台",
        "合格率达到95%以上",  # the indicator asks for more
        "五千年历史的三个方面",
    ],
)
def test_figures_that_are_taken_up_or_promise_nothing(objective: str) -> None:
    own = (
        indicator("产品合格率", "≥98%", category="quality"),
        indicator("培训", "300人"),
        indicator("新建个数", "5个"),
        indicator("农田面积(亩)", "12000"),
        indicator("改造农田面积", "8000亩"),
    )
    assert taken_up(objective, *own) == []
