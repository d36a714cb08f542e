"""What is quoted of a file can be stored, printed and logged."""

import logging
import sys

import pytest

from budget.disclosure.problems import Problem
from budget.disclosure.quoting import printable, printable_line
from budget.imports.outcomes import Outcome
from budget.logs import PrintableFormatter


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲　乙 [b]{x}<script>", "甲　乙 [b]{x}<script>"),
        ("甲\t乙\n丙", "甲\t乙\n丙"),
        ("\ud83d", r"\ud83d"),
        ("甲\x00乙", r"甲\x00乙"),
        ("\x1b[31m\x9b2J", r"\x1b[31m\x9b2J"),
        ("\u202etxt.exe\u2066", r"\u202etxt.exe\u2066"),
    ],
)
def test_a_character_that_cannot_be_shown_is_its_code(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert printable(shown) == shown
    shown.encode()


def test_a_line_stays_a_line() -> None:
    assert printable_line("a\r\nb\tc") == r"a\r\nb\tc"


def test_problems_and_outcomes_hold_nothing_else() -> None:
    problem = Problem("no-table", "\x1b", column="\x00", text="\ud83d", details={"seen": "\u202e"})
    assert (problem.place, problem.column, problem.text, problem.message) == (
        *(r"\x1b", r"\x00", r"\ud83d"),
        r"No project expenditure performance target table and no self-evaluation of a project was found. Header cells seen: \u202e.",
    )
    outcome = Outcome("a\n\ud83d", passed_over=("\x1b]0;",))
    assert (outcome.file, outcome.passed_over) == (r"a\n\ud83d", (r"\x1b]0;",))


def test_a_record_of_the_log_is_one_line_that_a_terminal_does_not_obey() -> None:
    formatter = PrintableFormatter("{levelname} {message}", style="{")
    try:
        raise ValueError("\x1b[2J")
    except ValueError:
        error = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "", 1, "GET /%s", ("a\nERROR \x1b[2J",), error)
    line, *trace = formatter.format(record).splitlines()
    assert line == r"ERROR GET /a\nERROR \x1b[2J"
    assert trace[-1] == r"ValueError: \x1b[2J"
