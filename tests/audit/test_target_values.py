"""QNT and VAL: targets."""

import pytest

from budget.audit.policy import Policy
from tests.audit.building import SOUND_INDICATORS, found, hits, indicator, on_indicator, project, spares


@hits("QNT-01")
@pytest.mark.parametrize(
    "annual", ["验收合格", "可控", "健全", "2024年", "第一批", "12345热线畅通", "做好“三公”管理", ""]
)
def test_a_target_without_a_number(annual: str) -> None:
    assert "QNT-01" in on_indicator("项目管理情况", annual, category="quality")


@spares("QNT-01")
@pytest.mark.parametrize("annual", ["≥50期", "三场次", "98", "12月底前", "90分以上", "零事故", "百分之九十"])
def test_a_target_with_a_number(annual: str) -> None:
    assert "QNT-01" not in on_indicator("项目管理情况", annual, category="quality")


@spares("QNT-01")
def test_a_target_that_is_withheld_is_not_said_to_lack_a_number() -> None:
    assert "QNT-01" not in on_indicator("装备情况", "保密", category="quality")


@spares("QNT-01")
@pytest.mark.parametrize(
    ("name", "annual"),
    [("征订时间", "按时征订"), ("巡检完成情况", "满分100分"), ("开设多种渠道，反映民意", "开设多种渠道")],
)
def test_what_is_said_more_exactly_is_not_said_again(name: str, annual: str) -> None:
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
def test_a_scoring_rule_is_no_quantity() -> None:
    scored = indicator("巡检完成率", "巡检完成率(标准:大于等于93%得100分)", category="quality")
    assert len(found("QNT-02", project(scored, scored, SOUND_INDICATORS[0]))) == 1


@spares("QNT-02")
def test_exactly_half_is_enough_and_elsewhere_nothing_is_asked() -> None:
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
        ("开设多种渠道，使百姓能够反映意见", "开设多种渠道"),
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
        ("制度健全性", "健全"),
        ("及时率", "及时"),
        ("会议、培训", "会议"),
        ("运维评价", "运维评价,满分100分"),
        ("满意度", "满意度≥95%"),
    ],
)
def test_a_target_that_says_something_else(name: str, annual: str) -> None:
    assert "VAL-06" not in on_indicator(name, annual, "提高")


@hits("VAL-07")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        *(
            ("项目验收合格率(%)", "组织验收"),
            ("施工过程中发生安全事故率", "0事故"),
            ("出版完成率", "出版、刊登6期"),
        ),
        *(("设备完好（％）", "良好"), ("覆盖率", "全覆盖"), ("1.物管覆盖率。2.达标率。", "达标")),
    ],
)
def test_a_rate_that_is_given_no_percentage(name: str, annual: str) -> None:
    assert "VAL-07" in on_indicator(name, annual, category="quality")


@spares("VAL-07")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        *(("合格率", "≥98%"), ("合格率", "98"), ("合格率", "合格人数/总人数≥95%"), ("合格率", "百分之九十")),
        *(
            ("完成率", "完成得100分"),
            ("会议频率", "每月1次"),
            ("工作效率", "提高"),
            ("率先垂范情况", "良好"),
            ("合格率", ""),
        ),
        *(("发病率下降情况", "下降"), ("汇率", "稳定")),
    ],
)
def test_a_rate_that_is_given_one_or_is_none(name: str, annual: str) -> None:
    assert "VAL-07" not in on_indicator(name, annual, category="quality")


@hits("VAL-08")
@pytest.mark.parametrize(
    "name",
    [
        "调研次数",
        "参会人数",
        "受益户数",
        "演出场次",
        "协商活动组织频率",
        "展览面积",
        "设备数量",
        "《广州文史》投稿量",
        "【一期】培训人数（人）",
    ],
)
def test_a_count_that_is_given_a_percentage(name: str) -> None:
    assert "VAL-08" in on_indicator(name, "≥98%")


@spares("VAL-08")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        *(
            ("项目质量合格率", "98%"),
            ("工程质量", "98%"),
            ("土壤有机质含量", "3%"),
            ("成品含水量", "12%"),
            ("调研次数", "3次"),
        ),
        *(("人数完成率", "98%"), ("提升组织力量", "98%"), ("投稿量", "按计划")),
    ],
)
def test_a_percentage_that_is_none_of_a_count(name: str, annual: str) -> None:
    assert "VAL-08" not in on_indicator(name, annual)


