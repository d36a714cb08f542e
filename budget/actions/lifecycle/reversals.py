"""Acts on a disclosure taken back, while nothing later builds on them."""

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
    refuse_undone,
    require_free,
    with_disclosure,
)
from budget.actions.lifecycle.publications import undo_publication
from budget.actions.lifecycle.withdrawals import take_out_of_force
from budget.models import Department, Disclosure, DisclosureEvent, EventKind
from budget.models.lifecycle import Place
from budget.store import checks, rekey_disclosure, results, revisions
from budget.store.locks import lock_disclosure


def undo(event: DisclosureEvent, *, reason: str, by: User) -> DisclosureEvent:
    """Take an act back: everything is as it was before it.

    Raises PermissionDenied, ReasonMissing, and ActionRefused where it was taken back already, takes something
    back itself, or something later builds on it.
    """
    with transaction.atomic():
        by, reason = authorize(by, may_manage_disclosures, reason)
        if event.undoes_id is not None:
            raise ActionRefused(_("What was taken back is not taken back again: do it once more."))
        if event.kind == EventKind.PUBLISHED:
            return undo_publication(event, reason, by)
        before = Place.read(event.before)
        home = Department.objects.filter(pk=before.department).first()
        if home is None:
            raise ActionRefused(
                _("The department that it was of is there no longer. Move the disclosure instead.")
            )
        disclosure = lock_disclosure(event.disclosure_id, home.pk)
        _refuse_later(disclosure, event)
        now = place_of(disclosure)
        if before.revision is not None and (now.revision is None or before.is_elsewhere(now)):
            require_free(home, before.fiscal_year)
        if before.is_elsewhere(now):
            rekey_disclosure.rekey(disclosure, home, before.fiscal_year)
        if before.revision is None:
            take_out_of_force(disclosure, datetime.fromisoformat(before.withdrawn_at))
        else:
            disclosure.withdrawn_at = None
            revisions.return_to(with_disclosure(disclosure, disclosure.revisions.get(number=before.revision)))
        if before.is_elsewhere(now):
            checks.check_following(now.department, now.fiscal_year)
            results.refresh(now.department, now.fiscal_year)
        kind = EventKind(event.kind)
        return record_event(disclosure, Act(kind, reason, by, undoes=event), now, place_of(disclosure))


def _refuse_later(disclosure: Disclosure, event: DisclosureEvent) -> None:
    """Raise ActionRefused where an act was taken back already, or its result is no longer the state."""
    refuse_undone(event)
    later = disclosure.events.standing().about_place().filter(pk__gt=event.pk).first()
    if later is not None:
        raise ActionRefused(
            _("Something was done with the disclosure since: %(act)s, on %(date)s. Take that back first.")
            % {"act": later.what, "date": timezone.localdate(later.at).isoformat()}
        )
    now = place_of(disclosure)
    if now.revision != Place.read(event.after).revision:
        raise ActionRefused(
            _("Since then revision %(number)s came into force, which stands upon this.")
            % {"number": now.revision}
        )
