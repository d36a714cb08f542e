"""An import run: files are read, combined, stored and reported, with one outcome a file.

A wide or flat table is stored as soon as it is read. Forms, one a project, are pending until all files are
read, since several of them make one disclosure; so are self-evaluations, which are matched together. Each
disclosure is stored whole or not at all, so that a run can be stopped between any two of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from budget.disclosure import open_data, records, self_evaluation_data
from budget.disclosure.pool import ReadingPool, Stopped, Task
from budget.disclosure.problems import Problem
from budget.disclosure.reading import EvaluationsRead, Given, Read, Reading
from budget.imports.files import Found, ImportFile, files_in
from budget.imports.options import Options
from budget.imports.outcomes import Outcome, figures_of
from budget.imports.pending import PendingFiles
from budget.imports.refusing import refusing
from budget.imports.spool import Spool
from budget.imports.storers import Storers
from budget.imports.storing import Forms, Results, Table, Unchanged, Work
from budget.store.known_readings import (
    InForce,
    ReadAs,
    gives_one_table,
    key_of_reading,
    known_reading,
    known_readings,
)
from budget.store.refusals import refuse_unstorable_texts
from budget.store.result_refusals import refuse_unstorable_results
from budget.store.sources import Received

# How many files are looked up at once, and what they may hold of memory meanwhile.
_FILES_AT_ONCE: Final = 200
_BYTES_AT_ONCE: Final = 2**24


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
    """A file with its number in the run, as it is stored (None: it is not read), and what is known of it."""

    number: int
    file: ImportFile
    received: Received | None = None
    known: Reading | InForce | None = None


class _Pending(NamedTuple):
    """What is stored when all files are read."""

    forms: PendingFiles
    results: PendingFiles


class ImportRun:
    """One import of some files. `run` yields each outcome once it is final; `stop` ends it before the next
    disclosure.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.progress = Progress()
        self.is_stopping = False
        self.is_stopped = False

    def stop(self) -> None:
        """End the run before it stores the next disclosure. May be called from a signal handler."""
        self.is_stopping = True

    def run(
        self, found: Sequence[Found], report: Callable[[Progress], None] = lambda progress: None
    ) -> Iterator[Outcome]:
        """Import the files; call `report` after each file, and after each disclosure of forms.

        Several processes give the outcomes in another order than that of the files. After a stop `is_stopped`
        is true: what was yielded is stored, the rest is not.
        """
        self.progress.files = len(found)
        with Spool() as spool, Storers(self.options, spool, lambda: self.is_stopping) as storers:
            try:
                yield from self._run(found, spool, storers, report)
            except Stopped:
                yield from storers.stopped()
                self.is_stopped = True

    def _run(
        self, found: Sequence[Found], spool: Spool, storers: Storers, report: Callable[[Progress], None]
    ) -> Iterator[Outcome]:
        """Read and store the files. Raises Stopped."""
        progress, options = self.progress, self.options
        names_last = not options.is_watched
        forms, results = (PendingFiles(spool, names_last=names_last) for _ in range(2))
        with ReadingPool(options.jobs, options.limits, lambda: self.is_stopping) as pool:
            for numbered, result in pool.read_in_order(self._tasks(found)):
                for done in self._works_of(numbered, result or numbered.known, _Pending(forms, results)):
                    yield from [done] if isinstance(done, Outcome) else storers.put(done)
                progress.files_read += 1
                report(progress)
        yield from storers.drain()
        progress.is_reading, progress.forms = False, len(forms) + len(results)
        for of_kind, make in ((forms, Forms), (results, Results)):
            for together in of_kind.take():
                yield from storers.put(make(*together))
                progress.forms_stored += 1
                report(progress)
            yield from storers.drain()

    def _tasks(self, found: Sequence[Found]) -> Iterator[tuple[_Numbered, Task | None]]:
        """Yield the files with their numbers, each with the task of reading it, None where it is not read."""
        for some in _together(self._numbered(found)):
            wanted = [(one.received.sha256, one.received.reading) for one in some if one.received]
            known = known_readings(wanted)
            for one in some:
                yield self._task(one, known)

    def _task(self, one: _Numbered, known: Mapping[ReadAs, InForce | None]) -> tuple[_Numbered, Task | None]:
        number, file, received, _known = one
        if received is None:
            return one, None
        read_as = received.sha256, received.reading
        if read_as not in known:
            return one, Task(received.content, file.name, self._given(file))
        in_force = None if self.options.is_watched else known[read_as]
        return one._replace(known=in_force or known_reading(*read_as)), None

    def _numbered(self, found: Sequence[Found]) -> Iterator[_Numbered]:
        """Yield the files with their numbers, as they are received."""
        number = 0
        for one in found:
            for in_one, file in enumerate(files_in(one, self.options.limits)):
                number += 1
                self.progress.files += in_one > 0
                if file.content is None:
                    yield _Numbered(number, file)
                    continue
                received = Received(
                    file.name,
                    file.content,
                    self.options.published_url,
                    self.options.published_on,
                    key_of_reading(file.name, self._given(file)),
                )
                yield _Numbered(number, file, received)

    def _given(self, file: ImportFile) -> Given:
        return replace(self.options.given, folder_year=file.folder_year)

    def _works_of(
        self, numbered: _Numbered, result: Reading | InForce | tuple[Problem, ...] | None, pending: _Pending
    ) -> Iterator[Outcome | Work]:
        """Yield what is to be stored of a file, and the outcomes of what is not. What waits for other files
        becomes pending.
        """
        number, file, received, _known = numbered
        if received is None or not isinstance(result, Reading | InForce):
            yield _not_read(number, file, result if isinstance(result, tuple) else file.problems)
            return
        if isinstance(result, InForce):
            yield Unchanged(_unchanged(number, file, received, result), result)
            return
        if not gives_one_table(result):
            received = replace(received, reading="")
        for read in result.reads:
            outcome = Outcome(file.label, number, received.sha256, passed_over=result.passed_over)
            if read.is_partial:
                yield from self._add_form(outcome, read, received, pending.forms)
            else:
                yield Table(outcome, read, received)
        for of_department in result.evaluations:
            outcome = Outcome(file.label, number, received.sha256)
            yield from self._add_results(outcome, of_department, received, pending.results)

    def _add_form(
        self, outcome: Outcome, read: Read, received: Received, forms: PendingFiles
    ) -> Iterator[Outcome]:
        """Let a file's forms become pending; yield the outcome of those that cannot be stored."""
        record = read.disclosure
        outcome.describe(figures_of(record))
        outcome.problems.extend(read.problems)
        with refusing([outcome]):
            refuse_unstorable_texts([record])
            snapshot = open_data.snapshot_of(_with_file(record, outcome.sha256))
            forms.add(replace(record, units=()), snapshot, outcome, received)
            return
        yield outcome

    def _add_results(
        self, outcome: Outcome, read: EvaluationsRead, received: Received, results: PendingFiles
    ) -> Iterator[Outcome]:
        """The same of a file's self-evaluations."""
        record = read.evaluations
        outcome.describe_results(record)
        outcome.problems.extend(read.problems)
        with refusing([outcome]):
            refuse_unstorable_results(record, read.problems)
            snapshot = self_evaluation_data.snapshot_of(record, read.problems)
            results.add(replace(record, entries=()), snapshot, outcome, received)
            return
        yield outcome


