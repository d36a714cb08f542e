"""Files of an import: found, read through the one door, put together, stored, and reported, one outcome a file.

A wide or flat table is stored as soon as it is read. Forms, one a project, wait until all files are read, since several of them make one
disclosure together.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from budget import importing
from budget.disclosure import records
from budget.disclosure.amounts import wan_yuan
from budget.disclosure.forms import combined, contradicts
from budget.disclosure.open_data import digest_of
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import Given, Read, read
from budget.importing import Received
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR
from budget.models.names import name_key

# A folder that is named for its fiscal year: 2024, 2024年, 2024年度.
_YEAR_FOLDER = re.compile(r"(?P<year>[0-9]{4})(?:年度?)?", re.ASCII)
# What stands beside disclosures in a folder and is none: said to be skipped, never read.
_COMPANIONS = re.compile(r"(?i)readme(\..*)?|licen[cs]e(\..*)?|.*\.md|\..*|thumbs\.db|desktop\.ini|~\$.*")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import: its path, and whether a folder held it (then an unknown kind is skipped, not refused)."""

    path: Path
    in_folder: bool
    folder_year: int | None


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator says of all files of an import."""

    given: Given = Given()
    published_url: str = ""
    published_on: date | None = None
    dry_run: bool = False
    by: AbstractBaseUser | None = None


@dataclass(slots=True)
class Outcome:
    """What became of one file, or of one of the disclosures in it. Money in fen."""

    file: str
    sha256: str = ""
    status: str = "refused"
    department: str = ""
    region: str = ""
    fiscal_year: int | None = None
    revision: int | None = None
    units: int = 0
    projects: int = 0
    indicators: int = 0
    total: int = 0
    total_stated: int | None = None
    problems: list[Problem] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()

    def describe(self, record: records.Disclosure) -> None:
        """Take the figures of the records that the file gave."""
        self.department, self.region, self.fiscal_year = record.department, record.region, record.fiscal_year
        self.units = len({name_key(unit.name) for unit in record.units})
        self.projects = len(record.projects)
        self.indicators = sum(len(project.indicators) for project in record.projects)
        self.total = sum(project.amounts.total or 0 for project in record.projects)
        self.total_stated = record.amounts.total

    def as_json(self) -> dict[str, object]:
        """The outcome in the report's form, money as strings in 万元."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "status": self.status,
            "department": self.department,
            "region": self.region,
            "fiscal_year": self.fiscal_year,
            "revision": self.revision,
            "units": self.units,
            "projects": self.projects,
            "indicators": self.indicators,
            "total": wan_yuan(self.total),
            "total_stated": wan_yuan(self.total_stated),
            "passed_over": list(self.passed_over),
            "problems": [_problem_as_json(problem) for problem in self.problems],
        }


def _problem_as_json(problem: Problem) -> dict[str, object]:
    return {
        "level": problem.level,
        "code": problem.code,
        "place": problem.place,
        "row": problem.row,
        "column": problem.column,
        "message": problem.message,
        "text": problem.text,
    }


