"""What a query names beside words: names without their exact form, amounts, checks."""

import pytest

from budget.search.figures import MeantAmount, amounts_of, check_of
from budget.search.names import LooseName
from budget.search.words import Query

WAN = 1_000_000


def runs(asked: str, name: str) -> tuple[str, ...]:
    query = Query.read(asked)
    loose = LooseName.of(query) if query else None
    return loose.runs_in(name) if loose else ()


@pytest.mark.parametrize(
    ("asked", "name", "found"),
    [
        ("广州教育局", "广州市教育局", ("广州", "教育局")),
        ("广州市教育局", "广州教育局", ("广州教育局",)),
        ("广州 教育局", "广东省广州市教育局", ("广州", "教育局")),
        ("广州卫健委", "广州市卫生健康委员会", ("广州", "卫", "健", "委")),
        ("市教育局", "深圳市市教育局", ("市教育局",)),
        ("ＧＩＳ中心", "GIS信息中心", ("gis", "中心")),
        ("教育广州局", "广州市教育局", ()),
        ("广州局", "广州市某某某某某某某某某某局", ()),
        ("教局", "教育局", ()),
    ],
)
def test_a_name_answers_that_holds_the_characters_in_their_order(
    asked: str, name: str, found: tuple[str, ...]
) -> None:
    assert runs(asked, name) == found


def test_a_pattern_takes_no_character_of_the_question_for_a_wildcard() -> None:
    assert LooseName("a%_\\").pattern == "%a%\\%%\\_%\\\\%"


@pytest.mark.parametrize(
    ("word", "amounts"),
    [
        ("1,234.56万元", [(1_234_555_000, 1_234_565_000)]),
        ("１２３４.５６元", [(123_456, 123_456)]),
        ("1234.5678万", [(1_234_567_750, 1_234_567_850)]),
        ("2亿", [(2 * 100 * 100 * WAN - 50 * WAN, 2 * 100 * 100 * WAN + 50 * WAN)]),
        (
            "100",
            [(100 * WAN - 5_000, 100 * WAN + 5_000), (10_000, 10_000), (999_950 * WAN, 1_000_050 * WAN)],
        ),
        ("0", [(0, 5_000), (0, 0), (0, 50 * WAN)]),
        ("1,23", []),
        ("1.2.3", []),
        ("三万元", []),
        ("9" * 16, []),
        ("-5", []),
    ],
)
def test_an_amount_means_what_pages_show_as_it_in_each_unit(
    word: str, amounts: list[tuple[int, int]]
) -> None:
    assert amounts_of(word) == tuple(MeantAmount(*one) for one in amounts)


@pytest.mark.parametrize(
    ("word", "check"),
    [("CMP-13", "CMP-13"), ("ｃｍｐ13", "CMP-13"), ("cmp-1x", ""), ("CM-13", ""), ("检查", "")],
)
def test_the_id_of_a_check_is_known_by_its_form(word: str, check: str) -> None:
    assert check_of(word) == check
