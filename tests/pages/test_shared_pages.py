"""Pages kept in a real Valkey: shared, signed, never stale, and never missed when the server is gone."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.test import Client, override_settings

from budget import env
from budget.models import Department
from budget.pages import redis_pages
from tests import factories
from tests.support import valkey

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[valkey.ValkeyServer]:
    """A server that runs, named by CACHE_URL."""
    program = valkey.program()
    if program is None:
        pytest.skip(valkey.MISSING)
    one = valkey.ValkeyServer(program)
    one.start()
    monkeypatch.setenv("CACHE_URL", one.url)
    stores = env.page_stores()
    with override_settings(CACHES={"default": stores["pages"], **stores}):
        yield one
        caches.close_all()
    one.remove()


def is_made() -> bool:
    """Ask another process for a page; return whether it was made, not taken from the store."""
    caches["pages"].clear()
    response = Client().get("/departments/")
    assert response.status_code == 200
    return response.context is not None


def test_pages_are_shared_signed_and_made_when_the_server_is_gone(
    client: Client, server: valkey.ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.some_year()
    assert [is_made(), is_made()] == [True, False]
    assert Client().get("/departments/").context is None
    store: Any = redis.Redis.from_url(server.url)
    (name,) = store.keys()
    kept = store.get(name)
    for other in (kept[:-1] + b"!", b"", b"x" * 100):
        store.set(name, other)
        assert is_made(), "a page that this site did not sign is not shown"
    assert not is_made()
    Department.objects.update(region="广东省")
    assert [is_made(), is_made()] == [True, False]
    (fresh,) = set(store.keys()) - {name}
    store.set(fresh, kept)
    assert is_made(), "a page of another key is not shown"
    assert 0 < store.ttl(fresh) <= env.PAGE_SECONDS

    server.freeze()
    assert [is_made(), is_made()] == [True, True]
    server.stop()
    monkeypatch.setattr(redis_pages, "_paused_until", {})
    assert [is_made(), is_made()] == [True, True]
    server.start()
    assert is_made(), "a server that failed is not asked for a while"
    monkeypatch.setattr(redis_pages, "_paused_until", {})
    assert [is_made(), is_made()] == [True, False]
