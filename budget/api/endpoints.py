"""The API: the same data as on the pages, read-only, with filters of the same names.

The OpenAPI description is at `openapi.json`. Every response with data has an ETag, and answers
If-None-Match with 304. An unknown parameter of a list is refused: ignoring it would return more rows than
requested.
"""

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field, create_model

from budget.api import schemas
from budget.audit.catalogue import CHECKS
from budget.disclosure.records import SOURCE_COLUMNS
from budget.models import Disclosure, Finding, Project, RetiredProject, SelfEvaluation, Source
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from budget.models.filters import ABOUT
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.models.querysets.disclosures import DisclosureQuerySet
from budget.models.querysets.projects import ProjectQuerySet
from budget.models.querysets.self_evaluations import CHOICES
from budget.pages.findings.filters import FILTERS as FINDING_FILTERS, finding_filters
from budget.pages.findings.order import FindingOrder
from budget.pages.listings import IndicatorListing, ProjectListing
from budget.pages.owner_listings import DisclosureListing, UnitListing
from budget.pages.remembered import remembered
from budget.pages.replicas import is_from_replica
from budget.pages.results.listing import FILTERS as RESULT_FILTERS, ResultListing, ResultTable
from budget.pages.tables.base import OrderedRows, SiteTable
from budget.pages.tables.lists import (
    DepartmentTable,
    DisclosureTable,
    IndicatorTable,
    ProjectTable,
    UnitTable,
)
from budget.pages.years import all_years
from budget.search.words import LONGEST_QUERY
from budget.store.outages import WORDS, outage_of
from indicators import taxonomy
from indicators.filters import COMPARATORS, UNCLASSIFIED
from indicators.querysets import IndicatorQuerySet

api = NinjaAPI(
    title="Budget performance targets",
    version="1",
    description=(
        "What departments published in their 项目支出绩效目标表. Money is in 万元, as strings; null means "
        "that the table states nothing, which is not 0. Where the installation asks everybody to sign in, "
        "who has not is answered 401."
    ),
    # The page for people is budget.api.docs: the scripts of this one come from another host.
    docs_url=None,
    urls_namespace="api",
)

logger = logging.getLogger("django.request")

M = TypeVar("M", bound=Model)

# The largest integer of SQLite and PostgreSQL.
_MOST = 2**63 - 1
_Id = Annotated[int, Field(ge=1, le=_MOST)]
_PathId = Annotated[int, Path(ge=1, le=_MOST)]
# PostgreSQL refuses NUL in a parameter.
_Text = Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY, pattern=r"^[^\x00]*$")]
_AnyCategory: Any = Literal[(*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED)]
_ERRORS = {404: schemas.Error, 422: schemas.Invalid}

MOST_PER_PAGE = 200
# An OFFSET costs as much as the rows that it skips, so the number of pages is limited.
MOST_PAGES = 100_000

# The filters of the pages by name: the type of the value, and a description.
_FILTERS: dict[str, tuple[Any, str]] = {
    "q": (_Text, "words, all of which the row answers to"),
    "region": (_Text, "the department's region, as it is named"),
    "department": (_Id, "of this department"),
    "unit": (_Id, "of this unit"),
    "project": (_Id, "of this project"),
    "source": (Literal[(*SOURCE_COLUMNS, UNACCOUNTED)], "with money from this source"),
    "amount": (Literal[tuple(AMOUNT_RANGES)], "with a total in this range, in 万元"),
    "type": (schemas.ProjectType, "of this project type"),
    "category": (_AnyCategory, "with an indicator of this category"),
    "kind": (schemas.TargetKind, "with an annual target of this kind"),
    "comparator": (Literal[tuple(COMPARATORS)], "with an annual target of this comparator"),
    "check": (Literal[tuple(CHECKS)], "of this check"),
    "level": (schemas.Level, "with a point to review of this level"),
    "about": (Literal[ABOUT], "in tables of targets, or in self-evaluations"),
    **{name: (Literal[tuple(values)], f"by {name}") for name, values in CHOICES.items()},
    "quantified": (Literal[tuple(SHARE_RANGES)], "of projects with this share of quantified indicators"),
}


class _ListParams(Schema):
    """The parameters of every list."""

    year: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="fiscal year; else the latest")
    page: int = Field(1, ge=1, le=MOST_PAGES)
    per_page: int = Field(25, ge=1, le=MOST_PER_PAGE)


def _list_params(name: str, filters: Iterable[str], table: type[SiteTable] | None = None) -> Any:
    """The parameters of a list: the filters of its page, and `sort` by a column (`-`: descending)."""
    fields: dict[str, Any] = {}
    for one in filters:
        kind, words = _FILTERS[one]
        fields[one] = (kind | None, Field(None, description=words))
    if table is not None:
        columns = [key for key, column in table.base_columns.items() if column.orderable is not False]
        orders: Any = Literal[(*columns, *(f"-{key}" for key in columns))]
        usual = "".join(next(iter(table._meta.order_by)))
        fields["sort"] = (orders, Field(usual))
    return create_model(name, __base__=_ListParams, **fields)


