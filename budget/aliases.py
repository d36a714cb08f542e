"""Other names taken into force, and taken back: what stands under them is brought to whom they mean now.

Each act is one transaction with the department locked, as an import locks it: ids and addresses last, what is
disclosed stays as disclosed, and the points to review follow.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from budget import checking, naming
from budget.models import (
    Department,
    DepartmentAlias,
    Disclosure,
    RetiredProject,
    Unit,
    UnitAlias,
    UnitStatement,
)
from budget.models.names import name_key
from budget.regrouping import move
from budget.search import index


class Done(NamedTuple):
    """What an act came to: how many disclosures it concerned, and how many are left to be checked again by
    `check_disclosures`, being too many to wait for.
    """

    disclosures: int
    unchecked: int


def add_to_unit(alias: UnitAlias, by: AbstractBaseUser | None) -> Done:
    """Take a unit's other name into force. A unit of that name under which nothing stands any more becomes
    one with it.

    Raises ValidationError where the name is somebody else's.
    """
    with transaction.atomic():
        department = _locked(alias.unit.department_id)
        alias.clean()
        leftover = department.units.filter(name_folded=name_key(alias.name)).first()
        alias.made_by = by
        alias.former_id = leftover.pk if leftover else None
        alias.save()
        concerned = _absorb(leftover, alias.unit) if leftover else set()
        return _in_step(department, concerned, [alias.unit])


def merge(gone: Unit, into: Unit, note: str, by: AbstractBaseUser | None) -> Done:
    """Make one unit of two of a department: the name of the one that goes becomes another name of the other.

    `note`: why, and by what document. Raises ValidationError for a note that says nothing, and for units that
    cannot be one.
    """
    with transaction.atomic():
        department = _locked(into.department_id)
        if not note.strip():
            raise ValidationError(_("Say why, and by what document."))
        if gone.pk == into.pk or gone.department_id != into.department_id:
            raise ValidationError(_("Only two units of one department can become one."))
        if not gone.name_folded:
            raise ValidationError(_("What has no name cannot be another name."))
        UnitAlias.objects.create(unit=into, name=gone.name, note=note, former_id=gone.pk, made_by=by)
        return _in_step(department, _absorb(gone, into), [into])


def remove_from_unit(alias: UnitAlias) -> Done:
    """Take a unit's other name back: what is stated under it is again a unit of its own, under the address
    that it had.
    """
    with transaction.atomic():
        unit = alias.unit
        department = _locked(unit.department_id)
        alias.delete()
        if not _is_stated(unit, alias.name):
            return _in_step(department, set(), [unit])
        own = Unit.objects.create(pk=alias.former_id, department=department, name=alias.name)
        return _in_step(department, move(unit, own, alias.name), [unit, own])


def keep_former_name(unit: Unit, former: str, by: AbstractBaseUser | None) -> None:
    """Keep the name that a unit had before it was renamed, where something stands under it; its name as it
    is now is no other one.
    """
    with transaction.atomic():
        _locked(unit.department_id)
        unit.aliases.filter(name_folded=unit.name_folded).delete()
        if name_key(former) not in ("", unit.name_folded) and _is_stated(unit, former):
            UnitAlias.objects.create(unit=unit, name=former, made_by=by)
        index.refresh_name(unit)


def add_to_department(alias: DepartmentAlias, by: AbstractBaseUser | None) -> Done:
    """Take a department's other name into force, and with it that of its own office, the unit that bears the
    department's name. A department of that name that has no disclosure any more becomes one with it.

    Raises ValidationError where the name is somebody else's.
    """
    with transaction.atomic():
        department = _locked(alias.department_id)
        alias.clean()
        leftover = _bearer(alias)
        alias.made_by = by
        alias.former_id = leftover.pk if leftover else None
        alias.save()
        office = department.units.filter(name_folded=department.name_folded).first()
        units = [*_take_over(leftover, department, office)] if leftover else []
        concerned: set[int] = set()
        if office is not None:
            concerned = _name_office(office, alias, by)
            units.append(office)
        index.refresh_name(department)
        return _in_step(department, concerned, units)


def remove_from_department(alias: DepartmentAlias) -> None:
    """Take a department's other name back. Raises ValidationError where a disclosure of it bears the name."""
    with transaction.atomic():
        department = _locked(alias.department_id)
        if years := _years_called(department, alias.name):
            words = _(
                "The tables of %(years)s are published under this name: move them to a department first."
            )
            raise ValidationError(words, params={"years": years})
        alias.delete()
        index.refresh_name(department)


