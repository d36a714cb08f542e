"""Measures checking in comparison with reading: `python3 dev.py bench checks [--projects N]`.

Reads and audits the table of the sample, and a large one made of it, from text in memory; then large ones with
words that were not read before; then stores the large one and checks it again in a database. Times are those of
the processor. Ends with 1 where auditing a table takes longer than parsing it.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from time import process_time
from typing import TypeVar

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402  # after django.setup()
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from budget.audit.findings import Audit  # noqa: E402
from budget.audit.policy import Policy  # noqa: E402
from budget.audit.run import audit  # noqa: E402
from budget.disclosure.read import Given, Read, read  # noqa: E402
from budget.disclosure.records import Amounts, Disclosure, Project, Unit  # noqa: E402
from budget.disclosure.write import write_wide  # noqa: E402
from budget.store import disclosures  # noqa: E402
from budget.store.checks import check  # noqa: E402
from tests.support.paths import SAMPLE  # noqa: E402

GIVEN = Given(fiscal_year=2024, region="广东省广州市")
TIMES = 7

T = TypeVar("T")


def quickest(work: Callable[[], T]) -> tuple[float, T]:
    """Return the least seconds of several runs (more is the machine's load), and the result of the last."""
    best = float("inf")
    for _ in range(TIMES):
        start = process_time()
        outcome = work()
        best = min(best, process_time() - start)
    return best, outcome


def varied(text: str, number: int) -> str:
    """The text with every twelfth character another one in each copy: no passage of it is shared."""
    return "".join(
        chr(0x4E00 + (number * 7 + at) % 5000) if at % 12 == 11 else character
        for at, character in enumerate(text)
    )


def copied(project: Project, number: int) -> Project:
    return replace(project, name=f"{project.name}{number}", objective=varied(project.objective, number))


def enlarged(record: Disclosure, projects: int, first: int = 0) -> Disclosure:
    """A table of about so many projects: copies of the sample's units under names of their own, numbered from
    `first`.
    """
    copies = max(projects // len(record.projects), 1)
    units = tuple(
        Unit(
            name=f"第{number}组{unit.name}",
            row=None,
            amounts=unit.amounts,
            projects=tuple(copied(project, number) for project in unit.projects),
        )
        for number in range(first, first + copies)
        for unit in record.units
    )
    total = record.amounts.total
    return replace(record, units=units, amounts=Amounts(total=total * copies if total else None))


def measured(table: Table, name: str, content: bytes) -> tuple[float, Read]:
    """Parse and audit a table, and add a line. Return the ratio of audit to parsing, and the reading."""
    parsing, outcome = quickest(lambda: read(content, "table.txt", GIVEN))
    (one,) = outcome.reads
    auditing, found = quickest(lambda: audited(one))
    table.add_row(name, *_cells(one, found, parsing, auditing))
    return auditing / parsing, one


def audited(one: Read) -> Audit:
    policy = Policy.for_(one.disclosure.region, one.disclosure.department)
    return audit(one.disclosure, one.problems, policy)


def measure_unread(table: Table, record: Disclosure, projects: int) -> None:
    """Add the line of tables whose objectives are different ones in each run: nothing is remembered of them."""
    parsing = auditing = float("inf")
    for number in range(1, TIMES + 1):
        text = write_wide(enlarged(record, projects, first=number * projects)).encode()
        start = process_time()
        (one,) = read(text, "table.txt", GIVEN).reads
        parsed = process_time()
        found = audited(one)
        parsing, auditing = min(parsing, parsed - start), min(auditing, process_time() - parsed)
    table.add_row("large tables not read before", *_cells(one, found, parsing, auditing))


def _cells(one: Read, found: Audit, parsing: float, auditing: float) -> tuple[str, ...]:
    return (
        f"{len(one.disclosure.projects):,}",
        f"{len(found.findings):,}",
        f"{parsing * 1000:,.1f} ms",
        f"{auditing * 1000:,.1f} ms",
        f"{auditing / parsing:.2f}",
    )


def stored(large: Read) -> str:
    """Import the large table into a database of its own, and check it again."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        start = process_time()
        disclosure = disclosures.store(large.disclosure, large.problems).disclosure
        importing_took = process_time() - start
        start = process_time()
        check(disclosure)
        return f"importing it took {importing_took:.2f} s, checking it again {process_time() - start:.2f} s"
    finally:
        teardown_databases(databases, verbosity=0)


def main() -> int:
    """Print the table; return 1 where auditing takes longer than parsing."""
    parser = argparse.ArgumentParser(prog="dev.py bench checks")
    parser.add_argument("--projects", type=int, default=2100, help="of the large table; default 2100")
    options = parser.parse_args()
    table = Table("table", "projects", "findings", "parsing", "auditing", "auditing ÷ parsing")
    of_sample, sample = measured(table, "the sample", SAMPLE.read_bytes())
    text = write_wide(enlarged(sample.disclosure, options.projects)).encode()
    of_large, large = measured(table, "a large table", text)
    measure_unread(table, sample.disclosure, options.projects)
    console = Console()
    console.print(table)
    console.print(f"in the database: {stored(large)}", highlight=False)
    return 0 if max(of_sample, of_large) <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
