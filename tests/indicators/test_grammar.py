"""The indicators' cell: read to the character, and read back from its canonical form."""

import re
import time

import pytest
from hypothesis import example, given, settings, strategies as st

from indicators.grammar import ParsedIndicator, Unread, parse_cell, value_holds_structure
from tests.support.grammar import write_cell
from tests.support.paths import SAMPLE

FIRST = "1、1-产出指标；11-数量指标；培训场次；实施周期指标值:≥4场；年度指标值:≥2场。"
SECOND = "2、3-满意度指标；31-服务对象满意度；学员满意度；实施周期指标值:95%；年度指标值:90%。"
THIRD = "3、2-效益指标；22-社会效益；持证人数；实施周期指标值:80人；年度指标值:40人。"


def sample_cells() -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    return [(row[0], row[6]) for row in rows if len(row) == 7 and row[6] and row[6] != "绩效指标"]


def test_the_sample_holds_68_indicators_over_21_projects_and_nothing_unread():
    cells = [(text, parse_cell(text)) for _, text in sample_cells()]
    assert len(cells) == 21
    assert sum(len(cell.indicators) for _, cell in cells) == 68
    assert all(cell.text == text and not cell.unread for text, cell in cells)


def test_every_target_of_the_sample_is_in_its_cell_between_its_label_and_a_mark():
    for _, text in sample_cells():
        for one in parse_cell(text).indicators:
            assert re.search(rf"实施周期指标值:{re.escape(one.period_target)}[；;]", one.text)
            assert re.search(rf"年度指标值:{re.escape(one.annual_target)}[。.]?$", one.text)
            assert not value_holds_structure(one.period_target + one.annual_target)


def test_fields_of_the_sample_that_are_easily_read_wrong():
    cells = dict(sample_cells())  # namesakes aside, which are not looked at here
    property_fee = parse_cell(cells["业务用房物业管理费"]).indicators
    assert [one.name for one in property_fee] == [
        "1.物管覆盖率。2.考察安保人员配备达标率。",
        "系统正常运行率（%）",
        "1.考察物管服务满意情况。2.考察对物业设施维护结果的满意度评价。",
    ]
    assert property_fee[0].fields == (
        "1",
        "产出指标",
        "12",
        "质量指标",
        "1.物管覆盖率。2.考察安保人员配备达标率。",
        "95%",
        "95%",
    )
    other = parse_cell(cells["其他运行经费"]).indicators
    assert other[1].period_target == "赶到现场的时间小于3分钟，并有效处置。"
    assert other[1].annual_target == "大楼出现安全隐患需要在3分钟内赶到现场，并有效处置"
    assert other[4].annual_target == "对安保服务的满意人数/机关干部总人数≥95%"
    party = parse_cell(cells["广州市政协2023年智慧党建平台项目"]).indicators
    assert [one.annual_target for one in party] == [
        "系统正常运行率(%)",
        "系统开发工作按时完成率(标准:实际所用时间比计划完成时间少得100分)",
        "党支部覆盖率(%)(标准:≥95%,得100分;<95%,得50分)",
        "系统使用情况(≥90%得100分)",
    ]
    assert party[0].separators[-1] == "."
    exhibition = parse_cell(cells["广州市政协文史馆建设维修工程项目(布展)"]).indicators
    assert [(one.period_target, one.annual_target) for one in exhibition] == [
        ("98%", "98"),
        ("验收合格", "验收合格"),
        ("100%", "100"),
    ]


def test_the_last_indicator_may_end_in_nothing_in_a_point_or_in_a_stop():
    for end in ("", ".", "。", "。\n", " 。 "):
        (one,) = parse_cell(FIRST.removesuffix("。") + end).indicators
        assert (one.annual_target, one.separators[-1]) == ("≥2场", end)


def test_one_stop_alone_ends_an_indicator():
    cell = parse_cell(FIRST + "。" + SECOND)
    assert [one.annual_target for one in cell.indicators] == ["≥2场。", "90%"]


