"""Decisions on pairs of projects of consecutive years, by the keys that the checks and comparisons use."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet

from budget.audit.year_matches import Decisions, Key, Pair
from budget.models import MatchDecision, PairDecision, Project, Unit
from indicators.folding import fold

# The last decision of each pair.
Latest = Mapping[Pair, MatchDecision]


def decisions_by_pair(*, fiscal_year: int, **where: Any) -> Latest:
    """The last decision of each pair of a year's projects with last year's, in the order of the decisions.

    `where` narrows the decisions: `unit=…` or `unit__department=…`.
    """
    return decisions_by_year([fiscal_year], **where)[fiscal_year]


def decisions_by_year(years: Sequence[int], **where: Any) -> dict[int, Latest]:
    """`decisions_by_pair` of several years, in one query."""
    rows = MatchDecision.objects.filter(fiscal_year__in=years, before_year=F("fiscal_year") - 1, **where)
    found: dict[int, dict[Pair, MatchDecision]] = {year: {} for year in years}
    for row in rows.select_related("unit", "before_unit", "by").order_by("pk"):
        found[row.fiscal_year][pair_of(row)] = row
    return dict(found)


def decisions_by_department(fiscal_year: int, departments: Sequence[int]) -> dict[int, Latest]:
    """`decisions_by_pair` of each of some departments by its key, in one query."""
    rows = MatchDecision.objects.filter(
        fiscal_year=fiscal_year, before_year=F("fiscal_year") - 1, unit__department__in=departments
    )
    found: dict[int, dict[Pair, MatchDecision]] = {}
    for row in rows.select_related("unit", "before_unit", "by").order_by("pk"):
        found.setdefault(row.unit.department_id, {})[pair_of(row)] = row
    return dict(found)


def decisions_in(latest: Latest) -> Decisions:
    """What holds of the last decisions; one that was taken back decides nothing."""

    def pairs(decision: PairDecision) -> frozenset[Pair]:
        return frozenset(pair for pair, row in latest.items() if row.decision == decision)

    return Decisions(pairs(PairDecision.CONFIRMED), pairs(PairDecision.REJECTED))


def pair_of(row: MatchDecision) -> Pair:
    """The keys of the two projects that a decision is about."""
    now = _key(row.unit, row.name, row.ordinal)
    return now, _key(row.before_unit, row.before_name, row.before_ordinal)


def key_of(project: Project) -> Key:
    """The key of a project among those of its year."""
    return _key(project.unit, project.name, project.ordinal)


def _key(unit: Unit, name: str, ordinal: int) -> Key:
    return fold(unit.name), fold(name), ordinal


def state_of(pair: Pair, totals: tuple[int | None, int | None], latest: Latest) -> str:
    """The token of what a reader sees of a pair: the totals in fen, the last decision on either project."""
    about = [row.pk for other, row in latest.items() if other[0] == pair[0] or other[1] == pair[1]]
    return ":".join(str(part) for part in (*totals, max(about, default=0)))


def history_of(project: Project) -> QuerySet[MatchDecision]:
    """All decisions on a project and those of the year before, the last one first."""
    rows = MatchDecision.objects.filter(
        unit=project.unit_id,
        fiscal_year=project.fiscal_year,
        name_folded=project.name_folded,
        ordinal=project.ordinal,
        before_year=F("fiscal_year") - 1,
    )
    return rows.select_related("by").order_by("-pk")
