"""Counts by which departments, units and projects are ranked by the quality of their targets.

`budget.store.quality.refresh` alone writes them, in the transaction that changes findings or rows. They count
findings in force whatever reviewers decided: reviews are internal, and a count that followed them would tell
of them.
"""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext as _, gettext_lazy

# A share or a rate of fewer projects than these is not shown for a unit or a department: one project would
# decide it.
ENOUGH_PROJECTS = 5

COUNT_COLUMNS = ("error_count", "warning_count", "notice_count", "assessed_count", "quantified_count")
LEVEL_COLUMNS = {"error": "error_count", "warning": "warning_count", "notice": "notice_count"}


class QualityCounts(models.Model):
    """What the checks say of a row, and how much of it is quantified.

    - `error_count`, `warning_count`, `notice_count`: the findings in force that the list of findings shows of
      it, without those in self-evaluations. Of a unit with several statements in a disclosure they are with
      its first one.
    - `assessed_count`: its indicators, without those of confidential projects, whose targets are withheld.
    - `quantified_count`: those of them whose annual target is quantified (`indicators.targets`).
    - `error_money`: the fen of its projects that a finding of the level error names.
    """

    error_count = models.PositiveIntegerField(gettext_lazy("errors"), default=0, editable=False)
    warning_count = models.PositiveIntegerField(gettext_lazy("warnings"), default=0, editable=False)
    notice_count = models.PositiveIntegerField(gettext_lazy("notices"), default=0, editable=False)
    assessed_count = models.PositiveIntegerField(
        gettext_lazy("indicators assessed"), default=0, editable=False
    )
    quantified_count = models.PositiveIntegerField(
        gettext_lazy("quantified indicators"), default=0, editable=False
    )
    error_money = models.BigIntegerField(gettext_lazy("money under an error"), default=0, editable=False)

    class Meta:
        abstract = True


class QualityRates(models.Model):
    """The rates that lists of projects sort by, null where no indicator is assessed.

    `finding_rate`: findings in 1,000 assessed indicators. `quantified_share`: quantified ones of 1,000.
    """

    finding_rate = models.PositiveIntegerField(
        gettext_lazy("points per 1,000 indicators"), null=True, editable=False
    )
    quantified_share = models.PositiveSmallIntegerField(
        gettext_lazy("quantified of 1,000 indicators"), null=True, editable=False
    )

    class Meta:
        abstract = True


def permille(part: int, whole: int) -> int | None:
    """A part in 1,000 of the whole, rounded down, but never to 0; None for a whole of 0.

    Rounded up, a share short of half or of all would lie in the range above it.
    """
    if not whole:
        return None
    return max(part * 1000 // whole, min(part, 1))


@dataclass(frozen=True, slots=True)
class ShareRange:
    """A range of shares of quantified indicators, `low` to `high` permille; None where none is assessed.

    `key` is its value in an address.
    """

    key: str
    low: int | None
    high: int | None

    def condition(self, column: str) -> models.Q:
        """The condition that a column of permille is in the range."""
        if self.low is None:
            return models.Q(**{f"{column}__isnull": True})
        return models.Q(**{f"{column}__gte": self.low, f"{column}__lte": self.high})

    def contains(self, share: int | None) -> bool:
        """Whether a share is in the range, by the rule of `condition`."""
        if share is None or self.low is None or self.high is None:
            return share is None and self.low is None
        return self.low <= share <= self.high

    @property
    def label(self) -> str:
        """The range in the reader's language."""
        return {
            "all": _("all quantified"),
            "half": _("half or more"),
            "under-half": _("less than half"),
            "none": _("none quantified"),
            "not-assessed": _("no indicator to assess"),
        }[self.key]


# Guangzhou requires half of the indicators to be quantified (2018 budget); exactly half is enough.
SHARE_RANGES: Final = {
    one.key: one
    for one in (
        ShareRange("all", 1000, 1000),
        ShareRange("half", 500, 999),
        ShareRange("under-half", 1, 499),
        ShareRange("none", 0, 0),
        ShareRange("not-assessed", None, None),
    )
}
