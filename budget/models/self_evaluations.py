"""Self-evaluations: what a department reports, after the year, of a project's money and targets.

They have tables of their own, so that no list of targets reads more. `budget.store.self_evaluations` writes
them; `budget.store.result_matches` writes which project and which indicators they are of.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from budget.disclosure.problems import Problem as ProblemRecord, worded
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR, StoredFile
from budget.models.hierarchy import Department, Unit
from budget.models.money import FenField
from budget.models.names import Named
from budget.models.projects import Project
from budget.models.querysets.self_evaluations import (
    ResultIndicatorQuerySet,
    SelfEvaluationQuerySet,
    SelfEvaluationRevisionQuerySet,
    SelfEvaluationSourceQuerySet,
)
from budget.models.revisions import RevisionColumns, SourceColumns
from indicators import taxonomy
from indicators.results import Outcome

# Why a self-evaluation, or one of its indicators, is matched; "" where it is not.
BASES = [
    ("name", pgettext_lazy("match of a result", "the same name")),
    ("bare-name", pgettext_lazy("match of a result", "the names differ by a year, a code or a number alone")),
    (
        "evidence",
        pgettext_lazy("match of a result", "the same name, under another unit, with the same figures"),
    ),
    ("confirmed", pgettext_lazy("match of a result", "confirmed by an auditor")),
]
# What became of a target (`indicators.results`).
OUTCOMES = [
    (Outcome.MET.value, pgettext_lazy("outcome of a target", "met")),
    (Outcome.EXCEEDED.value, pgettext_lazy("outcome of a target", "exceeded")),
    (Outcome.MISSED.value, pgettext_lazy("outcome of a target", "missed")),
    (Outcome.UNKNOWN.value, pgettext_lazy("outcome of a target", "cannot be told")),
]
_CATEGORY_KEYS = [category.key for category in taxonomy.CATEGORIES]


class SelfEvaluation(Named):
    """A project's self-evaluation in force. Texts are as disclosed, "" where not stated.

    Its key is department, fiscal year, folded names of unit and project, and ordinal among namesakes. The row
    is permanent: later revisions change it in place. `sources` are the rows of money below the year's total,
    as `[{"label", "initial", "adjusted", "executed", "points", "rate", "score", "row"}]`, in fen. `problems`
    are those of reading it.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="self_evaluations", verbose_name=_("department")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    unit_name = models.TextField(_("unit as disclosed"), blank=True, default="")
    unit_folded = models.CharField(max_length=200, blank=True, default="", editable=False)
    ordinal = models.PositiveSmallIntegerField(_("ordinal among namesakes"), default=1)
    department_name = models.TextField(_("department's name as disclosed"), blank=True, default="")
    title = models.TextField(_("title"), blank=True, default="")
    money_unit = models.CharField(_("money unit as disclosed"), max_length=2, default="万元")
    code = models.TextField(_("project code"), blank=True, default="")
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    place = models.CharField(_("sheet, table or page"), max_length=200, blank=True, default="")

    budget_label = models.TextField(_("label of the year’s money"), blank=True, default="")
    budget_row = models.PositiveIntegerField(_("row of the year’s money"), null=True, blank=True)
    initial_budget = FenField(_("initial budget"))
    adjusted_budget = FenField(_("adjusted budget"))
    executed = FenField(_("executed amount"))
    rate = models.TextField(_("execution rate as disclosed"), blank=True, default="")
    budget_points = models.TextField(_("points of the execution"), blank=True, default="")
    budget_score = models.TextField(_("score of the execution"), blank=True, default="")
    sources = models.JSONField(_("money by source"), default=list, blank=True)
    objective = models.TextField(_("objective as restated"), blank=True, default="")
    actual_objective = models.TextField(_("what became of the objective"), blank=True, default="")
    score = models.TextField(_("total score"), blank=True, default="")
    total_points = models.TextField(_("total points"), blank=True, default="")
    conclusion = models.TextField(_("conclusion"), blank=True, default="")
    problems = models.JSONField(_("problems"), default=list, blank=True)

    # What derives from the columns above, for lists: the score as a number, the executed share of the
    # adjusted (else the initial) budget in hundredths of a percent, the number of indicators.
    score_number = models.DecimalField(
        _("total score"), max_digits=12, decimal_places=4, null=True, editable=False
    )
    execution = models.BigIntegerField(_("execution rate"), null=True, editable=False)
    indicator_count = models.PositiveIntegerField(_("indicators"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    # How many of its targets were met (or exceeded), missed, and cannot be told.
    met_count = models.PositiveIntegerField(_("targets met"), default=0, editable=False)
    missed_count = models.PositiveIntegerField(_("targets missed"), default=0, editable=False)
    unknown_count = models.PositiveIntegerField(_("targets that cannot be told"), default=0, editable=False)

    # Which project in force it is of; the unit is that project's, else the one that its name means.
    project = models.OneToOneField(
        Project,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="self_evaluation",
        verbose_name=_("project"),
    )
    unit = models.ForeignKey(
        Unit,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="self_evaluations",
        verbose_name=_("unit"),
    )
    match_basis = models.CharField(
        _("why it is matched"), max_length=10, choices=BASES, blank=True, default="", editable=False
    )

    objects = SelfEvaluationQuerySet.as_manager()

    if TYPE_CHECKING:
        # What `with_file_name` annotates.
        file_name: str | None
        file_sha256: str | None
        # What `for_page` annotates.
        has_disclosure: bool

    class Meta:
        verbose_name = _("self-evaluation")
        verbose_name_plural = _("self-evaluations")
        ordering = ["-fiscal_year", "name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "unit_folded", "name_folded", "ordinal"],
                name="self_evaluation_key",
            ),
            models.CheckConstraint(
                condition=models.Q(fiscal_year__gte=FIRST_YEAR, fiscal_year__lte=LAST_YEAR),
                name="self_evaluation_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=models.Q(match_basis__in=["", *(basis for basis, _words in BASES)]),
                name="self_evaluation_basis_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(money_unit__in=["万元", "元"]), name="self_evaluation_money_unit_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["fiscal_year", "name_sort", "id"], name="self_evaluation_by_name"),
            models.Index(fields=["fiscal_year", "adjusted_budget"], name="self_evaluation_by_budget"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("budget:result", args=[self.pk])

    @property
    def worded_problems(self) -> list[tuple[ProblemRecord, str]]:
        """The problems of reading it, each with its words in the reader's language."""
        found = [ProblemRecord(**one) for one in self.problems]
        return [(problem, worded(problem, gettext)) for problem in found]


class SelfEvaluationRevision(RevisionColumns):
    """A state of a self-evaluation. `snapshot` is one of budget.disclosure.self_evaluation_data."""

    self_evaluation = models.ForeignKey(
        SelfEvaluation, models.CASCADE, related_name="revisions", verbose_name=_("self-evaluation")
    )

    objects = SelfEvaluationRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision of a self-evaluation")
        verbose_name_plural = _("revisions of self-evaluations")
        ordering = ["self_evaluation", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["self_evaluation", "number"], name="revision_numbered_in_its_self_evaluation"
            ),
            models.UniqueConstraint(
                fields=["self_evaluation"],
                condition=models.Q(is_current=True),
                name="one_current_revision_per_self_evaluation",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="self_evaluation_revisions_start_at_one"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(disclosure)s, revision %(number)s") % {
            "disclosure": self.self_evaluation,
            "number": self.number,
        }


class SelfEvaluationSource(SourceColumns):
    """A file that a revision of a self-evaluation was read from."""

    revision = models.ForeignKey(
        SelfEvaluationRevision, models.CASCADE, related_name="sources", verbose_name=_("revision")
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="self_evaluation_sources",
        verbose_name=_("file as received"),
    )

    objects = SelfEvaluationSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source file of a self-evaluation")
        verbose_name_plural = _("source files of self-evaluations")
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "file"], name="a_file_once_per_self_evaluation_revision"
            ),
            models.UniqueConstraint(
                fields=["revision", "position"], name="source_numbered_in_its_self_evaluation"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("budget:result-file", args=[self.pk])


class ResultIndicator(models.Model):
    """One indicator of a self-evaluation in force: its target as restated, and what came of it.

    `category` is its place in the classification, "" where its labels leave it open. `matched_position` is
    the position of the indicator, among those of the matched project, that it is the result of. `outcome` is
    read of that indicator's target as disclosed, else of the target as restated.
    """

    self_evaluation = models.ForeignKey(
        SelfEvaluation, models.CASCADE, related_name="indicators", verbose_name=_("self-evaluation")
    )
    position = models.PositiveIntegerField(_("position"))
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    level1 = models.TextField(_("level 1"), blank=True, default="")
    level2 = models.TextField(_("level 2"), blank=True, default="")
    category = models.CharField(_("category"), max_length=20, blank=True, default="", editable=False)
    name = models.TextField(_("indicator"), blank=True, default="")
    target = models.TextField(_("target as restated"), blank=True, default="")
    comparator = models.TextField(_("comparator"), blank=True, default="")
    unit_of_measure = models.TextField(_("unit of measure"), blank=True, default="")
    actual = models.TextField(_("actual value"), blank=True, default="")
    points = models.TextField(_("points"), blank=True, default="")
    score = models.TextField(_("score"), blank=True, default="")
    reason = models.TextField(_("deviation reason"), blank=True, default="")
    measures = models.TextField(_("measures"), blank=True, default="")
    standard = models.TextField(_("standard"), blank=True, default="")
    direction = models.TextField(_("direction"), blank=True, default="")
    period_target = models.TextField(_("period target"), blank=True, default="")
    matched_position = models.PositiveIntegerField(_("matched indicator"), null=True, editable=False)
    match_basis = models.CharField(
        _("why it is matched"), max_length=10, choices=BASES, blank=True, default="", editable=False
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=OUTCOMES, default=Outcome.UNKNOWN.value, editable=False
    )

    objects = ResultIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator of a self-evaluation")
        verbose_name_plural = _("indicators of self-evaluations")
        ordering = ["self_evaluation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["self_evaluation", "position"], name="result_numbered_in_its_self_evaluation"
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=["", *_CATEGORY_KEYS]), name="result_category_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[outcome for outcome, _words in OUTCOMES]),
                name="result_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
