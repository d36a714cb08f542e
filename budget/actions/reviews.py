"""Reviews: what an auditor decides about findings, several at once. Internal; nothing is ever overwritten."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from budget.models import Finding, Review, ReviewState
from budget.models.querysets.findings import may_review


class ReasonMissing(ValueError):
    """A decision without its reason: only what is open again needs none."""


class ChangedSince(Exception):
    """Findings are no longer what the auditor read: reviewed by another, of other evidence, or resolved.

    `findings`: those that changed, as they are now.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(map(str, findings)))
        self.findings = findings


def review(read: Mapping[int, int], state: str, reason: str, by: User | AnonymousUser) -> list[Review]:
    """Give findings a state, all of them or none; returns the reviews, in the order of the findings' ids.

    `read`: the findings' ids, each with the `version` that the auditor had before their eyes.
    Raises PermissionDenied without the permission, ValueError for an unknown state, ReasonMissing, and
    ChangedSince where a finding has another version by now.
    """
    if not may_review(by):
        raise PermissionDenied
    state, reason = ReviewState(state), reason.strip()
    if state != ReviewState.OPEN and not reason:
        raise ReasonMissing
    with transaction.atomic():
        findings = list(Finding.objects.filter(pk__in=read).select_for_update().order_by("pk"))
        changed = [finding for finding in findings if finding.version != read[finding.pk]]
        if changed or len(findings) != len(read):
            raise ChangedSince(changed)
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
