"""Other names of units, put in force and taken back: rows that state them belong to the unit that they mean.

Each act is one transaction with the department locked, as an import locks it. Ids, addresses and disclosed
names stay; findings are checked again.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budget.models import (
    Department,
    Disclosure,
    RetiredProject,
    Unit,
    UnitAlias,
    UnitStatement,
)
from budget.models.names import name_key
from budget.store import checks, facts, names as naming, quality, results, search_index
from budget.store.locks import lock_department_of
from budget.store.rekey_unit import move


class Done(NamedTuple):
    """The result of an act: how many disclosures it concerned, and how many `check_disclosures` has still to
    check, being too many for a request.
    """

    disclosures: int
    unchecked: int


def add(alias: UnitAlias, by: User | None) -> Done:
    """Take a unit's other name into force. A unit of that name without rows in force is merged into it.

    Raises ValidationError where another unit has the name.
    """
    with transaction.atomic():
        department = lock_department_of(alias.unit)
        alias.clean()
        leftover = department.units.filter(name_folded=name_key(alias.name)).first()
        alias.made_by = by
        alias.former_id = leftover.pk if leftover else None
        alias.save()
        concerned = absorb(leftover, alias) if leftover else set()
        return refresh(department, concerned, [alias.unit])


def merge(gone: Sequence[Unit], into: Unit, note: str, by: User | None) -> Done:
    """Make one unit of some of a department: the names of those that go become other names of one.

    `note`: the reason and its document. Raises ValidationError for an empty note, and for units that
    cannot be one.
    """
    with transaction.atomic():
        department = lock_department_of(into)
        if not note.strip():
            raise ValidationError(_("Say why, and by what document."))
        merged = 0
        concerned: set[int] = set()
        # Read again: one may have been merged or renamed meanwhile.
        for one in department.units.select_for_update().filter(pk__in=[unit.pk for unit in gone]):
            if one.pk == into.pk:
                raise ValidationError(_("A unit cannot become another name of itself."))
            if not one.name_folded:
                raise ValidationError(_("What has no name cannot be another name."))
            alias = UnitAlias.objects.create(
                unit=into, name=one.name, note=note.strip(), former_id=one.pk, made_by=by
            )
            concerned |= absorb(one, alias)
            merged += 1
        if merged < len(gone) or not merged:
            raise ValidationError(_("Only units of one department that are still there can become one."))
        return refresh(department, concerned, [into])


def remove(alias: UnitAlias) -> Done:
    """Take a unit's other name back: what is stated under it is again a unit of its own, under the address
    that it had, with the other names that it had.
    """
    with transaction.atomic():
        unit = alias.unit
        department = lock_department_of(unit)
        brought = _aliases_added_with(alias)
        alias.delete()
        names = [name for name in (alias.name, *(one.name for one in brought)) if is_stated(unit, name)]
        if not names:
            UnitAlias.objects.filter(pk__in=[one.pk for one in brought]).delete()
            return refresh(department, set(), [unit])
        own = Unit.objects.create(pk=alias.former_id, department=department, name=alias.name)
        UnitAlias.objects.filter(pk__in=[one.pk for one in brought]).update(unit=own)
        concerned: set[int] = set()
        for name in names:
            concerned |= move(unit, own, name)
        return refresh(department, concerned, [unit, own])


def add_former_name(unit: Unit, former: str, by: User | None) -> None:
    """Store the name that a renamed unit had before as another name, where rows state it. The present name
    is no other name, and the other names move to the unit's present department.
    """
    with transaction.atomic():
        department = lock_department_of(unit)
        if unit.aliases.exclude(department=department).exists():
            hand_on_aliases(unit, unit.pk, department)
        unit.aliases.filter(name_folded=unit.name_folded).delete()
        if name_key(former) not in ("", unit.name_folded) and is_stated(unit, former):
            UnitAlias.objects.create(unit=unit, name=former, made_by=by)
        search_index.refresh_name(unit)
        results.refresh_department(department.pk)


def absorb(gone: Unit, alias: UnitAlias) -> set[int]:
    """Bring everything of a unit under the one that has its name as another name now, its own other names
    with it, and let it go; returns the disclosures concerned.
    """
    concerned = move(gone, alias.unit)
    gone.aliases.filter(came_with=None).update(came_with=alias)
    gone.aliases.update(unit=alias.unit)
    gone._change_reason = alias.note
    gone.delete()
    return concerned


def _aliases_added_with(alias: UnitAlias) -> list[UnitAlias]:
    """The other names that came with a merged unit, and with those merged into it before."""
    direct = list(alias.brought.order_by("pk"))
    return direct + [further for one in direct for further in _aliases_added_with(one)]


def hand_on_aliases(unit: Unit, to: int, department: Department) -> None:
    """Give a unit's other names to one of another department, but for those that somebody has there."""
    known = naming.units_named(department, set(unit.aliases.values_list("name_folded", flat=True)))
    unit.aliases.filter(name_folded__in=known).delete()
    unit.aliases.update(unit=to, department=department)


def is_stated(unit: Unit, name: str) -> bool:
    """Whether a table in force, or a project that was dropped, names the unit so."""
    stated = UnitStatement.objects.filter(unit=unit).values_list("name", flat=True)
    dropped = RetiredProject.objects.filter(unit=unit).values_list("unit_name", flat=True)
    return any(name_key(one) == name_key(name) for one in {*stated, *dropped})


def refresh(department: Department, disclosures: Collection[int], units: Collection[Unit]) -> Done:
    """Recompute what derives from the rows, and check a department's years again."""
    for disclosure in Disclosure.objects.filter(pk__in=disclosures).select_related("department"):
        number = disclosure.statements.values("unit").distinct().count()
        Disclosure.objects.filter(pk=disclosure.pk).update(unit_count=number)
        search_index.refresh(disclosure)
    for unit in units:
        search_index.refresh_name(unit)
    quality.refresh(disclosures)
    results.refresh_department(department.pk)
    facts.refresh(disclosures)
    unchecked = checks.check_again(Disclosure.objects.in_force().filter(department=department))
    return Done(len(disclosures), unchecked)
