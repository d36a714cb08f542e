"""CMP: objective and categories."""

import pytest

from budget.audit.completeness import (
    is_construction,
    is_information_system,
    is_purchase,
    promises_satisfaction,
    promises_savings,
)
from budget.audit.policy import Policy
from indicators.folding import fold
from tests.audit.building import (
    SOUND_INDICATORS,
    audited,
    disclosure,
    found,
    hits,
    indicator,
    project,
    spares,
    unevaluated,
)

QUANTITY, QUALITY, TIMELINESS, COST, SOCIAL, SATISFACTION = SOUND_INDICATORS


@spares("CMP-01", "CMP-02", "CMP-03", "CMP-04", "CMP-08", "CMP-09", "CMP-13")
def test_a_sound_project_has_nothing_to_review() -> None:
    assert audited(disclosure(project(name="教学楼维修改造工程"))).findings == ()


@hits("CMP-01")
@pytest.mark.parametrize("objective", ["", " \n", "无", "/", "——"])
def test_an_objective_that_states_nothing_is_none(objective: str) -> None:
    assert len(found("CMP-01", project(objective=objective))) == 1


@spares("CMP-01")
def test_the_objective_of_the_whole_period_is_one() -> None:
    assert found("CMP-01", project(objective="", period_objective="三年内完成全部培训。")) == []


@hits("CMP-02")
def test_a_project_without_indicators_gets_that_finding_alone() -> None:
    bare = project(name="教学楼维修改造工程", objective="降低成本，让群众满意。", indicators=())
    assert [finding.check for finding in audited(disclosure(bare)).findings] == ["CMP-02"]


@spares("CMP-02")
def test_unread_text_may_hold_the_missing_indicators() -> None:
    unread = project(indicators=(), unread="一、数量指标：培训50期")
    assert found("CMP-02", unread) == []
    assert unevaluated("CMP-02", unread) == ["unread-part"]


@hits("CMP-03")
def test_three_indicators_are_fewer_than_guangzhou_requires() -> None:
    alone = Policy(off=frozenset({"CMP-13"}))
    (finding,) = found("CMP-03", project(*SOUND_INDICATORS[:3]), project(name="档案", wan=2000), policy=alone)
    assert [(quote.what, quote.text) for quote in finding.evidence] == [("indicator_count", "3")]


@hits("CMP-13")
def test_few_indicators_are_said_with_the_missing_categories() -> None:
    few = project(QUANTITY, SOCIAL, SATISFACTION), project(name="档案", wan=2000)
    (finding,) = [one for one in audited(disclosure(*few)).findings if one.check[:3] == "CMP"]
    assert (finding.check, finding.level) == ("CMP-13", "warning")
    assert [quote.text for quote in finding.evidence][:2] == ["质量指标", "3"]
    (elsewhere,) = found("CMP-13", *few, policy=Policy.for_("四川省成都市", "审计局"))
    assert elsewhere.level == "notice"


@spares("CMP-03")
def test_four_are_enough_and_elsewhere_three_are() -> None:
    few, other = project(*SOUND_INDICATORS[:3]), project(name="档案", wan=2000)
    assert found("CMP-03", project(*SOUND_INDICATORS[:4]), other) == []
    assert found("CMP-03", few, other, policy=Policy.for_("四川省成都市", "审计局")) == []


@spares("CMP-03")
def test_a_large_amount_is_reported_instead() -> None:
    few = project(*SOUND_INDICATORS[:3])
    assert [
        finding.check
        for finding in audited(disclosure(few)).findings
        if finding.check in ("AMT-05", "CMP-03")
    ] == ["AMT-05"]


@hits("CMP-04")
def test_no_output_is_said_without_its_categories() -> None:
    findings = audited(disclosure(project(SOCIAL, SATISFACTION, SOCIAL, SOCIAL))).findings
    assert [finding.check for finding in findings if finding.check[:3] == "CMP"] == ["CMP-04"]
    assert findings[0].evidence[-1].text == "社会效益、服务对象满意度"


