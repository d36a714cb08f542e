"""What the page of the search shows: counts by kind, year and department, hits, and their file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _, pgettext

from budget.links import narrowed_to, without
from budget.models.search import SearchKind
from budget.pages.export.tables import PlainTable, plain_column
from budget.pages.facets import Choice, Facet, facet
from budget.pages.filters import Chip, filter_label, named_department
from budget.pages.remembered import remembered
from budget.pages.search import queries
from budget.pages.search.beside import (
    CheckHit,
    checks_of,
    entries_of_projects,
    names_like,
    projects_of_amount,
)
from budget.pages.search.queries import Window
from budget.pages.search.results import Found, Hit, hits
from budget.pages.tables.base import PER_PAGE_CHOICES
from budget.pages.years import requested_year
from budget.search.words import Query

# Of each kind on the page of all kinds.
_FIRST: Final = 5
# Names like the query are looked for where fewer departments and units hold its words.
_FEW: Final = 5
# More hits are neither counted by department, nor sorted by amount, nor written into a file.
MOST_WEIGHED: Final = 10_000
# Rows of a file that are read at a time.
_CHUNK: Final = 500

AMOUNT: Final = "amount"
LIKE: Final = "like"
EARLIEST, BY_AMOUNT = "earliest", "amount"


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: the first of them, and the page of all."""

    kind: str
    label: str
    number: int
    hits: list[Hit]
    url: str = ""
    note: str = ""

    @property
    def more(self) -> int:
        """How many are on the page of all that are not shown here."""
        return self.number - len(self.hits) if self.url else 0


