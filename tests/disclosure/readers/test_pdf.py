"""The PDF reader: whole tables from pages, to the character."""

from pathlib import Path

from budget.disclosure.readers.pdf import read_grids

ROOT = Path(__file__).parents[3]
DISCLOSURE = ROOT / "samples/2024/guangzhou-cppcc.txt"
WRITER = ROOT / "tests/samples/guangzhou-cppcc.writer.pdf"


def disclosed_rows() -> list[tuple[str, ...]]:
    """The rows of the real table, each of seven cells."""
    lines = [line.split("\t") for line in DISCLOSURE.read_text("utf-8").splitlines() if "\t" in line]
    return [tuple(cell.strip() for cell in line) + ("",) * (7 - len(line)) for line in lines]


def test_the_real_table_is_read_from_writers_pdf_to_the_character() -> None:
    (grid,) = read_grids(WRITER.read_bytes(), WRITER.name)

    assert [row.texts for row in grid.rows] == disclosed_rows()
    assert [line.text for line in grid.caption] == [
        "项目支出绩效目标表（含转移支付项目）",
        "部门名称：中国人民政治协商会议广东省广州市委员会办公厅",
        "单位：万元",
    ]
    assert grid.place == "page 1"