@hits("CMP-13")
@pytest.mark.parametrize(
    ("missing", "level", "left"),
    [
        ("效益指标", "warning", (QUANTITY, QUALITY, TIMELINESS, COST, SATISFACTION)),
        ("数量指标", "warning", (QUALITY, TIMELINESS, COST, SOCIAL, SATISFACTION)),
        ("质量指标", "notice", (QUANTITY, TIMELINESS, COST, SOCIAL, SATISFACTION)),
        ("满意度指标", "notice", (QUANTITY, QUALITY, TIMELINESS, COST, SOCIAL)),
        ("质量指标、满意度指标", "notice", (QUANTITY, TIMELINESS, COST, SOCIAL)),
        ("效益指标、数量指标、质量指标、满意度指标", "warning", (TIMELINESS, COST, COST, COST)),
    ],
)
def test_categories_that_no_indicator_has(missing: str, level: str, left: tuple) -> None:
    (finding,) = found("CMP-13", project(*left))
    assert (finding.evidence[0].text, finding.level) == (missing, level)
    assert finding.evidence[-1].text == "、".join(dict.fromkeys(one.level2 for one in left))


@spares("CMP-13")
@pytest.mark.parametrize("name", ["实验室设备购置", "2024年办公车辆更新", "地方政府债券利息", "支付工程尾款"])
def test_nobody_is_served_by_a_purchase_or_a_debt(name: str) -> None:
    assert found("CMP-13", project(QUANTITY, QUALITY, COST, SOCIAL, name=name)) == []


@spares("CMP-04", "CMP-13")
def test_labels_without_codes_are_enough() -> None:
    of_a_form = [
        indicator("检测车辆数", "≥20辆", level1_code="", level2_code="", level2="数量指标"),
        indicator("检测准确率", "≥99%", level1_code="", level2_code="", level2="质量指标"),
    ]
    findings = {finding.check for finding in audited(disclosure(project(*of_a_form))).findings}
    assert "CMP-04" not in findings
    (missing,) = found("CMP-13", project(*of_a_form))
    assert missing.evidence[0].text == "效益指标、满意度指标"


@spares("CMP-13")
def test_a_category_in_doubt_may_be_the_one_that_is_missing() -> None:
    doubtful = indicator(
        "群众认可程度", "≥90%", level1_code="2", level1="满意度指标", level2_code="", level2=""
    )
    left = project(QUANTITY, QUALITY, doubtful)
    assert found("CMP-13", left) == []
    assert unevaluated("CMP-13", left) == ["category-in-doubt"]


@hits("CMP-04")
def test_a_doubt_between_other_categories_hides_nothing() -> None:
    doubtful = indicator(
        "群众认可程度", "≥90%", level1_code="2", level1="满意度指标", level2_code="", level2=""
    )
    assert len(found("CMP-04", project(doubtful))) == 1


@hits("CMP-08")
@pytest.mark.parametrize(
    "name",
    [
        *("校舍维修", "县医院门诊楼装修", "老旧小区改造项目", "农村公路工程", "CT机购置", "亮化工程"),
        *("乡村振兴示范带建设", "水库除险加固", "信息化项目", "健康信息平台建设（二期）", "教学楼扩建"),
    ],
)
def test_works_and_purchases_without_a_cost_indicator(name: str) -> None:
    (finding,) = found("CMP-08", project(QUANTITY, QUALITY, SOCIAL, SATISFACTION, name=name))
    assert finding.evidence[0].text == name


@spares("CMP-08")
@pytest.mark.parametrize(
    "name",
    [
        "高层次人才工程",
        "民生工程宣传",
        "希望工程捐助",
        "工程师职称评审",
        "车辆购置税补助资金",
        "农业工程学院运转",
        "罪犯教育改造经费",
        "住宅维修资金监管",
        "干部队伍建设",
        "营商环境建设",
        "发展建设类-质检体系建设",
        "住房和城乡建设局运转",
    ],
)
def test_what_only_sounds_like_works(name: str) -> None:
    assert found("CMP-08", project(QUANTITY, QUALITY, SOCIAL, SATISFACTION, name=name)) == []


