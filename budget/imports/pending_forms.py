"""Forms of an import, which wait for others of their disclosure until all files are read.

What waits is kept in a file without a name, which is gone with the process: ten thousand forms cost no
memory.
"""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import TracebackType

from budget.disclosure.open_data import records_in, snapshot_of
from budget.disclosure.reading import Read
from budget.disclosure.records import Disclosure
from budget.imports.outcomes import Outcome
from budget.store.disclosures import Received
from budget.store.names import Key, key_of


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where in the file some bytes stand."""

    start: int
    size: int


@dataclass(frozen=True, slots=True)
class WaitingForm:
    """The forms that one file has of one disclosure: what becomes of them, and where they wait."""

    outcome: Outcome
    records: _Kept
    content: _Kept
    received: Received


class WaitingForms(AbstractContextManager["WaitingForms"]):
    """The forms that wait, by disclosure."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed by __exit__
        self._waiting: dict[Key, list[WaitingForm]] = {}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        """How many disclosures wait."""
        return len(self._waiting)

    def add(self, outcome: Outcome, read: Read, received: Received) -> None:
        """Have the forms wait; the outcome's problems are the read's."""
        form = WaitingForm(
            outcome,
            self._keep(snapshot_of(_naming_file(read.disclosure, outcome.sha256))),
            self._keep(received.content),
            replace(received, content=b""),
        )
        self._waiting.setdefault(key_of(read.disclosure), []).append(form)

    def take(self) -> Iterator[tuple[Key, list[WaitingForm]]]:
        """The forms of one disclosure after the other, in the order in which the first of each came.

        Those taken wait no longer.
        """
        while self._waiting:
            key = next(iter(self._waiting))
            yield key, self._waiting.pop(key)

    def records_of(self, form: WaitingForm) -> Disclosure:
        """The records, each project naming the file that its row stands in."""
        return records_in(self._take(form.records))

    def received(self, form: WaitingForm) -> Received:
        """The file as it was received."""
        return replace(form.received, content=self._take(form.content))

    def _keep(self, content: bytes) -> _Kept:
        start = self._file.seek(0, 2)
        self._file.write(content)
        return _Kept(start, len(content))

    def _take(self, kept: _Kept) -> bytes:
        self._file.seek(kept.start)
        return self._file.read(kept.size)


def _naming_file(disclosure: Disclosure, sha256: str) -> Disclosure:
    units = tuple(
        replace(unit, projects=tuple(replace(project, file=sha256) for project in unit.projects))
        for unit in disclosure.units
    )
    return replace(disclosure, units=units)
