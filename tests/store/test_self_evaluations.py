"""Self-evaluations stored: revisions, files, rows that last, and rows that are the records."""

from dataclasses import replace

import pytest

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.self_evaluations import MoneyRow, SelfEvaluation
from budget.models import (
    Department,
    ResultIndicator,
    SelfEvaluation as Row,
    SelfEvaluationRevision,
    StoredFile,
    UnitAlias,
)
from budget.store.result_rows import as_disclosed, entry_of, execution_of
from budget.store.self_evaluations import store
from budget.store.sources import Received, sources_of
from tests import factories
from tests.factories import WAN
from tests.support.self_evaluations import actual, evaluation, evaluations

pytestmark = [pytest.mark.django_db, pytest.mark.both]

A, B, C = (Received(f"{name}.docx", name.encode()) for name in "abc")
ENTRY = evaluation(indicators=(actual(), actual("social", "满意的学校", position=2, reason="疫情")))


def test_rows_in_force_and_the_snapshot_are_the_records() -> None:
    problem = Problem("no-name", place="table 1", row=12)
    other = evaluation("校舍维修", unit="市第一中学", row=40, code="440100001", conclusion="良")
    first, second = store(evaluations(ENTRY, other), [problem], [A])
    for stored, entry in ((first, ENTRY), (second, other)):
        assert stored.status == "imported" and stored.revision.number == 1
        row = Row.objects.get(pk=stored.evaluation.pk)
        assert entry_of(row) == entry == as_disclosed(stored.revision)
        assert [source.name for source in sources_of(stored.revision)] == ["a.docx"]
    row = Row.objects.get(pk=first.evaluation.pk)
    assert (row.score_number, row.execution, row.indicator_count) == (98.5, 9_000, 2)
    assert [one.category for one in row.indicators.all()] == ["quantity", "social"]
    assert [problem.row for problem, _words in row.worded_problems] == [12]
    assert second.evaluation.problems == []
    assert Department.objects.get().name == "市教育局"


def test_equal_records_attach_their_file_and_change_nothing_else() -> None:
    (first,) = store(evaluations(ENTRY), files=[A])
    moved = replace(ENTRY, row=77, place="page 2")
    (same,) = store(evaluations(moved, title="另一标题"), files=[A, B])
    assert (same.status, same.revision) == ("unchanged", first.revision)
    assert [source.name for source in sources_of(same.revision)] == ["a.docx", "b.docx"]
    assert (SelfEvaluationRevision.objects.count(), StoredFile.objects.count()) == (1, 2)
    assert Row.objects.get().row == 2


def test_other_records_become_a_revision_of_the_same_row() -> None:
    (first,) = store(evaluations(ENTRY), files=[A])
    changed = replace(ENTRY, score="60", indicators=(actual(actual="3次", score="0"),))
    (second,) = store(evaluations(changed), files=[B])
    assert (second.status, second.revision.number, second.before) == ("revised", 2, first.revision.digest)
    row = Row.objects.get()
    assert row.pk == first.evaluation.pk and entry_of(row) == changed
    assert ResultIndicator.objects.count() == 1
    current = row.revisions.get(is_current=True)
    assert [source.name for source in sources_of(current)] == ["b.docx"]
    assert as_disclosed(row.revisions.get(number=1)) == ENTRY
    (third,) = store(evaluations(ENTRY), files=[C])
    assert (third.status, third.revision.number) == ("revised", 3)


def test_another_file_leaves_the_others_of_the_department_and_year() -> None:
    store(evaluations(ENTRY), files=[A])
    store(evaluations(evaluation("校舍维修")), files=[B])
    store(evaluations(ENTRY, year=2023), files=[C])
    assert sorted(Row.objects.values_list("name", "fiscal_year")) == [
        ("教师培训", 2023),
        ("教师培训", 2024),
        ("校舍维修", 2024),
    ]
    assert set(SelfEvaluationRevision.objects.values_list("number", flat=True)) == {1}


def test_namesakes_of_a_unit_are_told_apart_by_their_order() -> None:
    second = evaluation(row=40, score="70")
    store(evaluations(ENTRY, second), files=[A])
    stored = store(evaluations(ENTRY, replace(second, score="71")), files=[B])
    assert [one.status for one in stored] == ["unchanged", "revised"]
    assert [(one.ordinal, one.score) for one in Row.objects.order_by("ordinal")] == [
        (1, "98.5"),
        (2, "71"),
    ]


def test_a_unit_is_known_by_its_other_names() -> None:
    factories.stored(factories.disclosure(factories.unit("市第一中学", factories.project("教师培训"))))
    unit = Department.objects.get().units.get(name="市第一中学")
    UnitAlias.objects.create(unit=unit, name="市一中", note="改名")
    store(evaluations(replace(ENTRY, unit="市第一中学")), files=[A])
    (same,) = store(evaluations(replace(ENTRY, unit="市一中", score="60")), files=[B])
    assert (same.status, Row.objects.get().unit_name) == ("revised", "市一中")


@pytest.mark.parametrize(
    ("entry", "problems", "code"),
    [
        (replace(ENTRY, actual_objective="半\ud83d"), [], "no-storable-text"),
        (replace(ENTRY, indicators=(actual(reason="\x00"),)), [], "no-storable-text"),
        (replace(ENTRY, sources=(MoneyRow("拨款", executed=-(10**15)),)), [], "sum-out-of-range"),
        (ENTRY, [Problem("not-an-amount", row=6, text="若干")], "not-an-amount"),
    ],
)
def test_what_cannot_be_stored_alike_is_refused(
    entry: SelfEvaluation, problems: list[Problem], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        store(evaluations(entry), problems, [A])
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not Row.objects.exists() and not StoredFile.objects.exists()


def test_execution_is_told_of_the_adjusted_else_the_initial_budget() -> None:
    assert execution_of(MoneyRow(initial=8 * WAN, adjusted=3 * WAN, executed=2 * WAN)) == 6_667
    assert execution_of(MoneyRow(initial=8 * WAN, executed=2 * WAN)) == 2_500
    assert execution_of(MoneyRow(initial=8 * WAN, adjusted=0, executed=0)) is None
    assert execution_of(MoneyRow(adjusted=3 * WAN)) is None


def test_a_score_that_is_no_number_or_too_long_a_one_is_kept_as_text_alone() -> None:
    for text in ("优", "", "98.12345", "123456789012"):
        (stored,) = store(evaluations(replace(ENTRY, score=text)), files=[A])
        assert (stored.evaluation.score, stored.evaluation.score_number) == (text, None)
