"""A disclosure's sums: each as stated, as its parts come to, and what the parts leave open."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.audit.reconciliation import reconcile
from budget.links import address
from budget.models import Disclosure
from budget.pages.export.page_tables import reconciled, rows_off
from budget.pages.formats import amount_label
from budget.pages.reconciliation import SumLinks, block_of
from budget.pages.responses import page_or_file
from budget.store.rows_reader import records_of
from budget.views.disclosures import LinePager

SUMS_PER_PAGE = 50


@require_safe
def reconciliation(request: HttpRequest, pk: int) -> HttpResponseBase:
    disclosure = get_object_or_404(Disclosure.objects.select_related("department"), pk=pk)
    if disclosure.is_withdrawn:
        context = {"disclosure": disclosure, "url": disclosure.get_absolute_url()}
        return render(request, "410.html", context, status=410)
    record = records_of(disclosure)
    found = reconcile(record)
    links = SumLinks(disclosure)
    columns = [figure.column for figure in found.grand_total.figures]
    sizes = [len(unit.projects) for unit in record.units]
    sums = [found.grand_total, *found.units]
    page = Paginator(sums, SUMS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [one for one in found.sources if not one.agrees]
    sums_caption = _("The grand total and the units' subtotals")
    rows_caption = _("Rows whose total is not the sum of its sources")
    department, year = disclosure.department, disclosure.fiscal_year
    siblings = Disclosure.objects.in_force().filter(department=department).order_by("-fiscal_year")
    context = {
        "title": _("%(department)s, %(year)s") % {"department": department.name, "year": year},
        "kind": _("Reconciliation of the sums"),
        "crumbs": [
            (_("Overview"), address("overview", year=year)),
            (_("Disclosures"), address("disclosures", year=year)),
            (f"{department.name}, {year}", disclosure.get_absolute_url()),
            (_("Reconciliation"), ""),
        ],
        "year": str(year),
        "years": [(str(one.fiscal_year), address("reconciliation", one.pk)) for one in siblings],
        "disclosure": disclosure,
        "corrections": (disclosure.correction_count, f"{disclosure.get_absolute_url()}#corrections"),
        "columns": [amount_label(column) for column in columns],
        "table": reconciled(sums_caption, [block_of(one, sizes, links) for one in sums], columns),
        "rows_table": rows_off(rows_caption, rows),
        "blocks": [block_of(one, sizes, links) for one in page.object_list],
        "pager": LinePager(page),
        "differing": sum(not one.agrees for one in sums),
        "sums": len(sums),
        "rows": [(one.figures[0], links.of(one), one) for one in rows],
        "rows_compared": len(found.sources),
    }
    return page_or_file(request, "budget/reconciliation.html", context)
