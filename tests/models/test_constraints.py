"""Every named database constraint, broken once: a row that breaks it does not get in."""

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from budget.disclosure.problems import Problem as ProblemRecord
from budget.disclosure.records import (
    Disclosure as Record,
    Indicator as IndicatorRecord,
    Project as ProjectRecord,
    Unit as UnitRecord,
)
from budget.models import (
    CategoryFigures,
    CheckSetting,
    Correction,
    Department,
    DepartmentAlias,
    Disclosure,
    DisclosureEvent,
    Finding,
    FindingFigures,
    HandSetType,
    MatchDecision,
    NotEvaluated,
    Problem,
    Project,
    ProjectTypeRule,
    ResultDecision,
    ResultIndicator,
    RetiredProject,
    Review,
    Revision,
    SearchText,
    SelfEvaluation,
    SelfEvaluationRevision,
    SelfEvaluationSource,
    Source,
    StoredFile,
    Tally,
    TypeFigures,
    Unit,
    UnitAlias,
    UnitStatement,
    Upload,
    UploadedDisclosure,
    UploadedFile,
    UploadedPart,
    UploadOutcome,
)
from budget.models.people import ExternalIdentity
from budget.store import disclosures, self_evaluations
from budget.store.sources import Received
from indicators.models import Indicator
from tests import factories
from tests.support.self_evaluations import evaluation, evaluations
from tests.support.shared_data import shared


def _again(model: type[Model], **changes: object) -> None:
    """Insert a copy of the one row, with changes, past every check but the database's."""
    row = model.objects.order_by("pk").first()
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    model.objects.bulk_create([row])


def _retire(count: int) -> None:
    project = Project.objects.get()
    for number in range(count):
        RetiredProject.objects.create(
            project_id=900 + number,
            disclosure=project.disclosure,
            unit=project.unit,
            fiscal_year=2024,
            name="丁",
            name_folded="丁",
            ordinal=1,
            last_revision=Revision.objects.get(),
        )


def _review(**changes: object) -> None:
    plain = {"state": "open", "by": get_user_model().objects.create(username="auditor")}
    finding = Finding.objects.first()
    Review.objects.bulk_create([Review(finding=finding, revision=finding.first_seen_in, **plain | changes)])


def _act(**changes: object) -> None:
    plain = {"kind": "withdrawn", "reason": "x", "by": get_user_model().objects.create(username="editor")}
    event = DisclosureEvent(disclosure=Disclosure.objects.get(), before={}, after={}, **plain | changes)
    DisclosureEvent.objects.bulk_create([event])


def _set_check(times: int, **changes: object) -> None:
    setting = {"check_id": "VAL-08", "is_on": False}
    CheckSetting.objects.bulk_create([CheckSetting(**setting | changes) for _ in range(times)])


def _set_type(times: int, **changes: object) -> None:
    plain = {"unit": Unit.objects.get(), "fiscal_year": 2024, "name": "丁", "name_folded": "丁"}
    rows = [HandSetType(**plain | {"project_type": "events"} | changes) for _ in range(times)]
    HandSetType.objects.bulk_create(rows)


def _identify(count: int) -> None:
    for number in range(count):
        user = get_user_model().objects.create(username=str(number))
        ExternalIdentity.objects.create(user=user, issuer="https://example.org", subject="1")


def _decide(**changes: object) -> None:
    """Decide that the one project is last year's."""
    project, by = Project.objects.get(), get_user_model().objects.create(username="auditor")
    key = {"name": project.name, "name_folded": project.name_folded, "unit": project.unit}
    before = {f"before_{name}": value for name, value in key.items()}
    plain = {**key, **before, "fiscal_year": 2024, "before_year": 2023, "by": by}
    MatchDecision.objects.bulk_create([MatchDecision(**plain | changes)])


def _correct(times: int, **changes: object) -> None:
    disclosure, by = Disclosure.objects.get(), get_user_model().objects.create(username="editor")
    plain = {"key": "1", "about": "grand-total", "field": "total", "disclosed": "", "corrected": "1"}
    plain |= {"reason": "x", "by": by, "revision": disclosure.revisions.get()}
    rows = [Correction(disclosure=disclosure, **plain | changes) for _ in range(times)]
    Correction.objects.bulk_create(rows)


def _name(model: type[Model], times: int, **changes: object) -> None:
    """Give the one department or unit another name, so many times."""
    unit = Unit.objects.get()
    whose = {"unit": unit} if model is UnitAlias else {}
    plain = {"name": "丁", "name_folded": "丁", "name_sort": "丁", "department": unit.department}
    model.objects.bulk_create([model(**plain | whose | changes) for _ in range(times)])


