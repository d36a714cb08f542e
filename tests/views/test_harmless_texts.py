"""Disclosed text that looks like code is shown, exported and printed as the text that it is."""

import csv
import io
import json
import zipfile
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.test import Client

from budget.models import Department, Disclosure, Project, Unit
from budget.store.sources import Received
from tests.factories import disclosure, indicator, project, stored, unit
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db

# Markup, a script, a template's tags, a formula, a terminal's code, a mark that turns the direction of text.
CODE = (
    "=1+1<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}{% now 'Y' %}\x1b[31m\u202e$"
    + "{1+1}[b]"
)


@pytest.fixture
def nasty() -> Disclosure:
    """A disclosure whose every text is CODE with a word before or behind it."""
    texts = {"name": CODE, "period_target": CODE, "annual_target": CODE}
    row = project(CODE, row=6, objective=CODE, indicators=(indicator(**texts),))
    record = disclosure(unit(CODE, row, row=5), department=CODE, region=CODE, title=CODE)
    return stored(record, files=[Received(f"{CODE}.txt", b"1")])


def test_pages_show_it_as_text(collected_static: object, nasty: Disclosure) -> None:
    client = signed_in("administrator")
    rows = [model.objects.get() for model in (Department, Unit, Project)]
    addresses = [
        *(row.get_absolute_url() for row in (*rows, nasty)),
        *("/", "/departments/", "/units/", "/projects/", "/indicators/", "/disclosures/", "/findings/"),
        *("/search/?q=alert", f"/compare/?find={CODE[4:12]}", "/coverage/"),
        *(f"/admin/budget/{name}/" for name in ("department", "unit", "project", "disclosure", "source")),
        f"/admin/budget/project/{rows[2].pk}/change/",
    ]
    for address in addresses:
        text = client.get(address).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, address
    shown = client.get(rows[2].get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown and "{{7*7}}{% now" in shown


def test_files_hold_it_as_text(nasty: Disclosure, client: Client) -> None:
    lines = csv.reader(io.StringIO(client.get("/projects/?_export=csv").getvalue().decode("utf-8-sig")))
    assert any(f"'{CODE}" in line for line in lines)
    rows = json.loads(client.get("/projects/?_export=json").getvalue())
    assert json.dumps(CODE, ensure_ascii=False) in json.dumps(rows, ensure_ascii=False)
    with zipfile.ZipFile(io.BytesIO(client.get("/projects/?_export=xlsx").getvalue())) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "sheet" in name)
    headers = client.get(f"/files/{nasty.revisions.get().sources.get().pk}/").headers
    assert not any("\x1b" in value or "\n" in value for value in headers.values())


def test_commands_print_it_as_text(nasty: Disclosure, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_disclosures")
    with suppress(SystemExit):  # the file is no table
        call_command("verify")
    printed = capsys.readouterr()
    assert "\x1b[31m" not in printed.out and "\u202e" not in printed.out
