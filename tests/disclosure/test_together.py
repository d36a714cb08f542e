"""Several tables of one department and year in a file: parts of one disclosure, or a refusal that names them."""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Refused
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
    assert problem.code == "tables-disagree"
    assert "一稿" in problem.message
    assert "二稿" in problem.message


def test_the_same_table_twice_is_one() -> None:
    grids = [sheet("一", "某市水务局", "3", "3"), sheet("二", "某市水务局", "3", "3")]
    (found,) = read_tables(grids, NOTHING_GIVEN).reads
    assert len(found.disclosure.projects) == 1
