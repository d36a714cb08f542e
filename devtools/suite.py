"""The whole test run, and the benchmarks."""

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools import browser, checks, environment, node
from devtools.console import ROOT, Stop, become, run, say

BENCHMARKS = ROOT / "tests" / "benchmarks"

# The processes of the suite, by share (tests/support/shares.py assigns the tests to them): database, words.
# Three on two cores: a process that waits for the browser leaves its core to the others.
SHARES = {
    "sqlite": ("sqlite", "Tests with SQLite"),
    "postgresql": ("postgresql", "Tests with PostgreSQL"),
    "once": ("postgresql", "Tests run once"),
}

# These deal the tests out in another way, or want the terminal for one process.
NOT_HERE = ("-n", "-s", "--numprocesses", "--dist", "--tx", "--pdb", "--trace", "--capture")


def test(arguments: list[str]) -> None:
    """Check everything, then run the suite with these pytest arguments; raise Stop where something fails."""
    for argument in arguments:
        if argument.partition("=")[0].rstrip("0123456789") in NOT_HERE:
            raise Stop(
                f"{argument} is for one process: call .venv/bin/pytest with it "
                "(with TEST_DATABASE=postgresql in the environment for the other database)",
                code=2,
            )
    python = environment.ensure(environment.DEVELOP)
    node.install(ROOT, develop=True, what="Charts and styles for the pages, and what tests need of npm")
    browser.ensure()
    started = time.monotonic()
    parallel = checks.Checks(python)
    parallel.start()
    times: dict[str, float] = {}
    failed: Stop | None = None
    with tempfile.TemporaryDirectory(prefix="budget-claims-") as claims:
        try:
            run("Tests", _pytest(python, claims, arguments), env=TEST_ENVIRONMENT)
        except Stop as stop:
            failed = stop
        tests = time.monotonic() - started
        for share, (_, words) in SHARES.items():
            times |= _seconds(Path(claims) / f"{share}.json", words)
    parallel.join()
    times |= {check.what: check.seconds for check in parallel.checks}
    say_times({"Tests": tests, **times, "In all": time.monotonic() - started})
    faults = [f"{check.what} failed. {check.remedy}".rstrip() for check in parallel.checks if check.code]
    if failed is not None:
        faults.append(str(failed))
    if faults:
        raise Stop("\n".join(faults), failed.code if failed is not None else 1)
    say("✓ all is well")


# Modules that one process has compiled, with the assertions that pytest rewrites, are used by the next one.
TEST_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": ""}


def _pytest(python: Path, claims: str, arguments: Sequence[str]) -> list[str | Path]:
    """Return the command that runs the suite in one process a share."""
    processes = [
        f"--tx=popen//env:TEST_CLAIMS={claims}//env:TEST_SHARE={share}//env:TEST_DATABASE={database}"
        for share, (database, _) in SHARES.items()
    ]
    return [python, "-m", "pytest", "--dist=each", *processes, *arguments]


def _seconds(file: Path, words: str) -> dict[str, float]:
    """Return the seconds that the process of a share took for each kind of tests, named for print."""
    try:
        seconds = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # the process ended before its time
    return {f"{words}: {kind}": taken for kind, taken in seconds.items() if taken}


def say_times(times: Mapping[str, float]) -> None:
    """Print how long each part of the run took."""
    say("── Seconds by the clock (checks and tests run at the same time)")
    width = max(map(len, times))
    for what, seconds in times.items():
        say(f"   {what:{width}}{seconds:8.1f}")


def bench(arguments: list[str]) -> None:
    """Run the named benchmark in the tests' environment (does not return), or name those there are."""
    names = sorted(path.stem for path in BENCHMARKS.glob("[!_]*.py"))
    if not arguments:
        say("\n".join(names) or "there is no benchmark yet")
        return
    name, rest = arguments[0], arguments[1:]
    if name not in names:
        raise Stop(f"no benchmark is called {name}; there are: {', '.join(names) or 'none'}", code=2)
    python = environment.ensure(environment.DEVELOP)
    become([python, "-m", f"tests.benchmarks.{name}", *rest], env={"PYTHONPATH": str(ROOT)})
