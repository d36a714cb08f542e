"""XLSX workbooks become grids, their cells as displayed."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from budget.disclosure.grid import Cell, Omission
from budget.disclosure.limits import Limits
from budget.disclosure.readers.workbook import read_grids
from tests.disclosure.readers.workbooks import code_of, refusal, saved, xlsx_sheet
from tests.disclosure.readers.writing import texts, with_part, zip_of


def test_an_xlsx_cell_is_read_as_displayed() -> None:
    book = openpyxl.Workbook()
    shown = [
        (0.95, "0%", "95%"),
        (34232.380000000005, "0.00", "34232.38"),
        (3326.0, "General", "3326"),
        (0.1 + 0.2, "General", "0.3"),
        (1027.87, "#,##0.00_ ", "1,027.87"),
        (-7, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-7.00"),
        (date(2024, 4, 1), 'yyyy"年"m"月"d"日"', "2024年4月1日"),
        (45383.75, "yyyy/m/d h:mm", "2024/4/1 18:00"),
        (True, "General", "TRUE"),
        ("98", "@", "98"),
        ("#REF!", "General", "#REF!"),
        (98, '"≥"0"次"', "≥98次"),
    ]
    for column, (value, code, _) in enumerate(shown, start=1):
        cell = book.active.cell(1, column, value)
        cell.number_format = code
    (grid,) = read_grids(saved(book), "displayed.xlsx")
    assert list(grid.rows[0].texts) == [text for _, _, text in shown]


def test_a_workbook_that_counts_from_1904_shows_its_own_dates() -> None:
    rows = '<row r="1"><c r="A1" s="0"><v>43921</v></c></row>'
    styles = '<cellXfs><xf numFmtId="31"/></cellXfs>'
    (grid,) = read_grids(xlsx_sheet(rows, workbook='<workbookPr date1904="1"/>', styles=styles), "1904.xlsx")
    assert grid.rows[0].texts == ("2024年4月1日",)


def test_shared_texts_are_read_with_their_runs_and_without_phonetic_guides() -> None:
    shared = (
        "<si><t>项目</t><rPh sb='0' eb='2'><t>xiangmu</t></rPh></si>"
        "<si><r><t>绩效</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 指标</t></r></si>"
        "<si><t>一_x000D_\n二_x005F_x000D_</t></si>"
    )
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
    (grid,) = read_grids(xlsx_sheet(rows, shared=shared), "shared.xlsx")
    assert grid.rows[0].texts == ("项目", "绩效 指标", "一\n二_x000D_")


def test_rich_text_in_a_cell_is_read_whole() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("满意度", TextBlock(InlineFont(b=True), "≥95%"))
    (grid,) = read_grids(saved(book), "rich.xlsx")
    assert grid.rows[0].texts == ("满意度≥95%",)


def test_a_formula_is_read_by_its_result() -> None:
    number = '<c r="B4"><f>SUM(B5:B6)</f><v>3340</v></c>'
    empty_text = '<c r="C4" t="str"><f>A1&amp;""</f><v></v></c>'
    (grid,) = read_grids(xlsx_sheet(f'<row r="4">{number}{empty_text}</row>'), "formula.xlsx")
    assert grid.rows[0].number == 4
    assert grid.rows[0].texts == ("", "3340")


def test_a_formula_without_a_result_refuses_the_file_and_names_the_cell() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "合计"
    book.active["B1"] = "=SUM(B2:B3)"
    (problem,) = refusal(saved(book)).problems
    assert (problem.code, problem.place, problem.row, problem.column) == (
        "formula-without-value",
        "Sheet",
        1,
        "B",
    )
    assert "B1" in problem.message
    assert "=SUM(B2:B3)" in problem.message


def test_a_nought_that_is_to_be_computed_on_load_is_no_result() -> None:
    rows = '<row r="1"><c r="A1"><f>SUM(A2:A3)</f><v>0</v></c></row>'
    assert (
        code_of(refusal(xlsx_sheet(rows, workbook='<calcPr fullCalcOnLoad="1"/>'))) == "formula-without-value"
    )
    (grid,) = read_grids(xlsx_sheet(rows), "computed.xlsx")
    assert grid.rows[0].texts == ("0",)


def test_every_part_of_a_merged_cell_has_its_text_and_its_origin() -> None:
    book = openpyxl.Workbook()
    book.active.append(["单位甲", "项目一", "数量"])
    book.active.append([None, None, "质量"])
    book.active.append(["标题"])
    book.active.append([None, None, "完"])
    book.active.merge_cells("A1:B2")
    book.active.merge_cells("A3:C3")
    (grid,) = read_grids(saved(book), "merged.xlsx")
    assert grid.rows[0].cells[:2] == (Cell("单位甲"), Cell("单位甲", from_left=True))
    assert grid.rows[1].cells[:2] == (
        Cell("单位甲", from_above=True),
        Cell("单位甲", from_above=True, from_left=True),
    )
    assert grid.rows[1].cells[2] == Cell("质量")
    assert grid.rows[2].cells == (Cell("标题"), Cell("标题", from_left=True), Cell("标题", from_left=True))


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>标题</v></c></row><row r="9"><c r="B9" t="str"><v>完</v></c></row>'
    )
    after = '<mergeCells><mergeCell ref="A1:A8"/><mergeCell ref="D1:XFD1048576"/></mergeCells>'
    (grid,) = read_grids(xlsx_sheet(rows, after=after), "merged.xlsx", Limits(cells=10))
    assert [(row.number, row.texts) for row in grid.rows] == [(1, ("标题",)), (9, ("", "完"))]


def test_a_declared_dimension_costs_nothing() -> None:
    data = xlsx_sheet('<row r="1048576"><c r="XFD1048576" t="str"><v>末</v></c></row>')
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    data = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        sheet.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
    )
    (grid,) = read_grids(data, "wide.xlsx")
    assert [(row.number, row.cells[-1].text) for row in grid.rows] == [(1048576, "末")]


def test_hidden_rows_and_columns_are_left_out_and_a_hidden_sheet_is_marked() -> None:
    book = openpyxl.Workbook()
    book.active.append(["看得见", "隐藏列"])
    book.active.append(["隐藏行"])
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[2].hidden = True
    hidden = book.create_sheet("藏")
    hidden.append(["隐藏表"])
    hidden.sheet_state = "hidden"
    first, second = read_grids(saved(book), "hidden.xlsx")
    assert texts(first, 1) == [["看得见"]]
    assert first.omissions == (
        Omission("hidden-row", "隐藏行", 2, "Sheet"),
        Omission("hidden-column", "隐藏列", None, "Sheet"),
    )
    assert (first.is_hidden, second.is_hidden) == (False, True)
    assert (second.place, texts(second, 1)) == ("藏", [["隐藏表"]])


def test_cells_and_rows_without_a_name_follow_each_other() -> None:
    inline, named = '<c t="inlineStr"><is><t>甲</t></is></c>', '<c r="C1" t="str"><v>丙</v></c>'
    rows = f"<row>{inline}{named}<c><v>4</v></c></row><row><c><v>5</v></c></row>"
    (grid,) = read_grids(xlsx_sheet(rows), "bare.xlsx")
    assert [(row.number, row.texts) for row in grid.rows] == [(1, ("甲", "", "丙", "4")), (2, ("5",))]


def test_a_strict_workbook_is_read_as_any_other() -> None:
    data = xlsx_sheet('<row r="1"><c r="A1"><v>7</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for old, new in (
        (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ):
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    (grid,) = read_grids(zip_of(parts), "strict.xlsx")
    assert (grid.place, grid.rows[0].texts) == ("表", ("7",))


@pytest.mark.parametrize("height", ["0", "0.0"])
def test_a_row_without_height_is_hidden(height: str) -> None:
    row = f'<row ht="{height}"><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    (grid,) = read_grids(xlsx_sheet(row), "low.xlsx")
    assert [(row.number, row.texts) for row in grid.rows] == [(2, ("5",))]
