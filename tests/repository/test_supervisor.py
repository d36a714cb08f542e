"""The supervisor restarts a worker that ends, says so, and ends it with the site, however that ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PATIENCE = 120

# As dev.py does: the supervisor is started by this process, which then becomes another program.
# A process in the background of a shell ignores SIGINT, and its children inherit that.
SITE = """
import os, signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
subprocess.Popen([sys.executable, "-m", "devtools.supervisor", str(os.getpid()), *sys.argv[1:]])
os.execvp("sleep", ["sleep", "600"])
"""


class Site:
    """A site that does nothing, and the supervisor of its worker. The output of both goes to one file."""

    def __init__(self, folder: Path, program: str) -> None:
        self.output_file = folder / "output.txt"
        self.starts_file = folder / "starts.txt"
        with self.output_file.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SITE, "sh", "-c", f"echo $$ >> {self.starts_file}; {program}"],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.output_file.read_text(encoding="utf-8")

    def started(self) -> list[int]:
        """Return the ids of the program's processes, in the order in which they were started."""
        return (
            [int(line) for line in self.starts_file.read_text().split()] if self.starts_file.exists() else []
        )

    def wait_for_starts(self, number: int) -> None:
        wait_until(lambda: len(self.started()) >= number)

    def worker_has_ended(self) -> bool:
        return not any(is_alive(process) for process in self.started())


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until(holds: object) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[object]:
    sites = []

    def begin(program: str) -> Site:
        sites.append(Site(tmp_path, program))
        return sites[-1]

    yield begin
    for site in sites:
        site.process.kill()
        site.process.wait()
        wait_until(site.worker_has_ended)


def test_a_worker_that_ends_is_reported_and_started_again(start: object) -> None:
    site = start("exit 7")
    site.wait_for_starts(2)
    assert "ended with code 7; it is started again in 1 s" in site.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_ends_with_the_site_however_that_ends(start: object, number: int) -> None:
    site = start("exec sleep 600")
    site.wait_for_starts(1)
    site.process.send_signal(number)
    site.process.wait()
    wait_until(lambda: "The site has ended" in site.output)
    wait_until(site.worker_has_ended)
    assert len(site.started()) == 1


def test_ctrl_c_ends_both_without_output(start: object) -> None:
    site = start("exec sleep 600")
    site.wait_for_starts(1)
    os.killpg(site.process.pid, signal.SIGINT)  # as a terminal does
    site.process.wait()
    wait_until(site.worker_has_ended)
    assert site.output == ""
