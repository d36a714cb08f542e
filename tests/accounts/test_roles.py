"""The roles: in every installation as the code defines them, and without a way to a higher one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client

from budget.accounts.groups import after_migrating
from budget.accounts.roles import ADMINISTRATOR, AUDITOR, EDITOR, ROLES
from budget.models import ExternalIdentity
from tests.support.people import PASSWORD, READER, person

pytestmark = pytest.mark.django_db


def held(name: str) -> set[str]:
    """Return the permissions of a group in the database."""
    found = Permission.objects.filter(group__name=name)
    return {f"{app}.{code}" for app, code in found.values_list("content_type__app_label", "codename")}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_holds_every_permission_that_it_names(role: str) -> None:
    assert held(role) == ROLES[role].permissions


def test_an_administrator_has_all_permissions_of_the_others() -> None:
    assert ROLES[AUDITOR].permissions | ROLES[EDITOR].permissions < ROLES[ADMINISTRATOR].permissions


def test_the_next_migration_restores_a_role_and_changes_no_other_group() -> None:
    other = Group.objects.create(name="夜班")
    extra = Permission.objects.get(codename="delete_review")
    other.permissions.add(extra)
    Group.objects.get(name=AUDITOR).permissions.set([extra])
    Group.objects.get(name=EDITOR).delete()
    call_command("migrate", verbosity=0)
    assert {role: held(role) for role in ROLES} == {role: ROLES[role].permissions for role in ROLES}
    assert held("夜班") == {"budget.delete_review"}


def test_the_migration_makes_the_roles_and_its_reverse_deletes_them() -> None:
    migration = import_module("budget.migrations.0009_roles")
    assert set(migration.ROLES) == set(ROLES)
    other = Group.objects.create(name="夜班")
    migration.delete_groups(apps, None)
    assert list(Group.objects.all()) == [other]
    after_migrating(None, "default", plan=[(None, True)])  # a step back does not bring them in again
    assert list(Group.objects.all()) == [other]
    migration.make_groups(apps, None)
    assert {group.name for group in Group.objects.all()} == {*ROLES, "夜班"}


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_the_roles() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert {role: held(role) for role in ROLES} == {role: ROLES[role].permissions for role in ROLES}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person(ADMINISTRATOR))
    return client


def user_form(user: User, **changed: object) -> dict[str, object]:
    """Return the form of a user in the administration as a browser sends it."""
    return {
        "username": user.username,
        "is_active": "on",
        "date_joined_0": "2024-01-01",
        "date_joined_1": "00:00:00",
        "external_identities-TOTAL_FORMS": 0,
        "external_identities-INITIAL_FORMS": 0,
    } | changed


def test_an_administrator_gives_roles_by_their_names(administrator: Client) -> None:
    somebody = person(READER)
    address = f"/admin/auth/user/{somebody.pk}/change/"
    page = administrator.get(address).content.decode()
    assert ">审计员</option>" in page and ">auditor</option>" not in page
    group = Group.objects.get(name=AUDITOR)
    assert administrator.post(address, user_form(somebody, groups=[group.pk])).status_code == 302
    assert list(somebody.groups.all()) == [group]


def test_an_administrator_gives_nobody_more_rights_than_their_own(administrator: Client) -> None:
    somebody = person(READER)
    secret = Permission.objects.get(codename="delete_session")
    form = user_form(somebody, is_superuser="on", user_permissions=[secret.pk])
    assert administrator.post(f"/admin/auth/user/{somebody.pk}/change/", form).status_code == 302
    somebody.refresh_from_db()
    assert not somebody.is_superuser and not somebody.user_permissions.exists()


def test_an_administrator_does_not_change_a_superuser(administrator: Client) -> None:
    owner = User.objects.create_superuser("owner", password=PASSWORD)
    address = f"/admin/auth/user/{owner.pk}"
    identity = {
        "external_identities-TOTAL_FORMS": 1,
        "external_identities-0-issuer": "https://issuer.example",
        "external_identities-0-subject": "mine",
    }
    assert administrator.get(f"{address}/change/").status_code == 200  # to look at
    assert administrator.post(f"{address}/change/", user_form(owner, **identity)).status_code == 403
    assert administrator.get(f"{address}/password/").status_code == 403
    assert administrator.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [owner.pk], "post": "yes"}
    administrator.post("/admin/auth/user/", chosen)
    assert User.objects.get(username="owner").check_password(PASSWORD)
    assert not ExternalIdentity.objects.exists()


def test_a_superuser_makes_another(admin_client: Client) -> None:
    somebody = person(READER)
    form = user_form(somebody, is_superuser="on")
    assert admin_client.post(f"/admin/auth/user/{somebody.pk}/change/", form).status_code == 302
    somebody.refresh_from_db()
    assert somebody.is_superuser


def test_a_role_is_not_changed_by_hand_and_other_permissions_need_a_group_of_their_own(
    administrator: Client,
) -> None:
    auditors = Group.objects.get(name=AUDITOR)
    address = f"/admin/auth/group/{auditors.pk}/change/"
    assert administrator.post(address, {"name": AUDITOR}).status_code == 403
    looking = Permission.objects.get(codename="view_finding")
    form = {"name": "实习", "permissions": [looking.pk]}
    assert administrator.post("/admin/auth/group/add/", form).status_code == 302
    assert held("实习") == {"budget.view_finding"} and held(AUDITOR) == ROLES[AUDITOR].permissions
