"""The category that an indicator counts under, and contradictions between its levels."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from indicators.folding import fold
from indicators.taxonomy import (
    CATEGORIES,
    CATEGORY_BY_KEY,
    DOUBTS,
    LEVEL1_BY_KEY,
    LEVEL1S,
    category_of,
    direction_of,
    level1_of,
    taxonomy_doubt,
)


def test_every_category_has_a_key_of_its_own_and_lies_under_a_level_1():
    assert len({category.key for category in CATEGORIES}) == len(CATEGORIES) == 12
    assert {category.level1 for category in CATEGORIES} == {level1.key for level1 in LEVEL1S}


def test_codes_are_those_of_the_tables_and_begin_with_their_level_1():
    codes = {category.code: category.name for category in CATEGORIES if category.code}
    assert codes == {
        "11": "数量指标",
        "12": "质量指标",
        "13": "时效指标",
        "14": "成本指标",
        "21": "经济效益指标",
        "22": "社会效益指标",
        "23": "生态效益指标",
        "24": "可持续影响指标",
        "31": "服务对象满意度指标",
    }
    assert all(LEVEL1_BY_KEY[category.level1].code == category.code[:1] for category in CATEGORIES)


@pytest.mark.parametrize(
    ("levels", "key"),
    [
        (("1", "产出指标", "11", "数量指标"), "quantity"),
        (("1", "产出指标", "14", "成本指标"), "cost"),
        (("2", "效益指标", "21", "经济效益"), "economic"),
        (("2", "效益指标", "23", "生态效益指标"), "ecological"),
        (("2", "效益指标", "24", "可持续影响"), "sustained"),
        (("3", "满意度指标", "31", "服务对象满意度"), "satisfaction"),
        (("１", "产出指标", "１１", "数量指标"), "quantity"),
        (("", "1-产出指标", "", "11-数量指标"), "quantity"),
        (("", "1－产出指标", "", "12—质量"), "quality"),
        (("1", "1-产出指标", "13", "13-时效指标"), "timeliness"),
        # Forms: labels alone.
        (("", "产出指标", "", "数量"), "quantity"),
        (("", "产出指标", "", "时 效\n指标"), "timeliness"),
        (("", "产出指标", "", "成本指标"), "cost"),
        (("", "产出指标（50分）", "", "1.数量指标（20%）"), "quantity"),
        (("", "（一）产出指标", "", "（2）质量指标"), "quality"),
        (("", "效益指标", "", "经济效益\n指标"), "economic"),
        (("", "效益指标", "", "社会\u3000效益指标"), "social"),
        (("", "效益指标", "", "可持续影\n响指标"), "sustained"),
        (("", "效益指标", "", "可持续影响指标"), "sustained"),
        (("", "满意度指\n标", "", "服务对象\n满意度指\n标"), "satisfaction"),
        (("", "满意度指标", "", "社会公众或服务对象满意度指标"), "satisfaction"),
        (("", "满意度指标", "", "社会公众或者服务对象满意度"), "satisfaction"),
        (("", "满意度指标", "", "满意度指标"), "satisfaction"),
        (("", "满意度指标", "", ""), "satisfaction"),
        (("", "成本指标", "", "经济成本指标"), "economic_cost"),
        (("", "成本指标", "", "社会成本"), "social_cost"),
        (("", "成本指标", "", "生态环境成本\n指标"), "ecological_cost"),
        (("", "成本指标", "", "成本指标"), "cost"),
        # Notes in brackets and a closing 等 are no part of a label.
        (("", "产出指标（50分）", "", "数量指标(必填)"), "quantity"),
        (("", "产出指标(40%)", "", "数量指标(或建筑规模指标)"), "quantity"),
        (("", "*效益指标", "", "社会效益指标【选填】"), "social"),
        (("", "满意度指标（10分）", "", "服务对象满意度指标等"), "satisfaction"),
        (("", "产出指标等", "", "2.质量指标（20分）"), "quality"),
        (("", "效益指标", "", "社会公众或服务对象满意度指标"), "satisfaction"),
        (("", "效益指标（30分）", "", "社会公众满意度指标等"), "satisfaction"),
        # Level 1 blank: "as above", or lost.
        (("", "", "", "生态环境\n成本指标"), "ecological_cost"),
        (("", "", "22", "社会效益指标"), "social"),
        (("", "", "", "成本指标"), "cost"),
        # A known code without a label: there is no contradiction.
        (("1", "", "11", ""), "quantity"),
        (("1", "产出指标", "", "数量指标"), "quantity"),
    ],
)
def test_an_indicator_counts_under_its_codes_and_labels(levels, key):
    assert category_of(*levels) == CATEGORY_BY_KEY[key]
    assert taxonomy_doubt(*levels) is None


@pytest.mark.parametrize(
    ("levels", "doubt"),
    [
        (("1", "产出指标", "19", "其他指标"), "unknown-code"),
        (("1", "产出指标", "19", "数量指标"), "unknown-code"),
        (("5", "其他指标", "51", "其他"), "unknown-code"),
        (("4", "成本指标", "41", "经济成本指标"), "unknown-code"),
        (("1", "产出指标", "11", "质量指标"), "label-does-not-fit-code"),
        (("1", "效益指标", "11", "数量指标"), "label-does-not-fit-code"),
        (("1", "产出指标", "11", "产出个数"), "label-does-not-fit-code"),
        (("1", "产出指标", "11", "12-数量指标"), "label-does-not-fit-code"),
        (("2", "效益指标", "11", "数量指标"), "level2-under-other-level1"),
        (("1", "产出指标", "31", "服务对象满意度"), "level2-under-other-level1"),
        (("", "效益指标", "", "质量指标"), "level2-under-other-level1"),
        (("", "产出指标", "", "社会公众或服务对象满意度指标"), "level2-under-other-level1"),
        (("2", "效益指标", "31", "社会公众或服务对象满意度"), "level2-under-other-level1"),
        (("", "产出指标", "", "经济成本指标"), "level2-under-other-level1"),
        (("", "成本指标", "14", "成本指标"), "level2-under-other-level1"),
        (("", "产出指标", "", "项目管理指标"), "unknown-label"),
    ],
)
def test_what_disagrees_is_reported_and_counts_under_nothing(levels, doubt):
    assert category_of(*levels) is None
    assert taxonomy_doubt(*levels) == doubt


def test_a_known_level_2_under_an_unknown_level_1_label_keeps_its_category_and_is_reported():
    levels = ("", "影响力目标", "", "社会效益指标")
    assert category_of(*levels) == CATEGORY_BY_KEY["social"]
    assert taxonomy_doubt(*levels) == "unknown-label"


def test_where_nothing_is_stated_there_is_no_category_and_no_doubt():
    assert category_of("", "", "", "") is None
    assert category_of("", "产出指标", "", "") is None
    assert taxonomy_doubt("", "", "", "") is taxonomy_doubt("1", "产出指标", "", "") is None


def test_level_1_is_recognised_by_itself():
    assert level1_of("1", "产出指标") == LEVEL1_BY_KEY["output"]
    assert level1_of("", "成本指标") == LEVEL1_BY_KEY["cost"]
    assert level1_of("1", "效益指标") is level1_of("", "") is None


def test_direction_is_stated_in_the_words_of_the_forms():
    assert direction_of("正向指标") == direction_of(" 正向") == "higher"
    assert direction_of("反向") == direction_of("负向指标") == "lower"
    assert direction_of("") is direction_of("≥") is None


labels = st.text(alphabet="产出效益满意度成本数量质时经济社会生态环境指标11234-、.（1）% \n", max_size=12)


@given(labels, labels, labels, labels)
def test_any_text_gets_an_answer_and_width_and_blanks_do_not_change_it(
    level1_code, level1, level2_code, level2
):
    levels = (level1_code, level1, level2_code, level2)
    category, doubt = category_of(*levels), taxonomy_doubt(*levels)
    assert doubt is None or doubt in DOUBTS
    assert category_of(*map(fold, levels)) == category
    assert taxonomy_doubt(*(f" {text}\n" for text in levels)) == doubt


@given(st.text())
def test_folding_twice_is_folding_once_and_leaves_no_blank(text):
    assert fold(fold(text)) == fold(text)
    assert not any(character.isspace() for character in fold(text))


@given(st.text(alphabet=st.one_of(st.sampled_from("，；：（）％！？,;Ａ１ ﾞｶｶﾞé\u0301"), st.characters())))
def test_folding_is_nfkc_and_case_folding_without_blanks(text):
    bare = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    assert fold(text) == unicodedata.normalize("NFKC", bare)


def test_folding_ignores_width_case_blanks_and_line_breaks():
    assert fold("服务对象\u3000满意度\n（％） ＡＰＰ") == "服务对象满意度(%)app"
