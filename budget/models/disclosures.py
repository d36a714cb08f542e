"""Disclosures: a department's table of a year, its revisions, statements, source files and problems."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from budget.disclosure.problems import Problem as ProblemRecord, worded
from budget.models.hierarchy import Department, Unit
from budget.models.money import ComputedSums, StatedAmounts
from budget.models.quality import QualityCounts
from budget.models.querysets.disclosures import (
    DisclosureQuerySet,
    RevisionQuerySet,
    SourceQuerySet,
    StatementQuerySet,
)
from budget.models.revisions import RevisionColumns, SourceColumns

# Years outside are typing errors.
FIRST_YEAR, LAST_YEAR = 1990, 2099


class Disclosure(StatedAmounts, QualityCounts):
    """A department's table of a fiscal year, as in force. Its amounts are the stated grand total."""

    LAYOUTS = [
        ("wide", pgettext_lazy("layout", "wide table")),
        ("form", pgettext_lazy("layout", "form, one a project")),
        ("flat", pgettext_lazy("layout", "flat table, one row an indicator")),
        ("entered", pgettext_lazy("layout", "entered by hand")),
    ]

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="disclosures", verbose_name=_("department")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    department_name = models.TextField(_("department's name as disclosed"), blank=True, default="")
    title = models.TextField(_("title"), blank=True, default="")
    layout = models.CharField(_("layout"), max_length=10, choices=LAYOUTS, default="entered")
    money_unit = models.CharField(_("money unit as disclosed"), max_length=2, default="万元")
    row = models.PositiveIntegerField(_("row of the grand total"), null=True, blank=True)
    place = models.CharField(_("sheet, table or page"), max_length=200, blank=True, default="")
    # Updated by budget.store.disclosures: the list of disclosures counts nothing.
    unit_count = models.PositiveIntegerField(_("units"), default=0, editable=False)
    project_count = models.PositiveIntegerField(_("projects"), default=0, editable=False)
    indicator_count = models.PositiveIntegerField(_("indicators"), default=0, editable=False)
    # The number of corrections in force, updated by budget.store.corrections.
    correction_count = models.PositiveIntegerField(_("corrections"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # Set by budget.actions.lifecycle alone. A withdrawn disclosure has no rows and no revision in force; its
    # own columns retain their values.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = DisclosureQuerySet.as_manager()

    if TYPE_CHECKING:
        # What queries for pages annotate.
        problem_count: int
        results: dict[str, Any] | None
        sum_total: int | None

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-fiscal_year", "department__name_sort", "pk"]
        permissions = [("manage_disclosure", "Can withdraw, bring back and move disclosures")]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_disclosure_in_force_per_department_and_year",
                violation_error_message=_("A disclosure of this department and year is there already."),
            ),
            models.CheckConstraint(
                condition=models.Q(fiscal_year__gte=FIRST_YEAR, fiscal_year__lte=LAST_YEAR),
                name="disclosure_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=models.Q(layout__in=["wide", "form", "flat", "entered"]),
                name="disclosure_layout_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(money_unit__in=["万元", "元"]), name="disclosure_money_unit_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.fiscal_year}"

    def get_absolute_url(self) -> str:
        return reverse("budget:disclosure", args=[self.pk])

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        # A form excludes the fields that it does not show, and all constraints with a condition on them.
        super().validate_constraints(exclude=set(exclude or ()) - {"withdrawn_at"})

    @property
    def is_entered_by_hand(self) -> bool:
        return self.layout == "entered"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class StoredFile(models.Model):
    """The bytes of a file as received, stored once and found by their SHA-256."""

    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField(_("size in bytes"))
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file as received")
        verbose_name_plural = _("files as received")
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="a_file_is_stored_once"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="stored_file_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Revision(RevisionColumns):
    """A state of a disclosure. `snapshot` is one of budget.disclosure.open_data."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="revisions", verbose_name=_("disclosure")
    )
    # The earlier revision that it repeats, brought back or moved by a person.
    repeats = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("repeats")
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["disclosure", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "number"], name="revision_numbered_in_its_disclosure"
            ),
            models.UniqueConstraint(
                fields=["disclosure"],
                condition=models.Q(is_current=True),
                name="one_current_revision_per_disclosure",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_numbers_start_at_one"),
        ]
        indexes = [
            # The few revisions that people made among a million that imports made.
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(created_by__isnull=False),
                name="revision_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(disclosure)s, revision %(number)s") % {
            "disclosure": self.disclosure,
            "number": self.number,
        }


class Source(SourceColumns):
    """A file that a revision of a disclosure was read from."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="sources", verbose_name=_("revision"))
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="sources", verbose_name=_("file as received")
    )
    # Where the revision was made of what this file alone gives: how it was read
    # (`budget.store.known_readings`).
    reading = models.CharField(max_length=64, blank=True, default="", editable=False)
    # What an import tells of the table that it gave (`budget.imports.outcomes.figures_of`).
    figures = models.JSONField(null=True, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "file"], name="a_file_once_per_revision"),
            models.UniqueConstraint(fields=["revision", "position"], name="source_numbered_in_its_revision"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("budget:file", args=[self.pk])


class UnitStatement(StatedAmounts, ComputedSums, QualityCounts):
    """The row and subtotals of a unit in a disclosure in force. A disclosure may state a unit twice."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="statements", verbose_name=_("disclosure")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="statements", verbose_name=_("unit"))
    name = models.TextField(_("name as disclosed"), blank=True, default="")
    position = models.PositiveIntegerField(_("position"))
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    place = models.CharField(_("sheet, table or page"), max_length=200, blank=True, default="")

    objects = StatementQuerySet.as_manager()

    if TYPE_CHECKING:
        # What `for_disclosure_page` and `for_unit_page` annotate.
        projects_have_other_sources: bool
        results: dict[str, Any] | None

    class Meta:
        verbose_name = _("unit's statement")
        verbose_name_plural = _("units' statements")
        ordering = ["disclosure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "position"], name="statement_numbered_in_its_disclosure"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def difference(self) -> int | None:
        """The stated total less the sum of the projects, in fen; None where no total is stated."""
        return None if self.total is None else self.total - (self.sum_total or 0)


class Problem(models.Model):
    """Something unreadable or doubtful in the current revision, with its place."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="problems", verbose_name=_("disclosure")
    )
    position = models.PositiveIntegerField()
    code = models.CharField(_("code"), max_length=40)
    level = models.CharField(_("level"), max_length=10)
    place = models.CharField(_("sheet, table or page"), max_length=200, blank=True, default="")
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    column = models.TextField(_("column"), blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    details = models.JSONField(default=dict, blank=True)
    # The SHA-256 of its file, where the disclosure is made of several forms.
    file = models.CharField(_("file"), max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["disclosure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "position"], name="problem_numbered_in_its_disclosure"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["warning", "notice"]), name="problem_level_is_a_doubt"
            ),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def record(self) -> ProblemRecord:
        return ProblemRecord(self.code, self.place, self.row, self.column, self.text, self.details, self.file)

    @property
    def message(self) -> str:
        """The problem in the reader's language."""
        return worded(self.record, gettext)
