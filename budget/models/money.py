"""Columns of money: integers in fen, null where nothing is stated; every database sums them alike."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES, Amounts, NamedSource
from budget.models.form_fields import WanYuanField

if TYPE_CHECKING:
    _NullableInteger = models.BigIntegerField[int | None, int | None]
else:  # takes no parameters at run time
    _NullableInteger = models.BigIntegerField


class FenField(_NullableInteger):
    """Money in fen; null where the disclosure states none, which is not 0.

    `Sum` over it is an exact integer on SQLite and PostgreSQL alike, and None where no row states an amount.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field in 万元."""
        kwargs.pop("widget", None)  # a number's widget would refuse the comma of 1,027.87
        return models.Field.formfield(self, form_class=WanYuanField, **kwargs)


class ComputedSums(models.Model):
    """The sums of a row's projects, written by `budget.store.rollups`; null where none states an amount."""

    project_count = models.PositiveIntegerField(_("projects"), default=0, editable=False)
    indicator_count = models.PositiveIntegerField(_("indicators"), default=0, editable=False)
    sum_total = FenField(_("sum of totals"), editable=False)
    sum_fiscal_appropriation = FenField(_("sum of fiscal appropriations"), editable=False)
    sum_special_account = FenField(_("sum of special account appropriations"), editable=False)
    sum_other_funds = FenField(_("sum of other funds"), editable=False)
    sum_carried_over = FenField(_("sum of what is carried over"), editable=False)
    sum_named_sources = FenField(_("sum of other named sources"), editable=False)
    sum_unaccounted = FenField(_("sum of what no source accounts for"), editable=False)

    class Meta:
        abstract = True

    @property
    def sums(self) -> Amounts:
        return Amounts(**{name: getattr(self, f"sum_{name}") for name in AMOUNT_FIELDS})


class StatedAmounts(models.Model):
    """The stated amounts of a row of a disclosure, by funding source.

    `other_sources` holds the sources without a column as `[{"name", "fen"}]`, with `part_of` where one is a
    part of another source; null where there is none. `named_sources` is their sum.
    `as_disclosed` holds the disclosed values of corrected columns: fen or null, or a text; under `indicators`
    the positions of a project's corrected indicators.
    """

    total = FenField(_("total"))
    fiscal_appropriation = FenField(_("fiscal appropriation"))
    special_account = FenField(_("special account"))
    other_funds = FenField(_("other funds"))
    carried_over = FenField(_("carried over"))
    # Both are written with `amounts`. Null by default: adding the columns rewrites no table.
    named_sources = FenField(_("other named sources"), editable=False)
    other_sources = models.JSONField(
        _("funding sources by other names"), null=True, blank=True, editable=False
    )
    # Written by budget.store.corrections.
    as_disclosed = models.JSONField(
        _("as disclosed, where corrected"), default=dict, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def amounts(self) -> Amounts:
        columns = {name: getattr(self, name) for name in AMOUNT_FIELDS}
        return Amounts(**columns, other_sources=sources_in(self.other_sources))

    @amounts.setter
    def amounts(self, amounts: Amounts) -> None:
        for name in (*AMOUNT_FIELDS, NAMED_SOURCES):
            setattr(self, name, getattr(amounts, name))
        self.other_sources = stored_sources(amounts)


# The columns that `StatedAmounts.amounts` sets.
STATED_COLUMNS = (*AMOUNT_FIELDS, NAMED_SOURCES, "other_sources")


def sources_in(column: list[dict[str, Any]] | None) -> tuple[NamedSource, ...]:
    """The sources that a row's column `other_sources` holds."""
    return tuple(NamedSource(**one) for one in column or ())


def stored_sources(amounts: Amounts) -> list[dict[str, Any]] | None:
    """Return what a row's column `other_sources` holds of its amounts."""
    return [_stored(one) for one in amounts.other_sources] or None


def _stored(source: NamedSource) -> dict[str, Any]:
    part = {"part_of": source.part_of} if source.part_of else {}
    return {"name": source.name, "fen": source.fen, **part}
