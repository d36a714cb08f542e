"""The search index: the searchable texts of disclosures in force, as tokens of two characters.

`budget.store.search_index` writes it in the transaction that changes a disclosure. Migration 0007 makes the
databases' own indexes over `tokens`: FTS5 with triggers on SQLite, a GIN index on PostgreSQL.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from budget.models.aliases import DepartmentAlias, UnitAlias
from budget.models.disclosures import Disclosure, UnitStatement
from budget.models.hierarchy import Unit
from budget.models.projects import Project
from budget.models.querysets.names import other_names
from budget.search.words import Query
from indicators.models import Indicator

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:  # takes no parameters at run time
    _Text = models.TextField


class TokensField(_Text):
    """Text of `budget.search.words`: `tokens_of`, then `mark_of`. Searched by `…__matches=Query`."""


@TokensField.register_lookup
class Matches(models.Lookup):
    """Whether an entry's texts contain every word of a query, as `Query.matches` decides."""

    lookup_name = "matches"
    prepare_rhs = False
    rhs: Query

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        quote = connection.ops.quote_name
        found = "SELECT rowid FROM budget_searchtext_fts WHERE budget_searchtext_fts MATCH %s"
        return f"{quote(self.lhs.alias)}.{quote('id')} IN ({found})", [self.rhs.fts5]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        tokens, _params = self.process_lhs(compiler, connection)
        runs = [f"%{run}%" for run in self.rhs.runs]
        conditions = [f"array_to_tsvector(string_to_array({tokens}, ' ')) @@ %s::tsquery"]
        conditions += [f"{tokens} LIKE %s"] * len(runs)
        return f"({' AND '.join(conditions)})", [self.rhs.tsquery, *runs]


class SearchKind(models.TextChoices):
    """The kinds of search results, in the order of their display."""

    DEPARTMENT = "department", pgettext_lazy("found", "Department")
    UNIT = "unit", pgettext_lazy("found", "Unit")
    PROJECT = "project", pgettext_lazy("found", "Project")
    OBJECTIVE = "objective", pgettext_lazy("found", "Objective")
    INDICATOR = "indicator", pgettext_lazy("found", "Indicator")


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    def matching(self, query: Query, *kinds: str) -> Self:
        """Filter the entries with every word of the query; of some kinds alone if any are given."""
        found = self.filter(tokens__matches=query)
        return found.filter(kind__in=kinds) if kinds else found

    def counts(self) -> dict[tuple[str, int], int]:
        """Return the number of entries by kind and fiscal year."""
        rows = self.order_by().values_list("kind", "fiscal_year").annotate(number=Count("pk"))
        return {(kind, year): number for kind, year, number in rows}

    def with_money(self, kind: str) -> Self:
        """Annotate the entries of a kind with the `money` of what they are of, in fen: a project's total, the
        sum of a unit's or department's projects.
        """
        if kind not in (SearchKind.DEPARTMENT, SearchKind.UNIT):
            return self.annotate(money=F("project__total"))
        statements = UnitStatement.objects.filter(disclosure=OuterRef("disclosure")).order_by()
        if kind == SearchKind.UNIT:
            statements = statements.filter(unit=OuterRef("unit"))
        sums = statements.values("disclosure").annotate(sum=Sum("sum_total")).values("sum")
        return self.annotate(money=Subquery(sums))

    def of_bodies(self, departments: Iterable[int], units: Iterable[int]) -> Self:
        """The entries of the names of these departments and units, the latest year first."""
        of_departments = Q(kind=SearchKind.DEPARTMENT, disclosure__department__in=list(departments))
        found = self.filter(of_departments | Q(kind=SearchKind.UNIT, unit__in=list(units)))
        return found.order_by("-fiscal_year", "pk")

    def for_search_page(self) -> Self:
        """Join the objects of the entries, and annotate the aliases of their department and unit as
        `department_names` and `unit_names`.
        """
        return (
            self.select_related("disclosure__department", "unit", "project__unit", "indicator")
            .defer("tokens", "project__indicators_text", "project__unread")
            .annotate(
                department_names=other_names(
                    DepartmentAlias.objects.all(), "department", "disclosure__department"
                ),
                unit_names=other_names(UnitAlias.objects.all(), "unit", "unit"),
            )
        )


class SearchText(models.Model):
    """A searchable text: of a department or a unit of a disclosure, of a project's name or objective, or of
    an indicator.

    `unit` is set for units alone; `project` for names, objectives and indicators. On SQLite a migration that
    alters this table makes it anew without its triggers, and must call `make_index` of 0007_search again.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=SearchKind.choices)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="search_texts", verbose_name=_("disclosure")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    # A revision replaces all indicators in one statement, and their entries afterwards.
    indicator = models.ForeignKey(
        Indicator,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("indicator"),
    )
    tokens = TokensField(_("what it is found by"))

    objects = SearchTextQuerySet.as_manager()

    if TYPE_CHECKING:
        # What queries for pages annotate.
        department_names: list[dict[str, str]] | None
        unit_names: list[dict[str, str]] | None

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "fiscal_year", "id"], name="search_entry_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SearchKind.values), name="search_entry_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
