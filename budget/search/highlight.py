"""Finds the words of a query in a text as disclosed: parts to show, with the hits marked.

The result is data, not markup: a template renders it, and disclosed text never becomes a tag.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indicators.folding import fold

# Characters of a long text that are shown on either side of a hit.
_AROUND: Final = 60
# A text up to this length is shown whole.
_SHORT: Final = 200
# Passages shown of one long text, in which a word may occur a hundred times.
_MOST_PASSAGES: Final = 3
_LONGEST_PASSAGE: Final = 400

ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text. `is_hit`: it is a word of the query."""

    text: str
    is_hit: bool = False


def marked(text: str, words: Sequence[str]) -> tuple[Part, ...]:
    """The whole text in parts, every place of every folded word a hit; put together they are the text."""
    return tuple(_parts(text, _hits(text, words), 0, len(text)))


def excerpt(text: str, words: Sequence[str]) -> tuple[Part, ...]:
    """Return the parts of a text; of a long one the first passages with hits, and "…" for what is omitted."""
    if len(text) <= _SHORT:
        return marked(text, words)
    hits = _hits(text, words)
    passages = _passages(hits, len(text)) or [(0, _SHORT)]
    parts: list[Part] = []
    for start, end in passages:
        if start > 0:
            parts.append(Part(ELLIPSIS))
        parts.extend(_parts(text, hits, start, end))
    if passages[-1][1] < len(text):
        parts.append(Part(ELLIPSIS))
    return tuple(parts)


def _parts(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterator[Part]:
    at = start
    for first, last in hits:
        if last <= start or first >= end:
            continue
        if at < first:
            yield Part(text[at:first])
        yield Part(text[max(first, start) : min(last, end)], is_hit=True)
        at = min(last, end)
    if at < end:
        yield Part(text[at:end])


def _passages(hits: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """The stretches around the first hits, those that touch taken together."""
    found: list[tuple[int, int]] = []
    for first, last in hits:
        start, end = max(first - _AROUND, 0), min(last + _AROUND, length)
        if found and start <= found[-1][1]:
            start, _ = found.pop()
        if len(found) == _MOST_PASSAGES:
            break
        # A text full of hits is one stretch; its beginning shows the words.
        found.append((start, min(end, start + _LONGEST_PASSAGE)))
        if found[-1][1] < end:
            break
    return found


def _hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the ranges of the words in the text, in order. Ranges that touch or overlap are joined."""
    folded, origins = _folded_with_origins(text)
    found = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            found.append((origins[at][0], origins[at + len(word) - 1][1]))
            at = folded.find(word, at + 1)
    joined: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _folded_with_origins(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the stretch of the text that it came from."""
    if text.isascii():
        pieces = [(number, number + 1) for number in range(len(text))]
    else:
        pieces = list(_clusters(text))
    folded = [fold(text[first:last]) for first, last in pieces]
    whole = fold(text)
    if "".join(folded) != whole:
        # Characters that only come together when blanks between them are gone: the text is one piece.
        return whole, [(0, len(text))] * len(whole)
    return whole, [piece for piece, part in zip(pieces, folded, strict=True) for _ in part]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of the text that fold on their own: a character with the marks that compose with it."""
    start = 0
    for number in range(1, len(text)):
        before, character = text[number - 1], text[number]
        if unicodedata.combining(character) or _nfkc(before + character) != _nfkc(before) + _nfkc(character):
            continue
        yield start, number
        start = number
    if text:
        yield start, len(text)


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
