"""Builds DOCX files from XML, and reads them, in tests."""

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.word import read_grids
from tests.disclosure.readers.writing import zip_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


NAMESPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def document(body: str, numbering: str = "") -> bytes:
    """A DOCX file with this content of its body, as a program other than python-docx may write it."""

    def relation(kind: str, target: str) -> str:
        return (
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r" Type="{OFFICE}/{kind}"'
            f' Target="{target}"/></Relationships>'
        )

    return zip_of(
        {
            "_rels/.rels": relation("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": relation("numbering", "numbering.xml"),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        }
    )


def read(body: str, numbering: str = "") -> list[Grid]:
    return read_grids(document(body, numbering), "document.docx")


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def tc(content: str, properties: str = "") -> str:
    """A table cell; plain text is put into a paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if '<' in content else p(r(content))}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def cell(content: str, numbering: str = "") -> str:
    (grid,) = read(tbl(tr(tc(content), tc("x"))), numbering)
    return grid.rows[0].cells[0].text


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def captions(grid: Grid) -> list[str]:
    return [line.text for line in grid.caption]


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read_grids(data, "document.docx", limits or Limits())
    return caught.value.problems[0].code
