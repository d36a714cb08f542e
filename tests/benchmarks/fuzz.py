"""Reads damaged files by the thousand: `python3 dev.py bench fuzz [--inputs N] [--seed N]`.

Each file, of every format and layout in turn, must give whole records or a refusal with its reason: no
traceback, no process that dies, none that takes too long. Prints the outcomes. Ends with 1 where one is
wrong, and names it (the same seed gives the same files).
"""

import argparse
import multiprocessing
import sys
from collections import Counter, deque
from collections.abc import Iterator
from time import perf_counter

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from rich.console import Console
from rich.progress import track
from rich.table import Table

from budget.disclosure.pool import usable_cores
from tests.support.fuzzing import Damaged, damaged, outcome_of

# The files have some kilobytes, of which reading takes a hundredth of a second.
SECONDS = 20
# Handed to the processes ahead of what they have done: enough to keep them busy.
AHEAD = 200


def outcomes(inputs: int, seed: int, pool: ProcessPool) -> Iterator[tuple[Damaged, str]]:
    """Yield each damaged file with its outcome."""
    begun: deque[tuple[Damaged, ProcessFuture[str]]] = deque()
    for one in damaged(inputs, seed):
        begun.append((one, pool.schedule(outcome_of, args=[one.content, one.given], timeout=SECONDS)))
        if len(begun) > AHEAD:
            yield _outcome(*begun.popleft())
    while begun:
        yield _outcome(*begun.popleft())


def _outcome(one: Damaged, future: ProcessFuture[str]) -> tuple[Damaged, str]:
    error = future.exception()
    if error is None:
        return one, future.result()
    if isinstance(error, TimeoutError):
        return one, f"WRONG: more than {SECONDS} seconds"
    if isinstance(error, ProcessExpired):
        return one, f"WRONG: its process ended with {error.exitcode}"
    return one, f"WRONG: {type(error).__name__}: {error}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10_000, help="so many damaged files")
    parser.add_argument("--seed", type=int, default=1, help="another number for other ones")
    options = parser.parse_args()
    console = Console()
    start = perf_counter()
    wrong: list[str] = []
    kinds: Counter[str] = Counter()
    seen: dict[str, Counter[str]] = {}
    with ProcessPool(usable_cores(), context=multiprocessing.get_context("forkserver")) as pool:
        found = outcomes(options.inputs, options.seed, pool)
        for one, outcome in track(found, "Reading", options.inputs, console=Console(stderr=True)):
            kinds[outcome] += 1
            seen.setdefault(one.of, Counter())["records" if outcome == "records" else "refused"] += 1
            if outcome.startswith("WRONG"):
                wrong.append(f"{one.name}: {outcome}")
    table = Table(
        title=f"{options.inputs} damaged files in {perf_counter() - start:.0f} s", title_justify="left"
    )
    for heading in ("File", "gave records", "was refused"):
        table.add_column(heading, justify="left" if heading == "File" else "right")
    for name, counts in sorted(seen.items()):
        table.add_row(name, str(counts["records"]), str(counts["refused"]))
    console.print(table)
    console.print("Reasons: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    for line in wrong:
        console.print(line, style="red", markup=False)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
