"""A department's other names: found by them with the region rule, and told from other departments."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from budget import aliases, importing
from budget.disclosure.problems import Refused
from budget.disclosure.records import Disclosure as Record
from budget.models import Department, DepartmentAlias, Project, Unit
from budget.naming import key_of
from tests.factories import disclosure, project, stored, unit

pytestmark = pytest.mark.django_db

REGION = "广东省广州市"


def table(name: str, year: int = 2024, *projects: str, region: str = REGION) -> Record:
    """A table of a department with its own office alone."""
    rows = [project(one, row=6) for one in projects or ("校舍维修",)]
    return disclosure(unit(name, *rows, row=5), department=name, year=year, region=region)


def add(to: str, name: str, region: str = REGION) -> DepartmentAlias:
    alias = DepartmentAlias(department=Department.objects.get(name=to), name=name, region=region)
    aliases.add(alias, None)
    return alias


def test_an_import_finds_a_department_by_its_other_name_and_shows_the_name_as_disclosed() -> None:
    stored(table("文化广电旅游局", 2019))
    add("文化广电旅游局", "旅游局")
    row = stored(table("旅 游局", 2018))
    assert (row.department.name, row.department_name) == ("文化广电旅游局", "旅 游局")
    assert Department.objects.count() == 1
    again = importing.store(table("文化广电旅游局", 2018))
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
        importing.store(table("旅游局", 2018, region=""))
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
    assert "2018" in str(refused.value) and "Move them" in str(refused.value)
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


def test_a_name_that_disclosures_bear_is_not_taken_back() -> None:
    stored(table("文化局", 2019))
    alias = add("文化局", "旅游局")
    stored(table("旅游局", 2018))
    with pytest.raises(ValidationError) as refused:
        aliases.remove(alias)
    assert "2018" in str(refused.value.messages)
    stored(table("文化局", 2018))
    aliases.remove(alias)
    assert not DepartmentAlias.objects.exists()


def renamed(name: str, region: str = REGION) -> Department:
    """The one department under a new name and region, as the administration saves it."""
    department = Department.objects.get()
    former = Department.objects.get()
    department.name, department.region = name, region
    department.save()
    aliases.keep_former_department(department, former, None)
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
        importing.store(table("旅游局", 2018, region=""))


def test_a_region_renamed_is_found_under_its_former_name() -> None:
    stored(table("旅游局", 2018, region="广东省惠阳市"))
    department = renamed("旅游局", "广东省惠州市惠阳区")
    assert stored(table("旅游局", 2017, region="广东省惠阳市")).department == department
