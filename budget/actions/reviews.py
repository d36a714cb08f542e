"""Reviews: what an auditor decides about findings, several at once. Internal; nothing is ever overwritten."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

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


class UnseenReviews(StaleFindings):
    """Findings bear the review of a colleague that the auditor was not shown."""

    words = gettext_lazy("Nothing was kept: colleagues have reviewed some of these. Read what they decided.")


def review(
    read: Mapping[int, int],
    state: str,
    reason: str,
    by: User | AnonymousUser,
    *,
    shown: Mapping[int, int] = MappingProxyType({}),
) -> list[Review]:
    """Give findings a state, all of them or none; returns the reviews, in the order of the findings' ids.

    `read`: the findings' ids, each with the `version` that the auditor saw, which is the token of its state.
    `shown`: those of which the auditor was shown the reviews, with the version then; a list of findings shows
    their states alone. Raises PermissionDenied without the permission, ValueError for an unknown state,
    ReasonMissing for a state other than open, StaleFindings where a finding has another version by now, and
    UnseenReviews where a colleague's review would be overwritten that was not shown.
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
        unseen = reviewed_by_others(read, by) - {key for key in read if shown.get(key) == read[key]}
        if unseen:
            raise UnseenReviews([finding for finding in findings if finding.pk in unseen])
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
                    result_revision_id=finding.result_revision_id,
                )
                for finding in findings
            ]
        )


def reviewed_by_others(findings: Iterable[int], by: User) -> set[int]:
    """Those of these findings (ids) whose last review is a colleague's."""
    reviews = Review.objects.filter(finding__in=list(findings)).order_by("pk")
    last = dict(reviews.values_list("finding", "by"))
    return {finding for finding, author in last.items() if author is not None and author != by.pk}
