"""Self-evaluations through the command: told from targets by their content, stored and reported."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from budget.models import Disclosure, SelfEvaluation, SelfEvaluationRevision
from tests.disclosure.evaluation_forms import NATIONAL, YUNNAN
from tests.disclosure.merged_tables import docx_of, xlsx_of
from tests.support.paths import SAMPLE

pytestmark = pytest.mark.django_db


def run(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    report = folder.with_suffix(".json")
    with contextlib.suppress(SystemExit):
        call_command(
            "import_disclosures", str(folder), "--region", "广东省广州市", "--report", str(report), *arguments
        )
    return json.loads(report.read_text("utf-8"))


def status_of(outcomes: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["status"], one.get("kind", "targets"), one["projects"]) for one in outcomes]


def test_a_folder_of_targets_and_results_is_stored_matched_and_found_unchanged(tmp_path: Path) -> None:
    folder = tmp_path / "2024"
    folder.mkdir()
    (folder / "a.docx").write_bytes(docx_of([NATIONAL.table]))
    (folder / "b.xlsx").write_bytes(xlsx_of([YUNNAN.table]))
    (folder / "目标.txt").write_bytes(SAMPLE.read_bytes())
    expected = [
        ("imported", "self-evaluations", 1),
        ("imported", "self-evaluations", 1),
        ("imported", "targets", 21),
    ]
    assert status_of(run(folder, "--dry-run")) == expected
    assert not SelfEvaluation.objects.exists() and not Disclosure.objects.exists()
    outcomes = run(folder)
    assert status_of(outcomes) == expected
    assert outcomes[0]["executed"] == "588.00" and outcomes[0]["made_from"][0]["name"] == "a.docx"
    matched = SelfEvaluation.objects.get(name="政协民生平台经费")
    assert (matched.project.name, matched.department) == (
        "政协民生平台经费",
        Disclosure.objects.get().department,
    )
    assert {status for status, *_rest in status_of(run(folder))} == {"unchanged"}
    # The same from another format attaches that file.
    (folder / "c.xlsx").write_bytes(xlsx_of([NATIONAL.table]))
    assert {status for status, *_rest in status_of(run(folder))} == {"unchanged"}
    revision = SelfEvaluationRevision.objects.get(self_evaluation=matched)
    assert sorted(revision.sources.values_list("name", flat=True)) == ["a.docx", "c.xlsx"]


def test_two_files_that_differ_on_a_project_are_not_both_taken(tmp_path: Path) -> None:
    lines, rows = NATIONAL.table
    other = [[cell.replace("588", "587") if cell else cell for cell in row] for row in rows]
    folder = tmp_path / "2024"
    folder.mkdir()
    (folder / "a.docx").write_bytes(docx_of([(lines, rows)]))
    (folder / "b.docx").write_bytes(docx_of([(lines, other)]))
    first, second = run(folder)
    assert (first["status"], second["status"]) == ("imported", "refused")
    assert second["problems"][-1]["code"] == "second-self-evaluation"
    (folder / "a.docx").unlink()
    (revised,) = run(folder)
    assert (revised["status"], revised["revision"]) == ("revised", 2)
