"""Files that are read no second time: the revision that was made of them holds what they give.

That holds for the same bytes and name, the same statements of the operator, and the same version of the
readers, where a file gave one whole table and nothing else. Where that revision is in force, in the
department and year that the file names, importing the file changes nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from budget.disclosure import open_data
from budget.disclosure.problems import Problem as ProblemRecord
from budget.disclosure.reader_version import reader_version
from budget.disclosure.reading import Given, Read, Reading
from budget.models import Disclosure, DisclosureEvent, EventKind, Problem, Source
from budget.models.names import name_key
from budget.store.names import Key

# Notices that a revision holds with the problems of reading; storing a table gives them.
_OF_STORING: Final = frozenset({"after-withdrawn"})
# A file by its SHA-256, and how it is read (`key_of_reading`).
ReadAs = tuple[str, str]

_OF_SOURCE: Final = {
    "sha256": "file__sha256",
    "reading": "reading",
    "figures": "figures",
    "revision": "revision",
    "number": "revision__number",
    "digest": "revision__digest",
    "disclosure": "revision__disclosure",
    "fiscal_year": "revision__disclosure__fiscal_year",
    "department": "revision__disclosure__department",
    "region": "revision__disclosure__department__region",
    "region_folded": "revision__disclosure__department__region_folded",
    "name_folded": "revision__disclosure__department__name_folded",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The table of a file that is in force. `figures`: what an import told of it; `region`: the department's.

    `sources` and `problems` are those of its revision, of which `number` is the number.
    """

    key: Key
    digest: str
    number: int
    region: str
    figures: Mapping[str, Any]
    sources: tuple[open_data.SourceName, ...]
    problems: tuple[ProblemRecord, ...]

    @property
    def department(self) -> str:
        """The department as the file names it."""
        return str(self.figures["department"])


def key_of_reading(name: str, given: Given) -> str:
    """Return what else than its bytes a file's reading depends on, as a hash."""
    return hashlib.sha256(f"{reader_version()} {given!r} {name}".encode("utf-8", "surrogatepass")).hexdigest()


def gives_one_table(reading: Reading) -> bool:
    """Return whether a file gave one whole table and nothing else."""
    is_alone = len(reading.reads) == 1 and not reading.evaluations and not reading.passed_over
    return is_alone and not reading.reads[0].is_partial


def known_readings(files: Collection[ReadAs]) -> dict[ReadAs, InForce | None]:
    """Return the files of which it is known what reading them gives, each with its table where that is in
    force; else `known_reading` gives it.

    Asks a few times for all of them together.
    """
    wanted = set(files)
    rows = Source.objects.read_as([sha256 for sha256, _ in wanted], {reading for _, reading in wanted})
    known = {one: None for one in rows.values_list("file__sha256", "reading") if one in wanted}
    return known | dict(_in_force(known)) if known else {}


def known_reading(sha256: str, reading: str) -> Reading | None:
    """Return what reading a file gives, of the records of the last revision that was made of it; None where
    there is none.
    """
    snapshot = Source.objects.snapshot_read_as(sha256, reading)
    if snapshot is None:
        return None
    problems = [one for one in open_data.problems_in(snapshot) if one.code not in _OF_STORING]
    return Reading((Read(open_data.records_in(snapshot), tuple(problems)),))


def _in_force(files: Collection[ReadAs]) -> Iterator[tuple[ReadAs, InForce]]:
    """Yield the files whose table is in force where they name it, each once."""
    rows = (
        Source.objects.read_as([sha256 for sha256, _ in files], {reading for _, reading in files})
        .filter(
            figures__isnull=False,
            revision__is_current=True,
            revision__disclosure__withdrawn_at__isnull=True,
        )
        .order_by("pk")
    )
    found = [
        row
        for values in rows.values_list(*_OF_SOURCE.values())
        if _is_where_it_names(row := dict(zip(_OF_SOURCE, values, strict=True)))
    ]
    left = _places_left({row["department"] for row in found})
    found = [row for row in found if (row["department"], row["fiscal_year"]) not in left]
    sources = _sources_of([row["revision"] for row in found])
    problems = _problems_of([row["disclosure"] for row in found])
    for row in found:
        yield (
            (row["sha256"], row["reading"]),
            InForce(
                (row["region_folded"], row["name_folded"], row["fiscal_year"]),
                row["digest"],
                row["number"],
                row["region"],
                row["figures"],
                tuple(sources[row["revision"]]),
                tuple(problems[row["disclosure"]]),
            ),
        )


def _is_where_it_names(row: Mapping[str, Any]) -> bool:
    """Whether a disclosure is in the department and year that its file names: by the department's own name,
    which goes before all others.
    """
    figures = row["figures"]
    named = name_key(figures["region"]), name_key(figures["department"]), figures["fiscal_year"]
    return named == (row["region_folded"], row["name_folded"], row["fiscal_year"])


def _places_left(departments: Collection[int]) -> set[tuple[int, int]]:
    """The departments and years that a disclosure was withdrawn or moved from: an import may be refused
    there (`budget.store.blocked_places`).
    """
    withdrawn = Disclosure.objects.filter(department__in=departments, withdrawn_at__isnull=False)
    moved = DisclosureEvent.objects.standing().filter(kind=EventKind.MOVED)
    moved = moved.filter(before__department__in=list(departments))
    left = moved.order_by().values_list("before__department", "before__fiscal_year")
    return {*withdrawn.values_list("department", "fiscal_year"), *left}


def _sources_of(revisions: Sequence[int]) -> dict[int, list[open_data.SourceName]]:
    """The files of revisions (by id), in their order."""
    found: dict[int, list[open_data.SourceName]] = defaultdict(list)
    rows = Source.objects.filter(revision__in=revisions).order_by("revision", "position")
    for revision, name, sha256 in rows.values_list("revision", "name", "file__sha256"):
        found[revision].append(open_data.SourceName(name, sha256))
    return found


def _problems_of(disclosures: Sequence[int]) -> dict[int, list[ProblemRecord]]:
    """The problems of reading of disclosures (by id), in their order."""
    found: dict[int, list[ProblemRecord]] = defaultdict(list)
    rows = Problem.objects.filter(~Q(code__in=_OF_STORING), disclosure__in=disclosures)
    for row in rows.order_by("disclosure", "position"):
        found[row.disclosure_id].append(row.record)
    return found
