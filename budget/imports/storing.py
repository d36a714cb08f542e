"""What files gave is stored: one piece of work is one transaction, in whatever process."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from django.db import transaction

from budget.disclosure import records
from budget.disclosure.forms import contradicts
from budget.disclosure.open_data import SourceName, digest_of, records_in
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Read
from budget.disclosure.together import disagreement, first_row_of
from budget.imports.options import Options
from budget.imports.outcomes import Figures, Outcome, figures_of
from budget.imports.pending import PendingFile
from budget.imports.refusing import DryRun, refusing
from budget.imports.results import store_results
from budget.imports.spool import Spool
from budget.store import disclosures
from budget.store.known_readings import InForce
from budget.store.locks import retry_deadlocks
from budget.store.names import Key, key_of, other_names_under
from budget.store.refusals import refuse_unstorable_texts
from budget.store.sources import Received, sources_of


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table that a file gave, with its outcome."""

    outcome: Outcome
    read: Read
    received: Received

    @property
    def department(self) -> str:
        """The department as the file names it."""
        return self.read.disclosure.department

    def describe(self) -> Figures:
        """Let the outcome tell what was read; return its figures."""
        figures = figures_of(self.read.disclosure)
        self.outcome.describe(figures)
        self.outcome.problems.extend(self.read.problems)
        return figures


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file whose table is in force already, with its outcome, which is complete. Nothing is stored."""

    outcome: Outcome
    in_force: InForce

    @property
    def department(self) -> str:
        return self.in_force.department


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one department and year that files gave."""

    key: Key
    department: str
    files: tuple[PendingFile, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The self-evaluations of one department and year that files gave."""

    key: Key
    department: str
    files: tuple[PendingFile, ...]


Work = Table | Unchanged | Forms | Results
# The tables that a run stored so far: by their disclosure's key the records' digest, and the file.
Earlier = dict[Key, tuple[str, str]]


def outcome_of(work: Unchanged, earlier: Earlier) -> Outcome:
    """The outcome of a table in force; refused where the run stored another one of its place."""
    outcome, in_force = work.outcome, work.in_force
    digest, file = earlier.setdefault(in_force.key, (in_force.digest, outcome.file))
    if digest != in_force.digest:
        outcome.refuse(_other_table(in_force.department, in_force.key[2], file))
    return outcome


class Storing:
    """Stores what the files of one run gave. `earlier` has what the run stored before, and is added to."""

    def __init__(self, options: Options, spool: Spool, earlier: Earlier) -> None:
        self._options = options
        self._spool = spool
        self._earlier = earlier

    def outcomes_of(self, work: Work) -> list[Outcome]:
        """Do a piece of work; return the outcome of each of its files."""
        match work:
            case Table():
                return self._table(work)
            case Unchanged():
                return [outcome_of(work, self._earlier)]
            case Forms():
                return self._forms(work)
            case Results():
                options = replace(self._options.results, dry_run=self._options.dry_run, by=self._options.by)
                return store_results(work.key, work.files, self._spool, options)

    def _table(self, work: Table) -> list[Outcome]:
        """Store a whole table as the one disclosure of its department and year."""
        outcome, read = work.outcome, work.read
        record = read.disclosure
        received = replace(work.received, figures=work.describe())
        with refusing([outcome]):
            refuse_unstorable_texts([record])
            key, digest = key_of(record), digest_of(record)

            def store() -> disclosures.Stored:
                earlier = self._earlier.get(key)
                if earlier is not None and earlier[0] != digest:
                    raise Refused(_second_table(record, earlier[1], outcome.file))
                return disclosures.store(
                    record, read.problems, [received], by=self._options.by, digest=digest
                )

            if self._store(key, [outcome], store):
                if self._options.dry_run and key in self._earlier:
                    # Without the dry run the earlier file's records would be in force.
                    outcome.status = "unchanged"
                self._earlier.setdefault(key, (digest, outcome.file))
        return [outcome]

    def _forms(self, work: Forms) -> list[Outcome]:
        """Store the forms of one department and year as one disclosure, with those stored earlier."""
        outcomes = [form.outcome for form in work.files]
        with refusing(outcomes):
            self._store_together(work.key, work.files)
        return outcomes

    def _store_together(self, key: Key, pending: Sequence[PendingFile]) -> None:
        other_names = other_names_under(key)
        accepted: list[tuple[PendingFile, records.Disclosure]] = []
        for form in pending:
            record = records_in(form.snapshot(self._spool))
            rivals = (other for other, theirs in accepted if contradicts(record, theirs, other_names))
            if (rival := next(rivals, None)) is None:
                accepted.append((form, record))
            else:
                form.outcome.refuse(_second_table(record, rival.outcome.file, form.outcome.file))
        outcomes = [form.outcome for form, _ in accepted]
        problems = [
            replace(problem, file=outcome.sha256) for outcome in outcomes for problem in outcome.problems
        ]
        together = [record for _, record in accepted]

        def store() -> disclosures.Stored:
            if (earlier := self._earlier.get(key)) is not None:
                raise Refused(_second_table(together[0], earlier[1], outcomes[0].file))
            files = (form.file(self._spool) for form, _ in accepted)
            return disclosures.add_forms(together, problems, files, by=self._options.by)

        self._store(key, outcomes, store)

    def _store(self, key: Key, outcomes: Sequence[Outcome], store: Callable[[], disclosures.Stored]) -> bool:
        """Store one disclosure, which a dry run rolls back, and set the outcomes of its files.

        Returns whether it was stored.
        """

        try:
            stored, sources = retry_deadlocks(lambda: self._stored(key, store))
        except Refused as refused:
            for outcome in outcomes:
                outcome.refuse(*refused.problems)
            return False
        for outcome in outcomes:
            outcome.status, outcome.revision = stored.status, stored.revision.number
            outcome.problems.extend(stored.notices)
            outcome.region = stored.disclosure.department.region
            outcome.made_from, outcome.key = sources, key
        return True

    def _stored(
        self, key: Key, store: Callable[[], disclosures.Stored]
    ) -> tuple[disclosures.Stored, tuple[SourceName, ...]]:
        """Store one disclosure in its transaction; return what was stored, with its files."""
        with suppress(DryRun), transaction.atomic():
            stored = store()
            if key not in self._earlier:
                self._refuse_unexpected(key, stored)
                if self._options.on_stored is not None:
                    self._options.on_stored(key, stored)
            sources = tuple(sources_of(stored.revision))
            if self._options.dry_run:
                raise DryRun
        return stored, sources

    def _refuse_unexpected(self, key: Key, stored: disclosures.Stored) -> None:
        """Raise Refused where the disclosure differs from the confirmed preview.

        One that is unchanged has these very records in force already, through somebody else, or through this
        upload before an interruption.
        """
        if self._options.expected is None:
            return
        expected = self._options.expected.get(key)
        before = stored.before.pk if stored.before else None
        if (
            expected is not None
            and expected.digest == stored.revision.digest
            and (expected.before == before or stored.status == "unchanged")
        ):
            return
        details = {
            "department": stored.disclosure.department.name,
            "year": str(stored.disclosure.fiscal_year),
        }
        raise Refused(Problem("changed-since-preview", details=details))


def _second_table(record: records.Disclosure, other: str, file: str) -> Problem:
    """The refusal of a table of which another file, or another table of the same file, gave other figures."""
    if other == file:
        return disagreement(record, [record.place or record.title], first_row_of(record))
    return _other_table(record.department, record.fiscal_year, other)


def _other_table(department: str, year: int, other: str) -> Problem:
    """The refusal of a table of a department and year, of which another file gave other figures."""
    return Problem("second-table", details={"department": department, "year": str(year), "other": other})
