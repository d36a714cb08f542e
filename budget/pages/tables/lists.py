"""The tables of a year's departments, units, projects, indicators, categories and disclosures."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from budget.links import address
from budget.models import Disclosure, Project
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.formats import AMOUNT_LABELS
from budget.pages.tables.base import Provenance, SiteTable, StatedColumns, SumColumns
from budget.pages.tables.columns import (
    AmountColumn,
    CountColumn,
    FigureColumn,
    NameColumn,
    NumberColumn,
    StatedColumn,
    StatedTargetColumn,
    TextColumn,
    TimeColumn,
    TypeColumn,
)
from budget.pages.tables.quality import EXPORTED_OF_PROJECTS, QUALITY, QualityColumns
from indicators.columns import CategoryColumn, KindColumn

# Links of the cells: each leads to exactly what its figure counts.


def _department_page(record: Disclosure, table: SiteTable) -> str:
    return address("department", record.department_id, year=table.year)


def _unit_page(record: Any, table: SiteTable) -> str:
    return address("unit", record.pk, year=table.year)


def _department_of_unit(record: Any, table: SiteTable) -> str:
    return address("department", record.department_id, year=table.year)


class DepartmentTable(QualityColumns, SumColumns):
    """Departments of a year: rows are its disclosures, since a department has one a year."""

    provenance = Provenance("pk", "department", "department", ("row",), "place")
    subject = ("department", "department_id")

    name = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=_department_page,
    )
    region = tables.Column(
        gettext_lazy("Region"), accessor="department__region", order_by="department__region"
    )
    units = CountColumn(
        gettext_lazy("Units"),
        accessor="unit_count",
        linkify=lambda record, table: address("units", year=table.year, department=record.department_id),
    )
    projects = CountColumn(
        gettext_lazy("Projects"),
        accessor="project_count",
        linkify=lambda record, table: address("projects", year=table.year, department=record.department_id),
    )
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, department=record.department_id),
    )

    class Meta(SumColumns.Meta):
        order_by = "-total"
        sequence = ("name", "region", "units", "projects", "indicators", *QUALITY, *SumColumns.Meta.sequence)


class UnitTable(QualityColumns, SumColumns):
    """Units of a year."""

    subject = ("unit", "pk")

    name = NameColumn(pgettext_lazy("column", "Unit"), order_by="name_sort", linkify=_unit_page)
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=_department_of_unit,
    )
    projects = CountColumn(
        gettext_lazy("Projects"),
        accessor="project_count",
        linkify=lambda record, table: address("projects", year=table.year, unit=record.pk),
    )
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, unit=record.pk),
    )

    class Meta(SumColumns.Meta):
        order_by = "-total"
        sequence = ("name", "department", "projects", "indicators", *QUALITY, *SumColumns.Meta.sequence)


class ProjectTable(QualityColumns, StatedColumns):
    """Projects of a year."""

    subject = ("project", "pk")
    is_of_projects = True
    exported = EXPORTED_OF_PROJECTS
    marks_corrections = True
    provenance = Provenance("disclosure", "project", "pk", ("row",), "place", "file")

    name = NameColumn(pgettext_lazy("column", "Project"), order_by="name_sort", linkify=True)
    unit = NameColumn(
        pgettext_lazy("column", "Unit"),
        accessor="unit__name",
        order_by="unit__name_sort",
        linkify=lambda record, table: address("unit", record.unit_id, year=table.year),
    )
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="unit__department__name",
        order_by="unit__department__name_sort",
        linkify=lambda record, table: address("department", record.unit.department_id, year=table.year),
    )
    type = TypeColumn()
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, project=record.pk),
    )
    unaccounted = AmountColumn(AMOUNT_LABELS[UNACCOUNTED])

    class Meta(StatedColumns.Meta):
        order_by = "-total"
        sequence = (
            *("name", "unit", "department", "type", "indicators"),
            *QUALITY,
            *StatedColumns.Meta.sequence,
            "unaccounted",
        )

    def render_name(self, value: str, record: Project) -> str | SafeString:
        if not record.is_confidential:
            return value
        return format_html('{} <span class="badge-plain">{}</span>', value, _("confidential"))


class IndicatorTable(SiteTable):
    """Indicators with their project; both targets as disclosed or as corrected."""

    marks_corrections = True
    provenance = Provenance(
        "project__disclosure",
        "project",
        "project",
        ("row", "project__row"),
        "project__place",
        "project__file",
        ("indicator-", "pk"),
    )

    name = TextColumn(
        pgettext_lazy("column", "Indicator"),
        order_by="name_sort",
        attrs={"td": {"class": "prose"}},
        linkify=lambda record: address("project", record.project_id, anchor=f"indicator-{record.pk}"),
    )
    category = CategoryColumn()
    period_target = StatedTargetColumn(gettext_lazy("Period target"), which="period")
    annual_target = StatedTargetColumn(gettext_lazy("Annual target"), which="annual")
    kind = KindColumn()
    project = NameColumn(
        pgettext_lazy("column", "Project"),
        accessor="project__name",
        order_by=("project__name_sort", "project", "position"),
        linkify=lambda record: address("project", record.project_id),
    )
    unit = NameColumn(
        pgettext_lazy("column", "Unit"),
        accessor="project__unit__name",
        order_by="project__unit__name_sort",
        linkify=lambda record, table: address("unit", record.project.unit_id, year=table.year),
    )
    department = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="project__unit__department__name",
        order_by="project__unit__department__name_sort",
        linkify=lambda record, table: address(
            "department", record.project.unit.department_id, year=table.year
        ),
    )

    class Meta(SiteTable.Meta):
        order_by = "project"


class CategoryTable(SiteTable):
    """Categories: rows are dicts with the columns' names and `key`, `place` (in the classification)."""

    label = tables.Column(pgettext_lazy("column", "Category"), order_by="place")
    level1 = tables.Column(gettext_lazy("Level 1"), order_by="place")
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        linkify=lambda record, table: table.leads_to("indicators", record),
    )
    projects = CountColumn(
        gettext_lazy("Projects"),
        linkify=lambda record, table: table.leads_to("projects", record),
    )
    money = AmountColumn(gettext_lazy("Money of these projects"))
    share = FigureColumn(gettext_lazy("Share of all money"), order_by="money")

    class Meta(SiteTable.Meta):
        order_by = "label"

    def __init__(self, *args: Any, department: int | None = None, **options: Any) -> None:
        self.department = department
        super().__init__(*args, **options)

    def leads_to(self, page: str, row: dict[str, Any]) -> str | None:
        """The list that a count of this row is of; None for a count of 0."""
        if not row["indicators"]:
            return None
        return address(page, year=self.year, department=self.department, category=row["key"])


