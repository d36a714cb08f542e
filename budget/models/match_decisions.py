"""Decisions of auditors whether two projects of consecutive years are one; written by
`budget.actions.year_matches`.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from budget.models.append_only import AppendOnly
from budget.models.hierarchy import Unit


class PairDecision(models.TextChoices):
    """What was decided of a pair of projects."""

    CONFIRMED = "confirmed", pgettext_lazy("decided of two projects", "the same project")
    REJECTED = "rejected", pgettext_lazy("decided of two projects", "not the same project")
    TAKEN_BACK = "taken-back", pgettext_lazy("decided of two projects", "undecided again")


class MatchDecision(AppendOnly):
    """A decision on a project and one of the year before. The last one of a pair counts.

    Both projects are named by their keys (unit, fiscal year, folded name, ordinal), so that no revision
    deletes a decision; `budget.store` re-keys it with them. `name` and `before_name` are as disclosed.
    """

    PAIR_COLUMNS = (
        *("unit", "fiscal_year", "name_folded", "ordinal"),
        *("before_unit", "before_year", "before_name_folded", "before_ordinal"),
    )

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    name = models.TextField(_("project"))
    name_folded = models.CharField(max_length=200, editable=False)
    ordinal = models.PositiveSmallIntegerField(_("ordinal among namesakes"), default=1)
    before_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("last year's unit")
    )
    before_year = models.PositiveSmallIntegerField(_("last year"))
    before_name = models.TextField(_("last year's project"))
    before_name_folded = models.CharField(max_length=200, editable=False)
    before_ordinal = models.PositiveSmallIntegerField(_("last year's ordinal"), default=1)
    decision = models.CharField(_("decision"), max_length=10, choices=PairDecision.choices)
    note = models.TextField(_("note"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a project over years")
        verbose_name_plural = _("decisions on projects over years")
        ordering = ["-pk"]
        permissions = [("decide_match", "Can decide whether projects of two years are one")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=PairDecision.values), name="match_decision_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "fiscal_year"], name="match_decision_by_key"),
            models.Index(fields=["before_unit", "before_year"], name="match_decision_by_last_year"),
            models.Index(fields=["at", "id"], name="match_decision_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.before_name} ({self.before_year}) → {self.name} ({self.fiscal_year})"
