"""Addresses that last: that of a body that was merged into another leads to the other's."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from budget.models.aliases import DepartmentAlias, UnitAlias

_View = Callable[..., HttpResponseBase]


def leading_on(aliases: type[DepartmentAlias] | type[UnitAlias]) -> Callable[[_View], _View]:
    """A page of a department or unit (`pk`): where it was merged, lead to the same page of what it is now.

    Not for ever: that is what a permanent redirect would say, and two that were one may be two again.
    """

    def decorated(view: _View) -> _View:
        @wraps(view)
        def page(request: HttpRequest, pk: int) -> HttpResponseBase:
            try:
                return view(request, pk)
            except Http404:
                into = aliases.objects.merged_into(pk)
                if into is None or request.resolver_match is None:
                    raise
                url = reverse(request.resolver_match.view_name, args=[into])
                query = request.META.get("QUERY_STRING", "")
                return HttpResponseRedirect(f"{url}?{query}" if query else url)

        return page

    return decorated
