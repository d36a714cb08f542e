"""The department that a table names: found or made, and locked."""

from django.db import IntegrityError, transaction

from budget.disclosure import records
from budget.disclosure.layouts.preamble import without_code
from budget.disclosure.self_evaluations import SelfEvaluations
from budget.models import Department
from budget.models.names import name_key
from budget.store import names
from budget.store.locks import OutdatedLock, lock_departments, retry_outdated

# What a file gives of a department and year.
OfDepartment = records.Disclosure | SelfEvaluations


def locked_department_of(record: OfDepartment) -> Department:
    """Lock the department that a record names, made where it is new. Raises as `department_of`."""

    def lock() -> Department:
        key = department_of(record).pk
        department = lock_departments(key).get(key)
        if department is None or not (_has_name(department, record) or department_of(record) == department):
            raise OutdatedLock
        return department

    return retry_outdated(lock)


def department_of(record: OfDepartment) -> Department:
    """The department that a record names, made where it is new.

    Self-evaluations make one without the code that may be in its name (`[052]财政局`), and find one whose
    name has, or lacks, a code. Raises Refused where it could be one of several (`ambiguous-region`).
    """
    known = names.department_named(record.region, record.department)
    if known is not None:
        return known
    is_of_targets = isinstance(record, records.Disclosure)
    known = names.named_but_for_code(record)
    if known is not None:
        if is_of_targets:  # so that it bears the same name whichever came first
            known.rename(record.department)
            known.save_without_historical_record()
        return known
    name = record.department if is_of_targets else without_code(record.department)
    department = Department(name=name, region=record.region)
    try:
        with transaction.atomic():
            department.save_without_historical_record()  # an import is recorded without a person
    except IntegrityError:  # another import made it at this moment
        return Department.objects.get(region_folded=name_key(record.region), name_folded=name_key(name))
    return department


def _has_name(department: Department, record: OfDepartment) -> bool:
    """Whether the record names a department by its own name, which goes before the other names of others."""
    return (department.region_folded, department.name_folded) == (
        name_key(record.region),
        name_key(record.department),
    )
