"""The version of the data changes with everything that pages show, and becomes visible together with it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client

from budget.actions.check_settings import set_check, token_of
from budget.models import (
    CheckSetting,
    Department,
    DepartmentAlias,
    Disclosure,
    Finding,
    Project,
    ProjectTypeRule,
    Unit,
)
from budget.store import bulk, facts, project_types, revisions
from budget.store.checks import check
from budget.store.data_version import current, is_shown
from tests import factories
from tests.support.auditors import auditor, decide
from tests.support.random_acts import RandomActs

NOT_SHOWN = {
    *("budget_upload", "budget_uploadedfile", "budget_uploadedpart", "budget_uploadeddisclosure"),
    *("budget_uploadoutcome", "budget_externalidentity"),
}


def test_every_table_of_the_site_counts_but_those_that_no_page_of_readers_shows() -> None:
    tables = {
        model._meta.db_table
        for label in ("budget", "indicators")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not model._meta.proxy
    }
    left_out = {table for table in tables if not is_shown(table)}
    assert {table for table in left_out if not table.startswith("budget_historical")} == NOT_SHOWN


def _unit() -> Unit:
    return Unit.objects.order_by("pk")[0]


WRITES: list[Callable[[], Any]] = [
    lambda: Department.objects.create(name="市水务局"),
    lambda: Department.objects.bulk_create([Department(name="甲", name_folded="甲")]),
    lambda: Department.objects.update(region="广东省"),
    lambda: Department.objects.order_by("pk")[0].save(),
    lambda: Finding.objects.order_by("pk")[0].delete(),
    lambda: Finding.projects.through.objects.all().delete(),
    lambda: bulk.insert(
        Unit, ["department_id", "name", "name_folded"], [(_unit().department_id, "乙", "乙")]
    ),
    lambda: bulk.update(Unit, ["name"], [("丙", _unit().pk)]),
    lambda: User.objects.create(username="审核"),
    lambda: connection.cursor().execute("UPDATE budget_unit SET name = 'x'"),
    lambda: connection.cursor().execute(
        "WITH one AS (SELECT 1) UPDATE indicators_indicator SET annual_target = ''"
    ),
]


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES)
def test_any_statement_that_writes_what_pages_show_makes_a_new_version(write: Callable[[], Any]) -> None:
    factories.some_year()
    before = current()
    with transaction.atomic():
        write()
    assert current() != before


@pytest.mark.django_db
def test_reading_and_signing_in_make_none(client: Client) -> None:
    factories.some_year()
    user = auditor()
    before = current()
    client.force_login(user)
    for address in ("/", "/projects/", "/findings/", "/api/v1/projects"):
        client.get(address)
    assert current() == before


def spoil(before: str) -> None:
    """Write something and take it back."""
    with transaction.atomic():
        Department.objects.update(region="甲")
        assert current() != before
        transaction.set_rollback(True)


@pytest.mark.both
@pytest.mark.django_db
def test_what_is_rolled_back_has_no_version_and_what_follows_has_one() -> None:
    factories.some_year()
    before = current()
    spoil(before)
    assert current() == before
    with transaction.atomic():
        spoil(before)
        Department.objects.update(region="乙")
    assert current() != before


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_version_becomes_visible_with_its_data_and_writers_do_not_wait_for_each_other() -> None:
    """On SQLite one writes at a time; on PostgreSQL two do, each with a row of its own."""
    first, second = Department.objects.create(name="甲"), Department.objects.create(name="乙")
    before = current()
    seen: list[str] = []

    def other() -> None:
        try:
            seen.append(current())
            if connection.vendor == "postgresql":
                Department.objects.filter(pk=second.pk).update(region="乙")
                seen.append(current())
        finally:
            connection.close()

    with transaction.atomic():
        Department.objects.filter(pk=first.pk).update(region="甲")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(120)
        assert not thread.is_alive()
    assert seen[0] == before
    assert len({*seen, current()}) == len(seen) + 1


class Versioned(RandomActs):
    """Random acts, each of which must change the version where it changes anything."""

    raised: set[str] = set()

    def _act(self, act: Any) -> None:
        done, before = type(self).done, current()
        super()._act(act)
        if type(self).done > done and current() == before:
            raise AssertionError("an act left the version as it was")

    def _verify(self) -> None:
        """Not here: other tests verify what is stored."""


@pytest.mark.once  # which statements raise the version, and how each database does it, the tests above show
@pytest.mark.django_db
def test_imports_corrections_withdrawals_moves_and_merges_make_a_new_version() -> None:
    acts = Versioned()
    try:
        for number in range(2):
            acts.store(number, number, 5, 2)
            acts.correct(number, 0, 5)
        acts.name_unit(0, 3)
        acts.merge_units(0, 1)
        acts.merge_departments(0, 1)
        acts.take_name_back(0, True)
        acts.withdraw(0)
        acts.undo(0)
        acts.move(0, 2, 2)
        acts.bring_back(0)
    finally:
        acts.teardown()
    assert Versioned.done > 8


@pytest.mark.once  # which statements raise the version, and how each database does it, the tests above show
@pytest.mark.django_db
def test_reviews_settings_rules_entries_and_checks_make_a_new_version() -> None:
    disclosure = factories.some_year()
    finding = Finding.objects.filter(is_active=True).order_by("pk")[0]
    project = Project.objects.filter(disclosure=disclosure).order_by("pk")[0]
    user = User.objects.create_superuser("administrator")

    def enter() -> None:
        project.total = 7 * factories.WAN
        project.save()
        revisions.store_entered(disclosure, None)

    def set_one(is_on: bool) -> None:
        setting = CheckSetting.objects.filter(check_id="CST-01").first()
        seen = token_of(setting.is_on if setting else None, "")
        set_check("CST-01", (is_on, ""), "不适用", user, seen=seen)

    acts: dict[str, Callable[[], Any]] = {
        "review": lambda: decide(finding, "confirmed"),
        "setting of a check": lambda: set_one(False),
        "another setting": lambda: set_one(True),
        "type by hand": lambda: project_types.set_by_hand(
            Project.objects.filter(pk=project.pk), "transfer", None
        ),
        "rule of types": lambda: ProjectTypeRule.objects.order_by("pk")[0].save(),
        "entry": enter,
        "check": lambda: check(disclosure),
        "facts": facts.rebuild,
        "another name": lambda: DepartmentAlias.objects.create(
            department=disclosure.department, name="旧名", region="", made_by=user
        ),
        "deletion": lambda: Disclosure.objects.filter(pk=disclosure.pk).delete(),
    }
    for name, act in acts.items():
        before = current()
        act()
        assert current() != before, name


def test_a_new_connection_is_asked_again_whether_its_database_keeps_versions() -> None:
    connection.has_data_version = True
    connection_created.send(sender=type(connection), connection=connection)
    assert connection.has_data_version is False
