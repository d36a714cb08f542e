"""The queries of the pages and commands, each in a method named for what it serves.

Sums are made by the database over all rows in question: exact fen, None where no row states an amount. They
are named `sum_<column>`, since the columns of the same names hold what a row states.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import (
    Aggregate,
    Case,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import GreaterThan, LessThan

from budget.disclosure.records import AMOUNT_FIELDS
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.names import name_key
from budget.project_types.rules import PROJECT_TYPES
from budget.search.words import Question
from indicators.models import Indicator
from indicators.querysets import COLUMN_VALUES, COLUMNS, filter_value, indicator_conditions
from indicators.sorting import sort_key

if TYPE_CHECKING:
    from budget.models.corrections import Correction
    from budget.models.disclosures import Disclosure, Revision, Source, UnitStatement
    from budget.models.hierarchy import Department, Unit
    from budget.models.projects import Project
    from budget.models.rollups import CategoryFigures, ChoiceFigures, TypeFigures

# A model of things that have other names.
N = TypeVar("N", bound=models.Model)

# The columns whose sum a project's total is stated to be.
SOURCE_FIELDS: tuple[str, ...] = AMOUNT_FIELDS[1:]
# As a funding source in a filter: the money that no source accounts for.
UNACCOUNTED = "unaccounted"


def _sums(prefix: str = "") -> dict[str, Sum]:
    """`sum_total`, `sum_fiscal_appropriation`, … over the columns that `prefix` leads to."""
    return {f"sum_{name}": Sum(f"{prefix}{name}") for name in AMOUNT_FIELDS}


def _unaccounted(at: str = "") -> Combinable:
    """The fen of a project's total that its sources do not account for; negative where they exceed it.

    `at` leads to the project.
    """
    accounted: Combinable = Coalesce(F(f"{at}{SOURCE_FIELDS[0]}"), 0)
    for name in SOURCE_FIELDS[1:]:
        accounted = accounted + Coalesce(F(f"{at}{name}"), 0)
    return Coalesce(F(f"{at}total"), 0) - accounted


def has_money_from(source: str, at: str = "") -> Q:
    """Whether a project that `at` leads to has money from a source: a column's name, or UNACCOUNTED."""
    if source == UNACCOUNTED:
        left_over = _unaccounted(at)
        return Q(GreaterThan(left_over, 0)) | Q(LessThan(left_over, 0))
    return Q(**{f"{at}{source}__gt": 0}) | Q(**{f"{at}{source}__lt": 0})


def _answering(question: Question, *kinds: str) -> Any:
    """The search entries of these kinds that answer a question."""
    return apps.get_model("budget", "SearchText").objects.answering(question, *kinds)


def _project_totals() -> dict[str, Any]:
    return {
        "number": Count("pk"),
        "sum_indicators": Coalesce(Sum("indicator_count"), 0),
        "sum_unaccounted": Sum(_unaccounted()),
        **_sums(),
    }


def _kept_totals() -> dict[str, Any]:
    return {
        "number": Coalesce(Sum("project_count"), 0),
        "sum_indicators": Coalesce(Sum("indicator_count"), 0),
        "sum_unaccounted": Sum("sum_unaccounted"),
        **_sums("sum_"),
    }


def _counted_by_amount(rows: models.QuerySet[Any], column: str) -> dict[str, int]:
    return counted_under(rows, {key: one.holds(column) for key, one in AMOUNT_RANGES.items()})


def counted_under(rows: models.QuerySet[Any], conditions: Mapping[str, Q], of: str = "pk") -> dict[str, int]:
    """How many rows, or of what `of` leads to, fulfil each condition, in one query."""
    # By number: a name of our own would hide the column of that name from the conditions.
    names = {value: f"number_{place}" for place, value in enumerate(conditions)}
    numbers = rows.order_by().aggregate(
        **{names[value]: Count(of, filter=one, distinct=of != "pk") for value, one in conditions.items()}
    )
    return {value: numbers[name] for value, name in names.items()}


def _keyed(rows: Iterable[Mapping[str, Any]], name: str) -> dict[Any, dict[str, Any]]:
    """Rows by the value of one of their columns, each without that column."""
    return {row[name]: {other: value for other, value in row.items() if other != name} for row in rows}


