"""How much one file may hold, so that a hostile or broken one is refused before it costs memory or time."""

from dataclasses import dataclass

from budget.disclosure.problems import Problem, Refused

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost; a caller may pass others.

    `file_bytes`: the largest disclosures met are scanned-size PDFs of a few MiB; 64 MiB leaves room for a
    whole province's workbook.
    `expanded_bytes`: of a zipped document, all parts together; XML shrinks about tenfold, so that this is as
    generous as the first.
    `cells`: after merged and repeated cells are written out; 100,000 indicators in the widest flat table are
    1.4 million cells.
    """

    file_bytes: int = 64 * MIB
    expanded_bytes: int = 512 * MIB
    cells: int = 4_000_000


DEFAULT_LIMITS = Limits()


def refuse_large_file(size: int, limits: Limits) -> None:
    """Raise Refused where a file of `size` bytes is over the limit."""
    if size > limits.file_bytes:
        raise Refused(
            Problem(
                "too-large",
                details={"size": str(size), "limit": str(limits.file_bytes), "setting": "Limits.file_bytes"},
            )
        )


class CellCount:
    """Counts a file's cells over all its sheets or tables, and refuses the file at the limit."""

    def __init__(self, limits: Limits) -> None:
        self._limit = limits.cells
        self._count = 0

    def add(self, count: int, place: str) -> None:
        """Count `count` more cells of the table at `place`; raises Refused when the file has too many."""
        self._count += count
        if self._count > self._limit:
            raise Refused(Problem("too-many-table-cells", place=place, details={"limit": str(self._limit)}))
