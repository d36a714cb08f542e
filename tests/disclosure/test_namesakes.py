"""Rows of the same name are distinguished by their order."""

from collections import Counter

from hypothesis import given, strategies as st

from budget.disclosure.namesakes import number_namesakes


def test_equal_names_are_counted_from_one_in_their_order() -> None:
    names = [("水务局", "培训"), ("水务局", "维修"), ("水务局", "培训"), ("教育局", "培训")]
    assert list(number_namesakes(names)) == [
        ("水务局", "培训", 1),
        ("水务局", "维修", 1),
        ("水务局", "培训", 2),
        ("教育局", "培训", 1),
    ]


@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from("甲乙"))))
def test_every_row_has_a_key_of_its_own_and_ordinals_have_no_gap(names: list[tuple[str, str]]) -> None:
    keys = list(number_namesakes(names))
    assert [key[:2] for key in keys] == names
    assert set(keys) == {(*name, n) for name, count in Counter(names).items() for n in range(1, count + 1)}
