"""Stored sums: a page over a million projects adds up some thousands of rows.

`budget.store.rollups.refresh` alone writes them, in the transaction that changes a disclosure.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from budget.models.disclosures import Disclosure
from budget.models.money import FenField
from budget.models.project_types import TYPE_CHOICES
from budget.models.querysets.figures import CategoryFiguresQuerySet, TypeFiguresQuerySet
from budget.project_types.rules import PROJECT_TYPES
from indicators import taxonomy

_KEYS = ["", *taxonomy.CATEGORY_BY_KEY]


class CategoryFigures(models.Model):
    """Indicators, projects and money of a disclosure by indicator category ("": unclassified)."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="category_figures", verbose_name=_("disclosure")
    )
    category = models.CharField(_("category"), max_length=20, blank=True, default="")
    indicator_count = models.PositiveIntegerField(_("indicators"))
    project_count = models.PositiveIntegerField(_("projects"))
    sum_total = FenField(_("sum of the projects"))

    objects = CategoryFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a category")
        verbose_name_plural = _("figures of categories")
        ordering = ["disclosure", "category"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "category"], name="figures_once_per_category"),
            models.CheckConstraint(
                condition=models.Q(category__in=_KEYS), name="figures_are_of_a_known_category"
            ),
        ]

    def __str__(self) -> str:
        return str(self.disclosure)


class TypeFigures(models.Model):
    """Projects and money of a disclosure by project type."""

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="type_figures", verbose_name=_("disclosure")
    )
    project_type = models.CharField(_("project type"), max_length=20, choices=TYPE_CHOICES)
    project_count = models.PositiveIntegerField(_("projects"))
    sum_total = FenField(_("sum of the projects"))

    objects = TypeFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a project type")
        verbose_name_plural = _("figures of project types")
        ordering = ["disclosure", "project_type"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "project_type"], name="figures_once_per_type"),
            models.CheckConstraint(
                condition=models.Q(project_type__in=PROJECT_TYPES), name="figures_are_of_a_known_type"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} {self.get_project_type_display()}"
