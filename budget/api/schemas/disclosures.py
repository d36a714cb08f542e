"""Disclosures in force, and one disclosure with its files and corrections."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from ninja import Schema

from budget.api.schemas.base import (
    AsDisclosed,
    Layout,
    Money,
    Named,
    StatedAmounts,
    as_disclosed,
    named,
    stated_amounts,
)
from budget.api.schemas.corrections import CorrectionOut
from budget.disclosure.amounts import wan_yuan
from budget.models import Disclosure

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _DisclosureFigures(TypedDict):
        revision_number: int
        revised_at: datetime
        problem_count: int
        sum_total: int | None


class SourceOut(Schema):
    """A file that a revision was read from."""

    id: int
    name: str
    sha256: str
    received_at: datetime
    published_url: str


class DisclosureRow(Schema):
    """One department's table of one fiscal year, as in force."""

    id: int
    department: Named
    region: str
    fiscal_year: int
    layout: Layout
    title: str
    revision: int | None
    revised_at: datetime | None
    units: int
    projects: int
    indicators: int
    problems: int
    stated: StatedAmounts
    as_disclosed: AsDisclosed
    sum_of_projects: Money


class DisclosureOut(DisclosureRow):
    """The same with its files, and the corrections of all that it states."""

    sources: list[SourceOut]
    corrections: list[CorrectionOut]


def disclosure_row(row: "WithAnnotations[Disclosure, _DisclosureFigures]") -> dict[str, Any]:
    """Of `for_list_page`."""
    return {
        "id": row.pk,
        "department": named(row.department),
        "region": row.department.region,
        "fiscal_year": row.fiscal_year,
        "layout": row.layout,
        "title": row.title,
        "revision": row.revision_number,
        "revised_at": row.revised_at,
        "units": row.unit_count,
        "projects": row.project_count,
        "indicators": row.indicator_count,
        "problems": row.problem_count,
        "stated": stated_amounts(row),
        "as_disclosed": as_disclosed(row),
        "sum_of_projects": wan_yuan(row.sum_total),
    }
