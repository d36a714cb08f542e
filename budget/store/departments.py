"""The department that a table names: found or made, and locked."""

from typing import Protocol

from django.db import IntegrityError, transaction

from budget.models import Department
from budget.models.names import name_key
from budget.store import names
from budget.store.locks import OutdatedLock, lock_departments, retry_outdated


class NamesDepartment(Protocol):
    """What a file gives of a department and year: a disclosure, or self-evaluations."""

    @property
    def department(self) -> str: ...
    @property
    def region(self) -> str: ...


def locked_department_of(record: NamesDepartment) -> Department:
    """Lock the department that a record names, made where it is new. Raises as `department_of`."""

    def lock() -> Department:
        key = department_of(record).pk
        department = lock_departments(key).get(key)
        if department is None or not (_has_name(department, record) or department_of(record) == department):
            raise OutdatedLock
        return department

    return retry_outdated(lock)


def department_of(record: NamesDepartment) -> Department:
    """The department that a record names, made where it is new.

    Raises Refused where it could be one of several (`ambiguous-region`).
    """
    known = names.department_named(record.region, record.department)
    if known is not None:
        return known
    department = Department(name=record.department, region=record.region)
    try:
        with transaction.atomic():
            department.save_without_historical_record()  # an import is recorded without a person
    except IntegrityError:  # another import made it at this moment
        return Department.objects.get(
            region_folded=name_key(record.region), name_folded=name_key(record.department)
        )
    return department


def _has_name(department: Department, record: NamesDepartment) -> bool:
    """Whether the record names a department by its own name, which goes before the other names of others."""
    return (department.region_folded, department.name_folded) == (
        name_key(record.region),
        name_key(record.department),
    )
