"""Workbooks of every kind: texts to the character, limits, refusals."""

import io
import random
import re
import zipfile

import openpyxl
import pytest

from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.workbook import read_grids
from tests.disclosure.readers.workbooks import code_of, refusal, saved, xlsx_sheet
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
