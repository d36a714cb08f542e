"""Other names of departments, taken into force and taken back.

A disclosure goes from one department to another by `budget.actions.lifecycle` alone, which keeps its
addresses and records the act.
"""

from collections.abc import Collection, Sequence

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from budget.actions.aliases import units as unit_names
from budget.actions.aliases.units import Done
from budget.actions.base import ActionRefused
from budget.actions.lifecycle import moves
from budget.actions.lifecycle.moves import Destination
from budget.models import Department, DepartmentAlias, Disclosure, Unit, UnitAlias
from budget.models.names import name_key
from budget.store import names, rekey_disclosure, results, search_index
from budget.store.locks import OutdatedLock, lock_department_of, lock_departments, retry_outdated
from budget.store.rekey_unit import move
from budget.store.self_evaluations import move as move_results


def add(alias: DepartmentAlias, by: User | None) -> Done:
    """Take a department's other name into force, and with it that of its own office, the unit that bears the
    department's name. A department of that name that has nothing in force becomes one with it.

    Raises ValidationError where another department has the name.
    """
    with transaction.atomic():
        department, leftover = retry_outdated(lambda: _lock_with_bearer(alias))
        alias.clean()
        alias.made_by = by
        alias.former_id = leftover.pk if leftover else None
        alias.save()
        return _take_name(alias, department, leftover, by)


def merge(gone: Sequence[Department], into: Department, note: str, by: User) -> Done:
    """Make one department of some: the disclosures of those that go are moved to one, their names become its
    other names.

    `note`: why, and by what document. Raises PermissionDenied, and ValidationError for a blank note, for a
    year of which two have disclosures, and for departments that no longer exist.
    """
    with transaction.atomic():
        if not note.strip():
            raise ValidationError(_("Say why, and by what document."))
        keys = {into.pk, *(one.pk for one in gone)}
        there = lock_departments(*keys)
        if not gone or len(there) < len(gone) + 1:
            raise ValidationError(_("Only departments that are still there can become one."))
        into, number, unchecked = there[into.pk], 0, 0
        for one in (there[department.pk] for department in gone):
            alias = DepartmentAlias.objects.create(
                department=into,
                name=one.name,
                region=one.region,
                note=note.strip(),
                former_id=one.pk,
                made_by=by,
            )
            _move_units(one.units.all(), into)
            moved = list(one.disclosures.in_force().order_by("fiscal_year"))
            _move(moved, into, note, by)
            one._change_reason = alias.note
            number, unchecked = number + len(moved), _take_name(alias, into, one, by).unchecked
        return Done(number, unchecked)


def remove(alias: DepartmentAlias, by: User | None = None, reason: str = "") -> Done:
    """Take a department's other name back. A department that was merged is there again, under the address
    that it had. Disclosures that bear its name are moved to it; for that there must be somebody, with a
    reason.

    Raises PermissionDenied, and ValidationError without a reason.
    """
    with transaction.atomic():
        department = lock_department_of(alias)
        bearing = _bearing(alias)
        if bearing and not reason.strip():
            raise ValidationError(reason_needed(alias))
        alias.delete()
        search_index.refresh_name(department)
        if by is None or (not bearing and alias.former_id is None):
            return Done(0, 0)
        own = Department.objects.create(pk=alias.former_id, name=alias.name, region=alias.region)
        move_results(department, own, name=alias.name)
        if not bearing:  # it had no table in force when it was merged
            for body in (department, own):
                results.refresh_department(body.pk)
            return Done(0, 0)
        office = UnitAlias.objects.filter(department=department, name_folded=alias.name_folded).first()
        if office is not None:
            Unit.objects.create(pk=office.former_id, department=own, name=office.name)
        theirs = department.units.filter(statements__disclosure__in=bearing).distinct()
        others = department.disclosures.exclude(pk__in=[one.pk for one in bearing])
        _move_units(
            theirs.exclude(statements__disclosure__in=others).exclude(
                retired_projects__disclosure__in=others
            ),
            own,
        )
        _move([one for one in bearing if not one.is_withdrawn], own, reason, by)
        for one in bearing:
            if one.is_withdrawn:
                rekey_disclosure.rekey(one, own, one.fiscal_year)
        if office is not None and not unit_names.is_stated(office.unit, office.name):
            office.delete()
            search_index.refresh_name(office.unit)
        for body in (department, own):
            results.refresh_department(body.pk)
        return Done(len(bearing), 0)


def reason_needed(alias: DepartmentAlias) -> str:
    """The message to somebody who takes back, without a reason, a name that disclosures bear; "" where none
    does.
    """
    years = "、".join(dict.fromkeys(str(one.fiscal_year) for one in _bearing(alias)))
    if not years:
        return ""
    words = _(
        "Tables bear the name %(name)s (%(years)s). With it they go to a department of their own: "
        "give the reason."
    )
    return words % {"name": alias.name, "years": years}


