"""Numbers by code become numbers by the value of a filter."""

import numpy as np

from budget.models.facts import VALUES
from budget.pages.facts.year import Array
from indicators.filters import COLUMNS, filter_value


def by_code(name: str, numbers: Array) -> dict[str, int]:
    """The numbers of a column's codes by the values of its filter, without those that are 0."""
    return {_value(name, code): int(number) for code, number in enumerate(numbers.tolist()) if number}


def distinct(name: str, owners: Array, codes: Array) -> dict[str, int]:
    """How many different owners there are of each code."""
    if not len(owners):
        return {}
    seen = np.zeros((len(VALUES[name]), int(owners.max()) + 1), dtype=np.bool_)
    seen[codes, owners] = True
    return by_code(name, np.count_nonzero(seen, axis=1))


def _value(name: str, code: int) -> str:
    """The value of a filter of a code."""
    value = VALUES[name][code]
    return filter_value(name, value) if name in COLUMNS else value


def ranks_of_codes(name: str) -> Array:
    """The rank of each code of a column as its table sorts: categories as classified, the unclassified last;
    kinds by their keys.
    """
    values = VALUES[name]
    if name == "category":
        order = [*range(1, len(values)), 0]
    else:
        order = sorted(range(len(values)), key=values.__getitem__)
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.arange(len(values))
    return ranks