class CategoryFiguresQuerySet(models.QuerySet["CategoryFigures"]):
    def of_year(self, year: int, department: int | None = None) -> Self:
        found = self.filter(disclosure__fiscal_year=year)
        return found if department is None else found.filter(disclosure__department=department)

    def by_category(self) -> dict[str, dict[str, Any]]:
        """`indicators`, `projects` and `money` (fen) of each category; the unclassified under ""."""
        rows = self.order_by().values("category")
        sums = rows.annotate(
            indicators=Sum("indicator_count"), projects=Sum("project_count"), money=Sum("sum_total")
        )
        return _keyed(sums, "category")


class TypeFiguresQuerySet(models.QuerySet["TypeFigures"]):
    def types_by(self, *groups: str) -> "models.QuerySet[TypeFigures, dict[str, Any]]":
        """By these groups: each `project_type` with its `projects` and `money` (fen)."""
        rows: models.QuerySet[TypeFigures, dict[str, Any]] = self.order_by().values(*groups, "project_type")
        return rows.annotate(projects=Sum("project_count"), money=Sum("sum_total"))

    def of_year(self, year: int, department: int | None = None) -> Self:
        found = self.filter(disclosure__fiscal_year=year)
        return found if department is None else found.filter(disclosure__department=department)

    def by_type(self) -> dict[str, dict[str, Any]]:
        """`projects` and `money` (fen) of each project type that occurs."""
        return _keyed(self.types_by(), "project_type")


class ChoiceFiguresQuerySet(models.QuerySet["ChoiceFigures"]):
    def of_year(
        self, year: int, department: int | None = None, unit: int | None = None, region: str = ""
    ) -> Self:
        found = self.filter(statement__disclosure__fiscal_year=year)
        if department is not None:
            found = found.filter(statement__disclosure__department=department)
        if unit is not None:
            found = found.filter(statement__unit=unit)
        return found.filter(statement__disclosure__department__region=region) if region else found

    def by_choice(self, number: models.Aggregate) -> dict[str, dict[str, int]]:
        """By filter and value: a sum or a count over these rows."""
        found: dict[str, dict[str, int]] = {}
        for name, value, counted in self.order_by().values_list("name", "value").annotate(number=number):
            found.setdefault(name, {})[value] = counted
        return found


