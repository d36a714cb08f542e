"""Corrected values in words: as disclosed, as corrected, and the mark of a corrected value."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from budget.disclosure.corrections import fen_of
from budget.disclosure.records import AMOUNT_FIELDS
from budget.money import WAN, MoneyUnit, shown_unit
from budget.pages.formats import not_stated


def stated_value(value: str, field: str) -> str:
    """A value in the form that corrections store, for editors: an amount in 万元, as it is typed, or a text.

    A dash where nothing is stated.
    """
    return _worded(value, field, WAN)


def shown_value(value: str, field: str) -> str:
    """The same for pages: an amount in the reader's unit."""
    return _worded(value, field, shown_unit())


def _worded(value: str, field: str, unit: MoneyUnit) -> str:
    if not value:
        return not_stated()
    return disclosed_words(fen_of(value) if field in AMOUNT_FIELDS else value, unit)


def mark_corrected(row: Any, field: str) -> SafeString | str:
    """The mark of a corrected value with the disclosed one in words; "" where it is not corrected.

    `row` has `as_disclosed`, and `field` is a column of it.
    """
    return corrected_mark(row.as_disclosed, field)


def corrected_mark(as_disclosed: Mapping[str, Any], field: str) -> SafeString | str:
    """The same from the `as_disclosed` of a row."""
    if field not in as_disclosed:
        return ""
    disclosed = disclosed_words(as_disclosed[field], shown_unit())
    words = _("corrected; disclosed: %(value)s") % {"value": disclosed}
    return format_html(
        ' <span class="corrected" title="{0}"><span aria-hidden="true">✎</span>'
        '<span class="visually-hidden">{0}</span></span>',
        words,
    )


def disclosed_words(value: str | int | None, unit: MoneyUnit) -> str:
    """A disclosed value as a row stores it, in words: fen in a unit of money, a text unchanged."""
    if value is None or value == "":
        return _("not stated")
    return unit.with_unit(value) if isinstance(value, int) else value
