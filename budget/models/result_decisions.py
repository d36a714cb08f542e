"""Decisions of auditors whether a self-evaluation is of a project, or one of its indicators the result of one
of the project's; written by `budget.actions.result_matches`.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from budget.models.append_only import AppendOnly
from budget.models.hierarchy import Unit
from budget.models.match_decisions import PairDecision
from budget.models.self_evaluations import SelfEvaluation


class ResultDecision(AppendOnly):
    """A decision on a self-evaluation and a project, or on an indicator of each. The last one of a pair
    counts.

    The project is named by its key (unit, fiscal year, folded name, ordinal), so that no revision deletes a
    decision; `budget.store` re-keys it with the project. Indicators are named by their folded names and
    ordinals among namesakes; both ordinals are 0 in a decision on projects.
    """

    PAIR_COLUMNS = (
        *("self_evaluation", "result_folded", "result_ordinal"),
        *("unit", "fiscal_year", "name_folded", "ordinal", "indicator_folded", "indicator_ordinal"),
    )
    LABELS = {
        PairDecision.CONFIRMED: pgettext_lazy("decided of a result", "they belong together"),
        PairDecision.REJECTED: pgettext_lazy("decided of a result", "they do not belong together"),
        PairDecision.TAKEN_BACK: pgettext_lazy("decided of a result", "undecided again"),
    }

    self_evaluation = models.ForeignKey(
        SelfEvaluation, models.PROTECT, related_name="decisions", verbose_name=_("self-evaluation")
    )
    result_name = models.TextField(_("indicator of the self-evaluation"), blank=True, default="")
    result_folded = models.CharField(max_length=200, blank=True, default="", editable=False)
    result_ordinal = models.PositiveSmallIntegerField(default=0, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    name = models.TextField(_("project"))
    name_folded = models.CharField(max_length=200, editable=False)
    ordinal = models.PositiveSmallIntegerField(_("ordinal among namesakes"), default=1)
    indicator_name = models.TextField(_("indicator of the project"), blank=True, default="")
    indicator_folded = models.CharField(max_length=200, blank=True, default="", editable=False)
    indicator_ordinal = models.PositiveSmallIntegerField(default=0, editable=False)
    decision = models.CharField(_("decision"), max_length=10, choices=list(LABELS.items()))
    note = models.TextField(_("note"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a self-evaluation")
        verbose_name_plural = _("decisions on self-evaluations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=PairDecision.values), name="result_decision_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "fiscal_year"], name="result_decision_by_key"),
            models.Index(fields=["at", "id"], name="result_decision_by_time"),
        ]

    def __str__(self) -> str:
        if not self.result_ordinal:
            return f"{self.self_evaluation} → {self.name} ({self.fiscal_year})"
        return f"{self.result_name} → {self.indicator_name} ({self.name}, {self.fiscal_year})"
