"""Forms of an import that wait for others of their disclosure until all files are read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from budget.disclosure.open_data import records_in, snapshot_of
from budget.disclosure.reading import Read
from budget.disclosure.records import Disclosure
from budget.imports.outcomes import Outcome
from budget.imports.spool import Span, Spool
from budget.store.names import Key, key_of
from budget.store.sources import Received


@dataclass(frozen=True, slots=True)
class PendingForm:
    """The forms that one file has of one disclosure, with their outcome."""

    outcome: Outcome
    records: Span
    content: Span
    received: Received


class PendingForms:
    """Pending forms by disclosure. Its length is the number of disclosures."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._pending: dict[Key, list[PendingForm]] = {}

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, outcome: Outcome, read: Read, received: Received) -> None:
        """Add the forms of a file. The outcome has the problems of `read` already."""
        form = PendingForm(
            outcome,
            self._spool.write(snapshot_of(_with_file(read.disclosure, outcome.sha256))),
            self._spool.write(received.content),
            replace(received, content=b""),
        )
        self._pending.setdefault(key_of(read.disclosure), []).append(form)

    def take(self) -> Iterator[tuple[Key, list[PendingForm]]]:
        """Remove and yield the forms of each disclosure, in the order in which its first form was added."""
        while self._pending:
            key = next(iter(self._pending))
            yield key, self._pending.pop(key)

    def records_of(self, form: PendingForm) -> Disclosure:
        """Return the records of a form, each project with the SHA-256 of its file."""
        return records_in(self._spool.read(form.records))

    def received(self, form: PendingForm) -> Received:
        """Return the file of a form as it was received."""
        return replace(form.received, content=self._spool.read(form.content))


def _with_file(disclosure: Disclosure, sha256: str) -> Disclosure:
    units = tuple(
        replace(unit, projects=tuple(replace(project, file=sha256) for project in unit.projects))
        for unit in disclosure.units
    )
    return replace(disclosure, units=units)
