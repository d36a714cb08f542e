"""What the API answers with: plain shapes, described in OpenAPI by their types.

Money is a string in 万元 with at least two decimals and no more than needed, null where it is not stated. Ids
last: a revision changes what an id stands for, never the id.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypedDict, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

from budget.audit.catalogue import LEVELS
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.corrections import CORRECTABLE, fen_of
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Correction, Disclosure, Finding, Project, Unit
from budget.project_types.rules import PROJECT_TYPES
from budget.store.corrections import INDICATORS
from indicators import taxonomy
from indicators.models import Indicator
from indicators.targets import Kind

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _UnitFigures(TypedDict):
        project_count: int
        indicator_count: int

    class _DisclosureFigures(TypedDict):
        revision_number: int
        revised_at: datetime
        problem_count: int
        sum_total: int | None


Row = TypeVar("Row")

# Choices, out of the lists that the pages use.
if TYPE_CHECKING:  # what Literal takes is not known before the lists are
    ProjectType = str
    Category = str
    TargetKind = str
    Level = str
    About = str
else:
    ProjectType = Literal[PROJECT_TYPES]
    Category = Literal[tuple(taxonomy.CATEGORY_BY_KEY)]
    TargetKind = Literal[tuple(kind.value for kind in Kind)]
    Level = Literal[tuple(LEVELS)]
    About = Literal[tuple(CORRECTABLE)]
Layout = Literal["wide", "form", "flat", "entered"]

Money = Annotated[
    str | None, Field(description="万元, exact; null where nothing is stated", examples=["1027.87"])
]


class Error(Schema):
    """Why there is no answer."""

    detail: str


class InvalidParameter(Schema):
    """What is wrong with one parameter."""

    model_config = ConfigDict(extra="allow")

    type: str
    loc: list[str | int]
    msg: str


class Invalid(Schema):
    """Parameters that the API does not take."""

    detail: list[InvalidParameter]


class Page(Schema, Generic[Row]):
    """One page of a list: `count` is how many rows there are in all."""

    count: int
    page: int
    per_page: int
    next: str | None = Field(description="the address of the next page")
    previous: str | None = Field(description="the address of the page before")
    results: list[Row]


class Named(Schema):
    """Something with a page and an address of its own."""

    id: int
    name: str


AsDisclosed = Annotated[
    dict[str, str | None],
    Field(description="what is disclosed, by field, of the values that are corrected here; money in 万元"),
]


class Amounts(Schema):
    """Amounts by funding source."""

    total: Money
    fiscal_appropriation: Money
    special_account: Money
    other_funds: Money
    carried_over: Money


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
    sums: Amounts
    stated: Amounts
    as_disclosed: AsDisclosed


class UnitRow(Schema):
    """A unit in one fiscal year, with the sums of its projects."""

    id: int
    name: str
    department: Named
    fiscal_year: int
    projects: int
    indicators: int
    sums: Amounts


class Target(Schema):
    """A target as disclosed, and what is read from it: its one figure, where it surely has one."""

    text: str
    kind: TargetKind
    comparator: str
    number: str | None
    upper: str | None
    unit: str


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
    amounts: Amounts
    as_disclosed: AsDisclosed


class ProjectOut(ProjectRow):
    """A project with its texts and its indicators, as disclosed or corrected."""

    objective: str
    period_objective: str
    attribute: str
    starts_on: str
    ends_on: str
    unread: str
    indicator_list: list[IndicatorOut]
    corrections: list[CorrectionOut]


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
    stated: Amounts
    as_disclosed: AsDisclosed
    sum_of_projects: Money


class DisclosureOut(DisclosureRow):
    """The same with its files, and the corrections of all that it states."""

    sources: list[SourceOut]
    corrections: list[CorrectionOut]


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


# ---- Rows of the database in these shapes.


def amounts(row: Any, prefix: str = "") -> dict[str, str | None]:
    return {name: wan_yuan(getattr(row, prefix + name)) for name in AMOUNT_FIELDS}


def as_disclosed(row: Any) -> dict[str, str | None]:
    """What is disclosed of the row's corrected values; its indicators say it of themselves."""
    said = {name: value for name, value in row.as_disclosed.items() if name != INDICATORS}
    return {name: wan_yuan(value) if name in AMOUNT_FIELDS else value for name, value in said.items()}


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


def named(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name}


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
        "sums": amounts(row, "sum_"),
        "stated": amounts(row),
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
        "sums": amounts(row, "sum_"),
    }


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
        "amounts": amounts(row),
        "as_disclosed": as_disclosed(row),
    }


_PROJECT_TEXTS = ("objective", "period_objective", "attribute", "starts_on", "ends_on", "unread")


def project_out(row: Project, indicators: list[Indicator]) -> dict[str, Any]:
    texts = {name: getattr(row, name) for name in _PROJECT_TEXTS}
    corrections = row.corrections.in_force().order_by("pk") if row.as_disclosed else []
    return (
        project_row(row)
        | texts
        | {
            "indicator_list": [indicator_out(one) for one in indicators],
            "corrections": [correction_out(one) for one in corrections],
        }
    )


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
        "stated": amounts(row),
        "as_disclosed": as_disclosed(row),
        "sum_of_projects": wan_yuan(row.sum_total),
    }


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
