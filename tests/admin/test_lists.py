"""The administration's lists at a million rows: none counts, sorts or reads a whole table."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from budget.admin import base
from budget.admin.base import BigList, BoundedPaginator
from budget.models import Department, Disclosure, Finding, Project, Unit, UnitStatement
from indicators.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
BIG = [model for model in MODELS if isinstance(admin.site._registry[model], BigList)]
# Tables of at most one row a department and year, which may be scanned.
OF_DISCLOSURES = {"budget_disclosure", "budget_department"}

COUNT_OF_ALL = re.compile(r"COUNT\((?!.*\bLIMIT\b)", re.IGNORECASE)
DISTINCT_OF = re.compile(r'SELECT DISTINCT.*? FROM "(\w+)"', re.IGNORECASE)


def address_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def queries_for(client: Client, address: str, **query: str) -> list[str]:
    """Return the statements that a list sends to the database."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address, query).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def queries_of(client: Client, model: type[Model]) -> Iterator[list[str]]:
    """Yield the statements of a list without and with a search, and under the first choice of each filter."""
    yield queries_for(client, address_of(model))
    yield queries_for(client, address_of(model), q="教育")
    request = RequestFactory().get("/", {})
    request.user = None
    model_admin = admin.site._registry[model]
    for one in model_admin.list_filter:
        if isinstance(one, type) and issubclass(one, admin.SimpleListFilter):
            value = str(list(one(request, {}, model, model_admin).lookup_choices)[0][0])
            yield queries_for(client, address_of(model), **{one.parameter_name: value})


def test_no_list_counts_or_reads_a_whole_table_or_asks_more_often_with_more_rows(
    admin_client: Client,
) -> None:
    factories.some_year()
    with_little = {}
    for model in MODELS:
        admin_client.get(address_of(model))  # queries made once in a process
        asked = list(queries_of(admin_client, model))
        for statements in asked:
            assert len(statements) <= 12, (model, statements)
            assert [one for one in statements if COUNT_OF_ALL.search(one)] == [], model
            distinct = {found[1] for one in statements if (found := DISTINCT_OF.search(one))}
            assert distinct <= OF_DISCLOSURES, model
        with_little[model] = len(asked[0])
    for year in (2022, 2023):
        factories.some_year(year)
    with_much = {model: len(queries_for(admin_client, address_of(model))) for model in BIG}
    assert with_much == {model: with_little[model] for model in BIG}


def test_models_whose_rows_imports_write_have_a_big_list() -> None:
    before = {model: model._default_manager.count() for model in MODELS}
    factories.large_disclosure(60)
    factories.large_disclosure(60, year=2023)
    grown = {model for model in MODELS if model._default_manager.count() > before[model]}
    assert grown - set(BIG) == {Department, Unit}


@pytest.mark.both
@pytest.mark.parametrize("model", BIG, ids=lambda model: model._meta.label)
def test_a_list_is_sorted_by_an_index(admin_client: Client, model: type[Model]) -> None:
    factories.some_year()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a plan for many rows, whatever there are
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_hashjoin = off")
        statements = queries_for(admin_client, address_of(model))
        table = model._meta.db_table
        (listed,) = [
            one for one in statements if re.match(f'SELECT (?!COUNT|DISTINCT).* FROM "{table}"', one)
        ]
        plan = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{plan} {listed}")
        steps = " ".join(str(row) for row in cursor.fetchall())
    assert "TEMP B-TREE" not in steps and "Sort" not in steps


def test_a_search_finds_by_the_words_of_a_name_in_any_order(admin_client: Client) -> None:
    factories.some_year()

    def found(model: type[Model], words: str) -> int:
        return len(admin_client.get(address_of(model), {"q": words}).context["cl"].result_list)

    assert found(Project, "教师") == 1
    assert found(Project, "第一中学") == 3  # by its unit
    assert found(Project, "培训 教师") == 1
    assert found(Project, "没有的字") == 0
    assert found(Project, "长" * 400) == 0
    assert found(Indicator, "设备购置") == 3  # by its project
    assert found(Indicator, "指标1") == Indicator.objects.filter(name="指标1").count()
    assert found(UnitStatement, "第一") == 1
    assert found(Disclosure, "教育局 广州") == 1
    assert found(Department, "广州 交通") == 1
    assert found(Unit, "空单位") == 1
    assert found(Finding, "交通局") == Finding.objects.filter(disclosure__department__name="市交通局").count()


def test_departments_and_units_of_no_disclosure_are_found(admin_client: Client) -> None:
    department = Department.objects.create(name="新设局", region="某市")
    Unit.objects.create(department=department, name="新设所")
    completed = {
        "app_label": "budget",
        "model_name": "disclosure",
        "field_name": "department",
        "term": "新设",
    }
    answer = admin_client.get(reverse("admin:autocomplete"), completed).json()
    assert [one["text"] for one in answer["results"]] == ["新设局 — 某市"]
    assert len(admin_client.get(address_of(Unit), {"q": "新设所"}).context["cl"].result_list) == 1


def test_a_projects_unit_is_completed_from_its_own_table(admin_client: Client) -> None:
    factories.some_year()
    record = factories.disclosure(
        factories.unit("甲局", factories.project("校舍维修")),
        factories.unit("甲所"),
        department="甲局",
        layout="entered",
    )
    entered = factories.stored(record)
    completed = {"app_label": "budget", "model_name": "project", "field_name": "statement", "term": "所"}
    of_one = completed | {"disclosure": str(entered.pk)}
    for query in (completed, of_one):
        answer = admin_client.get(reverse("admin:autocomplete"), query).json()
        assert [one["text"] for one in answer["results"]] == ["甲所 — 甲局 — 广东省广州市 2024"]
    answer = admin_client.get(reverse("admin:autocomplete"), completed | {"term": "空单位"}).json()
    assert answer["results"] == []  # of an imported table


def test_a_list_shows_where_it_stops_counting(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.large_disclosure(120)
    monkeypatch.setattr(base, "MOST_COUNTED", 100)
    answer = admin_client.get(address_of(Project))
    assert answer.context["cl"].result_count == 100
    page = answer.content.decode()
    assert "100" in page and "以上" in page and "选中所有" not in page
    assert admin_client.get(address_of(Project), {"p": "3"}).status_code in (200, 302)


def test_a_paginator_counts_rows_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.some_year()
    pages = BoundedPaginator(Project.objects.order_by("pk"), 3)
    assert (pages.count, pages.is_cut) == (Project.objects.count(), False)
    monkeypatch.setattr(base, "MOST_COUNTED", 5)
    pages = BoundedPaginator(Project.objects.order_by("pk"), 3)
    assert (pages.count, pages.is_cut, pages.num_pages) == (5, True, 2)
    assert BoundedPaginator([1, 2], 3).count == 2


def test_categories_and_levels_are_shown_in_words(admin_client: Client) -> None:
    factories.some_year()
    assert "数量指标" in admin_client.get(address_of(Indicator)).content.decode()
    with translation.override("en"):
        answer = admin_client.get(address_of(Indicator), headers={"accept-language": "en"})
    assert "Quantity" in answer.content.decode()
