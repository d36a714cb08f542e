"""A site with at least one row of every model."""

from django.contrib.auth.models import Group, User
from django.db.models import Model
from django_otp.plugins.otp_totp.models import TOTPDevice

from budget.actions.aliases import names
from budget.models import (
    HISTORIES,
    CheckSetting,
    DepartmentAlias,
    ExternalIdentity,
    FailedSignIn,
    Finding,
    HandSetType,
    MatchDecision,
    PairDecision,
    Project,
    ResultDecision,
    UnitAlias,
    history,
)
from budget.store import self_evaluations
from budget.store.keys import ProjectKey
from budget.store.sources import Received
from tests import factories
from tests.actions.corrections.editing import correct
from tests.actions.lifecycle.editors import withdraw
from tests.support.auditors import decide, table, training
from tests.support.people import READER, person
from tests.support.self_evaluations import evaluation, evaluations


def whole_site() -> None:
    """Store three years, a retired project, a correction, a withdrawal, a review, a decision on
    projects over years, a self-evaluation with a decision, other names, accounts."""
    factories.some_year()
    project = Project.objects.select_related("unit").earliest("pk")
    HandSetType.objects.create(
        **ProjectKey.of(project).columns, name=project.name, project_type="works", set_by=None
    )
    factories.stored(table(training(), training(name="师资培训"), year=2023))
    factories.stored(table(training(), year=2023))  # a project retires
    correct(project.disclosure)
    withdraw(factories.stored(table(training(), year=2022)))
    decide(Finding.objects.filter(is_active=True).earliest("pk"), "explained")
    CheckSetting.objects.create(check_id="CMP-03", is_on=False)
    names.add(UnitAlias(unit=project.unit, name="别称"), None)
    names.add(DepartmentAlias(department=project.unit.department, name="别称"), None)
    somebody = person(READER, "somebody")
    ExternalIdentity.objects.create(user=somebody, issuer="https://issuer.example", subject="1")
    FailedSignIn.objects.create(username="x", ip_address="127.0.0.1", failures_since_start=1)
    factories.upload(somebody)
    MatchDecision.objects.create(
        unit=project.unit,
        fiscal_year=2024,
        name="二期培训",
        name_folded="二期培训",
        before_unit=project.unit,
        before_year=2023,
        before_name="一期培训",
        before_name_folded="一期培训",
        decision=PairDecision.CONFIRMED,
        by=somebody,
    )
    (result,) = self_evaluations.store(
        evaluations(evaluation(project.name, unit=project.unit.name)), files=[Received("自评表.docx", b"a")]
    )
    ResultDecision.objects.create(
        **ProjectKey.of(project).columns,
        self_evaluation=result.evaluation,
        name=project.name,
        decision=PairDecision.CONFIRMED,
        by=somebody,
    )
    TOTPDevice.objects.create(user=somebody, name="telephone")
    Group.objects.create(name="夜班")
    for traced in HISTORIES:
        change_of(traced._base_manager.latest("pk"), somebody)


def change_of(row: Model, by: User) -> None:
    """Record a change of a row in its history."""
    name = {"CheckSetting": "level", "ProjectTypeRule": "words", "User": "first_name"}.get(
        type(row).__name__, "name"
    )
    history.snapshot([row], by=by)
    setattr(row, name, {"level": "notice"}.get(name, "别的"))
    row.save()
    history.record([row], history.CHANGED, by=by)