def test_widths_dashes_blanks_and_line_breaks_make_no_difference_and_are_preserved():
    text = (
        "\n １ 、１－产出指标 ;\n11–数量指标； 培训场次 ； 实施周期\n指标值： ≥4场 ;年度指标值 :≥2场 。\n\n"
        "2、3—满意度指标；31-服务对象满意度;学员满意度；实施周期指标值:95%；年度指标值:90%.\n"
    )
    cell = parse_cell(text)
    assert cell.text == text
    assert [one.fields[1:] for one in cell.indicators] == [
        ("产出指标", "11", "数量指标", "培训场次", "≥4场", "≥2场"),
        ("满意度指标", "31", "服务对象满意度", "学员满意度", "95%", "90%"),
    ]
    assert cell.unread == ""


def test_a_number_inside_a_name_or_value_starts_nothing_unless_a_level_1_code_follows():
    head = "1、1-产出指标；11-数量指标；1、会议。2、培训；"
    text = head + "实施周期指标值:2、3-5月完成；年度指标值:1、2场；2、3-5批。" + SECOND
    cell = parse_cell(text)
    assert [one.fields[4:] for one in cell.indicators] == [
        ("1、会议。2、培训", "2、3-5月完成", "1、2场；2、3-5批"),
        ("学员满意度", "95%", "90%"),
    ]


def test_a_name_may_hold_separators_and_the_period_target_ends_at_the_first_annual_label():
    value = "标准:≥95%,得100分;<95%,得50分"
    text = f"1、1-产出指标；11-数量指标；甲；乙;丙；实施周期指标值:{value}；年度指标值:a；b。"
    (one,) = parse_cell(text).indicators
    assert one.fields[4:] == ("甲；乙;丙", value, "a；b")


@pytest.mark.parametrize(
    ("targets", "read"),
    [
        ("", ("", "")),
        ("；实施周期指标值:95%", ("95%", "")),
        ("；年度指标值:95%", ("", "95%")),
        ("；实施周期指标值:；年度指标值:", ("", "")),
        ("；实施周期指标值: ；年度指标值:95%", ("", "95%")),
    ],
)
def test_a_missing_target_is_empty_and_nothing_else_is_put_in_its_place(targets, read):
    text = f"1、1-产出指标；11-数量指标；培训场次{targets}。" + SECOND
    cell = parse_cell(text)
    assert cell.text == text
    assert cell.indicators[0].name == "培训场次"
    assert cell.indicators[0].fields[5:] == read
    assert cell.indicators[0].separators[-1] == "。"
    assert len(cell.indicators) == 2


def whys(text: str) -> list[object]:
    """Return the positions of the indicators read and the reasons of unread slices; the parts must join to
    the cell.
    """
    cell = parse_cell(text)
    assert cell.text == text
    return [part.position if isinstance(part, ParsedIndicator) else part.why for part in cell.parts]


def test_numbering_that_skips_or_repeats_is_unread_up_to_the_next_proper_number():
    fourth = THIRD.replace("3、", "4、")
    assert whys(FIRST + THIRD) == [1, "numbering"]
    assert whys(FIRST + FIRST + SECOND) == [1, "numbering", 2]
    assert whys(FIRST + THIRD + SECOND + fourth) == [1, "numbering", 2, "numbering"]
    assert whys(FIRST + THIRD + fourth) == [1, "numbering"]
    assert whys(SECOND + THIRD) == ["numbering"]
    assert whys(FIRST + FIRST.replace("1、", "12、", 1)) == [1, "numbering"]
    assert parse_cell(FIRST + THIRD).indicators[0].annual_target == "≥2场"
    assert parse_cell(FIRST + THIRD).unread == THIRD


def test_an_indicator_without_its_number_is_no_part_of_the_value_before_it():
    for lost in ("", "(2)", "2 ", "2)", "2,", "（2）、"):
        cell = parse_cell(FIRST + lost + SECOND.removeprefix("2、"))
        assert [one.annual_target for one in cell.indicators] == ["≥2场"]
        assert cell.unread == lost + SECOND.removeprefix("2、")


def test_an_indicator_without_its_level_1_code_is_unread_and_the_next_one_is_read():
    lost = "2、满意度指标；31-服务对象满意度；学员满意度；实施周期指标值:95%；年度指标值:90%。"
    assert whys(FIRST + lost + THIRD) == [1, "not-an-indicator", 3]


