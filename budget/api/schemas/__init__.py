"""Shapes of the answers of the API, described in OpenAPI by their types, and the rows in these shapes.

Money is a string in 万元 with at least two decimals and no more than needed, null where it is not stated. Ids
last: a revision may change the row of an id, never the id.
"""

from budget.api.schemas.base import Error, Invalid, Level, Page, ProjectType, TargetKind
from budget.api.schemas.corrections import correction_out
from budget.api.schemas.disclosures import DisclosureOut, DisclosureRow, disclosure_row
from budget.api.schemas.findings import FindingRow, finding_row
from budget.api.schemas.hierarchy import DepartmentRow, UnitRow, department_row, unit_row
from budget.api.schemas.indicators import IndicatorRow, indicator_row
from budget.api.schemas.projects import ProjectOut, ProjectRow, project_out, project_row
from budget.api.schemas.results import ResultOut, ResultRow, result_out, result_row

__all__ = [
    "DepartmentRow",
    "DisclosureOut",
    "DisclosureRow",
    "Error",
    "FindingRow",
    "IndicatorRow",
    "Invalid",
    "Level",
    "Page",
    "ProjectOut",
    "ProjectRow",
    "ProjectType",
    "ResultOut",
    "ResultRow",
    "TargetKind",
    "UnitRow",
    "correction_out",
    "department_row",
    "disclosure_row",
    "finding_row",
    "indicator_row",
    "project_out",
    "project_row",
    "result_out",
    "result_row",
    "unit_row",
]
