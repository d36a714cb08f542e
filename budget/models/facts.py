"""The facts that lists are filtered, counted and summed by, as one row of bytes a disclosure.

`budget.store.facts` writes them in the transaction that changes a disclosure. `budget.pages.facts` reads
those of a year into arrays: a count over a million indicators then takes milliseconds.
"""

import hashlib
from typing import Any, Final

import numpy as np
from django.db import models
from django.utils.translation import gettext_lazy as _

from budget.audit.catalogue import LEVELS
from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES, SOURCE_COLUMNS
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.disclosures import Disclosure
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.models.querysets.facts import FactBlockQuerySet
from budget.project_types.rules import PROJECT_TYPES
from indicators.filters import COLUMN_VALUES

MONEY_COLUMNS: Final = (*AMOUNT_FIELDS, NAMED_SOURCES)
SOURCES: Final = (*SOURCE_COLUMNS, UNACCOUNTED)
# The values of each column by their codes, which are places in these lists. Of `source` and `level` a project
# has several: their codes are bits.
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "type": tuple(PROJECT_TYPES),
    "amount": tuple(AMOUNT_RANGES),
    "source": SOURCES,
    "level": tuple(LEVELS),
    "quantified": tuple(SHARE_RANGES),
    **{name: tuple(values) for name, values in COLUMN_VALUES.items()},
}
CODES: Final = {name: {value: code for code, value in enumerate(values)} for name, values in VALUES.items()}
# An amount that is not stated.
UNSTATED: Final = np.iinfo(np.int64).min

# A project: keys, codes, number of indicators, fen of each of MONEY_COLUMNS.
PROJECT: Final = np.dtype(
    [
        ("id", "<i8"),
        ("unit", "<i8"),
        ("type", "u1"),
        ("amount", "u1"),
        ("source", "u1"),
        ("level", "u1"),
        ("quantified", "u1"),
        ("indicators", "<u4"),
        ("money", "<i8", (len(MONEY_COLUMNS),)),
    ]
)
# An indicator: key, place of its project in the block, codes.
INDICATOR: Final = np.dtype(
    [("id", "<i8"), ("project", "<u4"), *((name, "u1") for name in COLUMN_VALUES)],
)


def _format() -> str:
    """A hash of the columns and their values: blocks of another format are not read."""
    described = repr((PROJECT.descr, INDICATOR.descr, MONEY_COLUMNS, sorted(VALUES.items())))
    return hashlib.sha256(described.encode()).hexdigest()[:16]


FORMAT: Final = _format()


class FactBlock(models.Model):
    """A disclosure's projects and indicators in force as arrays of PROJECT and INDICATOR.

    `stamp` is another random number after each change: count and sum of the stamps of a year tell whether
    anything of it changed.
    """

    disclosure = models.OneToOneField(
        Disclosure, models.CASCADE, related_name="facts", verbose_name=_("disclosure")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    stamp = models.BigIntegerField(editable=False)
    format = models.CharField(max_length=16, editable=False)
    projects = models.BinaryField()
    indicators = models.BinaryField()

    objects = FactBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("facts of a disclosure")
        verbose_name_plural = _("facts of disclosures")
        indexes = [
            models.Index(fields=["fiscal_year", "format", "stamp", "disclosure"], name="facts_by_year")
        ]

    def __str__(self) -> str:
        return str(self.disclosure)


def project_array(rows: list[tuple[Any, ...]]) -> bytes:
    """Rows of PROJECT as the bytes of a block."""
    return np.array(rows, dtype=PROJECT).tobytes()


def indicator_array(rows: list[tuple[Any, ...]]) -> bytes:
    """Rows of INDICATOR, with values in place of their codes, as the bytes of a block."""
    array = np.empty(len(rows), dtype=INDICATOR)
    for name, column in zip(INDICATOR.names or (), zip(*rows, strict=True), strict=False):
        array[name] = column if name not in CODES else list(map(CODES[name].__getitem__, column))
    return array.tobytes()
