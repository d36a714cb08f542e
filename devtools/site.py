"""The site on this machine: made ready, then served."""

import errno
import os
import socket
import subprocess
from pathlib import Path

from devtools import environment, node
from devtools.console import ROOT, Stop, become, run as run_step

MANAGE = ROOT / "manage.py"
# Whatever the shell was set up for before.
SETTINGS = {"DJANGO_SETTINGS_MODULE": "budget.settings"}


def run(port: int) -> None:
    """Make ready what is not, and serve as in production; does not return."""
    _check_port(port)
    python = _install()
    run_step("The site", [python, MANAGE, "prepare_site", "--samples"], env=SETTINGS)
    _start_worker(python, debug="0")
    config = Path(__file__).parent / "gunicorn_conf.py"
    become(
        [
            python,
            "-m",
            "gunicorn",
            "--config",
            config,
            "--bind",
            f"127.0.0.1:{port}",
            "--chdir",
            ROOT,
            "budget.wsgi",
        ],
        env={**SETTINGS, "DEBUG": "0"},
    )


def debug(port: int) -> None:
    """Make ready what is not, and serve with DEBUG on, reloading; does not return."""
    _check_port(port)
    python = _install()
    run_step("The site", [python, MANAGE, "prepare_site", "--samples"], env=SETTINGS)
    _start_worker(python, "--reload", debug="1")
    become([python, MANAGE, "runserver", f"127.0.0.1:{port}"], env={**SETTINGS, "DEBUG": "1"})


def _start_worker(python: Path, *arguments: str, debug: str) -> None:
    """Start a worker under a supervisor, which ends with the site that this process becomes."""
    process = str(os.getpid())
    worker: list[str | Path] = [python, MANAGE, "db_worker", "--with-process", process, *arguments]
    subprocess.Popen(
        [python, "-m", "devtools.supervisor", process, *worker],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **SETTINGS, "DEBUG": debug},
    )


def manage(arguments: list[str]) -> None:
    """Call manage.py in the site's environment, in the directory we were called in; does not return."""
    become([_install(), MANAGE, *arguments], env=SETTINGS)


def _install() -> Path:
    """Install what the site runs on, where it is not; return its Python."""
    python = environment.ensure()
    node.install(ROOT, develop=False, what="Charts and styles for the pages")
    return python


def _check_port(port: int) -> None:
    """Raise Stop where the port cannot be had, before minutes are spent on the rest."""
    with socket.socket() as probe:
        # As the server does: a port whose last connections are closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(
                    f"Port {port} is in use; perhaps the site runs already. Another: --port {port + 1}"
                ) from error
            raise Stop(f"Port {port} cannot be used: {error.strerror}. Another: --port 8000") from error
