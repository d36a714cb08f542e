"""An import: files read, put together, stored, and reported, one outcome a file.

A wide or flat table is stored as soon as it is read. Forms, one a project, wait until all files are looked
over, since several of them make one disclosure together. Each disclosure is stored whole or not at all, so
that an import can be stopped between any two of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from budget.disclosure import records
from budget.disclosure.forms import contradicts
from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.open_data import digest_of
from budget.disclosure.pool import ReadingPool, Stopped, Task
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Given, Read, Reading
from budget.imports.files import Found, ImportFile, files_in
from budget.imports.outcomes import Outcome
from budget.imports.pending_forms import WaitingForm, WaitingForms
from budget.store import disclosures
from budget.store.disclosures import Received
from budget.store.names import Key, key_of, other_names_under


@dataclass(frozen=True, slots=True)
class Expected:
    """What a preview saw of a disclosure: the key of the revision in force (None for none), and the digest of
    the records that would be in force after it.
    """

    before: int | None
    digest: str


def _nothing_more(key: Key, stored: disclosures.Stored) -> None:
    """What most imports do beside storing."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator says of all files of an import, and what reading them may cost.

    `expected`: where a preview was confirmed, the disclosures that it showed; what is not as it showed is
    refused. `beside` is called whenever a disclosure is stored, in its transaction (which a dry run takes
    back).
    """

    given: Given = Given()
    published_url: str = ""
    published_on: date | None = None
    dry_run: bool = False
    by: AbstractBaseUser | None = None
    jobs: int = 1
    limits: Limits = DEFAULT_LIMITS
    expected: Mapping[Key, Expected] | None = None
    beside: Callable[[Key, disclosures.Stored], None] = _nothing_more


@dataclass(slots=True)
class Progress:
    """How far an import is. Files in archives are counted as the archive is read; `forms` are disclosures
    made of forms, put together when all files are read.
    """

    files: int = 0
    files_read: int = 0
    is_reading: bool = True
    forms: int = 0
    forms_stored: int = 0


class _DryRun(Exception):
    """Ends a transaction whose outcome is known and not wanted."""


class Intake:
    """One import. `run` yields each outcome as soon as it is certain; `stop` ends it before the next
    disclosure.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.progress = Progress()
        self.is_stopping = False
        self.is_stopped = False
        # department and year -> the digest and the file that this import took them from
        self._taken: dict[Key, tuple[str, str]] = {}

    def stop(self) -> None:
        """Have the import end before the next disclosure is stored. May be called from a signal's handler."""
        self.is_stopping = True

    def run(
        self, found: Sequence[Found], report: Callable[[Progress], None] = lambda progress: None
    ) -> Iterator[Outcome]:
        """Import the files; `report` is told whenever one is read or a disclosure of forms is stored.

        Where it was stopped, `is_stopped` is true: what was yielded is in, the rest is not.
        """
        self.progress.files = len(found)
        try:
            with (
                WaitingForms() as forms,
                ReadingPool(self.options.jobs, self.options.limits, lambda: self.is_stopping) as pool,
            ):
                for numbered, result in pool.read_in_order(self._tasks(found)):
                    yield from self._take(*numbered, result, forms)
                    self.progress.files_read += 1
                    report(self.progress)
                self.progress.is_reading, self.progress.forms = False, len(forms)
                for key, waiting in forms.take():
                    if self.is_stopping:
                        raise Stopped
                    yield from self._store_forms(key, waiting, forms)
                    self.progress.forms_stored += 1
                    report(self.progress)
        except Stopped:
            self.is_stopped = True

    def _tasks(self, found: Sequence[Found]) -> Iterator[tuple[tuple[int, ImportFile], Task | None]]:
        """The files one after the other, numbered, each with what is to be read of it."""
        number = 0
        for one in found:
            for in_one, file in enumerate(files_in(one, self.options.limits)):
                number += 1
                self.progress.files += in_one > 0
                given = replace(self.options.given, folder_year=file.folder_year)
                task = None if file.content is None else Task(file.content, file.name, given)
                yield (number, file), task

    def _take(
        self, number: int, file: ImportFile, result: Reading | tuple[Problem, ...] | None, forms: WaitingForms
    ) -> Iterator[Outcome]:
        """Store what was read of a file, or have it wait."""
        if not isinstance(result, Reading):
            yield _not_read(number, file, file.problems if result is None else result)
            return
        received = Received(
            file.name, file.content or b"", self.options.published_url, self.options.published_on
        )
        for read in result.reads:
            outcome = Outcome(file.label, number, received.sha256, passed_over=result.passed_over)
            outcome.describe(read.disclosure)
            outcome.problems.extend(read.problems)
            if read.is_partial:
                forms.add(outcome, read, received)
            else:
                self._store_table(outcome, read, received)
                yield outcome

    def _store_forms(
        self, key: Key, waiting: Sequence[WaitingForm], forms: WaitingForms
    ) -> Iterator[Outcome]:
        """Store the forms of one department and year as one disclosure, with those that are in already."""
        other_names = other_names_under(key)
        accepted: list[tuple[WaitingForm, records.Disclosure]] = []
        for form in waiting:
            record = forms.records_of(form)
            rivals = (other for other, theirs in accepted if contradicts(record, theirs, other_names))
            if (rival := next(rivals, None)) is None:
                accepted.append((form, record))
            else:
                form.outcome.refuse(_second_table(record, rival.outcome.file))
        outcomes = [form.outcome for form, _ in accepted]
        problems = [
            replace(problem, file=outcome.sha256) for outcome in outcomes for problem in outcome.problems
        ]
        together = [record for _, record in accepted]
        files = (forms.received(form) for form, _ in accepted)

        def store() -> disclosures.Stored:
            if (taken := self._taken.get(key)) is not None:
                raise Refused(_second_table(together[0], taken[1]))
            return disclosures.add_forms(together, problems, files, by=self.options.by)

        self._store(key, outcomes, store)
        yield from (form.outcome for form in waiting)

    def _store_table(self, outcome: Outcome, read: Read, received: Received) -> None:
        """Store a whole table as the one disclosure of its department and year."""
        record = read.disclosure
        key, digest = key_of(record), digest_of(record)

        def store() -> disclosures.Stored:
            taken = self._taken.get(key)
            if taken is not None and taken[0] != digest:
                raise Refused(_second_table(record, taken[1]))
            return disclosures.store(record, read.problems, [received], by=self.options.by)

        if self._store(key, [outcome], store):
            if self.options.dry_run and key in self._taken:
                outcome.status = "unchanged"  # but for the dry run, the earlier file's records would be in
            self._taken.setdefault(key, (digest, outcome.file))

    def _store(self, key: Key, outcomes: Sequence[Outcome], store: Callable[[], disclosures.Stored]) -> bool:
        """Store one disclosure, or in a dry run do all of it and take it back; say what became of it in the
        outcomes of its files, and return whether it was stored.
        """
        try:
            with transaction.atomic():
                stored = store()
                if key not in self._taken:
                    self._refuse_the_unexpected(key, stored)
                    self.options.beside(key, stored)
                sources = tuple(disclosures.sources_of(stored.revision))
                if self.options.dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        except Refused as refused:
            for outcome in outcomes:
                outcome.refuse(*refused.problems)
            return False
        for outcome in outcomes:
            outcome.status, outcome.revision = stored.status, stored.revision.number
            outcome.problems.extend(stored.told)
            outcome.region = stored.disclosure.department.region
            outcome.made_from, outcome.key = sources, key
        return True

    def _refuse_the_unexpected(self, key: Key, stored: disclosures.Stored) -> None:
        """Raise Refused where what was stored is not what a preview showed.

        What is unchanged is in already, with these very records: by somebody else, or by this import before
        it was interrupted.
        """
        if self.options.expected is None:
            return
        found = self.options.expected.get(key)
        before = stored.before.pk if stored.before else None
        is_expected = found is not None and found.digest == stored.revision.digest
        if is_expected and (found.before == before or stored.status == "unchanged"):
            return
        details = {
            "department": stored.disclosure.department.name,
            "year": str(stored.disclosure.fiscal_year),
        }
        raise Refused(Problem("changed-since-preview", details=details))


def _not_read(number: int, file: ImportFile, problems: tuple[Problem, ...]) -> Outcome:
    """The outcome of a file that gave no records: skipped where nothing is wrong or, in a folder, its kind is
    not known.
    """
    sha256 = Received(file.name, file.content).sha256 if file.content is not None else ""
    outcome = Outcome(file.label, number, sha256, problems=list(problems))
    if not problems or (file.in_folder and any(problem.code == "unknown-format" for problem in problems)):
        outcome.status = "skipped"
    return outcome


def _second_table(record: records.Disclosure, other: str) -> Problem:
    details = {"department": record.department, "year": str(record.fiscal_year), "other": other}
    return Problem("second-table", details=details)
