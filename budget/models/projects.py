"""Projects in force, and the addresses of dropped ones."""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.models.disclosures import Disclosure, Revision, UnitStatement
from budget.models.hierarchy import Unit
from budget.models.money import StatedAmounts
from budget.models.names import Named
from budget.models.project_types import TYPE_CHOICES, ProjectTypeRule
from budget.models.quality import QualityCounts, QualityRates
from budget.models.querysets.projects import ProjectQuerySet
from budget.project_types.rules import OTHER, PROJECT_TYPES


class Project(Named, StatedAmounts, QualityCounts, QualityRates):
    """A project in force. Its key is unit, fiscal year, folded name and ordinal among its namesakes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects", verbose_name=_("unit"))
    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="projects", verbose_name=_("disclosure")
    )
    statement = models.ForeignKey(
        UnitStatement, models.RESTRICT, related_name="projects", verbose_name=_("unit as stated")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    ordinal = models.PositiveSmallIntegerField(_("ordinal among namesakes"), default=1)
    position = models.PositiveIntegerField(_("position"), default=1)
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    place = models.CharField(_("sheet, table or page"), max_length=200, blank=True, default="")
    # The SHA-256 of its file, where the disclosure is made of several forms.
    file = models.CharField(_("file"), max_length=64, blank=True, default="")
    objective = models.TextField(_("objective"), blank=True, default="")
    is_confidential = models.BooleanField(_("confidential"), default=False)
    indicators_text = models.TextField(_("indicators as disclosed"), blank=True, default="")
    unread = models.TextField(_("unread text"), blank=True, default="")
    period_objective = models.TextField(_("objective of the whole period"), blank=True, default="")
    attribute = models.TextField(_("attribute"), blank=True, default="")
    starts_on = models.TextField(_("begins, as disclosed"), blank=True, default="")
    ends_on = models.TextField(_("ends, as disclosed"), blank=True, default="")
    # Updated by budget.store.disclosures: lists sort by it.
    indicator_count = models.PositiveIntegerField(_("indicators"), default=0, editable=False)

    # Not disclosed; budget.store.project_types sets both. No rule where the type was set by hand, or none
    # fits.
    project_type = models.CharField(
        _("project type"), max_length=20, choices=TYPE_CHOICES, default=OTHER, editable=False
    )
    type_rule = models.ForeignKey(
        ProjectTypeRule,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="projects",
        verbose_name=_("rule that placed it"),
    )

    objects = ProjectQuerySet.as_manager()

    if TYPE_CHECKING:
        # What queries for pages annotate.
        has_type_set_by_hand: bool
        sum_of_department: int | None
        sum_of_unit: int | None

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["disclosure", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "name_folded", "ordinal"], name="project_key"
            ),
            models.CheckConstraint(condition=models.Q(ordinal__gte=1), name="project_ordinals_start_at_one"),
            models.CheckConstraint(
                condition=models.Q(project_type__in=PROJECT_TYPES), name="project_type_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["fiscal_year", "total"], name="project_by_year_and_total"),
            models.Index(fields=["fiscal_year", "name_sort", "id"], name="project_by_year_and_name"),
            models.Index(fields=["disclosure", "position"], name="project_in_table_order"),
            models.Index(fields=["fiscal_year", "project_type", "total"], name="project_by_year_and_type"),
            models.Index(fields=["fiscal_year", "error_count", "id"], name="project_by_errors"),
            models.Index(fields=["fiscal_year", "warning_count", "id"], name="project_by_warnings"),
            models.Index(fields=["fiscal_year", "notice_count", "id"], name="project_by_notices"),
            models.Index(fields=["fiscal_year", "finding_rate", "id"], name="project_by_finding_rate"),
            models.Index(fields=["fiscal_year", "quantified_share", "id"], name="project_by_quantified"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("budget:project", args=[self.pk])


class RetiredProject(models.Model):
    """The address of a project that a revision dropped, or whose disclosure was withdrawn. It responds with
    410 and links to the last revision with the project.

    A later revision with the project gives it its former id again. A department and year may have had several
    disclosures, one after the other, each with its own addresses.
    """

    project_id = models.BigIntegerField(_("number in its address"), primary_key=True)
    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="retired_projects", verbose_name=_("disclosure")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="retired_projects", verbose_name=_("unit"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    name = models.TextField(_("name"))
    name_folded = models.CharField(max_length=200, editable=False)
    ordinal = models.PositiveSmallIntegerField(_("ordinal among namesakes"))
    # As disclosed: identifies the owner when units are merged or separated.
    unit_name = models.TextField(blank=True, default="", editable=False)
    last_revision = models.ForeignKey(
        Revision,
        models.CASCADE,
        related_name="retired_projects",
        verbose_name=_("last revision that had it"),
    )

    class Meta:
        verbose_name = _("dropped project")
        verbose_name_plural = _("dropped projects")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "unit", "fiscal_year", "name_folded", "ordinal"],
                name="retired_project_key",
            ),
        ]

    def __str__(self) -> str:
        return self.name
