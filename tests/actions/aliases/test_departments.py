"""A department's other names: found by them with the region rule, and told from other departments."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from budget.actions.aliases import departments, names
from budget.disclosure.open_data import records_in
from budget.disclosure.problems import Refused
from budget.disclosure.records import Disclosure as Record
from budget.models import (
    Department,
    DepartmentAlias,
    Disclosure,
    Finding,
    Project,
    SearchText,
    Unit,
    UnitAlias,
)
from budget.search.words import tokens_of
from budget.store import disclosures
from budget.store.names import key_of
from budget.store.verification.rows import verify_disclosure
from tests.actions.lifecycle.editors import editor, move, undo, withdraw
from tests.factories import disclosure, indicator, project, stored, unit

pytestmark = pytest.mark.django_db

REGION = "广东省广州市"


def table(name: str, year: int = 2024, *projects: str, region: str = REGION) -> Record:
    """A table of a department with its own office alone."""
    rows = [project(one, row=6) for one in projects or ("校舍维修",)]
    return disclosure(unit(name, *rows, row=5), department=name, year=year, region=region)


def add(to: str, name: str, region: str = REGION) -> DepartmentAlias:
    alias = DepartmentAlias(department=Department.objects.get(name=to), name=name, region=region)
    names.add(alias, None)
    return alias


def test_an_import_finds_a_department_by_its_other_name_and_shows_the_name_as_disclosed() -> None:
    stored(table("文化广电旅游局", 2019))
    add("文化广电旅游局", "旅游局")
    row = stored(table("旅 游局", 2018))
    assert (row.department.name, row.department_name) == ("文化广电旅游局", "旅 游局")
    assert Department.objects.count() == 1
    again = disclosures.store(table("文化广电旅游局", 2018))
    assert (again.status, again.disclosure.pk) == ("revised", row.pk)
    assert key_of(table("旅游局", 2018)) == key_of(table("文化广电旅游局", 2018))


def test_the_departments_office_bears_its_other_name_too_and_keeps_its_projects_addresses() -> None:
    stored(table("文化广电旅游局", 2019))
    add("文化广电旅游局", "旅游局")
    row = stored(table("旅游局", 2018))
    assert row.statements.get().unit.name == "文化广电旅游局"
    before = list(Project.objects.order_by("pk").values_list("pk", "unit"))
    stored(table("文化广电旅游局", 2018))
    assert list(Project.objects.order_by("pk").values_list("pk", "unit")) == before


def test_a_region_that_nobody_said_fits_no_other_name_that_stands_with_one() -> None:
    stored(table("文化广电旅游局", 2019))
    add("文化广电旅游局", "旅游局")
    with pytest.raises(Refused) as refused:
        stored(table("旅游局", 2018, region=""))
    assert refused.value.problems[0].code == "ambiguous-region"
    assert REGION in refused.value.problems[0].message


def test_another_towns_department_is_not_taken_for_one_that_had_its_name() -> None:
    stored(table("文化广电旅游局", 2019))
    add("文化广电旅游局", "旅游局")
    row = stored(table("旅游局", 2018, region="广东省韶关市"))
    assert row.department.name == "旅游局" and Department.objects.count() == 2


def test_an_other_name_that_stands_without_a_region_is_that_of_a_file_without_one() -> None:
    stored(table("文化广电旅游局", 2019))
    add("文化广电旅游局", "旅游局", region="")
    assert stored(table("旅游局", 2018, region="")).department.name == "文化广电旅游局"


def test_an_own_name_goes_before_another_departments_other_name() -> None:
    stored(table("文化局", 2019))
    alias = add("文化局", "旅游局")
    Department.objects.create(name="旅游局", region=REGION)  # as two writers at once might leave it
    assert stored(table("旅游局", 2018)).department != alias.department


def test_a_name_of_a_department_with_disclosures_is_refused_and_says_what_to_do() -> None:
    stored(table("文化广电旅游局", 2019))
    stored(table("旅游局", 2018))
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        add("文化广电旅游局", "旅游局")
    assert "2018" in str(refused.value) and "merge them" in str(refused.value)
    assert not DepartmentAlias.objects.exists()


def test_what_is_left_of_a_department_whose_disclosures_were_moved_becomes_one_with_it(
    client: Client,
) -> None:
    stored(table("文化广电旅游局", 2019))
    left = Department.objects.create(name="旅游局", region=REGION)
    office = Unit.objects.create(department=left, name="旅游局")
    own = Unit.objects.create(department=left, name="旅游信息中心")
    left.aliases.create(name="旅游事业局", region=REGION)
    office.aliases.create(name="旅游事业局")
    alias = add("文化广电旅游局", "旅游局")
    department = Department.objects.get()
    assert alias.former_id == left.pk
    assert {one.name for one in department.aliases.all()} == {"旅游局", "旅游事业局"}
    units = {one.name: one for one in department.units.all()}
    assert set(units) == {"文化广电旅游局", "旅游信息中心"} and units["旅游信息中心"].pk == own.pk
    assert {one.name for one in units["文化广电旅游局"].aliases.all()} == {"旅游局", "旅游事业局"}
    answer = client.get(f"/departments/{left.pk}/?year=2019")
    assert (answer.status_code, answer["Location"]) == (302, f"/departments/{department.pk}/?year=2019")


def test_a_unit_that_bears_the_other_name_becomes_one_with_the_office_unless_a_table_states_both() -> None:
    stored(table("文化局", 2019))
    stored(disclosure(unit("旅游局", project("甲"), row=5), department="文化局", year=2018))
    add("文化局", "旅游局")
    assert Unit.objects.get().name == "文化局"
    both = [unit("文化局", project("甲"), row=5), unit("体育局", project("甲"), row=7)]
    stored(disclosure(*both, department="文化局", year=2020))
    add("文化局", "体育局")
    assert {one.name for one in Unit.objects.all()} == {"文化局", "体育局"}


def test_a_name_is_another_name_of_one_department_alone() -> None:
    stored(table("文化局"))
    stored(table("体育局"))
    add("文化局", "旅游局")
    for to, name in (("体育局", "旅游 局"), ("文化局", "旅游局"), ("文化局", "文化局"), ("文化局", " ")):
        with pytest.raises(ValidationError):
            add(to, name)
    add("体育局", "旅游局", region="广东省韶关市")


def test_a_name_that_disclosures_bear_is_taken_back_for_a_reason_and_they_go_with_it() -> None:
    stored(table("文化局", 2019))
    alias = add("文化局", "旅游局")
    row = stored(table("旅游局", 2018))
    projects = set(Project.objects.values_list("pk", flat=True))
    with pytest.raises(ValidationError) as refused:
        names.remove(alias, editor())
    assert "2018" in str(refused.value.messages)
    assert names.remove(alias, editor(), "弄错了").disclosures == 1
    row.refresh_from_db()
    assert row.department.name == "旅游局" and row.department != alias.department
    assert {one.name for one in Unit.objects.all()} == {"文化局", "旅游局"}
    assert not DepartmentAlias.objects.exists() and not UnitAlias.objects.exists()
    assert set(Project.objects.values_list("pk", flat=True)) == projects


def two_departments() -> tuple[Department, Department]:
    """旅游局 in 2017 and 2018, 文化局 in 2018 and 2019; each with a unit of its own and one of one name."""
    for name, years, target in (("旅游局", (2016, 2017), "≥50次"), ("文化局", (2018, 2019), "≥40次")):
        for year in years:
            training = project("培训", row=6, indicators=(indicator(target=target),))
            units = (
                unit(name, training, row=5),
                unit("信息中心", project("网站", row=8), row=7),
                unit(f"{name}宣传中心", project("宣传", row=10), row=9),
            )
            stored(disclosure(*units, department=name, year=year, region=REGION))
    return Department.objects.get(name="旅游局"), Department.objects.get(name="文化局")


def test_departments_made_one_keep_every_address_and_are_two_again(client: Client) -> None:
    old, new = two_departments()
    own = Unit.objects.get(name="旅游局宣传中心")
    office = Unit.objects.get(name="旅游局")
    stored(table("旅游局", 2015))
    withdraw(Disclosure.objects.get(fiscal_year=2015))
    before = dict(Project.objects.values_list("pk", "disclosure"))
    snapshot = old.disclosures.get(fiscal_year=2017).revisions.get().snapshot
    done = departments.merge([old], new, "〔2018〕3号", editor())
    assert done == (2, 0)
    assert set(Disclosure.objects.values_list("department__name", flat=True)) == {"文化局"}
    assert dict(Project.objects.values_list("pk", "disclosure")) == before
    years = set(Disclosure.objects.values_list("fiscal_year", "department_name"))
    assert {(2016, "旅游局"), (2017, "旅游局"), (2018, "文化局")} <= years
    assert {one.name for one in new.units.all()} == {"文化局", "信息中心", "文化局宣传中心", "旅游局宣传中心"}
    assert Unit.objects.get(name="旅游局宣传中心").pk == own.pk
    assert client.get(f"/departments/{old.pk}/?year=2017")["Location"] == f"/departments/{new.pk}/?year=2017"
    assert client.get(office.get_absolute_url()).status_code == 302
    lowered = Finding.objects.in_force().filter(check_id="YOY-01")
    assert [one.disclosure.fiscal_year for one in lowered] == [2018]
    again = disclosures.store(records_in(bytes(snapshot)))
    assert (again.status, again.disclosure.department) == ("unchanged", new)
    names.remove(DepartmentAlias.objects.get(), editor(), "弄错了")
    back = Department.objects.get(name="旅游局")
    assert back.pk == old.pk and not lowered.all().exists()
    assert {one.name for one in back.units.all()} == {"旅游局", "信息中心", "旅游局宣传中心"}
    assert {Unit.objects.get(name="旅游局宣传中心").pk, Unit.objects.get(name="旅游局").pk} == {
        own.pk,
        office.pk,
    }
    assert dict(Project.objects.values_list("pk", "disclosure")) == before
    assert set(back.disclosures.values_list("fiscal_year", flat=True)) == {2015, 2016, 2017}
    assert not UnitAlias.objects.exists() and {one.name for one in new.units.all()} == {
        "文化局",
        "信息中心",
        "文化局宣传中心",
    }


def test_departments_that_both_disclose_for_a_year_are_not_made_one() -> None:
    old, new = two_departments()
    stored(table("旅游局", 2018))
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        departments.merge([old], new, "〔2018〕3号", editor())
    assert "旅游局 2018" in str(refused.value) and "Withdraw it first" in str(refused.value)
    assert Department.objects.count() == 2 and not DepartmentAlias.objects.exists()
    for gone, into, note in (([old], new, " "), ([new], new, "改名"), ([], new, "改名")):
        with pytest.raises(ValidationError):
            departments.merge(gone, into, note, editor())


def test_a_region_that_a_department_is_known_with_too_is_taken_back_without_moving_anything() -> None:
    row = stored(table("文化局"))
    alias = add("文化局", "文化局", region="广东省番禺市")
    assert stored(table("文化局", 2023, region="广东省番禺市")).department == row.department
    assert names.remove(alias).disclosures == 0
    assert Department.objects.count() == 1


def renamed(name: str, region: str = REGION) -> Department:
    """The one department under a new name and region, as the administration saves it."""
    department = Department.objects.get()
    former = Department.objects.get()
    department.name, department.region = name, region
    department.save()
    departments.add_former_name(department, former, None)
    return department


def test_renaming_a_department_keeps_the_name_that_tables_know_it_by() -> None:
    stored(table("旅游局", 2018))
    department = renamed("文化广电旅游局")
    assert [(one.name, one.region) for one in department.aliases.all()] == [("旅游局", REGION)]
    assert stored(table("旅游局", 2017)).department == department
    department = renamed("旅游局")
    assert not department.aliases.exists()


def test_a_region_that_is_said_later_leaves_no_name_without_one_behind() -> None:
    stored(table("旅游局", 2018, region=""))
    department = renamed("旅游局")
    assert not department.aliases.exists()
    with pytest.raises(Refused):
        stored(table("旅游局", 2018, region=""))


def test_a_region_renamed_is_found_under_its_former_name() -> None:
    stored(table("旅游局", 2018, region="广东省惠阳市"))
    department = renamed("旅游局", "广东省惠州市惠阳区")
    assert stored(table("旅游局", 2017, region="广东省惠阳市")).department == department


def test_after_departments_are_made_one_a_units_other_name_is_found() -> None:
    new = stored(disclosure(unit("文化馆", project("展览", row=6), row=5), department="文化局")).department
    old = stored(
        disclosure(unit("文化馆", project("书展", row=6), row=5), department="旅游局", year=2023)
    ).department
    names.add(UnitAlias(unit=old.units.get(), name="群艺馆"), None)
    departments.merge([old], new, "〔2018〕3号", editor())
    texts = SearchText.objects.filter(kind="unit", unit__department=new, unit__name="文化馆")
    assert len(texts) == 2 and all(
        mark in one.tokens for one in texts for mark in tokens_of(["群艺馆"]).split()
    )
    assert [one for row in Disclosure.objects.all() for one in verify_disclosure(row.pk)] == []


def test_a_department_merged_after_its_only_table_was_moved_away_is_there_again() -> None:
    stored(table("文化局", 2018))
    moved = stored(table("旅游局", 2017))
    old, new = (Department.objects.get(name=name) for name in ("旅游局", "文化局"))
    event = move(moved, department="文化局")
    departments.merge([old], new, "〔2018〕3号", editor())
    assert not Department.objects.filter(pk=old.pk).exists()
    names.remove(DepartmentAlias.objects.get(), editor(), "弄错了")
    assert Department.objects.get(pk=old.pk).name == "旅游局"
    undo(event)
    assert Disclosure.objects.get(pk=moved.pk).department_id == old.pk
