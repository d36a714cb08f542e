"""Points to review, without reviews."""

from typing import Any

from ninja import Schema

from budget.api.schemas.base import Level, Money, Named, named
from budget.disclosure.amounts import wan_yuan
from budget.models import Finding


class Quote(Schema):
    """Words as disclosed that a finding rests on; `what` says what they are, `field` the column of money.

    Where `disclosed` is not null, `text` is a correction and no quotation of the document: `disclosed` is
    what the document states ("": nothing). `corrected` as `what` is a value of the `field` that the finding
    rests on, of the unit or project `of` where that is not the finding's own.
    """

    what: str
    text: str
    indicator: int | None = None
    field: str = ""
    disclosed: str | None = None
    of: str = ""


class FindingRow(Schema):
    """A point to review, never a verdict. What auditors made of it is internal and not here.

    Where `self_evaluation` is not null, `unit`, `indicator` and `rows` are those of that self-evaluation.
    """

    id: int
    check: str
    level: Level
    wording: str
    department: Named
    disclosure: int
    self_evaluation: int | None
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
        "self_evaluation": row.self_evaluation_id,
        "fiscal_year": row.disclosure.fiscal_year,
        "unit": row.unit_name,
        "projects": [named(project) for project in row.projects.all()],
        "indicator": row.indicator,
        "rows": row.rows,
        "evidence": [
            {
                "what": one.what,
                "text": one.text,
                "indicator": one.indicator,
                "field": one.column,
                "disclosed": one.disclosed,
                "of": one.of,
            }
            for one in row.quotes
        ],
        "amounts_of_projects": wan_yuan(row.money),
    }
