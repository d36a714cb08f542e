"""A disclosure entered by hand: where its rows belong, which nobody types."""

from django.db.models import Max

from budget.models import Project, UnitStatement
from budget.models.names import name_key


def place_statement(statement: UnitStatement) -> None:
    """Give a unit's statement its name and its place at the end of its disclosure."""
    statement.name = statement.unit.name
    if statement.position is None:
        last = statement.disclosure.statements.aggregate(last=Max("position"))["last"] or 0
        statement.position = last + 1


def place_project(project: Project) -> None:
    """Put a project under the unit of its statement, with the next ordinal where namesakes stand there, at
    the end of its disclosure.
    """
    statement = project.statement
    project.unit, project.disclosure = statement.unit, statement.disclosure
    project.fiscal_year = statement.disclosure.fiscal_year
    namesakes = Project.objects.filter(
        unit=project.unit, fiscal_year=project.fiscal_year, name_folded=name_key(project.name)
    ).exclude(pk=project.pk)
    taken = set(namesakes.values_list("ordinal", flat=True))
    project.ordinal = next(ordinal for ordinal in range(1, len(taken) + 2) if ordinal not in taken)
    if project.pk is None:
        last = project.disclosure.projects.aggregate(last=Max("position"))["last"] or 0
        project.position = last + 1
