"""Corrected values in words: as disclosed, as they stand, and the mark of a value that is corrected."""

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
    """A value as corrections hold it, for editors: an amount in 万元, in which it is typed, a text as it is.

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
    """The sign of a value that is corrected, with what is disclosed in words; "" where it is not.

    `row`: a row with `as_disclosed`, whose column the value is.
    """
    return corrected_mark(row.as_disclosed, field)


def corrected_mark(as_disclosed: Mapping[str, Any], field: str) -> SafeString | str:
    """The same of what a row keeps as disclosed."""
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
    """A disclosed value as a row keeps it, in words: fen in a unit of money, a text as it is."""
    if value is None or value == "":
        return _("not stated")
    return unit.with_unit(value) if isinstance(value, int) else value
