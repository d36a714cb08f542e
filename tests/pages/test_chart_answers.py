"""The sentence above a chart says which parts have most, and nothing that their figures do not bear."""

import pytest
from django.utils.translation import override

from budget.pages.chart_answers import answer_of
from budget.pages.charts import Chart, Segment, others


@pytest.mark.parametrize(
    ("parts", "whole", "number", "answer"),
    [
        ([("a", 90), ("b", 10)], 100, 2, "a has 90.0% of it."),
        ([("a", 30), ("b", 25), ("c", 20), ("d", 25)], 100, 4, "a, b together have 55.0% of it."),
        ([(str(n), 10) for n in range(10)], 100, 10, "5 of 10 have 50.0% of it."),
        # Parts of which some are not given: only what is given is added.
        ([("a", 10), ("b", 5)], 100, 40, "a has the most, 10.0% of it."),
        # A project counts under several categories: the shares are not added.
        ([("a", 45), ("b", 44), ("c", 40)], 100, 3, "a has the most, 45.0% of it."),
        # A slight negative rest is no reason for silence, a large one is.
        ([("a", 99), ("b", 3), ("rest", -2)], 100, 3, "a has 99.0% of it."),
        ([("a", 110), ("b", 30), ("rest", -40)], 100, 3, ""),
        ([("a", 100)], 100, 1, ""),
        ([("a", 0), ("b", 0)], 0, 2, ""),
        ([], 0, 0, ""),
    ],
)
def test_the_parts_with_most_are_named(
    parts: list[tuple[str, int]], whole: int, number: int, answer: str
) -> None:
    with override("en"):
        assert answer_of(parts, whole, number) == answer


def test_others_are_no_part_that_is_named_and_count_as_what_they_stand_for() -> None:
    segments = (Segment("甲", 30), Segment("乙", 22), others(48, 9), Segment("丙", None))
    chart = Chart(id="x", title="x", kind="bars", unit="money", segments=segments)
    with override("zh-hans"):
        assert chart.answer == "甲、乙合计占 52.0%。"
    with override("en"):
        assert (
            Chart(
                id="x", title="x", kind="bars", unit="money", segments=(Segment("works", 9), Segment("b", 1))
            ).answer
            == "Works has 90.0% of it."
        )
