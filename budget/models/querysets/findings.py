"""The queries over findings and reviews.

What is internal of a review comes only by `for_reader`, to those who may see it.
"""

from typing import TYPE_CHECKING, Any, Self, TypeGuard

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from budget.audit.catalogue import LEVELS
from budget.models.filters import FindingFilters, of_checks_about
from indicators import taxonomy
from indicators.filters import UNCLASSIFIED

if TYPE_CHECKING:
    from budget.models.checks import FindingFigures, NotEvaluated, Tally
    from budget.models.findings import Finding
    from budget.models.reviews import Review

REVIEW_PERMISSION = "budget.review_finding"

_TEXTS_OF_PROJECT = (
    "project__objective",
    "project__indicators_text",
    "project__unread",
    "project__period_objective",
)


def may_review(user: User | AnonymousUser | None) -> TypeGuard[User]:
    """Whether the user may see and make reviews."""
    return user is not None and user.is_active and user.has_perm(REVIEW_PERMISSION)


def category_mark(key: str) -> str:
    """A category as stored in `Finding.categories`; "" (unclassified) is UNCLASSIFIED."""
    return f" {key or UNCLASSIFIED} "


# Counts by key and name of what is counted by.
Named = dict[tuple[int, str], int]
# By check and level: the number of findings, and the fen of the projects hit.
Hits = dict[tuple[str, str], tuple[int, int | None]]


def _named(rows: models.QuerySet[Any], key: Any, name: Any, number: Any) -> Named:
    found = rows.values(of=key, called=name).annotate(number=number)
    return {(row["of"], row["called"]): row["number"] for row in found}


