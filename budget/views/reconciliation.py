"""A disclosure's sums: each as stated, as its parts come to, and what the parts leave open."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_safe

from budget.addresses import address
from budget.figures import grouped_wan_yuan
from budget.models import Disclosure
from budget.reconciliation import Figure, Sum, reconcile
from budget.rows import records_of
from budget.tables import AMOUNT_LABELS
from budget.views.disclosures import LinePager
from budget.views.pages import page_or_file

SUMS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum: its words, and a text for each column, None where there is none to tell."""

    label: str
    cells: tuple[str | None, ...]
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One sum of the table: whose it is, where it stands, and its lines."""

    name: str
    url: str
    row: int | None
    row_url: str
    holds: bool
    lines: tuple[Line, ...]


@require_safe
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    disclosure = get_object_or_404(Disclosure.objects.select_related("department"), pk=pk)
    record = records_of(disclosure)
    found = reconcile(record)
    addresses = _Addresses(disclosure)
    columns = [figure.column for figure in found.grand_total.figures]
    sizes = [len(unit.projects) for unit in record.units]
    sums = [found.grand_total, *found.units]
    page = Paginator(sums, SUMS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [one for one in found.sources if not one.holds]
    department, year = disclosure.department, disclosure.fiscal_year
    siblings = Disclosure.objects.filter(department=department).order_by("-fiscal_year")
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
        "columns": [AMOUNT_LABELS[column] for column in columns],
        "blocks": [_block(one, sizes, len(record.units), addresses) for one in page.object_list],
        "pager": LinePager(page),
        "differing": sum(not one.holds for one in sums),
        "sums": len(sums),
        "rows": [(one.figures[0], addresses.of(one), one) for one in rows],
        "rows_compared": len(found.sources),
    }
    return page_or_file(request, "budget/reconciliation.html", context)


class _Addresses:
    """The pages that a sum's unit or project has, by its place in the table."""

    def __init__(self, disclosure: Disclosure) -> None:
        self._disclosure = disclosure
        self._units = list(disclosure.statements.order_by("position").values_list("unit", flat=True))
        in_order = disclosure.projects.order_by("statement__position", "position", "pk")
        self._projects = list(in_order.values_list("pk", flat=True))

    def of(self, one: Sum) -> str:
        if one.project is not None:
            return address("project", self._projects[one.project])
        if one.unit is not None:
            return address("unit", self._units[one.unit], year=self._disclosure.fiscal_year)
        return address("department", self._disclosure.department_id, year=self._disclosure.fiscal_year)

    def of_row(self, one: Sum) -> str:
        if one.row is None:
            return ""
        return address("disclosure", self._disclosure.pk, row=one.row, anchor=f"row-{one.row}")


def _block(one: Sum, sizes: list[int], units: int, addresses: _Addresses) -> Block:
    if one.unit is None:
        parts = ngettext("Sum of the one unit", "Sum of the %(number)s units", units) % {"number": units}
    else:
        size = sizes[one.unit]
        parts = ngettext("Sum of the one project", "Sum of the %(number)s projects", size) % {"number": size}
    figures = one.figures
    lines = [
        Line(_("As stated"), _texts(figures, "stated")),
        Line(parts, _texts(figures, "computed")),
        Line(_("Stated less computed"), _texts(figures, "difference"), is_off=not one.holds),
    ]
    # A zero says nothing here: only where the parts fall short, and there never hidden.
    if any(figure.unaccounted and figure.stated is not None for figure in figures):
        short = tuple(
            grouped_wan_yuan(figure.unaccounted) if figure.unaccounted else "" for figure in figures
        )
        lines.append(Line(_("Not accounted for by any part"), short, is_off=True))
    return Block(
        name=one.name or _("Grand total"),
        url=addresses.of(one),
        row=one.row,
        row_url=addresses.of_row(one),
        holds=one.holds,
        lines=tuple(lines),
    )


def _texts(figures: tuple[Figure, ...], name: str) -> tuple[str | None, ...]:
    return tuple(grouped_wan_yuan(getattr(figure, name)) for figure in figures)