@spares("CMP-08")
def test_cost_counts_under_either_level_1() -> None:
    of_2021 = indicator(
        "单位造价", "≤3000元", level1_code="", level1="成本指标", level2_code="", level2="经济成本指标"
    )
    assert found("CMP-08", project(QUANTITY, QUALITY, SOCIAL, of_2021, name="校舍维修")) == []


@hits("CMP-09")
@pytest.mark.parametrize(
    "name", ["校舍维修", "政务信息化运维", "智慧交通系统", "数据共享平台建设", "医院信息系统升级"]
)
def test_works_and_systems_without_a_quality_indicator(name: str) -> None:
    assert len(found("CMP-09", project(QUANTITY, COST, SOCIAL, SATISFACTION, name=name))) == 1


@spares("CMP-09")
@pytest.mark.parametrize(
    "name",
    [
        "政协民生平台经费",
        "教育系统网络安全培训",
        "CT机购置",
        "生态系统保护与建设",
        "公安系统先进表彰",
        "科研平台建设",
        "全系统数据统计培训",
    ],
)
def test_what_is_no_computer_system(name: str) -> None:
    assert found("CMP-09", project(QUANTITY, COST, SOCIAL, SATISFACTION, name=name)) == []


@hits("CMP-11")
def test_promised_satisfaction_is_quoted_and_replaces_its_absence() -> None:
    promising = project(
        QUANTITY, QUALITY, COST, SOCIAL, objective="开展培训50期，\n让参训干部满意。提高能力。"
    )
    findings = audited(disclosure(promising)).findings
    assert [finding.check for finding in findings] == ["CMP-11"]
    assert findings[0].evidence[0].text == "让参训干部满意"


@spares("CMP-11")
def test_satisfaction_promised_and_measured() -> None:
    assert found("CMP-11", project(objective="让参训干部满意。")) == []


@pytest.mark.parametrize(
    "clause", ["提高群众满意度", "赢得群众好评", "增强人民群众获得感", "满意度测评达到90%以上"]
)
def test_what_promises_satisfaction(clause: str) -> None:
    assert promises_satisfaction(fold(clause))


@spares("CMP-11")
@pytest.mark.parametrize(
    "clause", ["做好评审工作", "做好评估", "获得感谢信3封", "开展公共服务满意度调查", "减少群众不满意事项"]
)
def test_what_only_sounds_like_a_promise_of_satisfaction(clause: str) -> None:
    assert not promises_satisfaction(fold(clause))


@hits("CMP-12")
def test_promised_savings_without_cost_or_economic_indicator() -> None:
    (finding,) = found(
        "CMP-12", project(QUANTITY, QUALITY, SOCIAL, objective="集中采购，较大程度地节省了行政经费。")
    )
    assert finding.evidence[0].text == "较大程度地节省了行政经费"


@spares("CMP-12")
def test_savings_that_are_measured() -> None:
    objective = "降低运行成本，节约开支。"
    saved = indicator("节约电费", "≥3万元", category="economic")
    assert found("CMP-12", project(QUANTITY, COST, objective=objective)) == []
    assert found("CMP-12", project(QUANTITY, saved, objective=objective)) == []


@pytest.mark.parametrize("clause", ["降低企业物流成本", "节约财政资金", "节省开支"])
def test_what_promises_savings(clause: str) -> None:
    assert promises_savings(clause)


@spares("CMP-12")
@pytest.mark.parametrize(
    "clause", ["创建节约型机关", "厉行节约反对浪费", "推进节约集约用地", "开展节约用水宣传"]
)
def test_slogans_of_thrift_promise_no_money(clause: str) -> None:
    assert not promises_savings(clause)


def test_the_subject_of_a_name() -> None:
    assert is_construction("希望工程小学校舍工程")
    assert not is_construction("希望工程")
    assert is_purchase("购置经费")
    assert is_information_system("公安信息系统")
    assert not is_information_system("系统")
