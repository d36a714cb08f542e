"""Pieces of a text that are struck out, invisible or raised: which of them are text."""

import pytest

from budget.disclosure.amounts import NotAnAmount, parse_amount
from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, STRUCK, marked, settled


@pytest.mark.parametrize(
    ("before", "raised", "after", "shown"),
    [
        ("96.40", "1", "", "96.40"),
        ("96.40", "[3]", "", "96.40"),
        ("96.40", "注2", "", "96.40"),
        ("护林项目", "①", "", "护林项目"),
        ("护林项目", "a", "", "护林项目"),
        ("10", "1", "", "10"),
        ("320平方米", "2", "", "320平方米"),
        ("玉米", "2", "种植", "玉米种植"),
        ("≥320m", "2", "", "≥320m²"),
        ("≥6km", "2", "", "≥6km²"),
        ("≥6米", "2", "", "≥6米²"),
        ("≥9cm", "3", "/人", "≥9cm³/人"),
        ("≥9hm", "2", "", "≥9hm²"),
        ("≥5×10", "4", "尾", "≥5×10⁴尾"),
        ("10", "4", "尾", "10⁴尾"),
        ("-18", "0", "C", "-18°C"),
        ("Ca", "2+", "", "Ca²⁺"),
        ("12.", "50", "", "12.50"),
        ("", "96.40", "", "96.40"),
        ("", "1", "96.40", "96.40"),
    ],
)
def test_a_raised_piece_is_a_mark_or_belongs_to_its_text(
    before: str, raised: str, after: str, shown: str
) -> None:
    assert settled(before + marked(raised, RAISED) + after)[0] == shown


@pytest.mark.parametrize(
    ("before", "lowered", "after", "shown"),
    [
        ("96.40", "1", "", "96.40"),
        ("96.40", "①", "万元", "96.40万元"),
        ("护林项目", "2", "", "护林项目"),
        ("CO", "2", "排放", "CO2排放"),
        ("(NH4)", "2", "SO4", "(NH4)2SO4"),
        ("PM", "2.5", "", "PM2.5"),
        ("96.", "40", "", "96.40"),
        ("", "96.40", "", "96.40"),
        ("", "1", "96.40", "96.40"),
    ],
)
def test_a_lowered_piece_is_a_mark_or_belongs_to_a_formula(
    before: str, lowered: str, after: str, shown: str
) -> None:
    assert settled(before + marked(lowered, LOWERED) + after)[0] == shown


def test_what_is_left_out_comes_with_its_kind_and_takes_one_blank_with_it() -> None:
    text = f"甲 {marked('旧', STRUCK)} 乙{marked('9', INVISIBLE)}{marked('2', RAISED)}"
    assert settled(text) == ("甲 乙", [("struck", "旧"), ("invisible", "9"), ("note-mark", "2")])


def test_a_piece_within_a_piece_is_of_the_outer_kind() -> None:
    assert settled("甲" + marked("旧" + marked("1", RAISED), STRUCK)) == ("甲", [("struck", "旧1")])


@pytest.mark.parametrize(
    "text",
    [
        "96.40①",
        "96.40²",
        "①96.40",
        "96.40*",
        "96.40 ⑵",
        "96.40万元¹",
        "９６．４０②",
        "96.40[1]",
        "96.40〔2〕",
        "96.40（注1）",
    ],
)
def test_a_mark_of_a_note_is_no_digit_of_an_amount(text: str) -> None:
    assert parse_amount(text, "万元") == 96_400_000


@pytest.mark.parametrize("text", ["100 120.50", "10 7", "100\n120", "1 027.87", "3 4万元"])
def test_two_figures_in_one_cell_are_no_amount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text, "万元")
    assert parse_amount("1\u202f027.87", "万元") == 1_027_870_000


@pytest.mark.parametrize("text", ["10³", "5×10⁴", "9²6", "①", "**"])
def test_a_power_of_ten_and_a_lone_mark_are_no_amounts(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text, "万元")
