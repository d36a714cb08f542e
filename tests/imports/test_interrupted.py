"""An interrupted import stores whole disclosures, and the next run stores the rest."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.disclosure.tables import PREAMBLE, project, wide
from tests.support.held import PATIENCE, Held, held
from tests.support.migrating import connected

pytestmark = pytest.mark.django_db

FILES = 8
ROWS = 2

# Where an import is held: it stores the tables itself, or gives them to other processes.
STORED_HERE = "budget.imports.storing.Storing._table"
STORED_BY_OTHERS = "budget.imports.storers.Storers.put"
# Control sequences of the terminal: colours, movements of the cursor.
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of small tables, each of its own department."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for number in range(FILES):
        preamble = (PREAMBLE[0], f"部门名称：某市{number}局", PREAMBLE[2])
        rows = (project(f"供水{row}", "3.00") for row in range(ROWS))
        (folder / f"{number:03}.txt").write_bytes(wide(*rows, preamble=preamble))
    return folder


class Started:
    """The import in a process with a terminal."""

    def __init__(self, process: Held, terminal: int) -> None:
        self.process, self.terminal = process.process, terminal
        self.release = process.release
        self.shown = ""

    def look(self, seconds: float) -> str:
        """Read what the terminal has shown so far."""
        if select.select([self.terminal], [], [], seconds)[0]:
            try:
                piece = os.read(self.terminal, 65536)
            except OSError:  # the other end is closed
                piece = b""
            self.shown += _ESCAPES.sub("", piece.decode("utf-8", "replace"))
        return self.shown

    def end(self) -> int:
        """Read all that the terminal shows; return the exit status."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self.look(0.1)
            assert time.monotonic() < until, self.shown
        while self.shown != self.look(0.1):
            pass
        os.close(self.terminal)
        return self.process.returncode


@contextmanager
def started(manage: Any, *arguments: object, held_at: str = STORED_HERE) -> Iterator[Started]:
    """Start an import, and hold it at its fourth table: while it stores it, or before it gives it to others."""
    terminal, inner = pty.openpty()
    with held(
        held_at,
        4,
        "import_disclosures",
        *arguments,
        environment={**manage.environment, "COLUMNS": "120", "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=inner,
    ) as process:
        os.close(inner)
        process.wait_until_held()
        yield Started(process, terminal)


def stored(manage: Any) -> list[dict[str, Any]]:
    out = StringIO()
    with connected(manage.environment["DATABASE_URL"]):
        call_command("dump_disclosures", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(("jobs", "held_at"), [(1, STORED_HERE), (2, STORED_BY_OTHERS)])
def test_an_interrupted_import_leaves_whole_disclosures_and_the_next_one_finishes(
    manage: Callable[..., Any], folder: Path, tmp_path: Path, jobs: int, held_at: str
) -> None:
    report = tmp_path / "report.json"
    with started(manage, folder, "--jobs", jobs, "--report", report, held_at=held_at) as process:
        # Ctrl-C goes to every process before the terminal, those that read and store too.
        os.killpg(process.process.pid, signal.SIGINT)
        process.release()
        assert process.end() == 130
    assert "Traceback" not in process.shown
    whole = stored(manage)
    assert len(whole) == 4 if jobs == 1 else len(whole) <= 4
    assert all(len(one["units"][0]["projects"]) == ROWS for one in whole)
    assert re.search(rf"\d/{FILES}", process.shown)
    last = process.shown.strip().splitlines()[-1]
    assert re.findall(r"\d+", last) == [str(len(whole)), str(FILES), str(FILES - len(whole))]
    outcomes = json.loads(report.read_text("utf-8"))
    assert [one["status"] for one in outcomes] == ["imported"] * len(whole)
    manage("import_disclosures", folder, "--report", report)
    outcomes = json.loads(report.read_text("utf-8"))
    assert [one["status"] for one in outcomes] == [
        *["unchanged"] * len(whole),
        *["imported"] * (FILES - len(whole)),
    ]


def test_a_signal_to_end_interrupts_alike(manage: Callable[..., Any], folder: Path) -> None:
    with started(manage, folder, "--jobs", 1) as process:
        os.kill(process.process.pid, signal.SIGTERM)
        process.release()
        assert process.end() == 130
    assert "Traceback" not in process.shown


def test_without_a_terminal_one_line_shows_the_progress(manage: Callable[..., Any], folder: Path) -> None:
    ended = manage("import_disclosures", *sorted(folder.iterdir())[:3], "--dry-run")
    [line] = ended.stderr.splitlines()
    assert re.findall(r"\d+", line) == ["3", str(3 * ROWS * 2), "0"]
