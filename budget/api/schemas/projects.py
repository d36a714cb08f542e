"""Projects, and one project with its texts, indicators and corrections."""

from datetime import datetime
from typing import Any

from ninja import Schema

from budget.api.schemas.base import (
    AsDisclosed,
    Money,
    Named,
    ProjectType,
    Quality,
    StatedAmounts,
    as_disclosed,
    named,
    quality,
    stated_amounts,
)
from budget.api.schemas.corrections import CorrectionOut, correction_out
from budget.api.schemas.indicators import IndicatorOut, indicator_out
from budget.audit.year_matches import ReasonKind
from budget.disclosure.amounts import wan_yuan
from budget.models import Project
from budget.pages.year_matches import Status, YearPair, pairs_of_project
from indicators.models import Indicator


class ProjectRow(Schema):
    """A project of one fiscal year. `row` is its row in the file; `project_type` is ours, not disclosed."""

    id: int
    name: str
    unit: Named
    department: Named
    disclosure: int
    fiscal_year: int
    row: int | None
    project_type: ProjectType
    is_confidential: bool
    indicators: int
    quality: Quality
    amounts: StatedAmounts
    as_disclosed: AsDisclosed


class LastYearOut(Schema):
    """A project of the year before that is this one, or may be (`status`), with the reasons of a suggestion.

    `decided_at` is when an auditor confirmed or rejected the pair, null where nobody did. Checks and
    comparisons use those of the status name, year and confirmed.
    """

    id: int
    name: str
    fiscal_year: int
    total: Money
    status: Status
    reasons: list[ReasonKind]
    decided_at: datetime | None


class ProjectOut(ProjectRow):
    """A project with its texts and its indicators, as disclosed or corrected, and last year's."""

    objective: str
    period_objective: str
    attribute: str
    starts_on: str
    ends_on: str
    unread: str
    indicator_list: list[IndicatorOut]
    corrections: list[CorrectionOut]
    last_year: list[LastYearOut]


def project_row(row: Project) -> dict[str, Any]:
    return {
        **named(row),
        "unit": named(row.unit),
        "department": named(row.unit.department),
        "disclosure": row.disclosure_id,
        "fiscal_year": row.fiscal_year,
        "row": row.row,
        "project_type": row.project_type,
        "is_confidential": row.is_confidential,
        "indicators": row.indicator_count,
        "quality": quality(row),
        "amounts": stated_amounts(row),
        "as_disclosed": as_disclosed(row),
    }


_PROJECT_TEXTS = ("objective", "period_objective", "attribute", "starts_on", "ends_on", "unread")


def project_out(row: Project, indicators: list[Indicator]) -> dict[str, Any]:
    texts = {name: getattr(row, name) for name in _PROJECT_TEXTS}
    same = list(Project.objects.same_project(row))
    corrections = row.corrections.in_force().order_by("pk") if row.as_disclosed else []
    return (
        project_row(row)
        | texts
        | {
            "indicator_list": [indicator_out(one) for one in indicators],
            "corrections": [correction_out(one) for one in corrections],
            "last_year": [_last_year(pair) for pair in pairs_of_project(row, indicators, same)],
        }
    )


def _last_year(pair: YearPair) -> dict[str, Any]:
    return {
        "id": pair.before.pk,
        "name": pair.before.name,
        "fiscal_year": pair.before.fiscal_year,
        "total": wan_yuan(pair.before.total),
        "status": pair.status,
        "reasons": [reason.kind for reason in pair.reasons],
        "decided_at": pair.decision.at if pair.decision else None,
    }
