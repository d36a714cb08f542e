"""Builds XLSX files, and the refusal of a workbook, in tests."""

import io

import openpyxl
import pytest

from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.workbook import read_grids
from tests.disclosure.readers.writing import zip_of


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
