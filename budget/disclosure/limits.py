"""How much a file or an archive may cost, so that a hostile or broken one is refused before it costs more."""

from dataclasses import dataclass

from budget.disclosure.problems import Problem, Refused

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may cost; the site's settings (IMPORT_…) say other values.

    A file:
    `file_bytes`: the largest disclosures met are scanned-size PDFs of a few MiB; 64 MiB leaves room for a
    whole province's workbook.
    `expanded_bytes`: of a zipped document, all parts together; XML shrinks about tenfold, so that this is as
    generous as the first.
    `cells`: after merged and repeated cells are written out; 100,000 indicators in the widest flat table are
    1.4 million cells.
    `seconds` and `memory_bytes`: of the process that reads it; a PDF of 300 pages takes up to a minute, a
    workbook of a million cells half a GiB.

    An archive:
    `archive_bytes`: what a department's site offers as one download; a province's year of PDFs fits in.
    `archive_expanded_bytes`: all files in it together, those of archives within it too; files of this kind
    hardly shrink, so that four times its own size is ample.
    `archive_members`: a province's departments and their forms, some thousands.
    `archive_depth`: an archive in a folder's archive; people nest no deeper.
    """

    file_bytes: int = 64 * MIB
    expanded_bytes: int = 512 * MIB
    cells: int = 4_000_000
    seconds: int = 120
    memory_bytes: int = 2048 * MIB
    archive_bytes: int = 1024 * MIB
    archive_expanded_bytes: int = 4096 * MIB
    archive_members: int = 20_000
    archive_depth: int = 3


DEFAULT_LIMITS = Limits()


def refuse_large_file(size: int, limits: Limits) -> None:
    """Raise Refused where a file of `size` bytes is over the limit."""
    if size > limits.file_bytes:
        raise too_large(size, limits.file_bytes, "IMPORT_FILE_MIB")


def too_large(size: int, limit: int, setting: str) -> Refused:
    """Return the refusal of a file or an archive for its size in bytes; `setting` is what an operator can
    raise.
    """
    return Refused(
        Problem(
            "too-large", details={"size": size_words(size), "limit": size_words(limit), "setting": setting}
        )
    )


def size_words(size: int) -> str:
    """A number of bytes in the unit that people read."""
    if size >= MIB:
        return f"{size / MIB:.1f}".removesuffix(".0") + " MiB"
    return f"{max(1, round(size / 1024))} KiB"


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
