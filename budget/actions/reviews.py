"""Reviews: what an auditor decides about findings, several at once. Internal; nothing is ever overwritten."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from budget.actions.base import StaleState, require_reason
from budget.models import Finding, Review, ReviewState
from budget.models.querysets.findings import may_review


class StaleFindings(StaleState):
    """Findings are no longer what the auditor read: reviewed by another, of other evidence, or resolved.

    `findings`: those that changed, as they are now.
    """

    words = gettext_lazy("Nothing was kept: some of these have changed since you read them.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings


def review(read: Mapping[int, int], state: str, reason: str, by: User | AnonymousUser) -> list[Review]:
    """Give findings a state, all of them or none; returns the reviews, in the order of the findings' ids.

    `read`: the findings' ids, each with the `version` that the auditor saw, which is the token of its state.
    Raises PermissionDenied without the permission, ValueError for an unknown state, ReasonMissing for
    a state other than open, and StaleFindings where a finding has another version by now.
    """
    if not may_review(by):
        raise PermissionDenied
    state, reason = ReviewState(state), reason.strip()
    if state != ReviewState.OPEN:
        require_reason(reason)
    with transaction.atomic():
        findings = list(Finding.objects.filter(pk__in=read).select_for_update().order_by("pk"))
        changed = [finding for finding in findings if finding.version != read[finding.pk]]
        if changed or len(findings) != len(read):
            raise StaleFindings(changed)
        Finding.objects.filter(pk__in=read).update(review_state=state, version=F("version") + 1)
        return Review.objects.bulk_create(
            [
                Review(
                    finding=finding,
                    state=state,
                    reason=reason,
                    by=by,
                    evidence=finding.evidence,
                    revision_id=finding.last_seen_in_id,
                )
                for finding in findings
            ]
        )
