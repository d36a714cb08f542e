"""Sums as pages state them: at the foot of a table, and beside what a disclosure states."""

from dataclasses import dataclass
from typing import Any

from budget.disclosure.records import AMOUNT_FIELDS, Amounts
from budget.models.querysets import UNACCOUNTED
from budget.pages.formats import AMOUNT_LABELS


def sum_columns(totals: dict[str, Any]) -> dict[str, Any]:
    """`ProjectQuerySet.totals()` under the names of the tables' columns."""
    names = (*AMOUNT_FIELDS, UNACCOUNTED)
    return {name: totals[f"sum_{name}"] for name in names} | {
        "projects": totals["number"],
        "indicators": totals["sum_indicators"],
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A column in which what is stated is not what the projects sum up to; money in fen."""

    label: str
    stated: int
    computed: int

    @property
    def difference(self) -> int:
        return self.stated - self.computed


def stated_against_computed(stated: Amounts, totals: dict[str, Any]) -> list[Difference]:
    """The columns in which a stated sum is not the projects' (`sum_…` of `totals`)."""
    found = []
    for name in AMOUNT_FIELDS:
        said, computed = getattr(stated, name), totals[f"sum_{name}"] or 0
        if said is not None and said != computed:
            found.append(Difference(str(AMOUNT_LABELS[name]), said, computed))
    return found
