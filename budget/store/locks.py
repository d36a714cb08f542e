"""The locks of a change to disclosed rows, in one order: departments by key, then disclosures by key.

Changes of one department take turns: its years are checked against each other. SQLite ignores row locks; its
immediate transactions take turns by themselves.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from budget.models import Department, DepartmentAlias, Disclosure, Unit

Result = TypeVar("Result")
_DEADLOCK: Final = "40P01"
# One of two transactions goes on: the other one's next attempt waits for it.
_MOST_DEADLOCKS: Final = 3


class OutdatedLock(Exception):
    """What was read to find the rows to lock no longer holds once they are locked."""


def retry_outdated(lock: Callable[[], Result]) -> Result:
    """Call `lock`, again where it raises OutdatedLock; the locks of a call that raises are released."""
    while True:
        try:
            with transaction.atomic():  # a savepoint, whose rollback releases its locks
                return lock()
        except OutdatedLock:
            continue


def retry_deadlocks(store: Callable[[], Result]) -> Result:
    """Call what opens a transaction of its own, again where PostgreSQL ended it since two transactions waited
    for each other. Both may store the same files in another order. Raises what the last call raises.
    """
    for _attempt in range(_MOST_DEADLOCKS):
        try:
            return store()
        except OperationalError as error:
            is_deadlock = getattr(error.__cause__, "sqlstate", None) == _DEADLOCK
            if not is_deadlock or transaction.get_connection().in_atomic_block:
                raise
    return store()


def lock_departments(*keys: int) -> dict[int, Department]:
    """Lock departments for the caller's transaction; return those that exist, as they are now, by key."""
    return Department.objects.select_for_update().order_by("pk").in_bulk(keys)


def lock_department_of(row: Unit | DepartmentAlias) -> Department:
    """Lock the department that a stored row belongs to now, for the caller's transaction.

    Raises ObjectDoesNotExist where the row is gone.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    return retry_outdated(lambda: _lock_home(rows))


def lock_disclosure(key: int, *departments: int) -> Disclosure:
    """Lock a disclosure for the caller's transaction, after its department and further departments (keys).

    Returns the disclosure as it is now; its `department` is the locked one. Raises Disclosure.DoesNotExist.
    """
    rows = Disclosure.objects.filter(pk=key)
    department = retry_outdated(lambda: _lock_home(rows, departments))
    disclosure = rows.select_for_update().get()
    disclosure.department = department
    return disclosure


def lock_disclosures(keys: Iterable[int]) -> list[Disclosure]:
    """Lock disclosures whose departments the caller has locked; return them in the order of their keys."""
    return list(Disclosure.objects.filter(pk__in=keys).select_for_update().order_by("pk"))


def _lock_home(rows: QuerySet[Any], departments: Iterable[int] = ()) -> Department:
    """Lock the department of one row, and others. Raises OutdatedLock where the row moved meanwhile."""
    columns = rows.values_list("department", flat=True)
    home = columns.get()
    locked = lock_departments(home, *departments)
    if home not in locked or columns.all().get() != home:
        raise OutdatedLock
    return locked[home]
