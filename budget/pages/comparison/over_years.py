"""The projects of a body's years in a comparison: what is matched, and what an auditor may decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _, pgettext

from budget.accounts.permissions import may_decide_matches
from budget.audit.comparison import Links, keyed, links_of
from budget.pages.comparison.columns import Columns
from budget.pages.corrections import may_see_authors
from budget.pages.export.tables import PlainTable, plain_column
from budget.pages.export.workbook import Cell, Fen
from budget.pages.year_matches import YearPair, pairs_of_years
from budget.store.year_matches import Latest, decisions_by_year, decisions_in

# So many pairs are shown on the page; the file has all.
_MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Years:
    """`links` are the matches of each column but the first with the one before it, None where their years are
    not consecutive; `pairs` are suggested or decided.
    """

    links: Sequence[Links | None] = ()
    pairs: list[YearPair] = field(default_factory=list)

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """What the page shows of the pairs; nothing where there are none."""
        if not self.pairs:
            return {}
        return {
            "pairs": self.pairs[:_MOST_SHOWN],
            "more_pairs": max(0, len(self.pairs) - _MOST_SHOWN),
            "may_decide": may_decide_matches(request.user),
            "may_see_authors": may_see_authors(request.user),
            "pairs_table": _as_file(self.pairs),
        }


NO_YEARS: Final = Years()


def years_of(columns: Columns) -> Years:
    """The matches and pairs of columns of one body in several years; none of revisions."""
    if not all("year" in column.filters for column in columns):
        return NO_YEARS
    projects = [dict(keyed(column.projects or [], within_units=True)) for column in columns]
    decided = _decided([column.filters["year"] for column in columns], columns[0].filters)
    links: list[Links | None] = []
    pairs: list[YearPair] = []
    for number, column in enumerate(columns[1:], start=1):
        year = column.filters["year"]
        if columns[number - 1].filters["year"] != year - 1:
            links.append(None)
            continue
        latest = decided[year]
        now, before = projects[number], projects[number - 1]
        links.append(links_of(now, before, decisions_in(latest)))
        pairs += pairs_of_years(now, before, year, latest)
    return Years(links, pairs)


def _decided(years: Sequence[int], filters: dict[str, Any]) -> dict[int, Latest]:
    if "unit" in filters:
        return decisions_by_year(years, unit=filters["unit"])
    return decisions_by_year(years, unit__department=filters["department"])


def _as_file(pairs: Sequence[YearPair]) -> PlainTable:
    def rows() -> Iterator[Sequence[Cell]]:
        for pair in pairs:
            yield [
                pair.unit,
                pair.before.fiscal_year,
                pair.before.name,
                Fen(pair.before.total),
                pair.now.fiscal_year,
                pair.now.name,
                Fen(pair.now.total),
                pair.words,
                "\n".join(pair.reason_words),
            ]

    return PlainTable(
        _("Possibly the same project"),
        (
            plain_column("unit", pgettext("column", "Unit"), width="name"),
            plain_column("before_year", _("Year before"), "number"),
            plain_column("before", _("Project of the year before"), width="name"),
            plain_column("before_total", _("Its total"), "money"),
            plain_column("year", _("Fiscal year"), "number"),
            plain_column("project", pgettext("column", "Project"), width="name"),
            plain_column("total", _("Total"), "money"),
            plain_column("status", _("State"), width="name"),
            plain_column("reasons", _("Reasons"), width="prose"),
        ),
        rows,
        len(pairs),
        prefix="pairs-",
    )
