"""Project types: the purpose of a project's money, derived by ordered rules from its name and its
objective.

A type is not disclosed. The first rule that matches gives the type; without a match it is OTHER. A type
set by hand takes precedence over all rules. This module holds the types and the syntax of rules. The
rules are the operator's (`budget.models.ProjectTypeRule`); migration 0006 writes those of a new
installation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from indicators.folding import fold

OPERATIONS: Final = "operations"
PROPERTY: Final = "property"
INFORMATION: Final = "information"
WORKS: Final = "works"
PURCHASE: Final = "purchase"
EVENTS: Final = "events"
PUBLICITY: Final = "publicity"
SPECIAL: Final = "special"
TRANSFER: Final = "transfer"
OTHER: Final = "other"

# In the order in which pages list them.
PROJECT_TYPES: Final = (
    OPERATIONS,
    PROPERTY,
    INFORMATION,
    WORKS,
    PURCHASE,
    EVENTS,
    PUBLICITY,
    SPECIAL,
    TRANSFER,
    OTHER,
)

Place = Literal["name", "objective"]
# The separators that an operator may put between two words.
_BETWEEN_WORDS = re.compile(r"[\s,，、;；]+")
# Joins several words, all of which must occur.
_AND = "+"


@dataclass(frozen=True)
class Rule:
    """One rule: the folded name or objective contains one of `words`, outside those of `without`.

    A word `系统+运维` matches where all its parts occur. `key` identifies the rule for the caller.
    """

    key: int | None
    project_type: str
    looks_in: Place
    words: tuple[str, ...]
    without: tuple[str, ...] = ()

    def hit(self, text: str) -> str | None:
        """The word for which this rule places a project, None where it does not fit.

        `text`: the name or the objective, whichever the rule looks in, folded.
        """
        # Most texts contain no part of any word, which one pass finds.
        if not self._any_part.search(text):
            return None
        if self._struck:
            # A folded text has no line break, so the neighbours of what is struck out are not joined.
            text = self._struck.sub("\n", text)
        return next((word for word, parts in self._parts if all(part in text for part in parts)), None)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._parts)

    @cached_property
    def _parts(self) -> list[tuple[str, list[str]]]:
        parts = [(word, [fold(part) for part in word.split(_AND)]) for word in self.words]
        return [(word, found) for word, found in parts if all(found)]

    @cached_property
    def _any_part(self) -> re.Pattern[str]:
        return _any_of([part for _word, parts in self._parts for part in parts]) or _NOTHING

    @cached_property
    def _struck(self) -> re.Pattern[str] | None:
        return _any_of([fold(word) for word in self.without])


_NOTHING = re.compile(r"(?!)")


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern for any of the words, the longest first; None where there is none."""
    found = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found))) if found else None


@dataclass(frozen=True)
class Placing:
    """A project's type, the rule that placed it and the word it found; no rule where the type is OTHER for
    want of one.
    """

    project_type: str
    rule: Rule | None = None
    word: str = ""


def place(name: str, objective: str, rules: Sequence[Rule]) -> Placing:
    """The type of a project by the first of the rules that fits; the texts as disclosed."""
    folded: dict[Place, str] = {"name": fold(name)}
    for rule in rules:
        if rule.looks_in == "objective" and "objective" not in folded:
            folded["objective"] = fold(objective)  # folded late: long, and seldom needed
        word = rule.hit(folded[rule.looks_in])
        if word is not None:
            return Placing(rule.project_type, rule, word)
    return Placing(OTHER)


def words_in(text: str) -> tuple[str, ...]:
    """The words of a list as an operator types it: between them blanks, line breaks, commas or 、."""
    return tuple(word for word in _BETWEEN_WORDS.split(text) if word)
