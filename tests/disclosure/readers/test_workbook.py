"""XLSX, XLS and ODS workbooks become grids, their cells as displayed."""

import io
import random
import re
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from budget.disclosure.grid import Cell
from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.workbook import read_grids
from tests.disclosure.readers.writing import (
    SAMPLES,
    disclosed_table,
    ods_of,
    texts,
    with_part,
    xls_of,
    xlsx_of,
    zip_of,
)

WRITERS = pytest.mark.parametrize("written", [xlsx_of, xls_of, ods_of])

# Text with everything that a table's cells hold and that formats like to change.
AWKWARD = [
    ["项目", "1、1-产出指标；11-数量指标；≥50次。"],
    ['"引号"', "<98%>&amp;；（）()"],
    ["0098", "3,340.00"],
    ["=1+1", "'98"],
    ["第一行\n第二行", "a  b"],
    ["１２％", "_x000D_ 和 _x005F_"],
]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx_sheet(
    rows: str, *, after: str = "", workbook: str = "", shared: str = "", styles: str = ""
) -> bytes:
    """An XLSX file with these rows in its one sheet, as a program other than openpyxl may write it."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def relations(*targets: tuple[str, str, str]) -> str:
        each = (
            f'<Relationship Id="{id}" Type="{kind}/{type_}" Target="{target}"/>'
            for id, type_, target in targets
        )
        return f'<Relationships xmlns="{package}">{"".join(each)}</Relationships>'

    sheets = '<sheets><sheet name="表" sheetId="1" r:id="s"/></sheets>'
    return zip_of(
        {
            "_rels/.rels": relations(("r", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{kind}">{workbook}{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("s", "worksheet", "/xl/worksheets/sheet1.xml"),
                ("t", "sharedStrings", "sharedStrings.xml"),
                ("f", "styles", "styles.xml"),
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData>{after}</worksheet>",
            "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>",
            "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
        }
    )


def refusal(data: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read_grids(data, "file", limits or Limits())
    return caught.value


def code_of(refused: Refused) -> str:
    return refused.problems[0].code


# -- the real disclosure, and any text


def test_the_real_disclosure_as_a_workbook_holds_the_texts_cells_to_the_character() -> None:
    (grid,) = read_grids((SAMPLES / "guangzhou-cppcc.calc.xlsx").read_bytes(), "calc.xlsx")
    title, unit, *table = texts(grid, 7)
    assert title[0] == "项目支出绩效目标表（含转移支付项目）"
    assert unit[0] == "单位：万元"
    assert table == disclosed_table()
    assert [row.number for row in grid.rows] == list(range(1, 29))


@WRITERS
def test_the_real_disclosures_table_reads_back_from_every_kind_of_workbook(written) -> None:
    (grid,) = read_grids(written(disclosed_table()), "table")
    assert texts(grid, 7) == disclosed_table()


@pytest.mark.parametrize("written", [xls_of, ods_of])
def test_awkward_text_reads_back_to_the_character(written) -> None:
    (grid,) = read_grids(written([[text.replace("  ", " ") for text in row] for row in AWKWARD]), "table")
    assert texts(grid, 2) == [[text.replace("  ", " ") for text in row] for row in AWKWARD]


def test_awkward_text_in_an_xlsx_reads_back_to_the_character() -> None:
    book = openpyxl.Workbook()
    for row in AWKWARD:
        # The format's own escape, which openpyxl does not write by itself.
        book.active.append([re.sub("_(?=x[0-9A-F]{4}_)", "_x005F_", text) for text in row])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    (grid,) = read_grids(saved(book), "table")
    assert texts(grid, 2) == AWKWARD


@WRITERS
def test_outer_blanks_and_invisible_characters_are_no_part_of_a_cells_text(written) -> None:
    (grid,) = read_grids(written([["\u3000项目\u200b名称\xa0", "\ufeff 98\xa0% \u3000"]]), "table")
    assert texts(grid, 2) == [["项目名称", "98 %"]]


# -- XLSX


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


def test_every_part_of_a_merged_cell_bears_its_text_and_says_from_where() -> None:
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


def test_hidden_sheets_rows_and_columns_are_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["看得见", "隐藏列"])
    book.active.append(["隐藏行"])
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[2].hidden = True
    hidden = book.create_sheet("藏")
    hidden.append(["隐藏表"])
    hidden.sheet_state = "hidden"
    first, second = read_grids(saved(book), "hidden.xlsx")
    assert texts(first, 2) == [["看得见", "隐藏列"], ["隐藏行", ""]]
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


# -- XLS


def test_an_xls_cell_is_read_as_displayed() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("目标表")
    shown = [
        (0.95, "0%", "95%"),
        (34232.380000000005, "0.00", "34232.38"),
        (3326.0, "General", "3326"),
        (1027.87, "#,##0.00", "1,027.87"),
        (date(2024, 4, 1), 'yyyy"年"m"月"d"日"', "2024年4月1日"),
        (date(2024, 4, 1), "M/D/YY", "2024/4/1"),
        (True, "General", "TRUE"),
        ("98", "@", "98"),
    ]
    for column, (value, code, _) in enumerate(shown):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = read_grids(stream.getvalue(), "displayed.xls")
    assert grid.place == "目标表"
    assert list(grid.rows[0].texts) == [text for _, _, text in shown]


def test_a_merged_cell_of_an_xls_bears_its_text_in_every_part() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    sheet.write_merge(0, 1, 0, 1, "单位甲")
    sheet.write(1, 2, "质量")
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = read_grids(stream.getvalue(), "merged.xls")
    assert grid.rows[1].cells == (
        Cell("单位甲", from_above=True),
        Cell("单位甲", from_above=True, from_left=True),
        Cell("质量"),
    )


def test_an_xls_whose_streams_share_a_sector_is_read_as_other_programs_read_it() -> None:
    data = bytearray(xls_of([["项目", "7.00"]]))
    root = data.index("Root Entry".encode("utf-16-le"))
    data[root + 116 : root + 124] = (0).to_bytes(4, "little") + (512).to_bytes(4, "little")
    (grid,) = read_grids(bytes(data), "shared.xls")
    assert grid.rows[0].texts == ("项目", "7.00")


# -- what is refused


@WRITERS
def test_a_file_with_more_cells_than_the_limit_is_refused(written) -> None:
    assert code_of(refusal(written([["甲"] * 5] * 5), Limits(cells=20))) == "too-many-table-cells"


@WRITERS
def test_a_file_over_the_limit_is_refused_unread(written) -> None:
    assert code_of(refusal(written([["甲"]]), Limits(file_bytes=100))) == "too-large"


@pytest.mark.parametrize("written", [xlsx_of, ods_of])
def test_parts_that_expand_too_far_are_refused_before_they_are_read(written) -> None:
    data = with_part(written([["甲"]]), "xl/media/padding.bin", b"\0" * 2_000_000)
    assert len(data) < 20_000
    assert code_of(refusal(data, Limits(expanded_bytes=1_000_000))) == "expands-too-far"


def test_a_document_type_is_refused_and_what_it_names_never_opened(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    declared = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    xlsx = xlsx_sheet('<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>')
    sheet = zipfile.ZipFile(io.BytesIO(xlsx)).read("xl/worksheets/sheet1.xml").decode()
    ods = ods_of([["甲"]])
    content = zipfile.ZipFile(io.BytesIO(ods)).read("content.xml").decode()
    for data in (
        with_part(xlsx, "xl/worksheets/sheet1.xml", declared + sheet),
        with_part(ods, "content.xml", content.replace("?>", "?>" + declared, 1).replace("甲", "&e;")),
    ):
        (problem,) = refusal(data).problems
        assert problem.code == "unreadable"
        assert "document type" in problem.message


def test_encrypted_workbooks_are_refused_as_encrypted() -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>'
    )
    assert code_of(refusal(with_part(ods_of([["甲"]]), "META-INF/manifest.xml", manifest))) == "encrypted"
    # The zip's own encryption: bit 0 of the flags, before the part and in the directory.
    plain = bytearray(zip_of({"xl/workbook.xml": "x"}))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(refusal(bytes(plain))) == "encrypted"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="1"><c r="B2"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>１千</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" s="7"><v>7</v></c></row>',
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(rows: str) -> None:
    styles = '<cellXfs><xf numFmtId="0"/></cellXfs>'
    (problem,) = refusal(xlsx_sheet(rows, styles=styles)).problems
    assert (problem.code, problem.place) == ("unreadable", "表")


@WRITERS
def test_damaged_bytes_give_grids_or_a_refusal_and_nothing_else(written) -> None:
    good = written(disclosed_table()[:6])
    chance = random.Random(2024)
    refused = 0
    for _ in range(150):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            data = data[: chance.randrange(len(data))]
        try:
            read_grids(bytes(data), "damaged", Limits(cells=100_000, expanded_bytes=10_000_000))
        except Refused:
            refused += 1
    assert refused
