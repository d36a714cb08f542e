"""CLS: whether an indicator fits its category."""

import pytest

from tests.audit.building import found, hits, indicator, on_indicator, project, spares


@hits("CLS-01")
@pytest.mark.parametrize(
    ("name", "level"),
    [
        *(
            ("项目质量合格率", "warning"),
            ("系统达标率", "warning"),
            ("群众满意率", "warning"),
            ("【一期】验收达标率（%）", "warning"),
        ),
        *(("设备购置完成率", "notice"), ("出版率", "notice"), ("参会率", "notice")),
        *(("办事效率", "notice"), ("满足患者治疗需求", "notice")),
    ],
)
def test_a_rate_is_no_quantity(name: str, level: str) -> None:
    (finding,) = found("CLS-01", project(indicator(name, "98%")))
    assert finding.level == level


@spares("CLS-01")
@pytest.mark.parametrize(
    ("name", "category"),
    [
        *(
            ("项目质量合格率", "quality"),
            ("出勤率", "social"),
            ("会议频率", "quantity"),
            ("适龄人口覆盖率", "quantity"),
            ("资金支出合规率", "quantity"),
        ),
        *(("培训人数", "quantity"), ("合格率达标单位数", "quantity"), ("率先建成数", "quantity")),
    ],
)
def test_a_rate_elsewhere_or_no_rate(name: str, category: str) -> None:
    assert "CLS-01" not in on_indicator(name, "98%", category=category)


@hits("CLS-02")
@pytest.mark.parametrize(
    "name",
    [
        "资金支出合规率",
        "资金使用规范性",
        "资金支付及时率",
        "工程款支付率",
        "资金支出进度（%）",
        "预算执行率",
        "专项资金使用率",
    ],
)
def test_managing_the_money_is_no_performance(name: str) -> None:
    assert "CLS-02" in on_indicator(name, "100%", category="quality")


@spares("CLS-02")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "补助资金支付及时率",
            "救助资金使用覆盖率",
            "奖励资金支出人数",
            "困难群众补贴支付率",
            "农民工工资支付率",
            "移动支付覆盖率",
        ),
        *("资金筹集额", "支付系统可用率", "支付业务差错率", "养老金按时支付率"),
    ],
)
def test_paying_people_what_is_theirs_is(name: str) -> None:
    assert "CLS-02" not in on_indicator(name, "100%", category="quality")


@hits("CLS-03")
@pytest.mark.parametrize(
    ("name", "annual"),
    [("培训通过率", "大于98%"), ("任务完成率", "100%"), ("完成情况", "良好"), ("检查次数", "4次")],
)
def test_timeliness_that_does_not_speak_of_time(name: str, annual: str) -> None:
    assert "CLS-03" in on_indicator(name, annual, category="timeliness")


@spares("CLS-03")
@pytest.mark.parametrize(
    ("name", "annual", "category"),
    [
        *(
            ("征订时间", "规范", "timeliness"),
            ("资金支付及时率", "98%", "timeliness"),
            ("安全隐患处置", "3分钟内", "timeliness"),
        ),
        *(
            ("完成情况", "年底前", "timeliness"),
            ("完成情况", "12月31日", "timeliness"),
            ("工期", "达标", "timeliness"),
        ),
        *(("检查", "每季度1次", "timeliness"), ("任务完成率", "100%", "quantity")),
    ],
)
def test_timeliness_that_does(name: str, annual: str, category: str) -> None:
    assert "CLS-03" not in on_indicator(name, annual, category=category)


@hits("CLS-04")
@pytest.mark.parametrize("category", ["economic", "social", "ecological", "sustained"])
@pytest.mark.parametrize(
    "annual",
    [
        *(
            "开展相关活动",
            "组织宣传",
            "参加取证",
            "举办讲座",
            "按计划参加取证或培训",
            "按计划开展",
            "有相关提交党委政府的调研报告",
            "通过多媒体等方式展示",
        ),
    ],
)
def test_an_activity_is_no_benefit(annual: str, category: str) -> None:
    assert "CLS-04" in on_indicator("廉政建设水平", annual, category=category)


@spares("CLS-04")
@pytest.mark.parametrize(
    ("annual", "category"),
    [
        *(
            ("开展活动10场", "social"),
            ("开展相关活动", "quantity"),
            ("组织力明显增强", "social"),
            ("有效提升报告质量", "social"),
        ),
        *(
            ("显著提升", "social"),
            ("不开展", "social"),
            ("通过展示提升知晓度", "social"),
            ("有所提高", "social"),
        ),
    ],
)
def test_an_effect_is(annual: str, category: str) -> None:
    assert "CLS-04" not in on_indicator("廉政建设水平", annual, category=category)


@hits("CLS-05")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("党支部覆盖率", "≥95%"),
        ("系统使用情况", "≥90%"),
        ("多元单元建设", "元旦前完成"),
        ("群众知晓度", "提高"),
    ],
)
def test_an_economic_benefit_without_anything_economic(name: str, annual: str) -> None:
    assert "CLS-05" in on_indicator(name, annual, category="economic")


@spares("CLS-05")
@pytest.mark.parametrize(
    ("name", "annual", "category"),
    [
        *(
            ("大楼财产丢失情况", "0", "economic"),
            ("带动农户", "户均300元", "economic"),
            ("节约用电", "5%", "economic"),
        ),
        *(
            ("促进集体经济发展", "明显", "economic"),
            ("促进经济发展", "5%", "economic"),
            ("年增粮食", "3500公斤", "economic"),
            ("贷款贴息", "明显", "economic"),
            ("税收贡献", "提高", "economic"),
            ("党支部覆盖率", "≥95%", "social"),
        ),
    ],
)
def test_an_economic_benefit(name: str, annual: str, category: str) -> None:
    assert "CLS-05" not in on_indicator(name, annual, category=category)


@hits("CLS-06")
@pytest.mark.parametrize(
    "levels",
    [
        {"level2_code": "12"},
        {"level2": "质量指标"},
        {"level1_code": "2", "level1": "效益指标"},
        {"level1": "效益指标"},
        {"level2_code": "19"},
        {"level1_code": "", "level1": "效益指标", "level2_code": ""},
    ],
)
def test_codes_and_labels_that_disagree(levels: dict[str, str]) -> None:
    assert "CLS-06" in on_indicator("培训人数", "≥50人", **levels)


@hits("CLS-06")
def test_the_levels_are_quoted_as_disclosed() -> None:
    (finding,) = found("CLS-06", project(indicator("培训人数", "≥50人", level2_code="12")))
    assert [quote.text for quote in finding.evidence] == ["1-产出指标", "12-数量指标", "培训人数"]


@spares("CLS-06")
@pytest.mark.parametrize(
    "levels",
    [
        {},
        {"level2": "数量"},
        {"level1_code": "", "level2_code": ""},
        {"level1_code": "", "level1": "", "level2_code": ""},
        {"level1_code": "", "level1": "投入和管理目标", "level2_code": ""},
    ],
)
def test_codes_and_labels_that_agree_or_are_not_there(levels: dict[str, str]) -> None:
    assert "CLS-06" not in on_indicator("培训人数", "≥50人", **levels)
