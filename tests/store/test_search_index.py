"""The index finds exactly what a reader finds who scans every text, on each database, after every change."""

from collections import Counter
from collections.abc import Iterable

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings, strategies as st

from budget.models import Department, Disclosure, Project, SearchText, Unit
from budget.pages.search.queries import counts_of, entries_in, windows
from budget.search.words import MOST_WORDS, Query
from budget.store import revisions
from indicators.models import Indicator
from tests import factories
from tests.search.test_words import CHARACTERS, query_of

pytestmark = pytest.mark.django_db


def found(query: Query) -> set[tuple[str, int, int]]:
    """What the index finds: kind, year, and the key of what it is a text of."""
    return {
        (
            entry.kind,
            entry.fiscal_year,
            {
                "department": entry.disclosure.department_id,
                "unit": entry.unit_id,
                "indicator": entry.indicator_id,
            }.get(entry.kind, entry.project_id),
        )
        for entry in SearchText.objects.matching(query).select_related("disclosure")
    }


def scanned(query: Query) -> set[tuple[str, int, int]]:
    """The same, by reading every row in force."""

    def texts() -> Iterable[tuple[str, int, int, list[str]]]:
        for one in Disclosure.objects.select_related("department"):
            year, department = one.fiscal_year, one.department
            names = [alias.name for alias in department.aliases.all()]
            yield "department", year, department.pk, [department.name, department.region, *names]
            for unit in Unit.objects.filter(statements__disclosure=one):
                yield "unit", year, unit.pk, [unit.name, *(alias.name for alias in unit.aliases.all())]
        for project in Project.objects.all():
            yield "project", project.fiscal_year, project.pk, [project.name]
            yield "objective", project.fiscal_year, project.pk, [project.objective, project.period_objective]
        for one in Indicator.objects.select_related("project"):
            own = [one.name, one.period_target, one.annual_target]
            yield "indicator", one.project.fiscal_year, one.pk, own

    return {(kind, year, key) for kind, year, key, own in texts() if query.matches(own)}


def assert_kept(*words: str) -> None:
    for word in words or ("项", "目标", "教", "教育局", "指标1", "设备购置", "50次", "2024"):
        assert found(query_of(word)) == scanned(query_of(word)), word


STORABLE = st.text(
    st.one_of(
        st.sampled_from(CHARACTERS),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00", codec="utf-8"),
    ),
    max_size=12,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(STORABLE.filter(str.strip), min_size=1, max_size=6), st.lists(STORABLE, max_size=4), st.data()
)
def test_any_part_of_any_text_is_found_and_nothing_else(
    texts: list[str], query: list[str], data: st.DataObject
) -> None:
    with transaction.atomic():
        projects = [
            factories.project(text, objective=text[::-1], indicators=factories.indicators("quality"))
            for text in texts
        ]
        factories.stored(factories.disclosure(factories.unit("第一中学", *projects)))
        for text in texts:
            start = data.draw(st.integers(0, len(text) - 1))
            query.append(text[start : data.draw(st.integers(start + 1, len(text)))])
        for word in [*query, " ".join(query)]:
            words = word.split()[:MOST_WORDS]
            if (put := Query.read(" ".join(words))) is not None:
                assert found(put) == scanned(put)
        transaction.set_rollback(True)


def test_a_word_far_behind_in_a_long_text_is_found() -> None:
    objective = "满意度" * 9000 + "委员之家"
    factories.stored(
        factories.disclosure(factories.unit("第一中学", factories.project("甲", objective=objective)))
    )
    assert_kept("委员之家", "度委员", "意度满意", "度满度", "家")
    assert len(found(query_of("委员之家"))) == 1


def test_an_import_a_revision_and_one_dropped_are_followed() -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    assert_kept()
    changed = factories.project("教师进修", indicators=factories.indicators("social"))
    factories.stored(factories.disclosure(factories.unit("市教育局", changed)))
    assert_kept()
    assert {kind for kind, year, _ in found(query_of("教师培训")) if year == 2024} == set()
    assert {kind for kind, year, _ in found(query_of("进修")) if year == 2024} == {"project", "objective"}


def test_what_is_entered_by_hand_is_followed() -> None:
    disclosure = factories.some_year()
    project = Project.objects.get(name="教师培训")
    project.objective = "让家长满意"
    project.save()
    revisions.store_entered(disclosure, None)
    assert_kept("家长满意")
    assert found(query_of("家长满意")) == {("objective", 2024, project.pk)}


def test_a_new_name_given_in_the_admin_is_followed(admin_client: Client) -> None:
    factories.some_year()
    department = Department.objects.get(name="市教育局")
    unit = Unit.objects.get(name="第一中学")
    address = f"/admin/budget/department/{department.pk}/change/"
    names = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    assert admin_client.post(address, {"name": "市体育局", "region": "湖南省"} | names).status_code == 302
    address = f"/admin/budget/unit/{unit.pk}/change/"
    assert admin_client.post(address, {"name": "第二中学"} | names).status_code == 302
    assert_kept("体育", "湖南", "第二中学", "第一中学", "广州")
    assert found(query_of("湖南 体育")) == {("department", 2024, department.pk)}
    assert found(query_of("第一中学")) == {("unit", 2024, unit.pk)}  # as the table names it


def test_what_is_deleted_is_no_longer_found() -> None:
    disclosure = factories.some_year()
    Project.objects.filter(name="设备购置").delete()
    assert_kept("设备", "指标2")
    disclosure.problems.all().delete()
    Project.objects.filter(disclosure=disclosure).delete()
    disclosure.delete()
    assert_kept()
    assert not SearchText.objects.filter(disclosure=disclosure.pk).exists()


def test_the_index_itself_agrees_with_what_is_stored() -> None:
    factories.some_year()
    SearchText.objects.filter(kind="unit").delete()
    SearchText.objects.filter(kind="objective").update(tokens="满意 意")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO budget_searchtext_fts(budget_searchtext_fts, rank) VALUES ('integrity-check', 1)"
            )
    assert SearchText.objects.matching(query_of("满意")).count() == 8


def test_the_index_alone_counts_what_it_finds_by_kind_and_year() -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    for word in ("教", "指标", "指标1", "50次", "鳥", "第一 学"):
        query = query_of(word)
        expected = Counter((kind, year) for kind, year, _ in scanned(query))
        assert counts_of(query) == expected, word


def test_pages_go_from_the_latest_year_back_and_leave_nothing_out() -> None:
    for year in (2022, 2023, 2024):
        factories.some_year(year)
    query = query_of("指标")
    counts = counts_of(query)
    number = sum(counts.values())
    assert {kind for kind, _ in counts} == {"indicator"}
    seen = [
        entry
        for start in range(0, number, 7)
        for entry in entries_in(query, windows(counts, "indicator", None, slice(start, start + 7)))
    ]
    assert [entry.fiscal_year for entry in seen] == sorted((e.fiscal_year for e in seen), reverse=True)
    assert {("indicator", entry.fiscal_year, entry.indicator_id) for entry in seen} == scanned(query)
    assert len(seen) == number == len({entry.pk for entry in seen})
    of_2023 = entries_in(query, windows(counts, "indicator", 2023, slice(0, 100)))
    assert {entry.fiscal_year for entry in of_2023} == {2023}
    assert len(of_2023) == counts["indicator", 2023]
