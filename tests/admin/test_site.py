"""The administration: imported rows are read-only; every model is registered."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budget.models import Project, UnitStatement
from tests.support.paths import SAMPLE

pytestmark = pytest.mark.django_db


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


def test_every_model_is_registered() -> None:
    """Their lists are opened and searched in tests/admin/test_lists.py."""
    models = [model for app in ("budget", "indicators") for model in apps.get_app_config(app).get_models()]
    assert set(models) <= set(admin.site._registry)
