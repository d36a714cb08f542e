"""Tables written into each format, to be read back."""

import csv
import html
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import docx
import openpyxl
import xlwt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

from budget.disclosure.grid import Grid
from tests.support.paths import ROOT

Table = Sequence[Sequence[str]]

SAMPLES = ROOT / "tests" / "samples"


def disclosed_table() -> list[list[str]]:
    """The rows of seven cells of the real disclosure, as its text has them."""
    text = (ROOT / "samples" / "2024" / "guangzhou-cppcc.txt").read_text(encoding="utf-8")
    return [padded(line.split("\t"), 7) for line in text.split("\n") if "\t" in line]


def padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def texts(grid: Grid, width: int) -> list[list[str]]:
    """A grid's texts, its rows filled up to one width."""
    return [padded(row.texts, width) for row in grid.rows]


def text_of(table: Table) -> bytes:
    """Tab-separated text; a cell with a tab or line break, or that begins with a quotation mark, is quoted."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in table).encode()


def _quoted(text: str) -> str:
    if "\t" in text or "\n" in text or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_of(table: Table) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(table)
    return stream.getvalue().encode("gb18030")


def xlsx_of(table: Table) -> bytes:
    book = openpyxl.Workbook()
    for r, row in enumerate(table, start=1):
        for c, text in enumerate(row, start=1):
            # What looks like an escaped character is escaped, as Excel does.
            cell = book.active.cell(r, c, re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) or None)
            # As text whatever it begins with, where openpyxl would take "=" for a formula.
            cell.data_type = "s" if text else "n"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_of(table: Table) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate(table):
        for c, text in enumerate(row):
            sheet.write(r, c, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def docx_of(table: Table) -> bytes:
    document = docx.Document()
    written = document.add_table(rows=len(table), cols=max(map(len, table)))
    for cells, row in zip(written.rows, table, strict=True):
        for cell, text in zip(cells.cells, row, strict=False):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def html_of(table: Table) -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text)}</td>".replace("\n", "<br>") for text in row) + "</tr>"
        for row in table
    )
    return f"<!doctype html><meta charset=utf-8><table>{rows}</table>".encode()


ODS_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def ods_of(table: Table, *, sheet: str = "Sheet1") -> bytes:
    def cell(text: str) -> str:
        paragraphs = "".join(f"<text:p>{_ods_line(line)}</text:p>" for line in text.split("\n"))
        return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in table)
    return ods_of_xml(f'<table:table table:name="{sheet}">{rows}</table:table>')


def _ods_line(text: str) -> str:
    """A paragraph's content: tabs, and blanks but for single ones within, are elements, as ODF writes them."""
    escaped = re.sub("^ +|  +| +$", lambda blanks: f'<text:s text:c="{len(blanks[0])}"/>', escape(text))
    return escaped.replace("\t", "<text:tab/>")


def pdf_of(table: Table, *, packed: bool = True) -> bytes:
    """A ruled table on as many pages as it takes, the header's row on each; texts wrap anywhere."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=8, leading=11, wordWrap="CJK")
    widest = max(map(len, table))
    before = [row for row in table if len(row) < widest]
    ruled = [[Paragraph(escape(text), style) for text in row] for row in table if len(row) == widest]
    width, _ = landscape(A3)
    widths = [width * 0.9 / widest] * widest
    look = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=landscape(A3), pageCompression=int(packed)).build(
        [
            *(Paragraph(escape(" ".join(row)), style) for row in before),
            LongTable(ruled, widths, repeatRows=1, splitInRow=1, style=look),
        ]
    )
    return stream.getvalue()


def ods_of_xml(tables: str) -> bytes:
    """An ODS file with this content of its office:spreadsheet element."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMESPACES}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(package: bytes, name: str, content: str | bytes) -> bytes:
    """A zipped document with one of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts: dict[str, str | bytes] = {part: archive.read(part) for part in archive.namelist()}
    return zip_of(parts | {name: content})


# Every format that a table of texts can be written into.
WRITERS: dict[str, Callable[[Table], bytes]] = {
    "text": text_of,
    "csv": csv_of,
    "xlsx": xlsx_of,
    "xls": xls_of,
    "ods": ods_of,
    "docx": docx_of,
    "html": html_of,
    "pdf": pdf_of,
}
