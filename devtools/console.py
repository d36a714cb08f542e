"""How the commands speak, and how a step that fails stops them."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Everything fetched for development alone, and its caches.
TOOLS = ROOT / ".tools"


class Stop(Exception):
    """A step failed. The message has the cause and the remedy; `code` is the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(message: str) -> None:
    """Print a line at once, also where the output is a file."""
    print(message, flush=True)


def run(
    what: str,
    command: Sequence[str | Path],
    *,
    remedy: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> None:
    """Run one step, its output on the terminal; raise Stop with `what` and `remedy` where it fails.

    `env` is added to our own environment.
    """
    started = time.monotonic()
    say(f"── {what}")
    try:
        code = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, check=False).returncode
    except OSError as error:
        raise Stop(f"{what}: {command[0]} cannot be run ({error.strerror}). {remedy}") from error
    if code:
        raise Stop(f"{what}: failed with code {code}. {remedy}".rstrip(), code if code > 0 else 128 - code)
    say(f"   done in {time.monotonic() - started:.1f} s")


def become(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> None:
    """Replace this process by `command`, so that signals and the exit code are its own."""
    sys.stdout.flush()
    os.execve(command[0], [str(part) for part in command], {**os.environ, **(env or {})})
