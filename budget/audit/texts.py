"""Comparing texts: word pairs, passages that several texts share, and places in the text as disclosed."""

from collections import defaultdict
from collections.abc import Sequence
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


def passages_shared(texts: Sequence[str], length: int) -> list[tuple[list[int], list[str]]]:
    """The groups of texts that share `length` or more characters running, each with the longest passages
    shared.

    `texts` are distinct and folded; a group is their indexes in order (each shares a passage with another
    of the group), its passages the longest of each text. Time grows with the sum of the lengths: only
    windows around a block that another text has too are compared.
    """
    windows = _windows_to_compare(texts, length)
    leaders = list(range(len(texts)))

    def leader(index: int) -> int:
        while leaders[index] != index:
            leaders[index] = leaders[leaders[index]]
            index = leaders[index]
        return index

    owners: dict[str, int] = {}
    shared: set[str] = set()
    for index, starts in enumerate(windows):
        for start in starts:
            window = texts[index][start : start + length]
            owner = owners.setdefault(window, index)
            if owner != index:
                shared.add(window)
                leaders[leader(index)] = leader(owner)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(texts)):
        groups[leader(index)].append(index)
    found = []
    for members in groups.values():
        if len(members) > 1:
            longest = [_longest_run(texts[i], windows[i], shared, length) for i in members]
            found.append((members, list(dict.fromkeys(longest))))
    return found


def _windows_to_compare(texts: Sequence[str], length: int) -> list[list[int]]:
    """For each text, return where windows of `length` begin that may be in another text too, in order.

    Every fifth block of a text is indexed, and every second block of the others is searched in the
    index. Two texts that share a window share such a block, wherever it begins in each, since two and
    five have no common factor.
    """
    indexed, searched = (5, 2) if length > 10 else (1, 1)
    block = length - indexed * searched + 1
    several = -1
    owners: dict[str, int] = {}
    for index, text in enumerate(texts):
        for at in range(0, len(text) - block + 1, indexed):
            piece = text[at : at + block]
            if owners.setdefault(piece, index) != index:
                owners[piece] = several
    windows = []
    for index, text in enumerate(texts):
        starts: list[int] = []
        last = len(text) - length
        for at in range(0, len(text) - block + 1, searched):
            if owners.get(text[at : at + block], index) != index:
                first = max(0, at + block - length, starts[-1] + 1 if starts else 0)
                starts.extend(range(first, min(at, last) + 1))
        windows.append(starts)
    return windows


def _longest_run(text: str, starts: Sequence[int], shared: set[str], length: int) -> str:
    """The longest passage of a text with every window shared."""
    best, begin, previous = "", -1, -2
    for start in starts:
        if text[start : start + length] not in shared:
            continue
        if start != previous + 1:
            begin = start
        previous = start
        if start + length - begin > len(best):
            best = text[begin : start + length]
    return best


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
