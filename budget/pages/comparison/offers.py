"""What the first page of comparisons offers: what is worth comparing in the latest year."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Q
from django.utils.translation import gettext as _

from budget.audit.comparison import MOST_COLUMNS
from budget.links import address
from budget.models import Department, Disclosure
from budget.pages.comparison.sections import Link
from budget.pages.formats import money_with_unit
from budget.pages.years import with_neighbour

_MOST = 5
# The departments with most money, among which peers are looked for.
_LARGEST = 200


def offers(every_year: Sequence[int]) -> list[tuple[str, list[Link]]]:
    """Comparisons under their headings, in two queries; [] where there is nothing to compare."""
    if not every_year:
        return []
    year = every_year[0]
    largest = [
        one.department
        for one in Disclosure.objects.of_year(year).largest(_LARGEST)
        if one.sum_total is not None
    ]
    found = [
        (_("Changed most between two years"), _changed(year, every_year)),
        (_("Peers with most money"), _peers(largest, year)),
        (_("The largest departments"), _largest(largest, year)),
    ]
    return [(heading, some) for heading, some in found if some]


def _changed(year: int, every_year: Sequence[int]) -> list[Link]:
    """The departments of two years whose sums differ most."""
    years = with_neighbour(year, every_year)
    if len(years) < 2:
        return []
    rows = Department.objects.over_years(years[1], years[0]).in_both_years().filter(Q(size__gt=0))
    firsts = rows.order_by(F("size").desc(), "pk").values_list("pk", "name", F("difference"))[:_MOST]
    return [
        Link(
            name,
            address("compare", department=key, year=years),
            f"{years[0]}–{years[1]}: {'+' if fen > 0 else ''}{money_with_unit(fen)}",
        )
        for key, name, fen in firsts
    ]


def _peers(largest: Sequence[Department], year: int) -> list[Link]:
    """Departments of one kind in different regions."""
    kinds: dict[str, list[Department]] = defaultdict(list)
    for one in largest:
        if one.body:
            kinds[one.body].append(one)
    peers = sorted(kinds.values(), key=len, reverse=True)
    return [_side_by_side(some[:MOST_COLUMNS], year) for some in peers[:_MOST] if len(some) > 1]


def _largest(largest: Sequence[Department], year: int) -> list[Link]:
    return [_side_by_side(largest[:MOST_COLUMNS], year)] if len(largest) > 1 else []


def _side_by_side(departments: Sequence[Department], year: int) -> Link:
    names = _(", ").join(one.name for one in departments)
    return Link(names, address("compare", department=[one.pk for one in departments], year=year), str(year))
