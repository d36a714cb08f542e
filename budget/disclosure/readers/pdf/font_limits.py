"""Refuses a font whose tables are written in a few bytes and have millions of entries, before any is made.

pdfminer writes every range of codes out: 1 kB of a file becomes gigabytes.
"""

import io
from collections.abc import Mapping
from typing import Final

from pdfminer.cmapdb import CMapBase, CMapParser
from pdfminer.pdftypes import PDFStream, resolve1

from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused

# A font has at most 65,536 glyphs. A table may name some of them twice.
MOST_ENTRIES: Final = 4 * 65_536
# How many numbers state a range in a font's table of widths: first code, last code, and what follows.
_RANGES: Final = {"W": 3, "W2": 5}


class _Counting(CMapBase):
    """Counts the entries of a table of characters, and keeps none."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def add_cid2unichr(self, cid: int, code: object) -> None:
        self.count += 1
        _refuse_more_than_most(self.count)

    def use_cmap(self, cmap: CMapBase) -> None:
        """Count nothing: the tables that pdfminer brings have limits of their own."""


def refuse_large_tables(spec: Mapping[str, object]) -> None:
    """Raise Refused where a font's tables have more than MOST_ENTRIES (runaway). `spec`: its dictionary."""
    stream = resolve1(spec.get("ToUnicode"))
    if isinstance(stream, PDFStream):
        CMapParser(_Counting(), io.BytesIO(stream.get_data())).run()
    for name, length in _RANGES.items():
        widths = resolve1(spec.get(name))
        if isinstance(widths, list):
            _refuse_large_ranges(widths, length)


def _refuse_large_ranges(widths: list[object], length: int) -> None:
    """Read a table of widths as pdfminer does: `first [width …]`, or `length` numbers for a range."""
    count = 0
    numbers: list[int | float] = []
    for value in map(resolve1, widths):
        if isinstance(value, list):
            numbers, count = [], count + len(value)
        elif isinstance(value, int | float):
            numbers.append(value)
        if len(numbers) == length:
            count += max(0, int(numbers[1]) - int(numbers[0]) + 1)
            numbers = []
        _refuse_more_than_most(count)


def _refuse_more_than_most(count: int) -> None:
    if count > MOST_ENTRIES:
        reason = _("a table of its fonts has more than {limit} entries")
        raise Refused(Problem("runaway", details={"reason": reason, "limit": str(MOST_ENTRIES)}))
