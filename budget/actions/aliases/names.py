"""Other names of departments and units, taken into force and taken back alike."""

from django.contrib.auth.models import User

from budget.actions.aliases import departments, units
from budget.actions.aliases.units import Done
from budget.models import DepartmentAlias, UnitAlias


def add(alias: DepartmentAlias | UnitAlias, by: User | None) -> Done:
    """Put another name in force. Raises ValidationError where another body has it."""
    return units.add(alias, by) if isinstance(alias, UnitAlias) else departments.add(alias, by)


def remove(alias: DepartmentAlias | UnitAlias, by: User | None = None, reason: str = "") -> Done:
    """Take another name back: its rows belong to a body of their own again.

    Raises ValidationError where disclosures are under it: moving them needs a reason.
    """
    if isinstance(alias, UnitAlias):
        return units.remove(alias)
    return departments.remove(alias, by, reason)
