"""Tables whose columns are places alone, in text and in PDF: read where they are unmistakable, else refused."""

import unicodedata
from collections.abc import Sequence

import pytest

from budget.disclosure.problems import Problem, Refused
from budget.disclosure.read import read
from budget.disclosure.records import Disclosure
from tests.disclosure.readers.drawn import Drawn
from tests.disclosure.tables import NOTHING_GIVEN

INDICATORS = "1、1-产出指标；11-数量指标；巡查；实施周期指标值:3次；年度指标值:3次。"
HEADER = ["项目名称", "总计", "财政拨款", "其他资金", "绩效目标", "绩效指标"]
SUMS = [["合计", "90.25", "70.25", "20.00", "", ""], ["云山市水务局", "90.25", "70.25", "20.00", "", ""]]
PROJECTS = [
    ["清淤项目", "70.25", "70.25", "", "疏通河道", INDICATORS],
    ["堤防项目", "20.00", "", "20.00", "加固堤防", INDICATORS],
]
LEAD = ["云山市水务局2024年项目支出绩效目标表", "单位：万元"]
PLACES = [40, 150, 240, 330, 420, 520]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(rows: Sequence[Sequence[str]], *, right: bool = False, gap: str = "   ") -> list[str]:
    """The rows with their columns padded by blanks; `right`: amounts end below one another."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]

    def cell(at: int, text: str) -> str:
        padding = " " * (widths[at] - width(text))
        return padding + text if right and 0 < at < 4 else text + padding

    return [gap.join(cell(at, text) for at, text in enumerate(row)).rstrip() for row in rows]


def text_of(lines: Sequence[str]) -> bytes:
    return "\n".join([*LEAD, *lines]).encode()


def pdf_of(rows: Sequence[Sequence[str]]) -> bytes:
    drawn = Drawn(900, 400)
    lines = [*([line] for line in LEAD), *rows]
    for y, line in enumerate(lines, start=2):
        for x, text in zip(PLACES, line, strict=False):
            drawn.text(x, y * 20, text)
    return drawn.done()


def disclosure(data: bytes) -> Disclosure:
    (found,) = read(data, "table", NOTHING_GIVEN).reads
    return found.disclosure


def refusal(data: bytes) -> Problem:
    with pytest.raises(Refused) as refused:
        read(data, "table", NOTHING_GIVEN)
    return refused.value.problems[0]


def amounts(found: Disclosure) -> list[tuple[str, int | None, int | None]]:
    return [(one.name, one.amounts.total, one.amounts.other_funds) for one in found.projects]


READ = [("清淤项目", 70_250_000, None), ("堤防项目", 20_000_000, 20_000_000)]


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("gap", ["  ", "\u3000", "      "])
def test_a_text_aligned_by_blanks_is_read(right: bool, gap: str) -> None:
    lines = aligned([HEADER, *SUMS, *PROJECTS], right=right, gap=gap)
    found = disclosure(text_of([*lines, "注：本表已公开", "填报人：张工      日期：2024年1月5日"]))
    assert amounts(found) == READ
    assert [unit.name for unit in found.units] == ["云山市水务局"]
    assert [one.objective for one in found.projects] == ["疏通河道", "加固堤防"]


@pytest.mark.parametrize("make", [lambda rows: text_of(aligned(rows)), pdf_of], ids=["text", "pdf"])
def test_columns_are_read_where_the_sums_show_that_they_are_right(make: object) -> None:
    assert callable(make)
    assert amounts(disclosure(make([HEADER, *SUMS, *PROJECTS]))) == READ
    # Each row is the sum of its sources.
    assert amounts(disclosure(make([HEADER, *PROJECTS]))) == READ
    wrong = [[text.replace("90.25", "91.25") for text in row] for row in SUMS]
    assert refusal(make([HEADER, *wrong, *PROJECTS])).code == "columns-unproved"
    no_sources = [[row[0], row[1], "", "", *row[4:]] for row in (HEADER, *PROJECTS)]
    no_sources[0] = HEADER
    assert refusal(make(no_sources)).code == "columns-unproved"


def test_a_text_that_wraps_within_its_column_refuses_the_text_at_its_line() -> None:
    lines = aligned([HEADER, *SUMS, *PROJECTS])
    problem = refusal(text_of([*lines[:4], " " * 60 + "保障供水安全", *lines[4:]]))
    assert (problem.code, problem.row, problem.text) == ("columns-unclear", 7, "保障供水安全")


def test_a_figure_between_two_columns_refuses_the_text() -> None:
    lines = aligned([HEADER, *SUMS, *PROJECTS], gap=" " * 12)
    moved = lines[3].replace("70.25             ", "             70.25", 1)
    assert moved != lines[3]
    problem = refusal(text_of([*lines[:3], moved, *lines[4:]]))
    assert (problem.code, problem.row) == ("columns-unclear", 6)


def test_a_printed_table_whose_text_wraps_is_refused_with_its_headings() -> None:
    problem = refusal(pdf_of([HEADER, *SUMS, PROJECTS[0], ["", "", "", "", "保障供水"], PROJECTS[1]]))
    assert (problem.code, problem.place) == ("no-rules", "page 1")


@pytest.mark.parametrize("mark", [";", "；", "^", "~"])
def test_a_mark_parts_cells_where_it_parts_the_headings(mark: str) -> None:
    rows = [[*row[:5], f'"{row[5]}"' if row[5] in INDICATORS else row[5]] for row in (*SUMS, *PROJECTS)]
    lines = [mark.join(row) for row in [HEADER, *rows]]
    assert amounts(disclosure(text_of(lines))) == READ
    # The lines above, too, have the marks of empty cells.
    filled = [line + mark * 5 for line in LEAD]
    assert amounts(disclosure("\n".join([*filled, *lines]).encode())) == READ


def test_a_drawn_table_has_rows_whose_first_cell_is_empty() -> None:
    header = "单位名称|项目名称|总计|年度目标|一级指标|二级指标|三级指标|指标值"
    rows = ["云山市水务局|清淤项目|70.25|疏通|产出指标|数量指标|次数|3次", "||||产出指标|质量指标|合格率|98%"]
    (project,) = disclosure(text_of([header, *rows])).projects
    assert [one.name for one in project.indicators] == ["次数", "合格率"]
