"""The self-evaluations that files give of one department and year, stored together and matched."""

import hashlib
from collections.abc import Sequence
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.self_evaluation_data import digest_of, records_in
from budget.disclosure.self_evaluations import SelfEvaluations, keys_of
from budget.imports.options import ResultOptions
from budget.imports.outcomes import Outcome
from budget.imports.pending import PendingFile
from budget.imports.refusing import DryRun, refusing
from budget.imports.spool import Spool
from budget.store import results, self_evaluations
from budget.store.names import Key
from budget.store.self_evaluations import StoredResult
from budget.store.sources import sources_of

# A self-evaluation of a department and year: unit, name and ordinal.
_Entry = tuple[str, str, int]


def store_results(
    key: Key, files: Sequence[PendingFile], spool: Spool, options: ResultOptions
) -> list[Outcome]:
    """Store what files give of one department and year, in one transaction; return the outcome of each file.

    A file that cannot be stored, or gives another self-evaluation of a project than a file before, is refused
    alone.
    """
    with refusing([file.outcome for file in files]):
        try:
            with transaction.atomic():
                stored = _stored_of(files, spool, options.by)
                _refuse_unexpected(key, stored, options)
                if options.on_stored is not None:
                    options.on_stored(key, stored)
                if options.dry_run:
                    raise DryRun
        except DryRun:
            pass
        for file in files:
            if file.outcome.status != "refused":
                file.outcome.key = key
    return [file.outcome for file in files]


def _stored_of(files: Sequence[PendingFile], spool: Spool, by: User | None) -> list[StoredResult]:
    """Store the files one after the other, set their outcomes, and match what they hold."""
    found: list[StoredResult] = []
    # The self-evaluations so far: their records' digest, and the file that gave them.
    given: dict[_Entry, tuple[str, str]] = {}
    for file in files:
        store = partial(_store_file, file, spool, given, by)
        with refusing([file.outcome]):
            found += store()
    places = {(one.evaluation.department_id, one.evaluation.fiscal_year) for one in found}
    for place in sorted(places):
        results.refresh(*place)
    return found


def _store_file(
    file: PendingFile, spool: Spool, given: dict[_Entry, tuple[str, str]], by: User | None
) -> list[StoredResult]:
    record = records_in(file.snapshot(spool))
    digests = dict(zip(keys_of(record.entries), map(digest_of, record.entries), strict=True))
    for entry, digest in digests.items():
        earlier = given.get(entry)
        if earlier is not None and earlier[0] != digest:
            raise Refused(_second(record, entry, earlier[1]))
    problems = [problem for problem in file.outcome.problems if problem.level != "error"]
    stored = self_evaluations.store(record, problems, [file.file(spool)], by=by, match=False)
    given |= {entry: (digest, file.outcome.file) for entry, digest in digests.items() if entry not in given}
    _describe(file.outcome, stored)
    return stored


def _refuse_unexpected(key: Key, stored: Sequence[StoredResult], options: ResultOptions) -> None:
    """Raise Refused where what is stored differs from the confirmed preview. What is in force already may be
    so through somebody else, or through this upload before an interruption.
    """
    if options.expected is None or all(one.status == "unchanged" for one in stored):
        return
    if options.expected.get(key) != state_of(stored):
        evaluation = stored[0].evaluation
        details = {"department": evaluation.department.name, "year": str(evaluation.fiscal_year)}
        raise Refused(Problem("changed-since-preview", details=details))


def state_of(stored: Sequence[StoredResult]) -> str:
    """A hash of what is stored, and of what was in force before."""
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
    names = dict(zip(keys_of(record.entries), (one.name for one in record.entries), strict=True))
    details = {
        "department": record.department,
        "year": str(record.fiscal_year),
        "project": names[entry],
        "other": other,
    }
    return Problem("second-self-evaluation", details=details)
