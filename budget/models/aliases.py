"""Aliases of departments and units: former names, names of bodies merged into them, other spellings.

`budget.actions.aliases` writes them, and updates the rows in force.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from budget.models.disclosures import Disclosure
from budget.models.hierarchy import Department, Unit
from budget.models.history import History
from budget.models.names import Named, name_key

# Columns that are derived from the name, or set when it is added.
DERIVED_COLUMNS = ("name_folded", "name_sort", "former_id", "made_at", "made_by")


A = TypeVar("A", bound="Alias")


class AliasQuerySet(models.QuerySet[A]):
    def merged_into(self, former: int) -> int | None:
        """Return the key of the body into which the body with a former key was merged, None for none."""
        of = "department" if self.model is DepartmentAlias else "unit"
        return self.filter(former_id=former).values_list(of, flat=True).first()


class Alias(Named):
    """An alias, of one body alone. `former_id` is the id of the merged body whose own name it was: the
    address of that body redirects to this one.
    """

    note = models.TextField(
        _("note"), blank=True, default="", help_text=_("since when, and by what document")
    )
    former_id = models.BigIntegerField(null=True, blank=True, editable=False, unique=True)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        abstract = True

    def _clean_name(self, own: str) -> None:
        """Raise ValidationError where there is no name, or only the body's own one."""
        if not name_key(self.name):
            raise ValidationError({"name": _("Say the other name.")})
        if own == name_key(self.name):
            raise ValidationError({"name": _("This is its own name.")})


class DepartmentAlias(Alias):
    """An alias of a department, with its region ("" where none is stated)."""

    department = models.ForeignKey(
        Department, models.CASCADE, related_name="aliases", verbose_name=_("department")
    )
    region = models.CharField(_("region"), max_length=200, blank=True, default="")
    region_folded = models.CharField(max_length=200, blank=True, default="", editable=False)

    history = History(
        excluded_fields=[*DERIVED_COLUMNS, "region_folded"],
        verbose_name=_("earlier state of another name of a department"),
        verbose_name_plural=_("earlier states of other names of departments"),
    )

    class Meta:
        verbose_name = _("other name of a department")
        verbose_name_plural = _("other names of departments")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region_folded", "name_folded"], name="department_alias_is_of_one"
            ),
            models.CheckConstraint(condition=~models.Q(name_folded=""), name="department_alias_says_a_name"),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.region_folded = name_key(self.region)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError with what to do where the name is another department's."""
        super().clean()
        region, name = name_key(self.region), name_key(self.name)
        self._clean_name(self.department.name_folded if region == self.department.region_folded else "")
        others = DepartmentAlias.objects.filter(region_folded=region, name_folded=name).exclude(pk=self.pk)
        if (other := others.select_related("department").first()) is not None:
            words = _("This is another name of “%(other)s” already: take it out there first.")
            raise ValidationError({"name": words % {"other": other.department}})
        bearers = Department.objects.filter(region_folded=region, name_folded=name)
        in_force = Disclosure.objects.in_force()
        stated = in_force.filter(department__in=bearers.exclude(pk=self.department_id))
        if years := _years(stated.values_list("fiscal_year", flat=True)):
            words = _(
                "A department of this name has disclosures of its own (%(years)s). To make the two one, "
                "choose both in the list of departments and merge them."
            )
            raise ValidationError({"name": words % {"years": years}})


class UnitAlias(Alias):
    """An alias of a unit in its department. `department` is the unit's."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name=_("unit"))
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        editable=False,
        related_name="unit_aliases",
        verbose_name=_("department"),
    )

    # The name of the merged unit that had this alias. Both are removed together.
    came_with = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="brought"
    )

    history = History(
        excluded_fields=[*DERIVED_COLUMNS, "department", "came_with"],
        verbose_name=_("earlier state of another name of a unit"),
        verbose_name_plural=_("earlier states of other names of units"),
    )

    class Meta:
        verbose_name = _("other name of a unit")
        verbose_name_plural = _("other names of units")
        ordering = ["name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name_folded"], name="unit_alias_is_of_one"),
            models.CheckConstraint(condition=~models.Q(name_folded=""), name="unit_alias_says_a_name"),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.department_id = self.unit.department_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError with what to do where the name is another unit's."""
        super().clean()
        name, department = name_key(self.name), self.unit.department_id
        self._clean_name(self.unit.name_folded)
        others = UnitAlias.objects.filter(department=department, name_folded=name).exclude(pk=self.pk)
        if (other := others.select_related("unit").first()) is not None:
            words = _("This is another name of “%(other)s” already: take it out there first.")
            raise ValidationError({"name": words % {"other": other.unit}})
        stated = Unit.objects.filter(department=department, name_folded=name)
        if years := _years(stated.values_list("statements__disclosure__fiscal_year", flat=True)):
            words = _(
                "A unit of this name stands in the department's tables itself (%(years)s). To make the two "
                "one, choose both in the list of units and merge them."
            )
            raise ValidationError({"name": words % {"years": years}})


def _years(years: Iterable[int | None]) -> str:
    """Return years in words, "" for none."""
    return "、".join(str(year) for year in sorted({year for year in years if year is not None}))
