"""VAL-02 to VAL-06: the texts of targets."""

import pytest

from tests.audit.building import SOUND_INDICATORS, found, hits, indicator, on_indicator, project, spares


@hits("VAL-02")
@pytest.mark.parametrize(
    ("period", "annual"),
    [("≥3次", "98%"), ("持续提升", "≥95%"), ("0", "低于全区平均"), ("98%", "出版6期"), ("3年", "2次")],
)
def test_targets_of_different_kinds(period: str, annual: str) -> None:
    assert "VAL-02" in on_indicator("档案整理情况", annual, period)


@spares("VAL-02")
@pytest.mark.parametrize(
    ("period", "annual"),
    [
        ("≥95%", "百分之九十五"),
        ("10次", "不少于5场次"),
        ("", "98%"),
        ("98%", "—"),
        ("健全", "完善"),
        ("3个月", "12月底前"),
    ],
)
def test_targets_of_one_kind_or_not_stated(period: str, annual: str) -> None:
    assert "VAL-02" not in on_indicator("档案整理情况", annual, period)


@spares("VAL-02")
@pytest.mark.parametrize(("period", "annual"), [("98%", "98"), ("按照合同期限", "98%"), ("98%", "满分100分")])
def test_a_closer_reason_is_given_alone(period: str, annual: str) -> None:
    said = on_indicator("档案整理情况", annual, period)
    assert "VAL-02" not in said
    assert said & {"VAL-03", "VAL-04", "VAL-05"}


@hits("VAL-03")
@pytest.mark.parametrize(
    ("period", "annual"), [("98%", "98"), ("20", "≥20次"), ("≥98.0%", "98"), ("３个月", "3")]
)
def test_a_unit_that_was_lost(period: str, annual: str) -> None:
    assert "VAL-03" in on_indicator("实际施工完成率", annual, period)


@spares("VAL-03")
@pytest.mark.parametrize(
    ("period", "annual"), [("98%", "98%"), ("98%", "95"), ("98", "98"), ("20次", "20场"), ("98%", "")]
)
def test_no_unit_was_lost(period: str, annual: str) -> None:
    assert "VAL-03" not in on_indicator("实际施工完成率", annual, period)


@spares("VAL-03", "VAL-07")
def test_a_unit_in_a_column_of_its_own_is_not_lost() -> None:
    said = on_indicator("验收合格率", "98", "98%", unit_of_measure="%", comparator="≥", category="quality")
    assert not said & {"VAL-02", "VAL-03", "VAL-07"}


@hits("VAL-04")
@pytest.mark.parametrize(
    "period",
    [
        "按照合同期限",
        "按照合同要求期限",
        "合同验收完成后3个月",
        "签订合同后三十日内",
        "2024年12月底前",
        "合同期内",
        "验收合格后6个月内完成",
    ],
)
def test_a_term_is_no_target(period: str) -> None:
    assert "VAL-04" in on_indicator("系统使用情况", "100%", period, category="economic")


@hits("VAL-04")
def test_the_indicators_of_a_project_are_listed_in_one_finding() -> None:
    terms = [indicator(name, "98%", "按照合同期限", category="quality") for name in ("巡检完成率", "使用率")]
    (finding,) = found("VAL-04", project(SOUND_INDICATORS[0], *terms))
    assert (finding.indicator, finding.indicators) == (None, (2, 3))
    assert len(finding.evidence) == 6


@spares("VAL-04")
@pytest.mark.parametrize(
    ("name", "period", "category"),
    [
        ("系统开发时间", "合同验收完成后3个月", "timeliness"),
        ("竣工时间", "2024年12月底前", "quality"),
        ("使用情况", "合同期限内使用率达到95%", "quality"),
        ("设备保修年限", "3年", "quality"),
        ("合同签订情况", "签订合同", "quality"),
        ("使用情况", "合同期内每月巡检，无故障", "quality"),
    ],
)
def test_a_time_that_is_a_target(name: str, period: str, category: str) -> None:
    assert "VAL-04" not in on_indicator(name, "100%", period, category)


@hits("VAL-05")
@pytest.mark.parametrize(
    "annual", ["标准:≥95%,得100分;<95%,得50分", "满分100分", "每少一次扣2分", "按时完成得10分"]
)
def test_points_are_no_target(annual: str) -> None:
    assert "VAL-05" in on_indicator("巡检完成情况", annual)


@spares("VAL-05")
@pytest.mark.parametrize("annual", ["考核得分≥90分", "90分以上", "3分钟内", "≥90分", "得分率≥95%"])
def test_a_score_to_reach_is_one(annual: str) -> None:
    assert "VAL-05" not in on_indicator("年度考核情况", annual)


@hits("VAL-06")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("【党建系统】系统正常运行率", "系统正常运行率(%)"),
        ("设立多种渠道，使百姓能够反映意见", "设立多种渠道"),
        ("制度健全性", "健全"),
        ("会议、培训", "会议"),
        ("道路景观提升情况", "明显提升"),
        ("控制在预算成本内", "控制在预算内"),
        ("资金管理合规性", "合规"),
        ("制度健全性。", "制度健全性"),
        ("保障会议 召开", "“保障会议召开”"),
    ],
)
def test_a_target_that_repeats_the_name(name: str, annual: str) -> None:
    assert "VAL-06" in on_indicator(name, annual, "提高")


@spares("VAL-06")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("及时率", "及时"),
        ("项目验收合格情况", "合格"),
        ("改善村容", "显著增强"),
        ("改造道路", "改造3公里道路"),
        ("运维评价", "运维评价,满分100分"),
        ("满意度", "满意度≥95%"),
    ],
)
def test_a_target_of_other_words(name: str, annual: str) -> None:
    assert "VAL-06" not in on_indicator(name, annual, "提高")
