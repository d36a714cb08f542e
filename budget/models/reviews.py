"""Reviews of findings by auditors; written by `budget.actions.reviews` and `budget.store.findings`."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budget.models.append_only import AppendOnly
from budget.models.disclosures import Revision
from budget.models.findings import Finding, ReviewState
from budget.models.querysets.findings import ReviewQuerySet
from budget.models.self_evaluations import SelfEvaluationRevision


class Review(AppendOnly):
    """A decision on a finding: its state, author, time and reason. Internal, for auditors alone.

    `by` is null, and `is_reopening` true, where a change of the evidence opened a decided finding again.
    """

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="reviews", verbose_name=_("finding"))
    state = models.CharField(_("state"), max_length=10, choices=ReviewState.choices)
    reason = models.TextField(_("reason"), blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    is_reopening = models.BooleanField(_("the evidence changed"), default=False)
    # The evidence that the auditor read, and its revision.
    evidence = models.JSONField(_("evidence then"), default=list, blank=True)
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="+", verbose_name=_("revision then"))
    result_revision = models.ForeignKey(
        SelfEvaluationRevision,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revision of the self-evaluation then"),
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["finding", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="review_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ReviewState.OPEN) | ~models.Q(reason=""),
                name="review_gives_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(is_reopening=False, by__isnull=False)
                | models.Q(is_reopening=True, by__isnull=True, state=ReviewState.OPEN),
                name="review_is_somebodys_or_a_reopening",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at", "id"], condition=models.Q(by__isnull=False), name="review_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.get_state_display()}"
