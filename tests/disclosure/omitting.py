"""Writes a table with struck-out, invisible, raised and hidden parts into each format that can carry them."""

import io
import quopri
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

import openpyxl
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.disclosure.readers.word_documents import document
from tests.disclosure.readers.writing import ODS_NAMESPACES, zip_of

# A piece of a cell's text and its kind: "" (read), "struck", "invisible", "raised" or "lowered".
Piece = tuple[str, str]
Row = list[list[Piece]]


@dataclass
class Table:
    """A table of pieces. `old`: the rows of a hidden sheet."""

    rows: list[Row]
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    old: list[Row] = field(default_factory=list)


def plain(rows: Sequence[Sequence[str]]) -> list[Row]:
    return [[[(text, "")] if text else [] for text in row] for row in rows]


def _html_piece(piece: Piece) -> str:
    text, kind = escape(piece[0]), piece[1]
    return {
        "": text,
        "struck": f"<span class='old'>{text}</span>",
        "invisible": f"<span style='color: #FFFFFF'>{text}</span>",
        "raised": f"<sup>{text}</sup>",
        "lowered": f"<sub>{text}</sub>",
    }[kind]


def html_of(table: Table) -> bytes:
    def cell(column: int, pieces: list[Piece]) -> str:
        style = " style='display:none'" if column in table.hidden_columns else ""
        return f"<td{style}>{''.join(map(_html_piece, pieces))}</td>"

    rows = "".join(
        f"<tr{' class=gone' if number in table.hidden_rows else ''}>"
        + "".join(cell(column, pieces) for column, pieces in enumerate(row))
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    style = "<style>.old {text-decoration: line-through} tr.gone {display: none}</style>"
    return f"<!doctype html><meta charset=utf-8>{style}<table>{rows}</table>".encode()


def mhtml_of(table: Table) -> bytes:
    head = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_next"\r\n\r\n--=_next\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    )
    return head + quopri.encodestring(html_of(table)) + b"\r\n--=_next--\r\n"


def docx_of(table: Table) -> bytes:
    properties = {
        "": "",
        "struck": "<w:strike/>",
        "invisible": "<w:vanish/>",
        "raised": '<w:vertAlign w:val="superscript"/>',
        "lowered": '<w:vertAlign w:val="subscript"/>',
    }

    def cell(pieces: list[Piece]) -> str:
        runs = "".join(
            f'<w:r><w:rPr>{properties[kind]}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
            for text, kind in pieces
        )
        return f"<w:tc><w:p>{runs}</w:p></w:tc>"

    rows = "".join(
        f"<w:tr><w:trPr>{'<w:hidden/>' if number in table.hidden_rows else ''}</w:trPr>"
        + "".join(map(cell, row))
        + "</w:tr>"
        for number, row in enumerate(table.rows)
    )
    return document(f"<w:tbl>{rows}</w:tbl>")


def xlsx_of(table: Table) -> bytes:
    fonts = {
        "": InlineFont(),
        "struck": InlineFont(strike=True),
        "invisible": InlineFont(color="FFFFFFFF"),
        "raised": InlineFont(vertAlign="superscript"),
        "lowered": InlineFont(vertAlign="subscript"),
    }
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(table.rows, start=1):
        for column, pieces in enumerate(row, start=1):
            if pieces:
                text = CellRichText(*(TextBlock(fonts[kind], text) for text, kind in pieces))
                sheet.cell(number, column).value = text
        sheet.row_dimensions[number].hidden = number - 1 in table.hidden_rows
    for column in table.hidden_columns:
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
    if table.old:
        old = book.create_sheet("旧表")
        old.sheet_state = "hidden"
        for row in table.old:
            old.append(["".join(text for text, _ in pieces) for pieces in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_of(table: Table) -> bytes:
    fonts = {
        "": xlwt.easyfont(""),
        "struck": xlwt.easyfont("struck_out true"),
        "invisible": xlwt.easyfont("color white"),
        "raised": xlwt.easyfont("escapement superscript"),
        "lowered": xlwt.easyfont("escapement subscript"),
    }
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for number, row in enumerate(table.rows):
        for column, pieces in enumerate(row):
            if pieces:
                sheet.write_rich_text(number, column, [(text, fonts[kind]) for text, kind in pieces])
        if number in table.hidden_rows:
            sheet.row(number).hidden = True
    for column in table.hidden_columns:
        sheet.col(column).hidden = True
    if table.old:
        old = book.add_sheet("旧表")
        old.visibility = 1
        for number, row in enumerate(table.old):
            for column, pieces in enumerate(row):
                old.write(number, column, "".join(text for text, _ in pieces))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods_of(table: Table) -> bytes:
    # OpenDocument has its attributes in a namespace `style`; no page is made of this text.
    def style(name: str, properties: str) -> str:
        return (
            f'<style:style style:name="{name}" style:family="text">'
            f"<style:text-properties {properties}/></style:style>"
        )

    styles = (
        style("struck", 'style:text-line-through-style="solid"')
        + style("invisible", 'fo:color="#ffffff"')
        + style("raised", 'style:text-position="super 58%"')
        + style("lowered", 'style:text-position="sub 58%"')
        + '<style:style style:name="gone" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )

    def cell(pieces: list[Piece]) -> str:
        spans = "".join(
            f'<text:span text:style-name="{kind}">{escape(text)}</text:span>' if kind else escape(text)
            for text, kind in pieces
        )
        return f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>'

    def sheet(name: str, rows: list[Row], attributes: str = "") -> str:
        columns = "".join(
            f"<table:table-column{_collapsed(column in table.hidden_columns)}/>"
            for column in range(len(rows[0]))
        )
        return f'<table:table table:name="{name}"{attributes}>{columns}' + (
            "".join(
                f"<table:table-row{_collapsed(number in table.hidden_rows and not attributes)}>"
                f"{''.join(map(cell, row))}</table:table-row>"
                for number, row in enumerate(rows)
            )
            + "</table:table>"
        )

    old = sheet("旧表", table.old, ' table:style-name="gone"') if table.old else ""
    content = (
        f"<office:document-content {ODS_NAMESPACES}"
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{sheet('表', table.rows)}{old}</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _collapsed(is_hidden: bool) -> str:
    return ' table:visibility="collapse"' if is_hidden else ""


def xml_spreadsheet_of(table: Table) -> bytes:
    hide = ' ss:Hidden="1"'

    def piece(text: str, kind: str) -> str:
        wrapped = {
            "": "{}",
            "struck": "<S>{}</S>",
            "invisible": '<Font html:Color="#FFFFFF">{}</Font>',
            "raised": "<Sup>{}</Sup>",
            "lowered": "<Sub>{}</Sub>",
        }[kind]
        return wrapped.format(escape(text))

    def cell(pieces: list[Piece]) -> str:
        text = "".join(piece(*one) for one in pieces)
        return (
            f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{text}</ss:Data></Cell>'
        )

    def sheet(name: str, rows: list[Row], options: str = "") -> str:
        columns = "".join(
            f"<Column{hide if column in table.hidden_columns else ''}/>" for column in range(len(rows[0]))
        )
        written = "".join(
            f"<Row{hide if number in table.hidden_rows and not options else ''}>"
            f"{''.join(map(cell, row))}</Row>"
            for number, row in enumerate(rows)
        )
        return f'<Worksheet ss:Name="{name}"><Table>{columns}{written}</Table>{options}</Worksheet>'

    hidden = (
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
        "<Visible>SheetHidden</Visible></WorksheetOptions>"
    )
    sheets = sheet("表", table.rows) + (sheet("旧表", table.old, hidden) if table.old else "")
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
        f' xmlns:html="http://www.w3.org/TR/REC-html40">{sheets}</Workbook>'
    ).encode()


WRITERS: dict[str, Callable[[Table], bytes]] = {
    "html": html_of,
    "mhtml": mhtml_of,
    "docx": docx_of,
    "xlsx": xlsx_of,
    "xls": xls_of,
    "ods": ods_of,
    "xml": xml_spreadsheet_of,
}
# Formats that have hidden columns and sheets.
WORKBOOKS = ("xlsx", "xls", "ods", "xml")
