"""What the overview leads with: what changed since last year, the points to review, where to look first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, ngettext

from budget.audit.catalogue import LEVELS
from budget.links import address
from budget.models import Disclosure
from budget.pages.formats import money_with_unit, percent, share
from budget.pages.remembered import remembered

# Departments that the overview names.
FIRST = 5
_COUNTS = {"error": "error_count", "warning": "warning_count", "notice": "notice_count"}


@dataclass(frozen=True, slots=True)
class Lead:
    """What `budget/_overview_lead.html` shows of a year.

    `change`: a sentence on the departments that published in both years, "" where none did; `change_url`
    leads to what changed. `levels`: level, number of points, and their list. `first`: the departments with
    most money under errors.
    """

    change: str
    change_url: str
    levels: tuple[tuple[str, int, str], ...]
    error_money: int
    first: tuple[Disclosure, ...]


def lead(year: int, years: Sequence[int], figures: dict[str, Any]) -> Lead:
    """Return the lead of a year's overview. `figures` is `DisclosureQuerySet.figures()` of the year."""
    before = max((one for one in years if one < year), default=None)
    levels = tuple((level, figures[_COUNTS[level]]) for level in LEVELS)
    return Lead(
        change="" if before is None else _change(before, year),
        change_url="" if before is None else address("changes", year=year, before=before),
        levels=tuple(
            (level, number, address("findings", year=year, about="targets", level=level))
            for level, number in levels
            if number
        ),
        error_money=figures["error_money"],
        first=remembered(("gravest", year), lambda: tuple(Disclosure.objects.of_year(year).gravest(FIRST)))
        if figures["error_count"]
        else (),
    )


def _change(before: int, year: int) -> str:
    """Return how the money of the departments that published in both years changed."""
    number, old, new = remembered(
        ("both years", before, year), lambda: Disclosure.objects.sums_of_both(before, year)
    )
    if not number or old is None or new is None:
        return ""
    words = ngettext(
        "%(number)s department published in %(before)s and %(year)s: %(old)s then, %(new)s now, %(change)s.",
        "%(number)s departments published in %(before)s and %(year)s: %(old)s then, %(new)s now, %(change)s.",
        number,
    )
    return words % {
        "number": f"{number:,}",
        "before": before,
        "year": year,
        "old": money_with_unit(old),
        "new": money_with_unit(new),
        "change": _difference(old, new),
    }


def _difference(old: int, new: int) -> str:
    """Return a difference in words: 12.1% more, 3.0% less, the same."""
    if old == new:
        return _("the same")
    part = percent(share(abs(new - old), old))
    if part is None:
        return money_with_unit(new - old)
    return (_("%(share)s more") if new > old else _("%(share)s less")) % {"share": part}
