"""Two to four departments, units, years or revisions side by side: tables first, then charts.

The address names them: `department` or `unit` and `year`, each repeated; or `disclosure` and its
`revision`s.
"""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.audit.comparison import FEWEST_COLUMNS, MOST_COLUMNS
from budget.links import address
from budget.models import Department, Disclosure, Unit
from budget.pages.comparison.columns import Kind, Varying, columns_in_force, columns_of_revisions, matching
from budget.pages.comparison.offers import offers
from budget.pages.comparison.sections import Link, comparison_context
from budget.pages.corrections import may_see_authors
from budget.pages.params import positive_int
from budget.pages.responses import page_or_file
from budget.pages.years import all_years

# The most bodies offered, of those with a name that contains the typed text.
_MOST_FOUND = 20


@require_safe
def compare_page(request: HttpRequest) -> HttpResponseBase:
    if "disclosure" in request.GET:
        return _revisions(request)
    kind, bodies = _bodies(request)
    every_year = all_years()
    years = _years(request, every_year, kind)
    number = len(years) * max(len(bodies), 1)
    is_enough = FEWEST_COLUMNS <= number <= MOST_COLUMNS
    context = _head(request, kind, bodies, years, every_year) | {
        "too_many": number > MOST_COLUMNS,
        "most": MOST_COLUMNS,
        "offers": offers(every_year) if kind == "site" and "find" not in request.GET else [],
    }
    if is_enough:
        columns = columns_in_force(kind, bodies, years)
        varying: Varying = "time" if len(bodies) <= 1 else "body" if len(years) == 1 else "both"
        context |= comparison_context(request, columns, varying, year=max(years))
    answer = page_or_file(request, "budget/compare.html", context)
    return private_for_auditor(answer, is_auditor=may_see_authors(request.user))


# ---- What is compared.


def _keys(request: HttpRequest, name: str) -> list[int]:
    """The numbers that an address gives for a name, each once. Raise Http404 for what is none."""
    numbers = []
    for text in dict.fromkeys(filter(None, request.GET.getlist(name))):
        number = positive_int(text)
        if number is None:
            raise Http404(_("A filter of this address names nothing that is here."))
        numbers.append(number)
    return numbers


def _bodies(request: HttpRequest) -> tuple[Kind, list[Department | Unit]]:
    """The bodies that are named, in their order, and of which kind they are: units go before departments."""
    for kind, model in (("unit", Unit), ("department", Department)):
        keys = _keys(request, kind)
        found = model.objects.in_bulk(keys) if keys else {}
        if len(found) < len(keys):
            raise Http404(_("A filter of this address names nothing that is here."))
        if found:
            return ("unit" if kind == "unit" else "department"), [found[key] for key in keys]
    return "site", []


def _years(request: HttpRequest, every_year: Sequence[int], kind: Kind) -> list[int]:
    """The years that are named, the earliest first; else the latest, of the whole site the latest two."""
    numbers = sorted(_keys(request, "year"))
    if not set(numbers) <= set(every_year):
        raise Http404(_("Nothing is disclosed for one of these years."))
    return numbers or sorted(every_year[: 2 if kind == "site" else 1])


def _head(
    request: HttpRequest,
    kind: Kind,
    bodies: Sequence[Department | Unit],
    years: Sequence[int],
    every_year: Sequence[int],
) -> dict[str, Any]:
    """What is chosen, and what else there is to choose."""
    words = request.GET.get("find", "").strip()[:100]
    searched: Kind = "unit" if kind == "unit" or request.GET.get("of") == "unit" else "department"
    return {
        "title": _title(bodies),
        "crumbs": [(_("Overview"), address("overview")), (_("Compare"), "")],
        "chosen": [Link(body.name, _changed(request, kind, body.pk), is_chosen=True) for body in bodies],
        "year_choices": [
            Link(str(one), _with_year(request, one, years), is_chosen=one in years) for one in every_year
        ],
        "find": words,
        "of": searched,
        "can_switch": kind == "site",
        "kept": [(name, value) for name in (kind, "year") for value in request.GET.getlist(name)],
        "found": [
            Link(one.name, _changed(request, searched, one.pk), _parent_name(one))
            for one in matching(searched, words, _MOST_FOUND)
            if one not in bodies
        ],
    }


def _title(bodies: Sequence[Department | Unit]) -> str:
    names = _(", ").join(body.name for body in bodies)
    return _("Compare: %(names)s") % {"names": names} if names else _("Compare")


def _parent_name(body: Department | Unit) -> str:
    return body.department.name if isinstance(body, Unit) else body.region


def _changed(request: HttpRequest, name: str, value: int) -> str:
    """This page's address with a value more of a name, or, where it has it, without it."""
    query = _without_page(request)
    values = query.getlist(name)
    text = str(value)
    query.setlist(name, [one for one in values if one != text] if text in values else [*values, text])
    return f"{request.path}?{query.urlencode()}"


def _with_year(request: HttpRequest, year: int, years: Sequence[int]) -> str:
    """The same for a year, those shown being chosen even where the address does not say so."""
    query = _without_page(request)
    chosen = [one for one in years if one != year] if year in years else sorted([*years, year])
    query.setlist("year", map(str, chosen))
    return f"{request.path}?{query.urlencode()}"


def _without_page(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for name in ("page", "targets-page", "texts-page", "find", "of", "change"):
        query.pop(name, None)
    return query


# ---- Revisions.


def _revisions(request: HttpRequest) -> HttpResponseBase:
    (key, *others) = _keys(request, "disclosure") or [0]
    disclosure = get_object_or_404(Disclosure.objects.select_related("department"), pk=key)
    revisions = {one.number: one for one in disclosure.revisions.defer("snapshot").order_by("number")}
    numbers = sorted(_keys(request, "revision")) or list(revisions)[-2:]
    if others or not set(numbers) <= set(revisions):
        raise Http404(_("There is no such revision."))
    title = _("%(department)s, %(year)s") % {
        "department": disclosure.department.name,
        "year": disclosure.fiscal_year,
    }
    context: dict[str, Any] = {
        "title": _("Compare revisions: %(disclosure)s") % {"disclosure": title},
        "crumbs": [
            (_("Overview"), address("overview")),
            (_("Disclosures"), address("disclosures", year=disclosure.fiscal_year)),
            (title, disclosure.get_absolute_url()),
            (_("Compare"), ""),
        ],
        "revision_choices": [
            Link(str(number), _with_revision(request, number, numbers), is_chosen=number in numbers)
            for number in revisions
        ],
        "too_many": len(numbers) > MOST_COLUMNS,
        "most": MOST_COLUMNS,
    }
    if FEWEST_COLUMNS <= len(numbers) <= MOST_COLUMNS:
        compared = disclosure.revisions.filter(number__in=numbers).order_by("number")
        columns = columns_of_revisions(disclosure, list(compared))
        context |= comparison_context(request, columns, "time", year=disclosure.fiscal_year)
    return page_or_file(request, "budget/compare.html", context)


def _with_revision(request: HttpRequest, number: int, numbers: Sequence[int]) -> str:
    query = _without_page(request)
    chosen = [one for one in numbers if one != number] if number in numbers else sorted([*numbers, number])
    query.setlist("revision", map(str, chosen))
    return f"{request.path}?{query.urlencode()}"
