"""The Python half of charts: whole outputs; what becomes of zero, missing, small and negative parts."""

import json

import pytest
from django.utils import translation

from budget.pages.charts import MOST_BARS, Chart, Row, Segment, others


@pytest.fixture(autouse=True)
def _english() -> None:
    with translation.override("en"):
        yield


def chart(*segments: Segment, **given: object) -> Chart:
    return Chart(
        **{"id": "c", "title": "T", "kind": "doughnut", "unit": "money", "segments": segments, **given}
    )


def test_rows_hold_every_part_with_its_figure_share_and_colour() -> None:
    rows = chart(
        Segment("甲", 3_000_000, url="/a/", tone="fiscal_appropriation"),
        Segment("乙", 1_000_000, note="n"),
        Segment("丙", 0),
        Segment("丁", None),
    ).rows
    assert rows == (
        Row("甲", 3_000_000, "3.00", "75.0%", "/a/", "", "tone-fiscal_appropriation"),
        Row("乙", 1_000_000, "1.00", "25.0%", "", "n", "series-2"),
        Row("丙", 0, "0.00", "0.0%", "", "", "series-3"),
        Row("丁", None, None, None, "", "", "series-4"),
    )


def test_data_is_what_the_script_draws_without_zero_and_missing_parts() -> None:
    data = chart(
        Segment("甲", 3_000_000, url="/a/"), Segment("乙", 1_000_000), Segment("丙", 0), Segment("丁", None)
    ).data
    assert json.loads(json.dumps(data)) == {
        "kind": "doughnut",
        "per": 1_000_000,
        "series": [],
        "items": [
            {
                "label": "甲",
                "value": 3_000_000,
                "figure": "3.00",
                "text": "3.00 ×10,000 yuan",
                "share": "75.0%",
                "spoken": "甲: 3.00 ×10,000 yuan (75.0%).",
                "url": "/a/",
                "colour": "series-1",
                "parts": [],
            },
            {
                "label": "乙",
                "value": 1_000_000,
                "figure": "1.00",
                "text": "1.00 ×10,000 yuan",
                "share": "25.0%",
                "spoken": "乙: 1.00 ×10,000 yuan (25.0%).",
                "url": "",
                "colour": "series-2",
                "parts": [],
            },
        ],
    }


def test_a_part_keeps_the_colour_of_its_row() -> None:
    segments = [Segment(name, value) for name, value in (("a", None), ("b", 5), ("c", 0), ("d", 7))]
    made = chart(*segments)
    colours = {row.label: row.colour for row in made.rows}
    assert [(item["label"], item["colour"]) for item in made.data["items"]] == [
        ("b", colours["b"]),
        ("d", colours["d"]),
    ]


def test_counts_are_grouped_and_have_no_money_unit() -> None:
    made = chart(Segment("a", 12_345), Segment("b", 1), unit="count", kind="bars")
    assert [row.text for row in made.rows] == ["12,345", "1"]
    assert made.data["items"][0]["spoken"] == "a: 12,345 (>99.9%)."


def test_shares_are_of_the_whole_that_is_given_where_parts_do_not_add_up() -> None:
    made = chart(Segment("a", 60), Segment("b", 80), whole=100, unit="count")
    assert [row.share for row in made.rows] == ["60.0%", "80.0%"]


@pytest.mark.parametrize(
    ("segments", "sentence"),
    [
        (
            [Segment("甲", 5_000_000), Segment("乙", 0), Segment("丙", None), Segment("丁", None)],
            "All of it, 5.00 ×10,000 yuan, is: 甲. Stated as 0: 乙. Not stated: 丙, 丁.",
        ),
        ([Segment("甲", 0), Segment("乙", None)], "Stated as 0: 甲. Not stated: 乙."),
        ([Segment("甲", -5_000_000)], "All of it, -5.00 ×10,000 yuan, is: 甲."),
        ([], "There is none."),
    ],
)
def test_one_part_or_none_is_a_sentence_that_tells_zero_from_not_stated(
    segments: list[Segment], sentence: str
) -> None:
    assert chart(*segments).sentence == sentence


def test_the_sentence_says_all_only_where_it_is_all() -> None:
    made = chart(Segment("a", 40), whole=100, unit="count")
    assert made.sentence == "a: 40 (40.0%)."


def test_two_parts_are_a_chart_and_no_sentence() -> None:
    assert chart(Segment("a", 1), Segment("b", 1)).sentence is None


@pytest.mark.parametrize("kind", ["doughnut", "treemap"])
def test_negative_parts_are_drawn_as_bars(kind: str) -> None:
    made = chart(Segment("a", -1), Segment("b", 3), kind=kind)
    assert made.data["kind"] == "bars"
    assert [item["value"] for item in made.data["items"]] == [-1, 3]


