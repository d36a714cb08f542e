"""Departments and their units, which are permanent."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.models.department_kinds import kind_of
from budget.models.history import History
from budget.models.names import Named, name_key
from budget.models.querysets.units import DepartmentQuerySet, UnitQuerySet
from indicators.sorting import KEY_LENGTH


class Department(Named):
    """A department, identified by region and name: 3,000 places have a 教育局. `region` is "" where it is
    not stated.
    """

    region = models.CharField(_("region"), max_length=200, blank=True, default="")
    region_folded = models.CharField(max_length=200, blank=True, default="", editable=False)
    # Its peers have the same (budget.models.department_kinds).
    body = models.CharField(max_length=KEY_LENGTH, blank=True, default="", editable=False)

    objects = DepartmentQuerySet.as_manager()

    if TYPE_CHECKING:
        # What queries for pages annotate.
        other_names: list[dict[str, str]] | None
    history = History(
        excluded_fields=["name_folded", "name_sort", "region_folded", "body"],
        verbose_name=_("earlier state of a department"),
        verbose_name_plural=_("earlier states of departments"),
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region_folded", "name_folded"], name="department_named_by_region_and_name"
            ),
            models.CheckConstraint(condition=~models.Q(name_folded=""), name="department_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["name_sort", "id"], name="department_by_name"),
            models.Index(fields=["body"], name="department_by_body"),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.region_folded = name_key(self.region)
        self.body = body_of(self)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError where the name in this region is another department's."""
        super().clean()
        here = {"region_folded": name_key(self.region), "name_folded": name_key(self.name)}
        if Department.objects.filter(**here).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is a department of this name in this region already.")})
        aliases = apps.get_model("budget", "DepartmentAlias").objects.filter(**here)
        if (alias := aliases.exclude(department=self.pk).select_related("department").first()) is not None:
            words = _("This is another name of “%(other)s”: take it out there first.")
            raise ValidationError({"name": words % {"other": alias.department}})

    def get_absolute_url(self) -> str:
        return reverse("budget:department", args=[self.pk])


def body_of(department: Department) -> str:
    """The kind by which a department has peers, as its column holds it."""
    return kind_of(department.name, department.region)[:KEY_LENGTH]


class Unit(Named):
    """A budget unit, which uses the money. A disclosure's row about it is a UnitStatement."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="units", verbose_name=_("department")
    )

    objects = UnitQuerySet.as_manager()

    if TYPE_CHECKING:
        # What queries for pages annotate.
        other_names: list[dict[str, str]] | None
    history = History(
        excluded_fields=["name_folded", "name_sort"],
        verbose_name=_("earlier state of a unit"),
        verbose_name_plural=_("earlier states of units"),
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name_folded"], name="unit_named_in_its_department"
            ),
        ]
        indexes = [models.Index(fields=["name_sort", "id"], name="unit_by_name")]

    def clean(self) -> None:
        """Raise ValidationError where the name is another unit's of the department."""
        super().clean()
        if self.department_id is None:
            return  # the field itself is invalid
        here = {"department": self.department_id, "name_folded": name_key(self.name)}
        if Unit.objects.filter(**here).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is a unit of this name in this department already.")})
        aliases = apps.get_model("budget", "UnitAlias").objects.filter(**here)
        if (alias := aliases.exclude(unit=self.pk).select_related("unit").first()) is not None:
            words = _("This is another name of “%(other)s”: take it out there first.")
            raise ValidationError({"name": words % {"other": alias.unit}})

    def get_absolute_url(self) -> str:
        return reverse("budget:unit", args=[self.pk])
