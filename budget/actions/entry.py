"""A disclosure entered by hand: the columns of its rows that nobody types, and the state that a form shows.

The caller holds the transaction in which `locked` returned the row.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import F, Max, Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from budget.actions.base import StaleState, require_state, state_token
from budget.disclosure.records import AMOUNT_FIELDS
from budget.models import Disclosure, Project, RetiredProject, Unit, UnitStatement
from budget.models.names import name_key
from budget.store import names as naming, revisions
from budget.store.batches import BATCH
from budget.store.locks import lock_disclosure
from budget.store.rows_reader import INDICATOR_FIELDS, PROJECT_FIELDS
from indicators.models import Indicator

EnteredRow = TypeVar("EnteredRow", Disclosure, UnitStatement, Project)

# Above any position in a table: unique numbers are exchanged by way of it.
_ASIDE = 1_000_000_000


def disclosure_of(row: Disclosure | UnitStatement | Project) -> Disclosure:
    """The disclosure of a row."""
    return row if isinstance(row, Disclosure) else row.disclosure


def locked(model: type[EnteredRow], key: int) -> EnteredRow | None:
    """Lock the disclosure of a row for the caller's transaction; return the row, None where it is gone."""
    column = "pk" if model is Disclosure else "disclosure"
    disclosure = model._default_manager.filter(pk=key).values_list(column, flat=True).first()
    if disclosure is None:
        return None
    try:
        lock_disclosure(disclosure)
    except Disclosure.DoesNotExist:
        return None
    return model._default_manager.filter(pk=key).first()


def state_of(row: Disclosure | UnitStatement | Project) -> str:
    """The token of what a form of the row shows: the row, and those that are entered below it.

    It is finer than the number of the revision: changes of two projects do not conflict, and a title counts
    although it makes no revision.
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
    return state_token(shown)


def require_same_state(row: Disclosure | UnitStatement | Project, seen: str) -> None:
    """Raise StaleState where a form that saves the row shows another state of it."""
    disclosure = disclosure_of(row)
    # A form of an imported row has no state, and is not let in at all.
    if seen or disclosure.is_entered_by_hand:
        require_state(seen, state_of(row), lambda: StaleState(_words_of_change(disclosure)))


def _words_of_change(disclosure: Disclosure) -> str:
    """The message for saving over a state that the author has not seen."""
    if not disclosure.is_entered_by_hand:
        return _(
            "Nothing is saved: an import has taken the place of what was entered. What you typed stands here."
        )
    if disclosure.is_withdrawn:
        return _("Nothing is saved: the disclosure was withdrawn. What you typed stands here.")
    current = disclosure.revisions.select_related("created_by").get(is_current=True)
    return _(
        "Nothing is saved: somebody changed this since you opened it. Revision %(number)s is in force, of "
        "%(at)s by %(by)s. What you typed stands here."
    ) % {
        "number": current.number,
        "at": date_format(localtime(current.created_at), "Y-m-d H:i"),
        "by": current.created_by or "—",
    }


def _listed(row: UnitStatement | Project) -> list[Any]:
    return _values(row, ("pk", "position", "name", *AMOUNT_FIELDS))


def _values(row: Model, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def place_statement(statement: UnitStatement) -> bool:
    """Save a statement with the unit of its name, made where it is new, and its projects with it; a new
    statement comes last in its disclosure. Returns whether the unit is new.
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
    """Save a project with the unit of its statement and the first free ordinal among its namesakes; a new one
    comes last. A project that was there before gets its address back.
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
    is_in_place = project.pk is not None and _is_named(project, of_this_name)
    if not is_in_place or project.ordinal in taken:
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
        # The other one keeps its address under another ordinal.
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


def store(disclosure: Disclosure, by: User | None) -> None:
    """Make a revision of the rows that were entered, and recompute what derives from them."""
    _number_projects(disclosure)
    revisions.store_entered(disclosure, by)


def _number_projects(disclosure: Disclosure) -> None:
    """Let the projects' positions run over the whole table, as an import's do."""
    projects = disclosure.projects.order_by("statement__position", "position", "pk").only("position")
    moved = []
    for position, project in enumerate(projects, start=1):
        if project.position != position:
            project.position = position
            moved.append(project)
    Project.objects.bulk_update(moved, ["position"], batch_size=BATCH)
