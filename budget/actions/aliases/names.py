"""Other names of departments and units, taken into force and taken back alike."""

from django.contrib.auth.models import User

from budget.actions.aliases import departments, units
from budget.actions.aliases.units import Done
from budget.models import DepartmentAlias, UnitAlias


def add(alias: DepartmentAlias | UnitAlias, by: User | None) -> Done:
    """Take another name into force. Raises ValidationError where it is somebody else's."""
    return units.add(alias, by) if isinstance(alias, UnitAlias) else departments.add(alias, by)


def remove(alias: DepartmentAlias | UnitAlias, by: User | None = None, reason: str = "") -> Done:
    """Take another name back: what bears it is again a body of its own.

    Raises ValidationError where disclosures bear it, which are moved for a reason alone.
    """
    if isinstance(alias, UnitAlias):
        return units.remove(alias)
    return departments.remove(alias, by, reason)
