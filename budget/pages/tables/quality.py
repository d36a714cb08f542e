"""The columns by which departments, units and projects are ranked by the quality of their targets."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES
from budget.links import address, narrowed_to, without
from budget.models.quality import ENOUGH_PROJECTS, LEVEL_COLUMNS
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.formats import percent, round_half_up, share
from budget.pages.tables.base import Exported, SiteTable
from budget.pages.tables.columns import AmountColumn, CountColumn, FigureColumn

QUALITY: Final = ("errors", "warnings", "notices", "rate", "quantified", "error_money")
# What the view of quality leaves out.
SOURCES: Final = (*(name for name in AMOUNT_FIELDS if name != "total"), NAMED_SOURCES, UNACCOUNTED)


class _RateColumn(FigureColumn):
    """A rate, as text; the table says of which counts. It is not shown where it cannot be compared."""

    may_be_unstated = True


def points_per_100(points: int, assessed: int) -> str | None:
    """Points to review per 100 assessed indicators, with one decimal; None where none is assessed."""
    found = share(points, assessed)
    if found is None:
        return None
    tenths = round_half_up(found * 1000)
    return f"{tenths // 10:,}.{tenths % 10}"


def _rate_words(*counts: int) -> str | None:
    """Of the findings by level, the assessed indicators, and the projects of a unit or department."""
    *findings, assessed, projects = counts
    return points_per_100(sum(findings), assessed) if projects >= ENOUGH_PROJECTS else None


def _share_words(*counts: int) -> str | None:
    """Of the quantified and the assessed indicators, and the projects of a unit or department."""
    quantified, assessed, projects = counts
    return percent(share(quantified, assessed)) if projects >= ENOUGH_PROJECTS else None


# How an export computes the rates of projects.
EXPORTED_OF_PROJECTS: Final[Mapping[str, Exported]] = {
    "rate": (
        (*LEVEL_COLUMNS.values(), "assessed_count"),
        lambda *counts: _rate_words(*counts, ENOUGH_PROJECTS),
    ),
    "quantified": (
        ("quantified_count", "assessed_count"),
        lambda *counts: _share_words(*counts, ENOUGH_PROJECTS),
    ),
}


class QualityColumns(SiteTable):
    """Findings by level, their rate, the share of quantified indicators, and money under an error.

    `subject`: the filter that narrows the findings to a row, and the row's column with its value.
    """

    subject: tuple[str, str]
    # Of a project the rates are those of its own indicators.
    is_of_projects = False
    # An export computes the rates from the counts, as the page does.
    exported: Mapping[str, Exported] = {
        "rate": ((*LEVEL_COLUMNS.values(), "assessed_count", "project_count"), _rate_words),
        "quantified": (("quantified_count", "assessed_count", "project_count"), _share_words),
    }

    errors = CountColumn(
        gettext_lazy("Errors"),
        accessor="error_count",
        linkify=lambda record, table: table.points_of(record, "error"),
    )
    warnings = CountColumn(
        gettext_lazy("Warnings"),
        accessor="warning_count",
        linkify=lambda record, table: table.points_of(record, "warning"),
    )
    notices = CountColumn(
        gettext_lazy("Notices"),
        accessor="notice_count",
        linkify=lambda record, table: table.points_of(record, "notice"),
    )
    rate = _RateColumn(gettext_lazy("Points per 100 indicators"), accessor="finding_rate")
    quantified = _RateColumn(gettext_lazy("Share quantified"), accessor="quantified_share")
    error_money = AmountColumn(gettext_lazy("Money under an error"))

    def points_of(self, record: Any, level: str) -> str | None:
        """The list of a row's findings of a level in tables of targets; None where it has none."""
        if not getattr(record, LEVEL_COLUMNS[level]):
            return None
        name, column = self.subject
        own = {name: getattr(record, column)}
        return address("findings", year=self.year, about="targets", level=level, **own)

    def render_rate(self, record: Any) -> str | None:
        findings = [getattr(record, name) for name in LEVEL_COLUMNS.values()]
        return _rate_words(*findings, record.assessed_count, self._projects_of(record))

    def render_quantified(self, record: Any) -> str | None:
        return _share_words(record.quantified_count, record.assessed_count, self._projects_of(record))

    def _projects_of(self, record: Any) -> int:
        return ENOUGH_PROJECTS if self.is_of_projects else record.project_count


def left_out(request: HttpRequest) -> Sequence[str]:
    """The columns that the view of a list leaves out: those of quality, or those of the sources of money."""
    return SOURCES if _shows_quality(request) else QUALITY


def views_of(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The views of a list: label, address, and whether it is the one shown."""
    is_quality = _shows_quality(request)
    gone = ("columns", "sort") if _is_sorted_by_quality(request) else ("columns",)
    return [
        (_("Money"), without(request, *gone), not is_quality),
        (_("Quality of the targets"), narrowed_to(request, "columns", "quality"), is_quality),
    ]


def _shows_quality(request: HttpRequest) -> bool:
    return request.GET.get("columns") == "quality" or _is_sorted_by_quality(request)


def _is_sorted_by_quality(request: HttpRequest) -> bool:
    keys = request.GET.get("sort", "").split(",")
    return any(key.removeprefix("-") in QUALITY for key in keys)