def _upload(model: type[Model], **changes: object) -> None:
    factories.upload(get_user_model().objects.create(username="editor"))
    _again(model, **changes)


def _result(model: type[Model], **changes: object) -> None:
    """Store a self-evaluation, and insert a copy of a row of it, with changes."""
    self_evaluations.store(evaluations(evaluation()), files=[Received("b.docx", b"b")])
    _again(model, **changes)


def _find_twice() -> None:
    """Let a check find two points in one self-evaluation."""
    (stored,) = self_evaluations.store(evaluations(evaluation()))
    Finding.objects.filter(pk=Finding.objects.order_by("pk")[0].pk).update(self_evaluation=stored.evaluation)
    _again(Finding, key="another")


def _decide_result(**changes: object) -> None:
    """Decide that a self-evaluation is of the one project."""
    (stored,) = self_evaluations.store(evaluations(evaluation()))
    project, by = Project.objects.get(), get_user_model().objects.create(username="auditor")
    key = {"name": project.name, "name_folded": project.name_folded, "unit": project.unit}
    plain = {**key, "self_evaluation": stored.evaluation, "fiscal_year": 2024, "by": by}
    ResultDecision.objects.bulk_create([ResultDecision(**plain | changes)])


BREAKERS: dict[str, Callable[[], None]] = {
    "department_named_by_region_and_name": lambda: _again(Department),
    "department_has_a_name": lambda: _again(Department, name="", name_folded=""),
    "unit_named_in_its_department": lambda: _again(Unit),
    "department_alias_is_of_one": lambda: _name(DepartmentAlias, 2),
    "department_alias_says_a_name": lambda: _name(DepartmentAlias, 1, name="", name_folded=""),
    "unit_alias_is_of_one": lambda: _name(UnitAlias, 2),
    "unit_alias_says_a_name": lambda: _name(UnitAlias, 1, name="", name_folded=""),
    "match_decision_is_known": lambda: _decide(decision="maybe"),
    "one_disclosure_in_force_per_department_and_year": lambda: _again(Disclosure),
    "disclosure_year_is_plausible": lambda: _again(Disclosure, fiscal_year=24),
    "disclosure_layout_is_known": lambda: _again(Disclosure, fiscal_year=2025, layout="round"),
    "disclosure_money_unit_is_known": lambda: _again(Disclosure, fiscal_year=2025, money_unit="元元"),
    "a_file_is_stored_once": lambda: _again(StoredFile),
    "stored_file_has_a_size": lambda: _again(StoredFile, sha256="0", size=-1),
    "revision_numbered_in_its_disclosure": lambda: _again(Revision, is_current=False),
    "one_current_revision_per_disclosure": lambda: _again(Revision, number=2),
    "revision_numbers_start_at_one": lambda: _again(Revision, number=0, is_current=False),
    "a_file_once_per_revision": lambda: _again(Source, position=2),
    "source_numbered_in_its_revision": lambda: _again(
        Source, file=StoredFile.objects.create(sha256="1", size=0, content=b"")
    ),
    "statement_numbered_in_its_disclosure": lambda: _again(UnitStatement),
    "problem_numbered_in_its_disclosure": lambda: _again(Problem),
    "problem_level_is_a_doubt": lambda: _again(Problem, position=2, level="error"),
    "correction_is_about_something_known": lambda: _correct(1, about="weather"),
    "correction_gives_its_reason": lambda: _correct(1, reason=""),
    "correction_changes_something": lambda: _correct(1, corrected=""),
    "correction_stands_somehow": lambda: _correct(1, standing="to-decide"),
    "correction_ended_by_somebody": lambda: _correct(1, standing="taken-back"),
    "one_open_correction_of_a_value": lambda: _correct(2),
    "project_key": lambda: _again(Project),
    "project_ordinals_start_at_one": lambda: _again(Project, ordinal=0),
    "retired_project_key": lambda: _retire(2),
    "figures_once_per_category": lambda: _again(CategoryFigures),
    "figures_are_of_a_known_category": lambda: _again(CategoryFigures, category="other"),
    "project_type_is_known": lambda: _again(Project, ordinal=2, project_type="nonsense"),
    "rule_type_is_known": lambda: _again(ProjectTypeRule, project_type="nonsense"),
    "rule_looks_somewhere": lambda: _again(ProjectTypeRule, looks_in="nowhere"),
    "type_set_once_per_project": lambda: _set_type(2),
    "hand_set_type_is_known": lambda: _set_type(1, project_type="nonsense"),
    "figures_once_per_type": lambda: _again(TypeFigures),
    "figures_are_of_a_known_type": lambda: _again(TypeFigures, project_type="nonsense"),
    "search_entry_kind_is_known": lambda: _again(SearchText, kind="other"),
    "event_kind_is_known": lambda: _act(kind="lost"),
    "event_gives_its_reason": lambda: _act(reason=""),
    "finding_key_in_its_disclosure": lambda: _again(Finding),
    "finding_level_has_its_rank": lambda: _again(Finding, key="1", level="error", level_rank=2),
    "finding_state_is_known": lambda: _again(Finding, key="1", review_state="maybe"),
    "finding_is_in_force_or_resolved": lambda: _again(Finding, key="1", is_active=False),
    "review_state_is_known": lambda: _review(state="maybe", reason="x"),
    "review_gives_its_reason": lambda: _review(state="confirmed"),
    "review_is_somebodys_or_a_reopening": lambda: _review(by=None),
    "not_evaluated_numbered_in_its_disclosure": lambda: _again(NotEvaluated),
    "one_tally_per_check_and_disclosure": lambda: _again(Tally),
    "findings_counted_once_per_check_level_and_category": lambda: _again(FindingFigures),
    "a_check_is_set_once": lambda: _set_check(2),
    "check_setting_level_is_known": lambda: _set_check(1, level="grave"),
    "check_setting_says_something": lambda: _set_check(1, is_on=None),
    "upload_state_is_known": lambda: _upload(Upload, state="nowhere"),
    "self_evaluation_key": lambda: _result(SelfEvaluation),
    "self_evaluation_year_is_plausible": lambda: _result(SelfEvaluation, fiscal_year=24),
    "self_evaluation_basis_is_known": lambda: _result(SelfEvaluation, ordinal=2, match_basis="hope"),
    "self_evaluation_money_unit_is_known": lambda: _result(SelfEvaluation, ordinal=2, money_unit="元元"),
    "revision_numbered_in_its_self_evaluation": lambda: _result(SelfEvaluationRevision, is_current=False),
    "one_current_revision_per_self_evaluation": lambda: _result(SelfEvaluationRevision, number=2),
    "self_evaluation_revisions_start_at_one": lambda: _result(
        SelfEvaluationRevision, number=0, is_current=False
    ),
    "a_file_once_per_self_evaluation_revision": lambda: _result(SelfEvaluationSource, position=2),
    "source_numbered_in_its_self_evaluation": lambda: _result(
        SelfEvaluationSource, file=StoredFile.objects.create(sha256="1", size=0, content=b"")
    ),
    "a_check_says_one_thing_of_a_self_evaluation": _find_twice,
    "result_decision_is_known": lambda: _decide_result(decision="maybe"),
    "result_numbered_in_its_self_evaluation": lambda: _result(ResultIndicator),
    "result_outcome_is_known": lambda: _result(ResultIndicator, position=2, outcome="good"),
    "result_category_is_known": lambda: _result(ResultIndicator, position=2, category="other"),
    "file_numbered_in_its_upload": lambda: _upload(UploadedFile),
    "part_numbered_in_its_file": lambda: _upload(UploadedPart),
    "disclosure_numbered_in_its_upload": lambda: _upload(UploadedDisclosure),
    "outcome_numbered_in_its_upload": lambda: _upload(UploadOutcome),
    "one_user_per_external_identity": lambda: _identify(2),
    "indicator_numbered_in_its_project": lambda: _again(Indicator),
    "indicator_positions_start_at_one": lambda: _again(Indicator, position=0),
    "indicator_category_is_known": lambda: _again(Indicator, position=2, category="other"),
    "indicator_period_kind_is_known": lambda: _again(Indicator, position=2, period_kind="other"),
    "indicator_annual_kind_is_known": lambda: _again(Indicator, position=2, annual_kind="other"),
    "indicator_period_change_is_known": lambda: _again(Indicator, position=2, period_change="on"),
    "indicator_annual_change_is_known": lambda: _again(Indicator, position=2, annual_change="on"),
}


def named_constraints() -> set[str]:
    return {
        constraint.name
        for app in ("budget", "indicators")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_has_its_test() -> None:
    assert named_constraints() == set(BREAKERS)


def one_of_each() -> None:
    """Store a disclosure of one unit, project, indicator, problem and file."""
    project = ProjectRecord("甲", 3, indicators=(IndicatorRecord(1, name="一"),))
    record = Record("某局", "某市", 2024, "wide", units=(UnitRecord("某局", 2, projects=(project,)),))
    disclosures.store(record, [ProblemRecord("no-name", row=3)], [Received("a.txt", b"a")])


@pytest.fixture(scope="module")
def rows(django_db_setup: object, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared(django_db_blocker, one_of_each):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(BREAKERS))
def test_the_database_refuses_a_row_that_breaks(rows: None, name: str) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        BREAKERS[name]()
    # SQLite names a check, but of a unique constraint only its columns.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)
