"""How many rows are read, named or written in one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

# SQLite takes 32,766 parameters in one statement, a table has up to 30 columns, and a bulk update names each
# row twice.
BATCH = 500


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`, in their order."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
