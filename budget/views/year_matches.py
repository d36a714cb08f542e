"""Which project of last year a project continues: what is suggested, and what auditors decide of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budget.accounts.access import following_page
from budget.accounts.permissions import may_decide_matches
from budget.actions.base import ActionRefused
from budget.actions.year_matches import Decided, StalePair, decide
from budget.links import address
from budget.models import PairDecision, Project
from budget.models.form_fields import validate_whole_characters
from budget.pages.corrections import may_see_authors
from budget.pages.params import positive_int
from budget.pages.year_matches import pairs_of_project
from budget.pages.years import crumbs_of_unit
from budget.store.year_matches import history_of


class NoteForm(forms.Form):
    """The note of a decision."""

    note = forms.CharField(required=False, max_length=4_000, validators=[validate_whole_characters])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairs of a project with last year's, with the history of decisions; POST decides one."""
    project = get_object_or_404(Project.objects.for_project_page(), pk=pk)
    if request.method == "POST":
        return _decide(request, project)
    return render(request, "budget/last_year.html", _context(request, project))


def _decide(request: HttpRequest, project: Project) -> HttpResponse:
    following = following_page(
        request, request.POST.get("next", ""), address("project-last-year", project.pk)
    )
    if not request.user.is_authenticated:
        return redirect_to_login(following)
    if not may_decide_matches(request.user):
        raise PermissionDenied
    decision, seen = request.POST.get("decision", ""), request.POST.get("seen", "")
    before = positive_int(request.POST.get("before", ""))
    if before is None or decision not in PairDecision.values:
        raise BadRequest("a decision names a project of last year and what is decided")
    form = NoteForm(request.POST)
    typed = {"note": request.POST.get("note", ""), "typed_for": before}
    if not form.is_valid():
        context = _context(request, project) | typed | {"refused": " ".join(map(str, form.errors["note"]))}
        return render(request, "budget/last_year.html", context, status=400)
    decided = Decided(decision, seen, form.cleaned_data["note"])
    try:
        decide(project, _last_years(project, before), decided, request.user)
    except ActionRefused as refused:
        context = _context(request, project) | typed | {"refused": str(refused)}
        return render(request, "budget/last_year.html", context, status=refused.status)
    messages.success(request, _("The decision was kept. The disclosure was checked again."))
    return HttpResponseRedirect(following)


def _last_years(project: Project, before: int) -> Project:
    """The project of the same unit and the year before. Raises StalePair where it is no longer there."""
    found = Project.objects.filter(
        pk=before, unit=project.unit_id, fiscal_year=project.fiscal_year - 1
    ).first()
    if found is None:
        raise StalePair
    return found


def _context(request: HttpRequest, project: Project) -> dict[str, Any]:
    year, unit = project.fiscal_year, project.unit
    indicators = list(project.indicators.for_project_page())
    same = list(Project.objects.same_project(project))
    return {
        "title": _("Last year’s project of %(project)s") % {"project": project.name},
        "crumbs": [
            (_("Overview"), address("overview", year=year)),
            *crumbs_of_unit(unit, year),
            (project.name, project.get_absolute_url()),
            (_("Last year"), ""),
        ],
        "year": str(year),
        "project": project,
        "pairs": pairs_of_project(project, indicators, same),
        "history": history_of(project),
        "may_decide": may_decide_matches(request.user),
        "may_see_authors": may_see_authors(request.user),
    }
