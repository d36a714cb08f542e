"""A department beside those of its kind in all regions."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.models import Department, DepartmentAlias, Disclosure
from budget.pages.peers import MeasureTable, chart_of, measure_rows, peers_in
from budget.pages.redirects import leading_on
from budget.pages.responses import page_or_file
from budget.pages.tables.base import OrderedRows, arranged
from budget.pages.tables.lists import DepartmentTable
from budget.pages.tables.quality import SOURCES
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, year_links


@require_safe
@leading_on(DepartmentAlias)
def peers(request: HttpRequest, pk: int) -> HttpResponseBase:
    department = get_object_or_404(Department, pk=pk)
    years = department.disclosures.years()
    year = chosen_year(request, years)
    crumbs: Crumbs = [
        (_("Overview"), address("overview")),
        (_("Departments"), address("departments", year=year)),
        (department.name, address("department", pk, year=year)),
        (_("Peers"), ""),
    ]
    if year is None:
        return nothing_to_show(request, years, crumbs, department)
    disclosures = Disclosure.objects.of_year(year).filter(department__body=department.body)
    found = peers_in(disclosures)
    table = DepartmentTable(
        OrderedRows(disclosures.for_departments_page(), len(found)),
        year=year,
        caption=_("Departments of this kind"),
        totals={},
        hidden=SOURCES,
        order_by="rate",
        prefix="peers-",
    )
    measures = MeasureTable(
        measure_rows(found, pk),
        year=year,
        caption=_("Beside the comparable ones of its kind"),
        prefix="measures-",
    )
    context = {
        "title": _("%(department)s among its peers, %(year)s")
        % {"department": department.name, "year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "body": department.body,
        "number": len(found),
        "comparable": sum(one.is_comparable for one in found),
        "measure_table": arranged(measures, request),
        "charts": [chart_of(found)],
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/peers.html", context)