if TYPE_CHECKING:  # made of the filters and tables of the pages

    class _Sorted(_ListParams):
        sort: str

    _Departments = _Sorted
    _Units = _Sorted
    _Projects = _Sorted
    _Indicators = _Sorted
    _Disclosures = _Sorted
    _Findings = _ListParams
    _Results = _Sorted
else:
    _Departments = _list_params("DepartmentParams", DisclosureListing.filter_names(), DepartmentTable)
    _Units = _list_params("UnitParams", UnitListing.filter_names(), UnitTable)
    _Projects = _list_params("ProjectParams", ProjectListing.filter_names(), ProjectTable)
    _Indicators = _list_params("IndicatorParams", IndicatorListing.filter_names(), IndicatorTable)
    _Disclosures = _list_params("DisclosureParams", DisclosureListing.filter_names(), DisclosureTable)
    _Findings = _list_params("FindingParams", FINDING_FILTERS)
    _Results = _list_params("ResultParams", RESULT_FILTERS, ResultTable)


def _year(request: HttpRequest, params: _ListParams, years: Iterable[int] | None = None) -> int:
    """The requested year, else the latest of `years` (those of disclosures); FIRST_YEAR without any.

    Raises ValidationError for a parameter that the list does not take.
    """
    unknown = [name for name in request.GET if name not in type(params).model_fields]
    if unknown:
        wrong = [
            {"type": "unknown", "loc": ["query", name], "msg": "Not a parameter here"} for name in unknown
        ]
        raise ValidationError(wrong)
    return params.year or next(iter(all_years() if years is None else years), FIRST_YEAR)


def _sorted(table: type[SiteTable], rows: OrderedRows, sort: str, year: int) -> OrderedRows:
    """Sort the rows as the table of the pages does."""
    totals: dict[str, Any] = {"totals": {}} if table in _WITH_TOTALS else {}
    ordered = table(rows, year=year, caption="", **totals)
    ordered.order_by = sort
    data = ordered.data
    if not isinstance(data, OrderedRows):
        raise TypeError(f"{table.__name__} has no rows of the database")
    return data


_WITH_TOTALS = (DepartmentTable, UnitTable, ProjectTable)


