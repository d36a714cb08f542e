"""Stored sums of a disclosure's rows, made anew whenever its rows change."""

from collections.abc import Collection

from budget.models import CategoryFigures, Disclosure, Project, TypeFigures
from budget.models.money import ComputedSums
from budget.store import facet_counts
from budget.store.batches import BATCH, batches

_NOTHING = {"number": 0, "sum_indicators": 0}


def refresh(disclosure: Disclosure) -> None:
    """Sum up a disclosure's units, categories and project types anew, in the caller's transaction."""
    _refresh_units(disclosure)
    _refresh_categories(disclosure)
    refresh_types({disclosure.pk})


def refresh_types(disclosures: Collection[int]) -> None:
    """Sum up the project types of disclosures (by id) anew, and count their facets."""
    keys = sorted(disclosures)
    for some in batches(keys):
        TypeFigures.objects.filter(disclosure__in=some).delete()
        TypeFigures.objects.bulk_create(
            [TypeFigures(**row) for row in Project.objects.filter(disclosure__in=some).type_figures()],
            batch_size=BATCH,
        )
    facet_counts.refresh_rows(keys)


def _refresh_units(disclosure: Disclosure) -> None:
    totals = disclosure.projects.totals_by_statement()
    columns = [field.name for field in ComputedSums._meta.get_fields()]
    statements = list(disclosure.statements.all())
    for statement in statements:
        found = totals.get(statement.pk, _NOTHING)
        statement.project_count, statement.indicator_count = found["number"], found["sum_indicators"]
        for name in columns:
            if name.startswith("sum_"):
                setattr(statement, name, found.get(name))
    disclosure.statements.model.objects.bulk_update(statements, columns, batch_size=BATCH)


def _refresh_categories(disclosure: Disclosure) -> None:
    found: dict[str, CategoryFigures] = {}
    for category, indicators, total in disclosure.projects.categories_of_each():
        figures = found.setdefault(category, _nothing_of(disclosure, category))
        figures.indicator_count += indicators
        figures.project_count += 1
        if total is not None:
            figures.sum_total = (figures.sum_total or 0) + total
    disclosure.category_figures.all().delete()
    CategoryFigures.objects.bulk_create(found.values())


def _nothing_of(disclosure: Disclosure, category: str) -> CategoryFigures:
    return CategoryFigures(disclosure=disclosure, category=category, indicator_count=0, project_count=0)
