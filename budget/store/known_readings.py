"""Files that are read no second time: the revision that was made of them holds what they give.

That holds for the same bytes and name, the same statements of the operator, and the same version of the
readers, where a file gave one whole table and nothing else.
"""

import hashlib
from typing import Final

from budget.disclosure import open_data
from budget.disclosure.reader_version import reader_version
from budget.disclosure.reading import Given, Read, Reading
from budget.models import Source

# Notices that a revision holds with the problems of reading; storing a table gives them.
_OF_STORING: Final = frozenset({"after-withdrawn"})


def key_of_reading(name: str, given: Given) -> str:
    """Return what else than its bytes a file's reading depends on, as a hash."""
    return hashlib.sha256(f"{reader_version()} {given!r} {name}".encode("utf-8", "surrogatepass")).hexdigest()


def gives_one_table(reading: Reading) -> bool:
    """Return whether a file gave one whole table and nothing else."""
    is_alone = len(reading.reads) == 1 and not reading.evaluations and not reading.passed_over
    return is_alone and not reading.reads[0].is_partial


def known_reading(sha256: str, key: str) -> Reading | None:
    """Return what reading a file (by its SHA-256) would give, None where that is not known."""
    snapshot = Source.objects.snapshot_read_as(sha256, key)
    if snapshot is None:
        return None
    problems = [one for one in open_data.problems_in(snapshot) if one.code not in _OF_STORING]
    return Reading((Read(open_data.records_in(snapshot), tuple(problems)),))
