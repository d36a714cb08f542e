"""The catalogue of checks: their words and bases, findings and switches in this installation."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from budget.audit.catalogue import CHECKS, LEVEL_WORDS, LEVELS, Check
from budget.links import address
from budget.models import Disclosure, NotEvaluated, Tally
from budget.models.filters import FindingFilters
from budget.pages.filters import filters_of
from budget.pages.findings.disabled_checks import disabled_checks
from budget.pages.findings.tables import CheckTable
from budget.pages.formats import count, percent, share
from budget.pages.responses import page_or_file
from budget.pages.tables.base import PER_PAGE_CHOICES, arranged
from budget.pages.years import Crumbs, chosen_year, nothing_to_show, year_links
from budget.store.checks import Installation, unchecked

_NO_HITS = {"findings": 0, "projects": 0, "money": 0}


@require_safe
def checks(request: HttpRequest) -> HttpResponseBase:
    crumbs: Crumbs = [(_("Overview"), address("overview")), (_("Checks"), "")]
    years = Disclosure.objects.years()
    year = chosen_year(request, years)
    if year is None:
        return nothing_to_show(request, years, crumbs)
    filters, chips = filters_of(request, FindingFilters, ["department"])
    department = filters.department
    hits = Tally.objects.of(year, department).by_check()
    skipped = NotEvaluated.objects.of_year(year).narrowed(filters).by_check()
    disclosures = Disclosure.objects.of_year(year)
    if department is not None:
        disclosures = disclosures.filter(department=department)
    figures = disclosures.figures()
    installation = Installation.now()
    found = {check: hits.get(check, _NO_HITS) | {"not_evaluated": skipped.get(check, 0)} for check in CHECKS}
    table = CheckTable(
        [
            _row(place, check, installation, found[check.id], figures["projects"])
            for place, check in enumerate(CHECKS.values())
        ],
        year=year,
        caption=_("The checks; shares of %(number)s projects") % {"number": count(figures["projects"])},
        department=department,
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
        "waiting": unchecked().count(),
        "findings_url": address("findings", year=year, department=department),
        "not_evaluated_url": address("not-evaluated", year=year, department=department),
    }
    return page_or_file(request, "budget/checks.html", context)


def _row(
    place: int, check: Check, installation: Installation, found: dict[str, Any], projects: int
) -> dict[str, Any]:
    """Return a row of CheckTable; `catalogue_level` is None where the installation has not changed it.

    `found` are the check's `findings`, `projects`, `money` and `not_evaluated`; `projects` is the number of
    all projects.
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
        "not_evaluated": found["not_evaluated"],
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
