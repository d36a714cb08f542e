"""Comparing texts: pairs of characters, and places in the text as disclosed."""

from itertools import chain
from operator import add

from budget.audit import words
from indicators.folding import fold


def without_generic_words(folded: str) -> str:
    """Return a folded text with generic words replaced, so that their neighbours are not joined."""
    for word in words.GENERIC:
        folded = folded.replace(word, "\n")
    return folded


def pairs_of(text: str) -> frozenset[str]:
    """All two Chinese characters running in a text."""
    return frozenset(chain.from_iterable(map(add, run, run[1:]) for run in words.HAN_RUN.findall(text)))


def as_disclosed(passage: str, text: str) -> str:
    """Return the stretch of a text of which `passage` is the folded form; the passage itself where it is
    ambiguous.
    """
    folded: list[str] = []
    origins: list[int] = []
    for at, sign in enumerate(text):
        for part in fold(sign):
            folded.append(part)
            origins.append(at)
    begin = "".join(folded).find(passage)
    if begin < 0:
        return passage
    return text[origins[begin] : origins[begin + len(passage) - 1] + 1]


def without_years_and_tags(text: str) -> str:
    """Return a folded text without years and without text in 【】."""
    untagged = words.TAG.sub("", text) if "【" in text else text
    return words.YEAR_WORDS.sub("", untagged) if "20" in text or "19" in text else untagged
