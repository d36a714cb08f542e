"""What is remembered of a version of the data is never given for another one."""

import pytest
from django.db import transaction
from django.test import Client

from budget.models import Department, Disclosure, Finding
from budget.pages.remembered import remembered
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_result_is_computed_once_for_a_version_and_anew_for_the_next() -> None:
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        return Department.objects.count()

    assert [remembered("departments", compute) for _ in range(2)] == [0, 0]
    Department.objects.create(name="市水务局")
    assert remembered("departments", compute) == 1
    with transaction.atomic():
        Department.objects.create(name="市教育局")
        assert remembered("departments", compute) == 2
        transaction.set_rollback(True)
    assert remembered("departments", compute) == 1
    assert len(calls) == 3


def test_lists_of_findings_checks_and_search_show_a_change_at_once(client: Client) -> None:
    factories.some_year()
    addresses = ("/findings/", "/findings/?sort=money", "/checks/", "/search/?q=培训", "/projects/?q=培训")
    before = {address: client.get(address).content for address in addresses}
    assert {address: client.get(address).content for address in addresses} != {}
    Disclosure.objects.get(department__name="市教育局").delete()
    for address in addresses:
        assert client.get(address).content != before[address], address
    assert client.get("/findings/").context["number"] == Finding.objects.filter(is_active=True).count()
