"""Shapes and values that several answers share: errors, pages of a list, names, amounts, choices."""

from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

from budget.audit.catalogue import LEVELS
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.corrections import CORRECTABLE
from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES
from budget.models.money import StatedAmounts as StatedRow
from budget.models.quality import ENOUGH_PROJECTS
from budget.project_types.rules import PROJECT_TYPES
from budget.store.corrections import INDICATORS
from indicators import taxonomy
from indicators.targets import Kind

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
    """Amounts by funding source. `named_sources` is the sum of the sources that have no column."""

    total: Money
    fiscal_appropriation: Money
    special_account: Money
    other_funds: Money
    carried_over: Money
    named_sources: Money


class Quality(Schema):
    """What the checks say, and how much is quantified. No verdict: a point to review says where to look."""

    errors: int = Field(description="points to review of the level error")
    warnings: int
    notices: int
    indicators: int = Field(description="those assessed: without those of confidential projects")
    quantified: int = Field(description="those of them whose annual target is quantified")
    points_per_100: float | None = Field(
        description="points to review per 100 assessed indicators; null where there is none to compare, and "
        f"for a unit or department with fewer than {ENOUGH_PROJECTS} projects"
    )
    quantified_share: float | None = Field(description="0 to 1; null as points_per_100 is")
    error_money: Money = Field(description="万元 of the projects that a point of the level error names")


class OtherSource(Schema):
    """A funding source that has no column, by its disclosed name."""

    name: str
    amount: Money = Field(description="万元, exact; null where what is disclosed is no amount")
    part_of: str = Field(description="the column that it is a part of, and counts in no sum; else empty")


class StatedAmounts(Amounts):
    """Amounts as a row states them."""

    other_sources: list[OtherSource]


def quality(row: Any, projects: int | None = None) -> dict[str, Any]:
    """The Quality of a row with the columns of QualityCounts. `projects`: how many a unit or department
    has; None for a project.
    """
    points = row.error_count + row.warning_count + row.notice_count
    is_comparable = row.assessed_count and (projects is None or projects >= ENOUGH_PROJECTS)
    return {
        "errors": row.error_count,
        "warnings": row.warning_count,
        "notices": row.notice_count,
        "indicators": row.assessed_count,
        "quantified": row.quantified_count,
        "points_per_100": round(points * 100 / row.assessed_count, 1) if is_comparable else None,
        "quantified_share": round(row.quantified_count / row.assessed_count, 4) if is_comparable else None,
        "error_money": wan_yuan(row.error_money),
    }


def amounts(row: Any, prefix: str = "") -> dict[str, Any]:
    """The amounts in the columns that a prefix leads to."""
    return {name: wan_yuan(getattr(row, prefix + name)) for name in (*AMOUNT_FIELDS, NAMED_SOURCES)}


def stated_amounts(row: StatedRow) -> dict[str, Any]:
    """The amounts that a row states, with its sources by other names."""
    others = [
        {"name": one.name, "amount": wan_yuan(one.fen), "part_of": one.part_of}
        for one in row.amounts.other_sources
    ]
    return {**amounts(row), "other_sources": others}


def as_disclosed(row: Any) -> dict[str, str | None]:
    """What is disclosed of the row's corrected values; its indicators say it of themselves."""
    disclosed = {name: value for name, value in row.as_disclosed.items() if name != INDICATORS}
    return {name: wan_yuan(value) if name in AMOUNT_FIELDS else value for name, value in disclosed.items()}


def named(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name}
