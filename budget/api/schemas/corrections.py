"""Corrections in force."""

from datetime import datetime
from typing import Any

from ninja import Schema

from budget.api.schemas.base import About
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.corrections import fen_of
from budget.models import Correction


class CorrectionOut(Schema):
    """A correction in force; `indicator` is the number of the indicator that it is about."""

    about: About
    unit: str
    project: str
    project_id: int | None
    indicator: int | None
    field: str
    disclosed: str | None
    corrected: str | None
    reason: str
    at: datetime


def correction_out(row: Correction) -> dict[str, Any]:
    return {
        "about": row.about,
        "unit": row.unit_name,
        "project": row.project_name,
        "project_id": row.project_id,
        "indicator": row.indicator_position,
        "field": row.field,
        "disclosed": _value(row, row.disclosed),
        "corrected": _value(row, row.corrected),
        "reason": row.reason,
        "at": row.at,
    }


def _value(row: Correction, value: str) -> str | None:
    return wan_yuan(fen_of(value)) if row.is_money else value
