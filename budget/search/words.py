"""Texts and queries as tokens of two characters; does not use Django.

A word finds a text that contains it when both are folded (NFKC, no blanks, case folded). A text's tokens
are its pairs of neighbouring characters and its last character alone: a word of two characters is one
token, a longer one a run of tokens, a single character the beginning of a token.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from indicators.folding import fold

# A reader's query is shorter; a longer one would cost the database more than it is worth.
MOST_WORDS: Final = 10
LONGEST_WORD: Final = 60
LONGEST_QUERY: Final = 300

# Separates the texts of one entry, so that no word extends over two of them. Folding removes it from texts.
_BETWEEN: Final = "\n"
# The first character of an index entry's marks, which no query can contain.
_MARK: Final = chr(ord(_BETWEEN) + 0xFEE0)
# Databases' own readers of text take signs of ASCII for the ends of tokens, quotes or wildcards. Their full
# width forms are letters to them, and NFKC leaves none of those in a folded text.
_SIGNS: Final = {code: code + 0xFEE0 for code in range(0x80) if not chr(code).isalnum()}


class TooLong(ValueError):
    """A query that is longer than any that is answered."""


def tokens_of(texts: Iterable[str]) -> str:
    """The tokens of some texts, a blank between two; "" where all are empty."""
    folded = _BETWEEN.join(filter(None, map(fold, texts))).translate(_SIGNS)
    return " ".join(folded[start : start + 2] for start in range(len(folded)))


def mark_of(kind: str, year: int) -> str:
    """Return a token for the kind and fiscal year of an entry, so that an index alone can count them."""
    return f"{_MARK}{kind}{year}"


@dataclass(frozen=True, slots=True)
class Query:
    """A reader's query: folded words, at least one, all of which a result contains."""

    words: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the query in a text, None where it has no word. Raises TooLong for a text over the limit."""
        if len(text) > LONGEST_QUERY:
            raise TooLong
        words = tuple(dict.fromkeys(filter(None, map(fold, text.split()))))
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            raise TooLong
        return cls(words) if words else None

    def matches(self, texts: Iterable[str]) -> bool:
        """Whether the texts of one entry contain every word. The indexes of the databases must give the
        same result.
        """
        folded = [fold(text) for text in texts]
        return all(any(word in text for text in folded) for word in self.words)

    @property
    def fts5(self) -> str:
        """The query as SQLite's FTS5 takes it: phrases of tokens, the beginning of one for a character."""
        return " AND ".join(
            f'"{" ".join(_pairs(word))}"' if len(word) > 1 else f'"{word}" *' for word in self._as_tokens()
        )

    def fts5_of(self, kind: str, year: int) -> str:
        """The same of the entries of a kind and fiscal year alone."""
        return f'{self.fts5} AND "{mark_of(kind, year)}"'

    @property
    def tsquery(self) -> str:
        """The query as PostgreSQL's tsquery: the tokens, in any order."""
        return " & ".join(
            " & ".join(f"'{pair}'" for pair in _pairs(word)) if len(word) > 1 else f"'{word}':*"
            for word in self._as_tokens()
        )

    @property
    def runs(self) -> list[str]:
        """Return the runs of tokens of words longer than one token, which must be in a text's tokens in
        this order.
        """
        return [" ".join(_pairs(word)) for word in self._as_tokens() if len(word) > 2]

    def _as_tokens(self) -> list[str]:
        return [word.translate(_SIGNS) for word in self.words]


def _pairs(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(len(word) - 1)]
