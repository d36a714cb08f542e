"""What the page of help lists: layouts, headings known, and every problem of reading with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from budget.disclosure.evaluations import words as result_words
from budget.disclosure.evaluations.known_headings import KNOWN as KNOWN_OF_RESULTS
from budget.disclosure.layouts import words
from budget.disclosure.layouts.known_headings import KNOWN
from budget.disclosure.layouts.other_tables import KINDS
from budget.disclosure.problem_catalogue import CATALOGUE, Level
from budget.disclosure.problems import blank_words
from budget.models.uploads import words_for_the_form

_COLUMNS: Final[dict[str, Promise]] = {
    words.NAME: gettext_lazy("Project's name"),
    words.UNIT: gettext_lazy("Unit that uses the money"),
    words.DEPARTMENT: gettext_lazy("Department in charge"),
    words.TOTAL: gettext_lazy("Total"),
    words.FISCAL: gettext_lazy("Fiscal appropriation"),
    words.SPECIAL: gettext_lazy("Special account"),
    words.OTHER: gettext_lazy("Other funds"),
    words.CARRIED_OVER: gettext_lazy("Carried over"),
    words.NAMED_SOURCE: gettext_lazy("Source kept by its own name"),
    words.OBJECTIVE: gettext_lazy("Objective of the year"),
    words.PERIOD_OBJECTIVE: gettext_lazy("Objective of the whole period"),
    words.INDICATORS: gettext_lazy("Indicators"),
    words.LEVEL1: gettext_lazy("Level 1"),
    words.LEVEL2: gettext_lazy("Level 2 (category)"),
    words.INDICATOR_NAME: gettext_lazy("Indicator's name"),
    words.ANNUAL_TARGET: gettext_lazy("Annual target"),
    words.PERIOD_TARGET: gettext_lazy("Period target"),
    words.COMPARATOR: gettext_lazy("Comparator"),
    words.UNIT_OF_MEASURE: gettext_lazy("Unit of measure"),
    words.WEIGHT: gettext_lazy("Weight"),
    words.DIRECTION: gettext_lazy("Direction"),
    words.STANDARD: gettext_lazy("Standard"),
    words.ATTRIBUTE: gettext_lazy("Attribute"),
}
_RESULT_COLUMNS: Final[dict[str, Promise]] = {
    result_words.INITIAL: gettext_lazy("Initial budget"),
    result_words.ADJUSTED: gettext_lazy("Adjusted budget"),
    result_words.EXECUTED: gettext_lazy("Executed amount"),
    result_words.RATE: gettext_lazy("Execution rate"),
    result_words.ACTUAL: gettext_lazy("Actual value, or what became of the objective"),
    result_words.POINTS: gettext_lazy("Points"),
    result_words.SCORE: gettext_lazy("Score"),
    result_words.REASON: gettext_lazy("Deviation reason"),
    result_words.MEASURES: gettext_lazy("Measures of improvement"),
    result_words.TOTAL_SCORE: gettext_lazy("Total score"),
    result_words.CONCLUSION: gettext_lazy("Conclusion"),
    result_words.CODE: gettext_lazy("Project's code"),
}
_LEVELS: Final[dict[Level, tuple[Promise, Promise]]] = {
    "error": (
        gettext_lazy("Refused: nothing of the file is stored"),
        gettext_lazy(
            "Correct the file at the place named, or give the file as published, and import it again."
        ),
    ),
    "warning": (
        gettext_lazy("Stored with a warning at its row"),
        gettext_lazy("Compare the row with the published table. Correct a value that was read wrong."),
    ),
    "notice": (
        gettext_lazy("Stored with a notice at its row"),
        gettext_lazy("Nothing has to be done. The published table shows what the text belongs to."),
    ),
}
_REMEDIES: Final[dict[str, Promise]] = {
    "unreadable": gettext_lazy(
        "Open the file in the program that made it, save it anew and import it again."
    ),
    "runaway": gettext_lazy("Give the table in another format, or without the other pages of the document."),
    "reader-failed": gettext_lazy("Tell the operator: the log of the site has the cause."),
    "no-table": gettext_lazy(
        "Compare the header with the headings on this page, and give the file with the target table."
    ),
    "missing-column": gettext_lazy(
        "Compare the header with the headings on this page, and add or rename the column."
    ),
    "no-rows": gettext_lazy(
        "Give the table that is filled in. A department without projects has nothing to import."
    ),
    "unknown-amount-column": gettext_lazy("Give the column a heading that is known, or take the column out."),
    "finer-than-fen": gettext_lazy("Check the money unit of the table: 元 may be stated as 万元."),
    "unknown-money-unit": gettext_lazy("State the amounts in 万元 or 元."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of reading: its words with dots for what a file gives, and what to do."""

    code: str
    words: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Group:
    """The problems of one level."""

    level: Level
    title: str
    problems: Sequence[Problem]


def layouts() -> list[tuple[str, str]]:
    """Name and description of each layout."""
    return [
        (_("Wide"), _("One table a department and one row a project, with all its indicators in one cell.")),
        (
            _("Flat"),
            _(
                "One table a department and one row an indicator, with unit and project before it; or one "
                "row a project, with columns for the indicators of each level 1 (成本指标, 产出指标)."
            ),
        ),
        (_("Form"), _("One table a project: labels and values, with the indicators row by row below them.")),
        (
            _("Self-evaluation"),
            _(
                "A form of a project or a table of many, with money executed, actual values and scores "
                "(项目支出绩效自评表). It is kept beside the targets."
            ),
        ),
    ]


def headings() -> list[tuple[str, str]]:
    """The meaning of each column, and headings that are understood."""
    return [(str(_COLUMNS[field]), "、".join(known)) for field, known in KNOWN.items()]


def result_headings() -> list[tuple[str, str]]:
    """The meaning of each column and label of self-evaluations, and headings that are understood."""
    return [(str(_RESULT_COLUMNS[field]), "、".join(known)) for field, known in KNOWN_OF_RESULTS.items()]


def other_tables() -> list[str]:
    """The kinds of tables that are named and not read."""
    return [_(kind) for kind in KINDS.values()]


def groups() -> list[Group]:
    """Every problem of the catalogue, by level."""
    return [
        Group(
            level, str(title), [_problem(code, remedy) for code in CATALOGUE if CATALOGUE[code][0] == level]
        )
        for level, (title, remedy) in _LEVELS.items()
    ]


def _problem(code: str, remedy: Promise) -> Problem:
    return Problem(
        code, blank_words(words_for_the_form(code) or _(CATALOGUE[code][1])), str(_REMEDIES.get(code, remedy))
    )
