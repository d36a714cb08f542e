"""What the parts of a report have in common: amounts, links, limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from budget.links import address
from budget.models import Disclosure, Project, Source, UnitStatement
from budget.money import shown_unit
from budget.pages.formats import money_text, place_words
from budget.pages.report.document import Column, Link, Paragraph

NONE: Final = "—"
# Rows of each kind that a report has; of more it says how many there are, and where.
MOST_PROJECTS: Final = 2_000
MOST_INDICATORS: Final = 5_000
MOST_POINTS: Final = 1_000
MOST_CHANGES: Final = 50


@dataclass(frozen=True)
class Subject:
    """What a report is about: a disclosure, its rows, the one of the latest earlier year, and its reader.

    `projects` have their indicators; they are at most MOST_PROJECTS.
    """

    request: HttpRequest
    disclosure: Disclosure
    before: Disclosure | None
    statements: Sequence[UnitStatement]
    projects: Sequence[Project]
    sources: Sequence[Source]

    @property
    def year(self) -> int:
        return self.disclosure.fiscal_year

    @property
    def filters(self) -> dict[str, Any]:
        """The filters of lists that show this department and year alone."""
        return {"year": self.year, "department": self.disclosure.department_id}

    def link(self, text: str, url: str) -> Link:
        """Text that leads to an address of the site."""
        return Link(text, self.request.build_absolute_uri(url))

    def more(self, shown: int, number: int, view: str, words: str, **filters: str) -> list[Paragraph]:
        """That the report has so many rows of this number, and the list of all, under these further filters;
        nothing where it has all.
        """
        if shown >= number:
            return []
        url = self.request.build_absolute_uri(address(view, **self.filters, **filters))
        return [Paragraph(words % {"shown": f"{shown:,}", "number": f"{number:,}"}, url, is_note=True)]


def amount(fen: int | None) -> str:
    """Fen in the reader's unit; a dash where nothing is stated."""
    return money_text(fen) or NONE


def amount_of(row: Any, name: str) -> str:
    """An amount of a row, with the sign of a correction where it is corrected."""
    return amount(getattr(row, name)) + ("*" if name in row.as_disclosed else "")


def signed(fen: int | None) -> str:
    """A difference with its sign."""
    return f"+{amount(fen)}" if fen is not None and fen > 0 else amount(fen)


def difference(before: int | None, now: int | None) -> int | None:
    return None if before is None or now is None else now - before


def money_column(label: str, width: int = 3) -> Column:
    """A column of money, its unit in the heading."""
    return Column(with_unit(label), width, True)


def with_unit(label: str) -> str:
    """A label of money with the reader's unit."""
    return _("%(column)s (%(unit)s)") % {"column": label, "unit": shown_unit().behind}


def where(place: str, row: int | None) -> str:
    """The sheet, table or page, and the row."""
    return " ".join(filter(None, (place_words(place) if place else "", str(row or "")))) or NONE
