"""Measures long lists: `python3 dev.py bench lists [--rows N]`.

Writes a year of N projects with three indicators each (default 50,000), and a tenth as many findings of
one check, without an import. For each list it compares the stored counts of its choices with counts of
the rows, and for the findings the last page with the first. Ends with 1 where the counts differ, or
where the last page takes ten times as long as the first.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402  # after django.setup()
from django.test import Client, RequestFactory, override_settings  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from budget.models import Disclosure, Finding, FindingFigures, Project  # noqa: E402
from budget.pages.listing_base import Listing  # noqa: E402
from budget.pages.listings import IndicatorListing, ProjectListing  # noqa: E402
from budget.pages.owner_listings import DisclosureListing, UnitListing  # noqa: E402
from budget.project_types.rules import PROJECT_TYPES  # noqa: E402
from budget.store import rollups  # noqa: E402
from tests import factories, settings as test_settings  # noqa: E402
from tests.benchmarks.search import quickest  # noqa: E402

BATCH = 5_000
ADDED = 1_000  # the positions of what is written past the import begin here
INDICATORS = ("quantity", "quality", "satisfaction")
LISTS: dict[str, type[Listing]] = {
    "projects": ProjectListing,
    "indicators": IndicatorListing,
    "units": UnitListing,
    "departments": DisclosureListing,
}
CHECK = "QNT-03"
MOST_RATIO = 10


def written(rows: Iterable[models.Model]) -> None:
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        type(some[0])._default_manager.bulk_create(some, batch_size=500)


def copied(row: models.Model, **changed: Any) -> Any:
    """A row like another one, to be written as a new one."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{name: value for name, value in values.items() if name != "id"} | changed)


def fill(rows: int) -> None:
    """Ten departments of ten units, and so many projects among them."""
    for department in range(10):
        project = factories.project("甲", indicators=factories.indicators(*INDICATORS))
        units = [factories.unit(f"单位{department}-{unit}", project) for unit in range(10)]
        factories.stored(factories.disclosure(*units, department=f"部门{department}"))
    firsts = list(Project.objects.order_by("pk"))
    types = list(PROJECT_TYPES)
    with transaction.atomic():
        written(
            copied(
                firsts[number % len(firsts)],
                position=number + ADDED,
                ordinal=number + ADDED,
                total=number * 12_345,
                fiscal_appropriation=number * 12_345,
                project_type=types[number % len(types)],
            )
            for number in range(rows)
        )
        samples = list(firsts[0].indicators.all())
        added = Project.objects.filter(position__gte=ADDED).order_by("pk").values_list("pk", flat=True)
        written(copied(one, project_id=pk) for pk in list(added) for one in samples)
        first = Finding.objects.filter(project__isnull=False).order_by("pk")[0]
        named = Project.objects.filter(position__gte=ADDED, disclosure=first.disclosure_id).order_by("pk")
        written(
            copied(
                first, key=f"{CHECK} {pk}", check_id=CHECK, position=ADDED + pk, project_id=pk, money=total
            )
            for pk, total in named.values_list("pk", "total")
        )
        FindingFigures.objects.update_or_create(
            disclosure=first.disclosure,
            check_id=CHECK,
            level=first.level,
            category="",
            defaults={"finding_count": Finding.objects.filter(check_id=CHECK, level=first.level).count()},
        )
        for disclosure in Disclosure.objects.all():
            rollups.refresh(disclosure)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counts(kind: type[Listing], *, stored: bool) -> dict[str, dict[str, int]]:
    listing = kind(RequestFactory().get("/"), 2024)
    listing.uses_facts = stored
    return {
        name: {value: number for value, number in listing.counts(name).items() if number}
        for name in kind.facet_names
        if name not in ("department", "unit", "region", "level")
    }


def main() -> int:
    """Print the table; return 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(prog="dev.py bench lists")
    parser.add_argument("--rows", type=int, default=50_000, help="projects; default 50,000")
    options = parser.parse_args()
    if test_settings.POSTGRES_SERVER is not None:
        test_settings.POSTGRES_SERVER.start()
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        fill(options.rows)
        console, is_well = Console(), True
        table = Table("list", "choices as stored", "choices counted", "counted ÷ stored")
        for name, kind in LISTS.items():
            reading, stored = quickest(lambda kind=kind: counts(kind, stored=True), times=3)
            counting, counted = quickest(lambda kind=kind: counts(kind, stored=False), times=1)
            is_well = is_well and stored == counted
            table.add_row(name, _ms(reading), _ms(counting), f"{counting / reading:,.0f}")
        console.print(table)
        ratio = _last_page_by_first(console)
        console.print(f"{connection.vendor}: {options.rows:,} projects; stored and counted {_same(is_well)}")
        return 0 if is_well and ratio < MOST_RATIO else 1
    finally:
        teardown_databases(databases, verbosity=0)


def _last_page_by_first(console: Console) -> float:
    """The seconds of the last page of one check's findings by those of the first."""
    number = Finding.objects.filter(check_id=CHECK).count()
    client, last = Client(), -(-number // 25)

    def page(which: int) -> Callable[[], None]:
        def fetch() -> None:
            response = client.get(f"/findings/?check={CHECK}&page={which}")
            if response.status_code != 200 or response.context["table"].page.number != which:
                raise SystemExit(f"page {which} returned {response.status_code}")

        return fetch

    # The pages' files are not collected here.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        first_seconds, _ = quickest(page(1), times=3)
        last_seconds, _ = quickest(page(last), times=3)
    ratio = last_seconds / first_seconds
    pages = f"page {last} in {_ms(last_seconds)}, the first in {_ms(first_seconds)}: {ratio:.1f} times"
    console.print(f"{number:,} findings of one check: {pages}")
    return ratio


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def _same(is_well: bool) -> str:
    return "agree" if is_well else "DISAGREE"


if __name__ == "__main__":
    sys.exit(main())
