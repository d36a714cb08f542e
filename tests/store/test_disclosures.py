"""Storing records: unchanged or revised, with addresses and files that last."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from budget.disclosure import open_data
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.records import Amounts, Disclosure, Indicator, Project, Unit
from budget.models import (
    Department,
    Disclosure as DisclosureRow,
    Project as ProjectRow,
    RetiredProject,
    StoredFile,
)
from budget.store import disclosures, revisions
from budget.store.rows_reader import records_of
from budget.store.sources import Received
from indicators.models import Indicator as IndicatorRow

pytestmark = pytest.mark.django_db


def project(name: str, total: int | None = 100_000, row: int = 5, **fields: object) -> Project:
    amounts = Amounts(total=total, fiscal_appropriation=total)
    return Project(name=name, row=row, amounts=amounts, objective=f"{name}的目标", **fields)


def indicators(*targets: str) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(position, "1", "产出指标", "11", "数量指标", f"指标{position}", target, target)
        for position, target in enumerate(targets, start=1)
    )


def disclosure(*projects: Project, **fields: object) -> Disclosure:
    unit = Unit("某市教育局", 4, Amounts(total=sum(p.amounts.total or 0 for p in projects)), projects)
    return Disclosure(
        **{
            "department": "某市教育局",
            "region": "某市",
            "fiscal_year": 2024,
            "layout": "wide",
            "units": (unit,),
        }
        | fields
    )


def figures() -> list[tuple[object, ...]]:
    return list(ProjectRow.objects.order_by("pk").values_list("pk", "name", "total", "position"))


def test_records_come_back_equal_from_the_rows_they_became() -> None:
    one = Unit(
        "一中",
        4,
        Amounts(total=0, special_account=None),
        (
            project("校舍维修", 12_345, indicators=indicators("≥3栋", "")),
            project("校舍维修", None, row=6, unread="余下的字", indicators_text="1、…"),
        ),
    )
    form = Project(
        "无",
        None,
        Amounts(1, 2, 3, 4, 5),
        period_objective="中期",
        attribute="新增",
        starts_on="2024",
        ends_on="2026",
    )
    two = Unit("一中", 9, Amounts(), (form,), place="Sheet2")
    record = Disclosure(
        "某市 教育局",
        "某市",
        2024,
        "wide",
        Amounts(7, 7, 0, None, None),
        3,
        (one, two, Unit("空", 12)),
        "标题",
        "元",
        "Sheet1",
    )
    stored = disclosures.store(record)
    assert records_of(DisclosureRow.objects.get()) == record
    assert open_data.records_in(bytes(stored.revision.snapshot)) == record


def test_equal_records_change_nothing_and_attach_their_file() -> None:
    first = disclosures.store(disclosure(project("甲")), files=[Received("a.txt", b"a")])
    before = figures()
    moved = disclosure(project("甲", row=99), row=98, title="另一标题")
    again = disclosures.store(moved, files=[Received("a.txt", b"a"), Received("a.pdf", b"b")])
    assert (first.status, again.status) == ("imported", "unchanged")
    assert again.revision == first.revision
    assert figures() == before
    assert ProjectRow.objects.get().row == 5
    assert [source.name for source in again.revision.sources.all()] == ["a.txt", "a.pdf"]
    assert StoredFile.objects.count() == 2


def test_other_records_become_a_revision_that_keeps_the_address_of_every_project_it_keeps() -> None:
    disclosures.store(disclosure(project("甲", indicators=indicators("1次")), project("乙"), project("丙")))
    ids = dict(ProjectRow.objects.values_list("name", "pk"))
    stored = disclosures.store(
        disclosure(project("丁"), project("丙", 7), project("甲", indicators=indicators("2次")))
    )
    assert (stored.status, stored.revision.number) == ("revised", 2)
    now = dict(ProjectRow.objects.values_list("name", "pk"))
    assert now["甲"] == ids["甲"] and now["丙"] == ids["丙"] and "乙" not in now
    assert ProjectRow.objects.get(name="丙").total == 7
    assert IndicatorRow.objects.get().annual_target == "2次"
    assert list(ProjectRow.objects.order_by("position").values_list("name", flat=True)) == ["丁", "丙", "甲"]
    assert stored.disclosure.revisions.filter(is_current=True).get() == stored.revision


def test_a_dropped_project_leaves_its_address_and_takes_it_back_when_it_returns() -> None:
    first = disclosures.store(disclosure(project("甲"), project("乙")))
    gone = ProjectRow.objects.get(name="乙").pk
    disclosures.store(disclosure(project("甲")))
    retired = RetiredProject.objects.get()
    assert (retired.project_id, retired.last_revision) == (gone, first.revision)
    disclosures.store(disclosure(project("甲"), project("乙", 3), project("新")))
    assert ProjectRow.objects.get(name="乙").pk == gone
    assert not RetiredProject.objects.exists()


def test_namesakes_in_one_unit_stay_two_projects() -> None:
    disclosures.store(disclosure(project("甲", 1), project("甲", 2)))
    disclosures.store(disclosure(project("甲", 1), project("甲", 3)))
    assert list(ProjectRow.objects.order_by("ordinal").values_list("ordinal", "total")) == [(1, 1), (2, 3)]


def test_two_regions_departments_of_one_name_are_two() -> None:
    disclosures.store(disclosure(project("甲")))
    disclosures.store(disclosure(project("甲"), region="另一市"))
    assert Department.objects.count() == 2


def test_an_unsaid_region_is_refused_where_a_namesake_has_one() -> None:
    disclosures.store(disclosure(project("甲")))
    with pytest.raises(Refused) as refused:
        disclosures.store(disclosure(project("甲"), region=""))
    assert refused.value.problems[0].code == "ambiguous-region"
    assert "某市" in refused.value.problems[0].message


@pytest.mark.parametrize("text", ["\x00", "\ud83d"])
def test_a_text_that_postgresql_cannot_hold_is_refused_on_both_databases(text: str) -> None:
    with pytest.raises(Refused) as refused:
        disclosures.store(disclosure(project("甲" + text)))
    assert refused.value.problems[0].code == "no-storable-text"
    assert not DisclosureRow.objects.exists() and not Department.objects.exists()


def test_what_a_problem_quotes_can_be_stored_whatever_it_holds() -> None:
    problem = Problem("text-outside-table", text="\ud800\x00", column="\x1b[31m", details={"why": "\u202e"})
    stored = disclosures.store(disclosure(project("甲")), [problem])
    row = stored.disclosure.problems.get()
    assert (row.text, row.column, row.details) == ("\\ud800\\x00", "\\x1b[31m", {"why": "\\u202e"})
    assert row.record == problem


def test_doubts_are_those_of_the_revision_in_force() -> None:
    disclosures.store(disclosure(project("甲")), [Problem("no-name", row=7), Problem("implied-unit", row=8)])
    stored = disclosures.store(
        disclosure(project("乙")), [Problem("no-name", row=9, column="项目", text="x")]
    )
    assert [p.record for p in stored.disclosure.problems.all()] == [
        Problem("no-name", row=9, column="项目", text="x")
    ]


def test_a_name_longer_than_any_index_row_is_kept_whole_and_told_from_its_like() -> None:
    long = "长" * 5000
    disclosures.store(disclosure(project(long + "一"), project(long + "二")))
    disclosures.store(disclosure(project(long + "一", 5), project(long + "二")))
    assert set(ProjectRow.objects.values_list("name", flat=True)) == {long + "一", long + "二"}
    assert set(ProjectRow.objects.values_list("ordinal", flat=True)) == {1}


def test_sums_of_fen_are_exact_integers_beyond_what_a_float_holds() -> None:
    disclosures.store(disclosure(project("甲", 10**15 - 1), project("乙", None)))
    disclosures.store(disclosure(project("甲", -(10**15) + 1), project("乙", -1), fiscal_year=2023))
    disclosures.store(disclosure(project("甲", 10**15), fiscal_year=2022))
    total = ProjectRow.objects.aggregate(total=Sum("total"))["total"]
    assert total == 10**15 - 1 and isinstance(total, int)
    assert ProjectRow.objects.aggregate(none=Sum("special_account"))["none"] is None


def test_a_revision_writes_only_what_changed() -> None:
    many = [project(f"项目{n}", n, indicators=indicators("1次", "2次")) for n in range(300)]
    disclosures.store(disclosure(*many))
    before = set(IndicatorRow.objects.values_list("pk", flat=True))
    many[7] = replace(many[7], amounts=Amounts(total=1))
    with CaptureQueriesContext(connection) as queries:
        disclosures.store(disclosure(*many))
    writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT INTO", "DELETE FROM"))]
    assert not [sql for sql in writes if '"indicators_indicator"' in sql or '"budget_project"' in sql]
    assert set(IndicatorRow.objects.values_list("pk", flat=True)) == before
    assert len(queries) < 85


def test_what_is_entered_by_hand_becomes_a_revision_with_its_counts() -> None:
    user = get_user_model().objects.create(username="editor")
    stored = disclosures.store(disclosure(project("甲"), layout="entered"))
    row = ProjectRow.objects.get()
    row.objective = "该项目为涉密项目"
    row.save()
    revisions.store_entered(stored.disclosure, user)
    row.refresh_from_db()
    revision = stored.disclosure.revisions.get(is_current=True)
    assert (revision.number, revision.created_by, row.is_confidential) == (2, user, True)
    revisions.store_entered(stored.disclosure, user)
    assert stored.disclosure.revisions.count() == 2


@pytest.mark.parametrize(
    ("record", "problems", "code"),
    [
        (disclosure(project("甲\x00")), (), "no-storable-text"),
        (disclosure(project("甲"), department="某市\x00局"), (), "no-storable-text"),
        (disclosure(project("甲", 10**15), project("乙", 1)), (), "sum-out-of-range"),
        (disclosure(project("甲", 10**15), project("乙", -1)), (), "sum-out-of-range"),
        (disclosure(*[project("甲", 1)] * 10_000), (), "too-many-namesakes"),
        (disclosure(project("甲"), region="省" * 201), (), "region-too-long"),
        (disclosure(project("甲")), (Problem("no-table", details={"seen": "甲"}),), "no-table"),
    ],
)
def test_what_one_database_would_not_take_both_refuse(
    record: Disclosure, problems: tuple[Problem, ...], code: str
) -> None:
    for store in (
        lambda: disclosures.store(record, problems),
        lambda: disclosures.add_forms([record], problems),
    ):
        with pytest.raises(Refused) as refused:
            store()
        assert refused.value.problems[0].code == code
    assert not Department.objects.exists()
