"""Filters of the templates for corrected values: as disclosed, and as they stand."""

from typing import Any

from django import template

from budget.disclosure.corrections import fen_of
from budget.disclosure.records import AMOUNT_FIELDS
from budget.money_units import WAN
from budget.templatetags.budget import not_stated

register = template.Library()


@register.filter
def stated_value(value: str, field: str) -> str:
    """A value as corrections hold it, for people: an amount in 万元, a text as it is; a dash where
    nothing is stated.
    """
    if not value:
        return not_stated()
    if field in AMOUNT_FIELDS:
        return WAN.with_unit(fen_of(value))
    return value


@register.filter
def was_disclosed(row: Any, field: str) -> bool:
    """Whether another value is disclosed for a column than the one that stands in the row."""
    return field in row.as_disclosed
