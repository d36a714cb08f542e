"""An earlier state is brought back: through the admin's own saving, with a reason, and refused with words."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from lxml import html

from budget.accounts.roles import ADMINISTRATOR, AUDITOR, EDITOR
from budget.actions.aliases import names
from budget.models import (
    CheckSetting,
    Department,
    DepartmentAlias,
    HandSetType,
    Project,
    ProjectTypeRule,
    Unit,
    UnitAlias,
)
from tests import factories
from tests.accounts.test_roles import user_form
from tests.admin.history.editing import change
from tests.admin.history.reading import of_class, words
from tests.support.auditors import found, table, training
from tests.support.forms import form_of, with_row
from tests.support.people import PASSWORD, READER, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collected_static")]


def back_of(model: type, number: int = -1) -> str:
    """The address that brings back what stood before a change, by default the last one."""
    row = list(model.history.order_by("pk"))[number]
    return reverse(f"admin:budget_{row._meta.model_name}_back", args=[row.pk])


def send(client: Client, address: str, reason: str = "改错了", **changed: str) -> object:
    """Send the confirming page as a browser does."""
    shown = html.fromstring(client.get(address).content.decode())
    seen = shown.xpath("//input[@name='seen']")
    form = {"reason": reason, "seen": seen[0].get("value") if seen else ""} | changed
    return client.post(address, form, headers={"accept-language": "en"})


def refused(answer: object) -> str:
    """What an answer says of why it did nothing."""
    assert answer.status_code == 409
    return " ".join(words(one) for one in of_class(html.fromstring(answer.content.decode()), "errorlist"))


@pytest.fixture
def department() -> Department:
    factories.some_year()
    return Department.objects.get(name="市教育局")


def test_a_name_comes_back_and_is_found_again(department: Department) -> None:
    editor = signed_in(EDITOR)
    change(editor, department, name="教委")
    page = editor.get(back_of(Department)).content.decode()
    assert "教委" in page and "市教育局" in page
    assert Department.objects.filter(name="教委").exists()  # looking changes nothing
    assert send(editor, back_of(Department)).status_code == 302
    department.refresh_from_db()
    assert (department.name, department.name_folded) == ("市教育局", "市教育局")
    assert "市教育局" in Client().get("/search/", {"q": "市教育局"}).content.decode()
    last = Department.history.latest()
    assert (last.history_user.username, last.history_change_reason) == ("editor", "改错了")


def test_any_earlier_state_comes_back_not_only_the_last(department: Department) -> None:
    editor = signed_in(EDITOR)
    for name in ("甲局", "乙局", "丙局"):
        change(editor, department, name=name)
    send(editor, back_of(Department, 2))  # what stood before it was called 乙局
    department.refresh_from_db()
    assert department.name == "甲局"


def test_a_reason_is_required(department: Department) -> None:
    editor = signed_in(EDITOR)
    change(editor, department, name="教委")
    assert "errorlist" in send(editor, back_of(Department), reason=" ").content.decode()
    assert Department.objects.filter(name="教委").exists()


def test_a_name_that_is_taken_is_refused_with_words(department: Department) -> None:
    editor = signed_in(EDITOR)
    change(editor, department, name="教委")
    Department.objects.create(name="市教育局", region=department.region)
    words = refused(send(editor, back_of(Department)))
    assert "There is a department of this name in this region already." in words
    assert Department.objects.filter(name="教委").exists()


def test_what_somebody_changed_meanwhile_is_not_written_over(department: Department) -> None:
    editor = signed_in(EDITOR)
    change(editor, department, name="教委")
    address = back_of(Department)
    seen = html.fromstring(editor.get(address).content.decode()).xpath("//input[@name='seen']/@value")[0]
    change(editor, department, name="教育委员会")
    assert "meanwhile" in refused(send(editor, address, seen=seen))
    assert Department.objects.filter(name="教育委员会").exists()
    assert send(editor, address).status_code == 302


def test_what_is_deleted_comes_back_under_its_key(department: Department) -> None:
    editor = signed_in(EDITOR)
    unit = Unit.objects.create(name="一中", department=department)
    editor.post(reverse("admin:budget_unit_delete", args=[unit.pk]), {"post": "yes"})
    assert send(editor, back_of(Unit)).status_code == 302
    again = Unit.objects.get(pk=unit.pk)
    assert (again.name, again.department) == ("一中", department)
    page = html.fromstring(
        editor.get(
            reverse("admin:budget_unit_history", args=[unit.pk]), headers={"accept-language": "en"}
        ).content.decode()
    )
    told = [words(one) for one in of_class(page, "change-action")]
    assert told == ["brought back", "deleted"]


def test_a_unit_whose_department_is_gone_does_not_come_back() -> None:
    editor = signed_in(EDITOR)
    department = Department.objects.create(name="甲局")
    unit = Unit.objects.create(name="一中", department=department)
    for row in (unit, department):
        editor.post(reverse(f"admin:budget_{row._meta.model_name}_delete", args=[row.pk]), {"post": "yes"})
    assert "Department" in refused(send(editor, back_of(Unit)))
    assert not Unit.objects.exists()


def test_another_name_that_was_taken_out_comes_back_and_is_searched(department: Department) -> None:
    editor = signed_in(EDITOR)
    address = reverse("admin:budget_department_change", args=[department.pk])
    form = form_of(editor.get(address), "department_form")
    added = with_row(form, "aliases", name="教委", region=department.region, note="旧称")
    assert editor.post(address, added | {"change_reason": "查到旧称"}).status_code == 302
    form = form_of(editor.get(address), "department_form")
    assert editor.post(address, form | {"aliases-0-DELETE": "on"}).status_code == 302
    assert not department.aliases.exists()
    kept = DepartmentAlias.history.order_by("pk")
    assert [(row.history_type, row.history_change_reason) for row in kept] == [("+", "查到旧称"), ("-", "")]
    assert send(editor, back_of(DepartmentAlias)).status_code == 302
    assert (department.aliases.get().name, department.aliases.get().note) == ("教委", "旧称")
    assert "市教育局" in Client().get("/search/", {"q": "教委"}).content.decode()


def test_a_name_that_is_somebody_elses_since_does_not_come_back(department: Department) -> None:
    editor = signed_in(EDITOR)
    unit = Unit.objects.get(name="第一中学")
    address = reverse("admin:budget_unit_change", args=[unit.pk])
    form = form_of(editor.get(address), "unit_form")
    editor.post(address, with_row(form, "aliases", name="一中"))
    editor.post(address, form_of(editor.get(address), "unit_form") | {"aliases-0-DELETE": "on"})
    names.add(UnitAlias(unit=Unit.objects.get(name="空单位"), name="一中"), None)
    assert "空单位" in refused(send(editor, back_of(UnitAlias)))


def test_a_unit_that_was_merged_does_not_come_back_beside_its_name(department: Department) -> None:
    editor = signed_in(EDITOR)
    one, other = Unit.objects.get(name="空单位"), Unit.objects.get(name="第一中学")
    chosen = {"action": "merge", "_selected_action": [one.pk, other.pk], "into": other.pk, "note": "并入"}
    editor.post(reverse("admin:budget_unit_changelist"), chosen)
    assert not Unit.objects.filter(pk=one.pk).exists()
    assert Unit.history.latest().history_change_reason == "并入"
    assert "take it out there first" in refused(send(editor, back_of(Unit)))


def test_a_setting_of_a_check_brings_its_findings_back() -> None:
    factories.stored(table(training()))
    administrator = signed_in(ADMINISTRATOR)
    setting = CheckSetting.objects.create(check_id="VAL-08", is_on=False)
    address = reverse("admin:budget_checksetting_change", args=[setting.pk])
    administrator.post(address, {"check_id": "VAL-08", "is_on": "", "level": "notice"})
    assert found("VAL-08").is_active
    assert send(administrator, back_of(CheckSetting)).status_code == 302
    setting.refresh_from_db()
    assert (setting.is_on, setting.level, found("VAL-08").is_active) == (False, "", False)


def test_a_rule_that_comes_back_places_the_projects_again() -> None:
    administrator = signed_in(ADMINISTRATOR)
    factories.stored(factories.disclosure(factories.unit("某局", factories.project("宣传片"))))
    rule = Project.objects.get().type_rule
    administrator.post(reverse("admin:budget_projecttyperule_delete", args=[rule.pk]), {"post": "yes"})
    assert Project.objects.get().type_rule_id != rule.pk
    assert send(administrator, back_of(ProjectTypeRule)).status_code == 302
    assert Project.objects.get().type_rule_id == rule.pk


def test_a_type_set_by_hand_comes_back_and_is_its_projects() -> None:
    factories.some_year()
    editor = signed_in(EDITOR)
    project = Project.objects.get(name="来源不明")
    data = {"_selected_action": [project.pk], "action": "set_type"}
    address = reverse("admin:budget_project_changelist")
    for chosen in ("special", "works"):
        editor.post(address, data | {"project_type": chosen})
    assert send(editor, back_of(HandSetType)).status_code == 302
    project.refresh_from_db()
    assert project.project_type == HandSetType.objects.get().project_type == "special"
    editor.post(address, data | {"action": "leave_type_to_rules", "project_type": ""})
    assert send(editor, back_of(HandSetType)).status_code == 302
    project.refresh_from_db()
    assert project.project_type == "special"
    assert HandSetType.history.latest().history_change_reason == "改错了"


def test_a_type_that_was_set_anew_since_is_not_written_over() -> None:
    factories.some_year()
    editor = signed_in(EDITOR)
    project = Project.objects.get(name="来源不明")
    data = {"_selected_action": [project.pk], "project_type": "special"}
    address = reverse("admin:budget_project_changelist")
    for action in ("set_type", "leave_type_to_rules"):
        editor.post(address, data | {"action": action})
    deleted = back_of(HandSetType)
    editor.post(address, data | {"action": "set_type", "project_type": "works"})
    assert "set again since" in refused(send(editor, deleted))


def test_a_persons_roles_come_back() -> None:
    administrator = signed_in(ADMINISTRATOR)
    somebody = person(AUDITOR, "somebody")
    form = user_form(somebody, groups=[Group.objects.get(name=EDITOR).pk], first_name="一")
    del form["is_active"]
    administrator.post(f"/admin/auth/user/{somebody.pk}/change/", form)
    assert send(administrator, back_of(User)).status_code == 302
    somebody.refresh_from_db()
    assert (somebody.is_active, somebody.first_name) == (True, "")
    assert [group.name for group in somebody.groups.all()] == [AUDITOR]
    assert somebody.check_password(PASSWORD)


def test_a_role_that_is_gone_is_named() -> None:
    administrator = signed_in(ADMINISTRATOR)
    group = Group.objects.create(name="夜班")
    somebody = person(READER, "somebody")
    somebody.groups.add(group)
    administrator.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})
    assert "夜班" in refused(send(administrator, back_of(User)))
    assert send(administrator, back_of(Group)).status_code == 302
    assert send(administrator, back_of(User)).status_code == 302
    assert [one.name for one in somebody.groups.all()] == ["夜班"]


def test_a_deleted_person_comes_back_without_a_password() -> None:
    administrator = signed_in(ADMINISTRATOR)
    somebody = person(AUDITOR, "somebody")
    administrator.post(f"/admin/auth/user/{somebody.pk}/delete/", {"post": "yes"})
    assert send(administrator, back_of(User)).status_code == 302
    again = User.objects.get(pk=somebody.pk)
    assert (again.username, again.has_usable_password()) == ("somebody", False)
    assert [group.name for group in again.groups.all()] == [AUDITOR]


def test_an_administrator_brings_nobody_back_to_more_than_an_administrator(admin_client: Client) -> None:
    somebody = User.objects.create_superuser("somebody", password=PASSWORD)
    admin_client.post(f"/admin/auth/user/{somebody.pk}/change/", user_form(somebody))
    somebody.refresh_from_db()
    assert not somebody.is_superuser
    assert "may not change" in refused(send(signed_in(ADMINISTRATOR), back_of(User)))
    somebody.refresh_from_db()
    assert not somebody.is_superuser
    assert send(admin_client, back_of(User)).status_code == 302
    somebody.refresh_from_db()
    assert somebody.is_superuser


def test_bringing_back_takes_the_permission_to_change_the_thing() -> None:
    administrator, editor = signed_in(ADMINISTRATOR), signed_in(EDITOR)
    CheckSetting.objects.create(check_id="VAL-08", is_on=False)
    address = reverse("admin:budget_checksetting_change", args=[CheckSetting.objects.get().pk])
    administrator.post(address, {"check_id": "VAL-08", "is_on": "on"})
    assert "back/" in administrator.get("/admin/changes/").content.decode()
    assert "back/" not in editor.get("/admin/changes/").content.decode()
    back = back_of(CheckSetting)
    assert editor.get(back).status_code == editor.post(back, {"reason": "x"}).status_code == 403
    assert signed_in(AUDITOR).post(back, {"reason": "x"}).status_code == 302
    assert CheckSetting.objects.get().is_on is True


def test_nothing_stood_before_what_somebody_added(department: Department) -> None:
    editor = signed_in(EDITOR)
    editor.post(reverse("admin:budget_unit_add"), {"name": "一中", "department": department.pk})
    assert editor.get(back_of(Unit)).status_code == 404
    assert editor.get("/admin/budget/historicalunit/x/back/").status_code == 404
    assert editor.get("/admin/budget/historicalunit/0/back/").status_code == 404


def test_where_it_is_as_it_was_there_is_nothing_to_bring_back(department: Department) -> None:
    editor = signed_in(EDITOR)
    change(editor, department, name="教委")
    address = back_of(Department)
    change(editor, department, name="市教育局")
    assert 'name="reason"' not in editor.get(address).content.decode()