class FindingQuerySet(models.QuerySet["Finding"]):
    # Whether this query is one for a reader of reviews; without, nothing may be filtered or counted by state.
    _is_for_auditor = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own, which the stubs leave out
        clone._is_for_auditor = self._is_for_auditor
        return clone

    def _only_for_auditors(self) -> None:
        if not self._is_for_auditor:
            raise PermissionDenied("the state of a finding is internal")

    def for_reader(self, user: User | AnonymousUser | None) -> Self:
        """Each with its `state`; None, and nothing of reviews, for those without the permission to review."""
        if may_review(user):
            found = self.annotate(state=F("review_state"))
            found._is_for_auditor = True
            return found
        found = self.annotate(state=Value(None, output_field=models.CharField(null=True)))
        found._is_for_auditor = False
        return found.defer("review_state", "version")

    def with_reviews(self) -> Self:
        """Each with its `reviews`, the oldest first, and who made them.

        Raises PermissionDenied where this is not `for_reader` of an auditor.
        """
        self._only_for_auditors()
        reviews = apps.get_model("budget", "Review").objects
        named = reviews.select_related("by", "revision", "result_revision")
        in_order = named.defer("revision__snapshot", "result_revision__snapshot").order_by("pk")
        return self.prefetch_related(Prefetch("reviews", in_order))

    def in_force(self) -> Self:
        """Those that the last check gave."""
        return self.filter(is_active=True)

    def neighbours_of(self, finding: "Finding") -> tuple[int | None, int | None]:
        """The keys of the findings in force before and after one among those of its disclosure."""
        keys = self.filter(is_active=True, disclosure=finding.disclosure_id).values_list("pk", flat=True)
        before, after = keys.filter(pk__lt=finding.pk), keys.filter(pk__gt=finding.pk)
        return before.order_by("-pk").first(), after.order_by("pk").first()

    def resolved(self) -> Self:
        """Those that no longer arise, each with the revision it ended in."""
        return self.filter(is_active=False).select_related("resolved_in")

    def of_year(self, year: int) -> Self:
        return self.filter(disclosure__fiscal_year=year)

    def narrowed(self, filters: FindingFilters) -> Self:
        """Those under all these filters; of a unit: those that name it or a project of it.

        `state` is for auditors: raises PermissionDenied where this is not `for_reader` of one.
        """
        found = self
        if filters.department is not None:
            found = found.filter(disclosure__department=filters.department)
        if filters.unit is not None:
            of_projects = self._naming(project__unit=filters.unit)
            found = found.filter(Q(unit=filters.unit) | Q(pk__in=of_projects))
        if filters.project is not None:
            found = found.filter(pk__in=self._naming(project=filters.project))
        if filters.check:
            found = found.filter(check_id=filters.check)
        if filters.level:
            found = found.filter(level=filters.level)
        if filters.category:
            found = found.filter(categories__contains=category_mark(filters.category))
        if filters.about:
            found = found.filter(self_evaluation__isnull=filters.about == "targets")
        if filters.state:
            self._only_for_auditors()
            found = found.filter(review_state=filters.state)
        return found

    def _naming(self, **which: Any) -> models.QuerySet[Any, Any]:
        # By keys and not by EXISTS: the database reads the few findings of the project, not all.
        return self.model.projects.through._default_manager.filter(**which).values("finding")

    def for_list_page(self, filters: FindingFilters | None = None) -> Self:
        """Each with its disclosure, department, unit and project, `as_read` under these filters."""
        return self.select_related("disclosure__department", "unit", "project", "self_evaluation").as_read(
            filters
        )

    def as_read(self, filters: FindingFilters | None = None) -> Self:
        """The projects with the gravest findings first, of these the dearest; a project's findings together.

        Under a level or a check, which leave few findings of a project: the gravest findings first.
        """
        is_of_one_kind = filters is not None and bool(filters.level or filters.check)
        return self._led_by("level_rank" if is_of_one_kind else "subject_rank")

    def gravest(self, number: int) -> Self:
        """The gravest, of these the dearest, each with its unit and project, for the head of a page."""
        named = self.select_related("unit", "project").defer(*_TEXTS_OF_PROJECT)
        return named._led_by("level_rank")[:number]

    def _led_by(self, rank: str) -> Self:
        return self.order_by(
            rank,
            "-subject_money",
            F("disclosure_id"),
            F("project_id").asc(nulls_last=True),
            F("unit_id").asc(nulls_last=True),
            "level_rank",
            "position",
            "pk",
        )

    def for_table(self) -> Self:
        """In the order of the disclosed table, as the audit gives them."""
        return self.select_related("unit", "project").order_by("disclosure", "position", "pk")

    def for_project_page(self, project: int) -> Self:
        """Those in force that name the project, in the order of the table."""
        return self.in_force().narrowed(FindingFilters(project=project)).for_table()

    def with_projects(self) -> Self:
        """Each with the projects in force that it names, in the order of the table, without texts."""
        projects = apps.get_model("budget", "Project").objects
        named = projects.select_related("unit").only("name", "row", "unit__name")
        in_order = named.order_by("statement__position", "position", "pk")
        return self.prefetch_related(Prefetch("projects", in_order)).defer(*_TEXTS_OF_PROJECT)

    def not_counted_in(self, tallies: "models.QuerySet[Tally]") -> Self:
        """Those that none of these tallies counts."""
        return self.exclude(
            Exists(
                tallies.filter(
                    disclosure=OuterRef("disclosure"),
                    check_id=OuterRef("check_id"),
                    level=OuterRef("level"),
                )
            )
        )

    def levels_by(self, *groups: str) -> "models.QuerySet[Finding, dict[str, Any]]":
        """By these groups: each `level` with the `number` of its findings."""
        rows: models.QuerySet[Finding, dict[str, Any]] = self.order_by().values(*groups, "level")
        return rows.annotate(number=Count("pk"))

    def by_check_and_level(self) -> dict[tuple[str, str], int]:
        rows = self.order_by().values("check_id", "level").annotate(number=Count("pk"))
        return {(row["check_id"], row["level"]): row["number"] for row in rows}

    def hits_in(self, unit: int) -> Hits:
        """By check and level, each project of the unit counted once."""
        found: dict[tuple[str, str], set[int]] = {}
        money: dict[tuple[str, str], dict[int, int]] = {}
        columns = ("check_id", "level", "pk", "projects", "projects__unit", "projects__total")
        for check, level, pk, project, of_unit, total in self.order_by().values_list(*columns):
            found.setdefault((check, level), set()).add(pk)
            if of_unit == unit and total is not None:
                money.setdefault((check, level), {})[project] = total
        return {
            key: (len(findings), sum(money[key].values()) if key in money else None)
            for key, findings in found.items()
        }

    def decided(self) -> Self:
        """Those that are not open. Raises PermissionDenied where not `for_reader` of an auditor."""
        self._only_for_auditors()
        return self.filter(review_state__in=["confirmed", "explained", "dismissed"])

    def by_check_level_and_state(self) -> dict[tuple[str, str, str], int]:
        """Raises PermissionDenied where not `for_reader` of an auditor."""
        self._only_for_auditors()
        rows = self.order_by().values("check_id", "level", "review_state").annotate(number=Count("pk"))
        return {(row["check_id"], row["level"], row["review_state"]): row["number"] for row in rows}

    def by_project_of(self, unit: int) -> Named:
        """By the projects of a unit that they name; one that names several counts under each."""
        found = self.filter(projects__unit=unit).order_by()
        return _named(found, F("projects"), F("projects__name"), Count("pk", distinct=True))

    def by_department(self) -> Named:
        found = self.order_by()
        department = "disclosure__department"
        return _named(found, F(department), F(f"{department}__name"), Count("pk"))

    def by_unit(self) -> Named:
        """By the units of the projects that a finding names, or by its own; without those about a whole
        disclosure.
        """
        key, name = Coalesce("projects__unit", "unit"), Coalesce("projects__unit__name", "unit__name")
        found = _named(self.order_by(), key, name, Count("pk", distinct=True))
        return {unit: number for unit, number in found.items() if unit[0] is not None}

    def by_category(self) -> dict[str, int]:
        """By category's key or UNCLASSIFIED; a finding that names indicators of several counts under each."""
        keys = [category.key for category in taxonomy.CATEGORIES] + [UNCLASSIFIED]
        return self.order_by().aggregate(
            **{key: Count("pk", filter=Q(categories__contains=category_mark(key))) for key in keys}
        )


