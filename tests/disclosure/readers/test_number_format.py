"""Numbers as a workbook's formats show them."""

import pytest

from budget.disclosure.readers.format_codes import BUILTIN
from budget.disclosure.readers.number_format import show_number, show_percentage, show_text

ACCOUNTING = BUILTIN[43]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        # What the tables are full of.
        (0.95, "0%", "95%"),
        (0.985, "0.00%", "98.50%"),
        (0.29, "0%", "29%"),  # 0.29 * 100 is 28.999999999999996 in binary
        (1, "0%", "100%"),
        (34232.380000000005, "0.00", "34232.38"),
        (1027.87, "#,##0.00", "1,027.87"),
        (1234567890.5, "#,##0.00_ ", "1,234,567,890.50 "),
        (999.999, "#,##0.00", "1,000.00"),
        (7, "#,##0.00", "7.00"),
        (0, "#,##0.00", "0.00"),
        (-7.5, "#,##0.00", "-7.50"),
        (12, "0", "12"),
        (12.5, "0", "13"),
        # General.
        (3326.0, "General", "3326"),
        (0.1 + 0.2, "General", "0.3"),
        (34232.380000000005, "General", "34232.38"),
        ("34232.380000000005", "General", "34232.38"),
        (34232.3800000001, "General", "34232.38"),
        (1 / 3, "General", "0.333333333"),
        (1234567890.12, "General", "1234567890.12"),
        (123456789012345, "General", "123456789012345"),
        (0.000012, "General", "0.000012"),
        (0.00001234567, "General", "1.23457E-05"),
        (1e20, "General", "1E+20"),
        (-0.5, "General", "-0.5"),
        (0, "General", "0"),
        (50, 'General"次"', "50次"),
        (50, 'G/通用格式"次"', "50次"),
        # A half is rounded up from the digits that are seen, not from the binary fraction below them.
        (2.675, "0.00", "2.68"),
        (1.005, "0.00", "1.01"),
        (0.125, "0.00", "0.13"),
        (-2.5, "0", "-3"),
        # Sections.
        (1234.5, ACCOUNTING, " 1,234.50 "),
        (-1234.5, ACCOUNTING, " -1,234.50 "),
        (0, ACCOUNTING, " -   "),
        (0, "0.00;-0.00;;@", ""),
        (-5, "0.00_);(0.00)", "(5.00)"),
        (-5, "0.00_);[Red]\\(0.00\\)", "(5.00)"),
        (-5, "0.00;[Red]0.00", "-5.00"),
        (-5, "0;@", "-5"),
        (150, "[>=100]0.0;0.00", "150.0"),
        (50, "[>=100]0.0;0.00", "50.00"),
        (-50, "[>=100]0.0;0.00", "-50.00"),
        (-5, "[<0]-0.0;0.00", "-5.0"),
        (5, "[Red][<10]0.0;[Blue]0.00", "5.0"),
        (5, "[=1]0;[=2]0.0", "5"),
        (5, ";;;", ""),
        # Literals.
        (98, '"≥"0', "≥98"),
        (0.985, "≥0.0%", "≥98.5%"),
        (95, '0"%"', "95%"),
        (7, '0 "万元"', "7 万元"),
        (7, "0.00元", "7.00元"),
        (7, "[$¥-804]#,##0.00;[$¥-804]\\-#,##0.00", "¥7.00"),
        (-7, "[$¥-804]#,##0.00;[$¥-804]\\-#,##0.00", "¥-7.00"),
        (7, "[DBNum1][$-804]General", "7"),
        (3, "0.00m", "3.00m"),
        # Placeholders.
        (5, "000000", "000005"),
        (0.5, ".00", ".50"),
        (12.5, "#.00", "12.50"),
        (5, "0.##", "5."),
        (5.1, "0.0##", "5.1"),
        (1234567, "000-0000", "123-4567"),
        (0, "#,###", ""),
        (0.5, "# ?/?", "0.5"),
        # Scaling: by commas, and by the point that is a mere letter, as 万元 is written.
        (1234567, "0.00,", "1234.57"),
        (1234567, "#,##0,,", "1"),
        (12345, "0!.0000", "1.2345"),
        (12345, "0\\.0,", "1.2"),
        # Powers of ten.
        (12345.678, "0.00E+00", "1.23E+04"),
        (9.999, "0.0E+0", "1.0E+1"),
        (0.00012, "0.0E+00", "1.2E-04"),
        (12345.678, "##0.0E+0", "12.3E+3"),
        # Dates and times.
        (45383, "yyyy/m/d", "2024/4/1"),
        (45383, 'yyyy"年"m"月"d"日"', "2024年4月1日"),
        (45383, "yyyy\\-mm\\-dd;@", "2024-04-01"),
        (45383, "[$-804]aaaa", "星期一"),
        (45383, "d-mmm-yy", "1-Apr-24"),
        (45383.75, "yyyy/m/d h:mm", "2024/4/1 18:00"),
        (45383.75, "h:mm:ss AM/PM", "6:00:00 PM"),
        (45383.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (45383.5123456, "mm:ss.00", "17:46.66"),
        (59, "yyyy/m/d", "1900/2/28"),
        (60, "yyyy/m/d", "1900/2/29"),
        (61, "yyyy/m/d", "1900/3/1"),
        (-1, "yyyy/m/d", "-1"),
        (2958465.9999999, "yyyy/m/d", "2958466"),
        (3e6, "yyyy/m/d", "3000000"),
        # Text formats.
        (0.95, "@", "0.95"),
        (98, "@", "98"),
    ],
)
def test_a_number_is_shown_as_its_format_shows_it(value: float | str, code: str, shown: str) -> None:
    assert show_number(value, code) == shown


def test_a_workbook_may_count_its_days_from_1904() -> None:
    assert show_number(43921, "yyyy/m/d", from_1904=True) == "2024/4/1"
    assert show_number(2957003, "yyyy/m/d", from_1904=True) == "9999/12/31"
    assert show_number(2957004, "yyyy/m/d", from_1904=True) == "2957004"


@pytest.mark.parametrize("value", ["12a", "", "nan", "inf", "1e999"])
def test_what_is_no_number_is_refused_as_a_number(value: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        show_number(value, "0.00")


def test_a_percentage_without_a_format_keeps_its_decimals() -> None:
    assert [show_percentage(value) for value in (0.95, 1, 0.985, 0.29)] == ["95%", "100%", "98.5%", "29%"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [("General", "满意"), ("@", "满意"), ("0.00", "满意"), ('0;-0;0;"（"@"）"', "（满意）"), ("0;0;0;", "")],
)
def test_a_text_is_shown_as_the_formats_text_section_shows_it(code: str, shown: str) -> None:
    assert show_text("满意", code) == shown


@pytest.mark.parametrize("code", list(BUILTIN.values()))
def test_every_built_in_format_keeps_the_figure_of_a_whole_number(code: str) -> None:
    shown = show_number(45383, code)
    assert shown.strip()