@pytest.mark.parametrize(
    "broken",
    [
        "2、3-满意度指标；服务对象满意度；学员满意度；实施周期指标值:95%；年度指标值:90%。",
        "2、3-满意度指标。",
        "2、3-满意度指标；31-服务对象满意度。",
        "2、3-满意度指标；31-服务对象满意度；实施周期指标值:95%；年度指标值:90%。",
        "2、3-满意度指标；31-服务对象满意度；；实施周期指标值:95%；年度指标值:90%。",
        "2、3-满意度指标；31-服务对象满意度；学员满意度实施周期指标值:95%；年度指标值:90%。",
        "2、3-满意度指标；31-服务对象满意度学员满意度实施周期指标值:95%；年度指标值:90%。",
    ],
)
def test_a_start_that_leads_to_no_indicator_is_unread_and_its_neighbours_are_read(broken):
    assert whys(FIRST + broken + THIRD) == [1, "not-an-indicator", 3]
    assert whys(FIRST + broken) == [1, "not-an-indicator"]


def test_text_before_the_first_and_after_the_last_indicator_is_unread():
    assert whys("本年度指标如下：\n" + FIRST) == ["before-first", 1]
    assert whys(FIRST + "\n以上指标由业务处室填报") == [1, "after-last"]
    assert whys(FIRST + SECOND + "备注：以财政批复为准") == [1, 2, "after-last"]
    assert whys(FIRST.removesuffix("。") + "\n注：以财政批复为准") == [1, "after-last"]
    assert parse_cell(FIRST + "\n以上指标由业务处室填报").indicators[0].annual_target == "≥2场"


def test_a_cell_without_an_indicator_is_unread_and_a_blank_one_is_empty():
    assert whys("详见附件") == ["not-an-indicator"]
    for blank in ("", " ", "\n\u3000"):
        cell = parse_cell(blank)
        assert (cell.parts, cell.text, cell.unread) == ((), blank, "")


def test_unread_slices_are_reported_a_line_each():
    text = "说明\n" + FIRST + THIRD
    assert parse_cell(text).unread == "说明\n" + THIRD
    assert parse_cell(text).parts[0] == Unread("说明\n", "before-first")


@pytest.mark.parametrize(
    ("end", "value"),
    [
        ("98", "98"),
        ("≥98", "≥98"),
        ("98.5", "98.5"),
        ("98.", "98"),
        ("95%", "95%"),
    ],
)
def test_a_figure_that_nothing_ends_is_distinguished_from_the_next_number(end, value):
    cell = parse_cell(f"1、1-产出指标；11-数量指标；甲；实施周期指标值:1；年度指标值:{end}" + SECOND)
    assert [one.annual_target for one in cell.indicators] == [value, "90%"]


def test_a_figure_that_may_be_a_number_or_a_value_is_given_to_neither():
    begin = "1、1-产出指标；11-数量指标；甲；实施周期指标值:1；年度指标值:"
    for figure in ("98.2.", "2.", "98.", "98 ", "3.98."):
        cell = parse_cell(begin + figure + SECOND.removeprefix("2、"))
        assert cell.indicators[0].annual_target == ""
        assert cell.unread == figure + SECOND.removeprefix("2、")
    cell = parse_cell(begin + "共12、" + SECOND.removeprefix("2、"))
    assert (cell.indicators[0].annual_target, len(cell.indicators)) == ("共", 1)


def test_a_point_may_replace_the_mark_behind_the_number():
    assert whys(FIRST.replace("、", ".", 1) + "\n" + SECOND.replace("、", ".", 1)) == [1, 2]


def test_an_unknown_level_is_read_as_disclosed():
    text = "1、5-其他指标；51-其他；甲；实施周期指标值:1；年度指标值:2。" + SECOND
    assert [one.fields[:4] for one in parse_cell(text).indicators] == [
        ("5", "其他指标", "51", "其他"),
        ("3", "满意度指标", "31", "服务对象满意度"),
    ]


def test_structure_inside_a_value_is_reported():
    swapped = "1、1-产出指标；11-数量指标；甲；年度指标值:2；实施周期指标值:1。"
    (one,) = parse_cell(swapped).indicators
    assert one.fields[4:] == ("甲", "", "2；实施周期指标值:1")
    assert value_holds_structure(one.annual_target)
    glued = "1、1-产出指标；11-数量指标；甲；实施周期指标值:95%年度指标值:90%。"
    (one,) = parse_cell(glued).indicators
    assert one.fields[4:] == ("甲", "95%年度指标值:90%", "")
    assert value_holds_structure(one.period_target)
    assert value_holds_structure("完成。3、4-其他")
    assert not value_holds_structure("标准:≥95%,得100分;<95%,得50分")
    assert not value_holds_structure("1、1-3月筹备；2、4-6月实施")


