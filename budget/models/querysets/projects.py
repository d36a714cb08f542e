"""Queries over projects."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from budget.disclosure.records import SOURCE_COLUMNS
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.project_types import TYPE_LABELS
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import (
    UNACCOUNTED,
    counted_by_amount,
    counted_under,
    has_money_from,
    project_totals,
    unaccounted,
)
from budget.models.querysets.grouping import keyed
from budget.models.querysets.search import has_amount, in_owner_of_project, matching
from budget.project_types.rules import PROJECT_TYPES
from budget.search.words import Query
from indicators.filters import COLUMN_VALUES, COLUMNS, IndicatorFilters, filter_value
from indicators.labels import keys_labelled
from indicators.models import Indicator

if TYPE_CHECKING:
    from budget.models.projects import Project


def _answers(word: str) -> Q:
    """Whether a project has a word in a column of the list, or in its objective."""
    of_project = matching(Query((word,)), "project", "objective").values("project")
    found = Q(pk__in=of_project) | in_owner_of_project(word)
    if types := keys_labelled(TYPE_LABELS, word):
        found |= Q(project_type__in=types)
    amount = has_amount(word)
    return found if amount is None else found | amount


class ProjectQuerySet(models.QuerySet["Project"]):
    def of_year(self, year: int) -> Self:
        return self.filter(fiscal_year=year)

    def narrowed(self, filters: Filters) -> Self:
        """Those under all these filters: with money from the source, a total in the range of amounts, an
        indicator under all filters on indicators, a finding in force of the level, a share of quantified
        indicators in the range; with each word of `q` in a column of the list or in the objective.
        """
        found = self._narrowed_to_place(filters)
        if filters.type:
            found = found.filter(project_type=filters.type)
        if filters.source:
            found = found.filter(has_money_from(filters.source))
        if filters.amount:
            found = found.filter(AMOUNT_RANGES[filters.amount].condition("total"))
        if filters.columns:
            found = found.filter(Exists(Indicator.objects.filter(project=OuterRef("pk"), **filters.columns)))
        if filters.level:
            named = self.model.findings.through.objects.filter(project=OuterRef("pk"))
            found = found.filter(Exists(named.filter(finding__is_active=True, finding__level=filters.level)))
        if filters.quantified:
            found = found.filter(SHARE_RANGES[filters.quantified].condition("quantified_share"))
        for word in filters.q.words if filters.q is not None else ():
            found = found.filter(_answers(word))
        return found

    def _narrowed_to_place(self, filters: Filters) -> Self:
        found = self
        if filters.region:
            found = found.filter(disclosure__department__region=filters.region)
        if filters.department is not None:
            found = found.filter(disclosure__department=filters.department)
        if filters.unit is not None:
            found = found.filter(unit=filters.unit)
        if filters.project is not None:
            found = found.filter(pk=filters.project)
        return found

    def counted_by(self, column: str, of: str = "pk") -> dict[Any, int]:
        """How many there are by a column; `of`: not of the projects, but of what that leads to."""
        rows = self.order_by().values_list(column).annotate(number=Count(of, distinct=of != "pk"))
        return dict(rows)

    def counted_by_amount(self) -> dict[str, int]:
        """How many there are by the range of their total."""
        return counted_by_amount(self, "total")

    def counted_by_money(self, of: str = "pk") -> dict[str, int]:
        """The same by funding source; a project with money from several counts under each."""
        names = (*SOURCE_COLUMNS, UNACCOUNTED)
        return counted_under(self, {name: has_money_from(name) for name in names}, of)

    def counted_by_level(self, of: str = "pk") -> dict[str, int]:
        """The same by the level of the findings that name them; of several levels, under each."""
        rows = self.filter(findings__is_active=True).order_by().values_list("findings__level")
        return dict(rows.annotate(number=Count(of, distinct=True)))

    def counted_by_share(self, of: str = "pk") -> dict[str, int]:
        """The same by the range of their share of quantified indicators."""
        ranges = {key: one.condition("quantified_share") for key, one in SHARE_RANGES.items()}
        return counted_under(self, ranges, of)

    def counted_by_indicators(self, name: str, filters: IndicatorFilters, of: str = "pk") -> dict[str, int]:
        """The same by a column of their indicators (a key of COLUMNS), of the indicators under the filters on
        indicators. A project that has indicators of several values counts under each.
        """
        wanted = {f"indicators__{column}": value for column, value in filters.columns.items()}
        column = f"indicators__{COLUMNS[name]}"
        # Pairs first, each once: counting distinct projects group by group sorts every indicator.
        pairs = self.filter(**wanted).order_by().values(of, column).distinct()
        values = COLUMN_VALUES[name]
        numbers = pairs.aggregate(
            **{
                f"number_{place}": Count(column, filter=Q(**{column: value}))
                for place, value in enumerate(values)
            }
        )
        return {filter_value(name, value): numbers[f"number_{place}"] for place, value in enumerate(values)}

    def totals(self) -> dict[str, Any]:
        """`number`, `sum_total`, …, `sum_unaccounted` and `sum_indicators` over all rows."""
        return self.aggregate(**project_totals())

    def by_type(self) -> dict[str, dict[str, Any]]:
        """What `TypeFiguresQuerySet.by_type` gives, of these projects."""
        return keyed(self.types_by(), "project_type")

    def types_by(self, *groups: str) -> "models.QuerySet[Project, dict[str, Any]]":
        """What `TypeFiguresQuerySet.types_by` gives, of these projects."""
        rows: models.QuerySet[Project, dict[str, Any]] = self.order_by().values(*groups, "project_type")
        return rows.annotate(projects=Count("pk"), money=Sum("total"))

    def type_figures(self) -> Iterator[dict[str, Any]]:
        """The columns of each row of TypeFigures that these projects make."""
        rows = self.order_by("disclosure_id", "project_type").values("disclosure_id", "project_type")
        figures = rows.annotate(project_count=Count("pk"), sum_total=Sum("total"))
        return (dict(row) for row in figures.iterator())

    def indicators_by_category(self) -> dict[str, int]:
        """How many indicators of each category these projects have; the unclassified ones under ""."""
        # From the projects' side: SQLite would else walk the index of all categories to group by them.
        rows = self.order_by().values("indicators__category").annotate(number=Count("indicators"))
        return {row["indicators__category"]: row["number"] for row in rows if row["number"]}

    def categories_of_each(self) -> Iterator[tuple[str, int, int | None]]:
        """By project and category: the category, the project's indicators of it, its total in fen."""
        rows = self.order_by().values("pk", "total", "indicators__category")
        for row in rows.annotate(number=Count("indicators")).iterator():
            if row["number"]:
                yield row["indicators__category"], row["number"], row["total"]

    def for_list_page(self) -> Self:
        places = [When(project_type=key, then=Value(place)) for place, key in enumerate(PROJECT_TYPES)]
        return (
            self.annotate(
                unaccounted=unaccounted(),
                type_place=Case(*places, output_field=models.IntegerField()),
            )
            .select_related("unit__department")
            .defer("objective", "indicators_text", "unread", "period_objective")
        )

    def largest(self, number: int) -> Self:
        """Those with most money, for a chart."""
        return self.order_by(F("total").desc(nulls_last=True), "-pk").only("name", "total", "project_type")[
            :number
        ]

    def for_project_page(self) -> Self:
        """With its unit and disclosure, whether its type was set by hand, and what its total is a share of.

        These are the sums of all projects of its unit and of its disclosure, as stored with the statements.
        """
        set_by_hand = apps.get_model("budget", "HandSetType").objects.filter(
            **{name: OuterRef(name) for name in ("unit", "fiscal_year", "name_folded", "ordinal")}
        )
        statements = apps.get_model("budget", "UnitStatement").objects.order_by()
        of_department = statements.filter(disclosure=OuterRef("disclosure")).values("disclosure")
        of_unit = of_department.filter(unit=OuterRef("unit"))
        return self.annotate(
            has_type_set_by_hand=Exists(set_by_hand),
            sum_of_department=Subquery(of_department.annotate(sum=Sum("sum_total")).values("sum")),
            sum_of_unit=Subquery(of_unit.annotate(sum=Sum("sum_total")).values("sum")),
        ).select_related("unit__department", "disclosure", "statement", "type_rule", "self_evaluation")

    def same_project(self, project: "Project") -> Self:
        """The other rows of the unit with the project's name: of other years, and namesakes in its own."""
        return (
            self.filter(unit=project.unit_id, name_folded=project.name_folded)
            .exclude(pk=project.pk)
            .only("fiscal_year", "ordinal", "name", "row", "total", "objective")
            .order_by("-fiscal_year", "ordinal", "pk")
        )

    def without_namesake(self, unit: int, year: int, names: Sequence[str]) -> Self:
        """A unit's projects of a year and the year before with a name that no project of the other one of the
        two has, and those of some names (`name_folded`).
        """
        namesakes = self.model.objects.filter(unit=OuterRef("unit"), name_folded=OuterRef("name_folded"))
        new = Q(~Exists(namesakes.filter(fiscal_year=year - 1)), fiscal_year=year)
        gone = Q(~Exists(namesakes.filter(fiscal_year=year)), fiscal_year=year - 1)
        return (
            self.filter(unit=unit, fiscal_year__in=[year - 1, year])
            .filter(new | gone | Q(name_folded__in=names))
            .only("fiscal_year", "ordinal", "name", "row", "total", "objective")
            .order_by("name_folded", "ordinal", "pk")
        )

    def for_disclosure_page(self, first: int, last: int) -> Self:
        """A stretch of a disclosure's table, `first` to before `last`: projects with their indicators."""
        indicators = Prefetch("indicators", Indicator.objects.for_project_page())
        return self._in_table_order().prefetch_related(indicators)[first:last]

    def place_of(self, **which: Any) -> tuple[int, int] | None:
        """The key of a project's statement, and the number of projects before it in its disclosure."""
        same_unit = Q(statement__position=OuterRef("statement__position"))
        earlier = self.model.objects.filter(
            Q(statement__position__lt=OuterRef("statement__position"))
            | (same_unit & Q(position__lt=OuterRef("position")))
            | (same_unit & Q(position=OuterRef("position"), pk__lt=OuterRef("pk"))),
            disclosure=OuterRef("disclosure"),
        )
        number = earlier.order_by().values("disclosure").annotate(number=Count("pk")).values("number")
        found = self.filter(**which).annotate(before=Coalesce(Subquery(number), 0))
        return found._in_table_order().values_list("statement", "before").first()

    def _in_table_order(self) -> Self:
        return self.order_by("statement__position", "position", "pk")
