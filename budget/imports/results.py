"""The self-evaluations among an import's files: stored as soon as they are read, those of a file together."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import EvaluationsRead
from budget.disclosure.self_evaluation_data import digest_of
from budget.disclosure.self_evaluations import SelfEvaluations, keys_of
from budget.imports.outcomes import Outcome
from budget.imports.refusing import DryRun
from budget.store import self_evaluations
from budget.store.names import Key, key_of
from budget.store.self_evaluations import StoredResult
from budget.store.sources import Received, sources_of

# A file's self-evaluations of one department and year: the key of these, and the SHA-256 of the file.
OfFile = tuple[Key, str]
# A self-evaluation of a run: the key of its department and year, its unit, name and ordinal.
_Entry = tuple[Key, str, str, int]


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """What an import run's storing of self-evaluations takes.

    `expected`: the states of a confirmed preview (`state_of`); whatever differs from them is refused.
    `on_stored` is called in the transaction that stores a file's, which a dry run rolls back.
    """

    on_stored: Callable[[OfFile, SelfEvaluations, Sequence[StoredResult]], None] | None = None
    expected: Mapping[OfFile, str] | None = None


class ResultsImport:
    """The self-evaluations of one import run."""

    def __init__(self, options: ResultOptions, *, dry_run: bool, by: User | None) -> None:
        self._options, self._dry_run, self._by = options, dry_run, by
        # Those that this run stored: their records' digest, and the file that gave them.
        self._stored: dict[_Entry, tuple[str, str]] = {}

    def store(self, outcome: Outcome, read: EvaluationsRead, received: Received) -> None:
        """Store what a file gives of one department and year, and set the outcome.

        Raises Refused as `self_evaluations.store` does, and where another file of the run gave another
        self-evaluation of the same project, or the preview showed others.
        """
        record = read.evaluations
        key = key_of(record)
        entries = [
            ((key, *of_entry), digest_of(entry))
            for of_entry, entry in zip(keys_of(record.entries), record.entries, strict=True)
        ]
        for entry, digest in entries:
            earlier = self._stored.get(entry)
            if earlier is not None and earlier[0] != digest and earlier[1] != outcome.file:
                raise Refused(_second(record, entry, earlier[1]))
        are_known = all(self._stored.get(entry, ("", ""))[0] == digest for entry, digest in entries)
        try:
            with transaction.atomic():
                stored = self_evaluations.store(record, read.problems, [received], by=self._by)
                of_file = (key, outcome.sha256)
                self._refuse_unexpected(of_file, record, stored)
                if self._options.on_stored is not None:
                    self._options.on_stored(of_file, record, stored)
                _describe(outcome, stored)
                if self._dry_run:
                    raise DryRun
        except DryRun:
            if are_known:
                outcome.status = "unchanged"  # without the dry run the earlier file's would be in force
        outcome.key = key
        for entry, digest in entries:
            self._stored.setdefault(entry, (digest, outcome.file))

    def _refuse_unexpected(
        self, of_file: OfFile, record: SelfEvaluations, stored: Sequence[StoredResult]
    ) -> None:
        """Raise Refused where what is stored differs from the confirmed preview. What is in force already may
        be so through somebody else, or through this upload before an interruption.
        """
        if self._options.expected is None or all(one.status == "unchanged" for one in stored):
            return
        if self._options.expected.get(of_file) != state_of(stored):
            details = {"department": record.department, "year": str(record.fiscal_year)}
            raise Refused(Problem("changed-since-preview", details=details))


def state_of(stored: Sequence[StoredResult]) -> str:
    """A hash of what is stored and of what was in force before."""
    parts = [f"{one.before}:{one.revision.digest}" for one in stored]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _describe(outcome: Outcome, stored: Sequence[StoredResult]) -> None:
    """Set what became of a file: new where one of its self-evaluations is, else revised where one is."""
    found = {one.status for one in stored}
    outcome.status = next(
        one for one in ("imported", "revised", "unchanged") if one in found or one == "unchanged"
    )
    if len(stored) == 1:
        outcome.revision = stored[0].revision.number
    if stored:
        outcome.region = stored[0].evaluation.department.region
        sources = (source for one in stored for source in sources_of(one.revision))
        outcome.made_from = tuple(dict.fromkeys(sources))


def _second(record: SelfEvaluations, entry: _Entry, other: str) -> Problem:
    name = next(
        one.name for one, key in zip(record.entries, keys_of(record.entries), strict=True) if key == entry[1:]
    )
    details = {
        "department": record.department,
        "year": str(record.fiscal_year),
        "project": name,
        "other": other,
    }
    return Problem("second-self-evaluation", details=details)
