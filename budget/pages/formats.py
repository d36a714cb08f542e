"""Figures as pages show them: money in the reader's unit, counts, shares, the dash of what is not stated."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from budget.disclosure.problems import worded_place
from budget.disclosure.records import NAMED_SOURCES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.money import shown_unit

AMOUNT_LABELS = {
    "total": gettext_lazy("Total"),
    "fiscal_appropriation": gettext_lazy("Fiscal appropriation"),
    "special_account": gettext_lazy("Special account"),
    "other_funds": gettext_lazy("Other funds"),
    "carried_over": gettext_lazy("Carried over"),
    NAMED_SOURCES: gettext_lazy("Other named sources"),
    UNACCOUNTED: gettext_lazy("Not accounted for by a source"),
}


def amount_label(column: str) -> str:
    """The label of a column of money; a source without a column is labelled with its own name."""
    return str(AMOUNT_LABELS.get(column, column))


def not_stated() -> SafeString:
    """A dash to the eye, words to a screen reader: a figure that is not stated is not 0."""
    return format_html(
        '<span class="not-stated"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">{}</span></span>',
        _("not stated"),
    )


def stated(text: str | None) -> str:
    """Finished text as it is, a dash for None."""
    return not_stated() if text is None else text


def count(number: int | None) -> str:
    """A count grouped by commas: 12345 -> 12,345; a dash for None."""
    return not_stated() if number is None else f"{number:,}"


def money_text(fen: int | None) -> str | None:
    """Fen as text in the reader's unit, grouped and exact; None where nothing is stated."""
    return shown_unit().text(fen)


def money(fen: int | None) -> str:
    """Fen in the reader's unit: 3340000000 -> 3,340.00; a dash where not stated."""
    return stated(money_text(fen))


def money_with_unit(fen: int) -> str:
    """The same with the unit behind it: 3,340.00 万元."""
    return shown_unit().with_unit(fen)


def share(part: int | None, whole: int | None) -> Fraction | None:
    """Part ÷ whole, exact; None where either is not stated or the whole is not above zero."""
    if part is None or whole is None or whole <= 0:
        return None
    return Fraction(part, whole)


def percent(fraction: Fraction | None) -> str | None:
    """A share as text with one decimal: 0.1126 -> "11.3%".

    What is rounded away is not lost: a share above nothing is never "0.0%" (but "<0.1%"), one short of all
    never "100.0%" (but ">99.9%").
    """
    if fraction is None:
        return None
    if 0 < fraction < Fraction(5, 10_000):
        return "<0.1%"
    if Fraction(9995, 10_000) <= fraction < 1:
        return ">99.9%"
    tenths = round_half_up(abs(fraction) * 1000)
    sign = "-" if fraction < 0 and tenths else ""
    return f"{sign}{tenths // 10:,}.{tenths % 10}%"


# So many decimals tell 0.0001 % of a change from nothing, and from all.
_MOST_DECIMALS = 4


def growth(before: int | None, now: int | None) -> str | None:
    """The change from one amount to another in percent: 200, 230 -> "+15.0%"; None where either is not stated
    or the first is not above zero.

    A change has one decimal, and more where one would make it nothing or all: "+0.02%", "-99.97%".
    """
    if before is None or now is None or before <= 0:
        return None
    change = Fraction(now - before, before) * 100
    sign = "-" if change < 0 else "+" if change > 0 else ""
    for decimals in range(1, _MOST_DECIMALS + 1):
        rounded = Fraction(round_half_up(abs(change) * 10**decimals), 10**decimals)
        if (rounded == 0) == (change == 0) and (rounded == 100) == (abs(change) == 100):
            break
    return f"{sign}{float(rounded):,.{decimals}f}%"


def round_half_up(number: Fraction) -> int:
    """The nearest integer to a number from 0 on, halves upwards, as an auditor rounds."""
    return int(number + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Fact:
    """One large figure at a page's head, for `_facts.html`: value and unit as text, `url` of what it counts.

    `value` is None where the disclosure does not state it. `note` is a line below it, `before` one that says
    what it was in an earlier year.
    """

    label: str
    value: str | None
    unit: str = ""
    url: str = ""
    note: str = ""
    before: str = ""


def money_fact(label: str, fen: int | None, url: str = "", note: str = "") -> Fact:
    """The fact of an amount, in the reader's unit."""
    return Fact(label, money_text(fen), shown_unit().behind, url, note)


def money_before(year: int, before: int | None, now: int | None) -> str:
    """What an amount was in an earlier year, and the change since then: "2023: 3,340.00 (+1.2%)"."""
    amount = money_text(before) or _("not stated")
    change = growth(before, now)
    values = {"year": year, "amount": amount, "change": change}
    if change is None:
        return _("%(year)s: %(amount)s") % values
    return _("%(year)s: %(amount)s (%(change)s)") % values


def count_before(year: int, before: int) -> str:
    """How many there were in an earlier year: "2023: 1,250"."""
    return _("%(year)s: %(amount)s") % {"year": year, "amount": f"{before:,}"}


def place_words(place: str) -> str:
    """A sheet, table or page in the reader's language (`table 2` is the data)."""
    return worded_place(place, _)
