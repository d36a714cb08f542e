"""Measures a search in comparison with a scan of all texts: `python3 dev.py bench search [--rows N]`.

Fills the index with N entries (default 1,000,000) made of the sample's texts, with every twelfth
character changed in each copy, on SQLite, or with TEST_DATABASE=postgresql on PostgreSQL. For words from
frequent to absent it measures the counts by kind and year and the first hits of each kind, and the same
counts by a scan (LIKE) of all entries. Ends with 1 where index and scan disagree.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import TypeVar

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # after django.setup()
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402
from rich.table import Table  # noqa: E402

from budget.disclosure.read import Given, read  # noqa: E402
from budget.models import SearchText  # noqa: E402
from budget.models.search import SearchKind  # noqa: E402
from budget.pages.search.queries import counts_of, entries_in, windows  # noqa: E402
from budget.search.words import Query, mark_of, tokens_of  # noqa: E402
from budget.store import disclosures as importing  # noqa: E402
from tests import settings as test_settings  # noqa: E402
from tests.benchmarks.checks import GIVEN, SAMPLE, varied  # noqa: E402
from tests.factories import disclosure as table_of, unit as unit_of  # noqa: E402

BATCH = 5_000
YEARS = (2022, 2023, 2024)
# From a character in every fourth text, through words of some, to what only one place has, and none.
WORDS = ("度", "满意", "服务对象满意度", "满意 95%", "物业管理", "委员之家", "2024", "鳥")
TIMES = 5

T = TypeVar("T")


def quickest(work: Callable[[], T], times: int = TIMES) -> tuple[float, T]:
    """Return the least seconds of several runs (more is the machine's load), and the result of the last."""
    best = float("inf")
    for _ in range(times):
        start = perf_counter()
        outcome = work()
        best = min(best, perf_counter() - start)
    return best, outcome


def texts(path: Path) -> list[tuple[SearchKind, tuple[str, ...]]]:
    """Return the searchable texts of a table, with their kinds."""
    (found,) = read(path.read_bytes(), path.name, Given(fiscal_year=2024, region=GIVEN.region)).reads
    made: list[tuple[SearchKind, tuple[str, ...]]] = []
    for unit in found.disclosure.units:
        made.append((SearchKind.UNIT, (unit.name,)))
        for project in unit.projects:
            made.append((SearchKind.PROJECT, (project.name,)))
            made.append((SearchKind.OBJECTIVE, (project.objective,)))
            made += [
                (SearchKind.INDICATOR, (one.name, one.period_target, one.annual_target))
                for one in project.indicators
            ]
    return made


def entries(rows: int) -> Iterator[SearchText]:
    """So many entries of three years' disclosures."""
    disclosures = [
        importing.store(table_of(unit_of("甲局"), department="甲局", year=year)).disclosure for year in YEARS
    ]
    sample = texts(SAMPLE)
    for number, (kind, said) in enumerate(islice(cycle(sample), rows)):
        copy = number // len(sample)
        disclosure = disclosures[copy % len(disclosures)]
        year = disclosure.fiscal_year
        tokens = tokens_of(varied(text, copy) if copy % 4 else text for text in said)
        marked = f"{tokens} {mark_of(kind, year)}".lstrip()
        yield SearchText(kind=kind, fiscal_year=year, disclosure=disclosure, tokens=marked)


def fill(rows: int) -> float:
    """Write the entries; return the seconds that it took."""
    start = perf_counter()
    made = entries(rows)
    with transaction.atomic():
        for _ in track(range(-(-rows // BATCH)), description="filling", transient=True):
            SearchText.objects.bulk_create(islice(made, BATCH), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return perf_counter() - start


def page(query: Query) -> dict[tuple[str, int], int]:
    """Return the results of the search page: all counts, and the first hits of each kind."""
    counts = counts_of(query)
    entries_in(query, [place for kind in SearchKind for place in windows(counts, kind, None, slice(0, 5))])
    return counts


def scan(query: Query) -> dict[tuple[str, int], int]:
    """The same counts by reading every entry."""
    found = SearchText.objects.all()
    for word in query.words:
        (alone,) = Query((word,)).runs or (tokens_of([word]).rpartition(" ")[0] or word,)
        found = found.filter(tokens__contains=alone)
    return found.counts()


def main() -> int:
    """Print the table; return 1 where index and scan disagree."""
    parser = argparse.ArgumentParser(prog="dev.py bench search")
    parser.add_argument("--rows", type=int, default=1_000_000, help="entries; default 1,000,000")
    options = parser.parse_args()
    if test_settings.POSTGRES_SERVER is not None:
        test_settings.POSTGRES_SERVER.start()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        seconds = fill(options.rows)
        console, agrees = Console(), True
        table = Table("words", "hits", "counts", "page", "scan", "scan ÷ counts")
        for word in WORDS:
            query = Query.read(word)
            if query is None:
                continue
            counting, counts = quickest(lambda query=query: counts_of(query))
            paging, _ = quickest(lambda query=query: page(query))
            scanning, scanned = quickest(lambda query=query: scan(query), times=1)
            agrees = agrees and counts == scanned
            table.add_row(
                word,
                f"{sum(counts.values()):,}",
                f"{counting * 1000:,.1f} ms",
                f"{paging * 1000:,.1f} ms",
                f"{scanning * 1000:,.1f} ms",
                f"{scanning / counting:,.0f}",
            )
        console.print(table)
        filled = f"{connection.vendor}: {options.rows:,} entries filled in {seconds:.0f} s"
        console.print(f"{filled}; index and scan {'agree' if agrees else 'DISAGREE'}", highlight=False)
        return 0 if agrees else 1
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
