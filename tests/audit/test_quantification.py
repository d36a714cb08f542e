"""QNT: whether targets are quantified."""

import pytest

from budget.audit.policy import Policy
from tests.audit.building import SOUND_INDICATORS, found, hits, indicator, on_indicator, project, spares


@hits("QNT-01")
@pytest.mark.parametrize(
    "annual", ["效果明显", "可控", "健全", "2024年", "第一批", "12345热线畅通", "做好“三公”管理", ""]
)
def test_a_target_without_a_number(annual: str) -> None:
    assert "QNT-01" in on_indicator("项目管理情况", annual, category="quality")


@spares("QNT-01")
@pytest.mark.parametrize("annual", ["≥50期", "三场次", "98", "12月底前", "90分以上", "零事故", "百分之九十"])
def test_a_target_with_a_number(annual: str) -> None:
    assert "QNT-01" not in on_indicator("项目管理情况", annual, category="quality")


@spares("QNT-01")
def test_a_target_that_is_withheld_is_not_reported_to_lack_a_number() -> None:
    assert "QNT-01" not in on_indicator("装备情况", "保密", category="quality")


@spares("QNT-01")
@pytest.mark.parametrize(
    ("name", "annual"),
    [("征订时间", "按时征订"), ("巡检完成情况", "满分100分"), ("开设多种渠道，反映民意", "开设多种渠道")],
)
def test_a_specific_finding_replaces_the_general_one(name: str, annual: str) -> None:
    said = on_indicator(name, annual)
    assert "QNT-01" not in said
    assert said & {"QNT-03", "VAL-05", "VAL-06"}


def test_a_check_that_is_off_silences_nothing() -> None:
    policy = Policy(off=frozenset({"QNT-03"}))
    checks = [f.check for f in found("QNT-01", project(indicator("征订时间", "按时征订")), policy=policy)]
    assert checks == ["QNT-01"]


@hits("QNT-02")
def test_fewer_than_half_with_a_number() -> None:
    words = indicator("项目管理情况", "规范")
    (finding,) = found("QNT-02", project(SOUND_INDICATORS[0], words, words))
    assert [quote.text for quote in finding.evidence] == ["1", "3"]


@hits("QNT-02")
def test_words_of_an_effect_are_no_quantity() -> None:
    vague = indicator("村容", "明显改善", category="social"), indicator("水平", "不断提高", category="social")
    assert len(found("QNT-02", project(*vague, SOUND_INDICATORS[0]))) == 1


@spares("QNT-02")
def test_scoring_rules_and_what_nothing_could_fail_are_said_by_their_own_checks() -> None:
    scored = indicator("巡检完成率", "巡检完成率(标准:大于等于93%得100分)", category="quality")
    empty = indicator("服务次数", "按需")
    assert found("QNT-02", project(scored, empty, SOUND_INDICATORS[0])) == []


@spares("QNT-02")
def test_exactly_half_is_enough_and_elsewhere_the_check_is_off() -> None:
    words = indicator("项目管理情况", "规范")
    assert found("QNT-02", project(SOUND_INDICATORS[0], words)) == []
    assert found("QNT-02", project(words), policy=Policy.for_("山东省", "审计厅")) == []


@hits("QNT-03")
@pytest.mark.parametrize(
    "annual",
    [
        *(
            "按计划执行",
            "按计划数到位",
            "按时",
            "及时",
            "按时、及时征订",
            "及时处理群众诉求",
            "开展相关活动",
            "开展志愿服务系列活动",
        ),
        *(
            "通过多媒体等方式展示",
            "逐步提升",
            "逐步提升服务水平",
            "开设多种渠道",
            "组织验收",
            " 按 计划 实施",
        ),
    ],
)
def test_words_that_nothing_could_fail(annual: str) -> None:
    assert "QNT-03" in on_indicator("项目推进情况", annual, category="quality")


@spares("QNT-03")
@pytest.mark.parametrize(
    "annual",
    [
        "按计划招聘1人",
        "及时率",
        "按时完成率达标",
        "系统开发工作按时完成率",
        "验收合格",
        "提升",
        "不按时",
        "完成年度计划",
        "有效开展",
    ],
)
def test_words_that_something_could_fail(annual: str) -> None:
    assert "QNT-03" not in on_indicator("项目推进情况", annual, category="quality")


@hits("QNT-04")
def test_three_equal_percentages_are_a_template() -> None:
    alike = [
        indicator(name, annual)
        for name, annual in (("甲率", "95%"), ("乙率", "≥95%"), ("丙率", "不低于95％"))
    ]
    (finding,) = found("QNT-04", project(SOUND_INDICATORS[0], *alike))
    assert (finding.indicator, finding.indicators) == (None, (2, 3, 4))


@spares("QNT-04")
def test_two_equal_ones_or_three_counts_are_none() -> None:
    targets = ["95%", "95%", "95次", "95", "96%", "95%—98%", "优秀95%、良好90%"]
    assert (
        found("QNT-04", project(*(indicator(f"指标{at}", annual) for at, annual in enumerate(targets)))) == []
    )
