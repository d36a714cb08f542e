"""Disclosures withdrawn, and earlier revisions put in force again."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
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
from budget.disclosure.open_data import digest_of, records_in
from budget.models import Disclosure, DisclosureEvent, EventKind, Revision
from budget.store import names, revisions
from budget.store.locks import lock_disclosure


def withdraw(disclosure: Disclosure, *, reason: str, by: User, seen: str | None = None) -> DisclosureEvent:
    """Take a disclosure out of force: only its own page shows it, as withdrawn.

    `seen`: the token of the state that the person saw (`state_token_of`), None for any state. Raises
    PermissionDenied, ReasonMissing, StaleState, and ActionRefused where it is withdrawn already.
    """
    with transaction.atomic():
        by, reason = authorize(by, may_manage_disclosures, reason)
        disclosure = lock_disclosure(disclosure.pk)
        before = require_in_force(disclosure)
        require_same_state(disclosure, before, seen)
        take_out_of_force(disclosure, timezone.now())
        return record_event(disclosure, Act(EventKind.WITHDRAWN, reason, by), before, place_of(disclosure))


def bring_back(revision: Revision, *, reason: str, by: User, seen: str | None = None) -> DisclosureEvent:
    """Put an earlier revision in force again, as a new one with its records, files and problems, in the
    present department and year. A withdrawn disclosure is in force again with it.

    `seen` as in `withdraw`. Raises PermissionDenied, ReasonMissing, StaleState, and ActionRefused where the
    revision in force says the same, or another disclosure is in the place of a withdrawn one.
    """
    with transaction.atomic():
        by, reason = authorize(by, may_manage_disclosures, reason)
        disclosure = lock_disclosure(revision.disclosure_id)
        before = place_of(disclosure)
        require_same_state(disclosure, before, seen)
        if before.revision is None:
            require_free(disclosure.department, disclosure.fiscal_year)
        revision = disclosure.revisions.get(pk=revision.pk)
        record = _in_present_place(records_in(bytes(revision.snapshot)), disclosure)
        if disclosure.revisions.filter(is_current=True, digest=digest_of(record)).exists():
            raise ActionRefused(_("The revision in force says exactly the same."))
        disclosure.withdrawn_at = None
        made = revisions.repeat(with_disclosure(disclosure, revision), record, by)
        return record_event(
            disclosure, Act(EventKind.BROUGHT_BACK, reason, by), before, place_of(disclosure, made)
        )


def take_out_of_force(disclosure: Disclosure, at: datetime) -> None:
    """Set a disclosure withdrawn; the caller holds the transaction and the locks."""
    disclosure.withdrawn_at = at
    disclosure.save(update_fields=["withdrawn_at", "changed_at"])
    revisions.take_out_of_force(disclosure)


def _in_present_place(record: records.Disclosure, disclosure: Disclosure) -> records.Disclosure:
    """An earlier revision's records in the present department and year. The department's name as disclosed
    stays where it is one of this department's.
    """
    department = disclosure.department
    is_named = names.has_name(department, record.department)
    return replace(
        record,
        department=record.department if is_named else disclosure.department_name or department.name,
        region=department.region,
        fiscal_year=disclosure.fiscal_year,
    )
