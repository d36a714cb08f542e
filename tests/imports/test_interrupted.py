"""An interrupted import stores whole disclosures, and the next run stores the rest."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.disclosure.tables import PREAMBLE, project, wide
from tests.support.migrating import connected

pytestmark = pytest.mark.django_db

FILES = 16
ROWS = 2
# Seconds; on a machine however busy.
PATIENCE = 120
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

    def __init__(self, manage: Any, *arguments: object) -> None:
        self.terminal, inner = pty.openpty()
        self.process = subprocess.Popen(
            manage.command("import_disclosures", *arguments),
            env={**manage.environment, "COLUMNS": "120", "TERM": "xterm"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
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

    def wait_for(self, words: str) -> None:
        """Wait until the terminal shows words that match."""
        until = time.monotonic() + PATIENCE
        while not re.search(words, self.look(0.1)):
            assert self.process.poll() is None and time.monotonic() < until, self.shown

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


def stored(manage: Any) -> list[dict[str, Any]]:
    out = StringIO()
    with connected(manage.environment["DATABASE_URL"]):
        call_command("dump_disclosures", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_interrupted_import_leaves_whole_disclosures_and_the_next_one_finishes(
    manage: Callable[..., Any], folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    started = Started(manage, folder, "--jobs", 2, "--report", report)
    started.wait_for(rf"[1-9][0-9]?/{FILES}")
    # Ctrl-C goes to every process before the terminal, the readers too.
    os.killpg(started.process.pid, signal.SIGINT)
    assert started.end() == 130
    assert "Traceback" not in started.shown
    whole = stored(manage)
    assert 0 < len(whole) < FILES
    assert all(len(one["units"][0]["projects"]) == ROWS for one in whole)
    last = started.shown.strip().splitlines()[-1]
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
    started = Started(manage, folder)
    started.wait_for(rf"[1-9][0-9]?/{FILES}")
    os.kill(started.process.pid, signal.SIGTERM)
    assert started.end() == 130
    assert "Traceback" not in started.shown


def test_without_a_terminal_one_line_shows_the_progress(manage: Callable[..., Any], folder: Path) -> None:
    ended = manage("import_disclosures", *sorted(folder.iterdir())[:3], "--dry-run")
    [line] = ended.stderr.splitlines()
    assert re.findall(r"\d+", line) == ["3", str(3 * ROWS * 2), "0"]
