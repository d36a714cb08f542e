"""The wide layout: merged cells."""

from budget.disclosure.grid import Cell
from budget.disclosure.read import read_tables
from tests.disclosure.tables import INDICATORS, NOTHING_GIVEN, project
from tests.disclosure.wide_tables import WAN_YUAN, merged_grid


def test_a_cell_merged_over_several_rows_holds_its_text_for_each() -> None:
    above = Cell("共同的目标", from_above=True)
    grid = merged_grid(
        ("甲经费", "5", "5", "", "", "共同的目标", INDICATORS),
        ("乙经费", "4", "4", "", "", above, INDICATORS),
    )
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert [project.objective for project in one.disclosure.projects] == ["共同的目标", "共同的目标"]
    assert {project.place for project in one.disclosure.projects} == {"Sheet1"}


def test_a_project_merged_over_several_rows_is_one_with_its_money_once() -> None:
    second = INDICATORS.replace("1、", "2、")
    grid = merged_grid(
        ("甲经费", "5", "5", "", "", "目标", INDICATORS),
        tuple(Cell(text, from_above=True) for text in ("甲经费", "5", "5", "", "", "目标")) + (second,),
    )
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    (project_,) = one.disclosure.projects
    assert project_.amounts.total == 5 * WAN_YUAN
    assert project_.indicators_text == f"{INDICATORS}\n{second}"
    assert len(project_.indicators) == 2


def test_an_amount_merged_over_two_projects_is_doubted() -> None:
    grid = merged_grid(
        project("甲经费", "5"),
        ("乙经费", Cell("5", from_above=True), Cell("5", from_above=True), "", "", "目标", INDICATORS),
    )
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert [problem.code for problem in one.problems if problem.row == 3] == ["merged-amount"] * 2


def test_a_row_merged_from_above_throughout_is_no_row() -> None:
    grid = merged_grid(
        project("甲经费", "5"), tuple(Cell(text, from_above=True) for text in project("甲经费", "5"))
    )
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert len(one.disclosure.projects) == 1


def test_a_note_merged_over_the_whole_width_is_a_note() -> None:
    note = "注：本表不含保密项目"
    grid = merged_grid(project("甲经费", "5"), (note, *(Cell(note, from_left=True) for _ in range(6))))
    (one,) = read_tables([grid], NOTHING_GIVEN).reads
    assert [problem.text for problem in one.problems if problem.code == "text-outside-table"] == [note]
