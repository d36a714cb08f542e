"""Points to review: what the checks found in a disclosure and did not evaluate, and what auditors made of it.

Written by `budget.store.checks`; reviews by `budget.actions.reviews`. A finding outlives revisions by its
key, and keeps its reviews.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy

from budget.audit.catalogue import CHECKS, LEVELS, Check
from budget.audit.findings import LABELS, WHY, Quote
from budget.models.disclosures import Disclosure, Revision
from budget.models.finding_querysets import (
    FindingFiguresQuerySet,
    FindingQuerySet,
    NotEvaluatedQuerySet,
    ReviewQuerySet,
    TallyQuerySet,
)
from budget.models.hierarchy import Unit
from budget.models.history import History
from budget.models.money import FenField
from budget.models.projects import Project

LEVEL_NAMES = {
    "error": pgettext_lazy("level of a finding", "error"),
    "warning": pgettext_lazy("level of a finding", "warning"),
    "notice": pgettext_lazy("level of a finding", "notice"),
}
LEVEL_CHOICES = [(level, LEVEL_NAMES[level]) for level in LEVELS]


class ReviewState(models.TextChoices):
    """What an auditor made of a finding."""

    OPEN = "open", pgettext_lazy("state of a finding", "open")
    CONFIRMED = "confirmed", pgettext_lazy("state of a finding", "confirmed")
    EXPLAINED = "explained", pgettext_lazy("state of a finding", "explained")
    DISMISSED = "dismissed", pgettext_lazy("state of a finding", "dismissed")


class ResolutionReason(models.TextChoices):
    """Why a finding is no longer there."""

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
    WITHDRAWN = "withdrawn", pgettext_lazy("why a finding ended", "its disclosure was withdrawn")


class Finding(models.Model):
    """A point to review. Its key (check, names, ordinals), unique in its disclosure, stays over revisions.

    `unit` and `project` are null where it is about the whole disclosure, or where a revision dropped the
    project; the names stay. Of a group they are the last project's; `projects` are all that are in force, and
    `named` all: `[{"unit", "name", "ordinal", "row"}]`. `indicator` is a position where it is about one
    indicator; `indicators` and `rows` are all that it names. `evidence` holds quotes: `[{"what", "text",
    "column", "indicator"}]`. `money` is the fen of the projects named, null where none states any.
    `categories` are the keys of the categories of the indicators named, a blank around each, so that
    `" quality "` is found in it. `version` counts the changes of evidence, review and ending: who reviews
    says which one they read. `review_state` is internal; pages read `state`, which
    `objects.for_reader(user)` gives: None for those who may not see reviews.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="findings", verbose_name=_("disclosure")
    )
    check_id = models.CharField(_("check"), max_length=10)
    level = models.CharField(_("level"), max_length=10, choices=LEVEL_CHOICES)
    # 0 for the gravest, so that levels sort by it.
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
    first_seen_in = models.ForeignKey(
        Revision, models.RESTRICT, related_name="+", verbose_name=_("first seen in")
    )
    last_seen_in = models.ForeignKey(
        Revision, models.RESTRICT, related_name="+", verbose_name=_("last seen in")
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

    class Meta:
        verbose_name = _("point to review")
        verbose_name_plural = _("points to review")
        ordering = ["disclosure", "position", "pk"]
        permissions = [("review_finding", "Can review findings")]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "key"], name="finding_key_in_its_disclosure"),
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
            models.Index(fields=["check_id", "is_active"], name="finding_by_check"),
            models.Index(fields=["unit", "is_active"], name="finding_by_unit"),
            # Few are decided: those are counted one by one, the open ones are the rest of what is kept.
            models.Index(fields=["review_state", "disclosure"], name="finding_by_state"),
            models.Index(fields=["is_active", "level_rank", "money", "id"], name="finding_by_level"),
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
    def quotes(self) -> list[Quote]:
        """The evidence as the audit gave it."""
        return [Quote(**quote) for quote in self.evidence]

    @property
    def labelled_evidence(self) -> list[tuple[str, Quote]]:
        """The evidence, each quote with what it is in the reader's language."""
        language = get_language() or ""
        return [(LABELS[quote.what].in_language(language), quote) for quote in self.quotes]


class AppendOnly(models.Model):
    """Rows that are written once: nobody changes or deletes one."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is append-only")


class Review(AppendOnly):
    """What became of a finding, when, by whom and why: internal, for auditors alone. Append-only.

    `by` is null, and `is_reopening` true, where the evidence changed under a decision, so that the finding is
    open again.
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
    # What the auditor had before their eyes: the evidence and the revision that it stood in.
    evidence = models.JSONField(_("evidence then"), default=list, blank=True)
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="+", verbose_name=_("revision then"))

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


class NotEvaluated(models.Model):
    """What a check did not evaluate in the disclosure as in force, and why.

    `project` is null where it is the whole table, or a unit.
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
        """Why, in the reader's language."""
        details: Mapping[str, str] = self.details
        return WHY[self.why].in_language(get_language() or "").format_map(details)


class Checked(models.Model):
    """The last check of a disclosure: of which revision, and which checks were off.

    `settings_digest` tells whether the installation's settings changed since.
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
    """How often a check hits a disclosure: findings, the projects named (each once) and their fen."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="tallies", verbose_name=_("disclosure")
    )
    check_id = models.CharField(_("check"), max_length=10)
    finding_count = models.PositiveIntegerField(_("findings"))
    project_count = models.PositiveIntegerField(_("projects hit"))
    money = FenField(_("amounts of the projects hit"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("check's hits")
        verbose_name_plural = _("checks' hits")
        ordering = ["disclosure", "check_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "check_id"], name="one_tally_per_check_and_disclosure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.finding_count}"


class FindingFigures(models.Model):
    """How many findings in force of a disclosure are of a check, a level and a category of indicators.

    Category "" counts all of them, each once; under a category counts whoever names an indicator of it. So
    the list of a year adds up some thousands of rows and not millions.
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

    Null and "" leave what the catalogue says.
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