@hits("VAL-09")
@pytest.mark.parametrize(
    ("name", "annual", "level"),
    [
        *(
            ("群众满意度", "≥950%", "error"),
            ("服务对象满意率", "110%", "error"),
            ("疫苗接种覆盖率", "105%", "error"),
        ),
        *(
            ("服务对象满意度（%）", "950", "error"),
            ("任务完成率", "120%", "notice"),
            ("入学率", "百分之一百二十", "notice"),
        ),
    ],
)
def test_more_than_the_whole(name: str, annual: str, level: str) -> None:
    (finding,) = found("VAL-09", project(indicator(name, annual, category="quality")))
    assert finding.level == level


@hits("VAL-09")
def test_the_period_target_counts_too() -> None:
    assert "VAL-09" in on_indicator("任务合格率", "98%", "980%", category="quality")


@spares("VAL-09")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        *(
            ("验收合格率", "100%"),
            ("游客增长率", "120%"),
            ("拨备覆盖率", "≥150%"),
            ("参训人次", "120%"),
            ("及时率", "得100分"),
        ),
        *(
            ("满意度", "≥95分"),
            ("党支部覆盖率", "≥95%得100分;<95%得150分"),
            ("业务增长", "200%"),
            ("合格率", "120"),
        ),
    ],
)
def test_what_may_be_more_than_a_hundred(name: str, annual: str) -> None:
    assert "VAL-09" not in on_indicator(name, annual)


@hits("VAL-10")
@pytest.mark.parametrize(
    "name",
    [
        "推动政协委员学习政协知识",
        "提升人民政协影响力",
        "正常运行使用情况",
        "多角度反映工作",
        "年度计划",
        "加大执法力度",
    ],
)
def test_a_percentage_of_nothing(name: str) -> None:
    assert "VAL-10" in on_indicator(name, "98%", category="social")


@spares("VAL-10")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        *(
            ("合格率", "98%"),
            ("女性占比", "40%"),
            ("设备完好（%）", "98%"),
            ("群众满意情况", "98%"),
            ("政策知晓度", "90%"),
        ),
        *(
            ("预算执行进度", "98%"),
            ("调研次数", "98%"),
            ("到会情况", "出席率≥95%"),
            ("游客接待", "较上年增长5%"),
        ),
        *(
            ("安保服务", "满意人数/总人数≥95%"),
            ("提升影响力", "显著"),
            ("GDP增速", "5%"),
            ("提升影响力", "98"),
        ),
    ],
)
def test_a_percentage_of_something(name: str, annual: str) -> None:
    assert "VAL-10" not in on_indicator(name, annual, category="social")


@hits("VAL-12")
@pytest.mark.parametrize(
    ("name", "period", "annual"),
    [("展览场次", "≥10场", "≥12场"), ("培训", "2万人次", "3万人次"), ("调研次数", "3", "5")],
)
def test_more_in_a_year_than_in_the_whole_period(name: str, period: str, annual: str) -> None:
    assert "VAL-12" in on_indicator(name, annual, period)


@spares("VAL-12")
@pytest.mark.parametrize(
    ("name", "period", "annual"),
    [
        *(
            ("展览", "12场", "10场"),
            ("展览", "10场", "10场"),
            ("展览", "每季度10场", "12场"),
            ("展览", "10场", "各区12场"),
        ),
        *(
            ("展览", "≤10场", "≥12场"),
            ("展览", "10场", "12次"),
            ("满意度", "90%", "95%"),
            ("展览", "年均10场", "12场"),
        ),
        *(
            ("展览", "10场/年", "12场/年"),
            ("展览", "甲3场、乙2场", "12场"),
            ("展览", "3匣", "5笼"),
            ("建成比例", "3", "5"),
        ),
    ],
)
def test_no_more_in_a_year_than_in_the_whole_period(name: str, period: str, annual: str) -> None:
    assert "VAL-12" not in on_indicator(name, annual, period)
