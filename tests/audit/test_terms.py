"""VAL-13, VAL-15 and VAL-16: years of targets, and the term of a project against its year."""

import pytest

from budget.audit.findings import Finding
from budget.disclosure.problems import Problem
from tests.audit.building import (
    SOUND_INDICATORS,
    audited,
    disclosure,
    found,
    hits,
    indicator,
    on_indicator,
    project,
    spares,
)


def of_year(of: str, annual: str, **fields: object) -> list[Finding]:
    return found("VAL-13", project(indicator(of, annual, category="timeliness"), **fields))  # type: ignore[arg-type]


@hits("VAL-13")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("完成时间", "2025年底"),
        ("完成时间", "2023年12月31日前"),
        ("完成时间", "2025.06.30"),
        ("2022年度考核结果", "良好"),
        ("完成2023年培训", "12月底前"),
    ],
)
def test_a_year_that_is_not_the_projects(name: str, annual: str) -> None:
    (finding,) = of_year(name, annual)
    assert (finding.indicators, finding.evidence[0].text) == ((1,), "2024")


@hits("VAL-13")
def test_a_deadline_after_the_end_of_the_project() -> None:
    term = {"starts_on": "2023年3月", "ends_on": "2025年11月"}
    assert of_year("完成时间", "2025年底", **term)
    assert not of_year("完成时间", "2025年10月", **term)


@spares("VAL-13")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("完成时间", "2024年底"),
        ("服务期", "2024年6月-2025年1月"),
        ("较2020年下降", "5%"),
        ("碳排放", "比2020年降低18%"),
        ("落实《规划（2021—2035年）》", "100%"),
        ("2023届毕业生就业率", "95%"),
        ("2023年决算公开时间", "2025年2月底前完成决算"),
        ("发放株数", "2023株"),
        ("2023-2024学年在校生", "300人"),
        ("数据更新", "2022年以来"),
    ],
)
def test_years_that_fit_or_are_no_deadline(name: str, annual: str) -> None:
    assert of_year(name, annual) == []


@spares("VAL-13")
def test_the_years_in_a_projects_name_are_its_own() -> None:
    assert of_year("完成时间", "2025年底", name="2024-2025年运维") == []


def of_form(check: str, code: str, text: str, column: str = "", **fields: object) -> list[Finding]:
    """The findings on the only project of a form, of which reading left a problem."""
    table = disclosure(project(**fields), layout="form")  # type: ignore[arg-type]
    problem = Problem(code, row=8, column=column, text=text)
    return [one for one in audited(table, problems=[problem]).findings if one.check == check]


@hits("VAL-15")
def test_the_money_of_the_term_is_below_the_years() -> None:
    (finding,) = of_form("VAL-15", "other-money", "50.00", "中期资金总额：")
    assert [quote.text for quote in finding.evidence] == ["50.00", "100.00"]


@spares("VAL-15")
@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("100.00", "中期资金总额"),
        ("300", "项目总投资"),
        ("50.00", "其中：财政拨款"),
        ("50.00", "上年资金总额"),
        ("—", "中期资金总额"),
        ("约五十万", "中期资金总额"),
    ],
)
def test_money_that_is_not_less_or_not_the_terms(text: str, column: str) -> None:
    assert of_form("VAL-15", "other-money", text, column) == []


LONG = {"starts_on": "2024-01", "ends_on": "2026-12"}


@hits("VAL-16")
def test_the_objective_of_three_years_is_the_years() -> None:
    text = "完成三期培训，使参训干部持证上岗，提高服务群众的能力。"
    (finding,) = found("VAL-16", project(objective=text, period_objective=text, **LONG))
    assert [quote.what for quote in finding.evidence][:2] == ["term", "objective"]
    (finding,) = of_form("VAL-16", "text-outside-table", "3年", objective=text, period_objective=text)
    assert finding.evidence[0].text == "3年"


@hits("VAL-16")
def test_the_targets_of_three_years_are_the_years() -> None:
    counts = indicator("培训人数", "200人"), indicator("培训期数", "4期"), SOUND_INDICATORS[1]
    assert found("VAL-16", project(*counts, **LONG))[0].indicators == (1, 2, 3)


@spares("VAL-16")
def test_a_term_of_one_year_no_term_rates_and_other_targets() -> None:
    same = "完成三期培训，使参训干部持证上岗，提高服务群众的能力。"
    both = {"objective": same, "period_objective": same}
    assert found("VAL-16", project(**both, starts_on="2024-01", ends_on="2024-12")) == []
    assert found("VAL-16", project(**both)) == []
    assert of_form("VAL-16", "text-outside-table", "1年", **both) == []
    assert of_form("VAL-16", "text-outside-table", "第3年", **both) == []
    rates = indicator("培训率", "90%"), indicator("合格率", "95%"), indicator("人均成本", "400元/人")
    assert found("VAL-16", project(*rates, **LONG)) == []
    grown = indicator("培训人数", "200人", "600人"), indicator("培训期数", "4期"), indicator("点", "3个")
    assert found("VAL-16", project(*grown, **LONG)) == []


@hits("VAL-15")
@pytest.mark.parametrize(
    ("name", "period", "annual"),
    [
        ("培训人次", "1.2万人次", "15000人次"),
        ("发放补贴(人次)", "800", "1000"),
        ("救助案件", "≥90例", "≥100件"),
        ("修缮校舍面积", "2万㎡", "25000平方米"),
        ("发放贷款", "9000元", "1万元"),
    ],
)
def test_a_count_of_the_period_is_below_the_years_in_a_common_unit(
    name: str, period: str, annual: str
) -> None:
    assert on_indicator(name, annual, period) & {"VAL-12", "VAL-15"} == {"VAL-15"}


@hits("VAL-15")
def test_money_and_counts_of_the_period_are_one_finding() -> None:
    indicators = indicator("培训人次", "15000人次", "1.2万人次"), SOUND_INDICATORS[1]
    (finding,) = of_form("VAL-15", "other-money", "50.00", "中期资金总额", indicators=indicators)
    assert finding.indicators == (1,)
    assert [quote.what for quote in finding.evidence][:3] == ["period_amount", "amount", "name"]


@spares("VAL-15")
@pytest.mark.parametrize(
    ("name", "period", "annual"),
    [
        ("培训人次", "1000人次", "1500人次"),  # VAL-12's
        ("培训人次", "4.5万人次", "15000人次"),
        ("培训人次", "1.2万人", "15000人次"),
        ("每年培训人次", "1.2万人次", "15000人次"),
        ("培训人次", "每期1.2万人次", "15000人次"),
        ("在校生", "1.2万人", "15000人"),
        ("巡检频次", "1次/月", "1次/季度"),
        ("覆盖率", "80%", "90%"),
        ("办理时限", "1小时", "90分钟"),
        ("运维成本", "≤1万元", "≥12000元"),
        ("综合评分", "80分", "90分"),
        ("培训", "", "15000人次"),
    ],
)
def test_counts_that_are_not_less_or_do_not_add_up(name: str, period: str, annual: str) -> None:
    assert "VAL-15" not in on_indicator(name, annual, period)
