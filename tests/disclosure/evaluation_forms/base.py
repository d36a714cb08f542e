"""What a self-evaluation made for tests is: a form with the records that are in it.

The forms are of projects of the sample's disclosure. Their figures and results are made for these tests: no
department published them. A cell `<` is merged with the one on its left, `^` with the one above it.
"""

from dataclasses import dataclass, field

from budget.disclosure.reading import Given
from budget.disclosure.self_evaluations import ActualIndicator, SelfEvaluation
from tests.disclosure.merged_tables import Titled

WAN = 1_000_000  # fen in one 万元
DEPARTMENT = "中国人民政治协商会议广东省广州市委员会办公厅"


@dataclass(frozen=True)
class Form:
    """A place's form: the lines above it with its rows, what an operator gives, and what is in it."""

    table: Titled
    entry: SelfEvaluation
    department: str = DEPARTMENT
    fiscal_year: int = 2024
    given: Given = field(default_factory=Given)


def indicator(position: int, *texts: str, **more: str) -> ActualIndicator:
    """An indicator by level 1, level 2, name, target, actual, points, score and reason."""
    names = ("level1", "level2", "name", "target", "actual", "points", "score", "reason")
    return ActualIndicator(position, **dict(zip(names, texts, strict=False)), **more)
