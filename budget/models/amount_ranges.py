"""Ranges of amounts to filter lists by: not stated, 0 or less, and up to the largest."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from budget.money import WAN, shown_unit

# Limits of the ranges in 万元: powers of ten, and halves of them where most projects are.
BOUNDS: Final = (10, 50, 100, 500, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class AmountRange:
    """A range of amounts in 万元 with `low` and without `high`; None where it is open.

    `key` is its value in an address: "10-50", "100000-".
    """

    key: str
    low: int | None = None
    high: int | None = None

    def condition(self, column: str) -> Q:
        """Return the condition that a column of fen is in the range."""
        if self.key == _NOT_STATED:
            return Q(**{f"{column}__isnull": True})
        if self.key == _NOTHING:
            return Q(**{f"{column}__lte": 0})
        least = {f"{column}__gt": 0} if self.low is None else {f"{column}__gte": self.low * WAN.fen}
        return Q(**least) if self.high is None else Q(**least, **{f"{column}__lt": self.high * WAN.fen})

    def contains(self, fen: int | None) -> bool:
        """Return whether an amount is in the range, by the rule of `condition`."""
        if fen is None or fen <= 0:
            return self.key == (_NOT_STATED if fen is None else _NOTHING)
        if self.low is None and self.high is None:
            return False
        return (self.low or 0) * WAN.fen <= fen and (self.high is None or fen < self.high * WAN.fen)

    @property
    def label(self) -> str:
        """The range in the reader's language and unit of money. The unit itself is not in the label."""
        if self.key == _NOT_STATED:
            return _("not stated")
        if self.key == _NOTHING:
            return _("0 or less")
        unit = shown_unit()
        bounds = {
            "low": unit.bound((self.low or 0) * WAN.fen),
            "high": unit.bound((self.high or 0) * WAN.fen),
        }
        if self.low is None:
            return _("under %(high)s") % bounds
        if self.high is None:
            return _("%(low)s and more") % bounds
        return _("%(low)s to under %(high)s") % bounds


_NOT_STATED: Final = "none"
_NOTHING: Final = "0"

AMOUNT_RANGES: Final = {
    one.key: one
    for one in (
        AmountRange(_NOTHING),
        AmountRange(f"-{BOUNDS[0]}", high=BOUNDS[0]),
        *(AmountRange(f"{low}-{high}", low, high) for low, high in zip(BOUNDS, BOUNDS[1:], strict=False)),
        AmountRange(f"{BOUNDS[-1]}-", low=BOUNDS[-1]),
        AmountRange(_NOT_STATED),
    )
}
