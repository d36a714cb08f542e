"""The entries that match a query: their number by kind and year, and those of a page.

SQLite counts and pages in the index itself: to look up each of a frequent word's entries in the table costs
fifty times as much. PostgreSQL's index is of no use without the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection

from budget.models import SearchText
from budget.models.search import SearchKind
from budget.pages.years import all_years
from budget.search.words import Query

Counts = dict[tuple[str, int], int]

# SQLite takes 500 selects in one statement.
_MOST_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the entries of a kind and year that answer, in the order of the tables."""

    kind: str
    year: int
    start: int
    stop: int


def counts_of(query: Query) -> Counts:
    """How many entries answer, by kind and fiscal year; without those of which none does."""
    if connection.vendor != "sqlite":
        return SearchText.objects.matching(query).counts()
    pairs = [(kind, year) for year in all_years() for kind in SearchKind.values]
    numbers = _in_index(
        "SELECT COUNT(*) FROM {fts} WHERE {fts} MATCH %s", [[query.fts5_of(*p)] for p in pairs]
    )
    return {pair: number for pair, number in zip(pairs, numbers, strict=True) if number}


def windows(counts: Counts, kind: str, year: int | None, start: int, stop: int) -> list[Window]:
    """The windows with the entries from `start` to before `stop` of a kind, the latest year first.

    `year` None: of all years.
    """
    found = []
    for of_year in sorted({one for _, one in counts if year in (None, one)}, reverse=True):
        number = counts.get((kind, of_year), 0)
        if start < number and stop > 0:
            found.append(Window(kind, of_year, max(start, 0), min(stop, number)))
        start, stop = start - number, stop - number
    return found


def entries_in(query: Query, places: Sequence[Window]) -> list[SearchText]:
    """The entries in some windows, in their order."""
    if not places:
        return []
    order = {(place.kind, place.year): number for number, place in enumerate(places)}
    entries = SearchText.objects.for_search_page().filter(pk__in=_keys(query, places))
    return sorted(entries, key=lambda entry: (order[entry.kind, entry.fiscal_year], entry.pk))


def first_entries(query: Query, kinds: Sequence[str], most: int) -> list[SearchText]:
    """Up to so many entries of some kinds, the latest years' first; without counting any."""
    places = [Window(kind, year, 0, most) for year in all_years() for kind in kinds]
    keys = _keys(query, places)[:most] if places else []
    return list(SearchText.objects.filter(pk__in=keys).defer("tokens"))


def _keys(query: Query, places: Sequence[Window]) -> list[int]:
    if connection.vendor == "sqlite":
        return _in_index(
            "SELECT * FROM (SELECT rowid FROM {fts} WHERE {fts} MATCH %s ORDER BY rowid LIMIT %s OFFSET %s)",
            [
                [query.fts5_of(place.kind, place.year), place.stop - place.start, place.start]
                for place in places
            ],
        )
    matching = SearchText.objects.matching(query)
    first, *rest = (
        matching.filter(kind=place.kind, fiscal_year=place.year)
        .order_by("pk")
        .values_list("pk", flat=True)[place.start : place.stop]
        for place in places
    )
    return list(first.union(*rest, all=True) if rest else first)


def _in_index(query: str, arguments: Sequence[Sequence[str | int]]) -> list[int]:
    """The numbers that a query of SQLite's index gives for each of some arguments, in one statement."""
    if not arguments:
        return []
    query = query.format(fts="budget_searchtext_fts")
    with connection.cursor() as cursor:
        found: list[int] = []
        for start in range(0, len(arguments), _MOST_AT_ONCE):
            some = arguments[start : start + _MOST_AT_ONCE]
            cursor.execute(" UNION ALL ".join([query] * len(some)), list(chain.from_iterable(some)))
            found += [number for (number,) in cursor.fetchall()]
        return found
