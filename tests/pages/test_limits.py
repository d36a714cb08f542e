"""Costly answers are made a few at a time, and one address asks for so many a minute."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from budget.accounts.throttling import client_network
from budget.pages import costly, rate_limits
from budget.views import working_papers
from tests import factories

PAPER, TABLE = "/findings/working-paper/", "/projects/?_export=csv"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings) -> None:
    settings.PROXIES = 1
    settings.EXPORTS_AT_ONCE = 1


def get(client: Client, path: str, address: str = "192.0.2.1", **headers: str) -> HttpResponse:
    """The answer to an address behind the proxy; a file is read, and its length compared."""
    answer = client.get(path, headers={"x-forwarded-for": address, **headers})
    if answer.streaming:
        assert len(answer.getvalue()) == int(answer["Content-Length"]) > 0
    return answer


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),  # one customer's, whole
        ("::1", ""),
        ("127.0.0.9", ""),
        ("unknown", ""),
    ],
)
def test_a_reader_is_an_address_and_of_ipv6_a_network(address: str, network: str) -> None:
    assert client_network(RequestFactory().get("/", headers={"x-forwarded-for": address})) == network


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PAPER, TABLE, TABLE.replace("csv", "xlsx"), TABLE.replace("csv", "json")])
def test_one_file_is_made_at_a_time_and_the_page_says_when_to_come_again(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    factories.some_year()
    monkeypatch.setattr(costly, "_WAIT_SECONDS", 0)
    with costly._turn("192.0.2.9/32"):
        busy = get(client, path)
        assert (busy.status_code, busy["Retry-After"], busy["Cache-Control"]) == (503, "5", "no-store")
        assert "请 5 秒后再试" in busy.content.decode()
        assert "Ask again in 5 seconds" in get(client, path, accept_language="en").content.decode()
        settings.EXPORTS_AT_ONCE = 2
        own = get(client, path, "192.0.2.9")
        assert (own.status_code, "您的地址" in own.content.decode()) == (429, True)
        assert get(client, path).status_code == 200
    assert get(client, path, "192.0.2.9").status_code == 200


@pytest.mark.django_db
def test_one_that_waits_takes_its_turn(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.some_year()
    turn = costly._turn("")
    turn.__enter__()
    monkeypatch.setattr(costly.time, "sleep", lambda seconds: turn.__exit__(None, None, None))
    assert get(client, TABLE).status_code == 200


@pytest.mark.django_db
def test_head_makes_no_file(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.some_year()
    whole = {path: get(client, path) for path in (PAPER, TABLE)}

    def fail(*_arguments: object) -> None:
        raise AssertionError("a file was made for HEAD")

    monkeypatch.setattr(working_papers, "write_working_paper", fail)
    monkeypatch.setattr("budget.pages.responses._export", fail)
    for path, answer in whole.items():
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Disposition"] == answer["Content-Disposition"]


ASKED: list[tuple[str, Callable[[Client], HttpResponse]]] = [
    ("search", lambda client: get(client, "/search/?q=x")),
    ("api", lambda client: get(client, "/api/v1/years")),
    ("file", lambda client: get(client, "/units/?_export=nothing")),
    ("file", lambda client: get(client, PAPER)),
    (
        "upload",
        lambda client: client.post("/admin/budget/upload/add/", headers={"x-forwarded-for": "192.0.2.1"}),
    ),
    ("sign-in", lambda client: client.post("/login/", headers={"x-forwarded-for": "192.0.2.1"})),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "ask"), ASKED)
def test_an_address_that_asks_too_often_is_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str, ask: Callable[[Client], HttpResponse]
) -> None:
    limit = rate_limits._Limit(2, rate_limits.LIMITS[name].counts)
    monkeypatch.setitem(rate_limits.LIMITS, name, limit)
    monkeypatch.setattr(rate_limits.time, "time", lambda: 1_000_000_020.0)  # twenty seconds into a minute
    rate_limits.caches["rate_limits"].clear()
    assert [ask(client).status_code == 429 for _number in range(3)] == [False, False, True]
    answer = ask(client)
    assert int(answer["Retry-After"]) == 60 - 1_000_000_020 % 60
    words = answer.json()["detail"] if name == "api" else answer.content.decode()
    assert ("Ask again in" in words) if name == "api" else ("秒后再试" in words)
    assert get(client, "/search/?q=x", "192.0.2.2").status_code == 200
    assert get(client, "/help/").status_code == 200
    assert client.get("/search/?q=x").status_code == 200  # the machine itself
