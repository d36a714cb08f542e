"""Conditional formats of workbooks that hide, strike out or show the text of cells."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Refused
from budget.disclosure.readers.xlsx import read_xlsx

WHITE = Font(color="FFFFFFFF")
STRUCK = Font(strike=True)
NO_NUMBER = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=";;;"))
RED = Font(color="FFFF0000")


def grid(
    *rules: tuple[str, Rule], make: Callable[[openpyxl.worksheet.worksheet.Worksheet], None] | None = None
) -> Grid:
    """The sheet 预算 with 甲 | 96.4 and 乙 | 5, under rules for areas of cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "预算"
    sheet.append(["甲", 96.4])
    sheet.append(["乙", 5])
    if make is not None:
        make(sheet)
    for area, rule in rules:
        sheet.conditional_formatting.add(area, rule)
    stream = io.BytesIO()
    book.save(stream)
    (found,) = read_xlsx(stream.getvalue(), "a.xlsx")
    return found


def omitted(found: Grid) -> list[tuple[str, str, int | None]]:
    return [(one.kind, one.text, one.row) for one in found.omissions]


@pytest.mark.parametrize(
    "rule",
    [
        CellIsRule(operator="greaterThan", formula=["50"], font=WHITE),
        CellIsRule(operator="between", formula=["90", "$B$1"], font=WHITE),
        CellIsRule(operator="notEqual", formula=["B$2"], font=WHITE),
        FormulaRule(formula=['$A1="甲"'], font=WHITE),
        FormulaRule(formula=["AND(ISNUMBER(B1),NOT(B1<=5*2))"], font=WHITE),
        FormulaRule(formula=["MOD(ROW(),2)=1"], font=WHITE),
        FormulaRule(formula=["TRUE"], font=RED, fill=PatternFill(bgColor="FFFF0000")),
        Rule(type="expression", formula=["B1>50"], dxf=NO_NUMBER),
    ],
)
def test_a_figure_that_a_rule_hides_is_left_out_and_reported(rule: Rule) -> None:
    found = grid(("B1:B1", rule))
    assert [row.texts for row in found.rows] == [("甲",), ("乙", "5")]
    assert omitted(found) == [("invisible", "96.4", 1)]


def test_a_text_that_a_rule_strikes_out_is_left_out() -> None:
    rule = Rule(type="containsText", operator="containsText", text="甲", dxf=DifferentialStyle(font=STRUCK))
    found = grid(("A1:B2", rule))
    assert omitted(found) == [("struck", "甲", 1)]


@pytest.mark.parametrize(
    "rule",
    [
        CellIsRule(operator="lessThan", formula=["50"], font=WHITE),
        FormulaRule(formula=['$A1="丙"'], font=WHITE),
        FormulaRule(formula=["SUM(B1:B2)>1"], font=RED),
        CellIsRule(operator="greaterThan", formula=["50"], font=WHITE, fill=PatternFill(bgColor="FF1F3864")),
        Rule(type="top10", rank=1, dxf=DifferentialStyle(font=RED)),
        DataBarRule(start_type="min", end_type="max", color="FF638EC6", showValue=True),
        ColorScaleRule(start_type="min", start_color="FFF8696B", end_type="max", end_color="FFFFFFFF"),
    ],
)
def test_a_figure_is_read_where_no_rule_hides_it(rule: Rule) -> None:
    found = grid(("B1", rule))
    assert ([row.texts for row in found.rows], found.omissions) == ([("甲", "96.4"), ("乙", "5")], ())


@pytest.mark.parametrize("color", ["FFFFFFFF", "FFF8696B"])
def test_a_scale_of_colours_that_may_hide_or_show_a_figure_refuses_the_workbook(color: str) -> None:
    def colored(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B1"].font = Font(color=color)

    scale = ColorScaleRule(start_type="min", start_color="FFF8696B", end_type="max", end_color="FFFFFFFF")
    with pytest.raises(Refused) as refused:
        grid(("A1:B2", scale), make=colored)
    assert [(one.code, one.row) for one in refused.value.problems] == [("condition-unclear", 1)]


def test_white_text_is_read_where_a_rule_that_holds_shades_its_cell() -> None:
    def white(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B1"].font = sheet["B2"].font = WHITE

    dark = CellIsRule(operator="greaterThan", formula=["50"], fill=PatternFill(bgColor="FF1F3864"))
    found = grid(("B1:B2", dark), make=white)
    assert [row.texts for row in found.rows] == [("甲", "96.4"), ("乙",)]
    assert omitted(found) == [("invisible", "5", 2)]


def test_the_rule_of_the_higher_priority_counts() -> None:
    shows = CellIsRule(operator="greaterThan", formula=["50"], font=Font(color="FF000000"))
    hides = CellIsRule(operator="greaterThan", formula=["1"], font=WHITE)
    assert omitted(grid(("B1:B2", shows), ("B1:B2", hides))) == [("invisible", "5", 2)]


def test_a_bar_without_its_number_hides_the_number() -> None:
    bar = DataBarRule(start_type="min", end_type="max", color="FF638EC6", showValue=False)
    assert omitted(grid(("A1:B1", bar))) == [("invisible", "96.4", 1)]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(type="duplicateValues", dxf=DifferentialStyle(font=WHITE)),
        FormulaRule(formula=["COUNTIF($B$1:$B$2,B1)>0"], font=WHITE),
        FormulaRule(formula=["另表!A1=1"], font=STRUCK),
        Rule(type="top10", rank=1, dxf=NO_NUMBER),
    ],
)
def test_a_rule_that_may_hide_a_figure_refuses_the_workbook_at_its_cell(rule: Rule) -> None:
    with pytest.raises(Refused) as refused:
        grid(("B1:B9", rule))
    (problem,) = refused.value.problems
    assert (problem.code, problem.place, problem.row) == ("condition-unclear", "预算", 1)
    assert "B1" in problem.message


def test_a_rule_of_the_newer_kind_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", 96.4])
    stream = io.BytesIO()
    book.save(stream)
    names = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = (
        f'<extLst><ext xmlns:x14="{names}"><x14:conditionalFormattings><x14:conditionalFormatting '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="1">'
        '<xm:f>B1&gt;50</xm:f><x14:dxf><font><color rgb="FFFFFFFF"/></font></x14:dxf></x14:cfRule>'
        "<xm:sqref>B1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</worksheet>", f"{rule}</worksheet>".encode())
            target.writestr(name, content)
    (found,) = read_xlsx(changed.getvalue(), "a.xlsx")
    assert omitted(found) == [("invisible", "96.4", 1)]


def test_the_font_of_a_rule_is_that_of_every_piece_of_a_text() -> None:
    def pieces(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["A1"].value = CellRichText(TextBlock(InlineFont(color="FF0000FF"), "甲"), "乙")

    rule = FormulaRule(formula=["B1>50"], font=WHITE)
    assert omitted(grid(("A1", rule), make=pieces)) == [("invisible", "甲乙", 1)]
