"""VAL-07 to VAL-10 and VAL-12: percentages, counts and their sizes."""

import pytest

from tests.audit.building import found, hits, indicator, on_indicator, project, spares


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
        *(("人数完成率", "98%"), ("提升组织力量", "98%"), ("投稿量", "按计划"), ("游客接待量", "增长10%")),
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
