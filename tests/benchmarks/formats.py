"""Measures reading in each format: `python3 dev.py bench formats [--projects N]`.

The same wide table, ten indicators a project, is written in every format and read, each in a process of
its own. Prints indicators a second, the ratio to text, and the peak of memory.
"""

import argparse
import multiprocessing
import resource
from collections.abc import Callable
from time import process_time
from typing import NamedTuple

from pebble import ProcessPool
from rich.console import Console
from rich.table import Table

from budget.disclosure.read import Given, read
from tests.disclosure import layouts
from tests.disclosure.layouts import Texts
from tests.disclosure.readers.writing import WRITERS

INDICATORS = 10
INDICATOR = "{0}、1-产出指标；11-数量指标；组织专题调研次数；实施周期指标值:≥{0}0次；年度指标值:≥{0}0次。"
OBJECTIVE = "保障委员调研视察活动顺利开展，提高协商议政质量，全年完成调研任务，委员满意度高于95%。" * 3


class Cost(NamedTuple):
    """The measurements of reading one file: CPU seconds, the number of indicators read, and the peak of
    memory in MiB.
    """

    seconds: float
    indicators: int
    memory: float


def cost_of(content: bytes, format_: str) -> Cost:
    start = process_time()
    reading = read(content, format_, Given())
    seconds = process_time() - start
    indicators = sum(len(project.indicators) for project in reading.reads[0].disclosure.projects)
    return Cost(seconds, indicators, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench formats", description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=500, help="so many projects")
    projects = parser.parse_args().projects
    cell = "".join(map(INDICATOR.format, range(1, INDICATORS + 1)))
    rows = layouts.wide([Texts(f"专题调研{number}", OBJECTIVE, cell, "") for number in range(projects)])
    table = Table(title=f"{projects} projects, {projects * INDICATORS} indicators", title_justify="left")
    for heading in (
        "Format",
        "File, MiB",
        "Seconds",
        "Indicators a second",
        "of text's",
        "Memory, MiB",
        "of text's",
    ):
        table.add_column(heading, justify="left" if heading == "Format" else "right")
    text: Cost | None = None
    for format_, write in WRITERS.items():
        content = write(rows)
        cost = apart(cost_of, content, format_)
        text = text or cost
        table.add_row(
            format_,
            f"{len(content) / 2**20:.2f}",
            f"{cost.seconds:.2f}",
            f"{cost.indicators / cost.seconds:,.0f}",
            f"{text.seconds / cost.seconds:.0%}",
            f"{cost.memory:.0f}",
            f"{cost.memory / text.memory:.1f} ×",
        )
        if cost.indicators != projects * INDICATORS:
            raise SystemExit(f"{format_} gave {cost.indicators} indicators")
    Console().print(table)


def apart(work: Callable[[bytes, str], Cost], content: bytes, format_: str) -> Cost:
    """Do the work in a new process, which has no memory but its own."""
    with ProcessPool(1, context=multiprocessing.get_context("spawn")) as pool:
        return pool.schedule(work, args=[content, format_]).result()


if __name__ == "__main__":
    main()
