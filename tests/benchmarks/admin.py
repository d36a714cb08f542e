"""Measures the admin's lists as their tables grow: `python3 dev.py bench admin [--projects N]`.

Fills the database with N projects (default 20,000) in disclosures of 20, with all rows that an import
writes, on SQLite, or with TEST_DATABASE=postgresql on PostgreSQL. Opens every list without a query, with
a word of all rows and with a word of few, at N/10 projects and at N. Ends with 1 where a list takes more
than three times as long with ten times the rows.
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.contrib import admin  # noqa: E402  # after django.setup()
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import ForeignKey, Model  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.urls import reverse  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402
from rich.table import Table  # noqa: E402

from budget.admin.base import BigList  # noqa: E402
from budget.models import (  # noqa: E402
    CategoryFigures,
    Checked,
    Department,
    Disclosure,
    Finding,
    FindingFigures,
    NotEvaluated,
    Project,
    Revision,
    SearchText,
    Tally,
    TypeFigures,
    Unit,
    UnitStatement,
)
from budget.search.words import mark_of, tokens_of  # noqa: E402
from indicators.models import Indicator  # noqa: E402
from tests import factories, settings as test_settings  # noqa: E402
from tests.benchmarks.search import quickest  # noqa: E402

PROJECTS = 20
MOST = 3.0
# In an order in which each comes after what it belongs to.
COPIED: tuple[type[Model], ...] = (
    *(Department, Unit, Disclosure, Revision, UnitStatement, Project, Indicator, Finding, NotEvaluated),
    *(CategoryFigures, TypeFigures, Tally, FindingFigures, Checked, SearchText),
)
# A word of every row's, one of a single department's, and none at all.
WORDS = {"list": "", "frequent": "项目", "rare": "部门7号"}


def copies() -> Iterator[None]:
    """Yield after each copy of the first disclosure with all its rows."""
    rows = {model: list(model._default_manager.order_by("pk")) for model in COPIED}
    number = 0
    while True:
        number += 1
        keys: dict[type[Model], dict[int, int]] = defaultdict(dict)
        for model in COPIED:
            made = [copy_of(row, number, keys) for row in rows[model]]
            model._default_manager.bulk_create(made, batch_size=500)
            keys[model] = {row.pk: one.pk for row, one in zip(rows[model], made, strict=True)}
        yield


def copy_of(row: Model, number: int, keys: dict[type[Model], dict[int, int]]) -> Model:
    """Return a copy of a row that belongs to the copies of its parents."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, ForeignKey) and value is not None:
            value = keys[field.related_model].get(value, value)
        values[field.attname] = value
    made = type(row)(**values)
    if isinstance(made, Department):
        made.rename(f"部门{number}号")
    elif isinstance(made, SearchText) and made.kind == "department":
        made.tokens = f"{tokens_of([f'部门{number}号'])} {mark_of(made.kind, made.fiscal_year)}"
    return made


def fill(made: Iterator[None], number: int) -> None:
    with transaction.atomic():
        for _ in track(islice(made, number), total=number, description="filling", transient=True):
            pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def lists() -> dict[str, str]:
    """Return the addresses of the lists that may have millions of rows, and of departments and units."""
    listed = {
        model
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, BigList) or model in (Department, Unit)
    }
    return {
        model._meta.label: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in sorted(listed, key=lambda model: model._meta.label)
    }


def measured(client: Client) -> dict[tuple[str, str], float]:
    """Return the seconds that each list takes, by its model and by the query."""
    found = {}
    for label, address in lists().items():
        for what, word in WORDS.items():
            query = {"q": word} if word else {}
            found[label, what], answer = quickest(
                lambda address=address, query=query: client.get(address, query), times=3
            )
            if answer.status_code != 200:
                raise SystemExit(f"{address} answers {answer.status_code}")
    return found


def main() -> int:
    """Print the table; return 1 where a list grows with its table."""
    parser = argparse.ArgumentParser(prog="dev.py bench admin")
    parser.add_argument("--projects", type=int, default=20_000, help="projects; default 20,000")
    options = parser.parse_args()
    if test_settings.POSTGRES_SERVER is not None:
        test_settings.POSTGRES_SERVER.start()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        factories.large_disclosure(PROJECTS)
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.create_superuser("administrator"))
        made = copies()
        whole = max(options.projects // PROJECTS, 10)
        fill(made, whole // 10)
        few = measured(client)
        fill(made, whole - whole // 10)
        many = measured(client)
        table, grown = Table("list", *(f"{what}: ms, ratio" for what in WORDS)), False
        for label in lists():
            cells = []
            for what in WORDS:
                ratio = many[label, what] / few[label, what]
                grown = grown or ratio > MOST
                cells.append(f"{many[label, what] * 1000:,.0f}  ×{ratio:.1f}")
            table.add_row(label, *cells)
        console = Console()
        console.print(table)
        numbers = f"{Project.objects.count():,} projects, {Indicator.objects.count():,} indicators"
        console.print(f"{connection.vendor}: {numbers}, beside a tenth of them", highlight=False)
        return int(grown)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
