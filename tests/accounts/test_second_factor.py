"""The second factor: asked for behind the password where the installation says so."""

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
def asked_for(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def asked(collected_static: object) -> Client:
    """An editor's client after the password."""
    person(EDITOR)
    client = Client()
    client.post("/login/", {"username": EDITOR, "password": PASSWORD})
    return client


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def set_up(client: Client) -> TOTPDevice:
    client.post(PAGE, {"next": "/admin/"})
    return TOTPDevice.objects.get(user__username=EDITOR)


def test_behind_the_password_every_page_leads_to_the_code(asked: Client) -> None:
    for address in ("/", "/admin/", "/account/", "/departments/"):
        answer = asked.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?next={address}")
    assert asked.get("/healthz").status_code == 200
    assert asked.post("/logout/").status_code == 302
    assert asked.get("/departments/").status_code == 200  # anonymous, as everybody


def test_who_has_no_app_yet_sets_one_up_and_goes_on(asked: Client) -> None:
    assert not TOTPDevice.objects.exists()
    asked.get(PAGE)
    assert not TOTPDevice.objects.exists()  # looking writes nothing
    device = set_up(asked)
    page = asked.get(f"{PAGE}?next=/admin/")
    assert "data:image/svg+xml;base64," in page.content.decode() and not device.confirmed
    assert asked.get("/admin/").status_code == 302
    answer = asked.post(PAGE, {"next": "/admin/", "code": code_of(device)})
    assert answer["Location"] == "/admin/"
    assert asked.get("/admin/").status_code == 200
    device.refresh_from_db()
    assert device.confirmed


def test_the_secret_is_shown_to_nobody_once_it_is_in_force(asked: Client, settings: Settings) -> None:
    device = set_up(asked)
    asked.post(PAGE, {"code": code_of(device)})
    again = Client()
    again.post("/login/", {"username": EDITOR, "password": PASSWORD})
    again.post(PAGE, {})  # nor can another be set up
    assert "data:image/svg+xml" not in again.get(PAGE).content.decode()
    assert TOTPDevice.objects.count() == 1
    settings.SECOND_FACTOR = False  # for the administrator who looks
    page = signed_in(ADMINISTRATOR).get(f"/admin/budget/secondfactor/{device.pk}/change/").content.decode()
    assert EDITOR in page and device.key not in page


def test_a_code_serves_once_and_a_wrong_one_makes_wait(asked: Client) -> None:
    device = set_up(asked)
    used = code_of(device)
    asked.post(PAGE, {"code": used})
    again = Client()
    again.post("/login/", {"username": EDITOR, "password": PASSWORD})
    assert again.post(PAGE, {"code": used}).status_code == 200
    assert "输入得太快" in again.post(PAGE, {"code": code_of(device, 1)}).content.decode()
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert again.post(PAGE, {"code": code_of(device, 1)}).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000\x00"])
def test_what_is_no_code_is_refused_with_words(asked: Client, code: str) -> None:
    set_up(asked)
    answer = asked.post(PAGE, {"code": code})
    assert answer.status_code == 200 and "field-error" in answer.content.decode()
    assert asked.get("/account/").status_code == 302


def test_another_session_of_the_same_person_is_asked_again(asked: Client) -> None:
    asked.post(PAGE, {"code": code_of(set_up(asked))})
    again = Client()
    again.post("/login/", {"username": EDITOR, "password": PASSWORD})
    assert again.get("/admin/").status_code == 302


def test_a_lost_telephone_is_taken_back_by_an_administrator(asked: Client, settings: Settings) -> None:
    device = set_up(asked)
    asked.post(PAGE, {"code": code_of(device)})
    settings.SECOND_FACTOR = False  # for the administrator
    signed_in(ADMINISTRATOR).post(f"/admin/budget/secondfactor/{device.pk}/delete/", {"post": "yes"})
    settings.SECOND_FACTOR = True
    assert asked.get("/admin/").status_code == 302
    assert "开始设置" in asked.get(PAGE).content.decode()


def test_nobody_is_led_away_from_the_site(asked: Client) -> None:
    device = set_up(asked)
    answer = asked.post(PAGE, {"next": "//elsewhere.example/", "code": code_of(device)})
    assert answer["Location"] == "/"


def test_who_is_not_signed_in_is_led_to_the_password(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/login/")


def test_an_installation_that_does_not_ask_has_no_such_page(asked: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    client = signed_in(READER)
    assert client.get("/account/").status_code == 200
    assert client.get(PAGE).status_code == 404
