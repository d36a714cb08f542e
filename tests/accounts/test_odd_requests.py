"""Odd requests of every address are answered with a page, a 400 or a 404, never with a fault."""

from collections.abc import Iterator
from itertools import islice

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from tests.accounts.test_access import addresses, path_of, table_of_answers
from tests.support.odd_requests import description_of_api, odd_addresses, parameters
from tests.support.people import signed_in
from tests.support.shared_data import shared
from tests.support.whole_site import whole_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Each address is asked for with so many odd parameters; tests/benchmarks/odd_requests.py asks for all of them.
FEW = 1
# These take no parameters.
PASSED_OVER = {"admin:", "admin:jsi18n", "healthz", "readyz"}
ANSWERS = {200, 302, 304, 400, 401, 403, 404, 405, 410, 422}


@pytest.fixture(scope="module")
def site(
    collected_static: object, django_db_setup: object, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with shared(django_db_blocker, whole_site):
        yield


def odd_requests(client: Client, few: int | None) -> Iterator[str]:
    """Yield addresses with odd parameters, `few` of each address, another choice for each; None for all."""
    described = description_of_api(client)
    lines = table_of_answers()
    for number, (name, pattern) in enumerate(addresses(get_resolver())):
        if name in PASSED_OVER or lines[name].method != "get":
            continue
        path = path_of(name, pattern, lines[name].of)
        odd = odd_addresses(name, path, parameters(name, described, path))
        yield from odd if few is None else islice(odd, number * 7 % 40, number * 7 % 40 + few)


def faults(client: Client, requested: Iterator[str]) -> dict[str, str]:
    """Return the addresses that are not answered as they should be, with the answer."""
    found = {}
    client.raise_request_exception = False
    for address in requested:
        answer = client.get(address)
        answer.getvalue()
        if answer.status_code not in ANSWERS:
            error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
            found[address] = f"{answer.status_code} {error!r}"
    return found


def test_every_address_answers_odd_parameters(site: None) -> None:
    client = signed_in("administrator")
    assert faults(client, odd_requests(client, FEW)) == {}


@pytest.mark.parametrize(
    "address",
    [
        "/?region=%00",
        "/admin/budget/project/?fiscal_year=x",
        "/admin/budget/disclosure/add/?department=1%2C2",
        "/admin/budget/unit/add/?department=x",
        "/admin/budget/project/add/?statement=%C3%A9",
        "/admin/budget/finding/?check_id=%00",
        "/admin/budget/disclosure/?fiscal_year=%00",
        "/admin/autocomplete/?app_label=budget&model_name=unitalias&field_name=unit&term=%00",
        "/admin/auth/user/?q=%00",
        *(f"/admin/budget/{name}/1/change/?_to_field=" for name in ("department", "finding", "revision")),
    ],
)
def test_what_once_was_a_fault_is_none(site: None, address: str) -> None:
    client = signed_in("administrator")
    assert client.get(address).status_code in (200, 400, 404)


@pytest.mark.parametrize("path", ["/", "/api/v1/years", "/admin/"])
def test_a_request_that_cannot_be_read_is_answered_400(site: None, path: str) -> None:
    client = signed_in("administrator")
    for kind in ("text/plain; charset=utf-7", "text/plain; charset=x"):
        assert client.generic("POST", path, b"a=+AAA-", kind).status_code == 400
    client.cookies["sessionid"] = "a\x00b"
    assert client.get(path).status_code == 400