class _Listed(Aggregate):
    """JSON values in one list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def other_names(aliases: models.QuerySet[Any], of: str, at: str = "pk") -> Subquery:
    """What annotates a row with the other names, `[{"name", "note"}]` in no order, of what `at` leads to;
    None where it has none. `of`: what leads from an alias to whose it is.
    """
    rows = aliases.filter(**{of: OuterRef(at)}).order_by().values(of)
    entries = rows.annotate(entries=_Listed(JSONObject(name=F("name"), note=F("note")))).values("entries")
    return Subquery(entries, output_field=JSONField())


def sorted_names(entries: list[dict[str, str]] | None) -> list[dict[str, str]]:
    """What `other_names` annotates, as a page shows it."""
    return sorted(entries or (), key=lambda entry: sort_key(entry["name"]))


class _NamedQuerySet(models.QuerySet[N]):
    def with_other_names(self) -> Self:
        """Each with its `other_names`, as the function of that name gives them."""
        aliases, of = self._aliases()
        return self.annotate(other_names=other_names(aliases, of))

    def called(self, key: str) -> Self:
        """Those of which a name, their own or another, is this (`name_key`)."""
        aliases, of = self._aliases()
        theirs = aliases.filter(name_folded=key).values(of)
        return self.filter(Q(name_folded=key) | Q(pk__in=theirs))

    def whose_name_holds(self, folded: str) -> Self:
        """Those of which a name, their own or another, holds this folded text."""
        aliases, of = self._aliases()
        theirs = aliases.filter(name_folded__contains=folded)
        return self.filter(Q(name_folded__contains=folded) | Q(pk__in=theirs.values(of)))

    def _aliases(self) -> tuple[models.QuerySet[Any], str]:
        """The other names of all such things, and what leads from one to whose it is."""
        relation = self.model._meta.get_field("aliases")
        if not isinstance(relation, models.ManyToOneRel):
            raise TypeError(f"{self.model.__name__} has no other names")
        return relation.related_model._default_manager.all(), relation.field.name


class DepartmentQuerySet(_NamedQuerySet["Department"]):
    pass


class UnitQuerySet(_NamedQuerySet["Unit"]):
    def narrowed(
        self,
        year: int,
        department: int | None = None,
        amount: str = "",
        q: Question | None = None,
        **of_a_project: Any,
    ) -> Self:
        """Of those `for_list_page(year)`: a department's, with a sum in a range, whose name answers, and that
        have a project which fulfils all that is said of one (`ProjectQuerySet.narrowed`).
        """
        found = self
        if department is not None:
            found = found.filter(department=department)
        if amount:
            found = found.filter(AMOUNT_RANGES[amount].holds("sum_total"))
        if q is not None:
            found = found.filter(pk__in=_answering(q, "unit").filter(fiscal_year=year).values("unit"))
        if of_a_project:
            projects = apps.get_model("budget", "Project").objects.of_year(year).narrowed(**of_a_project)
            found = found.filter(pk__in=projects.values("unit"))
        return found

    def counted_by_amount(self) -> dict[str, int]:
        """How many there are by the range of their sum (`sum_total`)."""
        return _counted_by_amount(self, "sum_total")

    def for_list_page(self, year: int) -> Self:
        """Those that a disclosure of the year names, each with the sums and the numbers of its projects."""
        return (
            self.filter(statements__disclosure__fiscal_year=year)
            .annotate(
                project_count=Sum("statements__project_count"),
                indicator_count=Sum("statements__indicator_count"),
                **_sums("statements__sum_"),
            )
            .select_related("department")
        )

    def largest(self, year: int, number: int) -> Self:
        """The units of the year with most money, for a chart."""
        return self.for_list_page(year).order_by(F("sum_total").desc(nulls_last=True), "-pk")[:number]


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def in_force(self) -> Self:
        """Those that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_year(self, year: int) -> Self:
        """Those in force of a year."""
        return self.in_force().filter(fiscal_year=year)

    def withdrawn_of(self, body: Any) -> Self:
        """Those withdrawn of a department, or those in which a unit had projects, the latest year first."""
        whose = (
            {"department": body}
            if body._meta.model_name == "department"
            else {"retired_projects__unit": body}
        )
        return (
            self.filter(withdrawn_at__isnull=False, **whose)
            .distinct()
            .select_related("department")
            .order_by("-fiscal_year", "-pk")
        )

    def of(self, year: int | None, department: str | None) -> Self:
        """Those of a year, of a department (by one of its names, compared folded), or of both."""
        found = self
        if year is not None:
            found = found.filter(fiscal_year=year)
        if department:
            departments = apps.get_model("budget", "Department").objects
            found = found.filter(department__in=departments.called(name_key(department)).values("pk"))
        return found

    def for_dump(self) -> Self:
        """In the order in which they are written out."""
        return self.select_related("department").order_by(
            "fiscal_year", "department__region_folded", "department__name_folded", "pk"
        )

    def narrowed(
        self,
        region: str = "",
        department: int | None = None,
        amount: str = "",
        q: Question | None = None,
        **of_a_project: Any,
    ) -> Self:
        """Of those `with_sums`: of a region, of a department, with a sum in a range, whose department's name
        answers, and that have a project which fulfils all that is said of one (`ProjectQuerySet.narrowed`).
        """
        found = self
        if region:
            found = found.filter(department__region=region)
        if department is not None:
            found = found.filter(department=department)
        if amount:
            found = found.filter(AMOUNT_RANGES[amount].holds("sum_total"))
        if q is not None:
            found = found.filter(pk__in=_answering(q, "department").values("disclosure"))
        if of_a_project:
            projects = apps.get_model("budget", "Project").objects.narrowed(**of_a_project)
            found = found.filter(pk__in=projects.values("disclosure"))
        return found

    def counted_by_amount(self) -> dict[str, int]:
        """How many there are by the range of their sum (`sum_total`)."""
        return _counted_by_amount(self, "sum_total")

    def years(self) -> list[int]:
        """The fiscal years in which something is in force, the latest first."""
        found = self.in_force().order_by("-fiscal_year")
        return list(found.values_list("fiscal_year", flat=True).distinct())

    def figures(self) -> dict[str, Any]:
        """How many departments, units, projects and indicators there are, by the disclosures' counts.

        `stated` is the sum of the grand totals that are stated, None where none is; `corrections` is how many
        values are corrected.
        """
        return self.aggregate(
            departments=Count("pk"),
            stated=Sum("total"),
            corrections=Coalesce(Sum("correction_count"), 0),
            units=Coalesce(Sum("unit_count"), 0),
            projects=Coalesce(Sum("project_count"), 0),
            indicators=Coalesce(Sum("indicator_count"), 0),
        )

    def with_sums(self) -> Self:
        """Each with the sums of its projects."""
        return self.annotate(**_sums("statements__sum_"))

    def for_departments_page(self) -> Self:
        return self.with_sums().select_related("department")

    def largest(self, number: int) -> Self:
        """Those with most money, for a chart."""
        return self.for_departments_page().order_by(F("sum_total").desc(nulls_last=True), "-pk")[:number]

    def with_problem_count(self) -> Self:
        """Each with the number of its problems, counted apart, so that no join multiplies its sums."""
        same = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        return self.annotate(problem_count=Subquery(same.annotate(number=Count("problems")).values("number")))

    def beside(self, disclosure: int) -> Self:
        """A disclosure with all others of its department, the latest first, for its page."""
        return (
            self.filter(department__disclosures__pk=disclosure)
            .with_problem_count()
            .select_related("department")
            .order_by("-fiscal_year")
        )

    def for_department_page(self) -> Self:
        """A department's disclosures in force, the latest first, each with the number of its problems."""
        return self.in_force().with_problem_count().select_related("checked").order_by("-fiscal_year")

    def for_list_page(self) -> Self:
        """Each with its sums, the number of its problems, and which revision is in force since when."""
        current = self.model.objects.filter(pk=OuterRef("pk"), revisions__is_current=True).order_by()
        return (
            self.for_departments_page()
            .with_problem_count()
            .annotate(
                revision_number=Subquery(current.values("revisions__number")),
                revised_at=Subquery(current.values("revisions__created_at")),
            )
        )


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def in_force(self) -> Self:
        return self.filter(standing="in-force")

    def for_pages(self) -> Self:
        """Those in force, as pages show them: in the order in which they were made, with who made them."""
        return self.in_force().select_related("by").order_by("pk")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def for_disclosure_page(self) -> Self:
        """All revisions, the latest first, each with its files, and without what is large in either."""
        files = apps.get_model("budget", "Source").objects.order_by("position")
        return (
            self.defer("snapshot", "repeats__snapshot")
            .select_related("created_by", "repeats")
            .order_by("-number")
            .prefetch_related(Prefetch("sources", files.select_related("file").defer("file__content")))
        )


