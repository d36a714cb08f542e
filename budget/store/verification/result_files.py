"""Files of self-evaluations, read again and compared with the revisions in force that name them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext as _, ngettext

from budget.disclosure.limits import Limits
from budget.disclosure.pool import ReadingPool, Result, Task
from budget.disclosure.problems import worded
from budget.disclosure.quoting import printable_line
from budget.disclosure.reading import Given, Reading
from budget.disclosure.self_evaluation_data import digest_of, records_in
from budget.models import SelfEvaluationSource, StoredFile
from budget.store.batches import batches
from budget.store.verification.differences import UNREADABLE, Difference
from budget.store.verification.files import MONEY_UNITS


@dataclass(frozen=True, slots=True)
class _File:
    """A file, and the digests of the revisions in force that were read from it."""

    key: int
    where: str
    digests: frozenset[str]


def read_results_again(jobs: int, limits: Limits) -> Iterator[Difference]:
    """Read the files of all self-evaluations in force, and yield those that give other records than are
    stored.

    What the operator stated at the import is not stored with a file. It is read without, and again with
    department and year of its records where it gives something else then. A difference may come from a newer
    reader: importing the file again makes a revision.
    """
    others: list[int] = []
    with ReadingPool(jobs, limits) as pool:
        for file, result in pool.read_in_order(_files(_sources(), is_given=False)):
            if file.digests - _digests_in(result):
                others.append(file.key)
    for some in batches(others):
        with ReadingPool(jobs, limits) as pool:
            sources = _sources().filter(file__in=some)
            for file, result in pool.read_in_order(_files(sources, is_given=True)):
                yield from _compared(file, result)


def _sources() -> QuerySet[SelfEvaluationSource]:
    return (
        SelfEvaluationSource.objects.filter(revision__is_current=True)
        .select_related("revision__self_evaluation__department")
        .defer("revision__snapshot")
        .order_by("file", "pk")
    )


def _files(sources: QuerySet[SelfEvaluationSource], *, is_given: bool) -> Iterator[tuple[_File, Task]]:
    """Yield each file with its task. `is_given`: department and year are given as an operator gives them."""
    for key, group in groupby(sources.iterator(chunk_size=500), attrgetter("file_id")):
        named = list(group)
        first = named[0]
        try:
            content = bytes(StoredFile.objects.values_list("content", flat=True).get(pk=key))
            record = records_in(bytes(first.revision.snapshot))
        except UNREADABLE:
            continue  # said of the file, or of the revision
        given = Given(money_unit=MONEY_UNITS.get(record.money_unit), folder_year=record.fiscal_year)
        if is_given:
            given = replace(given, fiscal_year=record.fiscal_year, department=record.department)
        evaluation = first.revision.self_evaluation
        where = f"{evaluation.department} {evaluation.fiscal_year} · {printable_line(first.name)}"
        digests = frozenset(source.revision.digest for source in named)
        yield _File(key, where, digests), Task(content, first.name, given)


def _digests_in(result: Result | None) -> set[str]:
    """Return the digests of all self-evaluations that a file gave; none of one that was refused."""
    if not isinstance(result, Reading):
        return set()
    return {digest_of(entry) for read in result.evaluations for entry in read.evaluations.entries}


def _compared(file: _File, result: Result | None) -> Iterator[Difference]:
    if not isinstance(result, Reading):
        reasons = "; ".join(worded(problem, _) for problem in result or ())
        words = _("The file is refused when it is read again: %(reasons)s") % {"reasons": reasons}
        yield Difference(file.where, words, is_derived=False)
    elif number := len(file.digests - _digests_in(result)):
        words = ngettext(
            "The file gives another record of %(number)s self-evaluation when it is read again.",
            "The file gives other records of %(number)s self-evaluations when it is read again.",
            number,
        )
        yield Difference(file.where, words % {"number": number}, is_derived=False)
