"""The page of what changed between two years: like is compared with like.

The sums of departments come from stored ones, a page of them at a time. Projects are compared one by one
where the departments that are shown have at most MOST_ROWS projects and indicators in the two years together;
more would take seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _, ngettext

from budget.links import address, without
from budget.models import Department
from budget.models.filters import Filters
from budget.models.project_types import type_label
from budget.models.querysets.units import DepartmentQuerySet
from budget.pages.changes.lines import CHANGES, ChangedProject, changed_projects
from budget.pages.changes.tables import (
    CHANGE_WORDS,
    ChangedDepartmentTable,
    ChangedProjectTable,
    KindOfChangeTable,
    LoweredTargetTable,
    kind_rows,
    project_rows,
    sums_of,
    target_rows,
    totals_of_years,
)
from budget.pages.facets import Facet, facet
from budget.pages.filters import Chip, filters_of
from budget.pages.formats import Fact, growth, money_fact, money_with_unit
from budget.pages.tables.base import OrderedRows, SiteTable, arranged
from budget.project_types.rules import PROJECT_TYPES

MOST_ROWS: Final = 30_000
_FILTERS: Final = ("region", "department", "type")
# A value of `change` beside the kinds of change.
_LOWERED: Final = "lowered"


@dataclass(frozen=True, slots=True)
class ProjectTables:
    """What is shown of projects. `suggested` is how many new ones may be one of the year before, `retyped`
    how many are of another type in the other year than the one chosen.
    """

    kinds: SiteTable
    projects: SiteTable
    targets: SiteTable | None
    suggested: int
    retyped: int


class ChangesPage:
    """Presents what changed from the year `before` to the year `now` under the filters of an address."""

    def __init__(self, request: HttpRequest, now: int, before: int) -> None:
        self._request = request
        self.now, self.before = now, before
        self.filters, chips = filters_of(request, Filters, _FILTERS, known=("before", "change"))
        self.change = request.GET.get("change", "")
        if self.change not in ("", *CHANGES, _LOWERED):
            raise Http404(_("A filter of this address has a value that is not known."))
        self.chips: list[Chip] = [*chips, *self._chip_of_change()]
        # The addresses of this page and of lists under the same filters.
        self.chosen: dict[str, Any] = {name: request.GET.get(name) or None for name in _FILTERS}

    def _chip_of_change(self) -> list[Chip]:
        if not self.change:
            return []
        words = _("targets lowered") if self.change == _LOWERED else str(CHANGE_WORDS[self.change])
        return [(_("What became of it"), words, without(self._request, "change", "projects-page"))]

    # ---- Departments.

    def _under(self, *without: str) -> DepartmentQuerySet:
        """The departments of either year under the filters but some."""
        filters = self.filters.without(*without)
        found = Department.objects.over_years(self.now, self.before, filters.type)
        if filters.region:
            found = found.filter(region=filters.region)
        if filters.department is not None:
            found = found.filter(pk=filters.department)
        return found

    @cached_property
    def sums(self) -> dict[str, Any]:
        """`DepartmentQuerySet.sums_over_years` under the filters."""
        return self._under().sums_over_years()

    @property
    def is_of_one(self) -> bool:
        return self.filters.department is not None

    def facts(self) -> list[Fact]:
        """The sums of the departments in both years, and apart from them those in one year alone."""
        sums = self.sums
        before, now = sums["both_before"], sums["both_now"]
        difference = totals_of_years(before, now)["difference"]
        facts = [
            money_fact(
                _("Sum of the projects, %(year)s") % {"year": self.before}, before, self._list(self.before)
            ),
            money_fact(_("Sum of the projects, %(year)s") % {"year": self.now}, now, self._list(self.now)),
            money_fact(_("Difference"), difference, note=growth(before, now) or ""),
        ]
        if self.is_of_one:
            return facts
        both = Fact(_("Departments in both years"), f"{sums['both']:,}", url="#departments-table")
        return [both, *facts, self._apart("new", sums["new_now"]), self._apart("gone", sums["gone_before"])]

    def _list(self, year: int) -> str:
        """The list of projects that a sum is of; "" where departments of one year alone are in it too."""
        is_whole = not (self.sums["new"] if year == self.now else self.sums["gone"])
        return address("projects", year=year, **self.chosen) if is_whole else ""

    def _apart(self, which: str, money: int | None) -> Fact:
        number = self.sums[which]
        label = _("Departments new in %(year)s") if which == "new" else _("Departments only in %(year)s")
        year = self.now if which == "new" else self.before
        note = _("with %(money)s") % {"money": money_with_unit(money)} if number and money is not None else ""
        return Fact(label % {"year": year}, f"{number:,}", url="#apart-table" if number else "", note=note)

    def department_tables(self) -> list[SiteTable]:
        """The departments in both years, and those in one of them alone; none where one is chosen."""
        if self.is_of_one:
            return []
        sums, rows = self.sums, self._under()
        hidden = ("region",) if self.filters.region else ()
        both = ChangedDepartmentTable(
            OrderedRows(rows.in_both_years(), sums["both"]),
            year=self.now,
            before=self.before,
            caption=_("Departments in both years"),
            totals=totals_of_years(sums["both_before"], sums["both_now"]),
            hidden=hidden,
            prefix="departments-",
        )
        tables = [arranged(both, self._request)]
        if sums["new"] or sums["gone"]:
            apart = ChangedDepartmentTable(
                OrderedRows(rows.in_one_year(), sums["new"] + sums["gone"]),
                year=self.now,
                before=self.before,
                caption=_("Departments in one of the years alone, not compared"),
                totals={"before": sums["gone_before"], "now": sums["new_now"]},
                hidden=("difference", "growth", *hidden),
                prefix="apart-",
                order_by=("-now", "-before"),
            )
            tables.append(arranged(apart, self._request))
        return tables

    def facets(self) -> list[Facet]:
        """Regions and types, by the number of departments in both years that each leaves."""
        regions = self._both("region").exclude(region="").order_by().values_list("region")
        counted = dict(regions.annotate(number=Count("pk")))
        types = self._both("type").types_over_years([self.now, self.before])
        made = [
            facet(self._request, "region", counted, str),
            facet(self._request, "type", types, type_label, PROJECT_TYPES),
        ]
        return [one for one in made if one is not None]

    def _both(self, *without: str) -> DepartmentQuerySet:
        return self._under(*without).in_both_years()

    # ---- Projects.

    @property
    def has_projects(self) -> bool:
        """Whether projects are compared one by one."""
        return bool(self.sums["both"]) and self.sums["rows"] <= MOST_ROWS

    def project_tables(self) -> ProjectTables:
        """The projects of the departments in both years, and their lowered targets."""
        every = self._projects()
        shown = [one for one in every if self._is_shown(one)]
        hidden = ("department",) if self.is_of_one else ()
        years = {"year": self.now, "before": self.before}
        before, now = sums_of(shown)
        kinds = KindOfChangeTable(
            kind_rows(every, {change: self._narrowed(change) for change in CHANGES}),
            **years,
            caption=_("Projects by what became of them"),
            totals={"projects": len(every), **totals_of_years(*sums_of(every))},
            prefix="kinds-",
        )
        projects = ChangedProjectTable(
            project_rows(shown),
            **years,
            caption=_("Projects"),
            totals={**totals_of_years(before, now), "lowered": sum(_lowered(one) for one in shown)},
            hidden=hidden,
            prefix="projects-",
        )
        targets = target_rows(shown)
        lowered = LoweredTargetTable(
            targets, **years, caption=_("Annual targets that were lowered"), hidden=hidden, prefix="targets-"
        )
        return ProjectTables(
            kinds=arranged(kinds, self._request),
            projects=arranged(projects, self._request),
            targets=arranged(lowered, self._request) if targets else None,
            suggested=sum(bool(one.possible) for one in every),
            retyped=sum(len(one.types) > 1 for one in every) if self.filters.type else 0,
        )

    def _projects(self) -> list[ChangedProject]:
        """All under the filters; of a type are those that are of it in one of the years."""
        departments = self._both().order_by("name_sort", "pk")
        found = changed_projects(list(departments), self.now, self.before)
        return [one for one in found if not self.filters.type or self.filters.type in one.types]

    def _is_shown(self, one: ChangedProject) -> bool:
        if self.change == _LOWERED:
            return bool(_lowered(one))
        return self.change in ("", one.change)

    def _narrowed(self, change: str) -> str:
        """This page with the projects of one kind of change; of the chosen one, with all."""
        return address(
            "changes",
            year=self.now,
            before=self.before,
            **self.chosen,
            change="" if change == self.change else change,
            anchor="projects-table",
        )

    def lowered_url(self) -> str:
        """This page with the projects alone that have a lowered target."""
        return self._narrowed(_LOWERED)

    def sentence(self) -> str:
        """What the sums of the same departments say, in a sentence."""
        before, now = self.sums["both_before"], self.sums["both_now"]
        if before is None or now is None:
            return ""
        values = {
            "number": self.sums["both"],
            "before_year": self.before,
            "before": money_with_unit(before),
            "now": money_with_unit(now),
            "growth": growth(before, now) or "—",
        }
        if self.is_of_one:
            return _("From %(before)s in %(before_year)s to %(now)s, %(growth)s.") % values
        return (
            ngettext(
                "The %(number)s department in both years: from %(before)s in %(before_year)s to %(now)s, %(growth)s.",  # noqa: E501
                "The %(number)s departments in both years: from %(before)s in %(before_year)s to %(now)s, %(growth)s.",  # noqa: E501
                self.sums["both"],
            )
            % values
        )


def _lowered(one: ChangedProject) -> int:
    return one.line.count("lowered")


def years_before(year: int, years: Sequence[int]) -> list[int]:
    """The disclosed years that a year can be compared with, the latest first."""
    return [one for one in years if one < year]