def find_files(paths: Sequence[Path]) -> list[Found]:
    """The files that paths name, folders read recursively in the order of their names; a path named twice is one file.

    Raises FileNotFoundError for a path that is not there.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        if path.is_dir():
            inside = sorted(
                member for member in path.rglob("*") if member.is_file() and not member.is_symlink()
            )
            for member in inside:
                found.setdefault(member.resolve(), Found(member, True, _folder_year(member, path)))
        else:
            found.setdefault(path.resolve(), Found(path, False, _folder_year(path, path)))
    return list(found.values())


def _folder_year(file: Path, given: Path) -> int | None:
    """The year that the nearest folder is named for, no further up than the folder that was given (or that holds the given file)."""
    top = (given if given.is_dir() else given.parent).resolve()
    for folder in file.resolve().parents:
        match = _YEAR_FOLDER.fullmatch(folder.name)
        if match and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            return int(match["year"])
        if folder == top:
            break
    return None


class _DryRun(Exception):
    """Ends a transaction whose outcome is known and not wanted."""


@dataclass(slots=True)
class _Form:
    """Forms that wait for others of their disclosure."""

    outcome: Outcome
    read: Read
    received: Received

    @property
    def disclosure_with_file(self) -> records.Disclosure:
        """The records, each project saying which file its row stands in."""
        disclosure = self.read.disclosure
        sha256 = self.received.sha256
        units = tuple(
            replace(unit, projects=tuple(replace(project, file=sha256) for project in unit.projects))
            for unit in disclosure.units
        )
        return replace(disclosure, units=units)


class Intake:
    """One import. `run` yields each outcome as soon as it is certain."""

    def __init__(self, options: Options) -> None:
        self.options = options
        # department and year -> the digest and the file that this import took them from
        self._taken: dict[tuple[str, str, int], tuple[str, str]] = {}
        self._forms: dict[tuple[str, str, int], list[_Form]] = {}

    def run(
        self, files: Sequence[Found], begin: Callable[[Found], None] = lambda found: None
    ) -> Iterator[Outcome]:
        """Import the files; `begin` is told of each one before it is read."""
        for found in files:
            begin(found)
            yield from self._take(found)
        for key in list(self._forms):
            yield from self._store_forms(key)

    def _take(self, found: Found) -> Iterator[Outcome]:
        outcome = Outcome(file=str(found.path))
        if found.in_folder and _COMPANIONS.fullmatch(found.path.name):
            outcome.status = "skipped"
            yield outcome
            return
        try:
            received = Received(
                found.path.name,
                found.path.read_bytes(),
                self.options.published_url,
                self.options.published_on,
            )
            outcome.sha256 = received.sha256
            given = replace(self.options.given, folder_year=found.folder_year)
            reading = read(received.content, str(found.path), given)
        except OSError as error:
            reason = error.strerror or str(error)
            outcome.problems.append(Problem("unreadable", details={"reason": reason}))
            yield outcome
            return
        except Refused as refused:
            outcome.problems.extend(refused.problems)
            if found.in_folder and any(problem.code == "unknown-format" for problem in refused.problems):
                outcome.status = "skipped"
            yield outcome
            return
        outcome.passed_over = reading.passed_over
        outcomes = [outcome, *(Outcome(outcome.file, outcome.sha256) for _ in reading.reads[1:])]
        for each, one in zip(outcomes, reading.reads, strict=True):
            each.describe(one.disclosure)
            each.problems.extend(one.problems)
            if one.is_partial:
                self._forms.setdefault(_key(one.disclosure), []).append(_Form(each, one, received))
            else:
                self._store([each], one, [received])
                yield each

    def _store(self, outcomes: Sequence[Outcome], read: Read, files: Sequence[Received]) -> None:
        """Store one disclosure and say so in the outcomes of its files."""
        record = read.disclosure
        key, digest = _key(record), digest_of(record)
        try:
            taken = self._taken.get(key)
            if taken is not None and taken[0] != digest:
                raise Refused(_second_table(record, taken[1]))
            stored = self._in_transaction(read, files)
        except Refused as refused:
            for outcome in outcomes:
                outcome.status = "refused"
                outcome.problems.extend(refused.problems)
            return
        self._taken.setdefault(key, (digest, outcomes[0].file))
        for outcome in outcomes:
            outcome.status, outcome.revision = stored.status, stored.revision.number
            outcome.region = stored.disclosure.department.region

    def _store_forms(self, key: tuple[str, str, int]) -> Iterator[Outcome]:
        """Store the forms of one department and year as one disclosure, with those that are in already."""
        forms = self._forms.pop(key)
        accepted: list[_Form] = []
        for form in forms:
            rival = next(
                (other for other in accepted if contradicts(form.read.disclosure, other.read.disclosure)),
                None,
            )
            if rival is None:
                accepted.append(form)
            else:
                form.outcome.problems.append(_second_table(form.read.disclosure, rival.outcome.file))
        record = accepted[0].read.disclosure
        earlier = importing.in_force(record)
        if earlier is not None and earlier.layout != "form":
            details = {"department": record.department, "year": str(record.fiscal_year)}
            for form in accepted:
                form.outcome.problems.append(Problem("form-beside-table", details=details))
        else:
            together = combined(
                [*([earlier] if earlier else []), *(form.disclosure_with_file for form in accepted)]
            )
            problems = tuple(problem for form in accepted for problem in form.read.problems)
            outcomes = [form.outcome for form in accepted]
            self._store(outcomes, Read(together, problems), [form.received for form in accepted])
        yield from (form.outcome for form in forms)

    def _in_transaction(self, read: Read, files: Sequence[Received]) -> importing.Stored:
        stored = None
        try:
            with transaction.atomic():
                stored = importing.store(
                    read.disclosure,
                    read.problems,
                    files,
                    by=self.options.by,
                    keep_files=read.disclosure.layout == "form",
                )
                if self.options.dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        if stored is None:
            raise RuntimeError("the disclosure was not stored")
        return stored


def _second_table(record: records.Disclosure, other: str) -> Problem:
    details = {"department": record.department, "year": str(record.fiscal_year), "other": other}
    return Problem("second-table", details=details)


def _key(record: records.Disclosure) -> tuple[str, str, int]:
    return name_key(record.region), name_key(record.department), record.fiscal_year
