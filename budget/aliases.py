"""Other names of departments and units, taken into force and taken back alike."""

from django.contrib.auth.models import AbstractBaseUser

from budget import department_names, unit_names
from budget.models import DepartmentAlias, UnitAlias
from budget.unit_names import Done


def add(alias: DepartmentAlias | UnitAlias, by: AbstractBaseUser | None) -> Done:
    """Take another name into force. Raises ValidationError where it is somebody else's."""
    return unit_names.add(alias, by) if isinstance(alias, UnitAlias) else department_names.add(alias, by)


def remove(alias: DepartmentAlias | UnitAlias, by: AbstractBaseUser | None = None, reason: str = "") -> Done:
    """Take another name back: what bears it is again a body of its own.

    Raises ValidationError where disclosures bear it, which are moved for a reason alone.
    """
    if isinstance(alias, UnitAlias):
        return unit_names.remove(alias)
    return department_names.remove(alias, by, reason)
