"""The total of points and scores of a self-evaluation, and its conclusion."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from budget.disclosure.evaluations import words
from budget.disclosure.evaluations.cells import Labelled, own_cells
from budget.disclosure.grid import Row
from budget.disclosure.layouts.form_cells import Text
from budget.disclosure.layouts.headers import Column
from budget.disclosure.layouts.notes import is_note
from budget.disclosure.self_evaluations import ActualIndicator, number_of
from indicators.folding import fold

_STATED: Final = re.compile(
    r"(?P<label>(?:自评|评价|自我评价|绩效|综合|项目)*(?:总分|总得分|得分|结论|等级|等次|评级))\s*[:：为]\s*(?P<value>[^\s:：()（）；;，,]+)"
)
_IN_BRACKETS: Final = re.compile(r"[(（]\s*(?P<value>优秀?|良好?|中等?|一般|合格|差|不合格)\s*[)）]")
_FULL: Final = 100
_LONGEST_LINE: Final = 40
_SUBTOTAL: Final = re.compile(r"小计")
_SUM: Final = re.compile(r"(?:合计|总计)[:：]?")


class Settled(NamedTuple):
    """The total as disclosed, and what stands beside it without a field in the records, with its row."""

    points: str
    score: str
    conclusion: str
    others: tuple[tuple[Row, str], ...]


@dataclass(slots=True)
class Totals:
    """What a form states of the whole, while it is read.

    `alone` is a number in a row of the total whose column is not known: points or a score. `summed` are the
    points and score of a row 合计, with that row: the total where no row 总分 states another one.
    """

    points: str = ""
    score: str = ""
    conclusion: str = ""
    alone: str = ""
    summed: tuple[str, str, Row] | None = None
    others: list[tuple[Row, str]] = field(default_factory=list)

    def take_row(self, row: Row, columns: Sequence[Column]) -> bool:
        """Take a row below the indicators as their total; False where it is none."""
        cells = own_cells(row)
        if not cells or not words.names_total(cells[0].text):
            return False
        if _SUBTOTAL.search(fold(cells[0].text)):
            self.others.append((row, "  ".join(cell.text for cell in cells)))
            return True
        points, score = _texts_in(columns, words.POINTS, row), _texts_in(columns, words.SCORE, row)
        numbers = [cell for cell in cells[1:] if number_of(cell.text) is not None]
        rest = [cell for cell in cells[1:] if cell not in numbers]
        if len(numbers) > 1 and (number_of(points) is None or number_of(score) is None):
            points, score = numbers[0].text, numbers[1].text
        elif len(numbers) == 1 and number_of(score) is None:
            points, score = "", ""
            self._take_alone(numbers.pop(), cells[0], row, columns)
        if self.summed is None and _SUM.fullmatch(fold(cells[0].text)) and (points or score):
            self.summed = (points, score, row)
        else:
            self._set(points, score, row)
        more = [cell.text for cell in numbers if cell.text not in (points, score)]
        more += self._take_rest(rest, row)
        self.others += [(row, text) for text in more]
        return True

    def _take_rest(self, rest: Sequence[Text], row: Row) -> list[str]:
        """Take what stands beside the numbers of a total (自评等级 | 优), and return what is none of it."""
        more: list[str] = []
        at = 0
        while at < len(rest):
            text, behind = rest[at].text, rest[at + 1].text if at + 1 < len(rest) else ""
            at += 1
            if words.meaning_of(text) == words.CONCLUSION and behind and not words.is_label(behind):
                self._conclude(behind, row)
                at += 1
            elif not words.is_label(text) and not self.take_line(row, text):
                more.append(text)
        return more

    def _take_alone(self, number: Text, label: Text, row: Row, columns: Sequence[Column]) -> None:
        """Take an only number: a score where the label says so, its cell covers the column of scores, or
        no column has points.
        """
        places = {one.field: one.places[0] for one in columns}
        scores = places.get(words.SCORE)
        is_over = scores is not None and (
            words.POINTS not in places
            or (
                number.at < scores < len(row.cells)
                and all(cell.from_left for cell in row.cells[number.at + 1 : scores + 1])
            )
        )
        if is_over or "得分" in label.text:
            self._set("", number.text, row)
        else:
            self.alone = number.text

    def take(self, one: Labelled, row: Row) -> bool:
        """Take a label with its value; False where it is none of the total."""
        if one.value is None:
            return False
        if one.meaning in (words.SCORE, words.TOTAL_SCORE):
            self._set("", one.value.text, row)
        elif one.meaning == words.CONCLUSION:
            self._conclude(one.value.text, row)
        elif words.names_total(one.label.text) and number_of(one.value.text) is not None:
            self.alone = one.value.text
        else:
            return False
        return True

    def take_line(self, row: Row, text: str) -> bool:
        """Take what a text states of the total (自评得分：95，自评等级：优); False where it states
        nothing.
        """
        if len(text) > _LONGEST_LINE or is_note(text):
            return False  # an explanation of how scores are given
        found = list(_STATED.finditer(text))
        for match in found:
            if re.search("得分|总分", match["label"]):
                self._set("", match["value"], row)
            else:
                self._conclude(match["value"], row)
        if not found and (only := _IN_BRACKETS.fullmatch(text.strip())):
            self._conclude(only["value"], row)
            return True
        return bool(found)

    def _set(self, points: str, score: str, row: Row) -> None:
        for name, text in (("points", points), ("score", score)):
            known: str = getattr(self, name)
            if text and not known:
                setattr(self, name, text)
            elif text and number_of(text) != number_of(known):
                self.others.append((row, text))

    def _conclude(self, text: str, row: Row) -> None:
        if self.conclusion and fold(self.conclusion) != fold(text):
            self.others.append((row, text))
        else:
            self.conclusion = text

    def settled(self, indicators: Sequence[ActualIndicator], budget_points: str) -> Settled:
        """Return the total. An only number is the points where it is 100 or the sum of the points, else the
        score.
        """
        points, score, others = self.points, self.score, list(self.others)
        if self.alone and not (points and score):
            stated = [number for one in indicators if (number := number_of(one.points)) is not None]
            sums = {sum(stated), sum(stated) + (number_of(budget_points) or 0), _FULL}
            is_points = bool(score) or (not points and number_of(self.alone) in sums)
            points, score = (self.alone, score) if is_points else (points, self.alone)
        if self.summed is not None:
            summed_points, summed_score, row = self.summed
            is_same = not (score and summed_score) or number_of(score) == number_of(summed_score)
            if is_same and not (points and summed_points and number_of(points) != number_of(summed_points)):
                points, score = points or summed_points, score or summed_score
            else:
                others.append((row, "  ".join(filter(None, (summed_points, summed_score)))))
        return Settled(points, score, self.conclusion, tuple(others))


def _texts_in(columns: Sequence[Column], meaning: str, row: Row) -> str:
    return " ".join(
        cell.text
        for column in columns
        if column.field == meaning
        for cell in column.cells(row)
        if not cell.from_above
    )