def test_a_bar_of_zero_is_drawn_with_its_figure_and_one_that_is_not_stated_is_not() -> None:
    made = chart(
        Segment("a", 5), Segment("b", 0), Segment("c", None), Segment("d", 1), kind="bars", unit="count"
    )
    assert [(item["label"], item["figure"]) for item in made.data["items"]] == [
        ("a", "5"),
        ("b", "0"),
        ("d", "1"),
    ]


def test_small_tiles_are_one_that_leads_to_the_table_which_lists_them_all() -> None:
    made = chart(Segment("a", 1_000), Segment("b", 2), Segment("c", 3), kind="treemap")
    drawn = made.data["items"]
    assert [(item["label"], item["value"], item["url"], item["colour"]) for item in drawn] == [
        ("a", 1_000, "", "series-1"),
        ("2 others", 5, "#c-table", "tone-others"),
    ]
    assert [row.label for row in made.rows] == ["a", "b", "c"]


def test_others_that_the_page_does_not_name_are_drawn_with_the_small_ones() -> None:
    named = [Segment(str(number), 100 - number) for number in range(25)]
    items = chart(*named, others(5_000, 7, url="/rest/"), kind="bars").data["items"]
    assert [item["label"] for item in items][-2:] == ["19", "12 others"]
    assert items[-1]["value"] == 5_000 + sum(100 - number for number in range(20, 25))
    assert [item["label"] for item in chart(*named[:3], others(5, 7), kind="bars").data["items"]] == [
        *("0", "1", "2", "7 others")
    ]


def test_a_bar_of_others_has_the_parts_of_all_of_them() -> None:
    segments = [
        Segment(str(number), 3, parts=(Segment("a", 1), Segment("b", 2))) for number in range(MOST_BARS + 4)
    ]
    *_first, rest = chart(*segments, kind="stacked").data["items"]
    assert (rest["label"], rest["value"]) == ("4 others", 12)
    assert [(part["label"], part["value"]) for part in rest["parts"]] == [("a", 4), ("b", 8)]


@pytest.mark.parametrize(("largest", "kind"), [(94, "doughnut"), (95, "bars"), (99, "bars")])
def test_beside_a_slice_that_is_nearly_all_the_others_are_drawn_as_bars(largest: int, kind: str) -> None:
    assert chart(Segment("a", largest), Segment("b", 100 - largest)).drawn_kind == kind


def test_one_small_tile_alone_is_drawn_as_what_it_is() -> None:
    made = chart(Segment("a", 1_000), Segment("b", 2), kind="treemap")
    assert [item["label"] for item in made.data["items"]] == ["a", "b"]


@pytest.mark.parametrize("extra", [1, 2, 30])
def test_what_is_drawn_always_sums_up_to_all_parts(extra: int) -> None:
    segments = [Segment(str(number), number + 1) for number in range(MOST_BARS + extra)]
    items = chart(*segments, kind="bars", unit="count").data["items"]
    assert sum(item["value"] for item in items) == sum(segment.value for segment in segments)
    assert len(items) <= MOST_BARS + 1


def test_a_stacked_bar_gives_each_series_its_cell_and_its_colour() -> None:
    made = chart(
        Segment("x", 30, parts=(Segment("a", 10, tone="other_funds"), Segment("b", 20))),
        Segment("y", 5, parts=(Segment("b", 5), Segment("c", None))),
        kind="stacked",
    )
    assert made.series == ("a", "b", "c")
    assert made.columns == (("a", "tone-other_funds"), ("b", "series-2"), ("c", "series-3"))
    assert [[cell and cell.value for cell in row.cells] for row in made.rows] == [
        [10, 20, None],
        [None, 5, None],
    ]
    assert made.rows[1].cells[0] is None
    assert made.rows[1].cells[2] is not None
    assert [part["label"] for part in made.data["items"][1]["parts"]] == ["b"]
    assert made.data["items"][0]["parts"][0]["spoken"] == "x, a: 0.00001 ×10,000 yuan (28.6%)."


def test_others_say_how_many_they_are() -> None:
    assert others(5, 1_234, url="/u/") == Segment("1,234 others", 5, url="/u/", tone="others", count=1_234)
    assert others(5, 1).label == "1 other"


def test_money_beyond_what_a_float_holds_is_written_exactly() -> None:
    made = chart(Segment("a", 9_007_199_254_740_993), Segment("b", 1))
    assert made.rows[0].text == "9,007,199,254.740993"
