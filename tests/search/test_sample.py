"""The search finds exactly what is listed here by hand for the table of the sample."""

import pytest

from budget.models import SearchText
from tests import factories
from tests.search.test_words import query_of

pytestmark = pytest.mark.django_db

# word -> the rows of the file whose project's name or objective holds it, and the numbers of the indicators
# of each row whose name or targets do.
READ: dict[str, tuple[set[int], set[int], dict[int, set[int]]]] = {
    "满意": (
        set(),
        {32, 33},
        {
            12: {2}, 13: {5}, 14: {3}, 15: {4}, 19: {3}, 20: {5}, 21: {4},
            22: {3}, 25: {3}, 27: {3}, 28: {4}, 35: {2}, 37: {2},
        },
    ),
    "物业": ({14}, set(), {14: {3}}),
    "度": (
        set(),
        {20, 23, 25, 30, 32, 33, 35, 37},
        {
            12: {1, 2}, 14: {3}, 15: {4}, 19: {3}, 20: {5}, 21: {2, 3, 4}, 22: {2, 3},
            25: {3}, 26: {3}, 27: {3}, 28: {4}, 35: {1, 2}, 37: {1, 2},
        },
    ),
    "2024": ({32, 33}, set(), {}),
    "委员之家": (set(), {12}, {}),
}  # fmt: skip


@pytest.mark.parametrize("word", READ)
def test_the_search_finds_what_a_reader_finds(word: str) -> None:
    factories.real_disclosure()
    entries = SearchText.objects.matching(query_of(word)).select_related("project", "indicator")
    names = {entry.project.row for entry in entries if entry.kind == "project"}
    objectives = {entry.project.row for entry in entries if entry.kind == "objective"}
    indicators: dict[int, set[int]] = {}
    for entry in entries:
        if entry.kind == "indicator":
            indicators.setdefault(entry.project.row, set()).add(entry.indicator.position)
    assert (names, objectives, indicators) == READ[word]
    assert {entry.kind for entry in entries} <= {"project", "objective", "indicator"}


def test_units_and_their_department_are_found_by_name_and_the_department_by_its_region() -> None:
    factories.real_disclosure()

    def kinds(asked: str) -> list[str]:
        return sorted(SearchText.objects.matching(query_of(asked)).values_list("kind", flat=True))

    assert kinds("办公厅") == ["department", "unit"]
    assert kinds("广东省广州市 办公厅") == ["department", "unit"]
    assert kinds("文史展示中心").count("unit") == 1
