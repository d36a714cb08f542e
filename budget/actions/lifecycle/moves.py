"""Disclosures moved to another department, region or year."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from budget.accounts.permissions import may_manage_disclosures
from budget.actions.base import ActionRefused, authorize
from budget.actions.lifecycle.events import (
    Act,
    place_of,
    record_event,
    require_free,
    require_in_force,
    require_same_state,
    with_disclosure,
)
from budget.disclosure import records
from budget.disclosure.open_data import records_in
from budget.disclosure.problems import Refused, worded
from budget.models import Department, Disclosure, DisclosureEvent, EventKind
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from budget.models.names import name_key
from budget.store import checks, names, rekey_disclosure, results, revisions
from budget.store.departments import department_of
from budget.store.locks import OutdatedLock, lock_disclosure, retry_outdated
from budget.store.refusals import refuse_unstorable


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a disclosure is moved to: a department's name, its region, a year."""

    department: str
    region: str
    fiscal_year: int


def move(
    disclosure: Disclosure, to: Destination, *, reason: str, by: User, seen: str | None = None
) -> DisclosureEvent:
    """Move a disclosure to another department, region or year; a department of that name is made where it is
    new. The addresses of the disclosure and its projects stay; reviews and manual types go with them.

    `seen` as in `withdraw`. Raises PermissionDenied, ReasonMissing, StaleState, and ActionRefused where the
    year or the department is invalid, it is there already, another disclosure is there, or it is withdrawn.
    """
    with transaction.atomic():
        by, reason = authorize(by, may_manage_disclosures, reason)
        if not FIRST_YEAR <= to.fiscal_year <= LAST_YEAR:
            raise ActionRefused(
                _("The fiscal year must be one from %(first)s to %(last)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        to = replace(to, department=to.department.strip(), region=to.region.strip())
        key = disclosure.pk
        disclosure, target = retry_outdated(lambda: _lock_with_target(key, to))
        before = require_in_force(disclosure)
        require_same_state(disclosure, before, seen)
        if (disclosure.department_id, disclosure.fiscal_year) == (target.pk, to.fiscal_year):
            raise ActionRefused(_("The disclosure is of this department and year already."))
        require_free(target, to.fiscal_year)
        current = disclosure.revisions.get(is_current=True)
        record = replace(
            records_in(bytes(current.snapshot)), region=target.region, fiscal_year=to.fiscal_year
        )
        if target.name_folded != disclosure.department.name_folded and not names.has_name(
            target, record.department
        ):
            record = replace(record, department=to.department)
        rekey_disclosure.rekey(disclosure, target, to.fiscal_year)
        made = revisions.repeat(with_disclosure(disclosure, current), record, by)
        checks.check_following(before.department, before.fiscal_year)
        results.refresh(before.department, before.fiscal_year)
        return record_event(disclosure, Act(EventKind.MOVED, reason, by), before, place_of(disclosure, made))


def _lock_with_target(key: int, to: Destination) -> tuple[Disclosure, Department]:
    """Lock a disclosure and the department of a name and region. Raises as `_department`."""
    target = _department(to)
    disclosure = lock_disclosure(key, target.pk)
    if _department(to) != target:
        raise OutdatedLock
    return disclosure, target


def _department(to: Destination) -> Department:
    """The department of a destination, made where it is new.

    Raises ActionRefused for no name, and for a name that could be of several departments.
    """
    if not name_key(to.department):
        raise ActionRefused(_("Give the department's name."))
    record = records.Disclosure(to.department, to.region, to.fiscal_year, "entered")
    try:
        refuse_unstorable([record])
        return department_of(record)
    except Refused as refused:
        problem = refused.problems[0]
        if problem.code == "ambiguous-region":
            words = _("Departments of this name are known in: %(regions)s. Give the region.")
            raise ActionRefused(words % problem.details) from refused
        raise ActionRefused(worded(problem, _)) from refused
