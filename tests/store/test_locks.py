"""A disclosure is locked with the department that it belongs to now, whatever the caller's object says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, connections, transaction

from budget.actions import corrections, entry
from budget.actions.aliases import departments
from budget.models import Department, DepartmentAlias, Disclosure, Project
from tests.actions.corrections.editing import FIRST
from tests.actions.lifecycle.editors import editor, move
from tests.factories import WAN, disclosure, project, stored, unit

pytestmark = pytest.mark.django_db(transaction=True)

FIELD = "fiscal_appropriation"


@pytest.fixture(autouse=True)
def row_locks(transactional_db: None) -> None:
    if not connection.features.has_select_for_update_nowait:
        pytest.skip("SQLite locks the whole database")


@pytest.fixture
def user() -> User:
    return editor()


@pytest.fixture
def imported(user: User) -> Disclosure:
    return stored(disclosure(unit("市教育局", project("教师培训", 100 * WAN))))


def in_another_connection(act: Callable[[], Any]) -> Any:
    def run() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result(120)


def is_locked(department: int) -> bool:
    """Whether another transaction would have to wait for a department."""

    def lock() -> bool:
        try:
            with transaction.atomic():
                Department.objects.select_for_update(nowait=True).get(pk=department)
        except OperationalError:
            return True
        return False

    return in_another_connection(lock)


class OnFirst:
    """Calls `act` before the first statement with these words, and stores its result."""

    def __init__(self, *words: str, act: Callable[[], Any]) -> None:
        self.words, self.act, self.result = words, act, None
        self.is_done = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.is_done and all(word in sql for word in self.words):
            self.is_done = True
            self.result = self.act()
        return execute(sql, params, many, context)


LOCKS_DEPARTMENT = ('FROM "budget_department"', "FOR UPDATE")


def test_a_correction_locks_the_department_that_the_disclosure_was_moved_to(
    imported: Disclosure, user: User
) -> None:
    before_the_move = Disclosure.objects.select_related("department").get()
    move(imported, department="市体育局")
    moved = Disclosure.objects.get()
    seen = corrections.value_of(moved, FIRST, FIELD).seen
    check = OnFirst('INSERT INTO "budget_correction"', act=lambda: is_locked(moved.department_id))
    with connection.execute_wrapper(check):
        corrections.correct(before_the_move, FIRST, FIELD, str(70 * WAN), "与批复不符", user, seen=seen)
    assert check.result is True


def test_a_disclosure_that_moves_before_its_department_is_locked_is_locked_where_it_is_then(
    imported: Disclosure,
) -> None:
    former = imported.department_id
    key = Project.objects.get().pk
    moving = OnFirst(
        *LOCKS_DEPARTMENT, act=lambda: in_another_connection(lambda: move(imported, department="市体育局"))
    )
    with connection.execute_wrapper(moving), transaction.atomic():
        row = entry.locked(Project, key)
        assert moving.is_done and row is not None
        assert row.disclosure.department.name == "市体育局"
        assert is_locked(row.disclosure.department_id)
        assert not is_locked(former)


def test_departments_that_become_one_by_a_name_are_locked_in_the_order_of_their_keys(
    imported: Disclosure, user: User
) -> None:
    first = Department.objects.create(name="市体育局", region=imported.department.region)
    second = Department.objects.create(name="市旅游局", region=imported.department.region)
    alias = DepartmentAlias(department=second, name=first.name, region=first.region)
    locked: list[set[int]] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if all(word in sql for word in LOCKS_DEPARTMENT):
            assert 'ORDER BY "budget_department"."id" ASC' in sql
            locked.append(set(params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        departments.add(alias, user)
    assert not Department.objects.filter(pk=first.pk).exists()
    assert locked[0] == {first.pk, second.pk} and set().union(*locked) == locked[0]


def test_a_table_of_a_department_that_is_renamed_meanwhile_goes_to_the_department_of_its_name(
    imported: Disclosure,
) -> None:
    former = imported.department

    def rename() -> None:
        former.name = "市体育局"
        former.save()

    renaming = OnFirst(*LOCKS_DEPARTMENT, act=lambda: in_another_connection(rename))
    with connection.execute_wrapper(renaming):
        other = stored(disclosure(unit("市教育局", project("教师培训", WAN)), year=2023))
    assert renaming.is_done
    assert other.department.name == "市教育局" and other.department != former
