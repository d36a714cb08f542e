"""Queries over disclosures, and over their revisions, sources, statements and corrections."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.names import name_key
from budget.models.querysets.amounts import counted_by_amount, statement_totals, sums
from budget.models.querysets.quality import SUMMED, rates
from budget.models.querysets.search import has_amount, matching
from budget.models.querysets.self_evaluations import figures_of
from budget.search.words import Query

if TYPE_CHECKING:
    from budget.models.corrections import Correction
    from budget.models.disclosures import Disclosure, Revision, Source, UnitStatement
    from budget.models.projects import Project


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
            found = found.filter(department__in=departments.named(name_key(department)).values("pk"))
        return found

    def for_dump(self) -> Self:
        """In the order in which they are written out."""
        return self.select_related("department").order_by(
            "fiscal_year", "department__region_folded", "department__name_folded", "pk"
        )

    def narrowed(self, filters: Filters) -> Self:
        """Of those `with_sums`: of a region, of a department, with a sum in a range, with each word of `q`
        in their department's region or name or as their sum, and with a project under the other filters
        (`ProjectQuerySet.narrowed`).
        """
        found = self
        if filters.region:
            found = found.filter(department__region=filters.region)
        if filters.department is not None:
            found = found.filter(department=filters.department)
        if filters.amount:
            found = found.filter(AMOUNT_RANGES[filters.amount].condition("sum_total"))
        for word in filters.q.words if filters.q is not None else ():
            answers = Q(pk__in=matching(Query((word,)), "department").values("disclosure"))
            if (amount := has_amount(word, ["sum_total"])) is not None:
                answers |= amount
            found = found.filter(answers)
        of_projects = filters.without("region", "department", "amount", "q")
        if of_projects.chosen:
            projects = apps.get_model("budget", "Project").objects.narrowed(of_projects)
            found = found.filter(pk__in=projects.values("disclosure"))
        return found

    def counted_by_amount(self) -> dict[str, int]:
        """How many there are by the range of their sum (`sum_total`)."""
        return counted_by_amount(self, "sum_total")

    def years(self) -> list[int]:
        """The fiscal years in which something is in force, the latest first."""
        found = self.in_force().order_by("-fiscal_year")
        return list(found.values_list("fiscal_year", flat=True).distinct())

    def departments_of_all(self, years: Sequence[int]) -> "models.QuerySet[Disclosure, Any]":
        """The keys of the departments that have one in force in every one of these years."""
        found = self.in_force().filter(fiscal_year__in=list(years)).order_by()
        by_department = found.values("department").annotate(number=Count("fiscal_year", distinct=True))
        return by_department.filter(number=len(set(years))).values("department")

    def sums_of_both(self, before: int, year: int) -> tuple[int, int | None, int | None]:
        """Return of the departments with one in force in both years: their number, and the sums of their
        projects in fen before and in the year, None where nothing is stated.
        """
        both = self.departments_of_all([before, year])
        rows = self.in_force().filter(fiscal_year__in=[before, year], department__in=both).order_by()
        found = {
            row["fiscal_year"]: row
            for row in rows.values("fiscal_year").annotate(
                number=Count("department", distinct=True), money=Sum("statements__sum_total")
            )
        }
        if year not in found:
            return 0, None, None
        return found[year]["number"], found[before]["money"], found[year]["money"]

    def gravest(self, number: int) -> Self:
        """Those with most money under errors, each with its department."""
        found = self.filter(error_count__gt=0).select_related("department")
        return found.order_by("-error_money", "-error_count", "pk")[:number]

    def figures(self) -> dict[str, Any]:
        """How many departments, units, projects and indicators there are, by the disclosures' counts.

        `stated` is the sum of the grand totals that are stated, None where none is; `corrections` is how many
        values are corrected. The columns of QualityCounts are summed under their names.
        """
        return self.aggregate(
            departments=Count("pk"),
            stated=Sum("total"),
            corrections=Coalesce(Sum("correction_count"), 0),
            units=Coalesce(Sum("unit_count"), 0),
            projects=Coalesce(Sum("project_count"), 0),
            indicators=Coalesce(Sum("indicator_count"), 0),
            **{name: Coalesce(Sum(name), 0) for name in SUMMED},
        )

    def with_sums(self) -> Self:
        """Each with the sums of its projects."""
        return self.annotate(**sums("statements__sum_"))

    def for_departments_page(self) -> Self:
        """Each with its department, sums and rates."""
        return self.with_sums().annotate(**rates()).select_related("department")

    def largest(self, number: int) -> Self:
        """Those with most money, for a chart."""
        return self.for_departments_page().order_by(F("sum_total").desc(nulls_last=True), "-pk")[:number]

    def with_problem_count(self) -> Self:
        """Each with the number of its problems, counted apart, so that no join multiplies its sums."""
        same = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        return self.annotate(problem_count=Subquery(same.annotate(number=Count("problems")).values("number")))

    def siblings_of(self, disclosure: int) -> Self:
        """A disclosure and all others of its department, the latest first, for its page."""
        return (
            self.filter(department__disclosures__pk=disclosure)
            .with_problem_count()
            .select_related("department")
            .order_by("-fiscal_year")
        )

    def for_department_page(self) -> Self:
        """A department's disclosures in force, the latest first, each with the number of its problems and the
        sums of its projects.
        """
        return (
            self.in_force()
            .with_problem_count()
            .with_sums()
            .annotate(
                sum_unaccounted=Sum("statements__sum_unaccounted"),
                results=figures_of(department="department", fiscal_year="fiscal_year"),
            )
            .select_related("checked")
            .order_by("-fiscal_year")
        )

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
        """The file with a project's row, and its revision: the one it names, else the first one in force."""
        return self.in_force(project.disclosure_id, project.file)

    def of_current(self, disclosure: int) -> Self:
        """The files of a disclosure in force, each with its revision, in their order."""
        files = self.filter(revision__disclosure=disclosure, revision__is_current=True)
        wanted = files.select_related("file", "revision").defer("file__content", "revision__snapshot")
        return wanted.order_by("position")

    def in_force(self, disclosure: int, sha256: str = "") -> "Source | None":
        """The file of a disclosure in force with this SHA-256, else its first one, and its revision."""
        files = self.of_current(disclosure)
        return (files.filter(file__sha256=sha256) if sha256 else files).first()

    def read_as(self, sha256: Collection[str], readings: Collection[str]) -> Self:
        """Those of files with these SHA-256 that were read in one of these ways, and gave one table."""
        return self.filter(file__sha256__in=sha256, reading__in=readings)

    def snapshot_read_as(self, sha256: str, reading: str) -> bytes | None:
        """The records of the revision that was made of a file alone, read in this way."""
        found = self.filter(file__sha256=sha256, reading=reading).order_by("-pk")
        snapshot = found.values_list("revision__snapshot", flat=True).first()
        return None if snapshot is None else bytes(snapshot)


