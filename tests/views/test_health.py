"""Whether the site is ready: everything that is missing is named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from budget.operation import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch, client: Client) -> Callable[[], tuple[int, str]]:
    """Return the answer of /readyz on a site that lacks nothing but what a test takes away."""
    monkeypatch.setattr(readiness, "workers", lambda: {"slot-0"})

    def ask() -> tuple[int, str]:
        answer = client.get("/readyz")
        return answer.status_code, answer.content.decode()

    return ask


def test_a_site_that_lacks_nothing_is_ready(ready: Callable[[], Any]) -> None:
    assert ready() == (200, "ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_machine_that_probes_the_site_needs_no_name_of_it_and_no_https(path: str) -> None:
    """In the shape of an installation: behind a proxy with HTTPS, under a name."""
    with override_settings(
        ALLOWED_HOSTS=["budget.example.org"],
        SECURE_SSL_REDIRECT=True,
        SECURE_REDIRECT_EXEMPT=[r"^(health|ready)z$"],
    ):
        answer = Client(headers={"host": "127.0.0.1:8000"}).get(path)
        assert (answer.status_code, answer["Content-Type"]) in (
            (200, "text/plain; charset=utf-8"),
            (503, "text/plain; charset=utf-8"),
        )
        assert Client(headers={"host": "budget.example.org"}).get("/help/").status_code == 301


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, ready: Callable[[], Any]) -> None:
    monkeypatch.setattr(readiness, "workers", set)
    monkeypatch.setattr(readiness, "missing_migrations", lambda: ["budget.0001_first"])
    monkeypatch.setattr(readiness, "LEAST_FREE_BYTES", 2**60)
    monkeypatch.setattr(readiness, "has_static_files", lambda: False)
    lines = "migrations missing\nno worker running\nstatic files not collected\ndisk nearly full\n"
    assert ready() == (503, lines)

    def unreachable() -> list[str]:
        raise OperationalError

    monkeypatch.setattr(readiness, "missing_migrations", unreachable)
    status, words = ready()
    assert (status, words.splitlines()[0]) == (503, "database unreachable")
