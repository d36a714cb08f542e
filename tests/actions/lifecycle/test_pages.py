"""The pages of the administration on which a disclosure is withdrawn, brought back, moved and taken back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from budget.accounts.roles import AUDITOR, EDITOR
from budget.actions.lifecycle import events
from budget.models import Disclosure, DisclosureEvent, Source
from budget.store.sources import Received
from tests.actions.lifecycle.editors import withdraw
from tests.factories import WAN, disclosure, project, stored, unit
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editors(collected_static: object) -> Client:
    return signed_in(EDITOR)


@pytest.fixture
def there() -> Disclosure:
    """A disclosure with two revisions, each with a file."""
    stored(disclosure(unit("市教育局", project("甲", WAN))), [], [Received("一.txt", b"1")])
    return stored(disclosure(unit("市教育局", project("乙", WAN))), [], [Received("二.txt", b"2")])


def address(act: str, row: Disclosure | DisclosureEvent) -> str:
    return reverse(f"admin:budget_disclosureevent_{act}", args=[row.pk])


def submit(client: Client, path: str, **said: object) -> str:
    """Fill in the page's form as a browser shows it, and send it; the page that comes of it."""
    page = client.get(path).content.decode()
    shown = dict(re.findall(r'<input type="hidden" name="(seen)" value="(\w+)"', page))
    return client.post(path, shown | said, follow=True).content.decode()


def test_an_editor_goes_through_a_disclosures_life(editors: Client, there: Disclosure) -> None:
    manage = editors.get(address("manage", there)).content.decode()
    for act in ("withdraw", "move"):
        assert address(act, there) in manage
    page = submit(editors, address("withdraw", there), reason="部门撤回公开")
    assert "公开表已撤下" in page and "部门撤回公开" in page
    there.refresh_from_db()
    assert there.is_withdrawn
    event = DisclosureEvent.objects.get()
    assert address("take_back", event) in page
    submit(editors, address("take_back", event), reason="撤错了")
    there.refresh_from_db()
    assert not there.is_withdrawn
    first = there.revisions.get(number=1)
    submit(editors, address("bring_back", there), revision=first.pk, reason="第二版有误")
    assert there.revisions.get(is_current=True).repeats == first
    page = submit(
        editors,
        address("move", there),
        fiscal_year=2023,
        region="广东省广州市",
        department="市体育局",
        reason="年度有误",
    )
    there.refresh_from_db()
    assert (there.fiscal_year, there.department.name) == (2023, "市体育局") and "2023" in page
    source = Source.objects.get(revision__is_current=True)
    page = submit(
        editors,
        address("publication", there),
        source=source.pk,
        url="https://edu.example.org/a",
        on="2024-02-29",
        reason="已公开",
    )
    assert "https://edu.example.org/a" in page
    assert DisclosureEvent.objects.filter(by__username=EDITOR).count() == 5


@pytest.mark.parametrize(
    ("act", "said", "words"),
    [
        ("withdraw", {"reason": "  "}, "请"),
        ("move", {"reason": "x", "fiscal_year": "1066", "department": "甲局"}, "1990"),
        ("move", {"reason": "x", "fiscal_year": "两千", "department": "甲局"}, "errorlist"),
        ("move", {"reason": "x", "fiscal_year": "2023", "department": " "}, "errorlist"),
        ("move", {"reason": "x", "fiscal_year": "2023", "department": "甲\x00局"}, "errorlist"),
        ("bring_back", {"reason": "x", "revision": "999"}, "errorlist"),
        ("bring_back", {"reason": "x"}, "errorlist"),
        ("publication", {"reason": "x", "source": "0", "url": "https://a.example/"}, "errorlist"),
        ("publication", {"reason": "x", "url": "ftp://a.example/"}, "https://"),
        ("publication", {"reason": "x", "url": "javascript:alert(1)"}, "errorlist"),
        ("publication", {"reason": "x", "on": "2024-13-01"}, "errorlist"),
    ],
)
def test_bad_input_is_refused_with_words_and_nothing_is_done(
    editors: Client, there: Disclosure, act: str, said: dict[str, str], words: str
) -> None:
    if act == "publication":
        said = {"source": str(Source.objects.get(revision__is_current=True).pk)} | said
    page = submit(editors, address(act, there), **said)
    assert words in page and "errornote" in page
    assert not DisclosureEvent.objects.exists()


def test_a_taken_place_is_told_with_what_was_typed(editors: Client, there: Disclosure) -> None:
    other = stored(disclosure(unit("市教育局", project("甲", WAN)), year=2023))
    said = {"fiscal_year": 2023, "region": "广东省广州市", "department": "市教育局", "reason": "我的理由"}
    page = submit(editors, address("move", there), **said)
    assert other.get_absolute_url() in page and "我的理由" in page
    assert not DisclosureEvent.objects.exists()


def test_a_form_over_another_state_is_refused_and_shown_once_more(editors: Client, there: Disclosure) -> None:
    path = address("withdraw", there)
    page = editors.get(path).content.decode()
    seen = events.state_token_of(there)
    assert f'name="seen" value="{seen}"' in page
    stored(disclosure(unit("市教育局", project("丙", WAN))))
    answer = editors.post(path, {"reason": "x", "seen": seen})
    page, now = answer.content.decode(), events.state_token_of(there)
    assert answer.status_code == 409 and "第 3 版" in page and f'name="seen" value="{now}"' in page
    assert not DisclosureEvent.objects.exists()
    assert editors.post(path, {"reason": "x", "seen": now}).status_code == 302


def test_looking_at_an_act_does_nothing(editors: Client, there: Disclosure) -> None:
    for act in ("manage", "withdraw", "bring_back", "move", "publication"):
        assert editors.get(address(act, there)).status_code == 200
    assert not DisclosureEvent.objects.exists()


def test_the_ways_to_it_are_shown_to_those_who_may(
    client: Client, editors: Client, there: Disclosure
) -> None:
    way, page = address("manage", there), there.get_absolute_url()
    assert way not in client.get(page).content.decode()
    assert way not in signed_in(AUDITOR).get(page).content.decode()
    assert way in editors.get(page).content.decode()
    assert way in editors.get(reverse("admin:budget_disclosure_change", args=[there.pk])).content.decode()
    withdraw(there)
    assert way in editors.get(page).content.decode()
    assert way in editors.get(reverse("admin:budget_disclosureevent_changelist")).content.decode()


def test_what_is_withdrawn_is_not_edited(editors: Client) -> None:
    entered = stored(disclosure(unit("市教育局", project("甲", WAN)), layout="entered"))
    path = reverse("admin:budget_disclosure_change", args=[entered.pk])
    assert 'name="_save"' in editors.get(path).content.decode()
    withdraw(entered)
    assert 'name="_save"' not in editors.get(path).content.decode()
    assert "该公开表已撤下" in editors.post(path, {"title": "别的", "state": "x"}).content.decode()
    entered.refresh_from_db()
    assert entered.is_withdrawn and entered.title != "别的"
