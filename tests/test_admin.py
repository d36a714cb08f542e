"""The admin: what was imported is looked at, a disclosure made by hand is entered, and its findings of fact follow."""

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budget.models import Department, Disclosure, Project, Unit, UnitStatement
from budget.rows import records_of
from indicators.models import Indicator

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "2024" / "guangzhou-cppcc.txt"


def inline(prefix: str, *rows: dict[str, object], initial: int = 0) -> dict[str, object]:
    """The fields of an inline's formset as a browser sends them."""
    data: dict[str, object] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def post(client: Client, address: str, data: dict[str, object]) -> None:
    answer = client.post(address, data)
    if answer.status_code != 302:
        pytest.fail(
            str([form.errors for form in [answer.context["adminform"].form]] + answer.context["errors"])
        )


def enter_disclosure(client: Client, total: str = "3.5") -> Disclosure:
    department = Department.objects.create(name="某市教育局", region="某市")
    unit = Unit.objects.create(department=department, name="第一中学")
    post(
        client,
        reverse("admin:budget_disclosure_add"),
        {"department": department.pk, "fiscal_year": 2024, "title": "", "total": total}
        | inline("statements", {"unit": unit.pk, "total": "1,000.50"})
        | inline("problems")
        | inline("revisions"),
    )
    return Disclosure.objects.get()


def enter_project(client: Client, disclosure: Disclosure, name: str = "校舍维修") -> Project:
    post(
        client,
        reverse("admin:budget_project_add"),
        {"statement": disclosure.statements.get().pk, "name": name, "total": "3.5", "objective": "修好校舍"}
        | inline(
            "indicators",
            {
                "position": 1,
                "level1": "产出指标",
                "level2": "数量指标",
                "name": "栋数",
                "annual_target": "≥3栋",
            },
        ),
    )
    return Project.objects.order_by("-pk")[0]


def test_a_disclosure_entered_by_hand_is_read_and_counted_like_an_imported_one(admin_client: Client) -> None:
    disclosure = enter_disclosure(admin_client)
    project = enter_project(admin_client, disclosure)
    disclosure.refresh_from_db()
    assert (disclosure.total, disclosure.statements.get().total) == (3_500_000, 1_000_500_000)
    assert (disclosure.unit_count, disclosure.project_count, disclosure.indicator_count) == (1, 1, 1)
    assert (project.unit.name, project.fiscal_year, project.total) == ("第一中学", 2024, 3_500_000)
    indicator = Indicator.objects.get()
    assert (indicator.category, indicator.annual_number, indicator.annual_unit) == ("quantity", 3, "栋")
    current = disclosure.revisions.get(is_current=True)
    assert (current.number, current.created_by.username) == (2, "admin")
    assert records_of(disclosure).projects[0].objective == "修好校舍"


def test_a_namesake_entered_by_hand_is_a_second_project(admin_client: Client) -> None:
    disclosure = enter_disclosure(admin_client)
    first, second = enter_project(admin_client, disclosure), enter_project(admin_client, disclosure)
    assert (first.ordinal, second.ordinal, first.position, second.position) == (1, 2, 1, 2)


def test_a_word_where_an_amount_stands_is_refused_with_words(admin_client: Client) -> None:
    department = Department.objects.create(name="某市教育局")
    answer = admin_client.post(
        reverse("admin:budget_disclosure_add"),
        {"department": department.pk, "fiscal_year": 2024, "total": "三元"}
        | inline("statements")
        | inline("problems")
        | inline("revisions"),
    )
    assert answer.status_code == 200 and "三元" in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_deleting_an_entered_project_makes_a_revision_without_it(admin_client: Client) -> None:
    disclosure = enter_disclosure(admin_client)
    project = enter_project(admin_client, disclosure)
    admin_client.post(reverse("admin:budget_project_delete", args=[project.pk]), {"post": "yes"})
    disclosure.refresh_from_db()
    assert (disclosure.project_count, disclosure.revisions.get(is_current=True).number) == (0, 3)


def test_what_was_imported_is_read_only_and_shows_its_money_in_wan_yuan(admin_client: Client) -> None:
    call_command("import_disclosures", str(SAMPLE), verbosity=0)
    project = Project.objects.get(name="购置经费")
    for row, name in (
        (project, "project"),
        (project.disclosure, "disclosure"),
        (UnitStatement.objects.first(), "unitstatement"),
    ):
        address = reverse(f"admin:budget_{name}_change", args=[row.pk])
        page = admin_client.get(address).content.decode()
        assert 'name="_save"' not in page
        assert admin_client.post(address, {"name": "别名"}).status_code == 403
    assert (
        "70.00"
        in admin_client.get(reverse("admin:budget_project_change", args=[project.pk])).content.decode()
    )
    project.refresh_from_db()
    assert project.name == "购置经费"


def test_every_model_is_registered_and_its_list_opens_and_searches(
    admin_client: Client,
) -> None:
    call_command("import_disclosures", str(SAMPLE), verbosity=0)
    models = [model for app in ("budget", "indicators") for model in apps.get_app_config(app).get_models()]
    assert set(models) <= set(admin.site._registry)
    for model in models:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert admin_client.get(address).status_code == 200
        assert admin_client.get(address, {"q": "政协"}).status_code == 200
