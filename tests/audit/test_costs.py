"""CST: costs without money, costs that are the budget, and quantities times unit costs."""

import pytest

from budget.audit.findings import Finding
from budget.disclosure.records import Project
from tests.audit.building import found, hits, indicator, on_indicator, project, spares


def cost(name: str, annual: str, period: str | None = None) -> object:
    return indicator(name, annual, period, category="cost")


@hits("CST-01")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("资金使用效率", "100%"),
        ("控制在预算成本内", "控制在预算内"),
        ("检查差旅费", "470人/天"),
        ("按定价标准采购", "100%"),
        ("生均补助标准达标率", "100%"),
        ("维护费用", "合理"),
        ("建设成本", "500"),
    ],
)
def test_a_cost_without_money(name: str, annual: str) -> None:
    assert "CST-01" in on_indicator(name, annual, category="cost")
    assert "CST-01" not in on_indicator(name, annual, category="quality")


@spares("CST-01")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("维护成本", "≤168万元"),
        ("项目总投入（≥**万元）", "6070"),
        ("成本控制", "严格按照1000元/人兑付"),
        ("博士安家费", "30万/人"),
        ("财政补贴比例", "不低于保费的80%"),
        ("成本节约率", "≥5%"),
        ("融资成本", "≤5.5%"),
        ("采购成本", "较上年降低3%"),
        ("额外支出", "0"),
        ("人均成本", ""),
    ],
)
def test_a_cost_with_money_or_a_share_of_it(name: str, annual: str) -> None:
    assert "CST-01" not in on_indicator(name, annual, category="cost")


def of_cost(check: str, *indicators: object, wan: int = 340, **fields: object) -> list[Finding]:
    own: Project = project(*indicators, wan=wan, **fields)  # type: ignore[arg-type]
    return found(check, own)


@hits("CST-02")
@pytest.mark.parametrize("annual", ["≤340万元", "3400000元", "≤3400000元", "340.5万元", "0.034亿元"])
def test_the_cost_is_the_whole_budget(annual: str) -> None:
    (finding,) = of_cost("CST-02", cost("项目总成本", annual))
    assert (finding.level, finding.indicators) == ("notice", (1,))


@hits("CST-02")
def test_a_cost_above_the_budget_is_an_error() -> None:
    (finding,) = of_cost("CST-02", cost("项目总成本", "≤400万元"), cost("其中设备", "340万元"))
    assert (finding.level, finding.indicators) == ("error", (1,))
    assert [quote.text for quote in finding.evidence if quote.what == "amount"] == ["340.00"]


@spares("CST-02")
@pytest.mark.parametrize(
    ("name", "annual", "period"),
    [
        ("设备成本", "90万元", None),
        ("工程概算", "1.26亿元", None),
        ("总投资", "5000万元", None),
        ("工程费用", "≤340万元", "1.26亿元"),
        ("人均补助", "340万元", None),
        ("补助标准", "每人340万元", None),
        ("单价", "340万元/套", None),
        ("成本", "300-400万元", None),
        ("成本", "340", None),
    ],
)
def test_a_cost_of_a_part_of_one_thing_or_of_more_years(name: str, annual: str, period: str | None) -> None:
    assert of_cost("CST-02", cost(name, annual, period)) == []


@spares("CST-02")
def test_a_project_of_several_years_may_cost_more_than_its_year() -> None:
    years = {"starts_on": "2024年1月", "ends_on": "2026年12月"}
    assert of_cost("CST-02", cost("项目总成本", "900万元"), **years) == []


@hits("CST-03")
@pytest.mark.parametrize(
    ("quantity", "rate", "product"),
    [
        ("210万剂次", "5元/剂次", "1050.00"),
        ("≥2600户", "2000元/户·年", "520.00"),
        ("100人", "0.5万元/人·月", "600.00"),
        ("1.2万平方米", "330元/㎡", "396.00"),
        ("20人", "5万元/人", "100.00"),
    ],
)
def test_the_product_is_not_the_budget(quantity: str, rate: str, product: str) -> None:
    (finding,) = of_cost("CST-03", indicator("数量", quantity), cost("补助标准", rate))
    assert finding.indicators == (1, 2)
    assert [quote.text for quote in finding.evidence][:2] == [product, "340.00"]


@spares("CST-03")
@pytest.mark.parametrize(
    "indicators",
    [
        (indicator("高标准农田", "1.2万亩"), cost("亩均投资", "283元/亩")),
        (indicator("引进博士", "10人"), indicator("培训学员", "260人"), cost("安家费", "30万元/人")),
        (indicator("培训", "100人"), cost("培训费", "400元/人·天")),
        (indicator("学员", "100人"), cost("教材", "5万元/套")),
        (indicator("设备", "≤100台"), cost("单价", "≤9万元/台")),
        (indicator("参会", "20人"), indicator("会议", "3场"), cost("费用", "1万元/人")),
        (indicator("学员", "20人"), cost("费用", "1万元/人"), cost("场租", "200万元")),
        (indicator("宣传", "每月2次"), cost("费用", "470人/天")),
    ],
)
def test_a_product_that_fits_or_cannot_be_told(indicators: tuple[object, ...]) -> None:
    assert of_cost("CST-03", *indicators) == []
