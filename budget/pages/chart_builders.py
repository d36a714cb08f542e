"""Charts that several pages share: money by source and by part, indicators by category.

Each segment has the address of what it counts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from budget.disclosure.records import CORE_AMOUNT_FIELDS, NAMED_SOURCES, SOURCE_COLUMNS, NamedSource
from budget.links import address, narrowed_to
from budget.models.project_types import type_label
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.charts import Chart, Segment, others
from budget.pages.formats import AMOUNT_LABELS
from budget.pages.listing_base import Listing
from budget.pages.tables.base import PER_PAGE_CHOICES
from budget.project_types.rules import PROJECT_TYPES
from indicators import taxonomy
from indicators.columns import category_label
from indicators.filters import UNCLASSIFIED

# Charted one by one; the rest is one part, "others". It is a page of the list that the others lead to, sorted
# by money, so that its second page begins with the first of them.
LARGEST = PER_PAGE_CHOICES[0]
LARGEST_PROJECTS = PER_PAGE_CHOICES[1]


def others_of(page: str, largest: int, **filters: Any) -> str:
    """The address of what a chart of the `largest` leaves out."""
    return address(page, **filters, sort="-total", per_page=largest, page=2)


def projects_with(year: int, **filters: Any) -> Callable[[str], str]:
    """Where a funding source leads to: the projects, narrowed by filters, that have money from it."""
    return lambda source: address("projects", year=year, source=source, **filters)


def by_source(totals: dict[str, Any], url: Callable[[str], str], named: Sequence[NamedSource] = ()) -> Chart:
    """Money by source, out of `ProjectQuerySet.totals()`; what no source accounts for is a part too.

    `named`: the sources without a column, each to be a part by its own name; all together are one otherwise.
    """
    names = [
        name for name in SOURCE_COLUMNS if name in CORE_AMOUNT_FIELDS or totals[f"sum_{name}"] is not None
    ]
    if totals["sum_unaccounted"]:
        names.append(UNACCOUNTED)
    segments: list[Segment] = []
    for name in names:
        if name == NAMED_SOURCES and named:
            first, *rest = named
            segments.append(Segment(first.name, first.fen, tone=name))
            segments += [Segment(one.name, one.fen) for one in rest]
            continue
        value = totals[f"sum_{name}"]
        segments.append(Segment(str(AMOUNT_LABELS[name]), value, url=url(name) if value else "", tone=name))
    return Chart(
        id="by-source",
        title=_("Money by funding source"),
        kind="doughnut",
        unit="money",
        segments=tuple(segments),
        whole=totals["sum_total"],
    )


def by_type(figures: dict[str, dict[str, Any]], whole: int | None, year: int, **filters: Any) -> Chart:
    """Money by project type, out of `by_type()`: the type with most money first, each with its projects."""
    order = sorted(figures, key=lambda key: (-(figures[key]["money"] or 0), PROJECT_TYPES.index(key)))
    segments = tuple(
        Segment(
            label=type_label(key),
            value=figures[key]["money"],
            url=address("projects", year=year, type=key, **filters),
            note=ngettext("%(number)s project", "%(number)s projects", figures[key]["projects"])
            % {"number": f"{figures[key]['projects']:,}"},
            tone=f"type-{key}",
        )
        for key in order
    )
    return Chart(
        id="by-type",
        title=_("Money by project type"),
        kind="bars",
        unit="money",
        segments=segments,
        whole=whole,
        note=_("What a project's money is for, told from its name and its objective by this site's rules."),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One of the largest departments or units: its label and address, and its row with columns `sum_…`."""

    label: str
    url: str
    row: Any


@dataclass(frozen=True, slots=True)
class Whole:
    """All departments or units: their number, their sums, and the address of those not among the largest."""

    number: int
    totals: dict[str, Any]
    rest_url: str


