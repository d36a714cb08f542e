"""The second factor: required after the password where the installation says so."""

import time

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from budget.accounts.roles import ADMINISTRATOR, EDITOR
from tests.support.people import PASSWORD, READER, person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/second-factor/"


@pytest.fixture(autouse=True)
def second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def user_client(collected_static: object) -> Client:
    """An editor's client after the password."""
    person(EDITOR)
    client = Client()
    client.post("/login/", {"username": EDITOR, "password": PASSWORD})
    return client


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """Return the code of the app now, or some half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def set_up(client: Client) -> TOTPDevice:
    client.post(PAGE, {"next": "/admin/"})
    return TOTPDevice.objects.get(user__username=EDITOR)


def test_after_the_password_every_page_redirects_to_the_code(user_client: Client) -> None:
    for address in ("/", "/admin/", "/account/", "/departments/"):
        answer = user_client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?next={address}")
    refused = user_client.get("/api/v1/years")
    assert (refused.status_code, refused.json()["detail"][:13]) == (401, "Give the code")
    assert user_client.get("/healthz").status_code == 200
    assert user_client.post("/logout/").status_code == 302
    assert user_client.get("/departments/").status_code == 200  # anonymous, as everybody


def test_a_user_without_an_app_sets_one_up_and_continues(user_client: Client) -> None:
    assert not TOTPDevice.objects.exists()
    user_client.get(PAGE)
    assert not TOTPDevice.objects.exists()  # looking writes nothing
    device = set_up(user_client)
    page = user_client.get(f"{PAGE}?next=/admin/")
    assert "data:image/svg+xml;base64," in page.content.decode() and not device.confirmed
    assert user_client.get("/admin/").status_code == 302
    answer = user_client.post(PAGE, {"next": "/admin/", "code": code_of(device)})
    assert answer["Location"] == "/admin/"
    assert user_client.get("/admin/").status_code == 200
    device.refresh_from_db()
    assert device.confirmed


def test_the_secret_is_shown_to_nobody_once_it_is_in_force(user_client: Client, settings: Settings) -> None:
    device = set_up(user_client)
    user_client.post(PAGE, {"code": code_of(device)})
    again = Client()
    again.post("/login/", {"username": EDITOR, "password": PASSWORD})
    again.post(PAGE, {})  # nor can another be set up
    assert "data:image/svg+xml" not in again.get(PAGE).content.decode()
    assert TOTPDevice.objects.count() == 1
    settings.SECOND_FACTOR = False  # for the administrator who looks
    page = signed_in(ADMINISTRATOR).get(f"/admin/budget/secondfactor/{device.pk}/change/").content.decode()
    assert EDITOR in page and device.key not in page


def test_a_code_is_valid_once_and_a_wrong_one_delays_the_next(user_client: Client) -> None:
    device = set_up(user_client)
    used = code_of(device)
    user_client.post(PAGE, {"code": used})
    again = Client()
    again.post("/login/", {"username": EDITOR, "password": PASSWORD})
    assert again.post(PAGE, {"code": used}).status_code == 200
    assert "输入得太快" in again.post(PAGE, {"code": code_of(device, 1)}).content.decode()
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert again.post(PAGE, {"code": code_of(device, 1)}).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000\x00"])
def test_an_invalid_code_is_refused_with_words(user_client: Client, code: str) -> None:
    set_up(user_client)
    answer = user_client.post(PAGE, {"code": code})
    assert answer.status_code == 200 and "field-error" in answer.content.decode()
    assert user_client.get("/account/").status_code == 302


def test_another_session_of_the_same_user_needs_a_code_again(user_client: Client) -> None:
    user_client.post(PAGE, {"code": code_of(set_up(user_client))})
    again = Client()
    again.post("/login/", {"username": EDITOR, "password": PASSWORD})
    assert again.get("/admin/").status_code == 302


def test_an_administrator_deletes_a_lost_second_factor(user_client: Client, settings: Settings) -> None:
    device = set_up(user_client)
    user_client.post(PAGE, {"code": code_of(device)})
    settings.SECOND_FACTOR = False  # for the administrator
    signed_in(ADMINISTRATOR).post(f"/admin/budget/secondfactor/{device.pk}/delete/", {"post": "yes"})
    settings.SECOND_FACTOR = True
    assert user_client.get("/admin/").status_code == 302
    assert "开始设置" in user_client.get(PAGE).content.decode()


def test_no_redirect_leaves_the_site(user_client: Client) -> None:
    device = set_up(user_client)
    answer = user_client.post(PAGE, {"next": "//elsewhere.example/", "code": code_of(device)})
    assert answer["Location"] == "/"


def test_an_anonymous_user_is_redirected_to_the_password(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/login/")


def test_an_installation_without_second_factor_has_no_such_page(
    user_client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = False
    client = signed_in(READER)
    assert client.get("/account/").status_code == 200
    assert client.get(PAGE).status_code == 404
