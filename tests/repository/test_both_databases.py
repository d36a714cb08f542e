"""SQLite and PostgreSQL give the same answers: every page that links lead to, for a reader and an administrator."""

import json
import os
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.settings import TEST_DATABASE
from tests.support.paths import ROOT


def start(url: str, file: Path) -> subprocess.Popen[bytes]:
    """Start the program that writes the answers of a site on a database to a file."""
    environment = {**os.environ, "TEST_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.answers", str(file)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def read(file: Path) -> dict[tuple[str, str], tuple[int, list[str]]]:
    """Return (role, address) -> (status, lines)."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {(row["role"], row["address"]): (row["status"], row["lines"]) for row in rows}


@pytest.mark.once
@pytest.mark.skipif(TEST_DATABASE != "postgresql", reason="TEST_DATABASE=postgresql gives it both databases")
def test_both_databases_answer_every_address_alike(
    tmp_path: Path, sqlite_url: str, migrated_database_url: str
) -> None:
    files = [tmp_path / "sqlite.jsonl", tmp_path / "other.jsonl"]
    processes = [
        start(url, file) for url, file in zip((sqlite_url, migrated_database_url), files, strict=True)
    ]
    for process in processes:
        output, _ = process.communicate()
        assert process.returncode == 0, output.decode()
    one, other = map(read, files)
    assert one.keys() == other.keys()
    assert len(one) > 200
    assert {status for status, _ in one.values()} <= {200, 302}
    differing = {
        key: "\n".join(unified_diff(one[key][1], other[key][1], lineterm="", n=0))[:2000]
        for key in one
        if one[key] != other[key]
    }
    assert differing == {}
