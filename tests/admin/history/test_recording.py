"""Histories record each change by a person once, with the state before, and nothing of imports."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from simple_history.models import HistoricalRecords

from budget.accounts.roles import ADMINISTRATOR, AUDITOR, EDITOR
from budget.disclosure.records import Disclosure as Record
from budget.models import HISTORIES, CheckSetting, Department, HandSetType, Project, Unit
from budget.store import disclosures, project_types
from tests import factories
from tests.accounts.test_roles import user_form
from tests.admin.history.editing import change
from tests.support.people import PASSWORD, READER, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collected_static")]


def rows(model: type) -> list[tuple[str, str, str, str]]:
    """Return the history of a model, oldest first: type, author, object and reason."""
    return [
        (
            row.history_type,
            row.history_user.username if row.history_user else "",
            str(row.history_object),
            row.history_change_reason,
        )
        for row in model.history.order_by("pk")
    ]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(person(EDITOR))
    return client


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person(ADMINISTRATOR))
    return client


def table(units: int) -> Record:
    made = [factories.unit(f"单位{n}", factories.project(f"项目{n}")) for n in range(units)]
    return factories.disclosure(*made, department=f"有{units}个单位的局")


def test_an_import_in_a_request_records_nothing_and_queries_no_history() -> None:
    request = RequestFactory().get("/")
    request.user = person(EDITOR)
    HistoricalRecords.context.request = request
    try:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            disclosures.store(table(3), by=request.user)
    finally:
        del HistoricalRecords.context.request
    assert not [query["sql"] for query in queries if "historical" in query["sql"]]
    assert not Department.history.exists() and not Unit.history.exists()


def test_the_first_change_of_an_imported_row_records_the_state_before(editor: Client) -> None:
    factories.some_year()
    department = Department.objects.get(name="市教育局")
    change(editor, department, name="市教育和体育局", change_reason="更名")
    assert rows(Department) == [("+", "", "市教育局", ""), ("~", "editor", "市教育和体育局", "更名")]


def test_a_form_saved_without_a_change_records_nothing(editor: Client) -> None:
    department = Department.objects.create(name="市教育局", region="某市")
    change(editor, department, change_reason="再看一遍")
    assert rows(Department) == []


def test_adding_and_deleting_are_recorded(editor: Client) -> None:
    department = Department.objects.create(name="市教育局")
    form = {"name": "第一中学", "department": department.pk, "change_reason": "新设"}
    editor.post(reverse("admin:budget_unit_add"), form)
    unit = Unit.objects.get()
    address = reverse("admin:budget_unit_delete", args=[unit.pk])
    assert 'name="change_reason"' in editor.get(address).content.decode()
    editor.post(address, {"post": "yes", "change_reason": "录错了"})
    assert rows(Unit) == [("+", "editor", "第一中学", "新设"), ("-", "editor", "第一中学", "录错了")]


def test_a_change_without_a_person_is_recorded_apart_from_the_next_one(editor: Client) -> None:
    department = Department.objects.create(name="市教育局")
    change(editor, department, name="教育局")
    department.name = "教委"
    department.save()  # a command's
    change(editor, department, region="某市")
    assert [row[1:3] for row in rows(Department)] == [
        ("", "市教育局"),
        ("editor", "教育局"),
        ("", "教委"),
        ("editor", "教委"),
    ]


def test_a_users_roles_and_fields_saved_by_one_form_are_one_change(administrator: Client) -> None:
    somebody = person(READER, "somebody")
    somebody.groups.add(Group.objects.get(name=AUDITOR))
    form = user_form(
        somebody, first_name="一", groups=[Group.objects.get(name=EDITOR).pk], change_reason="转岗"
    )
    assert administrator.post(f"/admin/auth/user/{somebody.pk}/change/", form).status_code == 302
    before, after = User.history.order_by("pk")
    assert (before.history_user, before.groups, before.first_name) == (None, ["auditor"], "")
    assert (after.history_user.username, after.groups, after.first_name) == (
        "administrator",
        ["editor"],
        "一",
    )
    assert after.history_change_reason == "转岗"


def test_no_password_and_no_sign_in_is_recorded(administrator: Client) -> None:
    form = {"username": "newcomer", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert administrator.post("/admin/auth/user/add/", form).status_code == 302
    newcomer = User.objects.get(username="newcomer")
    other = "another long phrase"
    changed = {"usable_password": "true", "password1": other, "password2": other}
    administrator.post(f"/admin/auth/user/{newcomer.pk}/password/", changed)
    Client().post("/login/", {"username": "newcomer", "password": other})
    assert [row[:3] for row in rows(User)] == [
        ("+", "administrator", "newcomer"),
        ("~", "administrator", "newcomer"),  # a new password, without its value
    ]
    assert list(User.history.order_by("pk").values_list("secret_is_new", flat=True)) == [False, True]
    kept = {field.name for field in User.history.model._meta.fields}
    assert kept & {"password", "last_login"} == set()


def test_deleting_a_group_is_recorded_for_each_of_its_members(administrator: Client) -> None:
    group = Group.objects.create(name="夜班")
    somebody = person(READER, "somebody")
    somebody.groups.add(group)
    administrator.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})
    assert [(row.history_type, row.groups) for row in User.history.order_by("pk")] == [
        ("+", ["夜班"]),
        ("~", []),
    ]
    assert rows(Group)[-1] == ("-", "administrator", "夜班", "")


def test_permissions_of_a_group_are_recorded_by_their_names(administrator: Client) -> None:
    from django.contrib.auth.models import Permission

    right = Permission.objects.get(codename="view_finding")
    administrator.post("/admin/auth/group/add/", {"name": "实习", "permissions": [right.pk]})
    (row,) = Group.history.all()
    assert (row.history_type, row.permissions) == ("+", ["budget.view_finding"])


def test_types_set_by_hand_for_many_projects_are_recorded_in_few_queries(
    admin_user: User, django_assert_max_num_queries
) -> None:
    factories.large_disclosure(100)
    projects = Project.objects.order_by("pk")[:60]
    project_types.set_by_hand(
        Project.objects.filter(pk__in=[p.pk for p in projects[:20]]), "special", admin_user
    )
    with django_assert_max_num_queries(40):
        project_types.set_by_hand(
            Project.objects.filter(pk__in=[p.pk for p in projects]), "works", admin_user
        )
    kept = HandSetType.history.values_list("history_type", "project_type").order_by("pk")
    assert list(kept) == [("+", "special")] * 20 + [("+", "works")] * 40 + [("~", "works")] * 20
    assert set(HandSetType.history.values_list("history_user__username", flat=True)) == {"admin"}


def test_setting_the_same_type_again_is_no_change(admin_user: User) -> None:
    factories.some_year()
    for _ in range(2):
        project_types.set_by_hand(Project.objects.all(), "works", admin_user)
    assert HandSetType.history.count() == HandSetType.objects.count() == Project.objects.count()


def test_leaving_a_type_to_the_rules_is_recorded(admin_client: Client) -> None:
    factories.some_year()
    project = Project.objects.get(name="来源不明")
    data = {"_selected_action": [project.pk], "project_type": "special"}
    for action in ("set_type", "leave_type_to_rules"):
        admin_client.post(reverse("admin:budget_project_changelist"), data | {"action": action})
    assert [row[:2] for row in rows(HandSetType)] == [("+", "admin"), ("-", "admin")]


def test_settings_and_rules_are_recorded_from_forms_and_lists(administrator: Client) -> None:
    administrator.post(reverse("admin:budget_checksetting_add"), {"check_id": "VAL-08", "is_on": "off"})
    administrator.post(
        reverse("admin:budget_checksetting_changelist"),
        {"action": "delete_selected", "_selected_action": [CheckSetting.objects.get().pk], "post": "yes"},
    )
    assert [row[:3] for row in rows(CheckSetting)] == [
        ("+", "administrator", "VAL-08"),
        ("-", "administrator", "VAL-08"),
    ]


def test_the_author_of_a_change_cannot_be_deleted(administrator: Client, admin_client: Client) -> None:
    department = Department.objects.create(name="市教育局")
    editor = person(EDITOR)
    client = Client()
    client.force_login(editor)
    change(client, department, name="教委")
    administrator.post(f"/admin/auth/user/{editor.pk}/delete/", {"post": "yes"})
    assert User.objects.filter(pk=editor.pk).exists()


def test_rows_of_a_history_cannot_be_changed_or_deleted(admin_client: Client) -> None:
    department = Department.objects.create(name="市教育局")
    change(admin_client, department, name="教委")
    for history in HISTORIES.values():
        name = f"admin:budget_{history.model._meta.model_name}"
        assert admin_client.post(reverse(f"{name}_add"), {}).status_code == 403
        assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200
    row = Department.history.latest()
    for action, form in (("change", {"name": "别的"}), ("delete", {"post": "yes"})):
        address = reverse(f"admin:budget_historicaldepartment_{action}", args=[row.pk])
        assert admin_client.post(address, form).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin_client.post(reverse("admin:budget_historicaldepartment_changelist"), chosen)
    assert rows(Department) == [("+", "", "市教育局", ""), ("~", "admin", "教委", "")]


def test_members_added_and_removed_from_the_group_are_recorded_each(admin_user: User) -> None:
    group = Group.objects.create(name="夜班")
    members = [person(READER, name) for name in ("one", "two")]
    for change_list in (lambda: group.user_set.add(*members), group.user_set.clear):
        HistoricalRecords.context.request = RequestFactory().get("/")
        HistoricalRecords.context.request.user = admin_user
        try:
            change_list()
        finally:
            del HistoricalRecords.context.request
    recorded = User.history.order_by("username", "pk").values_list("username", "history_type", "groups")
    assert list(recorded) == [
        (name, *state) for name in ("one", "two") for state in (("+", []), ("~", ["夜班"]), ("~", []))
    ]
