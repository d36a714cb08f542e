"""The checks of the whole test run other than tests: lint, format, types, migrations."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devtools import node
from devtools.console import ROOT, say

BIOME = ROOT / "node_modules" / ".bin" / "biome"


@dataclass
class Check:
    """One check; `code` and `seconds` are known when it has ended."""

    what: str
    command: Sequence[str | Path]
    remedy: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    code: int = 0
    seconds: float = 0.0

    def run(self) -> None:
        """Run the check, and print its output as one block where it fails."""
        started = time.monotonic()
        try:
            ended = subprocess.run(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.env},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            self.code, output = ended.returncode, ended.stdout
        except OSError as error:
            self.code, output = 127, f"{self.command[0]} cannot be run ({error.strerror})\n"
        self.seconds = time.monotonic() - started
        if self.code:
            say(f"\n── {self.what}: failed with code {self.code}\n{output}── end of {self.what}")


class Checks(threading.Thread):
    """All checks, one after another in a thread parallel to the tests."""

    def __init__(self, python: Path) -> None:
        super().__init__(name="checks")
        self.checks = all_checks(python)

    def run(self) -> None:
        """Run every check, also after one that failed."""
        for check in self.checks:
            check.run()


def all_checks(python: Path) -> list[Check]:
    """Return the checks, the quick ones first."""
    npm = node.ensure()
    return [
        Check("Lint", [python, "-m", "ruff", "check"], "`.venv/bin/ruff check --fix` fixes the simple ones."),
        Check(
            "Format",
            [python, "-m", "ruff", "format", "--check", "--quiet"],
            "`.venv/bin/ruff format` fixes it.",
        ),
        Check("Lint of templates", [python, "-m", "djlint", "--lint", "--quiet", ROOT / "templates"]),
        Check(
            "Lint and format of scripts and styles",
            [npm.program("node"), BIOME, "check", "--error-on-warnings", ROOT / "static"],
            f"`{BIOME.relative_to(ROOT)} check --write static` fixes the simple ones.",
            npm.environment,
        ),
        Check("Types", [python, "-m", "mypy"]),
        Check(
            "Migrations",
            [python, ROOT / "manage.py", "makemigrations", "--check", "--dry-run"],
            "`python3 dev.py manage makemigrations` writes what is missing.",
            {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        ),
    ]
