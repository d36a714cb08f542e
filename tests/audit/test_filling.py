"""FMT-04, REL-08, REL-09, VAL-14 and WGT-01: forms that were not filled in as they ask."""

import pytest

from tests.audit.building import found, hits, indicator, on_indicator, project, spares


@hits("FMT-04")
@pytest.mark.parametrize(
    ("name", "annual", "fields"),
    [
        ("苗木成活率（≥**%）", "85", {}),
        ("发放人数（≥**人）", "≥80人", {}),
        ("受益户数", "≥XX户", {}),
        ("社会效益", "高中低", {}),
        ("工作水平", "高/中/低", {}),
        ("面积", "80亩", {"level2": "数量指标（必填）"}),
        ("（请填写指标名称）", "80%", {}),
    ],
)
def test_text_of_the_template(name: str, annual: str, fields: dict[str, str]) -> None:
    assert "FMT-04" in on_indicator(name, annual, **fields)


@spares("FMT-04")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("***系统建设", "1套"),
        ("**", "**"),
        ("必填字段完整率", "≥98%"),
        ("高中毕业率", "98%"),
        ("低收入家庭", "3*4户"),
        ("是否达标", "是"),
    ],
)
def test_secrets_and_words_that_look_alike(name: str, annual: str) -> None:
    assert "FMT-04" not in on_indicator(name, annual)


@hits("REL-08")
def test_the_same_name_twice() -> None:
    twice = indicator("满足患者需求", "100%"), indicator("满足患者 需求", "98%", category="social")
    assert found("REL-08", project(*twice))[0].indicators == (1, 2)


@spares("REL-08")
def test_namesakes_with_other_units() -> None:
    assert found("REL-08", project(indicator("开展培训", "2场"), indicator("开展培训", "300人"))) == []
    assert found("REL-08", project(indicator("开展培训", "2场"), indicator("开展会议", "2场"))) == []
    assert found("REL-08", project(indicator("", "2场"), indicator("", "2场"))) == []


@hits("REL-09")
def test_satisfaction_in_another_category() -> None:
    assert "REL-09" in on_indicator("市民对空气改善的满意程度", "≥85%", category="social")
    assert "REL-09" in on_indicator("客户满意度", "≥85%", category="quality")


@spares("REL-09")
def test_satisfaction_in_its_place_and_surveys() -> None:
    assert "REL-09" not in on_indicator("客户满意度", "≥85%", category="satisfaction")
    assert "REL-09" not in on_indicator("满意度调查次数", "2次")
    assert "REL-09" not in on_indicator("不满意件办结率", "100%", category="quality")


@hits("VAL-14")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("培训人次", "200人以上"),
        ("学生受资助人数", "≥735人次"),
        ("受益户数", "300人"),
        ("修缮面积", "3栋"),
        ("道路长度", "5条"),
        ("巡查次数", "30人"),
    ],
)
def test_a_unit_that_does_not_fit(name: str, annual: str) -> None:
    assert "VAL-14" in on_indicator(name, annual)


@spares("VAL-14")
@pytest.mark.parametrize(
    ("name", "annual"),
    [
        ("献血人次", "≥6.2万人次"),
        ("救助人次数", "59人次"),
        ("受益人口数", "500人"),
        ("受益农户数", "2600户"),
        ("消杀面积", "≥500万㎡"),
        ("农田面积", "1.2万亩"),
        ("接种剂次数", "≥210万剂次"),
        ("培训人数", "200"),
        ("培训人数", "98%"),
        ("参加人数", "50名"),
        ("活动次数", "4场"),
        ("巡查次数", "每周1次"),
    ],
)
def test_units_that_fit(name: str, annual: str) -> None:
    assert "VAL-14" not in on_indicator(name, annual)


def weighted(*weights: str) -> int:
    indicators = [
        indicator(f"培训{number}", "3次", weight=weight) for number, weight in enumerate(weights, start=1)
    ]
    return len(found("WGT-01", project(*indicators)))


@hits("WGT-01")
def test_weights_that_do_not_add_up() -> None:
    assert (
        weighted("40", "40")
        == weighted("10%", "20%")
        == weighted("0.5", "0.2")
        == weighted("60分", "50分")
        == 1
    )


@spares("WGT-01")
def test_weights_that_add_up_or_are_not_all_stated() -> None:
    for weights in (
        ("50", "50"),
        ("60", "30"),
        ("0.5", "0.5"),
        ("50%", "40%"),
        ("40", ""),
        ("", ""),
        ("90",),
        ("高", "低"),
    ):
        assert weighted(*weights) == 0, weights
