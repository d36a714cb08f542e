"""Self-evaluations: the list of a year, one of them, which project it is of, its files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_http_methods, require_safe

from budget.accounts.access import following_page, private_for_auditor
from budget.accounts.permissions import may_decide_matches
from budget.actions.base import ActionRefused
from budget.actions.result_matches import Decided, decide
from budget.links import address
from budget.models import (
    PairDecision,
    Project,
    ResultIndicator,
    ReviewState,
    SelfEvaluation,
    SelfEvaluationSource,
)
from budget.models.querysets.findings import may_review
from budget.pages.corrections import may_see_authors
from budget.pages.params import positive_int
from budget.pages.responses import page_or_file
from budget.pages.results.detail import view_of
from budget.pages.results.figures import category_table, facts_of, planned_and_executed, year_table
from budget.pages.results.listing import ResultListing, ResultTable
from budget.pages.results.matches import match_view
from budget.pages.results.points import points_of
from budget.pages.tables.base import SiteTable, arranged
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, year_links
from budget.views.files import download

_LONGEST_NOTE = 4_000


@require_safe
def results(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Self-evaluations"), "")]
    years = SelfEvaluation.objects.years()
    year = chosen_year(request, years)
    if year is None:
        if years:
            return nothing_to_show(request, years, crumbs)
        return render(
            request, "budget/no_results.html", {"title": _("Self-evaluations"), "crumbs": crumbs}, status=200
        )
    listing = ResultListing(request, year)
    figures = listing.rows.figures()
    table = ResultTable(
        listing.rows.for_list_page(),
        year=year,
        caption=_("Self-evaluations"),
        totals={
            "adjusted": figures["adjusted"],
            "executed": figures["executed_sum"],
            "met": figures["met"],
            "missed": figures["missed"],
            "unknown": figures["unknown"],
        },
    )
    context = {
        "title": _("Self-evaluations, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": listing.chips,
        "facets": listing.facets,
        "facts": facts_of(figures),
        "charts": [planned_and_executed(figures)],
        "category_table": lambda: arranged(
            category_table(ResultIndicator.objects.by_category(listing.rows), year), request
        ),
        "year_table": _over_the_years(request, listing, year),
        "table": arranged(table, request),
    }
    return page_or_file(request, "budget/results.html", context)


def _over_the_years(request: HttpRequest, listing: ResultListing, year: int) -> SiteTable | None:
    """The figures of each year under the filters of the list; None where there is one year alone."""
    chosen = {name: value for name, value in listing.chosen.items() if value not in (None, "")}
    years = listing.of_all_years.figures_by_year()
    table = year_table(years, lambda one: address("results", year=one, **chosen), year)
    return None if table is None else arranged(table, request)


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(SelfEvaluation.objects.for_page(), pk=pk)
    targets = list(row.project.indicators.for_project_page()) if row.project else []
    view = view_of(row, row.project, targets)
    is_auditor = may_review(request.user)
    context = {
        "title": row.name,
        "kind": _("Self-evaluation, fiscal year %(year)s") % {"year": row.fiscal_year},
        "crumbs": _crumbs(row, ""),
        "year": str(row.fiscal_year),
        "row": row,
        "view": view,
        "facts": view.facts,
        "points": points_of(row, targets, request.user),
        "is_auditor": is_auditor,
        "states": ReviewState.choices,
        "revisions": row.revisions.for_page(),
        "may_decide": may_decide_matches(request.user),
        "may_see_authors": may_see_authors(request.user),
    }
    return private_for_auditor(
        page_or_file(request, "budget/result.html", context), is_auditor=may_see_authors(request.user)
    )


def _crumbs(row: SelfEvaluation, last: str) -> Crumbs:
    year = row.fiscal_year
    crumbs: Crumbs = [
        (_("Overview"), address("overview", year=year)),
        (_("Self-evaluations"), address("results", year=year)),
        (row.department.name, address("results", year=year, department=row.department_id)),
        (row.name, row.get_absolute_url() if last else ""),
    ]
    return [*crumbs, (last, "")] if last else crumbs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def result_match(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairs of a self-evaluation with projects, and the history of decisions; POST decides one."""
    row = get_object_or_404(SelfEvaluation.objects.for_page(), pk=pk)
    if request.method == "POST":
        return _decide(request, row)
    return render(request, "budget/result_match.html", _context(request, row))


def _decide(request: HttpRequest, row: SelfEvaluation) -> HttpResponse:
    following = following_page(request, request.POST.get("next", ""), address("result-match", row.pk))
    if not request.user.is_authenticated:
        return redirect_to_login(following)
    if not may_decide_matches(request.user):
        raise PermissionDenied
    data = request.POST
    project = _project(row, positive_int(data.get("project", "")))
    positions = [positive_int(data.get(name, "")) for name in ("result", "indicator")]
    if project is None or data.get("decision", "") not in PairDecision.values:
        raise BadRequest("a decision names a project of the department and year, and what is decided")
    note = data.get("note", "")[:_LONGEST_NOTE]
    decided = Decided(data["decision"], data.get("seen", ""), note, *positions)
    try:
        decide(row, project, decided, request.user)
    except ActionRefused as refused:
        context = _context(request, row) | {"refused": str(refused)}
        return render(request, "budget/result_match.html", context, status=refused.status)
    messages.success(request, _("The decision was kept."))
    return HttpResponseRedirect(following)


def _project(row: SelfEvaluation, key: int | None) -> Project | None:
    """The project with this key, of the same department and year."""
    if key is None:
        return None
    found = Project.objects.select_related("unit").filter(
        pk=key, unit__department=row.department_id, fiscal_year=row.fiscal_year
    )
    return found.first()


def _context(request: HttpRequest, row: SelfEvaluation) -> dict[str, Any]:
    return {
        "title": _("Which project “%(name)s” is of") % {"name": row.name},
        "crumbs": _crumbs(row, _("Match")),
        "year": str(row.fiscal_year),
        "row": row,
        "view": match_view(row),
        "history": row.decisions.select_related("by", "unit").order_by("-pk"),
        "may_decide": may_decide_matches(request.user),
        "may_see_authors": may_see_authors(request.user),
    }


def _etag(request: HttpRequest, pk: int) -> str | None:
    sha256 = SelfEvaluationSource.objects.filter(pk=pk).values_list("file__sha256", flat=True).first()
    return f'"{sha256}"' if sha256 else None


@require_safe
@condition(etag_func=_etag)
def result_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as received, under the name they came with, to be saved and never shown."""
    return download(get_object_or_404(SelfEvaluationSource.objects.select_related("file"), pk=pk))