def by_part(id: str, title: str, largest: Sequence[Part], whole: Whole) -> Chart:
    """Money by department or unit: a bar for each of the largest, and one for all others.

    Where several sources are stated, each bar shows them.
    """
    totals = whole.totals
    sources = [name for name in SOURCE_COLUMNS if totals[f"sum_{name}"]]
    stacked = len(sources) > 1 and not totals["sum_unaccounted"]
    segments = [
        Segment(
            label=part.label,
            value=part.row.sum_total,
            url=part.url,
            parts=_parts([getattr(part.row, f"sum_{name}") for name in sources], sources) if stacked else (),
        )
        for part in largest
    ]
    if whole.number > len(largest):
        remaining = {
            name: (totals[f"sum_{name}"] or 0)
            - sum(getattr(part.row, f"sum_{name}") or 0 for part in largest)
            for name in ("total", *sources)
        }
        parts = _parts([remaining[name] for name in sources], sources) if stacked else ()
        segments.append(others(remaining["total"], whole.number - len(largest), whole.rest_url, parts))
    return Chart(
        id=id,
        title=title,
        kind="stacked" if stacked else "bars",
        unit="money",
        segments=tuple(segments),
        whole=totals["sum_total"],
    )


def _parts(values: list[int | None], sources: list[str]) -> tuple[Segment, ...]:
    return tuple(
        Segment(label=str(AMOUNT_LABELS[name]), value=value, tone=name)
        for name, value in zip(sources, values, strict=True)
    )


def by_project(rows: Iterable[Any], totals: dict[str, Any], rest_url: str) -> Chart:
    """Money by project, in the colour of its type: the largest, and the rest as others."""
    largest = list(rows)
    segments = [
        Segment(
            label=row.name,
            value=row.total,
            url=row.get_absolute_url(),
            note=type_label(row.project_type),
            tone=f"type-{row.project_type}",
        )
        for row in largest
    ]
    if totals["number"] > len(largest):
        remaining = (totals["sum_total"] or 0) - sum(row.total or 0 for row in largest)
        segments.append(others(remaining, totals["number"] - len(largest), url=rest_url))
    return Chart(
        id="by-project",
        title=_("Money by project"),
        kind="treemap",
        unit="money",
        segments=tuple(segments),
        whole=totals["sum_total"],
    )


def by_share(counts: dict[str, int], whole: int, url: Callable[[str], str]) -> Chart:
    """The rows of a list, `whole` of them, by share of quantified indicators (keys of SHARE_RANGES)."""
    return Chart(
        id="by-share",
        title=_("By share of quantified indicators"),
        kind="bars",
        unit="count",
        segments=tuple(
            Segment(one.label, counts.get(key, 0), url=url(key) if counts.get(key) else "")
            for key, one in SHARE_RANGES.items()
        ),
        whole=whole,
        note=_(
            "Of each project: how many of its indicators have an annual target that can be measured. A unit "
            "or department counts under each range that a project of it is in."
        ),
    )


def of_list(request: HttpRequest, listing: Listing, totals: dict[str, Any], number: int) -> list[Chart]:
    """The charts of a list of `number` rows: money by source, and rows by share of quantified indicators."""
    return [
        by_source(totals, partial(narrowed_to, request, "source")),
        by_share(listing.counts("quantified"), number, partial(narrowed_to, request, "quantified")),
    ]


def shown_categories(present: Iterable[str]) -> list[str]:
    """The categories a page shows, in their order: those of the codes always, others where they occur.

    `present` are the keys that occur, "" for the unclassified, which come last as UNCLASSIFIED.
    """
    occurring = set(present)
    keys = [category.key for category in taxonomy.CATEGORIES if category.code or category.key in occurring]
    return [*keys, UNCLASSIFIED] if "" in occurring else keys


def indicator_counts(figures: dict[str, dict[str, Any]]) -> dict[str, int]:
    """The numbers of indicators, out of `CategoryFiguresQuerySet.by_category()`."""
    return {category: row["indicators"] for category, row in figures.items()}


def by_category(counts: dict[str, int], year: int, **filters: Any) -> Chart:
    """Indicators by category, by key."""
    segments = []
    for key in shown_categories(counts):
        number = counts.get("" if key == UNCLASSIFIED else key, 0)
        url = address("indicators", year=year, category=key, **filters) if number else ""
        segments.append(Segment(label=category_label(key), value=number, url=url, tone=key))
    return Chart(
        id="by-category",
        title=_("Indicators by category"),
        kind="bars",
        unit="count",
        segments=tuple(segments),
    )
