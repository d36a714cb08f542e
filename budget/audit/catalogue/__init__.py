"""The catalogue of checks: the wording, level, basis and needs of each.

A finding is a point to review, never a verdict. The rules are functions in the other modules of
`budget.audit`; `budget.audit.run` maps each id to its function.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from budget.audit.catalogue import amounts, completeness, costs, disclosures, indicators, results, targets
from budget.audit.catalogue.definitions import LEVEL_WORDS, LEVELS, Basis, Check, Level, Need, Words

__all__ = [
    "CHECKS",
    "LEVELS",
    "LEVEL_WORDS",
    "ORDER",
    "RESULT_CHECKS",
    "SILENCES",
    "Basis",
    "Check",
    "Level",
    "Need",
    "Words",
]

# In the order of pages and reports.
_ALL: Final = (
    *amounts.CHECKS,
    *completeness.CHECKS,
    *targets.CHECKS,
    *costs.CHECKS,
    *indicators.CHECKS,
    *disclosures.CHECKS,
    *results.CHECKS,
)

CHECKS: Final[Mapping[str, Check]] = MappingProxyType({check.id: check for check in _ALL})
ORDER: Final[Mapping[str, int]] = MappingProxyType({check.id: place for place, check in enumerate(_ALL)})
# The checks of self-evaluations; all others are of tables of targets.
RESULT_CHECKS: Final = tuple(check.id for check in _ALL if "results" in check.needs)

# A finding of a key's check suppresses the findings of the listed checks on the same project, and, where
# both are about indicators, on the same indicator: the specific finding is more useful than the general.
SILENCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CMP-02": ("CMP-03", "CMP-04", "CMP-08", "CMP-09", "CMP-11", "CMP-12", "CMP-13"),
        "AMT-05": ("CMP-03",),
        "CMP-04": ("CMP-03",),
        "CMP-09": ("CMP-03",),
        "CMP-11": ("CMP-03",),
        "CMP-13": ("CMP-03",),
        "QNT-03": ("QNT-12", "VAL-06"),
        "VAL-03": ("VAL-02",),
        "VAL-04": ("VAL-02",),
        "VAL-05": ("QNT-12", "VAL-06", "VAL-02"),
        "VAL-06": ("QNT-12", "VAL-07"),
        "VAL-07": ("QNT-12", "QNT-03", "VAL-02"),
        "CLS-04": ("QNT-12", "QNT-03"),
        "VAL-08": ("VAL-02", "CLS-01"),
        "VAL-10": ("CLS-01",),
        "CLS-02": ("QNT-12", "CLS-01", "CLS-03"),
        "CST-01": ("QNT-12",),
        "FMT-04": ("QNT-11", "QNT-12"),
    }
)
