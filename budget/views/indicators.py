"""Indicators: the list of a year, and the categories they fall into."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.models import CategoryFigures, UnitStatement
from budget.models.filters import Filters
from budget.pages.chart_builders import by_category, indicator_counts, shown_categories
from budget.pages.charts import Chart, Segment
from budget.pages.facts import facts_of
from budget.pages.filters import filters_of
from budget.pages.formats import percent, share
from budget.pages.listings import IndicatorListing
from budget.pages.responses import page_or_file
from budget.pages.tables.base import arranged
from budget.pages.tables.lists import CategoryTable, IndicatorTable
from budget.pages.years import Crumbs, all_years, chosen_year, nothing_to_show, year_links
from indicators.columns import category_label, level1_label
from indicators.filters import UNCLASSIFIED
from indicators.querysets import IndicatorQuerySet


@require_safe
def indicators(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Indicators"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = IndicatorListing(request, year)
    table = IndicatorTable(
        listing.ordered(IndicatorQuerySet.for_list_page),
        year=year,
        caption=_("Indicators with their targets as disclosed"),
    )
    context = {
        "title": _("Indicators, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "charts": lambda: [_by_category(listing)],
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


def _by_category(listing: IndicatorListing) -> Chart:
    """The indicators of the list by category, each leading to its own in this list."""
    counts = listing.counts("category")
    if chosen := listing.filters.category:
        counts = {chosen: counts.get(chosen, 0)}
    by_key = {"" if key == UNCLASSIFIED else key: number for key, number in counts.items()}
    others = {name: listing.request.GET[name] for name in listing.filters.without("category").chosen}
    return by_category(by_key, listing.year, **others)


@require_safe
def categories(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Categories"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    filters, chips = filters_of(request, Filters, ["department"])
    if filters.department is None:
        facts = facts_of(year)
        figures, totals = facts.categories(), facts.totals(Filters())
    else:
        figures = CategoryFigures.objects.of_year(year, filters.department).by_category()
        totals = UnitStatement.objects.of_year(year, filters.department).totals()
    rows = _rows(figures, totals["sum_total"])
    table = CategoryTable(
        rows,
        year=year,
        caption=_("Categories"),
        department=filters.department,
    )
    context = {
        "title": _("Indicator categories, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": chips,
        "totals": totals,
        "charts": [
            by_category(indicator_counts(figures), year, **filters.chosen),
            _money_chart(rows, totals["sum_total"], year, **filters.chosen),
        ],
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/categories.html", context)


def _rows(figures: dict[str, dict[str, Any]], total: int | None) -> list[dict[str, Any]]:
    """The rows of CategoryTable; `money` is None only where there are projects and none states a total."""
    rows = []
    for place, key in enumerate(shown_categories(figures)):
        found = figures.get("" if key == UNCLASSIFIED else key, {"indicators": 0, "projects": 0, "money": 0})
        rows.append(
            {
                "key": key,
                "place": place,
                "label": category_label(key),
                "level1": level1_label(key) or category_label(key),
                **found,
                "share": percent(share(found["money"], total)),
            }
        )
    return rows


def _money_chart(rows: list[dict[str, Any]], total: int | None, year: int, **filters: Any) -> Chart:
    segments = tuple(
        Segment(
            label=row["label"],
            value=row["money"],
            url=address("projects", year=year, category=row["key"], **filters) if row["projects"] else "",
            tone=row["key"],
        )
        for row in rows
    )
    return Chart(
        id="money-by-category",
        title=_("Money of the projects that have such an indicator"),
        kind="bars",
        unit="money",
        segments=segments,
        whole=total,
        note=_(
            "A project counts under every category it has an indicator of: these do not add up to the total."
        ),
    )