class SearchPage:
    """The answer to a query under the filters of an address: a kind, a year, a department; and an order.

    Raises Http404 for a filter that names nothing.
    """

    def __init__(self, request: HttpRequest, query: Query) -> None:
        self.request, self.query = request, query
        self.year = requested_year(request)
        self.kind = _one_of(request.GET.get("kind", ""), ("", *SearchKind.values, AMOUNT))
        self.sort = _one_of(request.GET.get("sort", ""), ("", EARLIEST, BY_AMOUNT))
        self.department, self._department_chip = named_department(request)

    # ---- Counts.

    @cached_property
    def counts(self) -> queries.Counts:
        """By kind and year, under the other filters."""
        key = ("search", self.query, self.department)
        return remembered(key, partial(queries.counts_of, self.query, self.department))

    @cached_property
    def by_kind(self) -> dict[str, int]:
        """The number of hits of each kind in the year; of projects of an amount where the query is one."""
        found = {one: self._number(one, self.year) for one in SearchKind.values}
        return found if self._of_amount is None else found | {AMOUNT: self._of_amount.count()}

    @property
    def number(self) -> int:
        """How many hits there are of the kind, or of all."""
        if self.kind:
            return self.by_kind.get(self.kind, 0)
        return sum(self.by_kind.values())

    def _number(self, kind: str, year: int | None) -> int:
        return sum(
            number
            for (of_kind, of_year), number in self.counts.items()
            if kind in ("", of_kind) and year in (None, of_year)
        )

    @cached_property
    def _of_amount(self) -> Any:
        return projects_of_amount(self.query, self.year, self.department)

    @property
    def is_weighed(self) -> bool:
        """Whether the hits are few enough to be counted by department, sorted by amount and written out."""
        return self._number(self.kind if self.kind != AMOUNT else "", self.year) <= MOST_WEIGHED

    # ---- Choices.

    def kinds(self) -> list[Choice]:
        """All kinds, and each with its count in the year that is chosen."""
        everything = Choice(
            _("Everything"), sum(self.by_kind.values()), without(self.request, "kind", "sort"), not self.kind
        )
        return [everything, *(self._kind(one) for one in self.by_kind)]

    def _kind(self, kind: str) -> Choice:
        url = narrowed_to(self.request, "kind", kind)
        return Choice(_label(kind), self.by_kind[kind], url, kind == self.kind)

    def years(self) -> list[Choice]:
        """All years, and each that has a hit of the chosen kind with its count."""
        kind = "" if self.kind == AMOUNT else self.kind
        years = {year for of_kind, year in self.counts if kind in ("", of_kind)}
        if self.year is not None:
            years.add(self.year)
        everything = Choice(
            _("All years"), self._number(kind, None), without(self.request, "year"), self.year is None
        )
        return [
            everything,
            *(
                Choice(
                    str(year),
                    self._number(kind, year),
                    narrowed_to(self.request, "year", year),
                    year == self.year,
                )
                for year in sorted(years, reverse=True)
            ),
        ]

    def departments(self) -> Facet | None:
        """The departments with hits; None where one is chosen, or the hits are too many to be counted."""
        if self.department is not None or self.kind == AMOUNT or not self.is_weighed:
            return None
        key = ("search departments", self.query, self.kind, self.year)
        found = remembered(key, partial(queries.departments_of, self.query, self.kind, self.year))
        names = dict(found.keys())
        if len(names) < 2:
            return None
        numbers = {key: number for (key, _name), number in found.items()}
        return facet(self.request, "department", numbers, names.__getitem__)

    def chips(self) -> list[Chip]:
        """The chip of the chosen department."""
        if self._department_chip is None:
            return []
        return [(filter_label("department"), self._department_chip, without(self.request, "department"))]

    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders of hits of one kind: label, address, whether it is chosen."""
        labels = {
            "": _("latest year first"),
            EARLIEST: _("earliest year first"),
            BY_AMOUNT: _("most money first"),
        }
        if not self.is_weighed:
            labels.pop(BY_AMOUNT)
        return [
            (
                label,
                narrowed_to(self.request, "sort", value) if value else without(self.request, "sort"),
                value == self.sort,
            )
            for value, label in labels.items()
        ]

    # ---- Hits.

    def page(self) -> Page[Any]:
        """The requested page of the hits of the chosen kind."""
        sizes = {str(size): size for size in PER_PAGE_CHOICES}
        per_page = sizes.get(self.request.GET.get("per_page", ""), PER_PAGE_CHOICES[0])
        return Paginator(range(self.number), per_page).get_page(self.request.GET.get("page"))

    def group(self, page: Page[Any]) -> Group:
        """The hits of a page of the chosen kind."""
        found = self._found(self.kind, slice(max(page.start_index() - 1, 0), page.end_index()))
        return Group(self.kind, _label(self.kind), self.number, hits(found))

    def groups(self) -> list[Group]:
        """Of every kind with hits the first of them, and names that are like the query."""
        windows = [window for one in SearchKind for window in self._windows(one, slice(0, _FIRST))]
        found = self._marked(queries.entries_in(self.query, windows, self.department))
        of_amount = self._found(AMOUNT, slice(0, _FIRST)) if self.by_kind.get(AMOUNT) else []
        bodies = self.by_kind[SearchKind.DEPARTMENT] + self.by_kind[SearchKind.UNIT]
        like = names_like(self.query, self.year) if bodies < _FEW and self.department is None else []
        shown = hits([*found, *of_amount, *like])
        of_words, rest = shown[: len(found)], shown[len(found) :]
        groups = [
            self._group(AMOUNT, rest[: len(of_amount)]),
            *(self._group(one, [hit for hit in of_words if hit.kind == one]) for one in SearchKind.values),
        ]
        alike = Group(LIKE, _label(LIKE), len(like), rest[len(of_amount) :])
        return [one for one in (alike, *groups) if one.number]

    def _group(self, kind: str, of_kind: list[Hit]) -> Group:
        url = narrowed_to(self.request, "kind", kind)
        return Group(kind, _label(kind), self.by_kind.get(kind, 0), of_kind, url)

    def checks(self) -> list[CheckHit]:
        """The checks that the query names."""
        return [] if self.kind else checks_of(self.query, self.year)

    def _found(self, kind: str, wanted: slice) -> list[Found]:
        """Hits of a kind in the chosen order."""
        if kind == AMOUNT:
            projects = self._of_amount
            if projects is None:  # an address of another query
                return []
            if self.sort == EARLIEST:
                projects = projects.order_by("fiscal_year", "pk")
            if self.sort == BY_AMOUNT:
                projects = projects.order_by("-total", "-fiscal_year", "pk")
            return entries_of_projects(list(projects.values_list("pk", flat=True)[wanted]))
        if self.sort == BY_AMOUNT and self.is_weighed:
            keys = queries.keys_by_amount(self.query, kind, self.year, self.department, wanted)
            return self._marked(queries.entries_of(keys))
        windows = self._windows(kind, wanted)
        return self._marked(queries.entries_in(self.query, windows, self.department))

    def _windows(self, kind: str, wanted: slice) -> list[Window]:
        is_reversed = self.sort == EARLIEST
        return queries.windows(self.counts, kind, self.year, wanted, earliest_first=is_reversed)

    def _marked(self, entries: list[Any]) -> list[Found]:
        return [Found(entry, self.query.words) for entry in entries]

    # ---- The file.

    def table(self) -> PlainTable | None:
        """All hits under the filters as a file; None where there are none, or more than one file takes."""
        if not self.number or not self.is_weighed:
            return None
        columns = (
            plain_column("kind", pgettext("column", "Kind")),
            plain_column("year", _("Fiscal year"), "number"),
            plain_column("name", pgettext("column", "Name"), width="name"),
            plain_column("text", pgettext("column", "Text"), width="prose"),
            plain_column("place", pgettext("column", "Belongs to"), width="name"),
            plain_column("amount", pgettext("column", "Amount"), "money"),
            plain_column("address", _("Address"), width="name"),
        )
        return PlainTable(_("Search"), columns, self._rows, self.number)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for kind in [self.kind] if self.kind else self.by_kind:
            for start in range(0, self.by_kind.get(kind, 0), _CHUNK):
                for hit in hits(self._found(kind, slice(start, start + _CHUNK))):
                    yield _row(hit, self.request.build_absolute_uri)


def _row(hit: Hit, absolute: Callable[[str], str]) -> tuple[Any, ...]:
    texts = "\n".join("".join(part.text for part in parts) for parts in hit.texts)
    place = " · ".join(label for label, _url in hit.place)
    name = "".join(part.text for part in hit.name)
    return _label(hit.kind), hit.year, name, texts, place, hit.amount, absolute(hit.url)


def _label(kind: str) -> str:
    """What hits of a kind are called."""
    if kind == AMOUNT:
        return pgettext("found", "Project of this amount")
    if kind == LIKE:
        return pgettext("found", "Department or unit with a name like this")
    return str(SearchKind(kind).label)


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Http404(_("A filter of this address has a value that is not known."))
    return value
