"""A department among its peers: those of the same kind in all regions, with medians and its position."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any, Final

import django_tables2 as tables
from django.utils.translation import gettext as _, gettext_lazy

from budget.models.quality import ENOUGH_PROJECTS, SHARE_RANGES, permille
from budget.models.querysets.disclosures import DisclosureQuerySet
from budget.pages.charts import Chart, Segment
from budget.pages.formats import count, percent, round_half_up, share
from budget.pages.tables.base import SiteTable
from budget.pages.tables.columns import FigureColumn

_COLUMNS: Final = (
    *("department", "project_count", "error_count", "warning_count", "notice_count"),
    *("assessed_count", "quantified_count", "error_money", "sum_total"),
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A department's counts in a year; money in fen."""

    department: int
    projects: int
    errors: int
    warnings: int
    notices: int
    assessed: int
    quantified: int
    error_money: int
    total: int | None

    @property
    def is_comparable(self) -> bool:
        """Whether it has enough projects, and indicators to assess."""
        return self.projects >= ENOUGH_PROJECTS and self.assessed > 0

    @property
    def points(self) -> Fraction | None:
        """Points to review per indicator."""
        return share(self.errors + self.warnings + self.notices, self.assessed)

    @property
    def severe(self) -> Fraction | None:
        """Points of the level error per indicator."""
        return share(self.errors, self.assessed)

    @property
    def quantified_share(self) -> Fraction | None:
        return share(self.quantified, self.assessed)

    @property
    def money_share(self) -> Fraction | None:
        """How much of the money is in projects with a point of the level error."""
        return share(self.error_money, self.total)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What peers are compared by; `is_more_better`: whether the first position has the most."""

    label: Callable[[], str]
    value: Callable[[Peer], Fraction | None]
    words: Callable[[Fraction | None], str | None]
    is_more_better: bool = False


def _per_100(value: Fraction | None) -> str | None:
    if value is None:
        return None
    tenths = round_half_up(value * 1000)
    return f"{tenths // 10:,}.{tenths % 10}"


_MEASURES: Final = (
    _Measure(lambda: _("Points per 100 indicators, fewest first"), lambda one: one.points, _per_100),
    _Measure(lambda: _("Errors per 100 indicators, fewest first"), lambda one: one.severe, _per_100),
    _Measure(lambda: _("Share quantified, most first"), lambda one: one.quantified_share, percent, True),
    _Measure(lambda: _("Share of money under an error, least first"), lambda one: one.money_share, percent),
)


def position_of(own: Fraction, values: Sequence[Fraction], *, is_more_better: bool) -> int:
    """The position of a value among all, itself included, from 1; equal values share one."""
    return 1 + sum(value > own if is_more_better else value < own for value in values)


def peers_in(disclosures: DisclosureQuerySet) -> list[Peer]:
    """The counts of disclosures, each of another department."""
    rows = disclosures.with_sums().order_by("pk").values_list(*_COLUMNS)
    return [Peer(*row) for row in rows]


class MeasureTable(SiteTable):
    """One department beside its peers: rows are dicts with the columns' names, all of them text or None."""

    measure = tables.Column(gettext_lazy("Measure"), orderable=False, attrs={"td": {"class": "prose"}})
    own = FigureColumn(gettext_lazy("This department"), orderable=False)
    median = FigureColumn(gettext_lazy("Median"), orderable=False)
    position = FigureColumn(gettext_lazy("Position"), orderable=False)

    class Meta(SiteTable.Meta):
        pass


def measure_rows(peers: Sequence[Peer], department: int) -> list[dict[str, Any]]:
    """The rows of MeasureTable: of each measure the department's value, the median of all comparable peers
    and the position among them; None where it cannot be compared. One value alone has no median.
    """
    comparable = [one for one in peers if one.is_comparable]
    return [_row(measure, comparable, department) for measure in _MEASURES]


def _row(measure: _Measure, comparable: Sequence[Peer], department: int) -> dict[str, Any]:
    by_department = {one.department: measure.value(one) for one in comparable}
    values = [value for value in by_department.values() if value is not None]
    own = by_department.get(department)
    position = None
    if own is not None:
        position = _("%(position)s of %(number)s") % {
            "position": count(position_of(own, values, is_more_better=measure.is_more_better)),
            "number": count(len(values)),
        }
    return {
        "measure": measure.label(),
        "own": measure.words(own),
        "median": measure.words(median(values)) if len(values) > 1 else None,
        "position": position,
    }


def chart_of(peers: Sequence[Peer]) -> Chart:
    """The comparable peers by their share of quantified indicators."""
    shares = [permille(one.quantified, one.assessed) for one in peers if one.is_comparable]
    segments = tuple(
        Segment(one.label, sum(map(one.contains, shares)))
        for one in SHARE_RANGES.values()
        if one.low is not None
    )
    return Chart(
        id="peers-by-share",
        title=_("Departments of this kind by share of quantified indicators"),
        kind="bars",
        unit="count",
        segments=segments,
    )
