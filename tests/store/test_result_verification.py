"""`verify` compares self-evaluations with their revisions and their matches with a computation."""

from pathlib import Path

import pytest
from django.core.management import call_command

from budget.disclosure.limits import DEFAULT_LIMITS
from budget.models import (
    Finding,
    ResultIndicator,
    SelfEvaluation,
    SelfEvaluationRevision,
    SelfEvaluationSource,
    StoredFile,
)
from budget.store import disclosures
from budget.store.self_evaluations import store
from budget.store.verification import result_files
from budget.store.verification.result_files import read_results_again
from budget.store.verification.results import verify_results
from tests import factories
from tests.disclosure.evaluation_forms import NATIONAL, YUNNAN
from tests.disclosure.merged_tables import docx_of, xlsx_of
from tests.imports.test_failures import ReadingHere
from tests.support.self_evaluations import REGION, evaluation, evaluations

pytestmark = pytest.mark.django_db


def differences(*, fix: bool = False) -> list[tuple[str, bool]]:
    return [(one.where.rpartition(" ")[2], one.is_derived) for one in verify_results(fix=fix)]


@pytest.fixture(autouse=True)
def stored() -> None:
    indicators = (factories.indicator(),)
    project = factories.project("教师培训", indicators=indicators)
    disclosures.store(factories.disclosure(factories.unit("市教育局", project)))
    store(evaluations(evaluation(), evaluation("校舍维修")))


def test_what_is_stored_differs_in_nothing() -> None:
    assert differences() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"executed": 5},
        {"execution": 5},
        {"score": "3"},
        {"score_number": 3},
        {"project": None},
        {"met_count": 9},
        {"name_sort": "z"},
        {"sources": []},
    ],
)
def test_an_altered_row_differs_and_is_mended(changes: dict[str, object]) -> None:
    SelfEvaluation.objects.filter(name="教师培训").update(**changes)
    assert set(differences()) == {("教师培训", True)}
    assert set(differences()) == {("教师培训", True)}  # without being asked nothing is mended
    differences(fix=True)
    assert differences() == []


@pytest.mark.parametrize(
    "changes",
    [{"actual": "9"}, {"outcome": "missed"}, {"matched_position": None}, {"category": "social"}],
)
def test_an_altered_indicator_differs_and_is_mended(changes: dict[str, object]) -> None:
    ResultIndicator.objects.filter(self_evaluation__name="教师培训").update(**changes)
    assert set(differences()) == {("教师培训", True)}
    differences(fix=True)
    assert differences() == []


def test_a_revision_is_compared_with_its_digest() -> None:
    SelfEvaluationRevision.objects.filter(self_evaluation__name="校舍维修").update(digest="0" * 64)
    assert differences() == [("校舍维修", False)]
    Finding.objects.filter(self_evaluation__name="校舍维修").delete()
    SelfEvaluationRevision.objects.filter(self_evaluation__name="校舍维修").delete()
    assert differences() == [("校舍维修", False)]


def test_files_are_read_again_and_compared_with_the_revisions_that_name_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(result_files, "ReadingPool", ReadingHere)
    Finding.objects.all().delete()
    SelfEvaluation.objects.all().delete()

    def found() -> list[str]:
        return [one.what for one in read_results_again(1, DEFAULT_LIMITS)]

    (tmp_path / "a.docx").write_bytes(docx_of([NATIONAL.table]))
    (tmp_path / "b.xlsx").write_bytes(xlsx_of([YUNNAN.table]))
    (tmp_path / "c.xlsx").write_bytes(xlsx_of([NATIONAL.table]))
    call_command("import_disclosures", str(tmp_path), "--region", REGION, "--year", "2024", "--jobs", "1")
    assert SelfEvaluationSource.objects.count() == 3
    assert found() == []
    SelfEvaluationRevision.objects.filter(sources__name="b.xlsx").update(digest="0" * 64)
    [changed] = found()
    assert "1 个绩效自评" in changed
    StoredFile.objects.filter(self_evaluation_sources__name="a.docx").update(content=b"nothing")
    assert ["拒绝" in one for one in found()] == [True, False]