class ReviewQuerySet(models.QuerySet["Review"]):
    def for_reader(self, user: User | AnonymousUser | None) -> Self:
        """All for an auditor, none for anybody else."""
        return self if may_review(user) else self.none()

    def update(self, **kwargs: Any) -> int:
        raise TypeError("reviews are append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("reviews are append-only")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError("reviews are append-only")


class NotEvaluatedQuerySet(models.QuerySet["NotEvaluated"]):
    def of_year(self, year: int) -> Self:
        return self.filter(disclosure__fiscal_year=year)

    def narrowed(self, filters: FindingFilters) -> Self:
        """Those of a department, a project, a check. Raises ValueError where other filters narrow."""
        filters.require("department", "project", "check")
        found = self
        if filters.department is not None:
            found = found.filter(disclosure__department=filters.department)
        if filters.project is not None:
            found = found.filter(project=filters.project)
        if filters.check:
            found = found.filter(check_id=filters.check)
        return found

    def by_check(self) -> dict[str, int]:
        rows = self.order_by().values("check_id").annotate(number=Count("pk"))
        return {row["check_id"]: row["number"] for row in rows}

    def for_list_page(self) -> Self:
        """In the order of the table, each with its project, unit and department."""
        return self.select_related("project__unit", "disclosure__department").order_by(
            "disclosure", "position"
        )


class FindingFiguresQuerySet(models.QuerySet["FindingFigures"]):
    def of_year(self, year: int) -> Self:
        return self.filter(disclosure__fiscal_year=year)

    def narrowed(self, filters: FindingFilters) -> Self:
        """Those of a department, check, level and what they are about; of a category, else of all (each
        finding once).

        Raises ValueError where other filters narrow.
        """
        return self.of_each_category(filters.without("category")).filter(category=filters.category)

    def of_each_category(self, filters: FindingFilters) -> Self:
        """The rows of each category and those of all, of a department, check, level and what they are about.

        Raises ValueError where other filters narrow.
        """
        filters.require("department", "check", "level", "about")
        found = self
        if filters.department is not None:
            found = found.filter(disclosure__department=filters.department)
        if filters.check:
            found = found.filter(check_id=filters.check)
        if filters.level:
            found = found.filter(level=filters.level)
        return found.filter(of_checks_about(filters.about))

    def by_check_and_level(self) -> dict[tuple[str, str], int]:
        rows = self.order_by().values("check_id", "level").annotate(number=Sum("finding_count"))
        return {(row["check_id"], row["level"]): row["number"] for row in rows}

    def by_department(self) -> Named:
        department = "disclosure__department"
        return _named(self.order_by(), F(department), F(f"{department}__name"), Sum("finding_count"))

    def by_category(self) -> dict[str, int]:
        """By category's key or UNCLASSIFIED; a finding that names indicators of several counts under each."""
        rows = self.exclude(category="").order_by().values("category")
        return {row["category"]: row["number"] for row in rows.annotate(number=Sum("finding_count"))}


class TallyQuerySet(models.QuerySet["Tally"]):
    def of(
        self, year: int | None = None, department: int | None = None, disclosure: int | None = None
    ) -> Self:
        found = self
        if year is not None:
            found = found.filter(disclosure__fiscal_year=year)
        if department is not None:
            found = found.filter(disclosure__department=department)
        if disclosure is not None:
            found = found.filter(disclosure=disclosure)
        return found

    def by_check(self) -> dict[str, dict[str, Any]]:
        """By check: `findings`, the `projects` hit, their `money` in fen, and how many `disclosures`."""
        rows = self.filter(level="").order_by().values("check_id")
        sums = rows.annotate(
            findings=Sum("finding_count"),
            projects=Sum("project_count"),
            sum_money=Sum("money"),
            disclosures=Count("pk"),
        )
        return {
            row["check_id"]: {
                "findings": row["findings"],
                "projects": row["projects"],
                "money": row["sum_money"],
                "disclosures": row["disclosures"],
            }
            for row in sums
        }

    def sums(self) -> dict[str, int | None]:
        """How many `rows` there are, and the `findings` that they count, None where there are none."""
        return self.aggregate(rows=Count("pk"), findings=Sum("finding_count"))

    def by_check_and_level(self) -> Hits:
        rows = self.order_by().values_list("check_id", "level", "finding_count", "money")
        return {(check, level): (number, money) for check, level, number, money in rows}

    def for_list_page(self) -> Self:
        """Each with its department and its `level_rank`, 0 for the gravest."""
        ranks = [When(level=level, then=Value(rank)) for rank, level in enumerate(LEVELS)]
        return self.select_related("disclosure__department").annotate(
            level_rank=Case(*ranks, default=Value(len(LEVELS)))
        )

    def about(self, about: str) -> Self:
        """Those of the checks that are about one of ABOUT, "" for all."""
        return self.filter(of_checks_about(about))

    def of_levels(self) -> Self:
        """Those of the findings of one level."""
        return self.exclude(level="")

    def hitting_most(self) -> Self:
        """Those of one level with several findings on more than half of a disclosure's projects (on the only
        one, too): shown summed up. Findings of another level of the check are not among them.
        """
        return self.of_levels().filter(
            finding_count__gt=1, project_count__gt=0, disclosure__project_count__lt=F("project_count") * 2
        )
