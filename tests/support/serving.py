"""The site as gunicorn serves it, in processes of its own."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.paths import ROOT

# As deploy/budget-web.service has it.
AS_DEPLOYED = ("--workers", "4", "--threads", "4", "--preload", "--no-control-socket")
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: Mapping[str, str], *arguments: str) -> Iterator[str]:
    """Serve the site of an environment, and yield its address once it answers. Its static files are collected."""
    place = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", *arguments, "--bind", place, "budget.wsgi"]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as server:
        try:
            _wait_for(f"http://{place}/healthz", server)
            yield f"http://{place}"
        finally:
            server.terminate()


def collect_static(environment: Mapping[str, str]) -> None:
    command = [
        sys.executable,
        str(Path(ROOT) / "manage.py"),
        "collectstatic",
        "--noinput",
        "--verbosity",
        "0",
    ]
    subprocess.run(command, env=environment, check=True)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"gunicorn does not answer at {address}")
