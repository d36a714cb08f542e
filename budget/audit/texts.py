"""Comparing texts: word pairs, passages that several texts share, and places in the text as disclosed."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from operator import add

from budget.audit import words
from indicators.folding import fold


def without_generic_words(folded: str) -> str:
    """A folded text with generic words out of the way; what they stood between does not come together."""
    for word in words.GENERIC:
        folded = folded.replace(word, "\n")
    return folded


def pairs_of(text: str) -> frozenset[str]:
    """All two Chinese characters running in a text."""
    return frozenset(chain.from_iterable(map(add, run, run[1:]) for run in words.HAN_RUN.findall(text)))


def shared_pairs(one: str, other: str) -> frozenset[str]:
    """The two Chinese characters running that two texts have in common; quick where `one` is short."""
    found = {one[at : at + 2] for at in range(len(one) - 1) if one[at : at + 2] in other}
    return frozenset(pair for pair in found if words.HAN_RUN.fullmatch(pair))


def passages_shared(texts: Sequence[str], length: int) -> list[tuple[list[int], list[str]]]:
    """The groups of texts that share `length` or more characters running, each with the longest passages
    shared.

    `texts` are distinct and folded; a group is their indexes in order (each shares a passage with another
    of the group), its passages the longest of each text. Time grows with the sum of the lengths: only
    windows around a block that another text has too are compared.
    """
    windows = _shared_windows(texts, length)
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


def _shared_windows(texts: Sequence[str], length: int) -> list[list[int]]:
    """For each text where windows of `length` begin that may be in another text too, in order.

    A passage of `length` characters holds a block of half that length which begins at a multiple of it:
    such blocks of each text are looked for at every place of the others.
    """
    half = length // 2
    owners: dict[str, int] = {}
    several = -1
    for index, text in enumerate(texts):
        for at in range(0, len(text) - half + 1, half):
            block = text[at : at + half]
            owners[block] = index if owners.get(block, index) == index else several
    shared: set[str] = set()
    places: list[list[tuple[int, str]]] = []
    for index, text in enumerate(texts):
        blocks = [text[at : at + half] for at in range(len(text) - half + 1)]
        here = [(at, block) for at, block in enumerate(blocks) if block in owners]
        shared.update(block for _, block in here if owners[block] != index)
        places.append(here)
    windows = []
    for text, here in zip(texts, places, strict=True):
        starts: list[int] = []
        last = len(text) - length
        for at, block in here:
            if block in shared:
                first = max(0, at + half - length, starts[-1] + 1 if starts else 0)
                starts.extend(range(first, min(at, last) + 1))
        windows.append(starts)
    return windows


def _longest_run(text: str, starts: Sequence[int], shared: set[str], length: int) -> str:
    """The longest passage of a text whose every window is shared."""
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
    """The stretch of a text of which `passage` is the folded form; the passage itself where that cannot be
    told.
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
    """A folded text with years and what stands in 【】 aside."""
    untagged = words.TAG.sub("", text) if "【" in text else text
    return words.YEAR_WORDS.sub("", untagged) if "20" in text or "19" in text else untagged
