"""Somebody changes a thing in the administration, as a browser does."""

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.support.forms import form_of


def change(client: Client, row: Model, **fields: str) -> None:
    """The row's form sent with other values of some fields; it is accepted."""
    name = row._meta.model_name
    address = reverse(f"admin:{row._meta.app_label}_{name}_change", args=[row.pk])
    answer = client.post(address, form_of(client.get(address), f"{name}_form") | fields)
    assert answer.status_code == 302, answer.context["errors"]
