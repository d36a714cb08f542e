"""Measures the files of a long table: `python3 dev.py bench exports [--rows N]`.

Writes the list of projects of N rows and of a tenth of them in every format, each in a process of its
own. Prints rows a second, the peak of memory above an idle process's, and the ratio of the two peaks.
Ends with 1 where ten times the rows take more than one and a half times the memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.support.paths import ROOT

FORMATS = ("csv", "json", "xlsx")
# Flat memory, with room for what a process never does twice alike.
MOST_RATIO = 1.5


def _prepare(rows: int) -> None:
    """Return a migrated database with the given number of projects of one year, written without an import."""
    from django.core.management import call_command

    from budget.models import Project
    from tests import factories

    call_command("migrate", verbosity=0)
    disclosure = factories.large_disclosure(50)
    first = disclosure.projects.order_by("pk").first()
    for start in range(50, rows, 5_000):
        made = []
        for number in range(start, min(start + 5_000, rows)):
            project = Project(
                unit=first.unit,
                disclosure=disclosure,
                statement=first.statement,
                fiscal_year=2024,
                position=number + 1,
                row=number,
                objective="保障公共设施正常运转，服务对象满意度达到95%以上。" * 4,
                total=number * 1_234_567,
                fiscal_appropriation=number * 1_234_567,
                indicator_count=number % 9,
            )
            project.rename(f"第{number}号公共设施运行维护及更新改造专项经费")
            made.append(project)
        Project.objects.bulk_create(made)


def _measure(format_: str) -> None:
    """Print the measurements of one export as JSON."""
    from django.test import Client

    from budget.pages.costly import APART

    client = Client()
    client.get("/healthz")
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    response = client.get(
        f"/projects/?_export={format_}", **{APART: "1"}
    )  # in this process, which is measured
    size = sum(len(piece) for piece in response.streaming_content)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "bytes": size, "kib": peak - idle}))


def _in_process(data: str, *arguments: str) -> str:
    environment = {**os.environ, "DATA_DIR": data, "DATABASE_URL": "", "ALLOWED_HOSTS": "testserver"}
    environment["DJANGO_SETTINGS_MODULE"] = "budget.settings"
    command = [sys.executable, "-m", "tests.benchmarks.exports", *arguments]
    return subprocess.run(
        command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def main() -> int:
    parser = argparse.ArgumentParser(description="What a file of a long table costs.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=FORMATS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare or options.measure:
        import django

        django.setup()
        if options.prepare:
            _prepare(options.prepare)
        else:
            _measure(options.measure)
        return 0
    few, many = options.rows // 10, options.rows
    costs: dict[tuple[str, int], dict[str, float]] = {}
    for rows in (few, many):
        with tempfile.TemporaryDirectory(prefix="bench-exports-") as data:
            Path(data, "static").mkdir()
            _in_process(data, "--prepare", str(rows))
            for format_ in FORMATS:
                costs[format_, rows] = json.loads(_in_process(data, "--measure", format_))
    flat = True
    for format_ in FORMATS:
        cost, less = costs[format_, many], costs[format_, few]
        ratio = cost["kib"] / max(less["kib"], 1)
        flat = flat and ratio <= MOST_RATIO
        print(
            f"{format_:5} {many:>9,} rows  {many / cost['seconds']:>9,.0f} rows/s  {cost['bytes'] / 2**20:6.1f} MiB  "
            f"peak +{cost['kib'] / 1024:.1f} MiB, of {few:,} rows +{less['kib'] / 1024:.1f} MiB: ×{ratio:.2f}"
        )
    print("memory is flat" if flat else f"memory grows: more than ×{MOST_RATIO}")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
