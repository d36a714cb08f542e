"""A disclosure moves to another year or department: its addresses and what people added to it go with it."""

import pytest
from django.test import Client

from budget.actions.base import ActionRefused
from budget.actions.lifecycle import moves
from budget.disclosure.problems import Problem, Refused
from budget.models import (
    Department,
    Disclosure,
    DisclosureEvent,
    Finding,
    HandSetType,
    Project,
    RetiredProject,
    SearchText,
)
from budget.store import disclosures, project_types
from budget.store.keys import ProjectKey
from budget.store.rows_reader import records_of
from budget.store.sources import Received
from tests.actions.corrections.editing import correct
from tests.actions.lifecycle.editors import editor, move, own_pages, pages, undo, withdraw
from tests.factories import WAN, disclosure, indicators, project, stored, unit
from tests.support.auditors import auditor, decide, table, training

pytestmark = pytest.mark.django_db


def schools(year: int = 2024, **fields: object) -> Disclosure:
    """Two units, namesakes, a problem and a file."""
    record = disclosure(
        unit("市教育局", project("教师培训", 8 * WAN, row=6, indicators=indicators("quantity")), row=5),
        unit("第一中学", project("设备购置", 3 * WAN, row=8), project("设备购置", 4 * WAN, row=9), row=7),
        year=year,
        **fields,
    )
    return stored(record, [Problem("no-name", row=6)], [Received("表.txt", b"1")])


def ids() -> list[tuple[object, ...]]:
    return list(Project.objects.order_by("pk").values_list("pk", "name", "ordinal", "total"))


def standing() -> set[tuple[object, ...]]:
    """Where the projects stand."""
    at = ("fiscal_year", "unit__department__region", "unit__department__name", "disclosure__fiscal_year")
    return set(Project.objects.values_list(*at))


@pytest.mark.parametrize(
    ("where", "now"),
    [
        ({"year": 2023}, (2023, "广东省广州市", "市教育局", 2023)),
        ({"region": "广东省深圳市"}, (2024, "广东省深圳市", "市教育局", 2024)),
        ({"department": "市体育局"}, (2024, "广东省广州市", "市体育局", 2024)),
        (
            {"year": 2025, "department": "市体育局", "region": "广东省"},
            (2025, "广东省", "市体育局", 2025),
        ),
    ],
    ids=["year", "region", "department", "all"],
)
def test_moved_and_back_every_address_stays_and_every_page_is_as_it_was(
    client: Client, where: dict[str, object], now: tuple[object, ...]
) -> None:
    there = schools()
    schools(2022)
    # All pages where all of the place changes; elsewhere those of the disclosure, its department and projects.
    answers = pages if len(where) == 3 else own_pages
    before, rows = answers(client), ids()
    event = move(there, **where)
    assert ids() == rows
    assert standing() == {now, (2022, "广东省广州市", "市教育局", 2022)}
    there.refresh_from_db()
    assert (there.fiscal_year, there.department.region, there.department.name) == now[:3]
    assert client.get(there.get_absolute_url()).status_code == 200
    assert there.revisions.get(is_current=True).number == 2
    undo(event)
    after = answers(client)
    # Left behind are the revision, to be looked at, and a department of which nothing is in force.
    own = there.get_absolute_url()
    assert {path: after[path] for path in before if path != own} == {
        path: text for path, text in before.items() if path != own
    }
    assert ids() == rows


def test_records_say_the_new_place_and_what_is_disclosed_stays() -> None:
    there = schools(title="某表（2024年度）")
    move(there, 2023, department="市体育局", region="广东省深圳市")
    there.refresh_from_db()
    record = records_of(there)
    assert (record.department, record.region, record.fiscal_year) == ("市体育局", "广东省深圳市", 2023)
    assert record.title == "某表（2024年度）"
    assert [one.name for one in record.units] == ["市教育局", "第一中学"]
    assert [one.code for one in there.problems.all()] == ["no-name"]
    assert [one.name for one in there.revisions.get(is_current=True).sources.all()] == ["表.txt"]


def test_the_department_is_found_where_it_is_known_and_made_where_it_is_new() -> None:
    there = schools()
    other = stored(disclosure(unit("市体育局", project("甲", WAN)), department="市体育局", year=2020))
    move(there, department="市 体育局")
    there.refresh_from_db()
    assert there.department == other.department
    assert Department.objects.count() == 2
    move(there, department="市文化局")
    assert Department.objects.count() == 3


@pytest.mark.parametrize("year", [24, 1989, 2100, 0, -1])
def test_a_year_that_is_none_is_refused(year: int) -> None:
    there = schools()
    with pytest.raises(ActionRefused, match="1990"):
        move(there, year)


@pytest.mark.parametrize("name", ["", "  ", "\u3000"])
def test_a_department_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(ActionRefused, match="部门名称"):
        move(schools(), 2023, department=name)


def test_a_region_that_nobody_says_is_refused_where_namesakes_have_one() -> None:
    with pytest.raises(ActionRefused, match="广东省广州市"):
        move(schools(), 2023, region="")


def test_a_taken_place_and_the_own_one_are_refused_and_nothing_is_changed() -> None:
    there, other = schools(), schools(2023)
    with pytest.raises(ActionRefused, match=f"/disclosures/{other.pk}/"):
        move(there, 2023)
    with pytest.raises(ActionRefused, match="本来"):
        move(there, 2024)
    with pytest.raises(ActionRefused):
        moves.move(there, moves.Destination("新部门", "x" * 201, 2023), reason="x", by=editor())
    assert Department.objects.count() == 1 and not DisclosureEvent.objects.exists()


