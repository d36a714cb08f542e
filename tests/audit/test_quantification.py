"""QNT: whether targets are quantified."""

import pytest

from budget.audit.policy import Policy
from tests.audit.building import SOUND_INDICATORS, found, hits, indicator, on_indicator, project, spares


@hits("QNT-11")
@pytest.mark.parametrize("annual", ["", "/", "—", "无", "不适用"])
def test_a_target_that_says_nothing(annual: str) -> None:
    (finding,) = found("QNT-11", project(indicator("项目管理情况", annual, category="quality")))
    assert finding.level == "error"
    assert "QNT-12" not in on_indicator("项目管理情况", annual, category="quality")


@spares("QNT-11")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("装备情况", "保密"),
        ("安全事故", "无"),
        ("质量问题", "无"),
        ("本项目不适用此指标", "无"),
        ("投诉", "0"),
        ("水平", "提高"),
    ],
)
def test_a_target_that_says_something_or_need_not(name: str, annual: str) -> None:
    assert "QNT-11" not in on_indicator(name, annual, category="quality")


@hits("QNT-12")
@pytest.mark.parametrize(
    "annual", ["效果明显", "可控", "健全", "第一批", "12345热线畅通", "做好“三公”管理", "良好", "较满意"]
)
@pytest.mark.parametrize("category", ["quantity", "quality", "timeliness", "satisfaction"])
def test_a_target_in_words(annual: str, category: str) -> None:
    assert "QNT-12" in on_indicator("项目管理事项", annual, category=category)


@hits("QNT-12")
def test_a_benefit_that_is_a_count() -> None:
    assert "QNT-12" in on_indicator("为当地提供就业岗位", "增加岗位", category="economic")


@spares("QNT-12")
@pytest.mark.parametrize(
    "annual",
    [
        *("≥50期", "三场次", "98", "12月底前", "90分以上", "零事故", "百分之九十", "保密", ""),
        *("通过验收", "合格", "不发生", "清零", "达到Ⅲ类", "主汛期前", "2024年底前", "不超预算", "全部消除"),
        *("2023-2025年", "法定期限内", "达到二级养护标准", "零申诉", "无有责投诉"),
    ],
)
def test_a_target_that_can_be_measured(annual: str) -> None:
    assert "QNT-12" not in on_indicator("项目管理事项", annual, category="quality")


@spares("QNT-12")
def test_grades_of_what_is_graded_and_benefits() -> None:
    assert "QNT-12" not in on_indicator("服务周期内空气质量", "优良", category="quality")
    assert "QNT-12" not in on_indicator("年度考核结果", "良好", category="quality")
    for category in ("social", "ecological", "sustained", "economic"):
        assert "QNT-12" not in on_indicator("人居环境", "明显改善", category=category)


@spares("QNT-12")
@pytest.mark.parametrize(
    ("name", "annual"),
    [("征订时间", "按时征订"), ("巡检完成情况", "满分100分"), ("设立多种渠道，反映民意", "设立多种渠道")],
)
def test_a_specific_finding_replaces_the_general_one(name: str, annual: str) -> None:
    checks = on_indicator(name, annual)
    assert "QNT-12" not in checks
    assert checks & {"QNT-03", "VAL-05", "VAL-06"}


def test_a_check_that_is_off_silences_nothing() -> None:
    policy = Policy(off=frozenset({"QNT-03"}))
    checks = [f.check for f in found("QNT-12", project(indicator("征订时间", "按时征订")), policy=policy)]
    assert checks == ["QNT-12"]


def benefits(*targets: str) -> tuple[int, ...] | None:
    """The indicators that QNT-13 names, of a project with benefits of these targets."""
    own = [indicator(f"影响{number}", text, category="social") for number, text in enumerate(targets)]
    findings = found("QNT-13", project(*own, SOUND_INDICATORS[0]))
    return findings[0].indicators if findings else None


@hits("QNT-13")
def test_no_benefit_is_quantified() -> None:
    assert benefits("明显改善", "逐步提高") == (1, 2)
    assert benefits("长期", "") == (1,)
    assert benefits("有效保障") == (1,)


@spares("QNT-13")
def test_one_quantified_benefit_is_enough_and_activities_are_said_as_such() -> None:
    assert benefits("明显改善", "≥5%") is None
    assert benefits("明显改善", "动态清零") is None
    assert benefits("明显改善", "零申诉") is None
    assert benefits("无明显改善") == (1,)
    assert benefits("开展相关活动", "满分100分") is None
    assert benefits("", "保密") is None
    assert benefits() is None


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