class StatementQuerySet(models.QuerySet["UnitStatement"]):
    def totals(self) -> dict[str, Any]:
        """The result of `ProjectQuerySet.totals` for all projects of these units, from the stored sums."""
        return self.aggregate(**statement_totals())

    def totals_by(self, *groups: str) -> "models.QuerySet[UnitStatement, dict[str, Any]]":
        """The same by these groups."""
        rows: models.QuerySet[UnitStatement, dict[str, Any]] = self.order_by().values(*groups)
        return rows.annotate(**statement_totals())

    def of_year(self, year: int, department: int | None = None) -> Self:
        found = self.filter(disclosure__fiscal_year=year)
        return found if department is None else found.filter(disclosure__department=department)

    def without_projects(self, year: int) -> dict[int, int]:
        """The units of a year of which a statement has no project, with their departments, by key."""
        found = self.of_year(year).filter(project_count=0)
        return dict(found.values_list("unit", "disclosure__department"))

    def for_disclosure_page(self) -> Self:
        """In table order; `projects_have_other_sources` tells of sources without a column."""
        projects = apps.get_model("budget", "Project").objects.filter(statement=OuterRef("pk"))
        others = Exists(projects.filter(other_sources__0__isnull=False))
        return self.order_by("position").annotate(projects_have_other_sources=others)

    def for_unit_page(self) -> Self:
        """All that is stated of a unit, the latest year first, each with the figures of its results."""
        results = figures_of(unit="unit", fiscal_year="disclosure__fiscal_year")
        return (
            self.annotate(results=results)
            .select_related("disclosure__checked")
            .order_by("-disclosure__fiscal_year", "position", "pk")
        )
