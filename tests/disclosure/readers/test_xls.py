"""XLS workbooks become grids, their cells as displayed."""

import io
from datetime import date

import xlwt

from budget.disclosure.grid import Cell
from budget.disclosure.readers.workbook import read_grids
from tests.disclosure.readers.writing import xls_of


def test_an_xls_cell_is_read_as_displayed() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("目标表")
    shown = [
        (0.95, "0%", "95%"),
        (34232.380000000005, "0.00", "34232.38"),
        (3326.0, "General", "3326"),
        (1027.87, "#,##0.00", "1,027.87"),
        (date(2024, 4, 1), 'yyyy"年"m"月"d"日"', "2024年4月1日"),
        (date(2024, 4, 1), "M/D/YY", "2024/4/1"),
        (True, "General", "TRUE"),
        ("98", "@", "98"),
    ]
    for column, (value, code, _) in enumerate(shown):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = read_grids(stream.getvalue(), "displayed.xls")
    assert grid.place == "目标表"
    assert list(grid.rows[0].texts) == [text for _, _, text in shown]


def test_a_merged_cell_of_an_xls_has_its_text_in_every_part() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    sheet.write_merge(0, 1, 0, 1, "单位甲")
    sheet.write(1, 2, "质量")
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = read_grids(stream.getvalue(), "merged.xls")
    assert grid.rows[1].cells == (
        Cell("单位甲", from_above=True),
        Cell("单位甲", from_above=True, from_left=True),
        Cell("质量"),
    )


def test_an_xls_whose_streams_share_a_sector_is_read_as_other_programs_read_it() -> None:
    data = bytearray(xls_of([["项目", "7.00"]]))
    root = data.index("Root Entry".encode("utf-16-le"))
    data[root + 116 : root + 124] = (0).to_bytes(4, "little") + (512).to_bytes(4, "little")
    (grid,) = read_grids(bytes(data), "shared.xls")
    assert grid.rows[0].texts == ("项目", "7.00")
