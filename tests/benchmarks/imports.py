"""Measures importing by stage: `python3 dev.py bench imports [--tables N] [--projects N] [--json FILE]`.

Imports generated tables (tests.benchmarks.data.tables) into databases of their own, and compares what that
takes with a bare `bulk_create` of the same projects and indicators in the same run. Then it imports the same
files again, with one process and with two, and reads the memory of an import of half the files and of all.
`--projects` is the size of the one large department that is imported last. With TEST_DATABASE=postgresql it
measures PostgreSQL; the seconds of processor are those of the importing process, and of the server apart.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.apps import apps  # noqa: E402  # after django.setup()
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table as Printed  # noqa: E402

from budget.disclosure import open_data, read as reading  # noqa: E402
from budget.models import Disclosure, Finding, Project  # noqa: E402
from budget.store import (  # noqa: E402
    checks,
    disclosures,
    facts,
    quality,
    revisions,
    rollups,
    search_index,
    sources,
)
from budget.store.batches import BATCH  # noqa: E402
from budget.store.sources import Received  # noqa: E402
from indicators.models import Indicator  # noqa: E402
from tests.benchmarks.data.country import Databases  # noqa: E402
from tests.benchmarks.data.server import server_seconds, waits  # noqa: E402
from tests.benchmarks.data.tables import Table, table, tables, write  # noqa: E402

Figures = dict[str, Any]
# The stages, each with the functions that do its work. What a function calls of another stage counts there.
STAGES: dict[str, list[tuple[Any, str]]] = {
    "reading": [(reading, "read")],
    "audit": [(checks, "audit")],
    "digest and snapshot": [(open_data, "digest_of"), (open_data, "snapshot_of")],
    "file as received": [(sources, "attach")],
    "rows": [(revisions, "rewrite")],
    "sums": [(rollups, "refresh")],
    "facts": [(facts, "refresh")],
    "quality counts": [(quality, "refresh")],
    "search index": [(search_index, "refresh")],
    "findings": [(checks, "store_findings")],
    "department and disclosure": [(disclosures, "_find_or_create")],
    "other": [(disclosures, "store")],
}


class Clock:
    """Seconds of processor by stage, without those of the stages within."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._within: list[float] = []

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            start = process_time()
            self._within.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                took = process_time() - start
                self.seconds[stage] += took - self._within.pop()
                if self._within:
                    self._within[-1] += took

        return call

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time the functions of STAGES meanwhile."""
        before = [(module, name, getattr(module, name)) for one in STAGES.values() for module, name in one]
        for stage, functions in STAGES.items():
            for module, name in functions:
                setattr(module, name, self.timed(stage, getattr(module, name)))
        try:
            yield
        finally:
            for module, name, function in before:
                setattr(module, name, function)


def store(generated: Sequence[Table]) -> None:
    """Read and store tables in this process, a transaction each."""
    for one in generated:
        (read,) = reading.read(one.content, one.file_name, one.given).reads
        disclosures.store(read.disclosure, read.problems, [Received(one.file_name, one.content)])


def statements_of(generated: Sequence[Table]) -> int:
    """Store tables; return how many statements that took, without PostgreSQL's COPY."""
    counted: Counter[str] = Counter()

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        counted["statements"] += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        store(generated)
    return counted["statements"]


def rows_stored() -> int:
    """How many rows belong to disclosures and departments."""
    models = [
        model
        for label in ("budget", "indicators")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed
    ]
    return sum(model._default_manager.count() for model in models)


def bare_seconds() -> tuple[float, float]:
    """The seconds of processor that `bulk_create` takes for the stored projects and indicators, once more: of this
    process, and with those of a server.
    """
    projects = list(Project.objects.order_by("pk"))
    of_project: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.order_by("pk"):
        of_project[indicator.project_id].append(indicator)
        indicator.pk = None
    before = [project.pk for project in projects]
    for project in projects:
        project.pk, project.ordinal = None, project.ordinal + 10_000
    try:
        with transaction.atomic():
            start, of_server = process_time(), server_seconds()
            Project.objects.bulk_create(projects, batch_size=BATCH)
            took, of_server = process_time() - start, server_seconds() - of_server
            indicators = []
            for project, key in zip(projects, before, strict=True):
                for indicator in of_project[key]:
                    indicator.project = project
                    indicators.append(indicator)
            start, before_these = process_time(), server_seconds()
            Indicator.objects.bulk_create(indicators, batch_size=BATCH)
            took += process_time() - start
            of_server += server_seconds() - before_these
            raise _Undo
    except _Undo:
        return took, took + of_server


class _Undo(Exception):
    """Rolls back what was only measured."""


def migrated() -> None:
    """Migrate the database in use, and load what is loaded once a process."""
    call_command("migrate", verbosity=0)
    Department = apps.get_model("budget", "Department")
    Department(name="广州").rename("广州")