class SourceQuerySet(models.QuerySet["Source"]):
    def for_project_page(self, project: "Project") -> "Source | None":
        """The file that a project's row stands in: the one it names, else the first one in force."""
        files = self.filter(revision__disclosure=project.disclosure_id, revision__is_current=True)
        if project.file:
            files = files.filter(file__sha256=project.file)
        return files.select_related("file").defer("file__content").order_by("position").first()


class StatementQuerySet(models.QuerySet["UnitStatement"]):
    def totals(self) -> dict[str, Any]:
        """What `ProjectQuerySet.totals` gives, of all projects of these units, by the sums kept."""
        return self.aggregate(**_kept_totals())

    def totals_by(self, *groups: str) -> "models.QuerySet[UnitStatement, dict[str, Any]]":
        """The same by these groups."""
        rows: models.QuerySet[UnitStatement, dict[str, Any]] = self.order_by().values(*groups)
        return rows.annotate(**_kept_totals())

    def of_year(self, year: int, department: int | None = None) -> Self:
        found = self.filter(disclosure__fiscal_year=year)
        return found if department is None else found.filter(disclosure__department=department)

    def for_disclosure_page(self) -> Self:
        """In table order."""
        return self.order_by("position")

    def for_unit_page(self) -> Self:
        """All that is stated of a unit, the latest year first."""
        return self.select_related("disclosure__checked").order_by(
            "-disclosure__fiscal_year", "position", "pk"
        )


