"""Workbooks and pages saved as web archives and XML spreadsheets; documents of older programs."""

import base64

import pytest

from budget.disclosure.grid import Cell, Grid
from budget.disclosure.problems import Refused
from budget.disclosure.readers import grids_of, sniff, xml_spreadsheet
from tests.disclosure.readers.workbooks import code_of
from tests.disclosure.readers.writing import texts

HEAD = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)


def sheet(table: str, styles: str = "") -> Grid:
    text = f'{HEAD}<Styles>{styles}</Styles><Worksheet ss:Name="表"><Table>{table}</Table></Worksheet></Workbook>'
    (grid,) = grids_of(text.encode(), "table.xls")
    return grid


def cell(text: str, kind: str = "String", attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def archive(content: bytes, encoding: str, charset: str = "utf-8") -> bytes:
    return (
        b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html"; boundary="----=_x"\r\n\r\nThis is a web archive.\r\n\r\n------=_x\r\n'
        + f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}".encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n------=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        b"------=_x--\r\n"
    )


PAGE = "<html><body><table><tr><td>项目<td>合计<tr><td>清淤<td>70.25</table></body></html>"


@pytest.mark.parametrize(
    ("content", "encoding", "charset"),
    [
        (base64.encodebytes(PAGE.encode()), "base64", "utf-8"),
        (base64.encodebytes(PAGE.encode("gb18030")), "base64", "gb2312"),
        (PAGE.encode("gb18030"), "8bit", "gbk"),
        (base64.encodebytes(PAGE.encode("utf-16")), "base64", "unicode"),
    ],
)
def test_a_web_archive_is_read_as_its_page(content: bytes, encoding: str, charset: str) -> None:
    data = archive(content, encoding, charset)
    assert sniff(data) == "mhtml"
    (grid,) = grids_of(data, "saved.xls")
    assert texts(grid, 2) == [["项目", "合计"], ["清淤", "70.25"]]


def test_an_archive_without_a_page_is_of_an_unknown_format() -> None:
    data = archive(b"", "8bit").replace(b"text/html; charset", b"text/css; charset")
    with pytest.raises(Refused) as refused:
        grids_of(data, "saved.mht")
    assert code_of(refused.value) == "unknown-format"


def test_a_text_of_labels_with_colons_is_no_web_archive() -> None:
    assert sniff("Name: 清淤\nAmount: 70.25\n\n".encode()) == "text"


def test_rows_and_cells_of_an_xml_spreadsheet_are_placed_by_their_numbers() -> None:
    grid = sheet(
        f"<Row>{cell('甲')}{cell('丙', attributes='ss:Index=' + chr(34) + '3' + chr(34))}</Row>"
        f'<Row ss:Index="4">{cell("丁")}</Row>'
    )
    assert [(row.number, row.texts) for row in grid.rows] == [(1, ("甲", "", "丙")), (4, ("丁",))]


def test_merged_cells_of_an_xml_spreadsheet_have_their_text_in_every_part() -> None:
    merged = cell("单位", attributes='ss:MergeAcross="1" ss:MergeDown="1"')
    second = cell("值", attributes='ss:Index="3"')
    grid = sheet(f"<Row>{merged}{cell('首')}</Row><Row>{second}</Row>")
    assert grid.rows[0].cells == (Cell("单位"), Cell("单位", from_left=True), Cell("首"))
    assert grid.rows[1].cells[:2] == (
        Cell("单位", from_above=True),
        Cell("单位", from_above=True, from_left=True),
    )


def test_numbers_of_an_xml_spreadsheet_are_read_as_displayed() -> None:
    styles = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'
        for name, code in [
            ("p", "0%"),
            ("f", "Fixed"),
            ("d", "yyyy&quot;年&quot;m&quot;月&quot;"),
            ("n", ";;;"),
        ]
    )
    shown = [("0.95", "Number", "p"), ("70.2", "Number", "f"), ("2024-04-01T00:00:00.000", "DateTime", "d")]
    cells = "".join(cell(text, kind, f'ss:StyleID="{style}"') for text, kind, style in shown)
    unseen = cell("9", "Number", 'ss:StyleID="n"')
    grid = sheet(f"<Row>{cells}{unseen}{cell('1', 'Boolean')}</Row>", styles)
    assert grid.rows[0].texts == ("95%", "70.20", "2024年4月", "", "TRUE")
    assert [(one.kind, one.text) for one in grid.omissions] == [("invisible", "9")]


def test_an_xml_spreadsheet_that_declares_a_document_type_is_refused() -> None:
    declared = HEAD.replace("<Workbook", '<!DOCTYPE Workbook [<!ENTITY a "b">]><Workbook') + "</Workbook>"
    with pytest.raises(Refused):
        xml_spreadsheet.read_grids(declared.encode(), "table.xls")


@pytest.mark.parametrize(
    ("stream", "code"), [("WordDocument", "binary-document"), ("Thumbs", "unknown-format")]
)
def test_a_binary_document_of_an_older_program_is_named(stream: str, code: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + f"{stream}\0".encode("utf-16-le") + bytes(512)
    with pytest.raises(Refused) as refused:
        sniff(data)
    assert code_of(refused.value) == code


@pytest.mark.parametrize(
    "text", [r"{\rtf1\ansi 项目}", '<?xml version="1.0"?>\r\n<?mso-application progid="Word.Document"?><w/>']
)
def test_a_document_written_as_text_is_named(text: str) -> None:
    with pytest.raises(Refused) as refused:
        sniff(text.encode())
    assert code_of(refused.value) == "binary-document"
