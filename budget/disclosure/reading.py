"""The input of reading besides a file's bytes, and its output."""

from dataclasses import dataclass

from budget.disclosure.amounts import MoneyUnit
from budget.disclosure.problems import Problem
from budget.disclosure.records import Disclosure
from budget.disclosure.self_evaluations import SelfEvaluations


@dataclass(frozen=True, slots=True)
class Given:
    """The operator's statements, and the year in the folder's name; None or "" where there is none.

    They fill what the file does not state. A contradiction with the file refuses the file. The order is
    title, operator, folder.
    """

    fiscal_year: int | None = None
    department: str = ""
    region: str = ""
    money_unit: MoneyUnit | None = None
    folder_year: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One disclosure read, with its doubts. `is_partial`: made of forms, of which other files may hold
    more.
    """

    disclosure: Disclosure
    problems: tuple[Problem, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class EvaluationsRead:
    """The self-evaluations that a file holds of one department and fiscal year, with the doubts of reading.
    Other files may hold more of them.
    """

    evaluations: SelfEvaluations
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one file gave: tables of targets, self-evaluations, or both. `passed_over` names the sheets
    and tables that are neither.
    """

    reads: tuple[Read, ...]
    passed_over: tuple[str, ...] = ()
    evaluations: tuple[EvaluationsRead, ...] = ()
