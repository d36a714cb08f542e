"""Forms of the entry as an editor opens and saves them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from budget.models import Disclosure, Project, UnitStatement
from tests import factories
from tests.support.forms import form_of, with_row

WAN = factories.WAN


def change_page(row: Disclosure | UnitStatement | Project) -> str:
    return reverse(f"admin:budget_{row._meta.model_name}_change", args=[row.pk])


def opened(client: Client, row: Disclosure | UnitStatement | Project) -> dict[str, Any]:
    """Return the form of a row as it is opened."""
    return form_of(client.get(change_page(row)), f"{row._meta.model_name}_form")


def saved(client: Client, row: Disclosure | UnitStatement | Project, data: dict[str, Any]) -> HttpResponse:
    """Save a form that is accepted; return the page that follows."""
    answer = client.post(change_page(row), data, follow=True)
    assert answer.redirect_chain, errors_of(answer)
    return answer


def refused(client: Client, row: Disclosure | UnitStatement | Project, data: dict[str, Any]) -> HttpResponse:
    answer = client.post(change_page(row), data)
    assert answer.status_code == 200, "it was accepted"
    return answer


def errors_of(answer: HttpResponse) -> list[Any]:
    return list(answer.context["errors"])


def words_of(answer: HttpResponse) -> list[str]:
    """Return the messages above a page."""
    return [str(message) for message in answer.context["messages"]]


def enter_project(
    client: Client, statement: UnitStatement, name: str, total: str, **fields: Any
) -> HttpResponse:
    """Enter a project with an indicator by the link on its unit's page; return the answer."""
    add = f"{reverse('admin:budget_project_add')}?statement={statement.pk}"
    data = form_of(client.get(add), "project_form")
    assert data["statement"] == str(statement.pk)
    data |= {"name": name, "total": total, "objective": f"{name}的目标"} | fields
    row = {"chosen_category": "quantity", "name": "栋数", "annual_target": "≥3栋", "period_target": "≥3栋"}
    return client.post(add, with_row(data, "indicators", **row))


def project_of(disclosure: Disclosure, name: str) -> Project:
    return disclosure.projects.get(name=name)


def revision_of(disclosure: Disclosure) -> int:
    return disclosure.revisions.get(is_current=True).number


def delete(client: Client, project: Project) -> HttpResponse:
    address = reverse("admin:budget_project_delete", args=[project.pk])
    page = client.get(address)
    state = page.context["state"]
    return client.post(address, {"post": "yes", "state": state})
