"""Rows of the same name, distinguished by an ordinal in the order of the table.

The module is here, and not with the project's key in `budget/store/keys.py`, because the checks number
namesakes too and are below the store.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVarTuple

Names = TypeVarTuple("Names")


def number_namesakes(names: Iterable[tuple[*Names]]) -> Iterator[tuple[*Names, int]]:
    """Yield each name with its ordinal, which makes a key of it: 1 for the first of equal names, 2 for the
    next.

    A name is a tuple, for example the folded names of unit and project; equal tuples are namesakes.

    >>> list(number_namesakes([("水务局", "培训"), ("水务局", "维修"), ("水务局", "培训")]))
    [('水务局', '培训', 1), ('水务局', '维修', 1), ('水务局', '培训', 2)]
    """
    counts: Counter[tuple[*Names]] = Counter()
    for name in names:
        counts[name] += 1
        yield (*name, counts[name])
