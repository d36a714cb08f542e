"""Search over all disclosures, or those of one year, for the words of a query."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address, narrowed_to, without
from budget.models.search import SearchKind
from budget.pages.facets import Choice
from budget.pages.remembered import remembered
from budget.pages.search.queries import Counts, counts_of, entries_in, windows
from budget.pages.search.results import Hit, hits
from budget.pages.tables.base import PER_PAGE_CHOICES
from budget.pages.years import requested_year
from budget.search.words import LONGEST_QUERY, LONGEST_WORD, MOST_WORDS, Query, TooLong
from budget.views.disclosures import LinePager

# Of each kind on the page of all kinds.
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: the first of them, and the page of all."""

    kind: str
    label: str
    number: int
    hits: list[Hit]
    url: str

    @property
    def more(self) -> int:
        """How many are on the page of all that are not shown here."""
        return self.number - len(self.hits) if self.url else 0


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Search"),
        "crumbs": [(_("Overview"), address("overview")), (_("Search"), "")],
    }
    year, kind = requested_year(request), request.GET.get("kind", "")
    if kind and kind not in SearchKind.values:
        raise Http404(_("A filter of this address has a value that is not known."))
    try:
        query = Query.read(request.GET.get("q", ""))
    except TooLong:
        limits = {"words": MOST_WORDS, "length": LONGEST_WORD, "all": LONGEST_QUERY}
        return render(request, "budget/search.html", context | {"limits": limits})
    if query is None:
        return render(request, "budget/search.html", context)
    counts = remembered(("search", query), partial(counts_of, query))
    by_kind = {one: _number(counts, kind=one, year=year) for one in SearchKind.values}
    context |= {
        "title": _("Search: %(words)s") % {"words": request.GET["q"].strip()},
        "query": query,
        "number": by_kind[kind] if kind else sum(by_kind.values()),
        "kinds": _kinds(request, by_kind, kind),
        "found_years": _years(request, counts, kind, year),
    }
    if kind:
        page = _page(request, by_kind[kind])
        places = windows(counts, kind, year, page.start_index() - 1, page.end_index())
        found = hits(entries_in(query, places), query)
        group = Group(kind, str(SearchKind(kind).label), by_kind[kind], found, "")
        context |= {"groups": [group], "pager": LinePager(page)}
    else:
        places = [place for one in SearchKind for place in windows(counts, one, year, 0, _FIRST)]
        found = hits(entries_in(query, places), query)
        context["groups"] = [
            Group(
                one.value,
                str(one.label),
                by_kind[one],
                [hit for hit in found if hit.kind == one],
                narrowed_to(request, "kind", one.value),
            )
            for one in SearchKind
            if by_kind[one]
        ]
    return render(request, "budget/search.html", context)


def _number(counts: Counts, *, kind: str, year: int | None) -> int:
    return sum(
        number
        for (of_kind, of_year), number in counts.items()
        if kind in ("", of_kind) and year in (None, of_year)
    )


def _kinds(request: HttpRequest, by_kind: dict[str, int], chosen: str) -> list[Choice]:
    """All kinds, and each with its count in the year that is chosen."""
    everything = Choice(_("Everything"), sum(by_kind.values()), without(request, "kind"), not chosen)
    return [
        everything,
        *(
            Choice(str(one.label), by_kind[one], narrowed_to(request, "kind", one.value), one.value == chosen)
            for one in SearchKind
        ),
    ]


def _years(request: HttpRequest, counts: Counts, kind: str, chosen: int | None) -> list[Choice]:
    """All years, and each that has a hit of the chosen kind with its count."""
    years = {year for of_kind, year in counts if kind in ("", of_kind)}
    if chosen is not None:
        years.add(chosen)
    everything = Choice(
        _("All years"), _number(counts, kind=kind, year=None), without(request, "year"), chosen is None
    )
    return [
        everything,
        *(
            Choice(
                str(year),
                _number(counts, kind=kind, year=year),
                narrowed_to(request, "year", year),
                year == chosen,
            )
            for year in sorted(years, reverse=True)
        ),
    ]


def _page(request: HttpRequest, number: int) -> Page[Any]:
    """The requested page of the hits."""
    sizes = {str(size): size for size in PER_PAGE_CHOICES}
    per_page = sizes.get(request.GET.get("per_page", ""), PER_PAGE_CHOICES[0])
    return Paginator(range(number), per_page).get_page(request.GET.get("page"))
