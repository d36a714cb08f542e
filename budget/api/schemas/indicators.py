"""Indicators with their targets."""

from typing import Any, Literal

from ninja import Schema

from budget.api.schemas.base import AsDisclosed, Category, Named, TargetKind, as_disclosed, named
from indicators.models import Indicator


class Target(Schema):
    """A target as disclosed, and what is read from it: its one figure, where it surely has one.

    `change` is the direction of a target that is a change (较上年增长5%), "" of a level to reach.
    """

    text: str
    kind: TargetKind
    comparator: str
    number: str | None
    upper: str | None
    unit: str
    change: Literal["", "up", "down"]


class IndicatorOut(Schema):
    """An indicator as disclosed or corrected; `category` is "" where code and label leave it open."""

    id: int
    position: int
    row: int | None
    category: Category | Literal[""]
    level1_code: str
    level1: str
    level2_code: str
    level2: str
    name: str
    period_target: Target
    annual_target: Target
    comparator: str
    unit_of_measure: str
    weight: str
    direction: str
    as_disclosed: AsDisclosed


class IndicatorRow(IndicatorOut):
    """An indicator in a list, with its project."""

    project: Named
    unit: Named
    department: Named
    fiscal_year: int


_INDICATOR_FIELDS = (
    *("position", "row", "category", "level1_code", "level1", "level2_code", "level2", "name"),
    *("comparator", "unit_of_measure", "weight", "direction"),
)


def indicator_out(row: Indicator) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in _INDICATOR_FIELDS}
    targets = {f"{which}_target": _target(row, which) for which in ("period", "annual")}
    return {"id": row.pk, **plain, **targets, "as_disclosed": as_disclosed(row)}


def _target(row: Indicator, which: str) -> dict[str, Any]:
    number, upper = getattr(row, f"{which}_number"), getattr(row, f"{which}_upper")
    return {
        "text": getattr(row, f"{which}_target"),
        "kind": getattr(row, f"{which}_kind"),
        "comparator": getattr(row, f"{which}_comparator"),
        "number": None if number is None else _plain(number),
        "upper": None if upper is None else _plain(upper),
        "unit": getattr(row, f"{which}_unit"),
        "change": getattr(row, f"{which}_change"),
    }


def _plain(number: Any) -> str:
    """A decimal without the zeros that its column adds: 98.0000000000 -> "98"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def indicator_row(row: Indicator) -> dict[str, Any]:
    project = row.project
    return indicator_out(row) | {
        "project": named(project),
        "unit": named(project.unit),
        "department": named(project.unit.department),
        "fiscal_year": project.fiscal_year,
    }
