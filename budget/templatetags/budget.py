"""Filters and tags of the templates: figures in the one form that every page shows, and a table's foot."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from budget.money import UNITS, shown_unit, unit_of_table
from budget.pages.charts import Chart
from budget.pages.disclosed_table.lines import indicator_words
from budget.pages.formats import (
    amount_label,
    count,
    money,
    money_with_unit,
    not_stated,
    percent,
    place_words,
    share as share_of,
    stated,
)
from budget.pages.tables.base import per_page_choices, total_row

register = template.Library()

register.simple_tag(not_stated)
register.simple_tag(total_row)
register.simple_tag(per_page_choices)
register.filter(stated)
register.filter(money)
register.filter(count)
register.filter(place_words)
register.filter(amount_label)
register.filter(indicator_words)


@register.simple_tag
def site_version() -> str:
    """The version of the site."""
    return settings.VERSION


@register.filter
def money_and_unit(fen: int | None) -> str:
    """Fen in the reader's unit with the unit behind it: 3,340.00 万元; a dash where not stated."""
    return stated(None if fen is None else money_with_unit(fen))


@register.filter
def money_in(fen: int | None, sign: str) -> str:
    """Fen in the unit that a disclosure's table is in, whatever the reader's is."""
    return stated(unit_of_table(sign).text(fen))


@register.simple_tag
def money_unit(sign: str = "") -> str:
    """The name of the reader's unit of money, or of the unit that a disclosure's table is in."""
    return (unit_of_table(sign) if sign else shown_unit()).behind


@register.simple_tag(takes_context=True)
def chart_source(context: Context) -> str:
    """What a saved picture of a chart says below it: the page, its year, the source and the day."""
    title, year = str(context.get("title", "")), str(context.get("year", ""))
    parts = [title, "" if year in title else year, _("performance target tables of projects, as published")]
    return " · ".join([*filter(None, parts), localdate().isoformat()])


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit of money to choose: its key and its name; `is_shown`: it is the reader's now."""

    key: str
    label: str
    is_shown: bool


@register.filter
def any_drawn(charts: Iterable[Chart]) -> bool:
    """Whether one of the charts is drawn, not told in a sentence."""
    return any(not chart.sentence for chart in charts)


@register.simple_tag
def money_units() -> list[UnitChoice]:
    """The units of money to choose from, the largest first."""
    return [UnitChoice(unit.key, unit.label, unit == shown_unit()) for unit in UNITS.values()]


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """`{{ project.total|share:unit_total }}` -> 11.3%; a dash where part or whole leave none."""
    return stated(percent(share_of(part, whole)))


@register.simple_tag
def preserved_filters(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """Name and value of what the address chooses, but for these and the page: for a form that sets them."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in (*names, "page")
        for value in values
    ]
