"""What tests of a disclosure's life have in common: an editor, and the answers of all public pages."""

import re

from django.contrib.auth.models import User
from django.test import Client

from budget.accounts.roles import EDITOR
from budget.actions.lifecycle import moves, reversals, withdrawals
from budget.models import Department, Disclosure, DisclosureEvent, Project, Unit
from tests.support.passing import lasting
from tests.support.people import person

LISTS = (
    *("/", "/departments/", "/units/", "/projects/", "/indicators/", "/categories/", "/disclosures/"),
    *("/findings/", "/checks/", "/checks/not-evaluated/", "/compare/", "/search/?q=教育"),
    *("/departments/?level=notice", "/projects/?category=quantity", "/findings/?level=warning"),
    *("/projects/?_export=csv", "/disclosures/?_export=json"),
    *("/api/v1/years", "/api/v1/departments", "/api/v1/units", "/api/v1/projects", "/api/v1/indicators"),
    *("/api/v1/disclosures", "/api/v1/findings"),
)


def editor() -> User:
    """The one editor of a test."""
    return User.objects.filter(username="editor").first() or person(EDITOR)


def withdraw(disclosure: Disclosure, reason: str = "部门撤回") -> DisclosureEvent:
    return withdrawals.withdraw(disclosure, reason=reason, by=editor())


def undo(event: DisclosureEvent, reason: str = "弄错了") -> DisclosureEvent:
    return reversals.undo(event, reason=reason, by=editor())


def move(disclosure: Disclosure, year: int | None = None, **where: str) -> DisclosureEvent:
    """Move it to another year, or to another `department` or `region`; what is not said stays."""
    department = disclosure.department
    place = {"department": department.name, "region": department.region} | where
    year = disclosure.fiscal_year if year is None else year
    to = moves.Destination(fiscal_year=year, **place)
    return moves.move(disclosure, to, reason="年度有误", by=editor())


def lists(client: Client) -> dict[str, str]:
    """The answers of every list, sum and export."""
    return {path: _answer(client, path) for path in LISTS}


def pages(client: Client) -> dict[str, str]:
    """The same, and the pages of each department, unit, project and disclosure."""
    return lists(client) | own_pages(client)


def own_pages(client: Client) -> dict[str, str]:
    """The pages of each department, unit, project and disclosure."""
    found = {}
    for model in (Department, Unit, Project, Disclosure):
        for row in model.objects.order_by("pk"):
            found[row.get_absolute_url()] = _answer(client, row.get_absolute_url())
    for row in Disclosure.objects.order_by("pk"):
        path = f"{row.get_absolute_url()}reconciliation/"
        found[path] = _answer(client, path)
    return found


# The keys of indicators change with every revision.
_INDICATOR_KEYS = re.compile(r'indicator-\d+|"id": \d+, "position"')


def _answer(client: Client, path: str) -> str:
    response = client.get(path)
    return _INDICATOR_KEYS.sub("", lasting(f"{response.status_code} {response.getvalue().decode()}"))
