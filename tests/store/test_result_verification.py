"""`verify` compares self-evaluations with their revisions and their matches with a computation."""

import pytest

from budget.models import ResultIndicator, SelfEvaluation, SelfEvaluationRevision
from budget.store import disclosures
from budget.store.self_evaluations import store
from budget.store.verification.results import verify_results
from tests import factories
from tests.support.self_evaluations import evaluation, evaluations

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
    SelfEvaluationRevision.objects.filter(self_evaluation__name="校舍维修").delete()
    assert differences() == [("校舍维修", False)]