def _together(files: Iterable[_Numbered]) -> Iterator[list[_Numbered]]:
    """Yield files in lists that are looked up at once, and are held in memory."""
    some: list[_Numbered] = []
    size = 0
    for one in files:
        some.append(one)
        size += len(one.received.content) if one.received else 0
        if len(some) >= _FILES_AT_ONCE or size >= _BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    yield some


def _with_file(disclosure: records.Disclosure, sha256: str) -> records.Disclosure:
    """Records of forms, each project with the SHA-256 of its file."""
    units = tuple(
        replace(unit, projects=tuple(replace(project, file=sha256) for project in unit.projects))
        for unit in disclosure.units
    )
    return replace(disclosure, units=units)


def _unchanged(number: int, file: ImportFile, received: Received, in_force: InForce) -> Outcome:
    """Return the outcome of a file whose table is in force."""
    outcome = Outcome(
        file.label,
        number,
        received.sha256,
        "unchanged",
        revision=in_force.number,
        made_from=in_force.sources,
        problems=list(in_force.problems),
        key=in_force.key,
    )
    outcome.describe(in_force.figures)
    outcome.region = in_force.region
    return outcome


def _not_read(number: int, file: ImportFile, problems: tuple[Problem, ...]) -> Outcome:
    """Return the outcome of a file that gave no records: skipped where it has no problems or, in a folder, an
    unknown format; else refused.
    """
    sha256 = Received(file.name, file.content).sha256 if file.content is not None else ""
    outcome = Outcome(file.label, number, sha256, problems=list(problems))
    if not problems or (file.in_folder and any(problem.code == "unknown-format" for problem in problems)):
        outcome.status = "skipped"
    return outcome
