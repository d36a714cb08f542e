"""Stored sums of a disclosure's rows, made anew whenever its rows change."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from budget.disclosure.records import SOURCE_COLUMNS, sum_stated
from budget.models import CategoryFigures, Disclosure, Project, TypeFigures, UnitStatement
from budget.store import bulk, facts
from budget.store.batches import batches
from indicators.models import Indicator

# The columns of a statement's sums, in the order in which `_sums_of` gives them.
_SUMS = (
    *("project_count", "indicator_count", "sum_total"),
    *(f"sum_{name}" for name in (*SOURCE_COLUMNS, "unaccounted")),
)
_TYPE_COLUMNS = ("disclosure_id", "project_type", "project_count", "sum_total")
_CATEGORY_COLUMNS = ("disclosure_id", "category", "project_count", "indicator_count", "sum_total")
# What is read of a project; a row of them is a _Row.
_PROJECT_COLUMNS = ("pk", "statement", "indicator_count", "project_type", "total", *SOURCE_COLUMNS)
_Row = tuple[Any, ...]


def refresh(disclosure: Disclosure) -> None:
    """Sum up a disclosure's units, categories and project types anew, in the caller's transaction.

    All of them are added up from one reading of the projects. The caller refreshes the facts, as a check does
    (`budget.store.checks`).
    """
    projects = list(
        Project.objects.filter(disclosure=disclosure.pk).order_by().values_list(*_PROJECT_COLUMNS)
    )
    _write_units(disclosure, projects)
    _write_categories(disclosure, projects)
    _write_types(disclosure, projects)


def refresh_types(disclosures: Collection[int]) -> None:
    """Sum up the project types of disclosures (by id) anew, and write their facts."""
    keys = sorted(disclosures)
    for some in batches(keys):
        TypeFigures.objects.filter(disclosure__in=some).delete()
        found = Project.objects.filter(disclosure__in=some).type_figures()
        bulk.insert(TypeFigures, _TYPE_COLUMNS, [tuple(row[name] for name in _TYPE_COLUMNS) for row in found])
    facts.refresh(keys)


def _write_units(disclosure: Disclosure, projects: Iterable[_Row]) -> None:
    of_statement: dict[int, list[_Row]] = defaultdict(list)
    for project in projects:
        of_statement[project[1]].append(project)
    stored = disclosure.statements.values_list("pk", *_SUMS)
    changed = [(*sums, pk) for pk, *before in stored if (sums := _sums_of(of_statement[pk])) != tuple(before)]
    bulk.update(UnitStatement, _SUMS, changed)


def _sums_of(projects: list[_Row]) -> tuple[int | None, ...]:
    """The values of _SUMS over projects; a sum is None where no project states an amount."""
    if not projects:
        return (0, 0, *(None for _ in _SUMS[2:]))
    _pk, _statement, counts, _type, *amounts = zip(*projects, strict=True)
    totals, *sources = (sum_stated(column) for column in amounts)
    unaccounted = (totals or 0) - sum(fen or 0 for fen in sources)
    return (len(projects), sum(counts), totals, *sources, unaccounted)


def _write_categories(disclosure: Disclosure, projects: Iterable[_Row]) -> None:
    total_of = {project[0]: project[4] for project in projects}
    indicators = Indicator.objects.filter(project__disclosure=disclosure.pk).order_by()
    counts: dict[str, int] = defaultdict(int)
    totals: dict[str, list[int | None]] = defaultdict(list)
    for (project, category), number in Counter(indicators.values_list("project", "category")).items():
        counts[category] += number
        totals[category].append(total_of[project])
    bulk.delete(CategoryFigures, "disclosure_id", disclosure.pk)
    sums = [
        (disclosure.pk, category, len(totals[category]), number, sum_stated(totals[category]))
        for category, number in sorted(counts.items())
    ]
    bulk.insert(CategoryFigures, _CATEGORY_COLUMNS, sums)


def _write_types(disclosure: Disclosure, projects: Iterable[_Row]) -> None:
    totals: dict[str, list[int | None]] = defaultdict(list)
    for _pk, _statement, _indicators, project_type, total, *_sources in projects:
        totals[project_type].append(total)
    bulk.delete(TypeFigures, "disclosure_id", disclosure.pk)
    rows = [
        (disclosure.pk, project_type, len(of_type), sum_stated(of_type))
        for project_type, of_type in sorted(totals.items())
    ]
    bulk.insert(TypeFigures, _TYPE_COLUMNS, rows)
