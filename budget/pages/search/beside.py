"""What answers a query besides entries with its words: names like it, projects of an amount, checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from budget.audit.catalogue import CHECKS
from budget.links import address
from budget.models import Department, Project, SearchText, Unit
from budget.models.search import SearchKind
from budget.pages.filters import check_words
from budget.pages.search.results import Found
from budget.search.figures import amounts_of, check_of
from budget.search.names import LooseName
from budget.search.words import Query

# Names that fit the pattern are looked at up to this number, the shortest first; the closest are shown.
_MOST_LOOKED_AT = 200
MOST_LIKE = 8
_MOST_CHECKS = 8


@dataclass(frozen=True, slots=True)
class CheckHit:
    """A check with its wording, the address of its description, and that of what it found."""

    id: str
    words: str
    url: str
    findings_url: str


def checks_of(query: Query, year: int | None) -> list[CheckHit]:
    """The checks that a query names by their ids, or whose wording holds all its words."""
    named = [check_of(word) for word in query.words]
    found = [key for key in named if key in CHECKS] or [
        key for key in CHECKS if query.matches([check_words(key)]) and sum(map(len, query.words)) > 1
    ]
    return [
        CheckHit(
            key,
            CHECKS[key].wording.in_language(get_language() or ""),
            address("checks", anchor=f"check-{key}"),
            address("findings", year=year, check=key),
        )
        for key in found[:_MOST_CHECKS]
    ]


def projects_of_amount(query: Query, year: int | None, department: int | None) -> QuerySet[Project] | None:
    """The projects whose total is the amount that a query of one word is, the latest year first; None where
    it is none.
    """
    amounts = amounts_of(query.words[0]) if len(query.words) == 1 else ()
    if not amounts:
        return None
    ranges = [Q(total__gte=one.least, total__lte=one.most) for one in amounts]
    found = Project.objects.filter(reduce(or_, ranges))
    if year is not None:
        found = found.filter(fiscal_year=year)
    if department is not None:
        found = found.filter(disclosure__department=department)
    return found.order_by("-fiscal_year", "pk")


def entries_of_projects(keys: Sequence[int]) -> list[Found]:
    """The entries of the names of projects with these keys, in this order."""
    if not keys:
        return []
    entries = SearchText.objects.for_search_page().filter(kind=SearchKind.PROJECT, project__in=keys)
    by_project = {entry.project_id: entry for entry in entries}
    return [Found(by_project[key], ()) for key in keys if key in by_project]


@dataclass(frozen=True, slots=True, order=True)
class _Body:
    """A department or unit whose name is like a query: how far it is from it, and its runs that answer."""

    distance: int
    kind: str
    key: int
    runs: tuple[str, ...]


def names_like(query: Query, year: int | None) -> list[Found]:
    """The departments and units whose names are like a query but do not hold its words, the closest first;
    each in the year, or in its latest one.
    """
    loose = LooseName.of(query)
    if loose is None:
        return []
    bodies = []
    departments = Department.objects.like(loose.pattern).values_list("pk", "name", "region")
    for key, name, region in departments[:_MOST_LOOKED_AT]:
        if not query.matches([name, region]) and (runs := loose.runs_in(region + name)):
            bodies.append(_Body(loose.distance(name), SearchKind.DEPARTMENT, key, runs))
    units = Unit.objects.like(loose.pattern).values_list("pk", "name")
    for key, name in units[:_MOST_LOOKED_AT]:
        if not query.matches([name]) and (runs := loose.runs_in(name)):
            bodies.append(_Body(loose.distance(name), SearchKind.UNIT, key, runs))
    # Some may have nothing in the year.
    return _latest(sorted(bodies)[: 2 * MOST_LIKE], year)[:MOST_LIKE]


def _latest(bodies: Sequence[_Body], year: int | None) -> list[Found]:
    """The latest entry of each of these departments and units, in their order."""
    if not bodies:
        return []
    departments = [one.key for one in bodies if one.kind == SearchKind.DEPARTMENT]
    units = [one.key for one in bodies if one.kind == SearchKind.UNIT]
    entries = SearchText.objects.for_search_page().of_bodies(departments, units)
    if year is not None:
        entries = entries.filter(fiscal_year=year)
    latest: dict[tuple[str, int | None], SearchText] = {}
    for entry in entries:
        key = entry.unit_id if entry.kind == SearchKind.UNIT else entry.disclosure.department_id
        latest.setdefault((entry.kind, key), entry)
    return [Found(latest[one.kind, one.key], one.runs) for one in bodies if (one.kind, one.key) in latest]
