"""Marks pieces of a text that are struck out, invisible, raised or lowered, and settles which are text.

A reader wraps a piece in a noncharacter of Unicode for its kind and in END, so that the piece passes through
everything that handles text. `settled` takes the wrapping off again, for a whole cell or line: struck-out and
invisible pieces are left out, and so is a raised or lowered piece that points to a note. A raised piece that
belongs to a unit of measure (m², km³) or is a power of ten stays as superscript digits, a lowered one of a
formula (CO2) as it is.
"""

import re
from typing import Final

from budget.disclosure.grid import OmissionKind

STRUCK: Final = "\ufdd0"
INVISIBLE: Final = "\ufdd1"
RAISED: Final = "\ufdd2"
END: Final = "\ufdd3"
LOWERED: Final = "\ufdd4"
# What a whole cell may be without pointing to a note.
SHIFTED: Final = frozenset({RAISED, LOWERED})

_KINDS: Final[dict[str, OmissionKind]] = {STRUCK: "struck", INVISIBLE: "invisible"}
_STARTS: Final = f"{STRUCK}{INVISIBLE}{RAISED}{LOWERED}"
_PIECE: Final = re.compile(f"([{_STARTS}])([^{_STARTS}{END}]*){END}")
_MARKERS: Final = re.compile(f"[{_STARTS}{END}]")
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")

_NUMBER: Final = (
    r"[\[（(〔【]?(?:注\s?)?(?:[0-9０-９]{1,2}|[¹²³⁰⁴-⁹]{1,2}|[①-⒛]|[*＊※†‡#▲△★☆]{1,3})[\]）)〕】]?"
)
_ONE_MARK: Final = rf"(?:{_NUMBER}|[\[（(]?(?:[a-zA-Z]|[ivx]{{1,4}})[\]）)]?)"
_MARK: Final = re.compile(rf"注|{_ONE_MARK}(?:\s?[,，、;；~–-]\s?{_ONE_MARK}){{0,3}}|(?:{_NUMBER}){{1,4}}")
_DIGITS: Final = re.compile(r"[0-9¹²³⁰⁴-⁹]{1,4}")
# What a raised 2 or 3 makes a unit of area, volume or acceleration.
_LENGTH: Final = re.compile(
    r"(?:(?<![A-Za-z])[kKdDcCmMhHμµu]?[mM]|(?<![A-Za-z])(?:ft|in|yd|[mM]/s)|㎜|㎝|㎞"
    r"|(?<![大小玉虾稻黑糯粟方])米)$"
)
# Letters that a raised or misplaced digit belongs to: formulas of chemistry and statistics.
_FORMULA: Final = re.compile(r"(?:CO|NO|SO|CH|SiO|(?<![A-Za-z])[ONHRxyχ])$")
# A lowered digit belongs to the letter or bracket before it: CO2, x1, (NH4)2.
_OF_LETTER: Final = re.compile(r"[A-Za-zα-ωΑ-Ω)）\]]$")
_TEN: Final = re.compile(r"(?:^|[^0-9.,，])10$")
_TIMES_TEN: Final = re.compile(r"[×xX*·∗]\s?10$")


def marked(text: str, kind: str) -> str:
    """Return a text as a piece of a kind (STRUCK, INVISIBLE, RAISED, LOWERED); blanks are one of no kind."""
    if not kind or not text.strip():
        return text
    if END in text:  # pieces within the piece are of its kind
        text = _MARKERS.sub("", text)
    return f"{kind}{text}{END}"


def settled(text: str) -> tuple[str, list[tuple[OmissionKind, str]]]:
    """Return a text without the pieces that are not read, and these pieces with their kinds, in order.

    `text` is a whole cell, or a line outside a table: only so can be seen what a shifted piece follows.
    """
    if END not in text:
        return text, []
    omitted: list[tuple[OmissionKind, str]] = []
    visible: list[tuple[str, str]] = []
    for kind, piece in _pieces(text):
        if kind in _KINDS:
            omitted.append((_KINDS[kind], piece.strip()))
            if visible and visible[-1][1][-1:] in (" ", "\n"):  # one blank of the two round the piece
                visible[-1] = (visible[-1][0], visible[-1][1].rstrip(" "))
        else:
            visible.append((kind, piece))
    if not any(piece.strip() for kind, piece in visible if not kind):
        return "".join(piece for _, piece in visible), omitted
    shown = ""
    for at, (kind, piece) in enumerate(visible):
        if not kind:
            shown += piece
            continue
        after = "".join(other for _, other in visible[at + 1 :])
        kept = raised_text(shown, piece, after) if kind == RAISED else lowered_text(shown, piece)
        if kept is None:
            omitted.append(("note-mark", piece.strip()))
        else:
            shown += kept
    return shown, omitted


def _pieces(text: str) -> list[tuple[str, str]]:
    """The pieces of a text with their kinds ("" for plain text), neighbours of one kind together."""
    pieces: list[tuple[str, str]] = []

    def add(kind: str, piece: str) -> None:
        if pieces and pieces[-1][0] == kind:
            pieces[-1] = (kind, pieces[-1][1] + piece)
        elif piece:
            pieces.append((kind, piece))

    at = 0
    for match in _PIECE.finditer(text):
        add("", text[at : match.start()])
        add(match[1], match[2])
        at = match.end()
    add("", text[at:])
    return [(kind, _MARKERS.sub("", piece)) for kind, piece in pieces]


def raised_text(before: str, piece: str, after: str) -> str | None:
    """Return the text of a raised piece between two others, None where it points to a note.

    >>> raised_text("120.50", "1", "") is None
    True
    >>> raised_text("≥800m", "2", "")
    '²'
    """
    bare = piece.strip()
    if not bare:
        return piece
    before = before.rstrip()
    superscript = piece.translate(_SUPERSCRIPTS)
    if not _MARK.fullmatch(bare):
        return superscript
    if bare in ("0", "o", "O"):  # a degree; no note has the number 0
        return "°"
    if before.endswith((".", "．")):  # decimals, raised for their looks
        return piece
    if bare in ("n", "N") or (bare.isascii() and bare.isalpha() and re.search(r"[A-Za-z]$", before)):
        return superscript
    if not _DIGITS.fullmatch(bare):
        return None
    if bare in ("2", "3", "²", "³") and _LENGTH.search(before):
        return superscript
    if _FORMULA.search(before) or _TIMES_TEN.search(before):
        return superscript
    # A lone 10 with a 1 or 2 is an amount with a note. Other powers of ten are kept, and are no amount.
    if _TEN.search(before) and not (before == "10" and not after.strip() and bare in ("1", "2", "¹", "²")):
        return superscript
    return None


def lowered_text(before: str, piece: str) -> str | None:
    """Return the text of a lowered piece behind another text, None where it points to a note.

    >>> lowered_text("120.50", "1") is None
    True
    >>> lowered_text("CO", "2")
    '2'
    """
    before = before.rstrip()
    if not _MARK.fullmatch(piece.strip()) or before.endswith((".", "．")) or _OF_LETTER.search(before):
        return piece
    return None
