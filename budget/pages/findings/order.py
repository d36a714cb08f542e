"""The keys of a page of a year's findings in the order of `FindingQuerySet.as_read`.

The database would sort all findings of the year. Here its index of that order is read from the front, and
what the filters leave out is passed over.
"""

from functools import partial
from typing import Any, Final

from django.db.models import QuerySet

from budget.audit.catalogue import LEVELS
from budget.models import Disclosure, Finding
from budget.models.filters import FindingFilters, about
from budget.models.querysets.findings import TallyQuerySet, category_mark
from budget.pages.remembered import remembered

# Of fewer rows, and for pages further down than these, the database sorts.
_FEW: Final = 2_000
_MOST_READ: Final = 100_000
_CHUNK: Final = 1_000
# The filters that the columns read tell.
_READABLE: Final = ("check", "level", "category", "about")
# As it is ordered: rank, money, disclosure, project, unit, level, position, key.
_Order = tuple[int, int, int, float, float, int, int, int]
_COLUMNS: Final = (
    "subject_money",
    "disclosure_id",
    "project_id",
    "unit_id",
    "level_rank",
    "position",
    "pk",
    "check_id",
    "level",
    "categories",
)


class FindingOrder:
    """The order of the findings of a year under filters, without those that tallies count.

    `number` is how many there are.
    """

    def __init__(
        self, year: int, filters: FindingFilters, tallies: TallyQuerySet | None, number: int
    ) -> None:
        self._year = year
        self._filters = filters
        self._tallies = tallies
        self._number = number
        self._rank = "level_rank" if filters.level or filters.check else "subject_rank"

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the rows of a page; None where the database is to sort them."""
        start, stop = wanted.start or 0, min(wanted.stop or self._number, self._number)
        if order or self._number < _FEW or not self._filters.is_within(*_READABLE):
            return None
        key = ("findings in order", self._year, self._filters, self._tallies is not None, stop)
        found = remembered(key, partial(self._first, stop))
        return None if found is None else found[start:stop]

    def _first(self, number: int) -> list[int] | None:
        """The first so many keys; None where too many rows are passed over before."""
        years = remembered(("disclosures", self._year), self._disclosures)
        left_out = self._left_out()
        found: list[_Order] = []
        rows = self._rows()[: _MOST_READ + 1].iterator(chunk_size=_CHUNK)
        for read, row in enumerate(rows):
            if read == _MOST_READ:
                return None
            # Rows of equal rank and money are compared by the rest of their order.
            if len(found) >= number and row[:2] != (found[-1][0], -found[-1][1]):
                break
            if row[2] in years and self._fulfils(row) and (row[2], row[8], row[9]) not in left_out:
                found.append(_key(row))
        return [key[-1] for key in sorted(found)[:number]]

    def _rows(self) -> QuerySet[Finding, Any]:
        """The rows of an index in its order; more than the filters leave."""
        # A list of one value: SQLite uses no index for a condition that is a column alone.
        found = Finding.objects.filter(is_active__in=[True])
        if self._filters.check:
            found = found.filter(check_id=self._filters.check)
        if self._filters.level:
            found = found.filter(level_rank=LEVELS.index(self._filters.level))
        return found.order_by(self._rank, "-subject_money").values_list(self._rank, *_COLUMNS)

    def _disclosures(self) -> frozenset[int]:
        return frozenset(Disclosure.objects.of_year(self._year).values_list("pk", flat=True))

    def _left_out(self) -> frozenset[tuple[int, str, str]]:
        """Disclosure, check and level of the findings that tallies count."""
        if self._tallies is None:
            return frozenset()
        columns = ("disclosure_id", "check_id", "level")
        key = ("tallied", self._year, self._filters)
        return remembered(key, partial(_set_of, self._tallies.order_by().values_list(*columns)))

    def _fulfils(self, row: tuple[Any, ...]) -> bool:
        category, of = self._filters.category, self._filters.about
        return (not category or category_mark(category) in row[10]) and (not of or about(row[8]) == of)


def _set_of(rows: Any) -> frozenset[tuple[int, str, str]]:
    return frozenset(rows)


def _key(row: tuple[Any, ...]) -> _Order:
    """The row's place among others: greater money first, no project or unit last."""
    rank, money, disclosure, project, unit, level, position, pk, *_others = row
    last = float("inf")
    return (
        rank,
        -money,
        disclosure,
        last if project is None else project,
        last if unit is None else unit,
        level,
        position,
        pk,
    )
