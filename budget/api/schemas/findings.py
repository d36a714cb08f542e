"""Points to review, without reviews."""

from typing import Any

from ninja import Schema

from budget.api.schemas.base import Level, Money, Named, named
from budget.disclosure.amounts import wan_yuan
from budget.models import Finding


class Quote(Schema):
    """Words as disclosed that a finding rests on; `what` says what they are."""

    what: str
    text: str
    indicator: int | None = None


class FindingRow(Schema):
    """A point to review, never a verdict. What auditors made of it is internal and not here."""

    id: int
    check: str
    level: Level
    wording: str
    department: Named
    disclosure: int
    fiscal_year: int
    unit: str
    projects: list[Named]
    indicator: int | None
    rows: list[int]
    evidence: list[Quote]
    amounts_of_projects: Money


def finding_row(row: Finding) -> dict[str, Any]:
    return {
        "id": row.pk,
        "check": row.check_id,
        "level": row.level,
        "wording": row.wording,
        "department": named(row.disclosure.department),
        "disclosure": row.disclosure_id,
        "fiscal_year": row.disclosure.fiscal_year,
        "unit": row.unit_name,
        "projects": [named(project) for project in row.projects.all()],
        "indicator": row.indicator,
        "rows": row.rows,
        "evidence": [
            {"what": one["what"], "text": one["text"], "indicator": one.get("indicator")}
            for one in row.evidence
        ],
        "amounts_of_projects": wan_yuan(row.money),
    }
