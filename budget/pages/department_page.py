"""The page of a department in a fiscal year: its facts, charts and tables."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES
from budget.links import address
from budget.models import Disclosure, Project, Unit
from budget.models.querysets.amounts import UNACCOUNTED
from budget.models.querysets.projects import ProjectQuerySet
from budget.models.querysets.units import UnitQuerySet
from budget.pages import chart_builders
from budget.pages.charts import Chart
from budget.pages.corrections import corrected_note
from budget.pages.formats import Fact, count_before, money_before, money_fact
from budget.pages.remembered import remembered
from budget.pages.sums import sum_columns
from budget.pages.tables.base import OrderedRows
from budget.pages.tables.lists import ProjectTable, UnitTable

_SUMMED = (*AMOUNT_FIELDS, NAMED_SOURCES, UNACCOUNTED)


class DepartmentPage:
    """Presents the disclosure of a department, which comes with the sums of its projects."""

    def __init__(
        self, disclosure: Disclosure, hidden: Sequence[str], before: Disclosure | None = None
    ) -> None:
        """`hidden`: the columns that the tables leave out. `before`: the one of the latest earlier year."""
        self._hidden = hidden
        self._before = before
        self.disclosure = disclosure
        self.year = disclosure.fiscal_year
        self.totals: dict[str, Any] = {
            "number": disclosure.project_count,
            "sum_indicators": disclosure.indicator_count,
            **{f"sum_{name}": getattr(disclosure, f"sum_{name}") for name in _SUMMED},
        }
        # The filters of lists that show this department alone.
        self.filters: dict[str, Any] = {"year": self.year, "department": disclosure.department_id}
        self._categories = remembered(
            ("categories of a disclosure", disclosure.pk), disclosure.category_figures.by_category
        )

    @property
    def changes_url(self) -> str:
        """The page of what changed since the latest earlier year; "" where there is none."""
        if self._before is None:
            return ""
        return address("changes", before=self._before.fiscal_year, **self.filters)

    def facts(self) -> list[Fact]:
        """The sums and counts, each with the address of its list and with what it was the year before."""
        disclosure, totals = self.disclosure, self.totals
        before = self._before
        facts = [
            money_fact(_("Sum of the projects"), totals["sum_total"], address("projects", **self.filters)),
            money_fact(
                _("Grand total as stated"),
                disclosure.total,
                disclosure.get_absolute_url(),
                note=corrected_note(disclosure, "total"),
            ),
            Fact(_("Units"), f"{disclosure.unit_count:,}", url=address("units", **self.filters)),
            Fact(_("Projects"), f"{totals['number']:,}", url=address("projects", **self.filters)),
            Fact(_("Indicators"), f"{totals['sum_indicators']:,}", url=address("indicators", **self.filters)),
        ]
        if before is None:
            return facts
        was = [
            money_before(before.fiscal_year, before.sum_total, totals["sum_total"]),
            money_before(before.fiscal_year, before.total, disclosure.total),
            *(
                count_before(before.fiscal_year, number)
                for number in (before.unit_count, before.project_count, before.indicator_count)
            ),
        ]
        return [replace(fact, before=words) for fact, words in zip(facts, was, strict=True)]

    def unit_table(self) -> UnitTable:
        return UnitTable(
            OrderedRows(self._units().for_list_page(self.year), self.disclosure.unit_count),
            year=self.year,
            caption=_("Units"),
            totals=sum_columns(self.totals),
            hidden=["department", *self._hidden],
            prefix="units-",
        )

    def project_table(self) -> ProjectTable:
        return ProjectTable(
            OrderedRows(self._projects().for_list_page(), self.totals["number"]),
            year=self.year,
            caption=_("Projects"),
            totals=sum_columns(self.totals),
            hidden=["department", *self._hidden],
        )

    def charts(self) -> list[Chart]:
        """Money by type, source, unit and project; indicators by category."""
        year, department = self.year, self.disclosure.department_id
        types = self.disclosure.type_figures.by_type()
        return [
            chart_builders.by_type(types, self.totals["sum_total"], year, department=department),
            chart_builders.by_source(self.totals, chart_builders.projects_with(year, department=department)),
            self._by_unit(),
            chart_builders.by_project(
                self._projects().largest(chart_builders.LARGEST_PROJECTS),
                self.totals,
                rest_url=chart_builders.others_of(
                    "projects", chart_builders.LARGEST_PROJECTS, **self.filters
                ),
            ),
            chart_builders.by_category(
                chart_builders.indicator_counts(self._categories), year, department=department
            ),
        ]

    def _by_unit(self) -> Chart:
        number = chart_builders.LARGEST
        return chart_builders.by_part(
            "by-unit",
            _("Money by unit"),
            [
                chart_builders.Part(row.name, address("unit", row.pk, year=self.year), row)
                for row in self._units().largest(self.year, number)
            ],
            chart_builders.Whole(
                self.disclosure.unit_count,
                self.totals,
                chart_builders.others_of("units", number, **self.filters),
            ),
        )

    def _projects(self) -> ProjectQuerySet:
        return Project.objects.filter(disclosure=self.disclosure)

    def _units(self) -> UnitQuerySet:
        return Unit.objects.filter(department=self.disclosure.department_id)