labels1 = st.sampled_from([("1", "产出指标"), ("2", "效益"), ("3", "满意度指标"), ("5", "其他（补充）")])
labels2 = st.sampled_from(
    [("11", "数量指标"), ("22", "社会效益"), ("31", "服务对象满意度"), ("99", "保障，其他")]
)
marks = st.sampled_from(
    [*"；;：:、。.．，,（）()<>≥≤=%％/\"'“”《》 　0123456789２８甲乙丙产出指标率次Ａx", "得100分", "万元"]
)
# What the grammar cannot carry: blanks around a field, an empty name, code or label, a line break behind a
# stop, a digit before a dash (a code), 年度指标值: or 实施周期指标值: (a label), 备注: behind a stop.
fields = st.lists(marks, max_size=12).map(lambda parts: "".join(parts).strip())
indicators = st.builds(
    lambda one, two, name, period, annual: ParsedIndicator(1, *one, *two, name, period, annual, ()),
    labels1,
    labels2,
    fields.filter(bool),
    fields,
    fields,
)


@given(st.lists(indicators, max_size=12))
@settings(max_examples=150)
def test_what_is_written_reads_back_the_same(written):
    cell = parse_cell(write_cell(written))
    assert [one.fields for one in cell.indicators] == [one.fields for one in written]
    assert [one.position for one in cell.indicators] == list(range(1, len(written) + 1))
    assert cell.unread == ""


def reads_back(written: ParsedIndicator) -> bool:
    cell = parse_cell(write_cell([written]))
    return not cell.unread and [one.fields for one in cell.indicators] == [written.fields]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": " 甲"},
        {"level1_code": ""},
        {"level2": "数量；指标"},
        {"name": "甲；年度指标值:1"},
        {"period_target": "1；年度指标值:2"},
        {"annual_target": "1。2、1-产出指标"},
        {"annual_target": "1。\n附表"},
    ],
)
def test_fields_that_hold_the_grammars_own_marks_do_not_read_back(changed):
    plain = {
        "level1_code": "1",
        "level1": "产出指标",
        "level2_code": "11",
        "level2": "数量指标",
        "name": "甲",
        "period_target": "1",
        "annual_target": "1",
    }
    assert reads_back(ParsedIndicator(1, **plain, separators=()))
    assert not reads_back(ParsedIndicator(1, **(plain | changed), separators=()))


pieces = st.sampled_from(
    [
        "1",
        "2",
        "3",
        "、",
        "-",
        "产出指标",
        "满意度指标",
        "；",
        "11-数量指标",
        "31-服务对象满意度",
        "甲",
        " ",
        "\n",
        "。",
    ]
    + [
        "实施周期指标值:",
        "年度指标值:",
        "95%",
        ".",
        "；实施周期指标值:",
        "1、1-产出指标；11-",
        "2、2-效益指标；22-",
        "备注：",
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=60).map("".join)))
@example("1、1-产出指标；11-数量；a\n")
@settings(max_examples=200)
def test_any_text_is_read_without_losing_a_character(text):
    cell = parse_cell(text)
    assert cell.text == text
    for one in cell.indicators:
        assert all(one.fields[:5])
        assert all(field == field.strip() for field in one.fields)
    assert [one.position for one in cell.indicators] == sorted({one.position for one in cell.indicators})


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        " ",
        "1、",
        "1、1-",
        "1、1-产",
        "1、1-产出指标；11-",
        "；",
        "；实施周期指标值",
        "。",
        "。\n",
        "(1",
        "1.",
        "\n",
    ]
    + [
        "1、1-产出指标；11-数量；",
        "实施周期指标值:",
        "；年度指标值:",
        "产",
        "1、1-" + "产" * 29,
        "1 \n",
        "。 ",
        FIRST,
        "注 ",
    ],
)
def test_a_long_text_of_anything_is_read_in_linear_time(piece):
    for text in (piece * (300_000 // len(piece)), FIRST + piece * (300_000 // len(piece))):
        started = time.process_time()
        assert parse_cell(text).text == text
        assert (
            time.process_time() - started < 3
        )  # about a tenth of a second; a quadratic reading takes an hour
