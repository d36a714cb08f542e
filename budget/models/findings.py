"""Points to review: findings of the checks in a disclosure, and in the self-evaluations of its department and
year, with the state of their review.

Written by `budget.store.findings`. A finding outlives revisions by its key, and keeps its reviews
(`budget.models.reviews`).
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy

from budget.audit.catalogue import CHECKS, LEVELS, Check
from budget.audit.findings import LABELS, Quote
from budget.models.disclosures import Disclosure, Revision
from budget.models.hierarchy import Unit
from budget.models.money import FenField
from budget.models.projects import Project
from budget.models.querysets.findings import FindingQuerySet
from budget.models.self_evaluations import SelfEvaluation, SelfEvaluationRevision

LEVEL_NAMES = {
    "error": pgettext_lazy("level of a finding", "error"),
    "warning": pgettext_lazy("level of a finding", "warning"),
    "notice": pgettext_lazy("level of a finding", "notice"),
}
LEVEL_CHOICES = [(level, LEVEL_NAMES[level]) for level in LEVELS]


class ReviewState(models.TextChoices):
    """The state that an auditor gave a finding."""

    OPEN = "open", pgettext_lazy("state of a finding", "open")
    CONFIRMED = "confirmed", pgettext_lazy("state of a finding", "confirmed")
    EXPLAINED = "explained", pgettext_lazy("state of a finding", "explained")
    DISMISSED = "dismissed", pgettext_lazy("state of a finding", "dismissed")


class ResolutionReason(models.TextChoices):
    """Why a finding is no longer in force."""

    REVISED = (
        "revised",
        pgettext_lazy("why a finding ended", "a revision no longer gives it"),
    )
    SWITCHED_OFF = "switched-off", pgettext_lazy("why a finding ended", "the check was switched off")
    NOT_EVALUATED = (
        "not-evaluated",
        pgettext_lazy("why a finding ended", "it can no longer be evaluated"),
    )
    RECHECKED = "rechecked", pgettext_lazy("why a finding ended", "checking again no longer gives it")
    CORRECTED = "corrected", pgettext_lazy("why a finding ended", "a correction no longer gives it")
    WITHDRAWN = (
        "withdrawn",
        pgettext_lazy("why a finding ended", "its disclosure or self-evaluation was withdrawn"),
    )


class Finding(models.Model):
    """A point to review. Its key (check, names, ordinals), unique in its disclosure, outlasts revisions.

    - `unit` and `project` are null where the finding is about the whole disclosure, or where a revision
      dropped the project; the names remain. Of a group of projects they are the last one's.
    - `projects` are the projects named that are in force, `named` all of them:
      `[{"unit", "name", "ordinal", "row"}]`.
    - `indicator` is a position where the finding is about one indicator; `indicators` and `rows` are all
      that it names.
    - `categories` are the keys of the categories of these indicators, a blank around each, so that
      `" quality "` is found in it.
    - `evidence` holds quotes: `[{"what", "text", "column", "indicator"}]`, one that rests on a correction
      with `disclosed` and `of` as well (`budget.audit.findings.Quote`).
    - `money` is the fen of the projects named, null where none states an amount.
    - `subject_rank` is the gravest level of all findings on the same project, and `subject_money` the fen of
      the project, unit or table that it is about, -1 where none is stated. Pages lead with the gravest and
      the dearest, and show a project's findings together.
    - `version` counts the changes of evidence, review and resolution. A review names the version that its
      author read.
    - `self_evaluation` is set of a finding in a self-evaluation: names, positions, row and place are then of
      that, `project` is the project that it is matched with, `result_revision` its revision that gave the
      finding last. `disclosure` is the one of the same department and year. No count of a project's or
      disclosure's quality has it.
    - `review_state` is internal. Pages read `state` of `objects.for_reader(user)`: None for readers who may
      not see reviews.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="findings", verbose_name=_("disclosure")
    )
    check_id = models.CharField(_("check"), max_length=10)
    level = models.CharField(_("level"), max_length=10, choices=LEVEL_CHOICES)
    # 0 for the gravest: levels sort by it.
    level_rank = models.PositiveSmallIntegerField(editable=False)
    key = models.CharField(max_length=64, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("unit")
    )
    unit_name = models.TextField(_("unit's name"), blank=True, default="")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    project_name = models.TextField(_("project's name"), blank=True, default="")
    projects = models.ManyToManyField(Project, related_name="findings", verbose_name=_("projects"))
    named = models.JSONField(default=list, blank=True)
    indicator = models.PositiveIntegerField(_("indicator"), null=True, blank=True)
    indicators = models.JSONField(default=list, blank=True)
    categories = models.CharField(max_length=300, blank=True, default="", editable=False)
    place = models.CharField(_("sheet, table or page"), max_length=200, blank=True, default="")
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    rows = models.JSONField(default=list, blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    evidence_digest = models.CharField(max_length=64, editable=False)
    money = FenField(_("amounts of the projects named"))
    subject_rank = models.PositiveSmallIntegerField(default=2, editable=False)
    subject_money = models.BigIntegerField(default=-1, editable=False)
    first_seen_in = models.ForeignKey(
        Revision, models.RESTRICT, related_name="+", verbose_name=_("first seen in")
    )
    last_seen_in = models.ForeignKey(
        Revision, models.RESTRICT, related_name="+", verbose_name=_("last seen in")
    )
    # The indexes of these two are below: most findings have neither.
    self_evaluation = models.ForeignKey(
        SelfEvaluation,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="findings",
        verbose_name=_("self-evaluation"),
    )
    result_revision = models.ForeignKey(
        SelfEvaluationRevision,
        models.RESTRICT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("revision of the self-evaluation"),
    )
    is_active = models.BooleanField(_("in force"), default=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_in = models.ForeignKey(
        Revision, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("resolved in")
    )
    resolved_because = models.CharField(
        _("resolved because"), max_length=20, blank=True, default="", choices=ResolutionReason.choices
    )
    review_state = models.CharField(
        _("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FindingQuerySet.as_manager()

    if TYPE_CHECKING:
        # What queries for pages annotate.
        state: str | None

    class Meta:
        verbose_name = _("point to review")
        verbose_name_plural = _("points to review")
        ordering = ["disclosure", "position", "pk"]
        permissions = [("review_finding", "Can review findings")]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "key"], name="finding_key_in_its_disclosure"),
            models.UniqueConstraint(
                fields=["self_evaluation", "check_id"],
                condition=models.Q(self_evaluation__isnull=False),
                name="a_check_says_one_thing_of_a_self_evaluation",
            ),
            models.CheckConstraint(
                condition=models.Q(level_rank=0, level="error")
                | models.Q(level_rank=1, level="warning")
                | models.Q(level_rank=2, level="notice"),
                name="finding_level_has_its_rank",
            ),
            models.CheckConstraint(
                condition=models.Q(review_state__in=ReviewState.values), name="finding_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    is_active=True, resolved_at__isnull=True, resolved_in__isnull=True, resolved_because=""
                )
                | models.Q(
                    is_active=False,
                    resolved_at__isnull=False,
                    resolved_in__isnull=False,
                    resolved_because__in=ResolutionReason.values,
                ),
                name="finding_is_in_force_or_resolved",
            ),
        ]
        indexes = [
            models.Index(fields=["disclosure", "is_active", "position"], name="finding_in_table_order"),
            models.Index(
                fields=["check_id", "is_active", "level_rank", "-subject_money"], name="finding_of_check"
            ),
            models.Index(fields=["unit", "is_active"], name="finding_by_unit"),
            # Few are decided and counted one by one; the number of open ones is the rest.
            models.Index(fields=["review_state", "disclosure"], name="finding_by_state"),
            models.Index(fields=["is_active", "level_rank", "-subject_money"], name="finding_gravest"),
            models.Index(fields=["is_active", "subject_rank", "-subject_money"], name="finding_as_read"),
            models.Index(
                fields=["result_revision"],
                condition=models.Q(result_revision__isnull=False),
                name="finding_by_result_revision",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(part for part in (self.check_id, self.project_name or self.unit_name) if part)

    @property
    def check_record(self) -> Check:
        """The catalogue's entry: wording, basis, level."""
        return CHECKS[self.check_id]

    @property
    def wording(self) -> str:
        """What the check says, in the reader's language."""
        return self.check_record.wording.in_language(get_language() or "")

    @property
    def basis(self) -> str:
        """The document that the check rests on, by number and title, in the reader's language."""
        basis = self.check_record.basis
        return " ".join(
            part for part in (basis.number, basis.title.in_language(get_language() or "")) if part
        )

    @property
    def other_projects(self) -> int:
        """How many projects it names beside the one that it is about."""
        return max(len(self.named) - 1, 0)

    @property
    def quotes(self) -> list[Quote]:
        """The evidence as the audit gave it."""
        return [Quote(**quote) for quote in self.evidence]

    @property
    def labelled_evidence(self) -> list[tuple[str, Quote]]:
        """The evidence, each quote with what it is in the reader's language."""
        language = get_language() or ""
        return [(LABELS[quote.what].in_language(language), quote) for quote in self.quotes]
