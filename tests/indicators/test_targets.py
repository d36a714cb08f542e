"""The reading of targets."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from indicators.targets import (
    Kind,
    Target,
    is_quantified,
    is_scoring_rule,
    is_withheld,
    names_a_rate,
    numbers_in,
    read_target,
)
from tests.indicators.target_tables import FAMILIES, TARGETS, as_read, rows


@pytest.mark.parametrize(("kind", "read", "quantified", "text"), rows(TARGETS + FAMILIES))
def test_a_target(kind, read, quantified, text):
    target = read_target(text)
    assert (target.kind, as_read(target), target.is_quantified) == (kind, read, quantified == "yes")


@pytest.mark.parametrize("text", ["", " ", "\n", "—", "-", "/", "／", "--", "无", "不适用", "（无）", "N/A"])
def test_a_target_that_is_not_stated_is_missing(text):
    assert read_target(text) == Target(Kind.MISSING)


@pytest.mark.parametrize(
    ("text", "read"),
    [("≥10⁴尾", "≥10000尾"), ("≥2.5×10³吨", "≥2500吨"), ("≥6×10²m²", "≥600m²"), ("≥96²", "≥96")],
)
def test_a_power_of_ten_is_written_out_and_a_mark_of_a_note_is_no_digit(text, read):
    assert as_read(read_target(text)) == read


def test_line_breaks_and_blanks_inside_a_target_do_not_hide_its_figure():
    assert as_read(read_target("≥\n50 次")) == "≥50次"
    assert as_read(read_target("不少于　5\n篇")) == "≥5篇"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("每年不\n少于4 次", "≥4次/年"),
        ("≤7.5万元\n/公里·年", "≤7.5万元/公里·年"),
        ("较上年增\n长 5 %", "+5%"),
        ("≥1.\n2万人次", "≥1.2万人次"),
        ("5500 元 / 人 · 月；", "5500元/人·月"),
        ("三十\n年一遇。", "30年一遇"),
        ("防洪标准达到百年一遇", "100年一遇"),
        ("95\n98", "?"),
        ("20人\n30次", "?"),
        ("每人\n每年不超过 300 元", "≤300元/人·年"),
    ],
)
def test_a_wrapped_target_is_read_as_in_one_line(text, read):
    assert as_read(read_target(text)) == read


def test_numbers_in_a_text_are_reported_with_what_they_are():
    first, second, third = numbers_in("60岁以上老人每季度不少于2次，覆盖率达到95%以上")
    assert (first.unit, first.qualifies) == ("岁", True)
    assert (second.comparator, second.number, second.unit, second.qualifies) == (
        "≥",
        Decimal(2),
        "次/季度",
        False,
    )
    assert (third.kind, third.comparator, third.number) == (Kind.PERCENTAGE, "≥", Decimal(95))
    assert numbers_in("≥95%得100分") == ()


@pytest.mark.parametrize(
    "text",
    [
        "得100分",
        "满分100分",
        "标准:≥95%,得100分;<95%,得50分",
        "每少一次扣2分",
        "未完成不得分",
        "完成得满分",
        "得0-10分",
        "加5分",
    ]
    + ["达到要求得５分", "100%得10分，每低1个百分点扣0.5分", "90分以上得满分"],
)
def test_a_scoring_rule_gives_points(text):
    assert is_scoring_rule(text)
    assert read_target(text) == Target(Kind.SCORING)
    assert not is_quantified(text)


@pytest.mark.parametrize(
    "text",
    [
        "得分≥90",
        "得分≥90分（满分100分）",
        "得90分以上",
        "考评取得95分",
        "90分以上",
        "增加5分钟",
        "合计100分",
        "得5分类",
        "无扣分",
    ]
    + ["满意度得分不低于85分", "考核获得90分"],
)
def test_a_score_to_reach_is_no_scoring_rule(text):
    assert not is_scoring_rule(text)


def test_a_withheld_target_is_recognised():
    for text in ("保密", "保密项目", "涉密项目", "该项目为保密项目。", "不予公开", "因涉密不予披露", "***"):
        assert is_withheld(text)
    for text in ("加强保密宣传", "保密培训2次", "涉密人员管理到位", "公开", ""):
        assert not is_withheld(text)


def test_a_name_of_a_rate():
    for name in ("合格率", "项目验收合格率（%）", "设备完好(%)", "资金支付及时率"):
        assert names_a_rate(name)
    for name in ("协商活动组织频率", "工作效率", "率先完成", "调研次数"):
        assert not names_a_rate(name)


words = st.lists(
    st.sampled_from(
        [
            *"0123456789.,，、-~%()（）≥≤><=+/×:；。 \n一二两三十百半零每约前近",
            "以上",
            "以内",
            "不少于",
            "大于",
            "次",
            "万人",
            "个",
        ]
        + [
            "2024年",
            "12月",
            "底前",
            "得",
            "分",
            "满分",
            "百分之",
            "成",
            "“",
            "”",
            "第",
            "热线",
            "左右",
            "分钟",
            "A",
            "覆盖率",
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(st.text(), words))
@settings(max_examples=300)
def test_any_text_is_read_and_a_number_that_is_reported_is_in_it(text):
    target = read_target(text)
    assert target.kind in Kind
    assert target.comparator in ("", "≥", "≤", ">", "<", "=", "±")
    assert target.is_quantified or target.number is None
    if target.number is None:
        assert (target.comparator, target.unit, target.upper, target.change) == ("", "", None, None)
    elif str(target.number) not in text.replace(",", ""):
        assert any(sign.isnumeric() or sign in "两半成" for sign in text)


@given(words)
def test_full_width_is_read_as_half_width(text):
    wide = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.%()<>=:;"}
    assert read_target(text.translate(wide)) == read_target(text)


@pytest.mark.parametrize(
    "piece", ["1", "a", "1,000,", "A-", "一", "百分之", "1-", "得", "“", "(", "≥", "1.", " ", "1年", "第1、"]
)
def test_a_long_text_is_read_in_linear_time(piece):
    started = time.process_time()
    read_target(piece * (50_000 // len(piece)) + "x")
    assert (
        time.process_time() - started < 5
    )  # about half a second at most; a quadratic reading takes a minute