def add_former_name(department: Department, former: Department, by: User | None) -> None:
    """Store the name and region that a department had before they were changed as another name, where a
    disclosure bears the name. The present name is no other name.

    A name without a region is stored with the department's present region: others may bear it.
    """
    with transaction.atomic():
        lock_departments(department.pk)
        own = department.region_folded, department.name_folded
        department.aliases.filter(region_folded=own[0], name_folded=own[1]).delete()
        region = former.region or department.region
        if (name_key(region), name_key(former.name)) != own and _disclosures_named(department, former.name):
            DepartmentAlias.objects.create(department=department, name=former.name, region=region, made_by=by)
        search_index.refresh_name(department)


def _bearing(alias: DepartmentAlias) -> list[Disclosure]:
    """The disclosures that bear another name; none where it differs by its region alone: disclosures do not
    state which region they came from.
    """
    others = alias.department.aliases.exclude(pk=alias.pk)
    named = {alias.department.name_folded, *others.values_list("name_folded", flat=True)}
    return [] if alias.name_folded in named else _disclosures_named(alias.department, alias.name)


def _disclosures_named(department: Department, name: str) -> list[Disclosure]:
    """A department's disclosures under a name, withdrawn ones too."""
    found = department.disclosures.select_related("department").order_by("fiscal_year", "pk")
    return [one for one in found if name_key(one.department_name) == name_key(name)]


def _move(disclosures: Collection[Disclosure], to: Department, reason: str, by: User) -> None:
    for one in disclosures:
        try:
            moves.move(one, Destination(to.name, to.region, one.fiscal_year), reason=reason, by=by)
        except ActionRefused as error:
            raise ValidationError(f"{one}: {error}") from error


def _bearer(alias: DepartmentAlias) -> Department | None:
    """The department with this own name."""
    bearers = Department.objects.filter(
        region_folded=name_key(alias.region), name_folded=name_key(alias.name)
    )
    return bearers.exclude(pk=alias.department_id).first()


def _lock_with_bearer(alias: DepartmentAlias) -> tuple[Department, Department | None]:
    """Lock the department that is to have a name, and the one with that own name."""
    bearer = _bearer(alias)
    locked = lock_departments(alias.department_id, *([bearer.pk] if bearer else []))
    if _bearer(alias) != bearer:
        raise OutdatedLock
    return locked[alias.department_id], locked[bearer.pk] if bearer else None


def _take_name(
    alias: DepartmentAlias, department: Department, leftover: Department | None, by: User | None
) -> Done:
    """Let a department have the name of one that has nothing in force any more (None: nobody had it)."""
    units = _take_over(leftover, department) if leftover else []
    office = department.units.filter(name_folded=department.name_folded).first()
    concerned: set[int] = set()
    if office is not None:
        concerned = _name_office(office, alias, by)
        units.append(office)
    search_index.refresh_name(department)
    return unit_names.refresh(department, concerned, units)


def _take_over(leftover: Department, department: Department) -> list[Unit]:
    """Move what a department without disclosures in force has to another, and delete it; return the units
    that come with it, and those that got names of its units.
    """
    units = _move_units(leftover.units.all(), department)
    for disclosure in leftover.disclosures.order_by("pk"):
        rekey_disclosure.rekey(disclosure, department, disclosure.fiscal_year)
    theirs = names.units_named(department, set(leftover.units.values_list("name_folded", flat=True)))
    for unit in leftover.units.order_by("pk"):
        into = theirs[unit.name_folded]
        unit_names.hand_on_aliases(unit, into.pk, department)
        move(unit, into)
        unit.delete()
    leftover.aliases.update(department=department)
    move_results(leftover, department)
    leftover.delete()
    return [*units, *theirs.values()]


def _move_units(units: QuerySet[Unit], department: Department) -> list[Unit]:
    """Make units those of a department, whose disclosures are to follow; those of a name that it knows stay
    behind. Returns them.
    """
    known = names.units_named(department, set(units.values_list("name_folded", flat=True)))
    brought = [unit for unit in units.order_by("pk") if unit.name_folded not in known]
    for unit in brought:
        unit_names.hand_on_aliases(unit, unit.pk, department)
        unit.department = department
        unit.save()
    return brought


def _name_office(office: Unit, alias: DepartmentAlias, by: User | None) -> set[int]:
    """Give a department's office the department's other name; returns the disclosures concerned.

    A unit of that name becomes one with it, unless a table states both: then they are two. A name that some
    unit has as another name stays with that.
    """
    bearer = office.department.units.filter(name_folded=alias.name_folded).first()
    if bearer is not None:
        both = Disclosure.objects.filter(statements__unit=office).filter(statements__unit=bearer)
        if bearer.pk == office.pk or both.exists():
            return set()
    elif UnitAlias.objects.filter(department=office.department_id, name_folded=alias.name_folded).exists():
        return set()
    former = bearer.pk if bearer else None
    name = UnitAlias.objects.create(
        unit=office, name=alias.name, note=alias.note, former_id=former, made_by=by
    )
    return unit_names.absorb(bearer, name) if bearer else set()
