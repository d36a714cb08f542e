"""ODS workbooks become grids, their cells as displayed."""

import pytest

from budget.disclosure.grid import Cell
from budget.disclosure.problems import Refused
from budget.disclosure.readers.workbook import read_grids
from tests.disclosure.readers.writing import ods_of_xml


def cell(content: str = "", **attributes: str) -> str:
    """Return a table cell. Attributes of values are in the namespace office:, others in table:."""
    written = "".join(
        f' {"office" if "value" in key else "table"}:{key.replace("_", "-")}="{value}"'
        for key, value in attributes.items()
    )
    return f"<table:table-cell{written}>{content}</table:table-cell>"


def text(line: str) -> str:
    return f"<text:p>{line}</text:p>"


def row(*cells: str, repeated: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{''.join(cells)}</table:table-row>"


COVERED = "<table:covered-table-cell/>"


def sheet_of(rows: str, name: str = "表") -> bytes:
    return ods_of_xml(f'<table:table table:name="{name}">{rows}</table:table>')


def read_rows(rows: str) -> list[tuple[int, tuple[str, ...]]]:
    (grid,) = read_grids(sheet_of(rows), "table.ods")
    return [(read.number, read.texts) for read in grid.rows]


def test_a_cell_is_read_by_its_displayed_text() -> None:
    spaced = text('一<text:s text:c="2"/>二<text:tab/>三<text:line-break/>四')
    styled = text("<text:span>五</text:span><text:a>六</text:a>\n  七")
    note = f"<office:annotation><dc:date>2024-01-01</dc:date>{text('批注')}</office:annotation>"
    assert read_rows(
        row(
            cell(text("95%"), value_type="percentage", value="0.95"),
            cell(text("34232.38"), value_type="float", value="34232.380000000005"),
            cell(spaced + styled, value_type="string"),
            cell(note + text("正文")),
        )
    ) == [(1, ("95%", "34232.38", "一  二\t三\n四\n五六 七", "正文"))]


def test_a_cell_without_text_is_read_by_its_value() -> None:
    assert read_rows(
        row(
            cell(value_type="percentage", value="0.985"),
            cell(value_type="float", value="3326.0"),
            cell(value_type="string", string_value="文字"),
            cell(value_type="date", date_value="2024-04-01"),
        )
    ) == [(1, ("98.5%", "3326", "文字", "2024-04-01"))]


def test_a_formula_without_a_result_refuses_the_file() -> None:
    with pytest.raises(Refused) as caught:
        read_grids(sheet_of(row(cell(text("合计"))) + row(cell(formula="of:=SUM([.A2:.A3])"))), "formula.ods")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place, problem.row) == ("formula-without-value", "表", 2)
    assert problem.text == "of:=SUM([.A2:.A3])"


def test_repeated_rows_and_cells_are_written_out_only_where_they_hold_something() -> None:
    assert read_rows(
        row(
            cell(text("甲"), number_columns_repeated="2"),
            cell(number_columns_repeated="16382"),
            repeated=2,
        )
        + row(cell(number_columns_repeated="16384"), repeated=1_048_000)
        + row(cell(), cell(text("末")))
    ) == [(1, ("甲", "甲")), (2, ("甲", "甲")), (1_048_003, ("", "末"))]


def test_a_repeated_cell_is_refused_before_it_is_written_out() -> None:
    with pytest.raises(Refused) as caught:
        read_grids(
            sheet_of(row(cell(text("甲"), number_columns_repeated="16384"), repeated=1_048_576)), "bomb.ods"
        )
    assert caught.value.problems[0].code == "too-many-table-cells"


def test_header_rows_and_groups_of_rows_are_rows() -> None:
    head, body = row(cell(text("头"))), row(cell(text("身")))
    assert read_rows(
        f"<table:table-header-rows>{head}</table:table-header-rows>"
        f"<table:table-row-group>{body}</table:table-row-group>"
    ) == [(1, ("头",)), (2, ("身",))]


def test_every_part_of_a_merged_cell_has_its_text_and_its_origin() -> None:
    merged = cell(text("单位甲"), number_columns_spanned="2", number_rows_spanned="2")
    (grid,) = read_grids(
        sheet_of(row(merged, COVERED) + row(COVERED, COVERED, cell(text("质量")))), "merged.ods"
    )
    assert grid.rows[0].cells == (Cell("单位甲"), Cell("单位甲", from_left=True))
    assert grid.rows[1].cells == (
        Cell("单位甲", from_above=True),
        Cell("单位甲", from_above=True, from_left=True),
        Cell("质量"),
    )


def test_sheets_come_by_name_and_what_a_change_took_away_does_not() -> None:
    changed = (
        "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell>"
        f"{text('旧')}</table:change-track-table-cell></table:previous></table:cell-content-change>"
        "</table:tracked-changes>"
    )
    sheets = "".join(
        f'<table:table table:name="{name}">{row(cell(text(content)))}</table:table>'
        for name, content in [("封面", "封"), ("目标表", "项目")]
    )
    grids = read_grids(ods_of_xml(changed + sheets), "two.ods")
    assert [(grid.place, grid.rows[0].texts) for grid in grids] == [("封面", ("封",)), ("目标表", ("项目",))]


def test_a_sheet_may_hold_a_table_within_a_cell() -> None:
    inner = f'<table:table table:is-sub-table="true">{row(cell(text("里")))}</table:table>'
    (first, second) = read_rows(row(cell(text("外")), cell(inner)) + row(cell(text("后"))))
    assert first[1][0] == "外"
    assert "里" in first[1][1]
    assert second == (2, ("后",))
