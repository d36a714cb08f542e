"""Names sort as a Chinese reader expects."""

from hypothesis import given, strategies as st
from pypinyin import Style, lazy_pinyin

from indicators.folding import fold
from indicators.sorting import KEY_LENGTH, sort_key

PHRASES = st.sampled_from(
    ["银行", "行政", "重庆", "重点", "长沙", "成长", "了解", "办公室", "A（3）", "〇", "的"]
)


@given(st.lists(st.one_of(PHRASES, st.text(max_size=4)), max_size=8).map("".join))
def test_a_key_is_the_pinyin_of_the_whole_name(name: str) -> None:
    syllables = lazy_pinyin(fold(name)[:KEY_LENGTH], style=Style.TONE3, neutral_tone_with_five=True)
    assert sort_key(name) == "".join(syllables)[:KEY_LENGTH]


def test_a_character_is_read_as_its_phrase_says() -> None:
    assert [sort_key(name) for name in ("银行", "行政")] == ["yin2hang2", "xing2zheng4"]
