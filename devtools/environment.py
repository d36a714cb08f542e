"""The Python environment in .venv: what the site runs on, and for tests what they need beyond."""

import shutil
import subprocess
import sys
from pathlib import Path

from devtools import stamps
from devtools.console import ROOT, Stop, run, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
RUN, DEVELOP = "requirements.txt", "requirements-dev.txt"

# Not the environment's own Python, by which dev.py may have been called: the environment may be removed.
_BASE_PYTHON = Path(getattr(sys, "_base_executable", sys.executable))

MEND = "Is the package index reachable? Then call the command again: it goes on where this one stopped."


def ensure(requirements: str = RUN) -> Path:
    """Return the environment's Python, holding all that `requirements` (a file of hashes) pins.

    requirements-dev.txt holds all of requirements.txt, so that either may come first. Where what was
    installed is not what is pinned now, or an installation broke off, the environment is made anew: what a
    file no longer names must be gone. An environment made by hand is completed and otherwise left alone.
    """
    wanted = {name: stamps.digest(ROOT / name) for name in (RUN, requirements)}
    wanted["base"] = f"{sys.version_info.major}.{sys.version_info.minor} {ROOT}"
    found = stamps.read(STAMP)
    if found is not None:
        usable = PYTHON.exists() and all(found.get(name) == wanted[name] for name in ("base", RUN))
        if usable and found.get(requirements) == wanted[requirements]:
            return PYTHON
        if not usable or requirements in found:
            say("── The Python environment is of another state: it is made anew")
            shutil.rmtree(VENV)
    create(VENV, STAMP)
    install(VENV, requirements)
    stamps.write(STAMP, wanted)
    return PYTHON


def create(venv: Path, stamp: Path) -> None:
    """Mark the environment as being installed, and make it where there is none."""
    stamps.write(stamp, stamps.INSTALLING)
    if not (venv / "bin" / "python").exists():
        run(
            f"A Python environment in {venv.relative_to(ROOT)}",
            [_BASE_PYTHON, "-m", "venv", venv],
            remedy="Python's venv is needed: on Debian and Ubuntu it is the package python3-venv.",
        )


def install(venv: Path, requirements: str) -> None:
    """Install exactly what the file of hashes pins, and check that it fits together."""
    pip: list[str | Path] = [
        venv / "bin" / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
    ]
    run(
        f"Packages of {requirements}",
        [*pip, "install", "--quiet", "--require-hashes", "-r", ROOT / requirements],
        remedy=MEND,
    )
    check = subprocess.run([*pip, "check"], capture_output=True, text=True, check=False)
    if check.returncode:
        raise Stop(f"The packages of {requirements} do not fit together:\n{check.stdout}{check.stderr}")
