"""Signing in and out by password: throttled, private, the same for the site and its administration."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from budget.accounts.roles import ADMINISTRATOR, AUDITOR, EDITOR
from budget.accounts.throttling import client_address
from budget.models import FailedSignIn
from tests.support.people import PASSWORD, READER, person, signed_in

pytestmark = pytest.mark.django_db
LIMIT = site_settings.AXES_FAILURE_LIMIT


def attempt(
    client: Client, name: str, password: str = "wrong", following: str = "", **headers: str
) -> HttpResponse:
    form = {"username": name, "password": password, "next": following}
    return client.post("/login/", form, headers=headers)


def fail_too_often(client: Client, name: str, **headers: str) -> HttpResponse:
    return [attempt(client, name, **headers) for _number in range(LIMIT)][-1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ["登录失败次数过多", "锁定 15 分钟"]),
        ("en", ["Too many failed sign-ins", "locked for 15 minutes"]),
    ],
)
def test_too_many_failures_lock_a_user_out_and_the_page_says_for_how_long(
    client: Client, language: str, words: list[str]
) -> None:
    person(AUDITOR)
    answer = fail_too_often(client, AUDITOR, accept_language=language)
    assert answer.status_code == 429
    assert [word for word in words if word not in answer.content.decode()] == []
    right = attempt(client, AUDITOR, PASSWORD, accept_language=language)
    assert right.status_code == 429 and "_auth_user_id" not in client.session


def test_a_name_that_nobody_has_is_locked_like_any_other(client: Client) -> None:
    assert fail_too_often(client, "nobody").status_code == 429


def test_a_lock_holds_for_that_name_from_that_address_alone(client: Client) -> None:
    person(AUDITOR), person(EDITOR)
    fail_too_often(client, AUDITOR)
    assert attempt(client, EDITOR, PASSWORD).status_code == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert attempt(elsewhere, AUDITOR, PASSWORD).status_code == 302


def test_a_lock_ends_with_its_time_and_trying_meanwhile_does_not_prolong_it(client: Client) -> None:
    person(AUDITOR)
    fail_too_often(client, AUDITOR)
    last = FailedSignIn.objects.get().attempt_time
    assert attempt(client, AUDITOR).status_code == 429
    assert FailedSignIn.objects.get().attempt_time == last
    FailedSignIn.objects.update(
        attempt_time=timezone.now() - site_settings.AXES_COOLOFF_TIME - timedelta(seconds=1)
    )
    assert attempt(client, AUDITOR, PASSWORD).status_code == 302


def test_signing_in_resets_the_failures(client: Client) -> None:
    person(AUDITOR)
    for _round in range(2):
        for _number in range(LIMIT - 1):
            attempt(client, AUDITOR)
        assert attempt(client, AUDITOR, PASSWORD).status_code == 302
    assert not FailedSignIn.objects.exists()


def test_an_administrator_ends_a_lock_in_the_administration(client: Client) -> None:
    person(AUDITOR)
    fail_too_often(client, AUDITOR)
    row = FailedSignIn.objects.get()
    administrator = signed_in(ADMINISTRATOR)
    shown = administrator.get("/admin/budget/failedsignin/").content.decode()
    assert AUDITOR in shown and "127.0.0.1" in shown
    administrator.post(f"/admin/budget/failedsignin/{row.pk}/delete/", {"post": "yes"})
    assert attempt(client, AUDITOR, PASSWORD).status_code == 302


def test_no_password_is_stored_or_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    attempt(client, AUDITOR, "my secret phrase")
    row = FailedSignIn.objects.get()
    assert "secret" not in row.post_data + row.get_data + caplog.text
    assert AUDITOR in caplog.text


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "192.0.2.7", "10.0.0.1"),  # nobody vouches for the header
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the first is what the reader sent
        (2, "198.51.100.1, 192.0.2.7, 10.0.0.9", "192.0.2.7"),
        (2, "192.0.2.7", "10.0.0.1"),  # it came past one of the proxies
        (1, None, "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "unknown", None),
        (1, "192.0.2.7\x00", None),
    ],
)
def test_an_address_is_the_one_that_the_installations_own_proxies_report(
    settings: Settings, proxies: int, forwarded: str | None, address: str | None
) -> None:
    settings.PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/login/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == address


def test_a_lock_holds_without_a_known_address(collected_static: Path) -> None:
    person(AUDITOR)
    client = Client(REMOTE_ADDR="")  # a Unix socket's
    assert fail_too_often(client, AUDITOR).status_code == 429
    assert attempt(client, AUDITOR, PASSWORD).status_code == 429


def test_the_administration_is_entered_by_the_sites_own_page(client: Client) -> None:
    person(EDITOR)
    answer = client.get("/admin/budget/project/", follow=True)
    assert answer.request["PATH_INFO"] == "/login/"
    following = answer.context["next"]
    assert attempt(client, EDITOR, PASSWORD, following)["Location"] == "/admin/budget/project/"
    assert client.get("/admin/login/?next=//elsewhere.example/")["Location"] == "/admin/"


def test_a_user_without_the_role_is_refused_by_the_administration(client: Client) -> None:
    client.force_login(person(AUDITOR))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403 and "其他角色" in answer.content.decode()


def test_staff_marked_by_hand_enter_too_and_a_closed_account_does_not(client: Client) -> None:
    staff = person(READER, is_staff=True)
    client.force_login(staff)
    assert client.get("/admin/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/admin/").status_code == 302
    assert attempt(Client(), READER, PASSWORD).status_code == 200


def test_signing_out_needs_a_form_and_no_link_does_it(client: Client) -> None:
    client.force_login(person(READER))
    assert client.get("/logout/").status_code == 405
    assert b'href="/admin/"' not in client.get("/account/").content
    client.post("/logout/")
    assert client.get("/account/").status_code == 302


def test_an_editor_is_led_to_the_administration_and_told_each_role_once(client: Client) -> None:
    client.force_login(person("editor"))
    page = client.get("/account/")
    assert b'href="/admin/"' in page.content
    assert len(page.context["roles"]) == 1


def change(client: Client, new: str, old: str = PASSWORD) -> HttpResponse:
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/", form)


def test_a_new_password_ends_every_other_session(client: Client) -> None:
    somebody = person(READER)
    client.force_login(somebody)
    elsewhere = Client()
    elsewhere.force_login(somebody)
    answer = change(client, "quite another phrase")
    assert answer.status_code == 302
    assert "密码已修改" in client.get("/account/").content.decode()
    assert elsewhere.get("/account/").status_code == 302
    assert attempt(Client(), READER, "quite another phrase").status_code == 302


# What is changed of an auditor -> whether they may sign in again.
CHANGED_RIGHTS: list[tuple[Callable[[User], object], bool]] = [
    (lambda user: user.groups.clear(), True),
    (lambda user: user.groups.add(Group.objects.get(name=EDITOR)), True),
    (lambda user: user.user_permissions.add(Permission.objects.get(codename="delete_review")), True),
    (lambda user: Group.objects.get(name=AUDITOR).permissions.clear(), True),
    (lambda user: User.objects.update(is_staff=True), True),
    (lambda user: User.objects.update(is_superuser=True), True),
    (lambda user: User.objects.update(is_active=False), False),
]


@pytest.mark.parametrize(("change_rights", "is_open"), CHANGED_RIGHTS)
def test_changed_rights_end_every_session_at_its_next_request(
    client: Client, change_rights: Callable[[User], object], is_open: bool
) -> None:
    somebody = person(AUDITOR)
    client.force_login(somebody)
    assert client.get("/account/").status_code == 200
    change_rights(somebody)
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/account/")
    assert ("权限有变动" in client.get("/login/").content.decode()) == is_open
    User.objects.update(is_active=True)
    assert client.get("/account/").status_code == 302
    assert attempt(client, AUDITOR, PASSWORD, "/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_changed_rights_are_told_to_a_client_of_the_api(client: Client) -> None:
    somebody = person(AUDITOR)
    client.force_login(somebody)
    somebody.groups.clear()
    refused = client.get("/api/v1/years")
    assert (refused.status_code, refused.json()["detail"][:13]) == (401, "Sign in again")
    assert client.get("/api/v1/years").status_code == 200  # anonymous, as everybody


@pytest.mark.parametrize(
    "new", ["elevenchars", "a-long-user-name", "123456789012345", "password1234"], ids=lambda new: new
)
def test_a_password_that_is_easily_guessed_is_refused(client: Client, new: str) -> None:
    client.force_login(person(READER, "a.long.user.name"))
    assert change(client, new).status_code == 200
    assert User.objects.get().check_password(PASSWORD)


def test_a_new_password_needs_the_old_one(client: Client) -> None:
    client.force_login(person(READER))
    assert change(client, "quite another phrase", old="guessed").status_code == 200
    assert User.objects.get(username=READER).check_password(PASSWORD)


def test_an_account_names_its_roles_in_the_readers_language(client: Client) -> None:
    client.force_login(person(EDITOR))
    assert "编辑" in client.get("/account/").content.decode()
    english = client.get("/account/", headers={"accept-language": "en"}).content.decode()
    assert "Enters, corrects, withdraws and moves disclosures" in english


def test_reading_writes_no_session(client: Client) -> None:
    """Reading neither creates a session nor prolongs one."""
    assert "sessionid" not in client.get("/departments/").cookies
    client.force_login(person(READER))
    assert "sessionid" not in client.get("/departments/").cookies
