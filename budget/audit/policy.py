"""The policy of an installation: which checks are on, their levels, the thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Self

from budget.audit.catalogue import CHECKS, Level

# The place of the local rules: they are on where the region or the department's name contains it.
_LOCAL_TO: Final = "广州"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures that checks compare with, each with its reason."""

    # AMT-05: a tenth of a department's money is essential to its budget.
    large_share_percent: int = 10
    # CMP-03, AMT-05: Guangzhou requires four indicators a project (2018 budget).
    enough_indicators: int = 4
    # QNT-02: Guangzhou requires half of them to be quantified; exactly half is enough.
    quantified_percent: int = 50
    # QNT-04: two equal percentages are chance, three are a template.
    template_targets: int = 3
    # REL-01: with fewer objectives, a word in over half of them is not necessarily generic.
    objectives_for_common_words: int = 5
    # DUP-02: a name of an institution or a policy has fewer characters; a passage copied has more.
    shared_passage: int = 20
    # CST-02: what rounding to 万元 hides.
    same_money_permille: int = 5
    # CST-03: prices differ by a tenth; below half of the budget the rest of the money is not explained.
    product_above_percent: int = 10
    product_below_percent: int = 50
    # REL-06: a shorter objective states no effect.
    objective_length: int = 20
    # REL-06: nobody writes more without a word of the project.
    long_objective: int = 80
    # REL-06: so many characters of its own say something of the project.
    own_words: int = 4
    # WGT-01: a form gives 100 points, or 90 where the execution of the budget has 10 of its own.
    sums_of_weights: tuple[int, ...] = (100, 90)
    # RES-05: a target that is exceeded by half was set without knowing what can be done.
    exceeded_percent: int = 50
    # RES-12: with less than half of its money a project as it was planned cannot be done.
    executed_below_percent: int = 50
    # RES-13: a budget that changes by a third is another one (1 ÷ 3).
    adjusted_parts: int = 3
    # YOY-02: growth that prices and routine do not explain.
    growth_percent: int = 30


@dataclass(frozen=True, slots=True)
class Policy:
    """Which checks are off, levels that differ from the catalogue's, and the thresholds."""

    off: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))
    thresholds: Thresholds = Thresholds()

    def __post_init__(self) -> None:
        unknown = sorted((self.off | self.levels.keys()) - CHECKS.keys())
        if unknown:
            raise ValueError(f"unknown checks: {', '.join(unknown)}")

    @classmethod
    def for_(
        cls,
        region: str,
        department: str,
        *,
        switches: Mapping[str, bool] = MappingProxyType({}),
        levels: Mapping[str, Level] = MappingProxyType({}),
    ) -> Self:
        """The policy for a department's disclosures: all checks, the local ones where they apply.

        `switches` are the operator's: a check's id, and whether it is on, wherever the department is.
        Raises ValueError where they or `levels` name a check that is not in the catalogue.
        """
        unknown = sorted(switches.keys() - CHECKS.keys())
        if unknown:
            raise ValueError(f"unknown checks: {', '.join(unknown)}")
        is_local = _LOCAL_TO in region or _LOCAL_TO in department
        off = frozenset(
            check.id
            for check in CHECKS.values()
            if not switches.get(check.id, is_local or not check.is_local)
        )
        return cls(off=off, levels=dict(levels))

    def is_on(self, check: str) -> bool:
        return check not in self.off

    def level(self, check: str, *, lesser: bool = False) -> Level:
        """The level of a check's findings (of its lesser ones); an operator's choice goes for all of them."""
        registered = CHECKS[check]
        natural = registered.lesser_level if lesser and registered.lesser_level else registered.level
        return self.levels.get(check, natural)
