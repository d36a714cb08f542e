"""Names that are asked for without their exact form: 广州教育局 for 广州市教育局.

A name answers where it holds the characters of the question in their order, few others between them. Signs of
places (省, 市, 县, 区 …) in the question need not stand in the name. Does not use Django.
"""

from dataclasses import dataclass
from typing import Final, Self

from budget.search.words import Query
from indicators.folding import fold

# Fewer characters are in the names of every second department; no name of one is asked for by more.
_FEWEST: Final = 3
_MOST: Final = 30
# Signs of places, which names and questions have or leave out.
_AFFIXES: Final = frozenset("省市县区")
# A name is left out in which the characters stand further apart: so many times their number.
_WIDEST: Final = 4


@dataclass(frozen=True, slots=True)
class LooseName:
    """The characters of a question, folded, in their order, without signs of places behind the first."""

    characters: str

    @classmethod
    def of(cls, query: Query) -> Self | None:
        """The loose name that a query asks for; None where it is too short or too long to name anything."""
        whole = "".join(query.words)
        characters = whole[0] + "".join(one for one in whole[1:] if one not in _AFFIXES)
        return cls(characters) if _FEWEST <= len(characters) <= _MOST else None

    @property
    def pattern(self) -> str:
        """The pattern of SQL's LIKE, in which a backslash escapes, that every answering folded name fits."""
        escaped = (f"\\{one}" if one in "\\%_" else one for one in self.characters)
        return f"%{'%'.join(escaped)}%"

    def runs_in(self, text: str) -> tuple[str, ...]:
        """The runs of a text's folded characters that answer, in their order; () where the text does not."""
        folded = fold(text)
        best: list[int] = []
        start = folded.find(self.characters[0])
        while start >= 0:
            places = self._from(folded, start)
            if not places:
                break
            if not best or _width(places) < _width(best):
                best = places
            start = folded.find(self.characters[0], start + 1)
        if not best or _width(best) > _WIDEST * len(self.characters):
            return ()
        return _runs(folded, best)

    def distance(self, text: str) -> int:
        """How far a text is from the question: the characters that it has more, the less the closer."""
        return len(fold(text)) - len(self.characters)

    def _from(self, folded: str, start: int) -> list[int]:
        """The first place of each character from a place on; [] where one is missing."""
        places: list[int] = []
        for character in self.characters:
            place = folded.find(character, places[-1] + 1 if places else start)
            if place < 0:
                return []
            places.append(place)
        return places


def _width(places: list[int]) -> int:
    return places[-1] - places[0] + 1


def _runs(folded: str, places: list[int]) -> tuple[str, ...]:
    runs: list[str] = []
    last = None
    for place in places:
        if last is not None and place == last + 1:
            runs[-1] += folded[place]
        else:
            runs.append(folded[place])
        last = place
    return tuple(runs)
