"""Departments and units of a fiscal year."""

from typing import TYPE_CHECKING, Any, TypedDict

from ninja import Schema

from budget.api.schemas.base import (
    Amounts,
    AsDisclosed,
    Named,
    Quality,
    StatedAmounts,
    amounts,
    as_disclosed,
    named,
    quality,
    stated_amounts,
)
from budget.models import Disclosure, Unit

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _UnitFigures(TypedDict):
        project_count: int
        indicator_count: int


class DepartmentRow(Schema):
    """A department in one fiscal year; `sums` are its projects', `stated` is the table's grand total."""

    id: int
    name: str
    region: str
    fiscal_year: int
    disclosure: int
    units: int
    projects: int
    indicators: int
    quality: Quality
    sums: Amounts
    stated: StatedAmounts
    as_disclosed: AsDisclosed


class UnitRow(Schema):
    """A unit in one fiscal year, with the sums of its projects."""

    id: int
    name: str
    department: Named
    fiscal_year: int
    projects: int
    indicators: int
    quality: Quality
    sums: Amounts


def department_row(row: Disclosure) -> dict[str, Any]:
    """Of `for_departments_page`."""
    return {
        **named(row.department),
        "region": row.department.region,
        "fiscal_year": row.fiscal_year,
        "disclosure": row.pk,
        "units": row.unit_count,
        "projects": row.project_count,
        "indicators": row.indicator_count,
        "quality": quality(row, row.project_count),
        "sums": amounts(row, "sum_"),
        "stated": stated_amounts(row),
        "as_disclosed": as_disclosed(row),
    }


def unit_row(row: "WithAnnotations[Unit, _UnitFigures]", year: int) -> dict[str, Any]:
    """Of `for_list_page`."""
    return {
        **named(row),
        "department": named(row.department),
        "fiscal_year": year,
        "projects": row.project_count,
        "indicators": row.indicator_count,
        "quality": quality(row, row.project_count),
        "sums": amounts(row, "sum_"),
    }