class DisclosureTable(SiteTable):
    """What was imported for a year."""

    marks_corrections = True
    provenance = Provenance("pk", "disclosure", "pk", ("row",), "place")
    exported = {"layout": (("layout",), lambda layout: dict(Disclosure.LAYOUTS)[layout])}

    name = NameColumn(
        pgettext_lazy("column", "Department"),
        accessor="department__name",
        order_by="department__name_sort",
        linkify=lambda record: record.get_absolute_url(),
    )
    region = tables.Column(
        gettext_lazy("Region"), accessor="department__region", order_by="department__region"
    )
    layout = tables.Column(gettext_lazy("Layout"), accessor="get_layout_display", order_by="layout")
    units = CountColumn(gettext_lazy("Units"), accessor="unit_count")
    projects = CountColumn(
        gettext_lazy("Projects"),
        accessor="project_count",
        linkify=lambda record, table: address("projects", year=table.year, department=record.department_id),
    )
    indicators = CountColumn(
        gettext_lazy("Indicators"),
        accessor="indicator_count",
        linkify=lambda record, table: address("indicators", year=table.year, department=record.department_id),
    )
    stated = StatedColumn(gettext_lazy("Total as stated"), accessor="total", order_by="total")
    total = AmountColumn(gettext_lazy("Sum of the projects"), accessor="sum_total")
    problems = CountColumn(
        gettext_lazy("Problems"),
        accessor="problem_count",
        linkify=lambda record: record.get_absolute_url() + "#problems" if record.problem_count else None,
    )
    revision = NumberColumn(gettext_lazy("Revision"), accessor="revision_number")
    revised_at = TimeColumn(gettext_lazy("Imported"))

    class Meta(SiteTable.Meta):
        order_by = "name"
