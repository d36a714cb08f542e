"""Queries over self-evaluations, their revisions and files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Self

from django.apps import apps
from django.db import models
from django.db.models import Avg, Count, Exists, JSONField, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from budget.models.names import name_key
from indicators.folding import fold

if TYPE_CHECKING:
    from budget.models.self_evaluations import (
        ResultIndicator,
        SelfEvaluation,
        SelfEvaluationRevision,
        SelfEvaluationSource,
    )


_FULL: Final = 10_000  # hundredths of a percent
# The filters of the list, with the condition of each of their values.
CHOICES: Final[Mapping[str, Mapping[str, Q]]] = {
    "state": {"matched": Q(project__isnull=False), "unmatched": Q(project__isnull=True)},
    "outcome": {
        "all-met": Q(missed_count=0, unknown_count=0, indicator_count__gt=0),
        "missed": Q(missed_count__gt=0),
        "unclear": Q(missed_count=0, unknown_count__gt=0),
        "without": Q(indicator_count=0),
    },
    "execution": {
        "above": Q(execution__gt=_FULL),
        "90": Q(execution__gte=9_000, execution__lte=_FULL),
        "50": Q(execution__gte=5_000, execution__lt=9_000),
        "below": Q(execution__lt=5_000),
        "unknown": Q(execution__isnull=True),
    },
    "score": {
        "90": Q(score_number__gte=90),
        "80": Q(score_number__gte=80, score_number__lt=90),
        "60": Q(score_number__gte=60, score_number__lt=80),
        "below": Q(score_number__lt=60),
        "unknown": Q(score_number__isnull=True),
    },
}


class SelfEvaluationQuerySet(models.QuerySet["SelfEvaluation"]):
    def years(self) -> list[int]:
        """The fiscal years that there are self-evaluations of, the latest first."""
        found = self.order_by("-fiscal_year")
        return list(found.values_list("fiscal_year", flat=True).distinct())

    def narrowed(self, **chosen: Any) -> Self:
        """Those of a region, department and unit (ids), and under values of CHOICES; None and "" narrow
        nothing. `q` is part of the name of project or unit.
        """
        found = self
        columns = {"region": "department__region", "department": "department", "unit": "unit"}
        for name, value in chosen.items():
            if value in (None, ""):
                continue
            if name == "q":
                folded = fold(value)
                found = found.filter(Q(name_folded__contains=folded) | Q(unit_folded__contains=folded))
            elif name in columns:
                found = found.filter(**{columns[name]: value})
            else:
                found = found.filter(CHOICES[name][value])
        return found

    def counted_by(self, name: str) -> dict[str, int]:
        """How many there are by the values of one of CHOICES."""
        counts = {f"n{at}": Count("pk", filter=q) for at, q in enumerate(CHOICES[name].values())}
        found = self.order_by().aggregate(**counts)
        return {value: found[f"n{at}"] for at, value in enumerate(CHOICES[name])}

    def figures(self) -> dict[str, Any]:
        """Their number, sums in fen (None where none is stated), counts of targets, and the average score of
        those that state one. `planned` sums the adjusted budgets, else the initial ones, of those of which
        the executed amount is stated too, and `spent` these amounts.
        """
        return self.aggregate(**_figures())

    def figures_by_year(self) -> list[dict[str, Any]]:
        """The `figures` of each fiscal year, as `fiscal_year`, the latest first."""
        rows: Any = self.order_by("-fiscal_year").values("fiscal_year")
        return list(rows.annotate(**_figures()))

    def with_file_name(self) -> Self:
        """Each with the name and the SHA-256 of its first file in force."""
        sources = apps.get_model("budget", "SelfEvaluationSource").objects.filter(
            revision__self_evaluation=OuterRef("pk"), revision__is_current=True
        )
        first = sources.order_by("position")
        return self.annotate(
            file_name=Subquery(first.values("name")[:1]),
            file_sha256=Subquery(first.values("file__sha256")[:1]),
        )

    def for_list_page(self) -> Self:
        return self.select_related("department", "project", "unit").defer(
            "objective", "actual_objective", "sources", "problems"
        )

    def for_page(self) -> Self:
        """Each with `has_disclosure`: whether a disclosure of its department and year is in force."""
        disclosures = apps.get_model("budget", "Disclosure").objects.in_force()
        beside = disclosures.filter(department=OuterRef("department"), fiscal_year=OuterRef("fiscal_year"))
        named = self.select_related("department", "project__unit", "unit")
        return named.annotate(has_disclosure=Exists(beside)).prefetch_related("indicators")

    def of(self, year: int | None, department: str | None) -> Self:
        """Those of a year, of a department (by one of its names, compared folded), or of both."""
        found = self
        if year is not None:
            found = found.filter(fiscal_year=year)
        if department:
            departments = apps.get_model("budget", "Department").objects
            found = found.filter(department__in=departments.named(name_key(department)).values("pk"))
        return found

    def for_dump(self) -> Self:
        """In the order in which they are written out, each with its department, project and indicators."""
        return (
            self.select_related("department", "project")
            .prefetch_related("indicators")
            .order_by(
                "fiscal_year",
                "department__region_folded",
                "department__name_folded",
                "unit_folded",
                "name_folded",
                "ordinal",
                "pk",
            )
        )


def _figures() -> dict[str, Any]:
    """The sums of `figures`, by name."""
    planned = Coalesce("adjusted_budget", "initial_budget")
    is_comparable = Q(executed__isnull=False) & (
        Q(adjusted_budget__isnull=False) | Q(initial_budget__isnull=False)
    )
    return {
        "number": Count("pk"),
        "initial": Sum("initial_budget"),
        "adjusted": Sum("adjusted_budget"),
        "executed_sum": Sum("executed"),
        "planned": Sum(planned, filter=is_comparable),
        "spent": Sum("executed", filter=is_comparable),
        "scored": Count("score_number"),
        "average": Avg("score_number"),
        "met": Coalesce(Sum("met_count"), 0),
        "missed": Coalesce(Sum("missed_count"), 0),
        "unknown": Coalesce(Sum("unknown_count"), 0),
        "matched": Count("project"),
    }


def figures_of(**where: str) -> Subquery:
    """The `figures` of the self-evaluations of a row as a subquery: an object, None where there are none.

    `where`: columns of self-evaluations, each with the column of the row that it equals.
    """
    same = {name: OuterRef(column) for name, column in where.items()}
    rows = apps.get_model("budget", "SelfEvaluation").objects.filter(**same).order_by()
    summed = rows.values(*where).annotate(**_figures())
    one = summed.annotate(all=JSONObject(**{name: name for name in _figures()}))
    return Subquery(one.values("all"), output_field=JSONField())


class ResultIndicatorQuerySet(models.QuerySet["ResultIndicator"]):
    def by_category(self, evaluations: "SelfEvaluationQuerySet") -> Any:
        """How many indicators of some self-evaluations there are by category and outcome: `category`,
        `number`, `met` (or exceeded), `missed`, `unknown`.
        """
        found = self.filter(self_evaluation__in=evaluations.order_by().values("pk")).order_by()
        return found.values("category").annotate(
            number=Count("pk"),
            met=Count("pk", filter=Q(outcome__in=["met", "exceeded"])),
            missed=Count("pk", filter=Q(outcome="missed")),
            unknown=Count("pk", filter=Q(outcome="unknown")),
        )


class SelfEvaluationRevisionQuerySet(models.QuerySet["SelfEvaluationRevision"]):
    def for_page(self) -> Self:
        """All revisions, the latest first, each with its files, and without what is large in either."""
        files = apps.get_model("budget", "SelfEvaluationSource").objects.order_by("position")
        return (
            self.defer("snapshot")
            .select_related("created_by")
            .order_by("-number")
            .prefetch_related(Prefetch("sources", files.select_related("file").defer("file__content")))
        )


class SelfEvaluationSourceQuerySet(models.QuerySet["SelfEvaluationSource"]):
    def in_force(self) -> Self:
        """The files of revisions in force, in their order, without their bytes."""
        found = self.filter(revision__is_current=True)
        return found.select_related("file").defer("file__content").order_by("position")
