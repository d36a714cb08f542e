"""The fiscal year of a page: the requested one, else the latest."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from budget.links import address, with_year
from budget.models import Department, Disclosure, Unit
from budget.pages.params import positive_int
from budget.pages.remembered import remembered

Crumbs = list[tuple[str, str]]

_DIGITS_OF_A_YEAR = 4


def all_years() -> list[int]:
    """The fiscal years in which something is in force, the latest first."""
    return remembered("years", Disclosure.objects.years)


def requested_year(request: HttpRequest) -> int | None:
    """The year in the address, None where it names none. Raise Http404 for what is no year."""
    requested = request.GET.get("year", "")
    if not requested:
        return None
    year = positive_int(requested) if len(requested) == _DIGITS_OF_A_YEAR else None
    if year is None:
        raise Http404(_("“%(text)s” is not a fiscal year.") % {"text": requested[:40]})
    return year


def chosen_year(request: HttpRequest, years: Sequence[int]) -> int | None:
    """The year to show out of those there are (the latest first); None where there is nothing to show."""
    requested = requested_year(request)
    if requested is None:
        return years[0] if years else None
    return requested if requested in years else None


def with_neighbour(year: int, years: Sequence[int]) -> list[int]:
    """A year and the one to compare it with: the latest before it, else the next; alone without either."""
    earlier = [one for one in years if one < year]
    later = [one for one in years if one > year]
    return sorted([year, *([max(earlier)] if earlier else [min(later)] if later else [])])


def year_links(request: HttpRequest, years: Sequence[int]) -> Crumbs:
    """For `_years.html`: each year and this page's address for it."""
    return [(str(year), with_year(request, year)) for year in years]


def crumbs_of_unit(unit: Unit, year: int | str | None) -> Crumbs:
    """The department and the unit, with the addresses of their pages; the unit alone where it is the
    department itself and has its name.
    """
    department = unit.department
    of_unit = (unit.name, address("unit", unit.pk, year=year))
    if unit.name_folded == department.name_folded:
        return [of_unit]
    return [(department.name, address("department", department.pk, year=year)), of_unit]


def nothing_to_show(
    request: HttpRequest, years: Sequence[int], crumbs: Crumbs, of: Department | Unit | None = None
) -> HttpResponse:
    """The page for a year that has nothing: the years there are; where nothing is stored, how to import.

    `of`: the department or unit of the page. Without any year, the page states its withdrawn disclosures.
    """
    context: dict[str, Any] = {
        "crumbs": crumbs,
        "asked": requested_year(request),
        "years": year_links(request, years),
    }
    if not years and of is not None:
        context |= {"title": of.name, "withdrawn": Disclosure.objects.withdrawn_of(of)}
        return render(request, "budget/left_empty.html", context)
    if not years:
        return render(request, "budget/empty.html", context | {"title": _("Nothing is imported yet")})
    return render(request, "budget/no_year.html", context | {"title": _("Nothing for this year")}, status=404)
