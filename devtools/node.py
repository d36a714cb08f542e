"""npm, from the machine or from the package index, and what it installs."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devtools import environment, stamps
from devtools.console import ROOT, TOOLS, run, say

REQUIREMENTS = "requirements-node.txt"
# The first npm that reads lock files of version 3 without complaint.
LEAST_NPM = 9


@dataclass(frozen=True)
class Node:
    """Where node and npm are: `path` is the PATH under which both are found."""

    path: str

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": self.path}

    def program(self, name: str) -> str:
        """Return the whole path of `node` or `npm`."""
        return shutil.which(name, path=self.path) or name


def ensure() -> Node:
    """Return the machine's npm where it is new enough, else that of requirements-node.txt, under .tools."""
    machine = os.environ.get("PATH", os.defpath)
    if shutil.which("node", path=machine) and _npm_version(machine) >= LEAST_NPM:
        return Node(machine)
    venv = TOOLS / "node"
    stamp, wanted = venv / "installed.json", {REQUIREMENTS: stamps.digest(ROOT / REQUIREMENTS)}
    if stamps.read(stamp) != wanted:
        say(f"── No npm {LEAST_NPM} or later on this machine: one is fetched for this checkout alone")
        shutil.rmtree(venv, ignore_errors=True)
        environment.create(venv, stamp)
        environment.install(venv, REQUIREMENTS)
        stamps.write(stamp, wanted)
    return Node(f"{venv / 'bin'}{os.pathsep}{machine}")


def _npm_version(path: str) -> int:
    """Return npm's major version, 0 where there is none that runs."""
    npm = shutil.which("npm", path=path)
    if npm is None:
        return 0
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().partition(".")[0]
    return int(major) if major.isdigit() else 0


def install(directory: Path, *, develop: bool, what: str) -> None:
    """Install what `directory`'s lock file names into its node_modules, unless that was done.

    `develop`: with the packages that only tests need. `what`: the step's name on the terminal. Packages for
    tests do no harm to the site, so that an installation with them is not undone by one without.
    """
    stamp = directory / "node_modules" / "installed.json"  # npm ci removes it first of all
    lock = stamps.digest(directory / "package.json", directory / "package-lock.json")
    found = stamps.read(stamp) or {}
    if found.get("lock") == lock and (found.get("develop") or not develop):
        return
    node = ensure()
    command = [node.program("npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    run(
        what,
        [*command, *([] if develop else ["--omit=dev"])],
        remedy="Is the npm registry reachable? Then call the command again.",
        env=node.environment,
        cwd=directory,
    )
    stamps.write(stamp, {"lock": lock, "develop": develop})
