"""The checks of disclosures: what they covered, their counts, and the settings of the installation.

Written by `budget.store.checks` and `budget.store.findings`, the settings in the administration.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _

from budget.audit.catalogue import CHECKS, LEVELS
from budget.audit.findings import WHY
from budget.models.disclosures import Disclosure, Revision
from budget.models.findings import LEVEL_CHOICES
from budget.models.history import History
from budget.models.money import FenField
from budget.models.projects import Project
from budget.models.querysets.findings import FindingFiguresQuerySet, NotEvaluatedQuerySet, TallyQuerySet
from budget.models.self_evaluations import SelfEvaluation


class NotEvaluated(models.Model):
    """A table, unit, project or self-evaluation in force that a check did not evaluate, and why.

    `project` is null for the whole table, for a unit, and for a self-evaluation without a project.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="not_evaluated", verbose_name=_("disclosure")
    )
    position = models.PositiveIntegerField(_("position"))
    check_id = models.CharField(_("check"), max_length=10)
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="not_evaluated",
        verbose_name=_("project"),
    )
    self_evaluation = models.ForeignKey(
        SelfEvaluation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="not_evaluated",
        verbose_name=_("self-evaluation"),
    )
    why = models.CharField(_("why"), max_length=40)
    details = models.JSONField(default=dict, blank=True)

    objects = NotEvaluatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("what was not evaluated")
        verbose_name_plural = _("what was not evaluated")
        ordering = ["disclosure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "position"], name="not_evaluated_numbered_in_its_disclosure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.words}"

    @property
    def words(self) -> str:
        """The reason in the reader's language."""
        details: Mapping[str, str] = self.details
        return WHY[self.why].in_language(get_language() or "").format_map(details)


class Checked(models.Model):
    """The latest check of a disclosure: its revision, and the checks that were switched off.

    `settings_digest` shows whether the installation's settings changed since.
    """

    disclosure = models.OneToOneField(
        Disclosure, models.CASCADE, related_name="checked", verbose_name=_("disclosure")
    )
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="+", verbose_name=_("revision"))
    at = models.DateTimeField(_("checked"))
    off = models.JSONField(_("checks switched off"), default=list, blank=True)
    settings_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("check of a disclosure")
        verbose_name_plural = _("checks of disclosures")

    def __str__(self) -> str:
        return str(self.disclosure)


class Tally(models.Model):
    """The hits of a check in a disclosure: number of findings, number of distinct projects and their fen.

    One row is of all its findings (level ""), others are of those of each level.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="tallies", verbose_name=_("disclosure")
    )
    check_id = models.CharField(_("check"), max_length=10)
    level = models.CharField(_("level"), max_length=10, choices=LEVEL_CHOICES, blank=True, default="")
    finding_count = models.PositiveIntegerField(_("findings"))
    project_count = models.PositiveIntegerField(_("projects hit"))
    money = FenField(_("amounts of the projects hit"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("check's hits")
        verbose_name_plural = _("checks' hits")
        ordering = ["disclosure", "check_id", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "check_id", "level"], name="one_tally_per_check_and_disclosure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.finding_count}"


class FindingFigures(models.Model):
    """The number of findings in force of a disclosure by check, level and category of indicators.

    Category "" counts every finding once; a category counts the findings that name an indicator of it. The
    list of a year adds up some thousands of these rows instead of millions of findings.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="finding_figures", verbose_name=_("disclosure")
    )
    check_id = models.CharField(_("check"), max_length=10)
    level = models.CharField(_("level"), max_length=10, choices=LEVEL_CHOICES)
    category = models.CharField(_("category"), max_length=20, blank=True, default="")
    finding_count = models.PositiveIntegerField(_("findings"))

    objects = FindingFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("counts of findings")
        verbose_name_plural = _("counts of findings")
        ordering = ["disclosure", "check_id", "level", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "check_id", "level", "category"],
                name="findings_counted_once_per_check_level_and_category",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.get_level_display()}: {self.finding_count}"


class CheckSetting(models.Model):
    """An operator's choice for the installation: a check on or off, or of another level.

    Null and "" leave the catalogue's value.
    """

    check_id = models.CharField(_("check"), max_length=10)
    is_on = models.BooleanField(_("switched on"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=LEVEL_CHOICES, blank=True, default="")

    history = History(
        verbose_name=_("earlier state of a setting of a check"),
        verbose_name_plural=_("earlier states of settings of checks"),
    )

    class Meta:
        verbose_name = _("setting of a check")
        verbose_name_plural = _("settings of checks")
        ordering = ["check_id"]
        constraints = [
            models.UniqueConstraint(fields=["check_id"], name="a_check_is_set_once"),
            models.CheckConstraint(
                condition=models.Q(level__in=["", *LEVELS]), name="check_setting_level_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_on__isnull=False) | ~models.Q(level=""),
                name="check_setting_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.check_id

    def clean(self) -> None:
        if self.check_id and self.check_id not in CHECKS:
            raise ValidationError({"check_id": _("There is no such check any more.")})
        if self.is_on is None and not self.level:
            raise ValidationError(
                _("This setting says nothing: switch the check on or off, or choose a level.")
            )
