"""The common parts of the acts on a whole disclosure: the state before and after, and the recorded event."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from budget.actions.base import ActionRefused, StaleState, require_state, state_token
from budget.models import Department, Disclosure, DisclosureEvent, EventKind, Revision
from budget.models.lifecycle import Place


@dataclass(frozen=True, slots=True)
class Act:
    """An act with its reason and author; `undoes` is the event that it takes back."""

    kind: EventKind
    reason: str
    by: User
    undoes: DisclosureEvent | None = None


def record_event(
    disclosure: Disclosure, act: Act, before: Place | dict[str, Any], after: Place | dict[str, Any]
) -> DisclosureEvent:
    """Record an act with what it changed."""
    return DisclosureEvent.objects.create(
        disclosure=disclosure,
        kind=act.kind,
        reason=act.reason,
        by=act.by,
        before=before.as_json() if isinstance(before, Place) else before,
        after=after.as_json() if isinstance(after, Place) else after,
        undoes=act.undoes,
    )


def place_of(disclosure: Disclosure, revision: Revision | None = None) -> Place:
    """The department and year of a disclosure with its revision in force, which may be given."""
    current = revision or disclosure.revisions.defer("snapshot").filter(is_current=True).first()
    return Place(
        department=disclosure.department_id,
        department_name=disclosure.department_name or disclosure.department.name,
        region=disclosure.department.region,
        fiscal_year=disclosure.fiscal_year,
        revision=current.number if current else None,
        withdrawn_at=disclosure.withdrawn_at.isoformat() if disclosure.withdrawn_at else "",
    )


def state_token_of(disclosure: Disclosure) -> str:
    """The token of a disclosure's state: its revision in force, or none where it is withdrawn."""
    current = disclosure.revisions.filter(is_current=True)
    return state_token(disclosure.pk, current.values_list("number", flat=True).first())


def require_in_force(disclosure: Disclosure) -> Place:
    """The department and year with the revision in force. Raises ActionRefused where it is withdrawn."""
    place = place_of(disclosure)
    if place.revision is None:
        raise ActionRefused(_("The disclosure is withdrawn. Bring it back first."))
    return place


def require_same_state(disclosure: Disclosure, now: Place, seen: str | None) -> None:
    """Raise StaleState where the state is another than the one that was seen, unless `seen` is None."""
    if seen is not None:
        words = _("Meanwhile something else came about: %(now)s. Look at the disclosure first.")
        require_state(seen, state_token_of(disclosure), lambda: StaleState(words % {"now": now}))


def require_free(department: Department, fiscal_year: int) -> None:
    """Raise ActionRefused where a disclosure of the department and year is in force."""
    there = Disclosure.objects.in_force().filter(department=department, fiscal_year=fiscal_year).first()
    if there is not None:
        raise ActionRefused(
            _("Another disclosure of %(department)s, %(year)s, is in force: %(address)s. Withdraw it first.")
            % {"department": department, "year": fiscal_year, "address": there.get_absolute_url()}
        )


def refuse_undone(event: DisclosureEvent) -> None:
    """Raise ActionRefused where an event was taken back already."""
    if DisclosureEvent.objects.filter(undoes=event).exists():
        raise ActionRefused(_("This was taken back already."))


def with_disclosure(disclosure: Disclosure, revision: Revision) -> Revision:
    """Set this disclosure, with unsaved changes, as that of the revision."""
    revision.disclosure = disclosure
    return revision
