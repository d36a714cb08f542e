"""Tables with merged cells written into each format, for tests that read them back.

A cell `<` is merged with the one on its left, `^` with the one above it.
"""

import html
import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, TableStyle

from budget.disclosure.grid import Cell, Grid, Line, Row
from tests.disclosure.readers.word_documents import document, p, r as r_

Rows = Sequence[Sequence[str]]
# Lines above a table, and its rows.
Titled = tuple[Sequence[str], Rows]
LEFT, ABOVE = "<", "^"


def areas(rows: Rows) -> list[tuple[int, int, int, int, str]]:
    """The cells of a table: row, column, rows and columns covered, text."""
    found = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in (LEFT, ABOVE):
                continue
            right = c + 1
            while right < len(row) and row[right] == LEFT:
                right += 1
            down = r + 1
            while down < len(rows) and rows[down][c] == ABOVE:
                down += 1
            found.append((r, c, down - r, right - c, text))
    return found


def grid_of(rows: Rows, *, place: str = "", caption: Sequence[str] = ()) -> Grid:
    """The grid that readers make of a table with merged cells."""
    width = max(map(len, rows))
    cells = [[Cell()] * width for _ in rows]
    for r, c, height, across, text in areas(rows):
        for down in range(height):
            for right in range(across):
                cells[r + down][c + right] = Cell(text, from_above=down > 0, from_left=right > 0)
    numbered = tuple(Row(number, tuple(row)) for number, row in enumerate(cells, start=1))
    return Grid(rows=numbered, place=place, caption=tuple(map(Line, caption)))


def docx_of(tables: Sequence[Titled]) -> bytes:
    return document("".join(map(_word_table, tables)))


def _word_table(table: Titled) -> str:
    lines, rows = table
    covering = {
        (r + down, c): (down, height, across, text)
        for r, c, height, across, text in areas(rows)
        for down in range(height)
    }
    written = "".join(
        f"<w:tr>{''.join(_word_cell(*covering[r, c]) for c in range(len(row)) if (r, c) in covering)}</w:tr>"
        for r, row in enumerate(rows)
    )
    grid = "<w:gridCol/>" * max(map(len, rows))
    above = "".join(p(r_(escape(line))) for line in lines)
    return f"{above}<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>"


def _word_cell(down: int, height: int, across: int, text: str) -> str:
    begins = "" if down else ' w:val="restart"'
    merge = f"<w:vMerge{begins}/>" if height > 1 else ""
    shown = "" if down else text
    paragraphs = "".join(p(r_(escape(line))) for line in shown.split("\n"))
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merge}</w:tcPr>{paragraphs}</w:tc>'


def xlsx_of(tables: Sequence[Titled]) -> bytes:
    """A workbook with a sheet for each table; the lines above it are rows of one cell."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for lines, rows in tables:
        sheet = book.create_sheet()
        for number, line in enumerate(lines, start=1):
            sheet.cell(number, 1, line)
        for r, c, height, across, text in areas(rows):
            at = r + len(lines) + 1
            cell = sheet.cell(at, c + 1, text or None)
            cell.data_type = "s" if text else "n"
            if height > 1 or across > 1:
                sheet.merge_cells(
                    start_row=at, start_column=c + 1, end_row=at + height - 1, end_column=c + across
                )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_of(tables: Sequence[Titled]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for number, (lines, rows) in enumerate(tables, start=1):
        sheet = book.add_sheet(f"Sheet{number}")
        for at, line in enumerate(lines):
            sheet.write(at, 0, line)
        for r, c, height, across, text in areas(rows):
            at = r + len(lines)
            sheet.write_merge(at, at + height - 1, c, c + across - 1, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def html_of(tables: Sequence[Titled]) -> bytes:
    parts = ["<!doctype html><meta charset=utf-8>"]
    for lines, rows in tables:
        parts += [f"<p>{html.escape(line)}</p>" for line in lines]
        written = {(r, c): (height, across, text) for r, c, height, across, text in areas(rows)}
        parts.append("<table>")
        for r, row in enumerate(rows):
            cells = [
                f'<td rowspan="{span[0]}" colspan="{span[1]}">{html.escape(span[2])}</td>'
                for c in range(len(row))
                if (span := written.get((r, c))) is not None
            ]
            parts.append("<tr>" + "".join(cells).replace("\n", "<br>") + "</tr>")
        parts.append("</table>")
    return "".join(parts).encode()


def pdf_of(tables: Sequence[Titled]) -> bytes:
    """Ruled tables, each on a page of its own; a long one breaks over pages."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=8, leading=11, wordWrap="CJK")
    width, _ = landscape(A3)
    story: list[object] = []
    for lines, rows in tables:
        story += [PageBreak()] if story else []
        story += [Paragraph(escape(line), style) for line in lines]
        count = max(map(len, rows))
        cells: list[list[object]] = [[""] * count for _ in rows]
        look: list[tuple[object, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        for r, c, height, across, text in areas(rows):
            cells[r][c] = Paragraph(escape(text).replace("\n", "<br/>"), style)
            look.append(("SPAN", (c, r), (c + across - 1, r + height - 1)))
        story.append(LongTable(cells, [width * 0.9 / count] * count, style=TableStyle(look)))
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=landscape(A3)).build(story)
    return stream.getvalue()


def text_of(tables: Sequence[Titled]) -> bytes:
    """Tab-separated text; what is merged is blank."""
    lines: list[str] = []
    for above, rows in tables:
        lines += above
        lines += ["\t".join("" if text in (LEFT, ABOVE) else _quoted(text) for text in row) for row in rows]
    return "\n".join(lines).encode()


def _quoted(text: str) -> str:
    return f'"{text}"' if "\n" in text else text


WRITERS: dict[str, Callable[[Sequence[Titled]], bytes]] = {
    "docx": docx_of,
    "xlsx": xlsx_of,
    "html": html_of,
    "pdf": pdf_of,
    "xls": xls_of,
    "text": text_of,
}
