"""How many projects and indicators each choice of a facet leaves, stored for each unit of a disclosure.

The facets under a region add up some of these rows. All others come from the facts of the year's disclosures
(budget.store.facts), which are written together with them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from budget.disclosure.records import SOURCE_COLUMNS
from budget.models import ChoiceFigures, Finding, Project
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.store import bulk, facts
from budget.store.batches import batches
from indicators.filters import COLUMNS, filter_value
from indicators.models import Indicator

# What is read of a project and of an indicator (of which `project` and `statement` come first).
PROJECT_COLUMNS = ("pk", "statement", "indicator_count", "project_type", "total", *SOURCE_COLUMNS)
INDICATOR_COLUMNS = ("project", "project__statement", *COLUMNS.values())

# Counted after the checks.
_OF_QUALITY = ("level", "quantified")


class Choice(NamedTuple):
    """A value of a filter, among the projects of a unit's statement."""

    statement: int
    name: str
    value: str


# By choice: the projects and the indicators it leaves.
Tally = dict[Choice, tuple[int, int]]


class Rows(NamedTuple):
    """Rows of PROJECT_COLUMNS, and of INDICATOR_COLUMNS by project."""

    projects: list[tuple[Any, ...]]
    indicators: list[tuple[Any, ...]]


def refresh_rows(disclosures: Collection[int], rows: Rows | None = None) -> None:
    """Count disclosures (by id) anew from their rows, in the caller's transaction.

    `rows` are all their rows, where the caller has read them. `refresh_quality` counts the levels of findings
    and the shares of quantified indicators.
    """
    facts.refresh(disclosures)
    for some in batches(sorted(disclosures)):
        found = ChoiceFigures.objects.filter(statement__disclosure__in=some)
        found.exclude(name__in=_OF_QUALITY).delete()
        projects, indicators = rows or (_projects_of(some), _indicators_of(some))
        _insert(tally_projects(projects) | tally_indicators(indicators))


def rows_of(disclosure: int) -> Rows:
    """Read the rows of a disclosure (by id)."""
    return Rows(list(_projects_of([disclosure])), list(_indicators_of([disclosure])))


def _projects_of(disclosures: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """Read PROJECT_COLUMNS of the projects of disclosures (by id)."""
    found = Project.objects.filter(disclosure__in=disclosures).order_by()
    return found.values_list(*PROJECT_COLUMNS).iterator()


def _indicators_of(disclosures: Collection[int]) -> Iterable[tuple[Any, ...]]:
    """Read INDICATOR_COLUMNS of the indicators of disclosures (by id), by project."""
    found = Indicator.objects.filter(project__disclosure__in=disclosures).order_by("project")
    return found.values_list(*INDICATOR_COLUMNS).iterator()


def refresh_quality(disclosures: Collection[int]) -> None:
    """Count the levels of the findings that name a project, and the shares of its quantified indicators, of
    disclosures (by id). `budget.store.quality.refresh` comes before.
    """
    facts.refresh(disclosures)
    for some in batches(sorted(disclosures)):
        ChoiceFigures.objects.filter(statement__disclosure__in=some, name__in=_OF_QUALITY).delete()
        named = Finding.projects.through.objects.filter(project__disclosure__in=some, finding__is_active=True)
        levels = named.order_by().values_list(
            "project", "project__statement", "project__indicator_count", "finding__level"
        )
        shares = Project.objects.filter(disclosure__in=some).order_by()
        columns = ("pk", "statement", "indicator_count", "quantified_share")
        tally = tally_levels(levels.distinct()) | tally_shares(shares.values_list(*columns))
        _insert(tally)


def tally_projects(projects: Iterable[tuple[Any, ...]]) -> Tally:
    """Count project types, funding sources and ranges of amounts; `projects` are rows of PROJECT_COLUMNS."""
    found: dict[Choice, list[int]] = defaultdict(lambda: [0, 0])
    for _pk, statement, indicators, project_type, total, *sources in projects:
        chosen = {("type", project_type)}
        chosen |= {("source", name) for name, fen in zip(SOURCE_COLUMNS, sources, strict=True) if fen}
        if (total or 0) != sum(fen or 0 for fen in sources):
            chosen.add(("source", UNACCOUNTED))
        chosen |= {("amount", key) for key, one in AMOUNT_RANGES.items() if one.contains(total)}
        for name, value in chosen:
            counted = found[Choice(statement, name, value)]
            counted[0] += 1
            counted[1] += indicators
    return {choice: (projects, indicators) for choice, (projects, indicators) in found.items()}


def tally_indicators(indicators: Iterable[tuple[Any, ...]]) -> Tally:
    """Count categories, kinds of target and comparators; `indicators` are rows of INDICATOR_COLUMNS, by
    project.
    """
    found: dict[Choice, list[int]] = defaultdict(lambda: [0, 0])
    for (_project, statement), of_project in groupby(indicators, key=lambda row: row[:2]):
        chosen: dict[tuple[str, str], int] = defaultdict(int)
        for row in of_project:
            for name, value in zip(COLUMNS, row[2:], strict=True):
                chosen[name, filter_value(name, value)] += 1
        for (name, value), number in chosen.items():
            counted = found[Choice(statement, name, value)]
            counted[0] += 1
            counted[1] += number
    return {choice: (projects, number) for choice, (projects, number) in found.items()}


def tally_levels(levels: Iterable[tuple[int, int, int, str]]) -> Tally:
    """Count levels of findings; `levels` are project, statement, number of indicators and level, each project
    once a level.
    """
    return _tally("level", levels)


def tally_shares(shares: Iterable[tuple[int, int, int, int | None]]) -> Tally:
    """Count the ranges of shares of quantified indicators; `shares` are project, statement, number of
    indicators and permille.
    """
    in_ranges = (
        (project, statement, indicators, key)
        for project, statement, indicators, permille in shares
        for key, one in SHARE_RANGES.items()
        if one.contains(permille)
    )
    return _tally("quantified", in_ranges)


def _tally(name: str, chosen: Iterable[tuple[int, int, int, str]]) -> Tally:
    found: dict[Choice, list[int]] = defaultdict(lambda: [0, 0])
    for _project, statement, indicators, value in chosen:
        counted = found[Choice(statement, name, value)]
        counted[0] += 1
        counted[1] += indicators
    return {choice: (projects, indicators) for choice, (projects, indicators) in found.items()}


def _insert(tally: Tally) -> None:
    columns = ("statement_id", "name", "value", "project_count", "indicator_count")
    bulk.insert(ChoiceFigures, columns, [(*choice, *counted) for choice, counted in sorted(tally.items())])
