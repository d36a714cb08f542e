"""The page of a unit in a fiscal year: its facts, charts and table of projects."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from budget.links import address
from budget.models import Project, UnitStatement
from budget.pages import chart_builders
from budget.pages.charts import Chart
from budget.pages.corrections import corrected_note
from budget.pages.formats import Fact, count_before, money_before, money_fact
from budget.pages.sums import sum_columns, totals_of_statements
from budget.pages.tables.base import OrderedRows
from budget.pages.tables.lists import ProjectTable


class UnitPage:
    """Presents the projects of a unit in a fiscal year, with their sums."""

    def __init__(
        self,
        unit: int,
        stated: Sequence[UnitStatement],
        hidden: Sequence[str],
        before: Sequence[UnitStatement] = (),
    ) -> None:
        """`stated`: what the year's disclosure states of the unit, at least once. `hidden`: the columns that
        the table of projects leaves out. `before`: what the disclosure of the latest earlier year states.
        """
        year = stated[0].disclosure.fiscal_year
        self.year = year
        self._before = before
        self._hidden = hidden
        # The filters of lists that show this unit alone.
        self.filters: dict[str, Any] = {"year": year, "unit": unit}
        self._projects = Project.objects.filter(unit=unit, fiscal_year=year)
        self._stated = stated
        self.totals = totals_of_statements(stated)

    def facts(self) -> list[Fact]:
        """The sums and counts, and each subtotal that the disclosure states, with what it was before."""
        totals = self.totals
        total = money_fact(_("Sum of the projects"), totals["sum_total"], address("projects", **self.filters))
        stated = [_subtotal(one) for one in self._stated]
        projects = Fact(_("Projects"), f"{totals['number']:,}", url=address("projects", **self.filters))
        indicators = Fact(
            _("Indicators"), f"{totals['sum_indicators']:,}", url=address("indicators", **self.filters)
        )
        if self._before:
            year, was = self._before[0].disclosure.fiscal_year, totals_of_statements(self._before)
            total = replace(total, before=money_before(year, was["sum_total"], totals["sum_total"]))
            projects = replace(projects, before=count_before(year, was["number"]))
            indicators = replace(indicators, before=count_before(year, was["sum_indicators"]))
            if len(stated) == len(self._before) == 1:  # of several, none is the other's
                words = money_before(year, self._before[0].total, self._stated[0].total)
                stated = [replace(stated[0], before=words)]
        return [total, *stated, projects, indicators]

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
