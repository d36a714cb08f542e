"""Filters and tags of the templates: figures in the one form that every page shows, and a table's foot."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext
from django_tables2 import Table

from budget.figures import money as money_text, money_and_unit as unit_text, percent, share as share_of
from budget.money_units import UNITS, shown_unit, unit_of_table

register = template.Library()

# Offered below every table; a view takes no other.
PER_PAGE_CHOICES = (25, 50, 100, 200)


@register.simple_tag
def not_stated() -> SafeString:
    """A dash to the eye, words to a screen reader: a figure that is not stated is not 0."""
    return format_html(
        '<span class="not-stated"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">{}</span></span>',
        _("not stated"),
    )


@register.filter
def stated(text: str | None) -> str:
    """Finished text as it is, a dash for None."""
    return not_stated() if text is None else text


@register.filter
def money(fen: int | None) -> str:
    """Fen in the reader's unit: `{{ project.total|money }}` -> 3,340.00; a dash where not stated."""
    return stated(money_text(fen))


@register.filter
def money_and_unit(fen: int | None) -> str:
    """The same with its unit behind it: 3,340.00 万元; a dash where not stated."""
    return not_stated() if fen is None else unit_text(fen)


@register.filter
def money_in(fen: int | None, sign: str) -> str:
    """Fen in the unit that a disclosure's table is in, whatever the reader's is."""
    return stated(unit_of_table(sign).text(fen))


@register.simple_tag
def money_unit(sign: str = "") -> str:
    """The name of the reader's unit of money, or of the unit that a disclosure's table is in."""
    return (unit_of_table(sign) if sign else shown_unit()).label


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit of money to choose: its key and its name; `is_shown`: it is the reader's now."""

    key: str
    label: str
    is_shown: bool


@register.simple_tag
def money_units() -> list[UnitChoice]:
    """The units of money to choose from, the largest first."""
    return [UnitChoice(unit.key, unit.label, unit == shown_unit()) for unit in UNITS.values()]


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """`{{ project.total|share:unit_total }}` -> 11.3%; a dash where part or whole leave none."""
    return stated(percent(share_of(part, whole)))


@register.filter
def count(number: int | None) -> str:
    """A count grouped by commas: 12345 -> 12,345; a dash where there is none to tell."""
    return not_stated() if number is None else f"{number:,}"


@register.simple_tag
def total_row(table: Table) -> dict[str, Any] | None:
    """The foot of a table that has `totals` (column name -> sum over all filtered rows, from the database).

    Returns `span` (the columns its label takes), `label` and `cells` (column and text of each column after
    those), or None where there is nothing to sum. A total is rendered as its column renders a value.
    """
    totals = getattr(table, "totals", None)
    columns = list(table.columns)
    firsts = [number for number, column in enumerate(columns) if column.name in (totals or {})]
    if not firsts or firsts[0] == 0 or not table.rows:
        return None
    rows = table.paginator.count if table.page else len(table.rows)
    label = ngettext("Total of the one row", "Total of all %(number)s rows", rows) % {"number": f"{rows:,}"}
    cells = []
    for column in columns[firsts[0] :]:
        text: str | SafeString = ""
        if column.name in totals:
            value = totals[column.name]
            text = not_stated() if value is None else column.column.render(value=value)
        cells.append({"column": column, "text": text})
    return {"span": firsts[0], "label": label, "cells": cells}


@register.simple_tag
def kept_filters(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """Name and value of what the address chooses, but for these and the page: for a form that sets them."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in (*names, "page")
        for value in values
    ]


@register.simple_tag
def per_page_choices(table: Table) -> tuple[int, ...]:
    """The numbers of rows a page may have, where the table is longer than the least of them."""
    return PER_PAGE_CHOICES if table.paginator.count > PER_PAGE_CHOICES[0] else ()
