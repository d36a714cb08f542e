"""A disclosure in force as records: made of its rows, or of the snapshot as it was disclosed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Final, get_args

from django.db.models import Prefetch

from budget.disclosure import records
from budget.disclosure.open_data import records_in
from budget.models import Disclosure, Project, UnitStatement
from indicators.models import Indicator

# The records' plain fields have the names of the models' columns.
PROJECT_FIELDS = tuple(f.name for f in fields(records.Project) if f.name not in ("amounts", "indicators"))
INDICATOR_FIELDS = tuple(f.name for f in fields(records.Indicator))


# The layouts by the text of the column.
_LAYOUTS: Final[Mapping[str, records.Layout]] = {layout: layout for layout in get_args(records.Layout)}


def records_of(disclosure: Disclosure) -> records.Disclosure:
    """Make records of a disclosure's rows in force: equal to the imported ones, with corrections applied."""
    department = disclosure.department
    projects = Project.objects.order_by("position", "pk").prefetch_related(
        Prefetch("indicators", Indicator.objects.order_by("position"))
    )
    statements = disclosure.statements.order_by("position").prefetch_related(Prefetch("projects", projects))
    return records.Disclosure(
        department=disclosure.department_name or department.name,
        region=department.region,
        fiscal_year=disclosure.fiscal_year,
        layout=_LAYOUTS[disclosure.layout],
        amounts=disclosure.amounts,
        row=disclosure.row,
        title=disclosure.title,
        money_unit=disclosure.money_unit,
        place=disclosure.place,
        units=tuple(_unit_record(statement) for statement in statements),
    )


def as_disclosed(disclosure: Disclosure) -> records.Disclosure:
    """Return the records of the revision in force, without corrections.

    Region and fiscal year are the disclosure's present ones: it may have been moved. Raises
    Revision.DoesNotExist for a disclosure that has no revision in force.
    """
    snapshot = disclosure.revisions.values_list("snapshot", flat=True).get(is_current=True)
    return replace(
        records_in(bytes(snapshot)),
        region=disclosure.department.region,
        fiscal_year=disclosure.fiscal_year,
    )


def _unit_record(statement: UnitStatement) -> records.Unit:
    return records.Unit(
        name=statement.name,
        row=statement.row,
        amounts=statement.amounts,
        place=statement.place,
        projects=tuple(_project_record(project) for project in statement.projects.all()),
    )


def _project_record(project: Project) -> records.Project:
    return records.Project(
        amounts=project.amounts,
        indicators=tuple(indicator_record(indicator) for indicator in project.indicators.all()),
        **{name: getattr(project, name) for name in PROJECT_FIELDS},
    )


def indicator_record(indicator: Indicator) -> records.Indicator:
    return records.Indicator(**{name: getattr(indicator, name) for name in INDICATOR_FIELDS})
