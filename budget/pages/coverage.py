"""Coverage: which categories of indicators projects have, and how much of the money is in those that do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Sum

from budget.models import Project
from budget.models.querysets.projects import ProjectQuerySet
from budget.pages.formats import share
from indicators import taxonomy
from indicators.filters import UNCLASSIFIED
from indicators.models import Indicator

# Costs have a level 1 of their own since 2021; older tables have one category for them, under the output.
_COSTS_SINCE_2021 = tuple(category.key for category in taxonomy.CATEGORIES if category.level1 == "cost")
_COST_BEFORE = "cost"


@dataclass(frozen=True, slots=True)
class Column:
    """A category: how many projects have such an indicator, their fen (None where none states an amount), and
    the share of all projects' money, None where there is none to share.
    """

    category: str
    projects: int
    money: int | None
    share: Fraction | None

    @property
    def is_empty(self) -> bool:
        return self.projects == 0


@dataclass(frozen=True, slots=True)
class Row:
    """A project with the categories (keys, UNCLASSIFIED) that it has an indicator of."""

    project: Project
    categories: frozenset[str]


def columns_of(projects: ProjectQuerySet) -> list[Column]:
    """The matrix's columns over all these projects, in the classification's order; two queries.

    The categories of costs are those that the projects use, the one of old where they use none; UNCLASSIFIED
    is the last, where there is one.
    """
    whole = projects.aggregate(money=Sum("total"))["money"]
    counts: Counter[str] = Counter()
    money: dict[str, int] = {}
    for key, _indicators, total in projects.order_by().categories_of_each():
        category = key or UNCLASSIFIED
        counts[category] += 1
        if total is not None:
            money[category] = money.get(category, 0) + total
    return [
        Column(
            category=category,
            projects=counts[category],
            money=money.get(category),
            # No project, no money; but what is not stated has no share.
            share=share(money.get(category) if counts[category] else 0, whole),
        )
        for category in shown_categories(counts)
    ]


def shown_categories(used: Iterable[str]) -> list[str]:
    """The categories that a matrix shows, given those that its projects use."""
    there = set(used)
    costs = {key for key in (_COST_BEFORE, *_COSTS_SINCE_2021) if key in there} or {_COST_BEFORE}
    shown = [
        category.key
        for category in taxonomy.CATEGORIES
        if category.key in costs or category.key not in (_COST_BEFORE, *_COSTS_SINCE_2021)
    ]
    return shown + [UNCLASSIFIED] * (UNCLASSIFIED in there)


def rows_of(projects: Sequence[Project]) -> list[Row]:
    """The matrix's rows for the projects of a page, in their order; one query."""
    pairs = (
        Indicator.objects.filter(project__in=[project.pk for project in projects])
        .order_by()
        .values_list("project", "category")
        .annotate(number=Count("pk"))
    )
    found: dict[int, set[str]] = {}
    for project, category, _number in pairs:
        found.setdefault(project, set()).add(category or UNCLASSIFIED)
    return [Row(project, frozenset(found.get(project.pk, ()))) for project in projects]
