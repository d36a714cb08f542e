"""Any text that a format can carry, in any cell, written by every writer and read back to the character."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from budget.disclosure.read import read
from budget.disclosure.records import Project
from tests.disclosure import layouts
from tests.disclosure.layouts import Rows, Texts
from tests.disclosure.readers.writing import WRITERS
from tests.disclosure.tables import NOTHING_GIVEN

# Texts with a meaning in a table, an indicators' cell or a format.
PIECES = [
    *"；;，,。.、：:（）()【】[]{}<>《》“”‘’\"'&=+-—/\\|%％≥≤@#$*~^_`!?·0123456789０１２３",
    *"1、 2、 1、1-产出指标；11-数量指标； 100 1.50 得100分;<95% =SUM(A1) &amp; &nbsp; <td> </tr> ]]> <!-- _x000D_".split(),
]
# Labels of a form. Labels and values alternate in a form and are distinguished by their words alone: a form
# cannot carry these as values.
LABELS = "项目名称 合计 单位：元 2023年 实施周期指标值: 年度指标值:".split()

# Texts that a format cannot carry are not tried:
# - text and CSV: a carriage return, which ends a line; other control characters, which text does not have.
# - workbooks, Word, pages: characters that XML forbids, invisible ones, and those displayed as a blank.
# - pages: blanks in a row, and tabs, which show as one blank.
# - PDF: line breaks, blanks (a wrap takes or gives them), and characters that its font lacks or draws alike.
# - all: outer blanks of a cell, and half of a surrogate pair.
ANY = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
SHOWN = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"],
    exclude_characters="\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff",
)
IN_THE_FONT = st.characters(codec="gb2312", exclude_categories=["Cc", "Zs"], exclude_characters="·・")
# Format -> its characters, what else it carries, and what it does not.
CARRIED: dict[str, tuple[st.SearchStrategy[str], str, str]] = {
    "text": (ANY, "\n\t ", ""),
    "csv": (ANY, "\n\t ", ""),
    "xlsx": (SHOWN, "\n\t ", ""),
    "xls": (SHOWN, "\n\t ", ""),
    "ods": (SHOWN, "\n\t ", ""),
    "docx": (SHOWN, "\n\t ", ""),
    "html": (SHOWN, "\n ", " (?= )"),
    "pdf": (IN_THE_FONT, "", "[·・]"),
}


def texts_of(format_: str, *, labels: bool) -> st.SearchStrategy[str]:
    """Texts that a cell of the format can carry."""
    characters, more, lost = CARRIED[format_]
    piece = st.one_of(
        st.text(characters, max_size=8), st.sampled_from([*PIECES, *more, *(LABELS if labels else [])])
    )
    joined = st.lists(piece, min_size=1, max_size=8).map("".join)
    return joined.map(lambda text: (re.sub(lost, "", text) if lost else text).strip()).filter(bool)


Values = tuple[str, ...]


def wide_values(project: Project) -> Values:
    return (project.name, project.objective, project.indicators_text)


def row_values(project: Project) -> Values:
    first = project.indicators[0]
    return (project.name, project.objective, first.name, first.annual_target)


@dataclass(frozen=True)
class Case:
    """A layout, the values that are compared (read and written), and the size of the trial."""

    layout: Callable[[Sequence[Texts]], Rows]
    values_read: Callable[[Project], Values]
    values_written: Callable[[Texts], Values]
    projects: int = 3
    labels: bool = True
    examples: int = 20


def prove(format_: str, case: Case) -> None:
    """Write tables in a layout and a format, read them back, and compare the values."""
    text = texts_of(format_, labels=case.labels)
    one = st.builds(
        Texts,
        name=text.map("供水{}".format),
        objective=text,
        indicator=text.map("指标{}".format),
        target=text,
    )

    @given(st.lists(one, min_size=1, max_size=case.projects, unique_by=lambda texts: texts.name))
    # The same tables in every run: among random texts there would one day be a form's label.
    @settings(
        max_examples=case.examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    def check(table: list[Texts]) -> None:
        reading = read(WRITERS[format_](case.layout(table)), format_, NOTHING_GIVEN)
        (disclosure,) = (one.disclosure for one in reading.reads)
        given_back = [case.values_read(project) for project in disclosure.projects]
        if format_ == "pdf":
            given_back = [tuple(text.replace(" ", "") for text in texts) for texts in given_back]
        assert given_back == [case.values_written(texts) for texts in table]

    check()


@pytest.mark.parametrize("format_", WRITERS)
def test_a_wide_table_is_read_to_the_character(format_: str) -> None:
    case = Case(
        layouts.wide,
        wide_values,
        lambda texts: (texts.name, texts.objective, texts.indicator + texts.target),
    )
    prove(format_, case)


@pytest.mark.parametrize("format_", WRITERS)
def test_a_flat_table_is_read_to_the_character(format_: str) -> None:
    case = Case(
        layouts.flat,
        row_values,
        lambda texts: (texts.name, texts.objective, texts.indicator, texts.target),
        examples=10,
    )
    prove(format_, case)


@pytest.mark.parametrize("format_", WRITERS)
def test_a_form_is_read_to_the_character(format_: str) -> None:
    case = Case(
        layouts.form,
        row_values,
        # A line break in a form's narrow cell of the project's name is a wrap.
        lambda texts: (texts.name.replace("\n", ""), texts.objective, texts.indicator, texts.target),
        projects=1,
        labels=False,
        examples=10,
    )
    prove(format_, case)
