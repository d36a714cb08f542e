"""Passages that several texts share, word for word."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_Hashes = npt.NDArray[np.uint64]

# Odd numbers that spread characters over 64 bits: two windows that differ have the same hash by rare chance.
_SPREAD: Final = 0x9E37_79B9_7F4A_7C15
_BASE: Final = 0x0100_0000_01B3
_BITS: Final = 64


def passages_shared(texts: Sequence[str], length: int) -> list[tuple[list[int], list[str]]]:
    """The groups of texts that share `length` or more characters running, each with the longest passages
    shared.

    `texts` are distinct and folded; a group is their indexes in order (each shares a passage with another
    of the group), its passages the longest of each text. Time grows with the sum of the lengths: only
    windows with the hash of another one are compared.
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
    for index, starts in windows.items():
        for start in starts:
            window = texts[index][start : start + length]
            owner = owners.setdefault(window, index)
            if owner != index:
                shared.add(window)
                leaders[leader(index)] = leader(owner)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in windows:
        groups[leader(index)].append(index)
    found = []
    for members in groups.values():
        if len(members) > 1:
            longest = [_longest_run(texts[i], windows[i], shared, length) for i in members]
            found.append((members, list(dict.fromkeys(longest))))
    return found


def _windows_to_compare(texts: Sequence[str], length: int) -> dict[int, list[int]]:
    """Where windows of `length` begin that may be elsewhere too, by the texts that have such."""
    hashes = _hashes_of_windows("\0".join(texts), length)
    if not len(hashes):
        return {}
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    places = _places_of_equals(hashes)
    indexes = np.searchsorted(ends, places)
    # A window over the end of a text is none.
    whole = places + length <= ends[indexes]
    windows: dict[int, list[int]] = {}
    for index, place in zip(indexes[whole].tolist(), places[whole].tolist(), strict=True):
        windows.setdefault(index, []).append(place)
    begins = {index: int(ends[index]) - len(texts[index]) for index in windows}
    return {index: [place - begins[index] for place in found] for index, found in windows.items()}


def _hashes_of_windows(text: str, length: int) -> _Hashes:
    """A polynomial hash of each window of a text, modulo 2**64."""
    encoded = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if len(encoded) < length:
        return encoded[:0]
    # Windows of 1, 2, 4, … characters; those that add up to `length` are joined from its end.
    power, size = encoded * np.uint64(_SPREAD), 1
    joined: _Hashes | None = None
    done = 0
    while size <= length:
        if length & size:
            joined = power if joined is None else _joined(power, joined, size, done)
            done += size
        power, size = _joined(power, power, size, size), size * 2
    return encoded[:0] if joined is None else joined


def _joined(before: _Hashes, behind: _Hashes, size: int, size_behind: int) -> _Hashes:
    """The hashes of windows made of two: of `size` characters, and of `size_behind` directly behind them."""
    behind = behind[size:]
    factor = np.uint64(pow(_BASE, size_behind, 1 << _BITS))
    return before[: len(behind)] * factor + behind[: len(before)]


def _places_of_equals(hashes: _Hashes) -> npt.NDArray[Any]:
    """The places of values that are there more than once, in order.

    Values are sorted that have the leading bits of another one: most have not.
    """
    bits = len(hashes).bit_length() + 2
    leading = (hashes >> np.uint64(_BITS - bits)).astype(np.intp)
    candidates = np.flatnonzero(np.bincount(leading)[leading] > 1)
    order = candidates[np.argsort(hashes[candidates], kind="stable")]
    in_order = hashes[order]
    is_equal = in_order[1:] == in_order[:-1]
    return np.union1d(order[1:][is_equal], order[:-1][is_equal])


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
