"""The page of a unit in a fiscal year: its facts, charts and table of projects."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from budget.links import address
from budget.models import Project, UnitStatement
from budget.pages import chart_builders
from budget.pages.charts import Chart
from budget.pages.corrections import corrected_note
from budget.pages.formats import Fact, money_fact
from budget.pages.sums import sum_columns, totals_of_statements
from budget.pages.tables.base import OrderedRows
from budget.pages.tables.lists import ProjectTable


class UnitPage:
    """Presents the projects of a unit in a fiscal year, with their sums."""

    def __init__(self, unit: int, year: int, stated: Sequence[UnitStatement], hidden: Sequence[str]) -> None:
        """`stated`: what the year's disclosure states of the unit. `hidden`: the columns that the table of
        projects leaves out.
        """
        self.year = year
        self._hidden = hidden
        # The filters of lists that show this unit alone.
        self.filters: dict[str, Any] = {"year": year, "unit": unit}
        self._projects = Project.objects.filter(unit=unit, fiscal_year=year)
        self._stated = stated
        self.totals = totals_of_statements(stated)

    def facts(self) -> list[Fact]:
        """The sums and counts, and each subtotal that the disclosure states."""
        return [
            money_fact(
                _("Sum of the projects"), self.totals["sum_total"], address("projects", **self.filters)
            ),
            *map(_subtotal, self._stated),
            Fact(_("Projects"), f"{self.totals['number']:,}", url=address("projects", **self.filters)),
            Fact(
                _("Indicators"),
                f"{self.totals['sum_indicators']:,}",
                url=address("indicators", **self.filters),
            ),
        ]

    def project_table(self) -> ProjectTable:
        return ProjectTable(
            OrderedRows(self._projects.for_list_page(), self.totals["number"]),
            year=self.year,
            caption=_("Projects"),
            totals=sum_columns(self.totals),
            hidden=["unit", "department", *self._hidden],
        )

    def charts(self) -> list[Chart]:
        """Money by type, source and project; indicators by category."""
        year, unit = self.year, self.filters["unit"]
        return [
            chart_builders.by_type(self._projects.by_type(), self.totals["sum_total"], year, unit=unit),
            chart_builders.by_source(self.totals, chart_builders.projects_with(year, unit=unit)),
            chart_builders.by_project(
                self._projects.largest(chart_builders.LARGEST_PROJECTS),
                self.totals,
                rest_url=chart_builders.others_of(
                    "projects", chart_builders.LARGEST_PROJECTS, **self.filters
                ),
            ),
            chart_builders.by_category(self._projects.indicators_by_category(), year, unit=unit),
        ]


def _subtotal(statement: UnitStatement) -> Fact:
    row = _("row %(row)s") % {"row": statement.row} if statement.row else ""
    return money_fact(
        _("Subtotal as stated"),
        statement.total,
        address("disclosure", statement.disclosure_id, row=statement.row),
        note=corrected_note(statement, "total") or row,
    )
