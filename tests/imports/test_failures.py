"""What cannot be stored is refused with its reason, and the rest of the import goes on."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DataError, OperationalError

from budget.disclosure.pool import Result, Task
from budget.disclosure.problems import Refused
from budget.disclosure.read import read
from budget.imports import run as run_module
from budget.management.commands import import_disclosures
from budget.models import Disclosure
from budget.store import disclosures
from tests.disclosure.readers.workbooks import xlsx_sheet
from tests.disclosure.tables import project, wide
from tests.management.test_import_disclosures import SMALL


class ReadingHere:
    """Reads in this process, without the start of others."""

    def __init__(self, *args: object) -> None:
        pass

    def __enter__(self) -> "ReadingHere":
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def read_in_order(self, files: Iterable[tuple[Any, Task | None]]) -> Iterator[tuple[Any, Result | None]]:
        for file, task in files:
            try:
                yield file, read(task.content, task.name, task.given) if task else None
            except Refused as refused:
                yield file, refused.problems


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Import files and return the report, whether or not some were refused."""
    monkeypatch.setattr(run_module, "ReadingPool", ReadingHere)

    def call(*paths: Path) -> list[dict[str, Any]]:
        file = tmp_path / "report.json"
        with suppress(SystemExit):
            call_command("import_disclosures", *map(str, paths), "--report", str(file))
        found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
        return found

    return call


def written(folder: Path, *texts: str | bytes) -> Path:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def workbook(name: str) -> bytes:
    """A table as a workbook, with a project of this name as the workbook writes it."""
    lines = wide(project("项目", "1")).decode("utf-8-sig").splitlines()
    rows = "".join(
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t>{cell.replace("项目", name, 1) if cell == "项目" else cell}</t></is></c>'
            for cell in line.split("\t")
        )
        + "</row>"
        for line in lines
    )
    return xlsx_sheet(rows)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["甲_xD83D_", "甲_x0000_"])
def test_half_a_character_in_a_workbook_refuses_its_file_alone(
    report: Callable[..., list[dict[str, Any]]], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    bad, good = report(written(folder, workbook(name), SMALL))
    assert (bad["status"], good["status"]) == ("refused", "imported")
    assert bad["problems"][-1]["code"] == "no-storable-text"
    assert bad["problems"][-1]["text"].startswith("甲\\")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DataError("smallint out of range\nDETAIL: \x1b"), "smallint out of range"),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), "Python int too large"),
        (OperationalError("database or disk is full"), "database or disk is full"),
        (OSError(28, "No space left on device"), "the disk is full"),
    ],
)
def test_an_error_of_the_database_refuses_one_disclosure(
    report: Callable[..., list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: Exception,
    reason: str,
) -> None:
    store = disclosures.store

    def failing(record: Any, *args: Any, **options: Any) -> disclosures.Stored:
        stored = store(record, *args, **options)
        if record.department == "某市教育局":
            raise error
        return stored

    monkeypatch.setattr(disclosures, "store", failing)
    folder = tmp_path / "files"
    folder.mkdir()
    bad, good = report(written(folder, SMALL, SMALL.replace("教育局", "文化局")))
    assert (bad["status"], good["status"]) == ("refused", "imported")
    [problem] = bad["problems"]
    assert problem["code"] == "not-stored" and reason in problem["message"]
    assert [one.department.name for one in Disclosure.objects.all()] == ["某市文化局"]


@pytest.mark.django_db
def test_the_report_is_written_also_where_the_program_fails(
    report: Callable[..., list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = disclosures.store

    def failing(record: Any, *args: Any, **options: Any) -> disclosures.Stored:
        if record.department == "某市文化局":
            raise RuntimeError
        return store(record, *args, **options)

    monkeypatch.setattr(disclosures, "store", failing)
    folder = tmp_path / "files"
    folder.mkdir()
    with pytest.raises(RuntimeError):
        report(written(folder, SMALL, SMALL.replace("教育局", "文化局")))
    [one] = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert one["status"] == "imported"


@pytest.mark.django_db
def test_what_would_fail_later_is_said_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = written(tmp_path, SMALL) / "0.txt"
    with pytest.raises(CommandError, match="cannot be written") as unwritable:
        call_command("import_disclosures", str(file), "--report", str(tmp_path))
    monkeypatch.setattr(import_disclosures, "missing_migrations", lambda: ["budget.0001_first"])
    with pytest.raises(CommandError, match=r"lacks the migration budget\.0001_first") as unmigrated:
        call_command("import_disclosures", str(file))

    def unreachable() -> list[str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(import_disclosures, "missing_migrations", unreachable)
    with pytest.raises(CommandError, match="does not answer: connection refused") as down:
        call_command("import_disclosures", str(file))
    assert [error.value.returncode for error in (unwritable, unmigrated, down)] == [2, 2, 2]
