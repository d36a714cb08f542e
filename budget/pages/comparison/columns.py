"""The columns of a comparison: departments, units or the whole site in some years, or a table's revisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from django.db.models import F, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from budget.audit.catalogue import LEVELS
from budget.audit.comparison import IndicatorRow, ProjectRow, rows_of, totals_of, types_of
from budget.disclosure import records
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.open_data import records_in
from budget.disclosure.records import AMOUNT_FIELDS, Amounts
from budget.links import address
from budget.models import (
    Department,
    Disclosure,
    Finding,
    HandSetType,
    Project,
    ProjectTypeRule,
    Revision,
    TypeFigures,
    Unit,
    UnitStatement,
)
from budget.models.filters import FindingFilters
from budget.models.money import sources_in
from budget.models.names import name_key
from budget.project_types.rules import place
from budget.store.names import own_names_of_units
from indicators.folding import fold
from indicators.models import Indicator

# A comparison holds the projects of all its columns; bodies that have more are compared by their sums alone.
MOST_PROJECTS = 20_000

Kind = Literal["site", "department", "unit"]
# How columns differ: by year or revision, by body, or by both; of the last a difference would mix two things.
Varying = Literal["time", "body", "both"]

# The fields of an indicator that make its target.
_OF_INDICATORS = ("name", "annual_target", "comparator", "unit_of_measure", "direction")
# The columns that say where a project's row stands.
_ORIGIN = ("disclosure", "row", "place", "file")


@dataclass(frozen=True, slots=True)
class ComparisonColumn:
    """One column.

    `totals` are those of `ProjectQuerySet.totals()`, `types` those of `by_type()`, `levels` the findings by
    level (None: not shown). `projects` is None where they are too many. `filters` are those of its lists,
    none where no list shows just what the column counts. Of the site in several years, the column counts the
    departments that every one of these years has; `others` are the totals of the year's other departments.
    """

    label: str
    url: str
    filters: dict[str, Any]
    totals: dict[str, Any]
    types: dict[str, dict[str, Any]]
    levels: dict[str, int] | None = None
    projects: list[ProjectRow] | None = field(default=None, repr=False)
    departments: int = 0
    others: dict[str, Any] | None = None

    @property
    def is_there(self) -> bool:
        """Whether anything is disclosed."""
        return bool(self.totals["number"])


Columns = Sequence[ComparisonColumn]


def columns_in_force(
    kind: Kind, bodies: Sequence[Department | Unit], years: Sequence[int]
) -> list[ComparisonColumn]:
    """A column for each body (for the site without one) in each year, from stored sums and rows in force."""
    if kind == "site":
        return _columns_of_site(years)
    keys = [body.pk for body in bodies]
    totals = _totals(kind, keys, years)
    types = _types(kind, keys, years)
    levels = _levels(kind, keys, years)
    number = sum(found["number"] for found in totals.values())
    projects = projects_of(kind, keys, years) if number <= MOST_PROJECTS else None
    return [
        ComparisonColumn(
            label=_label(body, year, several_bodies=len(bodies) > 1, several_years=len(years) > 1),
            url=address(kind, body.pk, year=year),
            filters={"year": year, kind: body.pk},
            totals=totals.get((body.pk, year)) or totals_of([]),
            types=types.get((body.pk, year), {}),
            levels=levels.get((body.pk, year), dict.fromkeys(LEVELS, 0)),
            projects=None if projects is None else projects.get((body.pk, year), []),
        )
        for year in years
        for body in bodies
    ]


def _columns_of_site(years: Sequence[int]) -> list[ComparisonColumn]:
    """A column a year, of the departments that every one of the years has: others would be no change."""
    departments = Disclosure.objects.departments_of_all(years)
    number_of_all = departments.count()
    totals = _totals("site", departments, years)
    types = _types("site", departments, years)
    levels = _levels("site", departments, years)
    columns = []
    for year in years:
        others = UnitStatement.objects.of_year(year).exclude(disclosure__department__in=departments)
        number = Disclosure.objects.of_year(year).exclude(department__in=departments).count()
        columns.append(
            ComparisonColumn(
                label=str(year),
                url=address("overview", year=year),
                filters={} if number else {"year": year},
                totals=totals.get((None, year)) or totals_of([]),
                types=types.get((None, year), {}),
                levels=levels.get((None, year), dict.fromkeys(LEVELS, 0)),
                departments=number_of_all,
                others={**others.totals(), "departments": number},
            )
        )
    return columns


def _label(body: Any, year: int, *, several_bodies: bool, several_years: bool) -> str:
    """The label that distinguishes a column from the others."""
    if not several_bodies:
        return str(year)
    return f"{body.name} {year}" if several_years else str(body.name)


# The key of a column: the body's key (None for the site) and the year.
_Key = tuple[int | None, int]

Rows = TypeVar("Rows", bound=QuerySet[Any])

# The lookup from a row to its body, by kind.
_BODY_OF: dict[str, dict[Kind, str]] = {
    "statements": {"department": "disclosure__department", "unit": "unit"},
    "types": {"department": "disclosure__department"},
    "projects": {"unit": "unit", "department": "disclosure__department"},
    "findings": {"department": "disclosure__department"},
}

# The keys of bodies; of the site those of the departments that are counted.
Keys = Sequence[int] | QuerySet[Any]


def _grouped(rows: Rows, which: str, kind: Kind, keys: Keys, years: Sequence[int]) -> tuple[Rows, list[str]]:
    """The rows of these bodies and years, and what to group them by: body (not of the site) and year."""
    body = _BODY_OF[which]["department" if kind == "site" else kind]
    year = "fiscal_year" if which == "projects" else "disclosure__fiscal_year"
    found = rows.filter(**{f"{year}__in": list(years), f"{body}__in": keys}).order_by()
    if kind == "site":
        return found.annotate(of_year=F(year)), ["of_year"]
    return found.annotate(of_body=F(body), of_year=F(year)), ["of_body", "of_year"]


def _key_of(row: dict[str, Any]) -> _Key:
    return row.pop("of_body", None), row.pop("of_year")


def _totals(kind: Kind, keys: Keys, years: Sequence[int]) -> dict[_Key, dict[str, Any]]:
    rows, by = _grouped(UnitStatement.objects.all(), "statements", kind, keys, years)
    return {_key_of(row): row for row in rows.totals_by(*by)}


def _types(kind: Kind, keys: Keys, years: Sequence[int]) -> dict[_Key, dict[str, dict[str, Any]]]:
    if kind == "unit":
        projects, by = _grouped(Project.objects.all(), "projects", kind, keys, years)
        figures: Iterable[dict[str, Any]] = projects.types_by(*by)
    else:
        stored, by = _grouped(TypeFigures.objects.all(), "types", kind, keys, years)
        figures = stored.types_by(*by)
    found: dict[_Key, dict[str, dict[str, Any]]] = {}
    for row in figures:
        found.setdefault(_key_of(row), {})[row.pop("project_type")] = row
    return found


def _levels(kind: Kind, keys: Keys, years: Sequence[int]) -> dict[_Key, dict[str, int]]:
    findings = Finding.objects.in_force()
    if kind == "unit":  # a finding may name projects of several units, and is then each one's
        return {
            (key, year): dict.fromkeys(LEVELS, 0)
            | {row["level"]: row["number"] for row in of_unit.levels_by()}
            for key in keys
            for year in years
            for of_unit in [findings.of_year(year).narrowed(FindingFilters(unit=key))]
        }
    rows, by = _grouped(findings, "findings", kind, keys, years)
    found: dict[_Key, dict[str, int]] = {}
    for row in rows.levels_by(*by):
        found.setdefault(_key_of(row), dict.fromkeys(LEVELS, 0))[row["level"]] = row["number"]
    return found


def projects_of(kind: Kind, keys: Keys, years: Sequence[int]) -> dict[_Key, list[ProjectRow]]:
    """The projects in force of bodies by body and year, in table order."""
    rows, _by = _grouped(Project.objects.all(), "projects", kind, keys, years)
    own = ("name", "unit__name", "project_type", "as_disclosed", "other_sources", *AMOUNT_FIELDS)
    fields = ("pk", "of_body", "of_year", *_ORIGIN, *own)
    found = rows.order_by("statement__position", "position", "pk").values(*fields)
    indicators = _indicators(rows)
    by_body: dict[_Key, list[ProjectRow]] = {}
    for row in found:
        by_body.setdefault((row["of_body"], row["of_year"]), []).append(
            ProjectRow(
                name=row["name"],
                unit=row["unit__name"],
                amounts=Amounts(
                    **{name: row[name] for name in AMOUNT_FIELDS},
                    other_sources=sources_in(row["other_sources"]),
                ),
                indicators=tuple(indicators.get(row["pk"], ())),
                project_type=row["project_type"],
                url=address("project", row["pk"]),
                as_disclosed=row["as_disclosed"],
                pk=row["pk"],
                origin={name: row[name] for name in _ORIGIN},
            )
        )
    return by_body


def _indicators(projects: QuerySet[Project]) -> dict[int, list[IndicatorRow]]:
    rows = Indicator.objects.filter(project__in=projects.values("pk")).order_by("project", "position")
    found: dict[int, list[IndicatorRow]] = {}
    for project, position, category, *texts in rows.values_list(
        "project", "position", "category", *_OF_INDICATORS
    ):
        record = records.Indicator(position, **dict(zip(_OF_INDICATORS, texts, strict=True)))
        found.setdefault(project, []).append(IndicatorRow(category, record))
    return found


def columns_of_revisions(disclosure: Disclosure, revisions: Sequence[Revision]) -> list[ComparisonColumn]:
    """A column for each revision of a disclosure, from its stored records."""
    rules = [row.record for row in ProjectTypeRule.objects.all()]
    set_by_hand = HandSetType.objects.filter(
        unit__department=disclosure.department_id, fiscal_year=disclosure.fiscal_year
    ).select_related("unit")
    hand_set = {(row.unit.name_folded, row.name_folded, row.ordinal): row.project_type for row in set_by_hand}
    own_names = own_names_of_units(disclosure.department_id)
    columns = []
    for revision in revisions:
        record = records_in(bytes(revision.snapshot))
        projects = _typed(record, rules, hand_set, own_names)
        columns.append(
            ComparisonColumn(
                label=_("Revision %(number)s, %(date)s")
                % {"number": revision.number, "date": date_format(localtime(revision.created_at), "Y-m-d")},
                url=address("disclosure", disclosure.pk, revision=revision.number),
                filters={},
                totals=totals_of(projects),
                types=types_of(projects),
                projects=projects,
            )
        )
    return columns


def _typed(
    record: records.Disclosure,
    rules: Sequence[Any],
    hand_set: dict[tuple[str, str, int], str],
    own_names: dict[str, str],
) -> list[ProjectRow]:
    """The projects of a revision with the types that they would have if it were in force, each under its
    unit's own name: a unit may be stated under others (`own_names`: by these, folded).
    """
    objectives = [project.objective for project in record.projects]
    rows = [replace(row, unit=own_names.get(fold(row.unit), row.unit)) for row in rows_of(record)]
    keys = number_namesakes((name_key(row.unit), name_key(row.name)) for row in rows)
    return [
        replace(row, project_type=hand_set.get(key) or place(row.name, objective, rules).project_type)
        for row, objective, key in zip(rows, objectives, keys, strict=True)
    ]


def matching(kind: Kind, words: str, most: int) -> list[Department | Unit]:
    """The departments or units with a name that contains the words; at most `most`."""
    folded = fold(words)
    if not folded or "\x00" in folded:  # no name contains it, and PostgreSQL refuses it in a parameter
        return []
    if kind == "unit":
        units = Unit.objects.name_contains(folded).order_by("name_sort", "pk")
        return list(units.select_related("department")[:most])
    return list(Department.objects.name_contains(folded).order_by("name_sort", "pk")[:most])