def by_stage(databases: Databases, generated: Sequence[Table]) -> Figures:
    """Import tables into a new database, by stage, and compare with a bare `bulk_create`."""
    databases.create("by_stage", migrated)
    rows_before = rows_stored()
    statements = statements_of(generated[:2]) / len(generated[:2])
    clock = Clock()
    start, wall, of_server = process_time(), perf_counter(), server_seconds()
    with clock.running():
        store(generated[2:])
    took, wall = process_time() - start, perf_counter() - wall
    with_server = took + server_seconds() - of_server
    share = (len(generated) - 2) / len(generated)
    bare, bare_with_server = (
        min(one) * share for one in zip(*(bare_seconds() for _ in range(3)), strict=True)
    )
    indicators = Indicator.objects.count()
    return {
        "tables": len(generated) - 2,
        "indicators": round(indicators * share),
        "seconds": took,
        "wall": wall,
        "bare": bare,
        "ratio": took / bare,
        "seconds_with_server": with_server,
        "bare_with_server": bare_with_server,
        "ratio_with_server": with_server / bare_with_server,
        "rows_of_an_indicator": (rows_stored() - rows_before) / indicators,
        "statements_of_a_disclosure": statements,
        "stages": {stage: clock.seconds[stage] for stage in STAGES},
    }


def run(directory: Path, jobs: int) -> Figures:
    """Import the files of a directory, which is one region's, in a process of its own."""
    with os.fdopen(os.memfd_create("figures"), "w+") as answer:
        connection.close()
        of_server = server_seconds()
        child = os.fork()
        if child == 0:
            start = perf_counter()
            with open(os.devnull, "w") as nothing:
                sys.stdout = sys.stderr = nothing
                call_command("import_disclosures", str(directory), region="广东省", jobs=jobs)
            own, readers = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            figures = {
                "jobs": jobs,
                "wall": perf_counter() - start,
                "seconds": own.ru_utime + own.ru_stime + readers.ru_utime + readers.ru_stime,
                "peak_mib": own.ru_maxrss / 1024,
            }
            json.dump(figures, answer)
            answer.flush()
            os._exit(0)
        with waits() as counted:
            _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit("an import failed")
        answer.seek(0)
        found: Figures = json.load(answer)
        found["server_seconds"] = server_seconds() - of_server
        found["waiting"] = counted["locks"] / max(1, counted["active"])
        return found


def commands(databases: Databases, generated: Sequence[Table], scratch: Path) -> Figures:
    """Run the command on all files and on half of them, with one process and with two, and once more."""
    half, whole = scratch / "half", scratch / "whole"
    write(half, iter(generated[: len(generated) // 2]))
    write(whole, iter(generated))
    databases.create("half", migrated)
    found = {"half of the files": run(half, 1)}
    for jobs in (1, 2):
        databases.create(f"jobs_{jobs}", migrated)
        found[f"all files, jobs {jobs}"] = run(whole, jobs)
    found["all files again"] = run(whole, 1)
    return found


def large_department(databases: Databases, projects: int) -> Figures:
    """Import one department of many projects."""
    databases.create("large", migrated)
    one = table(0, 2024, projects=projects)
    start = process_time()
    store([one])
    return {
        "projects": Disclosure.objects.get().project_count,
        "findings": Finding.objects.count(),
        "seconds": process_time() - start,
        "bare": min(bare_seconds()[0] for _ in range(3)),
    }


def show(console: Console, figures: Figures) -> None:
    """Print the figures as tables."""
    stages = figures["by_stage"]
    printed = Printed("stage", "CPU s", "× bare", title=f"{stages['indicators']:,} indicators")
    for stage, seconds in sorted(stages["stages"].items(), key=lambda one: -one[1]):
        printed.add_row(stage, f"{seconds:.2f}", f"{seconds / stages['bare']:.2f}")
    printed.add_row("all", f"{stages['seconds']:.2f}", f"{stages['ratio']:.2f}")
    whole = stages["seconds_with_server"], stages["ratio_with_server"]
    printed.add_row("all, with the server", *(f"{figure:.2f}" for figure in whole))
    console.print(printed)
    console.print(
        f"{stages['rows_of_an_indicator']:.1f} rows an indicator, "
        f"{stages['statements_of_a_disclosure']:.0f} statements a disclosure, "
        f"bare bulk_create {stages['bare']:.2f} s"
    )
    printed = Printed(
        "the command", "wall s", "CPU s", "CPU s of the server", "peak MiB", "waiting for locks"
    )
    for name, one in figures["commands"].items():
        columns = ("wall", "seconds", "server_seconds", "peak_mib")
        printed.add_row(name, *(f"{one[key]:.1f}" for key in columns), f"{one['waiting']:.1%}")
    console.print(printed)
    large = figures["large_department"]
    console.print(
        f"{large['projects']:,} projects and {large['findings']:,} findings of one department: "
        f"{large['seconds']:.1f} CPU s, {large['seconds'] / large['bare']:.1f} × bare"
    )


def main() -> None:
    """Measure, print, write the file."""
    parser = argparse.ArgumentParser(prog="dev.py bench imports")
    parser.add_argument(
        "--tables", type=int, default=20, help="departments, of 90 indicators each; default 20"
    )
    parser.add_argument("--projects", type=int, default=300, help="of the large department; default 300")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    console = Console()
    generated = list(tables(options.tables))
    with tempfile.TemporaryDirectory() as scratch:
        databases = Databases(Path(scratch))
        figures = {
            "database": connection.vendor,
            "by_stage": by_stage(databases, generated),
            "commands": commands(databases, generated, Path(scratch) / "files"),
            "large_department": large_department(databases, options.projects),
        }
        connection.close()
    show(console, figures)
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
