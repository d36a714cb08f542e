"""What operators are told to run exists, and one version stands everywhere."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, get_commands, load_command_class

from tests.support.paths import ROOT

DEPLOY = ROOT / "deploy"
CALL = re.compile(r"(?:manage\.py|budget-manage|dev\.py manage) ([a-z_]+(?: [^`\n|]*)?)")
# Places that a reader of the papers fills in.
PLACES = {"ID": "1", "N": "1", "YEAR": "2024"}


def calls() -> Iterator[tuple[str, str]]:
    """Yield (file, command line) of each call of manage.py in code blocks of papers and in files of deploy/."""
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *DEPLOY.iterdir()]):
        text = path.read_text(encoding="utf-8")
        blocks = (
            re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if path.suffix == ".md" else [text]
        )
        for block in blocks:
            for line in CALL.findall(block):
                yield path.name, line.split(" > ")[0].split(" && ")[0].rstrip("'")


def test_each_command_that_papers_and_units_name_takes_its_arguments() -> None:
    known, found = get_commands(), 0
    for file, line in calls():
        name, *arguments = shlex.split(line)
        assert name in known, f"{file}: {line}"
        app = known[name]
        command = load_command_class(app, name) if isinstance(app, str) else app
        parser = command.create_parser("manage.py", name)
        try:
            parser.parse_args([PLACES.get(argument, argument) for argument in arguments])
        except (SystemExit, CommandError) as error:
            pytest.fail(f"{file}: {line}: {error}")
        found += 1
    assert found > 20


def test_the_variables_of_the_environment_file_are_settings() -> None:
    names = re.findall(r"^([A-Z_]+)=", (DEPLOY / "budget.env").read_text(encoding="utf-8"), re.MULTILINE)
    documented = (ROOT / "budget/settings.py").read_text(encoding="utf-8").split('"""')[1]
    assert names
    assert [name for name in names if name not in documented and name != "BACKUP_PASSPHRASE"] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_knows_every_line_of_the_units(tmp_path: Path) -> None:
    for unit in DEPLOY.glob("budget-*"):
        text = unit.read_text(encoding="utf-8")
        program = sys.executable
        (tmp_path / unit.name).write_text(
            re.sub(r"/opt/budget/\.venv/bin/\w+", program, text), encoding="utf-8"
        )
    units = [str(path) for path in sorted(tmp_path.iterdir()) if "@" not in path.name]
    outcome = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert [line for line in outcome.stderr.splitlines() if "budget-" in line] == []


def test_one_version_stands_everywhere() -> None:
    script, lock = (json.loads((ROOT / name).read_text()) for name in ("package.json", "package-lock.json"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.findall(r"^## ([0-9]\S+)", changes, re.MULTILINE)[0]
    assert {settings.VERSION, script["version"], lock["version"], lock["packages"][""]["version"]} == {latest}


def test_a_server_without_static_files_does_not_start_and_says_why(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "budget.settings"}
    outcome = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import budget.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (outcome.returncode, outcome.stderr.splitlines()) == (
        3,
        ["The static files are not collected: call `manage.py collectstatic --noinput` first."],
    )
