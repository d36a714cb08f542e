"""Which checks an installation has switched off, in words for the pages that say so."""

from dataclasses import dataclass

from budget.audit.catalogue import CHECKS, Check
from budget.store.checks import Installation


@dataclass(frozen=True, slots=True)
class Switches:
    """`off`: the checks that the operator switched off. `local`: those that apply in their own region alone,
    because nobody switched them on or off for all.
    """

    off: tuple[Check, ...]
    local: tuple[Check, ...]


def switches_of(installation: Installation) -> Switches:
    """What of the catalogue is not checked everywhere."""
    switched = installation.switches
    return Switches(
        off=tuple(check for check in CHECKS.values() if switched.get(check.id) is False),
        local=tuple(check for check in CHECKS.values() if check.is_local and check.id not in switched),
    )
