"""Whether two projects of consecutive years are one: confirmed, rejected or taken back by an auditor.

Each act is a row of its own, and the last one of a pair counts. The disclosure is checked again at once.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from budget.accounts.permissions import may_decide_matches
from budget.actions.base import ActionRefused, StaleState, require_state
from budget.models import MatchDecision, PairDecision, Project
from budget.store import checks
from budget.store.locks import lock_disclosure
from budget.store.year_matches import Latest, decisions_by_pair, key_of, state_of


class StalePair(StaleState):
    """The amounts or the decisions are others than the auditor saw, or a project is no longer there."""

    words = gettext_lazy("Nothing was kept: this has changed since you read it. Look at it as it is now.")


class MatchedAlready(ActionRefused):
    """One of the two projects is confirmed as the same as a third one."""

    words = gettext_lazy(
        "Nothing was kept: one of the two is confirmed as another project already. Take that back first."
    )
    status = 409


@dataclass(frozen=True, slots=True)
class Decided:
    """What an auditor decides of a pair. `seen` is the token of the state that was shown (`state_of`)."""

    decision: str
    seen: str
    note: str = ""


def decide(now: Project, before: Project, decided: Decided, by: User | AnonymousUser) -> MatchDecision:
    """Keep a decision on a project (`now`) and one of its unit of the year before, and check the disclosure
    again.

    Raises PermissionDenied, ValueError for an unknown
    decision or for two projects that are not of one unit and consecutive years, StalePair, MatchedAlready.
    """
    if not may_decide_matches(by):
        raise PermissionDenied
    chosen = PairDecision(decided.decision)
    if (now.unit_id, now.fiscal_year - 1) != (before.unit_id, before.fiscal_year):
        raise ValueError("the projects are not of one unit and consecutive years")
    with transaction.atomic():
        disclosure = lock_disclosure(now.disclosure_id)
        now, before = _as_they_are(now), _as_they_are(before)
        latest = decisions_by_pair(fiscal_year=now.fiscal_year, unit=now.unit_id)
        pair = key_of(now), key_of(before)
        require_state(decided.seen, state_of(pair, (now.total, before.total), latest), StalePair)
        last = latest.get(pair)
        if chosen == (last.decision if last else PairDecision.TAKEN_BACK):
            raise StalePair
        if chosen == PairDecision.CONFIRMED and _is_taken(pair, latest):
            raise MatchedAlready
        made = MatchDecision.objects.create(
            unit_id=now.unit_id,
            fiscal_year=now.fiscal_year,
            name=now.name,
            name_folded=now.name_folded,
            ordinal=now.ordinal,
            before_unit_id=before.unit_id,
            before_year=before.fiscal_year,
            before_name=before.name,
            before_name_folded=before.name_folded,
            before_ordinal=before.ordinal,
            decision=chosen,
            note=decided.note.strip(),
            by=by,
        )
        checks.check(disclosure)
        return made


def _as_they_are(project: Project) -> Project:
    """The project as it is in force now, in the same year and unit. Raises StalePair."""
    found = Project.objects.select_related("unit").filter(
        pk=project.pk, unit=project.unit_id, fiscal_year=project.fiscal_year
    )
    row = found.first()
    if row is None:
        raise StalePair
    return row


def _is_taken(pair: tuple[object, object], latest: Latest) -> bool:
    """Whether one of the two projects is confirmed as the same as a third one."""
    return any(
        row.decision == PairDecision.CONFIRMED
        and other != pair
        and (other[0] == pair[0] or other[1] == pair[1])
        for other, row in latest.items()
    )
