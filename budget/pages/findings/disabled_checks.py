"""The checks that do not apply everywhere in this installation."""

from dataclasses import dataclass

from budget.audit.catalogue import CHECKS, Check
from budget.store.checks import Installation


@dataclass(frozen=True, slots=True)
class DisabledChecks:
    """`off`: the checks that the operator switched off. `local`: those that apply in their own region alone,
    because nobody switched them on or off for all.
    """

    off: tuple[Check, ...]
    local: tuple[Check, ...]


def disabled_checks(installation: Installation) -> DisabledChecks:
    """Return the checks of the catalogue that do not apply everywhere."""
    switched = installation.switches
    return DisabledChecks(
        off=tuple(check for check in CHECKS.values() if switched.get(check.id) is False),
        local=tuple(check for check in CHECKS.values() if check.is_local and check.id not in switched),
    )
