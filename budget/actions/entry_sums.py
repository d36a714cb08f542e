"""Messages about sums while a disclosure is entered: money in 万元, differences in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budget.audit.reconciliation import Sum, reconcile
from budget.disclosure.records import AMOUNT_FIELDS, Amounts, Disclosure, sum_stated
from budget.models.corrections import column_of
from budget.money import WAN


def wrong_total(amounts: Amounts) -> str | None:
    """The message where a project's total (fen) is not the sum of its sources; None where it is, or where no
    source is stated, or one could not be read.
    """
    sources = None if amounts.has_unread_source else sum_stated(amounts.sources.values())
    if sources is None or amounts.total == sources:
        return None
    figures = {"sources": WAN.text(sources), "total": WAN.text(amounts.total)}
    if amounts.total is None:
        return _("The sources come to %(sources)s ×10,000 yuan, and no total is stated.") % figures
    figures["difference"] = WAN.text(amounts.total - sources)
    return (
        _("×10,000 yuan: the total is %(total)s, the sources come to %(sources)s: %(difference)s between.")
        % figures
    )


def disagreements(record: Disclosure, unit: int | None = None) -> list[str]:
    """The stated sums that are not what their parts come to, a sentence each: the grand total's and the
    units', without the projects' own. `unit`: of units, only of this one (its index).
    """
    return [words for one in reconcile(record).differing if _is_of_unit(one, unit) for words in _words(one)]


def _is_of_unit(one: Sum, unit: int | None) -> bool:
    return one.project is None and (unit is None or one.unit in (None, unit))


def _column(name: str) -> str:
    """The words of a column of money; a source without a column is called by its own name."""
    return str(column_of("project", name).verbose_name) if name in AMOUNT_FIELDS else name


def _words(one: Sum) -> Iterator[str]:
    for figure in one.figures:
        if not figure.difference:
            continue
        data = {
            "of": one.name or _("Grand total"),
            "column": _column(figure.column),
            "stated": WAN.text(figure.stated),
            "computed": WAN.text(figure.computed),
            "difference": WAN.text(figure.difference),
        }
        match one.of:
            case "sources":
                words = _(
                    "%(of)s (×10,000 yuan): the total is stated as %(stated)s, its sources come to "
                    "%(computed)s, difference %(difference)s."
                )
            case "projects":
                words = _(
                    "%(of)s, %(column)s (×10,000 yuan): stated as %(stated)s, its projects come to "
                    "%(computed)s, difference %(difference)s."
                )
            case "units":
                words = _(
                    "%(of)s, %(column)s (×10,000 yuan): stated as %(stated)s, the units come to "
                    "%(computed)s, difference %(difference)s."
                )
        yield words % data
