"""Kinds of wording that the lists take in, and those that they let pass."""

import pytest

from tests.audit.building import SOUND_INDICATORS, found, hits, indicator, on_indicator, project, spares


@hits("CLS-02")
@pytest.mark.parametrize(
    "name",
    [
        *("经费支出合规性", "经费支出时效性", "支付进度", "资金到位及时率", "资金下达率", "经费使用情况"),
        *(
            "项目资金管理规范性",
            "资金管理制度健全性",
            "专款专用率",
            "资金拨付到位率",
            "预算支出执行率",
            "资金使用效率",
        ),
    ],
)
def test_managing_money_by_its_other_names(name: str) -> None:
    assert "CLS-02" in on_indicator(name, "100%", category="quality")


@spares("CLS-02")
@pytest.mark.parametrize(
    "name", ["补助资金到位率", "抚恤金发放及时率", "资金下达时间", "引进资金额", "社会资本投入"]
)
def test_money_for_people_times_and_other_money(name: str) -> None:
    assert "CLS-02" not in on_indicator(name, "100%", category="quality")


@spares("CLS-03")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("暑期施工完成率", "95%"),
        ("法定审限内结案率", "≥95%"),
        ("工程形象进度", "完成总工程量的55%"),
        ("保洁频次", "1次/天"),
        ("物资到位", "主汛期前"),
        ("建设完成情况", "按计划完成"),
    ],
)
def test_rhythms_seasons_and_progress_speak_of_time(name: str, annual: str) -> None:
    assert "CLS-03" not in on_indicator(name, annual, category="timeliness")


@hits("CLS-05")
def test_a_slogan_of_the_economy_is_no_benefit() -> None:
    assert "CLS-05" in on_indicator("为全市经济发展保驾护航", "正面支撑", category="economic")


@spares("CLS-06")
def test_satisfaction_below_the_benefits_is_printed_by_older_forms() -> None:
    old = {
        "level1_code": "",
        "level1": "效益指标",
        "level2_code": "",
        "level2": "社会公众或服务对象满意度指标",
    }
    assert "CLS-06" not in on_indicator("政策满意度", "≥90%", **old)


@hits("REL-02")
@pytest.mark.parametrize("name", ["干部职工满意度", "全院干警满意度", "单位职工满意率", "干警的满意度"])
def test_the_staff_judges_its_own_unit(name: str) -> None:
    assert "REL-02" in on_indicator(name, "95%", category="satisfaction")


@spares("REL-02")
@pytest.mark.parametrize(
    "name", ["参训干部职工满意度", "企业职工满意度", "干部职工对食堂的满意度", "使用人员满意度"]
)
def test_staff_that_is_served(name: str) -> None:
    assert "REL-02" not in on_indicator(name, "95%", category="satisfaction")


@hits("REL-03")
@pytest.mark.parametrize(
    "name",
    [
        *("服务保障次数", "服务质量", "服务及时性", "各项工作完成及时率", "维持时效", "项目维持时效"),
        *(
            "服务对象满意率",
            "产出数量",
            "工作成效",
            "服务效果",
            "本项目不适用此指标",
            "不涉及",
            "——",
            "1",
            "质量指标",
            "社会效益",
            "可持续影响指标",
            "及时性",
        ),
    ],
)
def test_names_of_words_that_any_project_has(name: str) -> None:
    assert "REL-03" in on_indicator(name, "3次", category="quality")


@spares("REL-03")
@pytest.mark.parametrize(
    "name",
    [
        *("项目完成及时率", "项目按时完成率", "项目总成本", "完成时限", "服务周期", "建设期", "赛事完成率"),
        *(
            "保洁服务质量",
            "培训工作完成率",
            "群众满意度",
            "社会公众满意度",
            "经济效益增长率",
            "系统运行维护及时率",
        ),
    ],
)
def test_names_that_say_of_what(name: str) -> None:
    assert "REL-03" not in on_indicator(name, "3次", category="quality")


@hits("REL-04")
def test_three_counts_of_three_things_in_a_target() -> None:
    target = "自愿咨询检测1000人次以上，艾滋病人检测600人次以上，结核病人筛查600人次以上"
    assert "REL-04" in on_indicator("全年检测次数", target)


@spares("REL-04")
@pytest.mark.parametrize(
    "target",
    [
        "建筑面积2.6万平方米，展示面积1万平方米",
        "6月底前完成招标，8月底前开工，11月底前完成初验",
        "合格率100%，优良率85%，返工率1%",
    ],
)
def test_two_counts_dates_and_shares(target: str) -> None:
    assert "REL-04" not in on_indicator("实施内容", target)


@hits("QNT-03")
@pytest.mark.parametrize(
    "annual",
    [
        *("按需", "根据实际情况", "有效保障", "有力保障", "保障", "程度较高", "较高", "序时进度", "及时支出"),
        *("参照政府采购成本控制", "按照文件标准", "符合有关规定", "严格按标准执行"),
    ],
)
def test_what_nothing_could_fail(annual: str) -> None:
    assert "QNT-03" in on_indicator("项目管理事项", annual, category="quality")


@spares("QNT-03")
@pytest.mark.parametrize(
    "annual",
    ["按照1000元/人发放", "保障300人", "较上年提高", "符合一级标准", "持续改善", "良好", "提升", "5次"],
)
def test_what_can_be_failed_or_argued_about(annual: str) -> None:
    assert "QNT-03" not in on_indicator("项目管理事项", annual, category="quality")


@spares("QNT-04")
def test_rates_that_are_all_and_less_than_half_of_the_indicators() -> None:
    names = ("发放准确率", "补助覆盖率", "验收合格率", "按期完成率")
    natural = [indicator(name, "100%", category="quality") for name in names]
    assert found("QNT-04", project(*natural)) == []
    alike = [indicator(f"患者{name}", "64%", category="quality") for name in ("管理率", "建档率", "随访率")]
    assert found("QNT-04", project(*alike, *SOUND_INDICATORS)) == []


@hits("QNT-04")
def test_the_same_percentage_on_most_of_the_indicators() -> None:
    alike = [indicator(f"患者{name}", "98%", category="quality") for name in ("管理率", "建档率", "随访率")]
    assert found("QNT-04", project(*alike, SOUND_INDICATORS[0]))[0].indicators == (1, 2, 3)


@spares("VAL-02")
@pytest.mark.parametrize(
    ("period", "annual"),
    [("2年", "2024年开工，完成投资60%"), ("三年一次", "完成1/3"), ("8.6公里", "完成总工程量的55%")],
)
def test_the_years_share_of_the_whole(period: str, annual: str) -> None:
    assert "VAL-02" not in on_indicator("建设进展", annual, period, category="timeliness")


@spares("VAL-10")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("提升群众安全感", "≥90%"),
        ("建设进展", "完成投资60%"),
        ("药物治疗符合国家标准", "100%"),
        ("集体收入", "较上年增长10%"),
    ],
)
def test_percentages_that_are_of_something(name: str, annual: str) -> None:
    assert "VAL-10" not in on_indicator(name, annual, category="social")
