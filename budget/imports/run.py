"""An import run: files are read, combined, stored and reported, with one outcome a file.

A wide or flat table is stored as soon as it is read. Forms, one a project, are pending until all files are
read, since several of them make one disclosure; so are self-evaluations, which are matched together. Each
disclosure is stored whole or not at all, so that a run can be stopped between any two of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from budget.disclosure import records
from budget.disclosure.forms import contradicts
from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.open_data import digest_of
from budget.disclosure.pool import ReadingPool, Stopped, Task
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import EvaluationsRead, Given, Read, Reading
from budget.disclosure.together import disagreement, first_row_of
from budget.imports.files import Found, ImportFile, files_in
from budget.imports.outcomes import Outcome
from budget.imports.pending_forms import PendingForm, PendingForms
from budget.imports.refusing import DryRun, refusing
from budget.imports.results import PendingResults, ResultOptions, store_results
from budget.imports.spool import Spool
from budget.store import disclosures
from budget.store.known_readings import gives_one_table, key_of_reading, known_reading
from budget.store.names import Key, key_of, other_names_under
from budget.store.refusals import refuse_unstorable_texts
from budget.store.result_refusals import refuse_unstorable_results
from budget.store.sources import Received, sources_of


@dataclass(frozen=True, slots=True)
class Expected:
    """A disclosure as a preview showed it: the key of the revision in force before (None for none), and the
    digest of the records in force after.
    """

    before: int | None
    digest: str


def _do_nothing(key: Key, stored: disclosures.Stored) -> None:
    """The default of `Options.on_stored`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for all files of an import run, and what reading them may cost.

    `expected`: the disclosures of a confirmed preview; whatever differs from them is refused. `on_stored` is
    called in the transaction of each stored disclosure, which a dry run rolls back. `results`: the same of
    self-evaluations.
    """

    given: Given = Given()
    published_url: str = ""
    published_on: date | None = None
    dry_run: bool = False
    by: User | None = None
    jobs: int = 1
    limits: Limits = DEFAULT_LIMITS
    expected: Mapping[Key, Expected] | None = None
    on_stored: Callable[[Key, disclosures.Stored], None] = _do_nothing
    results: ResultOptions = field(default_factory=ResultOptions)


@dataclass(slots=True)
class Progress:
    """The progress of an import run. Files in archives are counted when the archive is read.

    `forms` is the number of disclosures made of forms, which are stored when all files are read.
    """

    files: int = 0
    files_read: int = 0
    is_reading: bool = True
    forms: int = 0
    forms_stored: int = 0


class _Numbered(NamedTuple):
    """A file with its number in the run, as it is stored (None: it is not read), and what reading it gives
    where that is known.
    """

    number: int
    file: ImportFile
    received: Received | None = None
    known: Reading | None = None


class _Pending(NamedTuple):
    """What is stored when all files are read."""

    forms: PendingForms
    results: PendingResults


class ImportRun:
    """One import of some files. `run` yields each outcome once it is final; `stop` ends it before the next
    disclosure.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.progress = Progress()
        self.is_stopping = False
        self.is_stopped = False
        # The disclosures that this run stored: their records' digest, and the file that gave them.
        self._stored: dict[Key, tuple[str, str]] = {}

    def stop(self) -> None:
        """End the run before it stores the next disclosure. May be called from a signal handler."""
        self.is_stopping = True

    def run(
        self, found: Sequence[Found], report: Callable[[Progress], None] = lambda progress: None
    ) -> Iterator[Outcome]:
        """Import the files; call `report` after each file, and after each disclosure stored of forms.

        After a stop `is_stopped` is true: what was yielded is stored, the rest is not.
        """
        self.progress.files = len(found)
        try:
            with (
                Spool() as spool,
                ReadingPool(self.options.jobs, self.options.limits, lambda: self.is_stopping) as pool,
            ):
                pending = forms, results = _Pending(PendingForms(spool), PendingResults(spool))
                for numbered, result in pool.read_in_order(self._tasks(found)):
                    yield from self._store_reading(numbered, result or numbered.known, pending)
                    self.progress.files_read += 1
                    report(self.progress)
                self.progress.is_reading, self.progress.forms = False, len(forms) + len(results)
                for outcomes in chain(self._stored_forms(forms), self._stored_results(results)):
                    yield from outcomes
                    self.progress.forms_stored += 1
                    report(self.progress)
        except Stopped:
            self.is_stopped = True

    def _tasks(self, found: Sequence[Found]) -> Iterator[tuple[_Numbered, Task | None]]:
        """Yield the files with their numbers, each with the task of reading it, None where it is not read."""
        number = 0
        for one in found:
            for in_one, file in enumerate(files_in(one, self.options.limits)):
                number += 1
                self.progress.files += in_one > 0
                if file.content is None:
                    yield _Numbered(number, file), None
                    continue
                given = replace(self.options.given, folder_year=file.folder_year)
                received = Received(
                    file.name,
                    file.content,
                    self.options.published_url,
                    self.options.published_on,
                    key_of_reading(file.name, given),
                )
                known = known_reading(received.sha256, received.reading)
                task = Task(file.content, file.name, given) if known is None else None
                yield _Numbered(number, file, received, known), task

    def _store_reading(
        self, numbered: _Numbered, result: Reading | tuple[Problem, ...] | None, pending: _Pending
    ) -> Iterator[Outcome]:
        """Store what was read of a file. Forms become pending, without an outcome yet."""
        number, file, received, _known = numbered
        if not isinstance(result, Reading) or received is None:
            yield _not_read(number, file, result if isinstance(result, tuple) else file.problems)
            return
        if not gives_one_table(result):
            received = replace(received, reading="")
        for read in result.reads:
            outcome = Outcome(file.label, number, received.sha256, passed_over=result.passed_over)
            outcome.describe(read.disclosure)
            outcome.problems.extend(read.problems)
            is_pending = False
            with refusing([outcome]):
                refuse_unstorable_texts([read.disclosure])
                if read.is_partial:
                    pending.forms.add(outcome, read, received)
                    is_pending = True
                else:
                    self._store_table(outcome, read, received)
            if not is_pending:
                yield outcome
        for of_department in result.evaluations:
            outcome = Outcome(file.label, number, received.sha256)
            yield from self._add_results(outcome, of_department, received, pending.results)

    def _add_results(
        self, outcome: Outcome, read: EvaluationsRead, received: Received, results: PendingResults
    ) -> Iterator[Outcome]:
        """Let a file's self-evaluations become pending; yield the outcome of those that cannot be stored."""
        outcome.describe_results(read.evaluations)
        outcome.problems.extend(read.problems)
        is_pending = False
        with refusing([outcome]):
            refuse_unstorable_results(read.evaluations, read.problems)
            results.add(outcome, read, received)
            is_pending = True
        if not is_pending:
            yield outcome

    def _stored_forms(self, forms: PendingForms) -> Iterator[Iterator[Outcome]]:
        """Yield the outcomes of each disclosure made of forms, which storing it gives. Raises Stopped."""
        for key, pending in forms.take():
            if self.is_stopping:
                raise Stopped
            yield self._store_forms(key, pending, forms)

    def _stored_results(self, results: PendingResults) -> Iterator[Iterator[Outcome]]:
        """The same of the self-evaluations of each department and year."""
        options = replace(self.options.results, dry_run=self.options.dry_run, by=self.options.by)
        for key, pending in results.take():
            if self.is_stopping:
                raise Stopped
            yield store_results(key, pending, results, options)

    def _store_forms(
        self, key: Key, pending: Sequence[PendingForm], forms: PendingForms
    ) -> Iterator[Outcome]:
        """Store the forms of one department and year as one disclosure, with those stored earlier."""
        with refusing([form.outcome for form in pending]):
            self._store_together(key, pending, forms)
        yield from (form.outcome for form in pending)

    def _store_together(self, key: Key, pending: Sequence[PendingForm], forms: PendingForms) -> None:
        other_names = other_names_under(key)
        accepted: list[tuple[PendingForm, records.Disclosure]] = []
        for form in pending:
            record = forms.records_of(form)
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
        files = (forms.received(form) for form, _ in accepted)

        def store() -> disclosures.Stored:
            if (earlier := self._stored.get(key)) is not None:
                raise Refused(_second_table(together[0], earlier[1], outcomes[0].file))
            return disclosures.add_forms(together, problems, files, by=self.options.by)

        self._store(key, outcomes, store)

    def _store_table(self, outcome: Outcome, read: Read, received: Received) -> None:
        """Store a whole table as the one disclosure of its department and year."""
        record = read.disclosure
        key, digest = key_of(record), digest_of(record)

        def store() -> disclosures.Stored:
            earlier = self._stored.get(key)
            if earlier is not None and earlier[0] != digest:
                raise Refused(_second_table(record, earlier[1], outcome.file))
            return disclosures.store(record, read.problems, [received], by=self.options.by, digest=digest)

        if self._store(key, [outcome], store):
            if self.options.dry_run and key in self._stored:
                outcome.status = (
                    "unchanged"  # without the dry run the earlier file's records would be in force
                )
            self._stored.setdefault(key, (digest, outcome.file))

    def _store(self, key: Key, outcomes: Sequence[Outcome], store: Callable[[], disclosures.Stored]) -> bool:
        """Store one disclosure, which a dry run rolls back, and set the outcomes of its files.

        Returns whether it was stored.
        """
        try:
            with transaction.atomic():
                stored = store()
                if key not in self._stored:
                    self._refuse_unexpected(key, stored)
                    self.options.on_stored(key, stored)
                sources = tuple(sources_of(stored.revision))
                if self.options.dry_run:
                    raise DryRun
        except DryRun:
            pass
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

    def _refuse_unexpected(self, key: Key, stored: disclosures.Stored) -> None:
        """Raise Refused where the disclosure differs from the confirmed preview.

        One that is unchanged has these very records in force already, through somebody else, or through this
        upload before an interruption.
        """
        if self.options.expected is None:
            return
        expected = self.options.expected.get(key)
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


def _not_read(number: int, file: ImportFile, problems: tuple[Problem, ...]) -> Outcome:
    """Return the outcome of a file that gave no records: skipped where it has no problems or, in a folder, an
    unknown format; else refused.
    """
    sha256 = Received(file.name, file.content).sha256 if file.content is not None else ""
    outcome = Outcome(file.label, number, sha256, problems=list(problems))
    if not problems or (file.in_folder and any(problem.code == "unknown-format" for problem in problems)):
        outcome.status = "skipped"
    return outcome


def _second_table(record: records.Disclosure, other: str, file: str) -> Problem:
    """The refusal of a table of which another file, or another table of the same file, gave other figures."""
    if other == file:
        return disagreement(record, [record.place or record.title], first_row_of(record))
    details = {"department": record.department, "year": str(record.fiscal_year), "other": other}
    return Problem("second-table", details=details)
