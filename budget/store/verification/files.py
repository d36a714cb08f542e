"""Files as received, compared with their hash and, read again, with the records of the revision in force."""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _, ngettext

from budget.disclosure import records
from budget.disclosure.amounts import FEN_PER, MoneyUnit
from budget.disclosure.forms import are_the_same
from budget.disclosure.limits import Limits
from budget.disclosure.open_data import records_in
from budget.disclosure.pool import ReadingPool, Result, Task
from budget.disclosure.problems import worded
from budget.disclosure.quoting import printable_line
from budget.disclosure.reading import Given, Reading
from budget.models import Source, StoredFile
from budget.store.batches import batches
from budget.store.verification.differences import UNREADABLE, Difference

MONEY_UNITS: dict[str, MoneyUnit] = {unit: unit for unit in FEN_PER}


def verify_stored_files() -> Iterator[Difference]:
    """Yield the files whose bytes are not those that were received."""
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=10):
        content = _stored(file.content)
        if (hashlib.sha256(content).hexdigest(), len(content)) != (file.sha256, file.size):
            words = _("The stored bytes of this file are not those that were received.")
            yield Difference(file.sha256, words, is_derived=False)


def _stored(value: bytes | memoryview | str) -> bytes:
    """A stored file. Text, which SQLite keeps in a column of bytes should somebody put it there, is none."""
    return b"" if isinstance(value, str) else bytes(value)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a revision in force, and the records of that revision."""

    source: int
    where: str
    sha256: str
    record: records.Disclosure


def read_again(jobs: int, limits: Limits) -> Iterator[Difference]:
    """Read the files of all revisions in force, and yield those that give other records than are stored.

    What the operator stated at the import is not stored with a file. It is read without, and again with
    department and year of its records where it is refused. A difference may come from a newer reader:
    importing the file again makes a revision.
    """
    refused: list[int] = []
    with ReadingPool(jobs, limits) as pool:
        for file, result in pool.read_in_order(_files(_sources(), is_given=False)):
            if isinstance(result, Reading):
                yield from _compared(file, result)
            else:
                refused.append(file.source)
    for some in batches(refused):
        with ReadingPool(jobs, limits) as pool:
            for file, result in pool.read_in_order(_files(_sources().filter(pk__in=some), is_given=True)):
                yield from _compared(file, result)


def _sources() -> QuerySet[Source]:
    """The files of the revisions in force. Disclosures entered by hand have none."""
    return (
        Source.objects.filter(revision__is_current=True)
        .select_related("revision__disclosure__department", "file")
        .order_by("revision", "position")
    )


def _files(sources: QuerySet[Source], *, is_given: bool) -> Iterator[tuple[_File, Task]]:
    """Yield each file with its task. `is_given`: department and year are given as an operator gives them."""
    for source in sources.iterator(chunk_size=10):
        try:
            content, record = bytes(source.file.content), records_in(bytes(source.revision.snapshot))
        except UNREADABLE:
            continue  # said of the file, or of the revision
        given = Given(money_unit=MONEY_UNITS.get(record.money_unit), folder_year=record.fiscal_year)
        if is_given:
            given = replace(given, fiscal_year=record.fiscal_year, department=record.department)
        where = f"{source.revision.disclosure} · {printable_line(source.name)}"
        yield (
            _File(source.pk, where, source.file.sha256, record),
            Task(content, source.name, given),
        )


def _compared(file: _File, result: Result | None) -> Iterator[Difference]:
    """Yield a difference where no table of a file gives the records of its revision."""
    if not isinstance(result, Reading):
        reasons = "; ".join(worded(problem, _) for problem in result or ())
        words = _("The file is refused when it is read again: %(reasons)s") % {"reasons": reasons}
        yield Difference(file.where, words, is_derived=False)
        return
    if file.record.layout == "form":
        number = _differing_forms(file, [one for each in result.reads for one in each.disclosure.projects])
    else:
        number = min(_differing(file.record, one.disclosure) for one in result.reads)
    if number:
        words = ngettext(
            "The file gives another record of %(number)s project, unit or sum when it is read again.",
            "The file gives other records of %(number)s projects, units or sums when it is read again.",
            number,
        )
        yield Difference(file.where, words % {"number": number}, is_derived=False)


def _differing_forms(file: _File, read: Sequence[records.Project]) -> int:
    """Return how many forms of a file differ from those stored of it. Another file may give the same forms:
    the stored ones are of the last.
    """
    own = {project for project in file.record.projects if project.file == file.sha256}
    if own:
        return len(own - {replace(project, file=file.sha256) for project in read})
    return sum(not any(are_the_same(one, stored) for stored in file.record.projects) for one in read)


def _differing(stored: records.Disclosure, read: records.Disclosure) -> int:
    """Return how many projects, units and grand totals of two readings of a table differ."""
    one, other = Counter(_parts(stored)), Counter(_parts(read))
    return max((one - other).total(), (other - one).total())


def _parts(record: records.Disclosure) -> Iterator[Hashable]:
    """Yield what a table states. Department and year are left out: the disclosure may have been moved."""
    yield record.amounts, record.row
    for unit in record.units:
        yield replace(unit, projects=())
        yield from unit.projects
