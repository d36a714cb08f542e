"""Disclosures: what was imported for a year, and one of them: problems, files, the table as disclosed."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.accounts.access import private_for_auditor
from budget.accounts.permissions import may_correct, may_enter_admin, may_manage_disclosures
from budget.disclosure.open_data import records_in
from budget.links import address
from budget.models import Disclosure, DisclosureEvent, EventKind, Revision
from budget.models.querysets.disclosures import DisclosureQuerySet
from budget.pages.corrections import corrections_of, may_see_authors
from budget.pages.disclosed_table.in_force import InForce
from budget.pages.disclosed_table.lines import LINES_PER_PAGE, number_of_lines, rows_of
from budget.pages.disclosed_table.problems import with_problems
from budget.pages.disclosed_table.snapshot import Snapshot
from budget.pages.export.page_tables import amounts_shown, disclosed
from budget.pages.owner_listings import DisclosureListing
from budget.pages.params import positive_int
from budget.pages.responses import page_or_file
from budget.pages.sums import stated_against_computed
from budget.pages.tables.base import OrderedRows, arranged
from budget.pages.tables.detail import ProblemTable
from budget.pages.tables.lists import DisclosureTable
from budget.pages.years import Crumbs, all_years, chosen_year, nothing_to_show, year_links


@require_safe
def disclosures(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Disclosures"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    listing = DisclosureListing(request, year)
    figures = listing.figures()
    totals = {name: figures[name] for name in ("units", "projects", "indicators", "stated")} | {
        "total": listing.totals()["sum_total"],
        "problems": listing.problem_count(),
    }
    table = DisclosureTable(
        listing.ordered(DisclosureQuerySet.for_list_page),
        year=year,
        caption=_("Disclosures"),
        totals=totals,
    )
    context = {
        "title": _("Disclosures, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/list.html", context)


@dataclass(frozen=True, slots=True)
class LinePager:
    """Pages of lines, in the form in which `_pager.html` takes a table."""

    page: Page[Any]
    prefix: str = ""
    prefixed_page_field: str = "page"
    prefixed_per_page_field: str = "per_page"

    @property
    def paginator(self) -> "Paginator[Any]":
        return self.page.paginator


@require_safe
def disclosure(request: HttpRequest, pk: int) -> HttpResponseBase:
    siblings = list(Disclosure.objects.siblings_of(pk))
    disclosure = next((one for one in siblings if one.pk == pk), None)
    if disclosure is None:
        raise Http404(_("There is no such disclosure."))
    revisions = list(disclosure.revisions.for_disclosure_page())
    is_insider = may_enter_admin(request.user)
    events = _events(disclosure) if is_insider or disclosure.is_withdrawn else []
    revision = _chosen_revision(request, revisions, events)
    is_current = revision is None or revision.is_current
    table = (
        InForce(disclosure)
        if revision is None or revision.is_current
        else Snapshot(disclosure, records_in(bytes(revision.snapshot)))
    )
    page = _page(request, table)
    lines = table.lines(page.start_index() - 1, page.end_index())
    amounts = amounts_shown(table)
    by_hand = disclosure.is_entered_by_hand
    caption = _("The table as entered") if by_hand else _("The table as disclosed")
    problem_table = None
    if is_current:
        lines = with_problems(lines, disclosure.problems.filter(row__in=rows_of(lines)))
        problem_table = _problem_table(request, disclosure)
    department = disclosure.department
    context = {
        "title": _("%(department)s, %(year)s")
        % {"department": department.name, "year": disclosure.fiscal_year},
        "kind": _("Disclosure"),
        "crumbs": _crumbs(disclosure),
        "year": str(disclosure.fiscal_year),
        "years": [(str(one.fiscal_year), one.get_absolute_url()) for one in siblings if not one.is_withdrawn],
        "disclosure": disclosure,
        "head": table.head,
        "department_url": address("department", department.pk, year=disclosure.fiscal_year),
        "findings_url": address("findings", year=disclosure.fiscal_year, department=department.pk),
        "paper_url": address("working-paper", year=disclosure.fiscal_year, department=department.pk),
        "events": events if is_insider else [],
        "manage_url": reverse("admin:budget_disclosureevent_manage", args=[pk])
        if is_insider and may_manage_disclosures(request.user)
        else "",
        "revisions": revisions,
        "revision": revision,
        "is_current": is_current,
        "difference": stated_against_computed(table.stated, table.computed),
        "problem_table": problem_table,
        "correction_table": corrections_of(request, disclosure) if is_current else None,
        "may_correct": is_current and not disclosure.is_entered_by_hand and may_correct(request.user),
        "lines": lines,
        "money_unit_of_table": table.money_unit,
        "pager": LinePager(page),
        "table": disclosed(table, caption, amounts),
        "has_carried_over": "carried_over" in amounts,
    }
    return private_for_auditor(
        page_or_file(request, "budget/disclosure.html", context), is_auditor=may_see_authors(request.user)
    )


def _events(disclosure: Disclosure) -> list[DisclosureEvent]:
    """What people did with it, the latest first; internal but for when it was withdrawn."""
    return list(disclosure.events.for_disclosure_page())


def _crumbs(disclosure: Disclosure) -> Crumbs:
    year = disclosure.fiscal_year
    return [
        (_("Overview"), address("overview", year=year)),
        (_("Disclosures"), address("disclosures", year=year)),
        (f"{disclosure.department.name}, {year}", ""),
    ]


def _chosen_revision(
    request: HttpRequest, revisions: list[Revision], events: list[DisclosureEvent]
) -> Revision | None:
    """The revision that the address names, else the one in force, of a withdrawn disclosure the last that
    was; None for a disclosure that has none yet. Raise Http404 where there is no such revision.
    """
    number = request.GET.get("revision", "")
    if not number:
        return next((one for one in revisions if one.is_current), None) or _last_in_force(revisions, events)
    found = next((one for one in revisions if str(one.number) == number), None)
    if found is None:
        raise Http404(_("There is no such revision."))
    return found


def _last_in_force(revisions: list[Revision], events: list[DisclosureEvent]) -> Revision | None:
    withdrawals = (one for one in events if one.kind == EventKind.WITHDRAWN and one.undoes_id is None)
    last = next(withdrawals, None)
    found = (one for one in revisions if last and one.number == last.before["revision"])
    return next(found, revisions[0] if revisions else None)


def _page(request: HttpRequest, table: InForce | Snapshot) -> Page[Any]:
    """The requested page of lines: by number, or the one with a project or a row of the file."""
    paginator = Paginator(range(number_of_lines(table.sizes)), LINES_PER_PAGE)
    line = None
    if "page" not in request.GET:
        project = positive_int(request.GET.get("project", ""), digits=9)
        row = positive_int(request.GET.get("row", ""), digits=9)
        if project and isinstance(table, InForce):
            line = table.line_of_project(project)
        elif row:
            line = table.line_of_row(row)
    number = request.GET.get("page", 1) if line is None else line // LINES_PER_PAGE + 1
    return paginator.get_page(number)


def _problem_table(request: HttpRequest, disclosure: Disclosure) -> ProblemTable | None:
    if not disclosure.problem_count:
        return None
    table = ProblemTable(
        OrderedRows(disclosure.problems.all(), disclosure.problem_count),
        year=disclosure.fiscal_year,
        caption=_("Problems"),
        prefix="problems-",
    )
    return arranged(table, request)
