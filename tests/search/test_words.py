"""Words, tokens and marks: which texts a query finds, and where its words are."""

import pytest
from hypothesis import given, strategies as st

from budget.search.highlight import excerpt, marked
from budget.search.words import LONGEST_WORD, MOST_WORDS, Query, TooLong, tokens_of
from indicators.folding import fold

# Few characters, so that words do occur in texts, and those that folding changes.
CHARACTERS = "满意度务 aAａ１1%％≥，,（(\u3000\n㎡ßée\u0301가각'\"*\\_:&|"
TEXT = st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters(codec="utf-8")), max_size=40)


def shown(parts) -> str:
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


def query_of(text: str) -> Query:
    found = Query.read(text)
    if found is None:
        pytest.fail(f"{text!r} puts no question")
    return found


def test_a_text_becomes_its_pairs_and_its_last_character() -> None:
    assert tokens_of(["满意度"]) == "满意 意度 度"
    assert tokens_of(["度"]) == "度"
    assert tokens_of(["", " \u3000"]) == ""


def test_width_case_and_blanks_make_no_difference() -> None:
    assert tokens_of(["ＧＩＳ 平台"]) == tokens_of(["gis平台"]) == "gi is s平 平台 台"
    assert query_of("ＧＩＳ　满意") == query_of("gis 满意") == Query(("gis", "满意"))


def test_a_word_is_searched_once() -> None:
    assert query_of("满意 满意") == Query(("满意",))


def test_blanks_search_nothing() -> None:
    assert Query.read("") is None
    assert Query.read(" \u3000\t") is None


@pytest.mark.parametrize(
    "text", ["满" * (LONGEST_WORD + 1), " ".join("一二三四五六七八九十百")[: 2 * MOST_WORDS + 1], "㍿" * 16]
)
def test_a_question_beyond_all_reason_is_refused(text: str) -> None:
    with pytest.raises(TooLong):
        Query.read(text)


def test_no_word_runs_over_from_one_text_into_the_next() -> None:
    assert not query_of("度98").matches(["满意度", "98%"])
    assert query_of("度 98").matches(["满意度", "98%"])


@given(TEXT)
def test_tokens_hold_nothing_that_a_database_reads_as_a_sign(text: str) -> None:
    for token in filter(None, tokens_of([text]).split(" ")):
        assert all(not c.isascii() or c.isalnum() for c in token)


@given(st.lists(TEXT, max_size=3), TEXT)
def test_the_runs_of_tokens_of_a_word_are_in_the_tokens_of_every_text_that_holds_it(
    texts: list[str], word: str
) -> None:
    query = Query.read(word)
    if query is not None:
        tokens = tokens_of(texts)
        long_ones = Query(tuple(one for one in query.words if len(one) > 2))
        assert long_ones.matches(texts) == all(run in tokens for run in query.runs)


def test_every_place_of_a_word_is_marked() -> None:
    assert shown(marked("满意度：群众满意", ["满意"])) == "[满意]度：群众[满意]"
    assert shown(marked("满意度", ["满意", "意度"])) == "[满意度]"
    assert shown(marked("物业", ["满意"])) == "物业"


def test_a_hit_is_marked_in_the_text_as_disclosed() -> None:
    assert shown(marked("ＧＩＳ 平 台建设", ["gis平台"])) == "[ＧＩＳ 平 台]建设"
    assert shown(marked("满 意", ["满"])) == "[满] 意"
    assert shown(marked("达到１００％", ["100%"])) == "达到[１００％]"
    assert shown(marked("面积㎡", ["m2"])) == "面积[㎡]"
    assert shown(marked("Cafe\u0301 au lait", ["é"])) == "Caf[e\u0301] au lait"


@given(TEXT, TEXT)
def test_marks_lose_nothing_and_mark_whatever_answers(text: str, word: str) -> None:
    query = Query.read(word)
    if query is None:
        return
    parts = marked(text, query.words)
    assert "".join(part.text for part in parts) == text
    found = any(one in fold(text) for one in query.words)
    assert any(part.is_hit for part in parts) == found


def test_a_long_text_is_shown_around_its_hits() -> None:
    text = "甲" * 300 + "满意" + "乙" * 300
    parts = excerpt(text, ["满意"])
    assert shown(parts) == "…" + "甲" * 60 + "[满意]" + "乙" * 60 + "…"
    assert shown(excerpt("短文满意", ["满意"])) == "短文[满意]"


def test_a_long_text_that_is_full_of_hits_is_cut_short() -> None:
    parts = excerpt("满意" * 5000, ["满意"])
    assert sum(len(part.text) for part in parts) < 1000
