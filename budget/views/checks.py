"""The catalogue of checks: their words and bases, findings and switches in this installation."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods

from budget.accounts.access import private_for_auditor
from budget.actions.check_settings import may_set_checks
from budget.audit.catalogue import CHECKS, LEVEL_WORDS, LEVELS, Check
from budget.audit.catalogue.example_texts import EXAMPLES
from budget.links import address
from budget.models import Disclosure, Finding, NotEvaluated, ReviewState, Tally
from budget.models.filters import FindingFilters
from budget.models.querysets.findings import may_review
from budget.pages.filters import filters_of
from budget.pages.findings.disabled_checks import disabled_checks
from budget.pages.findings.examples import lines_of
from budget.pages.findings.tables import CheckTable
from budget.pages.formats import count, percent, share
from budget.pages.remembered import remembered
from budget.pages.responses import page_or_file
from budget.pages.tables.base import PER_PAGE_CHOICES, arranged
from budget.pages.years import Crumbs, all_years, chosen_year, nothing_to_show, year_links
from budget.store.checks import Installation, unchecked
from budget.views.check_settings import Refused, form_of, keep_posted

_NO_HITS = {"findings": 0, "projects": 0, "money": 0}


@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest) -> HttpResponseBase:
    """The catalogue; a POST keeps an administrator's setting of a check."""
    refused = None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        refused = keep_posted(request)
        if refused is None:
            return HttpResponseRedirect(request.get_full_path())
    response = _catalogue(request, refused)
    if refused is not None:
        response.status_code = refused.status
    is_private = may_review(request.user) or may_set_checks(request.user)
    return private_for_auditor(response, is_auditor=is_private)


def _catalogue(request: HttpRequest, refused: Refused | None) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Checks"), "")]
    years = all_years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    filters, chips = filters_of(request, FindingFilters, ["department"])
    department = filters.department
    hits = remembered(("hits", year, department), Tally.objects.of(year, department).by_check)
    unevaluated = NotEvaluated.objects.of_year(year).narrowed(filters)
    skipped = remembered(("not evaluated", year, department), unevaluated.by_check)
    disclosures = Disclosure.objects.of_year(year)
    if department is not None:
        disclosures = disclosures.filter(department=department)
    figures = remembered(("figures of checks", year, department), disclosures.figures)
    installation = Installation.now()
    decided = _decided(request, year, filters)
    may_set = may_set_checks(request.user)
    found = {
        check: {
            **hits.get(check, _NO_HITS),
            "not_evaluated": skipped.get(check, 0),
            "confirmed": decided.get((check, ReviewState.CONFIRMED), 0),
            "dismissed": decided.get((check, ReviewState.DISMISSED), 0),
            "form": form_of(check, installation, refused) if may_set else None,
        }
        for check in CHECKS
    }
    table = CheckTable(
        [
            _row(place, check, installation, found[check.id], figures["projects"])
            for place, check in enumerate(CHECKS.values())
        ],
        year=year,
        caption=_("The checks; shares of %(number)s projects") % {"number": count(figures["projects"])},
        department=department,
        hidden=[] if may_review(request.user) else ["confirmed", "dismissed"],
        prefix="checks-",
    )
    language = get_language() or ""
    context = {
        "title": _("Checks, %(year)s") % {"year": year},
        "crumbs": crumbs,
        "year": str(year),
        "years": year_links(request, years),
        "chips": chips,
        # The catalogue is read as a whole.
        "table": arranged(table, request, per_page=PER_PAGE_CHOICES[-1]),
        "levels": [(level, LEVEL_WORDS[level].in_language(language)) for level in LEVELS],
        "disabled": disabled_checks(installation),
        "waiting": remembered("unchecked", lambda: unchecked().count()),
        "findings_url": address("findings", year=year, department=department),
        "not_evaluated_url": address("not-evaluated", year=year, department=department),
    }
    return page_or_file(request, "budget/checks.html", context)


def _decided(request: HttpRequest, year: int, filters: FindingFilters) -> dict[tuple[str, str], int]:
    """By check and state: the findings in force that reviewers decided; nothing for others than auditors."""
    if not may_review(request.user):
        return {}
    found = Finding.objects.for_reader(request.user).in_force().of_year(year).narrowed(filters).decided()
    counts: dict[tuple[str, str], int] = {}
    for (check, _level, state), number in found.by_check_level_and_state().items():
        counts[check, state] = counts.get((check, state), 0) + number
    return counts


def _row(
    place: int, check: Check, installation: Installation, found: dict[str, Any], projects: int
) -> dict[str, Any]:
    """Return a row of CheckTable; `catalogue_level` is None where the installation has not changed it.

    `found` are the check's `findings`, `projects`, `money`, `not_evaluated`, `confirmed`, `dismissed` and
    `form`; `projects` is the number of all projects.
    """
    level = installation.levels.get(check.id, check.level)
    switch = installation.switches.get(check.id)
    return {
        "id": check.id,
        "place": place,
        "check": check,
        "level": level,
        "lesser_level": check.lesser_level if check.id not in installation.levels else None,
        "catalogue_level": check.level if level != check.level else None,
        "rank": LEVELS.index(level),
        "switch": _order_of(check, switch),
        "switch_words": _switch_words(check, switch),
        "is_off": switch is False,
        "findings": found["findings"],
        "projects": found["projects"],
        "share_words": percent(share(found["projects"], projects)),
        "money": found["money"],
        "hit": lines_of(EXAMPLES[check.id].hit),
        "spared": lines_of(EXAMPLES[check.id].spared),
        **{name: found[name] for name in ("not_evaluated", "confirmed", "dismissed", "form")},
    }


def _order_of(check: Check, switch: bool | None) -> int:
    """Off first, then what is on in its own region alone, then what is on."""
    if switch is None:
        return 1 if check.is_local else 2
    return 2 if switch else 0


def _switch_words(check: Check, switch: bool | None) -> str:
    if switch is False:
        return _("switched off here")
    if not check.is_local:
        return _("on")
    return _("on everywhere, switched on here") if switch else _("on for Guangzhou alone")
