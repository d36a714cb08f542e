"""Problems of reading with their place, in words; and the refusal of a file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from budget.disclosure.problem_catalogue import CATALOGUE, Level, _
from budget.disclosure.quoting import printable


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of reading.

    `place`: sheet, table or page ("" for a text file). `row`: as in grid.Row.number, None for the whole
    file. `column`: the header's words, "" for the whole row. `text`: the text concerned. `file`: the
    SHA-256 of the file where a disclosure is made of several, else "". Whatever it quotes of a file is made
    `printable`.
    """

    code: str
    place: str = ""
    row: int | None = None
    column: str = ""
    text: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise ValueError(f"unknown problem code {self.code!r}")
        for name in ("place", "column", "text"):
            object.__setattr__(self, name, printable(getattr(self, name)))
        if not all(map(str.isprintable, self.details.values())):
            shown = {name: printable(value) for name, value in self.details.items()}
            object.__setattr__(self, "details", shown)

    @property
    def level(self) -> Level:
        return CATALOGUE[self.code][0]

    @property
    def message(self) -> str:
        """The problem in English; pages and commands use `worded`."""
        return worded(self, str)


# Details that are our words, not the file's: translated as the message is.
_OUR_WORDS = frozenset({"why", "what", "kind", "reason"})
_FIELD: Final = re.compile(r"\{(\w+)\}")
# A table among several that a detail names: “table 2” (某局).
_QUOTED_PLACE: Final = re.compile(r"“((?:table|page) [0-9]+)”(?= \()")
_COUNTED_PLACE: Final = re.compile(r"(?P<what>table|page) (?P<number>[0-9]+)(?P<rest>: .*)?", re.DOTALL)


def worded(problem: Problem, translate: Callable[[str], str], words: str = "") -> str:
    """Return the message in the language of `translate`. `words` replaces it, in that language, where a
    page words it otherwise than a command.
    """
    given = {"text": problem.text, **problem.details}
    details = {
        name: _filled(translate(value), given) if name in _OUR_WORDS else value
        for name, value in given.items()
    }
    if "tables" in details:
        details["tables"] = _QUOTED_PLACE.sub(
            lambda place: f"“{worded_place(place[1], translate)}”", details["tables"]
        )
    return _filled(words or translate(CATALOGUE[problem.code][1]), details)


def _filled(template: str, details: Mapping[str, str]) -> str:
    """Words with each `{name}` replaced by that detail. What a detail holds is not searched."""
    return _FIELD.sub(lambda field: str(details.get(field[1], field[0])), template)


def blank_words(template: str) -> str:
    """Words of the catalogue with dots for what a file gives."""
    return _FIELD.sub("…", template)


def worded_place(place: str, translate: Callable[[str], str]) -> str:
    """Return a sheet, table or page in the language of `translate`: `table 2` and `page 3` are counted by the
    readers, any other place is a sheet's name.
    """
    counted = _COUNTED_PLACE.fullmatch(place)
    if counted is None:
        return _filled(translate(_("sheet “{name}”")), {"name": place}) if place else ""
    words = translate(_("table {number}") if counted["what"] == "table" else _("page {number}"))
    return _filled(words, {"number": counted["number"]}) + (counted["rest"] or "")


def unreadable(reason: str, place: str = "", row: int | None = None, **details: str) -> "Refused":
    """A refusal of a damaged file. `reason` is a marked message over `details`."""
    return Refused(Problem("unreadable", place=place, row=row, details={"reason": reason, **details}))


class Refused(Exception):
    """A file, or one table of it, that is refused; carries all problems found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems

    def at_row(self, row: int | None) -> "Refused":
        """The refusal with this row for each problem that names none."""
        return Refused(*(one if one.row is not None else replace(one, row=row) for one in self.problems))
