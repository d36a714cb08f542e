"""The performance indicator: its text as disclosed, and the values read from it."""

from functools import lru_cache
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators import targets, taxonomy
from indicators.cells import joined
from indicators.folding import fold
from indicators.querysets import IndicatorQuerySet
from indicators.sorting import KEY_LENGTH, sort_key

_CATEGORY_KEYS = [category.key for category in taxonomy.CATEGORIES]
_KINDS = [kind.value for kind in targets.Kind]
_CHANGES = ["", *(change.value for change in targets.Change)]
# Numbers as read: 20 digits before the point and 10 behind it; a larger number is not read; its text is
# stored all the same.
_DIGITS, _DECIMALS = 30, 10
_LONGEST_UNIT = 50
# What is read of each of the two targets, and the columns that hold it.
_READ_OF_EACH = ("kind", "comparator", "number", "upper", "unit", "change")
READ_COLUMNS = tuple(f"{which}_{name}" for which in ("period", "annual") for name in _READ_OF_EACH)
# The columns that are read from the texts of an indicator.
INTERPRETED_COLUMNS = ("category", "name_sort", *READ_COLUMNS)


class Texts(Protocol):
    """What an indicator is read from: a row, or a record of a disclosure."""

    @property
    def level1_code(self) -> str: ...
    @property
    def level1(self) -> str: ...
    @property
    def level2_code(self) -> str: ...
    @property
    def level2(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def period_target(self) -> str: ...
    @property
    def annual_target(self) -> str: ...
    @property
    def comparator(self) -> str: ...
    @property
    def unit_of_measure(self) -> str: ...


def interpretation(texts: Texts) -> tuple[Any, ...]:
    """Return the values of INTERPRETED_COLUMNS of an indicator with these texts."""
    category = _category_key(texts.level1_code, texts.level1, texts.level2_code, texts.level2)
    return (category, sort_key(texts.name), *read_values(texts))


def read_values(texts: Texts) -> tuple[Any, ...]:
    """Return the values of READ_COLUMNS. A figure too long for its column is not read."""
    columns = (texts.comparator, texts.unit_of_measure)
    return (*_read(texts.period_target, *columns), *_read(texts.annual_target, *columns))


# Cached: disclosures repeat a few labels, and their targets.
@lru_cache(maxsize=2_000)
def _category_key(level1_code: str, level1: str, level2_code: str, level2: str) -> str:
    category = taxonomy.category_of(level1_code, level1, level2_code, level2)
    return category.key if category else ""


@lru_cache(maxsize=5_000)
def _read(target_text: str, comparator: str, unit: str) -> tuple[Any, ...]:
    """Return the values of the columns that hold the reading of one target."""
    target = targets.read_target(joined(target_text, comparator, unit))
    if not _fits(target):
        return (target.kind.value, "", None, None, "", "")
    change = target.change.value if target.change else ""
    return (target.kind.value, target.comparator, target.number, target.upper, target.unit, change)


def _fits(target: targets.Target) -> bool:
    """Whether the figure can be stored without rounding; a rounded figure would be wrong."""
    for number in (target.number, target.upper):
        if number is not None:
            _, digits, exponent = number.as_tuple()
            if not isinstance(exponent, int):  # infinity, or no number
                return False
            if -exponent > _DECIMALS or len(digits) + exponent > _DIGITS - _DECIMALS:
                return False
    return len(target.unit) <= _LONGEST_UNIT


class Indicator(models.Model):
    """One indicator of a project, its texts as disclosed ("" where the layout has none); of those that were
    corrected, `as_disclosed` holds the disclosed words by column.

    `category` is its place in the classification, "" where code or label leave it open. For each of the two
    targets, `…_kind`, `…_comparator`, `…_number`, `…_upper`, `…_unit` and `…_change` are what
    `indicators.targets` reads from the text and the columns for comparator and unit.
    """

    project = models.ForeignKey(
        "budget.Project", models.CASCADE, related_name="indicators", verbose_name=_("project")
    )
    position = models.PositiveIntegerField(_("position"))
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    level1_code = models.CharField(_("level 1 code"), max_length=10, blank=True, default="")
    level1 = models.TextField(_("level 1"), blank=True, default="")
    level2_code = models.CharField(_("level 2 code"), max_length=10, blank=True, default="")
    level2 = models.TextField(_("level 2"), blank=True, default="")
    category = models.CharField(_("category"), max_length=20, blank=True, default="", editable=False)
    name = models.TextField(_("indicator"))
    name_sort = models.CharField(max_length=KEY_LENGTH, editable=False, default="")
    period_target = models.TextField(_("period target"), blank=True, default="")
    annual_target = models.TextField(_("annual target"), blank=True, default="")
    comparator = models.TextField(_("comparator"), blank=True, default="")
    unit_of_measure = models.TextField(_("unit of measure"), blank=True, default="")
    weight = models.TextField(_("weight"), blank=True, default="")
    direction = models.TextField(_("direction"), blank=True, default="")
    standard = models.TextField(_("standard"), blank=True, default="")
    as_disclosed = models.JSONField(
        _("as disclosed, where corrected"), default=dict, blank=True, editable=False
    )

    period_kind = models.CharField(max_length=12, editable=False, default="missing")
    period_comparator = models.CharField(max_length=2, editable=False, blank=True, default="")
    period_number = models.DecimalField(
        max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, editable=False
    )
    period_upper = models.DecimalField(
        max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, editable=False
    )
    period_unit = models.CharField(max_length=_LONGEST_UNIT, editable=False, blank=True, default="")
    period_change = models.CharField(max_length=4, editable=False, blank=True, default="")
    annual_kind = models.CharField(_("kind of target"), max_length=12, editable=False, default="missing")
    annual_comparator = models.CharField(max_length=2, editable=False, blank=True, default="")
    annual_number = models.DecimalField(
        max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, editable=False
    )
    annual_upper = models.DecimalField(
        max_digits=_DIGITS, decimal_places=_DECIMALS, null=True, editable=False
    )
    annual_unit = models.CharField(max_length=_LONGEST_UNIT, editable=False, blank=True, default="")
    annual_change = models.CharField(max_length=4, editable=False, blank=True, default="")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["project", "position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="indicator_numbered_in_its_project"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1), name="indicator_positions_start_at_one"
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=["", *_CATEGORY_KEYS]), name="indicator_category_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(period_kind__in=_KINDS), name="indicator_period_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(annual_kind__in=_KINDS), name="indicator_annual_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(period_change__in=_CHANGES), name="indicator_period_change_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(annual_change__in=_CHANGES), name="indicator_annual_change_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["category", "project"], name="indicator_by_category"),
            models.Index(fields=["name_sort", "id"], name="indicator_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def interpret(self) -> None:
        """Read sort key, category and targets from the texts as disclosed."""
        for name, value in zip(INTERPRETED_COLUMNS, interpretation(self), strict=True):
            setattr(self, name, value)

    def read_targets(self) -> None:
        """Read the two targets from their texts and the columns for comparator and unit."""
        for name, value in zip(READ_COLUMNS, read_values(self), strict=True):
            setattr(self, name, value)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.interpret()
        super().save(*args, **kwargs)

    @property
    def reading(self) -> tuple[Any, ...]:
        """The values of READ_COLUMNS."""
        return tuple(getattr(self, name) for name in READ_COLUMNS)

    @property
    def name_folded(self) -> str:
        return fold(self.name)
