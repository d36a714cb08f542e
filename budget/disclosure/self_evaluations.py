"""Self-evaluations (项目支出绩效自评表) as frozen records: what became of a project's money and targets.

SelfEvaluations (of one department and fiscal year) > SelfEvaluation (a project's form) > ActualIndicator.
Text is as disclosed, points and scores too: 10.00 and 10 differ as disclosed, and `number_of` reads both.
Money is in fen (integers), None where not stated; None differs from 0.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from budget.disclosure.namesakes import number_namesakes
from indicators.folding import fold

# What a points, score or rate cell may hold to be a number: 10, 9.50分, 98.5%.
_NUMBER: Final = re.compile(r"(?P<number>[-+]?[0-9]{1,12}(?:\.[0-9]{0,12})?)(?:分|%)?", re.ASCII)


def number_of(text: str) -> Decimal | None:
    """Return the number that points, a score or a rate in percent state (`10.00`, `9.5分`, `98%`), None where
    the text is no number.

    The rate `98%` is 98, `0.98` is 0.98: the unit is the text's.
    """
    match = _NUMBER.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return Decimal(match["number"]) if match else None


@dataclass(frozen=True, slots=True)
class ActualIndicator:
    """One indicator of a self-evaluation: its target as restated, and what came of it. "" where not stated.

    `position` is its number in its form, from 1; `row` its row in the file. `level1` and `level2` are the
    labels as disclosed, with their points where they carry some (产出指标（50分）). `target` is the annual
    target (指标值); `period_target` the target of the whole period where the form has it. `points` is 分值
    or 权重, `standard` 评分标准, `reason` 偏差原因分析 (及改进措施), `measures` 改进措施 where it has a
    column of its own.
    """

    position: int
    level1: str = ""
    level2: str = ""
    name: str = ""
    target: str = ""
    comparator: str = ""
    unit_of_measure: str = ""
    actual: str = ""
    points: str = ""
    score: str = ""
    reason: str = ""
    row: int | None = None
    measures: str = ""
    standard: str = ""
    direction: str = ""
    period_target: str = ""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One row of a form's money: its label as disclosed (年度资金总额, 其中：财政拨款), amounts in fen, and
    points, rate and score as disclosed. `row` is its row in the file.
    """

    label: str = ""
    initial: int | None = None
    adjusted: int | None = None
    executed: int | None = None
    points: str = ""
    rate: str = ""
    score: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """One project's self-evaluation.

    `unit` is the unit's name as disclosed, the department's where the form names none. `code` is the
    project's (项目编码). `budget` is the row of the year's money as a whole (年度资金总额), `sources` the
    rows below it in their order. `objective` is the objective as restated (预期目标), `actual_objective` what
    became of it. `score` and `total_points` are those of the row 总分, `conclusion` is 评价结论 or 自评等级.
    `row` and `place` are where the form is in the file; `file` is the SHA-256 of that file where several
    are put together, else "".
    """

    name: str
    unit: str
    row: int | None
    place: str = ""
    code: str = ""
    budget: MoneyRow = MoneyRow()
    sources: tuple[MoneyRow, ...] = ()
    objective: str = ""
    actual_objective: str = ""
    score: str = ""
    total_points: str = ""
    conclusion: str = ""
    indicators: tuple[ActualIndicator, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class SelfEvaluations:
    """The self-evaluations of one department and fiscal year that a file holds, in the file's order.

    `region` is "" where it is not given. `title` and `money_unit` (万元 or 元) are as disclosed, and do not
    identify them. `place` is the first one's.
    """

    department: str
    region: str
    fiscal_year: int
    entries: tuple[SelfEvaluation, ...] = ()
    title: str = ""
    money_unit: str = "万元"
    place: str = ""


def keys_of(entries: Sequence[SelfEvaluation]) -> list[tuple[str, str, int]]:
    """The key of each self-evaluation: the folded names of unit and project, its number among namesakes."""
    return list(number_namesakes((fold(one.unit), fold(one.name)) for one in entries))


def without_places(entry: SelfEvaluation) -> SelfEvaluation:
    """Return a self-evaluation without its places in the file, for comparing what two files disclose."""
    return replace(
        entry,
        row=None,
        place="",
        file="",
        budget=replace(entry.budget, row=None),
        sources=tuple(replace(one, row=None) for one in entry.sources),
        indicators=tuple(replace(one, row=None) for one in entry.indicators),
    )