def keep_former_department(department: Department, former: Department, by: AbstractBaseUser | None) -> None:
    """Keep name and region that a department had before they were changed, where a disclosure bears the
    name; what it is called now is no other name.

    A name without a region is kept with the region that the department has now: others may bear it.
    """
    with transaction.atomic():
        _locked(department.pk)
        own = department.region_folded, department.name_folded
        department.aliases.filter(region_folded=own[0], name_folded=own[1]).delete()
        region = former.region or department.region
        if (name_key(region), name_key(former.name)) != own and _years_called(department, former.name):
            DepartmentAlias.objects.create(department=department, name=former.name, region=region, made_by=by)
        index.refresh_name(department)


def _locked(department: int) -> Department:
    return Department.objects.select_for_update().get(pk=department)


def _absorb(gone: Unit, into: Unit) -> set[int]:
    """Bring everything of a unit under another one, and let it go; returns the disclosures concerned."""
    concerned = move(gone, into)
    _hand_on_aliases(gone, into)
    gone.delete()
    return concerned


def _hand_on_aliases(unit: Unit, to: Unit) -> None:
    """Give a unit's other names to another unit, but for those that the other's department has already."""
    department = to.department_id
    known = naming.units_named(to.department, set(unit.aliases.values_list("name_folded", flat=True)))
    new = unit.aliases.exclude(name_folded__in=known) if unit.department_id != department else unit.aliases
    new.update(unit=to, department=department)


def _is_stated(unit: Unit, name: str) -> bool:
    """Whether a table in force, or a project that was dropped, names the unit so."""
    stated = UnitStatement.objects.filter(unit=unit).values_list("name", flat=True)
    dropped = RetiredProject.objects.filter(unit=unit).values_list("unit_name", flat=True)
    return any(name_key(one) == name_key(name) for one in {*stated, *dropped})


def _bearer(alias: DepartmentAlias) -> Department | None:
    """The department whose own name it is."""
    bearers = Department.objects.filter(
        region_folded=name_key(alias.region), name_folded=name_key(alias.name)
    )
    return bearers.exclude(pk=alias.department_id).select_for_update().first()


def _take_over(leftover: Department, department: Department, office: Unit | None) -> list[Unit]:
    """Bring what is left of a department without disclosures to another, and let it go; returns the units
    concerned. Its office is the other's, its units those of their names.
    """
    names = {unit.name_folded for unit in leftover.units.all()}
    known = naming.units_named(department, names)
    concerned = []
    for unit in leftover.units.order_by("pk"):
        into = known.get(unit.name_folded)
        if into is None and unit.name_folded == leftover.name_folded:
            into = office
        if into is not None:
            _absorb(unit, into)
            continue
        _hand_on_aliases(unit, Unit(pk=unit.pk, department=department))
        unit.aliases.exclude(department=department).delete()
        unit.department = department
        unit.save()
        concerned.append(unit)
    leftover.aliases.update(department=department)
    leftover.delete()
    return concerned


def _name_office(office: Unit, alias: DepartmentAlias, by: AbstractBaseUser | None) -> set[int]:
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
    UnitAlias.objects.create(unit=office, name=alias.name, note=alias.note, former_id=former, made_by=by)
    return _absorb(bearer, office) if bearer else set()


def _years_called(department: Department, name: str) -> str:
    """The years of a department's disclosures that bear a name, in words; "" where none does."""
    rows = department.disclosures.order_by("fiscal_year").values_list("fiscal_year", "department_name")
    return "、".join(str(year) for year, called in rows if name_key(called) == name_key(name))


def _in_step(department: Department, disclosures: Collection[int], units: Collection[Unit]) -> Done:
    """Bring what is kept beside the rows to what they say now, and check a department's years again."""
    for disclosure in Disclosure.objects.filter(pk__in=disclosures).select_related("department"):
        number = disclosure.statements.values("unit").distinct().count()
        Disclosure.objects.filter(pk=disclosure.pk).update(unit_count=number)
        index.refresh(disclosure)
    for unit in units:
        index.refresh_name(unit)
    left = checking.check_again(Disclosure.objects.in_force().filter(department=department))
    return Done(len(disclosures), left)
