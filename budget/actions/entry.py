"""A disclosure entered by hand: where its rows belong, which nobody types, and the state that a form shows.

What is written here is written in a transaction that has the row from `locked`: one at a time for a
department, as imports do.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import F, Max, Model

from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Department, Disclosure, Project, RetiredProject, Unit, UnitStatement
from budget.models.names import name_key
from budget.store import disclosures, names as naming
from budget.store.batches import BATCH
from budget.store.rows_reader import INDICATOR_FIELDS, PROJECT_FIELDS
from indicators.models import Indicator

EnteredRow = TypeVar("EnteredRow", Disclosure, UnitStatement, Project)

# Above any position in a table: numbers that stand once each change places through it.
_ASIDE = 1_000_000_000


def disclosure_of(row: Disclosure | UnitStatement | Project) -> Disclosure:
    """The disclosure that a row stands in."""
    return row if isinstance(row, Disclosure) else row.disclosure


def lock_department(key: int) -> None:
    """Keep a department's disclosures for the caller's transaction alone."""
    list(Department.objects.select_for_update().filter(pk=key))


def locked(model: type[EnteredRow], key: int) -> EnteredRow | None:
    """The row as it stands, its disclosure kept for the caller's transaction alone; None where it is gone."""
    column = "pk" if model is Disclosure else "disclosure"
    within = Disclosure.objects.filter(pk__in=model._default_manager.filter(pk=key).values(column))
    found = within.values_list("pk", "department").first()
    if found is None:
        return None
    disclosure, department = found
    lock_department(department)
    list(Disclosure.objects.select_for_update().filter(pk=disclosure))
    return model._default_manager.filter(pk=key).first()


