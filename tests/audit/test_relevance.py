"""REL: names that are relevant to the project."""

import pytest

from tests.audit.building import (
    audited,
    disclosure,
    found,
    hits,
    indicator,
    on_indicator,
    project,
    spares,
    unevaluated,
)


@hits("REL-01")
def test_indicators_that_share_no_word_with_the_objective() -> None:
    indicators = [
        indicator("出版期数", "1期"),
        indicator("服务对象满意度（%）", "95%", category="satisfaction"),
    ]
    (finding,) = found("REL-01", project(*indicators, objective="为委员提供优质服务保障，各项工作有序开展。"))
    assert [quote.text for quote in finding.evidence][1:] == ["出版期数", "服务对象满意度（%）"]


@spares("REL-01")
def test_names_that_say_nothing_cannot_share_a_word() -> None:
    indicators = [
        indicator("年度计划数", "1人"),
        indicator("资金支付及时率", "100%"),
        indicator("服务对象满意度（%）", "95%", category="satisfaction"),
    ]
    assert found("REL-01", project(*indicators, objective="为委员提供优质服务保障，各项工作有序开展。")) == []


@spares("REL-01")
def test_two_characters_running_are_enough() -> None:
    indicators = [indicator("年度计划数", "1人"), indicator("服务保障到位情况", "良好")]
    assert found("REL-01", project(*indicators, objective="为委员提供优质服务保障。")) == []


@hits("REL-01")
def test_generic_words_do_not_count_nor_what_comes_together_when_they_are_out() -> None:
    indicators = [indicator("服务项目建设活动情况", "良好"), indicator("质障率", "98%")]
    assert (
        len(found("REL-01", project(*indicators, objective="优质服务障碍清理，推进项目建设和活动发展。")))
        == 1
    )


@hits("REL-01")
def test_a_word_of_most_objectives_does_not_count() -> None:
    subjects = ["档案整理", "刊物编印", "展厅布置", "车辆保养", "食堂保障"]
    projects = [
        project(indicator("政协影响力", "提高"), name=name, objective=f"做好政协{name}。")
        for name in subjects
    ]
    assert len(found("REL-01", *projects)) == 5
    assert found("REL-01", *projects[:4]) == []  # too few objectives to tell which word is generic


@spares("REL-01")
def test_an_objective_of_generic_words_is_let_pass() -> None:
    projects = [
        project(indicator("设备完好率", "98%"), name=f"项目{at}", objective="保障机构正常运转。")
        for at in range(6)
    ]
    assert found("REL-01", *projects) == []


@spares("REL-01")
@pytest.mark.parametrize("objective", ["", "服务发展。", "A4"])
def test_without_an_objective_to_compare_nothing_is_reported(objective: str) -> None:
    assert found("REL-01", project(indicator("设备完好率", "98%"), objective=objective)) == []


@spares("REL-01")
def test_an_unread_part_may_hold_the_related_indicator() -> None:
    left = project(indicator("设备完好率", "98%"), objective="修剪绿地。", unread="二、绿地修剪面积")
    assert found("REL-01", left) == []
    assert "unread-part" in unevaluated("REL-01", left)


@hits("REL-02")
@pytest.mark.parametrize("name", ["本单位对项目、工程满意度", "本部门职工满意度", "本机关工作人员满意率"])
def test_the_unit_judges_itself(name: str) -> None:
    assert "REL-02" in on_indicator(name, "95%", category="satisfaction")


@spares("REL-02")
@pytest.mark.parametrize(
    ("name", "category"),
    [
        *(
            ("群众对本单位满意度", "satisfaction"),
            ("本单位服务对象满意度", "satisfaction"),
            ("机关干部满意率", "satisfaction"),
        ),
        *(("本单位培训人数", "quantity"), ("本部门办事对象满意度", "satisfaction")),
    ],
)
def test_others_judge(name: str, category: str) -> None:
    assert "REL-02" not in on_indicator(name, "95%", category=category)


@hits("REL-03")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "年度计划数",
            "服务对象满意度",
            "服务对象满意度（%）",
            "满意度(%)",
            "活动完成率",
            "工作完成率",
            "任务完成率",
            "项目完成率",
        ),
        *("合格率", "质量合格率", "项目验收合格率(%)", "项目质量合格率", "项目合格率", "验收合格率"),
    ],
)
def test_a_vague_name(name: str) -> None:
    assert "REL-03" in on_indicator(name, "95%", category="quality")


@spares("REL-03")
@pytest.mark.parametrize(
    "name",
    [
        "学员满意度",
        "展藏品征集活动完成率",
        "设备合格率",
        "培训任务完成率",
        "年度计划招聘人数",
        "服务对象满意度调查次数",
    ],
)
def test_a_specific_name(name: str) -> None:
    assert "REL-03" not in on_indicator(name, "95%", category="quality")


@hits("REL-04")
@pytest.mark.parametrize(
    "name",
    [
        "1.物管覆盖率。2.考察安保人员配备达标率。",
        "1、会议 2、培训",
        "（1）会议（2）培训",
        "①会议②培训",
        "一是会议，二是培训",
        "１．会议；２．培训",
    ],
)
def test_several_indicators_in_one_name(name: str) -> None:
    assert "REL-04" in on_indicator(name, "95%")


@spares("REL-04")
@pytest.mark.parametrize(
    "name",
    [
        "会议、培训次数",
        "1.5公里道路2.5米宽",
        "1.会议次数",
        "完成1、2期工程",
        "第1批和第2批",
        "文史馆建设、改造、修缮面积",
        "2.会议1.培训",
    ],
)
def test_one_indicator_in_a_name(name: str) -> None:
    assert "REL-04" not in on_indicator(name, "95%")


@hits("REL-05")
@pytest.mark.parametrize(
    "name", ["工作经费", "专项工作经费", "其他运行经费", "购置经费", "专项", "其他 经费", "专项经费（其他）"]
)
def test_a_vague_project_name(name: str) -> None:
    assert len(found("REL-05", project(name=name))) == 1


@spares("REL-05")
@pytest.mark.parametrize("name", ["机构运行辅助经费", "调研工作经费", "车辆购置经费", "2024年专项经费", ""])
def test_a_specific_project_name(name: str) -> None:
    assert found("REL-05", project(name=name)) == []


def test_nothing_is_reported_of_the_order_of_projects() -> None:
    one, two = project(name="工作经费"), project(name="专项经费", objective="整理档案。")
    keys = [
        {finding.key for finding in audited(disclosure(*parts)).findings}
        for parts in ((one, two), (two, one))
    ]
    assert keys[0] == keys[1]
