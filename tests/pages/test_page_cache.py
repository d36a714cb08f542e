"""Pages that are kept: the same for all who are not signed in, and never of data that changed."""

import gzip
import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings

from budget.models import Department, Disclosure, Finding, Project
from budget.store import project_types
from tests import factories
from tests.factories import WAN
from tests.support.auditors import auditor, decide

pytestmark = pytest.mark.django_db
KEPT = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests of pages"},
}
ADDRESSES = (
    *(
        "/",
        "/departments/",
        "/units/",
        "/projects/?type=other",
        "/indicators/",
        "/categories/",
        "/disclosures/",
    ),
    *("/findings/", "/checks/", "/search/?q=培训", "/api/v1/projects", "/api/v1/findings"),
)


@pytest.fixture(autouse=True)
def _kept(client: Client) -> Iterator[None]:
    with override_settings(CACHES=KEPT):
        yield
        caches["pages"].clear()


def is_made(response: Any) -> bool:
    """Whether a page was made, not taken from the store."""
    return response.context is not None


def test_a_page_is_made_once_and_a_browser_that_has_it_gets_no_more() -> None:
    factories.some_year()
    first, second = Client().get("/projects/"), Client().get("/projects/")
    assert is_made(first) and not is_made(second)
    assert first.content == second.content
    own = {"X-Request-ID": first["X-Request-ID"]}
    assert dict(first.headers) == {**second.headers, **own}
    assert first["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Language", "Accept-Encoding"} <= set(first["Vary"].split(", "))
    answer = Client().get("/projects/", headers={"If-None-Match": first["ETag"]})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", first["ETag"])
    Department.objects.update(region="广东省")
    again = Client().get("/projects/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and is_made(again) and again["ETag"] != first["ETag"]


def test_what_a_page_depends_on_is_in_its_key() -> None:
    factories.some_year()
    tags = {
        Client().get("/projects/")["ETag"],
        Client().get("/projects/?sort=name")["ETag"],
        Client(headers={"Accept-Language": "en"}).get("/projects/")["ETag"],
        Client(headers={"Accept-Encoding": "gzip"}).get("/projects/")["ETag"],
        Client(headers={"Host": "127.0.0.1"}).get("/projects/")["ETag"],
        Client().get("/projects/", secure=True)["ETag"],
    }
    in_yuan = Client()
    in_yuan.cookies["money_unit"] = "yuan"
    assert len({*tags, in_yuan.get("/projects/")["ETag"]}) == 7


def test_who_is_signed_in_neither_gets_a_kept_page_nor_leaves_one(client: Client) -> None:
    factories.some_year()
    client.force_login(auditor())
    Client().get("/findings/")
    response = client.get("/findings/")
    assert is_made(response) and "ETag" not in response.headers
    client.logout()
    anonymous = Client().get("/findings/")
    assert not is_made(anonymous) and "auditor" not in anonymous.content.decode()


@pytest.mark.parametrize("address", ["/login/", "/projects/?year=1999", "/departments/999999/", "/healthz"])
def test_pages_with_tokens_errors_and_states_are_not_kept(address: str) -> None:
    factories.some_year()
    for _ in range(2):
        response = Client().get(address)
        assert "ETag" not in response.headers
    assert not response.headers.get("Content-Encoding")


def test_choices_need_no_token_and_are_refused_from_other_sites(client: Client) -> None:
    checking = Client(enforce_csrf_checks=True)
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    for address, data in (("/money-unit/", {"unit": "yuan"}), ("/i18n/setlang/", {"language": "en"})):
        assert checking.post(address, data, headers=own).status_code == 302
        assert checking.post(address, data).status_code == 302
        for other in (
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            assert checking.post(address, data, headers=other).status_code == 403


def test_pages_and_the_api_are_compressed_and_files_are_not() -> None:
    disclosure = factories.large_disclosure(60)
    reader = Client(headers={"Accept-Encoding": "gzip"})
    page = disclosure.department.get_absolute_url()
    plain, packed = Client().get(page), reader.get(page)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4
    assert reader.get(page).content == packed.content
    assert reader.get("/api/v1/projects")["Content-Encoding"] == "gzip"
    for file_format in ("csv", "json"):
        file = reader.get(f"/projects/?_export={file_format}")
        assert "Content-Encoding" not in file.headers and file["ETag"]


def test_kept_pages_are_those_that_would_be_made_after_any_acts() -> None:
    chance = random.Random(3)
    disclosure = factories.some_year()
    finding = Finding.objects.filter(is_active=True).order_by("pk")[0]
    acts = [
        lambda: factories.stored(
            factories.disclosure(
                factories.unit("甲", factories.project("甲", chance.randint(1, 9) * WAN)), department="甲局"
            )
        ),
        lambda: project_types.set_by_hand(Project.objects.filter(disclosure=disclosure), "transfer", None),
        lambda: Department.objects.update(region=chance.choice(["广东省", "广东省广州市"])),
        lambda: [decide(one, "confirmed") for one in Finding.objects.filter(pk=finding.pk, is_active=True)],
        lambda: Disclosure.objects.exclude(pk=disclosure.pk).delete(),
    ]
    for _ in range(12):
        chance.choice(acts)()
        for address in chance.sample(ADDRESSES, 5):
            Client().get(address)
            kept = Client().get(address)
            with override_settings(
                CACHES={**KEPT, "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
            ):
                made = Client().get(address)
            assert not is_made(kept) and kept.content == made.content, address


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_page_made_while_a_change_is_under_way_is_gone_when_it_is_there() -> None:
    """A reader asks between a write and its commit; the page that it left is not given afterwards."""
    factories.stored(
        factories.disclosure(factories.unit("甲", factories.project("甲项目", WAN)), department="甲局")
    )
    seen: list[str] = []

    def read() -> None:
        try:
            seen.append(Client().get("/projects/").content.decode())
        finally:
            connection.close()

    with transaction.atomic():
        Project.objects.update(name="乙项目")
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(120)
        assert not thread.is_alive() and "甲项目" in seen[0]
    after = Client().get("/projects/").content.decode()
    assert "乙项目" in after and "甲项目" not in after


def test_where_everybody_signs_in_nothing_is_kept() -> None:
    factories.some_year()
    with override_settings(REQUIRE_LOGIN=True):
        assert Client().get("/projects/").status_code == 302
        assert "ETag" not in Client().get("/projects/").headers
