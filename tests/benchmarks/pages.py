"""Measures every page, export and address of the API in a small and a large database:
`python3 dev.py bench pages [--small N] [--large N] [--rounds N] [--only PATTERN] [--keep DIRECTORY] [--json FILE]`.

Imports generated tables (tests.benchmarks.data.tables) of about N indicators, and multiplies their rows to
the large number: 2,000 and 20,000 unless said otherwise. Each address is fetched in both databases in turn,
`--rounds` times; the ratio of the medians shows what a page costs with the size of the database. With
TEST_DATABASE=postgresql it measures PostgreSQL. `--keep` is a directory for the databases, which later runs use
again.
Ends with 1 where a page asks the database more than it may (10 queries, 15 a list with facets).
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402  # after django.setup()
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402
from rich.table import Table  # noqa: E402

from budget.pages.costly import APART  # noqa: E402
from indicators.models import Indicator  # noqa: E402
from tests.benchmarks.data.addresses import addresses  # noqa: E402
from tests.benchmarks.data.country import Databases, imported, multiply  # noqa: E402
from tests.benchmarks.data.tables import tables  # noqa: E402

# Indicators of a generated department, with the second year of every tenth one.
INDICATORS_OF_A_TABLE = 95
YEARS = (2024, 2023)
MOST_QUERIES, MOST_WITH_FACETS = 10, 15
LISTS = ("/departments/", "/units/", "/projects/", "/indicators/", "/disclosures/", "/findings/")


@dataclass
class Measured:
    """One address: its seconds in the small and in the large database, and its queries in the large one.

    The `…_cpu` are seconds of this process's processors, which other work of the machine does not lengthen:
    on SQLite the whole work, on PostgreSQL that without the server's.
    """

    address: str
    small: list[float] = field(default_factory=list)
    large: list[float] = field(default_factory=list)
    small_cpu: list[float] = field(default_factory=list)
    large_cpu: list[float] = field(default_factory=list)
    queries: int = 0
    bytes: int = 0

    @property
    def ratio(self) -> float:
        return median(self.large) / median(self.small)

    @property
    def cpu_ratio(self) -> float:
        return median(self.large_cpu) / median(self.small_cpu)

    @property
    def may_ask(self) -> int:
        return MOST_WITH_FACETS if self.address.startswith(LISTS) else MOST_QUERIES

    def figures(self) -> dict[str, object]:
        """What the JSON file holds: milliseconds, medians by the clock and of the processors."""
        return {
            "address": self.address,
            "small_ms": round(median(self.small) * 1000, 2),
            "large_ms": round(median(self.large) * 1000, 2),
            "small_cpu_ms": round(median(self.small_cpu) * 1000, 2),
            "large_cpu_ms": round(median(self.large_cpu) * 1000, 2),
            "ratio": round(self.ratio, 2),
            "cpu_ratio": round(self.cpu_ratio, 2),
            "queries": self.queries,
            "bytes": self.bytes,
        }


def fetch(client: Client, address: str) -> int:
    """Fetch an address to its last byte; return how many bytes there were. Raises SystemExit unless 200."""
    # A large file is made here too, not by a process of its own: that one would ask another database.
    response = client.get(address, **{APART: "1"})
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}")
    if response.streaming:
        return sum(len(piece) for piece in response.streaming_content)
    return len(response.content)


def measure(databases: Databases, small: str, large: str, chosen: str, rounds: int) -> Iterator[Measured]:
    """Yield what each address took. Its first fetch in a database is not counted."""
    databases.use(small)
    wanted = [one for one in addresses(*YEARS) if re.search(chosen, one)]
    client = Client()
    for address in track(wanted, description="fetching", transient=True):
        measured = Measured(address)
        for number in range(-1, rounds):
            for name, seconds, cpu in (
                (small, measured.small, measured.small_cpu),
                (large, measured.large, measured.large_cpu),
            ):
                databases.use(name)
                connection.ensure_connection()
                start, start_cpu = perf_counter(), process_time()
                measured.bytes = fetch(client, address)
                if number >= 0:
                    cpu.append(process_time() - start_cpu)
                    seconds.append(perf_counter() - start)
                elif name == large:
                    with CaptureQueriesContext(connection) as queries:
                        fetch(client, address)
                    measured.queries = len(queries)
        yield measured


def built(databases: Databases, small: int, large: int) -> tuple[str, str]:
    """Make the two databases unless they are there; return their names."""
    departments = max(small // INDICATORS_OF_A_TABLE, 2)
    base = f"bench_{departments}"
    if not databases.exists(base):
        generated = tables(departments, years=YEARS)
        databases.create(base, lambda: imported(track(generated, description="importing", transient=True)))
    databases.use(base)
    copies = max(round(large / Indicator.objects.count()) - 1, 1)
    name = f"{base}_{copies + 1}"
    if not databases.exists(name):
        databases.create(name, lambda: multiply(copies), template=base)
    return base, name


@contextmanager
def plain_files() -> Iterator[None]:
    """Pages link to files as they are: no files are collected here."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, ALLOWED_HOSTS=["testserver"]):
        yield


def main() -> int:
    """Print the table, write the file; return 1 where a page asks too much."""
    parser = argparse.ArgumentParser(prog="dev.py bench pages")
    parser.add_argument("--small", type=int, default=2_000, help="indicators; default 2,000")
    parser.add_argument("--large", type=int, default=20_000, help="indicators; default 20,000")
    parser.add_argument("--rounds", type=int, default=5, help="fetches of each address; default 5")
    parser.add_argument(
        "--only", default="", help="a regular expression that is found in the addresses to fetch"
    )
    parser.add_argument("--keep", type=Path, help="directory of databases to use again")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as scratch, plain_files():
        directory = options.keep or Path(scratch)
        directory.mkdir(parents=True, exist_ok=True)
        databases = Databases(directory)
        small, large = built(databases, options.small, options.large)
        numbers = [_counted(databases, name) for name in (small, large)]
        table = Table(
            "address",
            *(f"{number:,}, ms" for number in numbers),
            "ratio",
            "of the processors",
            "queries",
            "KB",
        )
        found = []
        for one in measure(databases, small, large, options.only, options.rounds):
            found.append(one)
            figures = one.figures()
            table.add_row(
                one.address,
                *(f"{figures[name]:,.1f}" for name in ("small_ms", "large_ms")),
                f"{one.ratio:.1f}",
                f"{figures['small_cpu_ms']:,.0f}, {figures['large_cpu_ms']:,.0f}: {one.cpu_ratio:.1f}",
                f"{one.queries}" if one.queries <= one.may_ask else f"{one.queries} > {one.may_ask}",
                f"{one.bytes / 1000:,.0f}",
            )
        connection.close()
    console.print(table)
    console.print(
        f"{connection.vendor}: {numbers[0]:,} and {numbers[1]:,} indicators, {options.rounds} rounds"
    )
    if options.json:
        report = {
            "database": connection.vendor,
            "indicators": numbers,
            "rounds": options.rounds,
            "addresses": [one.figures() for one in found],
        }
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(one.queries > one.may_ask for one in found))


def _counted(databases: Databases, name: str) -> int:
    databases.use(name)
    return Indicator.objects.count()


if __name__ == "__main__":
    sys.exit(main())
