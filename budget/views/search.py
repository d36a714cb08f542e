"""Search over all disclosures, or those of one year or department, for the words of a query."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.pages.responses import page_or_file
from budget.pages.search.page import SearchPage
from budget.pages.search.suggestions import suggestions
from budget.search.words import LONGEST_QUERY, LONGEST_WORD, MOST_WORDS, Query, TooLong
from budget.views.disclosures import LinePager


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    context: dict[str, Any] = {
        "title": _("Search"),
        "crumbs": [(_("Overview"), address("overview")), (_("Search"), "")],
    }
    try:
        query = Query.read(request.GET.get("q", ""))
    except TooLong:
        limits = {"words": MOST_WORDS, "length": LONGEST_WORD, "all": LONGEST_QUERY}
        return render(request, "budget/search.html", context | {"limits": limits})
    if query is None:
        return render(request, "budget/search.html", context)
    found = SearchPage(request, query)
    context |= {
        "title": _("Search: %(words)s") % {"words": request.GET["q"].strip()},
        "query": query,
        "number": found.number,
        "kinds": found.kinds(),
        "found_years": found.years(),
        "departments": found.departments(),
        "chips": found.chips(),
        "checks": found.checks(),
        "file": found.table(),
    }
    if found.kind:
        page = found.page()
        context |= {"groups": [found.group(page)], "pager": LinePager(page), "sorts": found.sorts()}
    else:
        context["groups"] = found.groups()
    return page_or_file(request, "budget/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the field of the search offers while one types, with the addresses of their pages."""
    return JsonResponse({"suggestions": suggestions(request.GET.get("q", ""))})