def test_the_place_of_what_was_withdrawn_is_free() -> None:
    there, other = schools(), schools(2023)
    hidden = set(Project.objects.filter(disclosure=other).values_list("pk", flat=True))
    withdrawn = withdraw(other)
    event = move(there, 2023)
    with pytest.raises(ActionRefused):
        undo(withdrawn)
    # Both have had the same projects in this place by now; each keeps its own addresses.
    withdraw(there)
    assert RetiredProject.objects.count() == 6
    assert set(RetiredProject.objects.filter(disclosure=other).values_list("pk", flat=True)) == hidden
    undo(withdrawn)
    assert set(Project.objects.values_list("pk", flat=True)) == hidden
    with pytest.raises(ActionRefused):
        undo(event)


def test_reviews_types_and_corrections_go_with_it() -> None:
    there = stored(table(training()))
    row = Project.objects.get()
    project_types.set_by_hand(Project.objects.all(), "works", editor())
    decide(Finding.objects.get(check_id="VAL-08"), "dismissed", by=auditor())
    correct(there)
    amount = Project.objects.get().fiscal_appropriation
    assert amount != row.fiscal_appropriation
    event = move(there, 2023, department="市体育局")
    for year in (2023, 2024):
        moved = Project.objects.get()
        finding = Finding.objects.get(check_id="VAL-08")
        assert (moved.pk, moved.fiscal_year, moved.project_type) == (row.pk, year, "works")
        assert moved.fiscal_appropriation == amount
        assert (finding.is_active, finding.review_state, finding.unit) == (True, "dismissed", moved.unit)
        assert HandSetType.objects.filter(**ProjectKey.of(moved).columns).count() == 1
        if year == 2023:
            undo(event)


def test_years_next_to_the_old_and_the_new_place_are_compared_anew() -> None:
    stored(table(training("≥30次"), year=2025))
    there = stored(table(training("≥50次"), year=2023))
    assert weaker_than_last_year() == []
    event = move(there, 2024)
    assert weaker_than_last_year() == [2025]
    undo(event)
    assert weaker_than_last_year() == []
    stored(table(training("≥40次"), year=2024))
    assert weaker_than_last_year() == [2024, 2025]
    move(there, 2020)
    assert weaker_than_last_year() == [2025]


def weaker_than_last_year() -> list[int]:
    """The years whose target is weaker than that of the year before."""
    found = Finding.objects.filter(check_id="YOY-01", is_active=True)
    return sorted(found.values_list("disclosure__fiscal_year", flat=True))


def test_it_is_found_by_its_new_year_and_department(client: Client) -> None:
    there = schools()
    move(there, 2023, department="市体育局")
    assert set(SearchText.objects.values_list("fiscal_year", flat=True)) == {2023}
    there.refresh_from_db()
    text = client.get("/search/?q=体育局&year=2023").content.decode()
    assert f"{there.department.get_absolute_url()}?year=2023" in text
    assert client.get("/?year=2024").status_code == 404


def test_dropped_projects_keep_their_addresses_and_take_them_back_in_the_new_place() -> None:
    there = schools()
    gone = Project.objects.get(name="教师培训").pk
    stored(disclosure(unit("第一中学", project("设备购置", 3 * WAN))))
    move(there, 2023, department="市体育局")
    retired = RetiredProject.objects.get(pk=gone)
    assert (retired.fiscal_year, retired.unit.department.name) == (2023, "市体育局")
    record = disclosure(unit("市教育局", project("教师培训", WAN)), department="市体育局", year=2023)
    assert disclosures.store(record).status == "revised"
    assert Project.objects.get().pk == gone


def test_the_same_table_is_not_imported_again_where_it_was() -> None:
    there = schools()
    record = records_of(there)
    event = move(there, 2023)
    other = disclosure(unit("市教育局", project("别的", WAN)))
    for again, files in ((record, []), (other, [Received("表.txt", b"1")])):
        with pytest.raises(Refused) as refused:
            stored(again, files=files)
        assert refused.value.problems[0].code == "moved-away"
        assert "2023" in refused.value.problems[0].message
        assert f"/disclosures/{there.pk}/" in refused.value.problems[0].message
    made = disclosures.store(other, files=[Received("另.txt", b"2")])
    assert made.disclosure != there and made.notices == ()
    with pytest.raises(ActionRefused, match=f"/disclosures/{made.disclosure.pk}/"):
        undo(event)


def test_a_file_that_says_the_right_place_by_itself_is_attached_there() -> None:
    there = schools()
    move(there, 2023)
    again = disclosures.store(schools_record(2023), files=[Received("对.txt", b"2")])
    assert (again.status, again.disclosure) == ("unchanged", there)


def schools_record(year: int) -> object:
    return disclosure(
        unit("市教育局", project("教师培训", 8 * WAN, row=6, indicators=indicators("quantity")), row=5),
        unit("第一中学", project("设备购置", 3 * WAN, row=8), project("设备购置", 4 * WAN, row=9), row=7),
        year=year,
    )


def test_moved_back_by_hand_its_file_is_its_own_again() -> None:
    there = schools()
    move(there, 2023)
    move(there, 2024)
    assert disclosures.store(schools_record(2024), files=[Received("表.txt", b"1")]).status == "unchanged"
