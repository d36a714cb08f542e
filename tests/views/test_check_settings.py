"""Administrators switch checks on the page of the checks, with a reason that is recorded."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from budget.actions.check_settings import token_of
from budget.models import CheckSetting, Finding
from tests import factories
from tests.support.auditors import decide
from tests.support.people import person

pytestmark = pytest.mark.django_db

ASKED = {"check": "CMP-13", "switch": "off", "level": "", "reason": "本地不要求", "seen": token_of(None, "")}


def test_a_check_is_switched_off_and_taken_back_with_its_reasons(client: Client) -> None:
    factories.some_year()
    client.force_login(person("administrator"))
    assert Finding.objects.in_force().filter(check_id="CMP-13").exists()
    assert b'name="seen"' in client.get("/checks/").content
    response = client.post("/checks/", ASKED, follow=True)
    assert response.status_code == 200
    assert [check.id for check in response.context["disabled"].off] == ["CMP-13"]
    assert not Finding.objects.in_force().filter(check_id="CMP-13").exists()
    setting = CheckSetting.objects.get()
    recorded = CheckSetting.history.get()
    assert (setting.check_id, setting.is_on, setting.level) == ("CMP-13", False, "")
    assert (recorded.history_change_reason, recorded.history_user.username) == (
        "本地不要求",
        "administrator",
    )
    back = ASKED | {"switch": "", "reason": "恢复", "seen": token_of(False, "")}
    client.post("/checks/", back)
    assert not CheckSetting.objects.exists()
    assert CheckSetting.history.latest().history_change_reason == "恢复"
    assert Finding.objects.in_force().filter(check_id="CMP-13").exists()


def test_what_cannot_be_kept_is_shown_again_as_typed(client: Client) -> None:
    factories.some_year()
    client.force_login(person("administrator"))
    response = client.post("/checks/", ASKED | {"reason": " ", "level": "notice"})
    assert response.status_code == 400
    form = next(row["form"] for row in response.context["table"].data.data if row["id"] == "CMP-13")
    assert (form.switch, form.level) == ("off", "notice") and form.error
    response = client.post("/checks/", ASKED | {"seen": token_of(True, "")})
    assert response.status_code == 409
    assert "本地不要求" in response.content.decode()
    assert client.post("/checks/", ASKED | {"check": "VAL-99"}).status_code == 400
    assert not CheckSetting.objects.exists()


def test_nobody_else_may_nor_is_shown_a_form(client: Client) -> None:
    factories.some_year()
    assert client.post("/checks/", ASKED).status_code == 302
    for role in ("reader", "auditor", "editor"):
        client.force_login(person(role))
        assert client.post("/checks/", ASKED).status_code == 403
        assert b'name="seen"' not in client.get("/checks/").content
    assert not CheckSetting.objects.exists()


def test_auditors_see_how_often_a_check_was_dismissed_and_nobody_else(client: Client) -> None:
    factories.some_year()
    found = Finding.objects.in_force().earliest("pk")
    decide(found, "dismissed")
    assert {"confirmed", "dismissed"}.isdisjoint(client.get("/checks/").context["table"].columns.names())
    client.force_login(User.objects.get(username="auditor"))
    response = client.get("/checks/")
    row = next(one for one in response.context["table"].data.data if one["id"] == found.check_id)
    assert (row["dismissed"], row["confirmed"]) == (1, 0)
    url = response.context["table"].leads_to_state(row, "dismissed")
    assert client.get(url).context["number"] == 1
    assert "private" in response["Cache-Control"]