class ProjectQuerySet(models.QuerySet["Project"]):
    def of_year(self, year: int) -> Self:
        return self.filter(fiscal_year=year)

    def narrowed(
        self,
        department: int | None = None,
        unit: int | None = None,
        source: str = "",
        amount: str = "",
        type: str = "",
        category: str = "",
        kind: str = "",
        comparator: str = "",
        level: str = "",
        q: Question | None = None,
    ) -> Self:
        """Those of a department, a unit, a project type, with money from a source, a total in a range, an
        indicator that fulfils all that is said of one, a finding of a level; whose name or objective answers.

        The values are a filter's: `source` a column's name, or UNACCOUNTED; `amount` a key of AMOUNT_RANGES.
        """
        found = self
        if type:
            found = found.filter(project_type=type)
        if department is not None:
            found = found.filter(disclosure__department=department)
        if unit is not None:
            found = found.filter(unit=unit)
        if source:
            found = found.filter(has_money_from(source))
        if amount:
            found = found.filter(AMOUNT_RANGES[amount].holds("total"))
        if wanted := indicator_conditions(category, kind, comparator):
            found = found.filter(Exists(Indicator.objects.filter(project=OuterRef("pk"), **wanted)))
        if level:
            named = self.model.findings.through.objects.filter(project=OuterRef("pk"))
            found = found.filter(Exists(named.filter(finding__is_active=True, finding__level=level)))
        if q is not None:
            found = found.filter(pk__in=_answering(q, "project", "objective").values("project"))
        return found

    def counted_by(self, column: str, of: str = "pk") -> dict[Any, int]:
        """How many there are by a column; `of`: not of the projects, but of what that leads to."""
        rows = self.order_by().values_list(column).annotate(number=Count(of, distinct=of != "pk"))
        return dict(rows)

    def counted_by_amount(self) -> dict[str, int]:
        """How many there are by the range of their total."""
        return _counted_by_amount(self, "total")

    def counted_by_money(self, of: str = "pk") -> dict[str, int]:
        """The same by funding source; who has money from several counts under each."""
        names = (*SOURCE_FIELDS, UNACCOUNTED)
        return counted_under(self, {name: has_money_from(name) for name in names}, of)

    def counted_by_level(self, of: str = "pk") -> dict[str, int]:
        """The same by the level of the findings that name them; of several levels, under each."""
        rows = self.filter(findings__is_active=True).order_by().values_list("findings__level")
        return dict(rows.annotate(number=Count(of, distinct=True)))

    def counted_by_indicators(self, name: str, of: str = "pk", **chosen: str) -> dict[str, int]:
        """The same by what `name` says of their indicators (a key of COLUMNS), of those that fulfil what else
        is chosen; who has indicators of several values counts under each.
        """
        wanted = {f"indicators__{column}": value for column, value in indicator_conditions(**chosen).items()}
        column = f"indicators__{COLUMNS[name]}"
        # Pairs first, each once: counting distinct projects group by group sorts every indicator.
        pairs = self.filter(**wanted).order_by().values(of, column).distinct()
        values = COLUMN_VALUES[name]
        numbers = pairs.aggregate(
            **{
                f"number_{place}": Count(column, filter=Q(**{column: value}))
                for place, value in enumerate(values)
            }
        )
        return {filter_value(name, value): numbers[f"number_{place}"] for place, value in enumerate(values)}

    def totals(self) -> dict[str, Any]:
        """`number`, `sum_total`, …, `sum_unaccounted` and `sum_indicators` over all rows."""
        return self.aggregate(**_project_totals())

    def by_type(self) -> dict[str, dict[str, Any]]:
        """What `TypeFiguresQuerySet.by_type` gives, of these projects."""
        return _keyed(self.types_by(), "project_type")

    def types_by(self, *groups: str) -> "models.QuerySet[Project, dict[str, Any]]":
        """What `TypeFiguresQuerySet.types_by` gives, of these projects."""
        rows: models.QuerySet[Project, dict[str, Any]] = self.order_by().values(*groups, "project_type")
        return rows.annotate(projects=Count("pk"), money=Sum("total"))

    def type_figures(self) -> Iterator[dict[str, Any]]:
        """The columns of each row of TypeFigures that these projects make."""
        rows = self.order_by().values("disclosure_id", "project_type")
        figures = rows.annotate(project_count=Count("pk"), sum_total=Sum("total"))
        return (dict(row) for row in figures.iterator())

    def indicators_by_category(self) -> dict[str, int]:
        """How many indicators of each category these projects have; the unclassified ones under ""."""
        # From the projects' side: SQLite would else walk the index of all categories to group by them.
        rows = self.order_by().values("indicators__category").annotate(number=Count("indicators"))
        return {row["indicators__category"]: row["number"] for row in rows if row["number"]}

    def categories_of_each(self) -> Iterator[tuple[str, int, int | None]]:
        """By project and category: the category, the project's indicators of it, its total in fen."""
        rows = self.order_by().values("pk", "total", "indicators__category")
        for row in rows.annotate(number=Count("indicators")).iterator():
            if row["number"]:
                yield row["indicators__category"], row["number"], row["total"]

    def totals_by_statement(self) -> dict[int, dict[str, Any]]:
        """The same for each unit's statement that has projects."""
        rows = self.order_by().values("statement").annotate(**_project_totals())
        return _keyed(rows, "statement")

    def for_list_page(self) -> Self:
        places = [When(project_type=key, then=Value(place)) for place, key in enumerate(PROJECT_TYPES)]
        return (
            self.annotate(
                unaccounted=_unaccounted(),
                type_place=Case(*places, output_field=models.IntegerField()),
            )
            .select_related("unit__department")
            .defer("objective", "indicators_text", "unread", "period_objective")
        )

    def largest(self, number: int) -> Self:
        """Those with most money, for a chart."""
        return self.order_by(F("total").desc(nulls_last=True), "-pk").only("name", "total")[:number]

    def for_project_page(self) -> Self:
        """With its unit and disclosure, and whether its type was set by hand."""
        set_by_hand = apps.get_model("budget", "HandSetType").objects.filter(
            **{name: OuterRef(name) for name in ("unit", "fiscal_year", "name_folded", "ordinal")}
        )
        return self.annotate(has_type_set_by_hand=Exists(set_by_hand)).select_related(
            "unit__department", "disclosure", "statement", "type_rule"
        )

    def sums_around(self, project: "Project") -> dict[str, int | None]:
        """What a project's total is a share of: the sums of its `department` (these rows) and its `unit`."""
        return self.aggregate(department=Sum("total"), unit=Sum("total", filter=Q(unit=project.unit_id)))

    def same_project(self, project: "Project") -> Self:
        """The other rows of the unit that bear the project's name: other years', and namesakes of its own."""
        return (
            self.filter(unit=project.unit_id, name_folded=project.name_folded)
            .exclude(pk=project.pk)
            .only("fiscal_year", "ordinal", "name", "row", "total", "objective")
            .order_by("-fiscal_year", "ordinal", "pk")
        )

    def dropped_since(self, unit: int, year: int) -> Self:
        """A unit's projects of the year before whose name it has no longer in this one."""
        this_year = self.model.objects.filter(
            unit=OuterRef("unit"), fiscal_year=year, name_folded=OuterRef("name_folded")
        )
        return (
            self.filter(~Exists(this_year), unit=unit, fiscal_year=year - 1)
            .only("fiscal_year", "ordinal", "name", "row", "total", "objective")
            .order_by("name_folded", "ordinal", "pk")
        )

    def for_disclosure_page(self, first: int, last: int) -> Self:
        """A stretch of a disclosure's table, `first` to before `last`: projects with their indicators."""
        indicators = Prefetch("indicators", Indicator.objects.for_project_page())
        return self._in_table_order().prefetch_related(indicators)[first:last]

    def place_of(self, **which: Any) -> tuple[int, int] | None:
        """The key of a project's statement, and how many projects of its disclosure stand before it."""
        same_unit = Q(statement__position=OuterRef("statement__position"))
        earlier = self.model.objects.filter(
            Q(statement__position__lt=OuterRef("statement__position"))
            | (same_unit & Q(position__lt=OuterRef("position")))
            | (same_unit & Q(position=OuterRef("position"), pk__lt=OuterRef("pk"))),
            disclosure=OuterRef("disclosure"),
        )
        number = earlier.order_by().values("disclosure").annotate(number=Count("pk")).values("number")
        found = self.filter(**which).annotate(before=Coalesce(Subquery(number), 0))
        return found._in_table_order().values_list("statement", "before").first()

    def _in_table_order(self) -> Self:
        return self.order_by("statement__position", "position", "pk")