def state_of(row: Disclosure | UnitStatement | Project) -> str:
    """Tells what a form of the row shows from any other state: the row, and those that are entered below it.

    Finer than the number of the revision: who changes one project does not stand in the way of who changes
    another one, and a title, which makes no revision, counts too.
    """
    shown: dict[str, Any] = {
        "disclosure": _values(disclosure_of(row), ("layout", "is_withdrawn")),
        "amounts": _values(row, AMOUNT_FIELDS),
    }
    match row:
        case Disclosure():
            shown["own"] = _values(row, ("department_id", "fiscal_year", "title"))
            shown["rows"] = [_listed(statement) for statement in row.statements.order_by("position")]
        case UnitStatement():
            shown["own"] = _values(row, ("name", "unit_id"))
            shown["rows"] = [_listed(project) for project in row.projects.order_by("position", "pk")]
        case Project():
            shown["own"] = _values(row, ("statement_id", *PROJECT_FIELDS))
            shown["rows"] = [
                _values(indicator, ("pk", *INDICATOR_FIELDS))
                for indicator in row.indicators.order_by("position")
            ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def _listed(row: UnitStatement | Project) -> list[Any]:
    return _values(row, ("pk", "position", "name", *AMOUNT_FIELDS))


def _values(row: Model, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def place_statement(statement: UnitStatement) -> bool:
    """Put a statement under the unit that its name says, made where it is new, and its projects with it; a
    new one at the end of its disclosure. Saves it; returns whether the unit is new.
    """
    department = statement.disclosure.department
    unit = naming.units_named(department, [name_key(statement.name)]).get(name_key(statement.name))
    statement.unit = unit or Unit.objects.create(department=department, name=statement.name)
    if statement.position is None:
        last = statement.disclosure.statements.aggregate(last=Max("position"))["last"] or 0
        statement.position = last + 1
    statement.save()
    for project in statement.projects.exclude(unit=statement.unit):
        project.statement = statement
        place_project(project)
    return unit is None


def place_project(project: Project) -> None:
    """Put a project under the unit of its statement, with the next ordinal where namesakes stand there, a new
    one at the end. Saves it. A project that was there before gets its address back.
    """
    statement = project.statement
    project.unit, project.disclosure = statement.unit, statement.disclosure
    project.fiscal_year = statement.disclosure.fiscal_year
    of_this_name = {
        "unit": project.unit,
        "fiscal_year": project.fiscal_year,
        "name_folded": name_key(project.name),
    }
    namesakes = Project.objects.filter(**of_this_name).exclude(pk=project.pk)
    taken = set(namesakes.values_list("ordinal", flat=True))
    stands = project.pk is not None and _is_named(project, of_this_name)
    if not stands or project.ordinal in taken:
        project.ordinal = _first_free(taken)
    retired = RetiredProject.objects.filter(**of_this_name)
    own = retired.filter(disclosure=project.disclosure)
    if project.pk is None:
        last = project.disclosure.projects.aggregate(last=Max("position"))["last"] or 0
        project.position = last + 1
        before = (own.filter(ordinal=project.ordinal) or retired.filter(ordinal=project.ordinal)).first()
        if before is not None:
            project.pk = before.project_id
            before.delete()
    else:
        # The other one's address stays; it is told by another ordinal from now on.
        others = set(own.values_list("ordinal", flat=True))
        own.filter(ordinal=project.ordinal).update(ordinal=_first_free(taken | others | {project.ordinal}))
    project.save()


def _is_named(project: Project, of_this_name: dict[str, Any]) -> bool:
    return Project.objects.filter(pk=project.pk, **of_this_name).exists()


def _first_free(taken: set[int]) -> int:
    return next(ordinal for ordinal in range(1, len(taken) + 2) if ordinal not in taken)


def save_indicators(project: Project, changed: Sequence[Indicator], dropped: Sequence[Indicator]) -> None:
    """Save a project's indicators, new ones behind the others."""
    for indicator in dropped:
        indicator.delete()
    last = project.indicators.aggregate(last=Max("position"))["last"] or 0
    for indicator in changed:
        if indicator.position is None:
            last += 1
            indicator.position = last
        indicator.save()


def drop(project: Project) -> None:
    """Take a project out of its disclosure; its address leads to the revision that had it."""
    RetiredProject.objects.create(
        project_id=project.pk,
        disclosure_id=project.disclosure_id,
        unit_id=project.unit_id,
        fiscal_year=project.fiscal_year,
        name=project.name,
        name_folded=project.name_folded,
        ordinal=project.ordinal,
        last_revision=project.disclosure.revisions.get(is_current=True),
    )
    project.delete()


def order_units(disclosure: Disclosure, keys: Sequence[int]) -> None:
    """Number the statements of a disclosure (all its keys, in the order wanted) from 1."""
    disclosure.statements.update(position=F("position") + _ASIDE)
    rows = [UnitStatement(pk=key, position=position) for position, key in enumerate(keys, start=1)]
    UnitStatement.objects.bulk_update(rows, ["position"], batch_size=BATCH)


def order_projects(keys: Sequence[int]) -> None:
    """Put the projects of one statement (all its keys) in the order wanted."""
    rows = [Project(pk=key, position=position) for position, key in enumerate(keys, start=1)]
    Project.objects.bulk_update(rows, ["position"], batch_size=BATCH)


def order_indicators(project: Project, keys: Sequence[int]) -> None:
    """Number the indicators of a project (all its keys, in the order wanted) from 1."""
    project.indicators.update(position=F("position") + _ASIDE)
    rows = [Indicator(pk=key, position=position) for position, key in enumerate(keys, start=1)]
    Indicator.objects.bulk_update(rows, ["position"], batch_size=BATCH)


def keep(disclosure: Disclosure, by: User | None) -> None:
    """Take the rows as they were entered for the state in force, with all that follows from it."""
    _number_projects(disclosure)
    disclosures.keep_entered(disclosure, by)


def _number_projects(disclosure: Disclosure) -> None:
    """Let the projects' positions run over the whole table, as an import's do."""
    projects = disclosure.projects.order_by("statement__position", "position", "pk").only("position")
    moved = []
    for position, project in enumerate(projects, start=1):
        if project.position != position:
            project.position = position
            moved.append(project)
    Project.objects.bulk_update(moved, ["position"], batch_size=BATCH)
