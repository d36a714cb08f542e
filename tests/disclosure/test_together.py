"""Several tables of one department and year in a file: parts of one disclosure, or a refusal that names them."""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Refused, worded
from budget.disclosure.read import read_tables
from tests.disclosure import layouts
from tests.disclosure.grids import grid_of
from tests.disclosure.layouts import Texts
from tests.disclosure.tables import HEADER, NOTHING_GIVEN, PREAMBLE, bare, project


def sheet(place: str, unit: str, amount: str, total: str = "", name: str = "供水经费") -> Grid:
    rows: list[Sequence[str]] = [*([text] for text in PREAMBLE), HEADER]
    rows += [bare("合计", total)] if total else []
    return grid_of([*rows, bare(unit, amount), project(name, amount)], place=place)


@pytest.mark.parametrize(("first", "second", "whole"), [("3", "4", 7), ("7", "", 7)])
def test_sheets_with_a_unit_each_are_one_disclosure(first: str, second: str, whole: int) -> None:
    grids = [sheet("本级", "某市水务局", "3", first), sheet("中心", "某市供水中心", "4", second)]
    (found,) = read_tables(grids, NOTHING_GIVEN).reads
    assert [unit.name for unit in found.disclosure.units] == ["某市水务局", "某市供水中心"]
    assert found.disclosure.amounts.total == whole * 1_000_000


@pytest.mark.parametrize(
    "second",
    [
        sheet("二稿", "某市水务局", "4", "4"),
        sheet("二稿", "某市供水中心", "4", "9"),
        grid_of(layouts.form([Texts()]), place="二稿"),
    ],
)
def test_tables_that_are_no_parts_refuse_the_file_and_are_named(second: Grid) -> None:
    with pytest.raises(Refused) as refusal:
        read_tables([sheet("一稿", "某市水务局", "3", "3"), second], NOTHING_GIVEN)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place, problem.row is not None) == ("tables-disagree", "二稿", True)
    assert "一稿" in problem.message
    assert "二稿" in problem.message


def test_the_same_table_twice_is_one() -> None:
    grids = [sheet("一", "某市水务局", "3", "3"), sheet("二", "某市水务局", "3", "3")]
    (found,) = read_tables(grids, NOTHING_GIVEN).reads
    assert len(found.disclosure.projects) == 1


def test_tables_without_names_are_counted_in_the_words_of_the_reader() -> None:
    grids = [sheet("table 1", "某市水务局", "3", "3"), sheet("table 2", "某市水务局", "4", "4")]
    with pytest.raises(Refused) as refusal:
        read_tables(grids, NOTHING_GIVEN)
    (problem,) = refusal.value.problems
    chinese = {"table {number}": "第 {number} 个表"}
    assert "“第 1 个表”" in worded(problem, lambda message: chinese.get(message, message))


LACKING = ("项目名称", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标")


@pytest.mark.parametrize(("name", "is_refused"), [("节水经费", True), ("供水经费", False)])
def test_a_table_that_lacks_a_column_is_no_part_that_may_be_lost(name: str, is_refused: bool) -> None:
    rows = [*([text] for text in PREAMBLE), LACKING, [name, "4", "", "", "保障", ""]]
    grids = [sheet("一", "某市水务局", "3", "3"), grid_of(rows, place="二")]
    if not is_refused:
        assert read_tables(grids, NOTHING_GIVEN).passed_over == ("二",)
        return
    with pytest.raises(Refused) as refusal:
        read_tables(grids, NOTHING_GIVEN)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place, problem.row) == ("missing-column", "二", 4)


def form(amount: str, objective: str = "保障供水", place: str = "一") -> Grid:
    rows = [[*row] for row in layouts.form([Texts(objective=objective)])]
    rows[3][2] = amount
    return grid_of(rows, place=place)


def test_two_versions_of_a_form_refuse_the_file() -> None:
    with pytest.raises(Refused) as refusal:
        read_tables([form("1.00"), form("2.00", place="二")], NOTHING_GIVEN)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place, problem.row) == ("tables-disagree", "二", 2)
    (found,) = read_tables([form("1.00"), form("1.00", place="二")], NOTHING_GIVEN).reads
    assert len(found.disclosure.projects) == 1


@pytest.mark.parametrize(
    "caption",
    [
        "续表",
        "（续上表）",
        "续表：项目支出绩效目标表（2024年度）",
        "项目支出绩效目标表（2024年度）（续表）",
        "项目支出绩效目标表（续一）",
        "项目支出绩效目标表-续",
    ],
)
@pytest.mark.parametrize("lines", [[], [[text] for text in PREAMBLE[1:]]])
@pytest.mark.parametrize("is_one_grid", [True, False])
def test_a_table_goes_on_under_a_title_that_says_so(
    caption: str, lines: list[list[str]], is_one_grid: bool
) -> None:
    first = [
        *([text] for text in PREAMBLE),
        HEADER,
        bare("合计", "7"),
        bare("某市水务局", "3"),
        project("甲经费", "3"),
    ]
    rest = [bare("某市供水中心", "4"), project("乙经费", "4")]
    for again in ([*lines, HEADER], [] if not lines else [HEADER]):
        second = [[caption], *again, *rest]
        parts = [[*first, *second]] if is_one_grid else [first, second]
        grids = [grid_of(part, place=f"表{at}") for at, part in enumerate(parts)]
        (found,) = read_tables(grids, NOTHING_GIVEN).reads
        assert [unit.name for unit in found.disclosure.units] == ["某市水务局", "某市供水中心"]
        assert len(found.disclosure.projects) == 2
        assert found.problems == ()


def test_a_title_of_another_year_begins_another_table() -> None:
    first = [*([text] for text in PREAMBLE), HEADER, bare("某市水务局", "3"), project("甲经费", "3")]
    second = [
        ["2025年项目支出绩效目标表（续）"],
        *([text] for text in PREAMBLE[1:]),
        HEADER,
        project("乙经费", "4"),
    ]
    reads = read_tables([grid_of([*first, *second])], NOTHING_GIVEN).reads
    assert [read.disclosure.fiscal_year for read in reads] == [2024, 2025]
