"""Conditional formats that hide text, of workbooks in the formats XLS, ODS and XML of 2003."""

import io
import struct
from collections.abc import Callable

import pytest
import xlwt

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Refused
from budget.disclosure.readers.ods import read_ods
from budget.disclosure.readers.xls import read_xls
from budget.disclosure.readers.xml_spreadsheet import read_grids
from tests.disclosure.readers.writing import ODS_NAMESPACES, zip_of

WHITE_INDEX, RED_INDEX = 9, 10
ABOVE_50 = (1, 5, struct.pack("<BH", 0x1E, 50))
BELOW_50 = (1, 6, struct.pack("<BH", 0x1E, 50))
OF_ANOTHER_CELL = (2, 0, struct.pack("<BHH", 0x44, 0, 0))


def xls(kind: int, operator: int, formula: bytes, color: int = WHITE_INDEX) -> Grid:
    """甲 | 96.4 and 乙 | 5, with a rule for the figures that gives its text a colour."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("预算")
    for row, (name, amount) in enumerate([("甲", 96.4), ("乙", 5)]):
        sheet.write(row, 0, name)
        sheet.write(row, 1, amount)
    areas = struct.pack("<HH4HH4H", 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1)
    font = bytearray(118)
    struct.pack_into("<I", font, 80, color)
    struct.pack_into("<I", font, 88, 0xFF)
    rule = struct.pack("<BBHH", kind, operator, len(formula), 0)
    rule += struct.pack("<IH", 1 << 26 | 0x3FFFFF, 0) + bytes(font) + formula
    records = b"".join(
        struct.pack("<HH", code, len(one)) + one for code, one in ((0x1B0, areas), (0x1B1, rule))
    )
    written = sheet.get_biff_data

    def with_records() -> bytes:
        content = written()
        return content[:-4] + records + content[-4:]

    sheet.get_biff_data = with_records
    stream = io.BytesIO()
    book.save(stream)
    (found,) = read_xls(stream.getvalue(), "a.xls")
    return found


def xml(qualifier: str, value: str, style: str = "color:white") -> Grid:
    rows = "".join(
        f'<Row><Cell><Data ss:Type="String">{name}</Data></Cell><Cell><Data ss:Type="Number">{amount}</Data></Cell></Row>'
        for name, amount in (("甲", 96.4), ("乙", 5))
    )
    text = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="预算">'
        f"<Table>{rows}</Table>"
        '<ConditionalFormatting xmlns="urn:schemas-microsoft-com:office:excel"><Range>R1C2:R2C2</Range>'
        f"<Condition>{qualifier and f'<Qualifier>{qualifier}</Qualifier>'}"
        f"{''.join(f'<Value{at}>{one}</Value{at}>' for at, one in enumerate(value.split(), start=1))}"
        f"<Format Style='{style}'/></Condition></ConditionalFormatting></Worksheet></Workbook>"
    )
    (found,) = read_grids(text.encode(), "a.xls")
    return found


def ods(condition: str, *, of_area: bool, color: str = "#ffffff") -> Grid:
    names = (
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    rule = f"style:map style:condition='{condition}' style:apply-style-name='X'/"
    styles = (
        f'<style:style style:name="X" style:family="table-cell"><style:text-properties fo:color="{color}"/></style:style>'
        f'<style:style style:name="ce1" style:family="table-cell">{"" if of_area else f"<{rule}>"}</style:style>'
    )
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        f'<table:table-cell table:style-name="ce1" office:value-type="float" office:value="{amount}"><text:p>{amount}'
        "</text:p></table:table-cell></table:table-row>"
        for name, amount in (("甲", 96.4), ("乙", 5))
    )
    area = (
        '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="预算.B1:预算.B2">'
        f"<calcext:condition calcext:apply-style-name='X' calcext:value='{condition}' "
        "calcext:base-cell-address='预算.B1'/></calcext:conditional-format></calcext:conditional-formats>"
    )
    content = (
        f"<office:document-content {ODS_NAMESPACES} {names}><office:automatic-styles>{styles}"
        '</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="预算">'
        f"{rows}{area if of_area else ''}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    (found,) = read_ods(zip_of({"mimetype": mimetype, "content.xml": content}), "a.ods")
    return found


HIDING = [
    lambda: xls(*ABOVE_50),
    lambda: xml("Greater", "50"),
    lambda: xml("Between", "50 100", "color:#FFFFFF;background:white"),
    lambda: ods("cell-content()&gt;50", of_area=False),
    lambda: ods("&gt;50", of_area=True),
    lambda: ods("formula-is([.A1]=\"甲\")", of_area=True),
    lambda: ods("between(50,100)", of_area=True),
]  # fmt: skip
SHOWING = [
    lambda: xls(*ABOVE_50, color=RED_INDEX),
    lambda: xls(1, 5, struct.pack("<Bd", 0x1F, 100.5)),
    lambda: xls(*OF_ANOTHER_CELL, color=RED_INDEX),
    lambda: xml("Greater", "50", "color:red"),
    lambda: xml("", "RC[-1]=1", "color:red"),
    lambda: xml("Greater", "100"),
    lambda: ods("cell-content()&gt;100", of_area=False),
    lambda: ods("&gt;50", of_area=True, color="#ff0000"),
    lambda: ods("formula-is(COUNTIF([.A1];1)&gt;0)", of_area=True, color="#ff0000"),
]  # fmt: skip
UNCLEAR = [
    lambda: xls(*OF_ANOTHER_CELL),
    lambda: xml("", "RC[-1]=1"),
    lambda: ods("is-true-formula(COUNTIF([.A1];1)&gt;0)", of_area=False),
    lambda: ods("duplicate", of_area=True),
]  # fmt: skip


@pytest.mark.parametrize("made", HIDING)
def test_a_figure_that_a_rule_hides_is_left_out_and_reported(made: Callable[[], Grid]) -> None:
    found = made()
    assert [row.texts for row in found.rows] == [("甲",), ("乙", "5")]
    assert [(one.kind, one.text, one.row) for one in found.omissions] == [("invisible", "96.4", 1)]


@pytest.mark.parametrize("made", SHOWING)
def test_a_figure_is_read_where_no_rule_hides_it(made: Callable[[], Grid]) -> None:
    found = made()
    assert ([row.texts for row in found.rows], found.omissions) == ([("甲", "96.4"), ("乙", "5")], ())


@pytest.mark.parametrize("made", UNCLEAR)
def test_a_rule_that_may_hide_a_figure_refuses_the_workbook_at_its_cell(made: Callable[[], Grid]) -> None:
    with pytest.raises(Refused) as refused:
        made()
    (problem,) = refused.value.problems
    assert (problem.code, problem.place, problem.row) == ("condition-unclear", "预算", 1)
    assert "B1" in problem.message