def _page(
    request: HttpRequest,
    params: _ListParams,
    rows: QuerySet[Any] | OrderedRows,
    row: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    count = len(rows) if isinstance(rows, OrderedRows) else rows.count()
    start = (params.page - 1) * params.per_page
    return {
        "count": count,
        "page": params.page,
        "per_page": params.per_page,
        "next": _address(request, params.page + 1) if start + params.per_page < count else None,
        "previous": _address(request, params.page - 1) if params.page > 1 else None,
        "results": [row(one) for one in rows[start : start + params.per_page]],
    }


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _one(rows: QuerySet[Any], key: int) -> Any:
    """The row of this key, with what the query annotates it with."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise HttpError(404, "There is nothing with this id.")
    return found


@api.get("/years", response=list[int], summary="The fiscal years there are, the latest first")
def years(request: HttpRequest) -> list[int]:
    return all_years()


@api.get(
    "/departments",
    response={200: schemas.Page[schemas.DepartmentRow], **_ERRORS},
    summary="Departments of a fiscal year",
)
def departments(request: HttpRequest, params: Query[_Departments]) -> dict[str, Any]:
    year = _year(request, params)
    listing = DisclosureListing(request, year)
    rows = listing.ordered(DisclosureQuerySet.for_departments_page)
    return _page(request, params, _sorted(DepartmentTable, rows, params.sort, year), schemas.department_row)


@api.get("/units", response={200: schemas.Page[schemas.UnitRow], **_ERRORS}, summary="Units of a fiscal year")
def units(request: HttpRequest, params: Query[_Units]) -> dict[str, Any]:
    year = _year(request, params)
    listing = UnitListing(request, year)
    rows = listing.ordered()
    return _page(
        request,
        params,
        _sorted(UnitTable, rows, params.sort, year),
        lambda row: schemas.unit_row(row, year),
    )


@api.get(
    "/projects",
    response={200: schemas.Page[schemas.ProjectRow], **_ERRORS},
    summary="Projects of a fiscal year",
)
def projects(request: HttpRequest, params: Query[_Projects]) -> dict[str, Any]:
    year = _year(request, params)
    listing = ProjectListing(request, year)
    rows = listing.ordered(ProjectQuerySet.for_list_page)
    return _page(request, params, _sorted(ProjectTable, rows, params.sort, year), schemas.project_row)


@api.get(
    "/projects/{pk}",
    response={200: schemas.ProjectOut, 410: schemas.Error, **_ERRORS},
    summary="A project with its objective and indicators",
    description="410 where a later revision of the table dropped it, or the table was withdrawn.",
)
def project(request: HttpRequest, pk: _PathId) -> dict[str, Any]:
    retired = RetiredProject.objects.select_related("disclosure").filter(pk=pk).first()
    if retired is not None:
        if retired.disclosure.is_withdrawn:
            raise HttpError(410, "The table that had this project was withdrawn.")
        raise HttpError(410, "A later revision of the table dropped this project.")
    row = _one(Project.objects.for_project_page(), pk)
    return schemas.project_out(row, list(row.indicators.for_project_page()))


@api.get(
    "/indicators",
    response={200: schemas.Page[schemas.IndicatorRow], **_ERRORS},
    summary="Indicators of a fiscal year",
)
def indicators(request: HttpRequest, params: Query[_Indicators]) -> dict[str, Any]:
    year = _year(request, params)
    listing = IndicatorListing(request, year)
    rows = listing.ordered(IndicatorQuerySet.for_list_page)
    return _page(request, params, _sorted(IndicatorTable, rows, params.sort, year), schemas.indicator_row)


@api.get(
    "/disclosures",
    response={200: schemas.Page[schemas.DisclosureRow], **_ERRORS},
    summary="What was imported for a fiscal year",
)
def disclosures(request: HttpRequest, params: Query[_Disclosures]) -> dict[str, Any]:
    year = _year(request, params)
    listing = DisclosureListing(request, year)
    rows = listing.ordered(DisclosureQuerySet.for_list_page)
    return _page(request, params, _sorted(DisclosureTable, rows, params.sort, year), schemas.disclosure_row)


@api.get(
    "/disclosures/{pk}",
    response={200: schemas.DisclosureOut, 410: schemas.Error, **_ERRORS},
    summary="A disclosure with the files it was read from",
    description="410 where it was withdrawn.",
)
def disclosure(request: HttpRequest, pk: _PathId) -> dict[str, Any]:
    row = _one(Disclosure.objects.for_list_page(), pk)
    if row.is_withdrawn:
        raise HttpError(410, "This disclosure was withdrawn.")
    files = row.revisions.filter(is_current=True).values_list("sources", flat=True)
    sources = [
        {
            "id": source.pk,
            "name": source.name,
            "sha256": source.file.sha256,
            "received_at": source.received_at,
            "published_url": source.published_url,
        }
        for source in Source.objects.filter(pk__in=files)
        .select_related("file")
        .defer("file__content")
        .order_by("position")
    ]
    corrections = row.corrections.in_force().order_by("pk") if row.correction_count else []
    return schemas.disclosure_row(row) | {
        "sources": sources,
        "corrections": [schemas.correction_out(one) for one in corrections],
    }


@api.get(
    "/findings",
    response={200: schemas.Page[schemas.FindingRow], **_ERRORS},
    summary="Points to review of a fiscal year, the gravest first",
    description="What the checks found. A point to review says where to look; it is no verdict.",
)
def findings(request: HttpRequest, params: Query[_Findings]) -> dict[str, Any]:
    year = _year(request, params)
    filters, _chips = finding_filters(request, is_for_auditor=False)
    found = Finding.objects.in_force().for_reader(None).of_year(year).narrowed(filters)
    number = remembered(("number of findings", year, filters), found.count)
    rows = OrderedRows(
        found.for_list_page(filters).prefetch_related("projects"),
        number,
        FindingOrder(year, filters, None, number).page_keys,
        remember_as=("findings", year, filters, False),
    )
    return _page(request, params, rows, schemas.finding_row)


@api.get(
    "/results",
    response={200: schemas.Page[schemas.ResultRow], **_ERRORS},
    summary="Self-evaluations of a fiscal year",
)
def results(request: HttpRequest, params: Query[_Results]) -> dict[str, Any]:
    year = _year(request, params, SelfEvaluation.objects.years())
    rows = OrderedRows(ResultListing(request, year).rows.for_list_page())
    return _page(request, params, _sorted(ResultTable, rows, params.sort, year), schemas.result_row)


@api.get(
    "/results/{pk}",
    response={200: schemas.ResultOut, **_ERRORS},
    summary="A self-evaluation with its indicators",
)
def result(request: HttpRequest, pk: _PathId) -> dict[str, Any]:
    return schemas.result_out(_one(SelfEvaluation.objects.for_page(), pk))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """List the invalid parameters without their values, which may not be text."""
    problems = [{name: one[name] for name in ("type", "loc", "msg")} for one in error.errors]
    return api.create_response(request, {"detail": problems}, status=422)


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "There is nothing at this address."}, status=404)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log a fault of this program, and answer 500; 503 where the database does not answer. Raises the error
    again under DEBUG, and where a replica was read: the request is then answered from the primary.
    """
    if settings.DEBUG or is_from_replica():
        raise error
    logger.error("Internal Server Error: %s", request.path, exc_info=error, extra={"request": request})
    if outage := outage_of(error):
        words = {"detail": f"Try again later: {WORDS[outage]}."}
        return api.create_response(request, words, status=503)
    return api.create_response(request, {"detail": "A fault of this program, which its log has."}, status=500)


# Outermost, so that refusals have an ETag too. An unchanged response is a 304 without a body.
api.add_decorator(conditional_page, mode="view")
