"""Rates of units and departments, out of the counts that `budget.store.quality` keeps."""

from typing import Final

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Value, When

from budget.models.quality import COUNT_COLUMNS, ENOUGH_PROJECTS, LEVEL_COLUMNS

# The columns of QualityCounts.
SUMMED: Final = (*COUNT_COLUMNS, "error_money")


def rates() -> dict[str, Case]:
    """Return `finding_rate` and `quantified_share` of rows with the columns of QualityCounts and
    `project_count`, as `QualityRates` has them; null for fewer than ENOUGH_PROJECTS projects.
    """
    findings = sum((F(name) for name in LEVEL_COLUMNS.values()), Value(0))
    return {
        "finding_rate": _permille(findings),
        "quantified_share": _permille(F("quantified_count")),
    }


def _permille(part: "F | Value") -> Case:
    whole = BigIntegerField()
    share = ExpressionWrapper(part * Value(1000) / F("assessed_count"), output_field=whole)
    is_comparable = When(project_count__gte=ENOUGH_PROJECTS, assessed_count__gt=0, then=share)
    return Case(is_comparable, default=None, output_field=whole)
