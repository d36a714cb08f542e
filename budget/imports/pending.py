"""What files of an import give that waits for other files: forms of one disclosure, self-evaluations.

Records and bytes wait in a temporary file, which every process that stores reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from budget.imports.outcomes import Outcome
from budget.imports.spool import Span, Spool
from budget.models.names import name_key
from budget.store.departments import OfDepartment
from budget.store.names import Key, key_of
from budget.store.sources import Received


@dataclass(frozen=True, slots=True)
class PendingFile:
    """What one file gives of one department and year, with its outcome."""

    outcome: Outcome
    records: Span
    content: Span
    received: Received

    def snapshot(self, spool: Spool) -> bytes:
        """The records, as they were added."""
        return spool.read(self.records)

    def file(self, spool: Spool) -> Received:
        """The file as it was received."""
        return replace(self.received, content=spool.read(self.content))


# The files of a department and year: its key, its department as a file names it, the files.
Together = tuple[Key, str, tuple[PendingFile, ...]]


class PendingFiles:
    """Pending files by department and year. Its length is the number of these.

    `names_last`: which department a name means is looked up when all files are read, not before: other files
    may make it. A preview and the import that it shows give the same groups without this.
    """

    def __init__(self, spool: Spool, *, names_last: bool) -> None:
        self._spool = spool
        self._names_last = names_last
        self._pending: dict[Key, tuple[OfDepartment, list[PendingFile]]] = {}

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, head: OfDepartment, snapshot: bytes, outcome: Outcome, received: Received) -> None:
        """Add a file's records; `head` names their department and year."""
        write = self._spool.write
        file = PendingFile(outcome, write(snapshot), write(received.content), replace(received, content=b""))
        named = (name_key(head.region), name_key(head.department), head.fiscal_year)
        key = named if self._names_last else key_of(head)
        self._pending.setdefault(key, (head, []))[1].append(file)

    def take(self) -> Iterator[Together]:
        """Remove and yield the files of each department and year, in the order of its first file."""
        pending, self._pending = self._pending, {}
        together: dict[Key, tuple[str, list[PendingFile]]] = {}
        for key, (head, files) in pending.items():
            known = key_of(head) if self._names_last else key
            together.setdefault(known, (head.department, []))[1].extend(files)
        by_position = attrgetter("outcome.position")
        for key, (department, files) in together.items():
            yield key, department, tuple(sorted(files, key=by_position))
