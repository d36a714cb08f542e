"""What changed between two years, for all departments or one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.permissions import may_decide_matches
from budget.links import address
from budget.models import Department, Disclosure
from budget.pages.changes.page import ChangesPage, years_before
from budget.pages.comparison.sections import Link
from budget.pages.params import positive_int
from budget.pages.responses import page_or_file
from budget.pages.years import Crumbs, chosen_year, nothing_to_show


@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("What changed"), "")]
    years = Disclosure.objects.years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    earlier = years_before(year, years)
    before = _before(request, earlier)
    context: dict[str, Any] = {
        "crumbs": crumbs,
        "year": str(year),
        "years": [(str(one), _with(request, year=one)) for one in years if years_before(one, years)],
        "before": before,
        "before_choices": [
            Link(str(one), _with(request, year=year, before=one), is_chosen=one == before) for one in earlier
        ],
        "title": _("What changed in %(year)s") % {"year": year},
    }
    if before is None:
        return page_or_file(request, "budget/changes.html", context)
    page = ChangesPage(request, year, before)
    department = Department.objects.filter(pk=page.filters.department or 0).first()
    values = {"before": before, "year": year, "department": department.name if department else ""}
    title = (
        _("What changed from %(before)s to %(year)s: %(department)s")
        if department
        else _("What changed from %(before)s to %(year)s")
    )
    context |= {
        "title": title % values,
        "page": page,
        "department": department,
        "chips": page.chips,
        "facets": page.facets,
        "facts": page.facts(),
        "department_tables": page.department_tables(),
        "may_decide": may_decide_matches(request.user),
    }
    if department:
        context["crumbs"] = [
            (_("Overview"), address("overview", year=year)),
            (_("Departments"), address("departments", year=year)),
            (department.name, address("department", department.pk, year=year)),
            (_("What changed"), ""),
        ]
        context["compare_url"] = address("compare", department=department.pk, year=[before, year])
    if page.has_projects:
        tables = page.project_tables()
        context |= {
            "projects": tables,
            # The page looks for tables to export in lists.
            "exported": [one for one in (tables.kinds, tables.projects, tables.targets) if one is not None],
        }
    return page_or_file(request, "budget/changes.html", context)


def _before(request: HttpRequest, earlier: list[int]) -> int | None:
    """The year in the address to compare with, else the latest earlier one; None where there is none.

    Raises Http404 for one that is not earlier or has nothing disclosed.
    """
    text = request.GET.get("before", "")
    if not text:
        return earlier[0] if earlier else None
    before = positive_int(text)
    if before not in earlier:
        raise Http404(_("Nothing is disclosed for one of these years."))
    return before


def _with(request: HttpRequest, **years: Any) -> str:
    """This page for other years under the same filters."""
    filters: dict[str, Any] = {name: request.GET.get(name) for name in ("region", "department", "type")}
    return address("changes", **filters, **years)
