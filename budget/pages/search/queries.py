"""The entries that match a query: their number by kind and year, and those of a page.

SQLite counts and pages in the index itself: to look up each of a frequent word's entries in the table costs
fifty times as much. PostgreSQL's index is of no use without the table.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection
from django.db.models import Count, F

from budget.models import SearchText
from budget.models.search import SearchKind, SearchTextQuerySet
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


def counts_of(query: Query, department: int | None = None) -> Counts:
    """How many entries answer, of one department where one is given, by kind and fiscal year; without those
    of which none does.
    """
    if connection.vendor != "sqlite" or department is not None:
        return _matching(query, department).counts()
    pairs = [(kind, year) for year in all_years() for kind in SearchKind.values]
    numbers = _in_index(
        "SELECT COUNT(*) FROM {fts} WHERE {fts} MATCH %s", [[query.fts5_of(*p)] for p in pairs]
    )
    return {pair: number for pair, number in zip(pairs, numbers, strict=True) if number}


def windows(
    counts: Counts, kind: str, year: int | None, wanted: slice, *, earliest_first: bool = False
) -> list[Window]:
    """The windows with the wanted entries of a kind, the latest year first unless told otherwise.

    `year` None: of all years.
    """
    found = []
    start, stop = wanted.start, wanted.stop
    for of_year in sorted({one for _, one in counts if year in (None, one)}, reverse=not earliest_first):
        number = counts.get((kind, of_year), 0)
        if start < number and stop > 0:
            found.append(Window(kind, of_year, max(start, 0), min(stop, number)))
        start, stop = start - number, stop - number
    return found


def entries_in(query: Query, places: Sequence[Window], department: int | None = None) -> list[SearchText]:
    """The entries in some windows, in their order."""
    order = {(place.kind, place.year): number for number, place in enumerate(places)}
    entries = entries_of(keys_in(query, places, department))
    return sorted(entries, key=lambda entry: (order[entry.kind, entry.fiscal_year], entry.pk))


def entries_of(keys: Sequence[int]) -> list[SearchText]:
    """The entries with these keys, in this order."""
    if not keys:
        return []
    found = SearchText.objects.for_search_page().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def departments_of(query: Query, kind: str, year: int | None) -> dict[tuple[int, str], int]:
    """How many entries answer of a kind (of all: "") and year by department, by its key and name."""
    found = _matching(query, None)
    if kind:
        found = found.filter(kind=kind)
    if year is not None:
        found = found.filter(fiscal_year=year)
    rows = found.order_by().values_list("disclosure__department", "disclosure__department__name")
    return {(key, name): number for key, name, number in rows.annotate(number=Count("pk"))}


def keys_by_amount(
    query: Query, kind: str, year: int | None, department: int | None, wanted: slice
) -> list[int]:
    """The keys of the entries of a kind, those with most money first: that of their project, or of the
    projects of their unit or department.
    """
    found = _matching(query, department).filter(kind=kind)
    if year is not None:
        found = found.filter(fiscal_year=year)
    rows = found.with_money(kind).order_by(F("money").desc(nulls_last=True), "-fiscal_year", "pk")
    return list(rows.values_list("pk", flat=True)[wanted])


def _matching(query: Query, department: int | None) -> SearchTextQuerySet:
    found = SearchText.objects.matching(query)
    return found if department is None else found.filter(disclosure__department=department)


def first_entries(query: Query, kinds: Sequence[str], most: int) -> list[SearchText]:
    """Up to so many entries of some kinds, the latest years' first; without counting any."""
    places = [Window(kind, year, 0, most) for year in all_years() for kind in kinds]
    keys = keys_in(query, places)[:most]
    found = SearchText.objects.defer("tokens").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def keys_in(query: Query, places: Sequence[Window], department: int | None = None) -> list[int]:
    """The keys of the entries in some windows."""
    if not places:
        return []
    if department is not None:
        return _keys_of_department(query, places, department)
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


def _keys_of_department(query: Query, places: Sequence[Window], department: int) -> list[int]:
    """The same of the entries of a department, which are few."""
    entries = _matching(query, department).order_by("pk").values_list("kind", "fiscal_year", "pk")
    by_window: dict[tuple[str, int], list[int]] = defaultdict(list)
    for kind, year, key in entries:
        by_window[kind, year].append(key)
    return [key for place in places for key in by_window[place.kind, place.year][place.start : place.stop]]


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
