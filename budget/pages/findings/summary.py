"""The points to review of one department or unit for its page: by level and by check."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from budget.audit.catalogue import CHECKS, LEVELS
from budget.links import address
from budget.models import Disclosure, Finding
from budget.models.filters import FindingFilters
from budget.models.querysets.findings import Hits
from budget.pages.findings.tables import HitTable
from budget.pages.tables.base import SiteTable, arranged

# Findings that a page leads with; the rest are in the list.
FIRST = 5


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """What `_finding_summary.html` shows of a disclosure's findings.

    `first`: the gravest, of these the dearest. `levels`: level, number, and the list that it leads to.
    `table`: by check, None where there is nothing.
    `off`: the checks that were off when the disclosure was checked, None where it never was.
    """

    number: int
    first: tuple[Finding, ...]
    url: str
    levels: tuple[tuple[str, int, str], ...]
    table: SiteTable | None
    off: tuple[str, ...] | None
    checks_url: str
    paper_url: str


def finding_summary(
    request: HttpRequest, disclosure: Disclosure, *, department: int | None = None, unit: int | None = None
) -> FindingSummary:
    """The points of a department's disclosure, or of one of its units; it comes with its `checked`."""
    year = disclosure.fiscal_year
    chosen: dict[str, Any] = {"year": year, "department": department, "unit": unit}
    found = Finding.objects.for_reader(None).in_force().filter(disclosure=disclosure)
    found = found.narrowed(FindingFilters(unit=unit))
    hits = disclosure.tallies.of_levels().by_check_and_level() if unit is None else found.hits_in(unit)
    by_level = {
        level: sum(number for (_check, of_level), (number, _money) in hits.items() if of_level == level)
        for level in LEVELS
    }
    checked = getattr(disclosure, "checked", None)
    return FindingSummary(
        number=sum(by_level.values()),
        first=tuple(found.gravest(FIRST)),
        url=address("findings", **chosen),
        levels=tuple(
            (level, number, address("findings", level=level, **chosen))
            for level, number in by_level.items()
            if number
        ),
        table=_table(request, hits, chosen) if hits else None,
        off=tuple(checked.off) if checked else None,
        checks_url=address("checks", year=year, department=department),
        paper_url=address("working-paper", **chosen),
    )


def _table(request: HttpRequest, hits: Hits, chosen: dict[str, Any]) -> SiteTable:
    places = {check: place for place, check in enumerate(CHECKS)}
    rows: list[dict[str, Any]] = [
        {
            "level": level,
            "rank": LEVELS.index(level),
            "check": CHECKS[check],
            "place": places[check],
            "findings": number,
            "money": money,
            "url": address("findings", check=check, level=level, **chosen),
        }
        for (check, level), (number, money) in hits.items()
        if check in CHECKS
    ]
    rows.sort(key=lambda row: (row["place"], row["rank"]))
    table = HitTable(rows, year=chosen["year"], caption=_("Points to review, by check"), prefix="points-")
    return arranged(table, request)
