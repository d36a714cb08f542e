"""Text becomes a grid: charsets, line ends, separators, quoting."""

import csv
import io

import pytest
from hypothesis import given, strategies as st

from budget.disclosure.open_data import digest_of
from budget.disclosure.problems import Refused
from budget.disclosure.read import read
from budget.disclosure.readers import sniff
from budget.disclosure.readers.text import read_grids
from tests.disclosure.tables import HEADER, NOTHING_GIVEN, PREAMBLE, bare, project, wide

TABLE = "项目名称\t总计\t绩效目标\t绩效指标\n巡查经费\t1,027.87\t保障“供水”\t1、…\n"
CELLS = [("项目名称", "总计", "绩效目标", "绩效指标"), ("巡查经费", "1,027.87", "保障“供水”", "1、…")]


def rows(data: bytes) -> list[tuple[str, ...]]:
    (grid,) = read_grids(data, "a.txt")
    return [row.texts for row in grid.rows if not row.is_blank]


def numbers(data: bytes) -> list[int]:
    (grid,) = read_grids(data, "a.txt")
    return [row.number for row in grid.rows if not row.is_blank]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_charset_that_tables_come_in_gives_the_same_cells(encoding: str) -> None:
    assert rows(TABLE.encode(encoding)) == CELLS


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_system_part_rows(end: str) -> None:
    assert rows(TABLE.replace("\n", end).encode()) == CELLS


def test_bytes_of_no_known_charset_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_grids("项目".encode() + b"\xff\xfe\xff", "a.txt")
    assert refusal.value.problems[0].code == "unknown-charset"


def test_commas_part_cells_where_the_header_has_commas_and_no_tabs() -> None:
    data = '项目名称,总计,绩效目标,绩效指标\n巡查经费,"1,027.87",保障“供水”,1、…\n'.encode()
    assert rows(data) == CELLS


def test_commas_in_tab_separated_text_part_nothing() -> None:
    assert rows(b"a\tb\tc\td\n1,2,3,4,5,6\tx\ty\tz\n")[1] == ("1,2,3,4,5,6", "x", "y", "z")


def test_a_title_before_a_comma_separated_table_does_not_decide_for_tabs() -> None:
    data = '"绩效目标表（a,b,c,d）",,,\n项目名称,总计,绩效目标,绩效指标\n'.encode()
    assert rows(data)[1] == CELLS[0]


def test_a_record_has_the_line_on_which_it_starts() -> None:
    data = '标题\n\na,b,c,d\n"一\n二",2,3,4\n五,6,7,8\n'.encode()
    assert numbers(data) == [1, 3, 4, 6]
    assert rows(data)[2] == ("一\n二", "2", "3", "4")


def test_doubled_marks_in_a_quoted_cell_are_one() -> None:
    assert rows('a\tb\tc\td\n"他说""好"""\t"x\ty"\tc\td\n'.encode())[1] == ('他说"好"', "x\ty", "c", "d")


def test_a_mark_that_opens_a_name_is_text() -> None:
    data = 'a\tb\tc\td\n"委员之家"平台\t1\t"\t"半句\n'.encode()
    assert rows(data)[1] == ('"委员之家"平台', "1", '"', '"半句')


def test_two_stray_marks_rows_apart_swallow_no_row() -> None:
    data = 'a\tb\tc\td\n甲\t1\t"半句\tx\n乙\t2\ty\tz\n丙\t3\t全句"\tw\n'.encode()
    assert [row[0] for row in rows(data)] == ["a", "甲", "乙", "丙"]


def test_separators_of_other_kinds_do_not_end_a_line() -> None:
    text = "a\tb\tc\td\n甲\u2028乙\x0b丙\x85丁\t1\t2\t3\n"
    assert rows(text.encode())[1][0] == "甲\u2028乙\x0b丙\x85丁"


# What tab- and comma-separated text cannot carry: a carriage return (a line end to it) and outer blanks.
cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")).map(str.strip)


@given(st.lists(st.lists(cells, min_size=4, max_size=4), min_size=1, max_size=5))
def test_what_a_csv_writer_writes_is_read_to_the_character(table: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["项目名称", "总计", "绩效目标", "绩效指标"])
    writer.writerows(table)
    written = [tuple(row) for row in table if any(row)]
    assert rows(out.getvalue().encode())[1:] == written


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_a_file_without_text_is_empty(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        sniff(data)
    assert refusal.value.problems[0].code == "empty-file"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "项目\x00名称".encode()])
def test_bytes_that_no_text_holds_are_of_no_known_format(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        sniff(data)
    assert refusal.value.problems[0].code == "unknown-format"


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (TABLE.encode(), "text"),
        (TABLE.encode("utf-16"), "text"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n<!-- saved --><HTML><body>", "html"),
        (b"<?xml version='1.0'?>\n<html>", "html"),
        ("<table><tr><td>项目".encode("gbk"), "html"),
        ("<项目>的表格<table>".encode(), "text"),
    ],
)
def test_the_format_is_recognised_by_content(data: bytes, format_: str) -> None:
    assert sniff(data) == format_


PIPED = {
    "with outer marks": "标题\n| 项目名称 | 总计 | 绩效目标 | 绩效指标 |\n| 巡查经费 | 1,027.87 | 保障“供水” | 1、… |\n",
    "with dashes": (
        "标题\n|项目名称|总计|绩效目标|绩效指标|\n|:---|---:|:---:|-----|\n|巡查经费|1,027.87|保障“供水”|1、…|\n"
    ),
    "without outer marks": "标题\n项目名称|总计|绩效目标|绩效指标\n---|---|---|---\n巡查经费|1,027.87|保障“供水”|1、…",
    "with a page break": (
        "标题\n\n  | 项目名称 | 总计 | 绩效目标 | 绩效指标 |\n\n  | 巡查经费 | 1,027.87 | 保障“供水” | 1、… |\n"
    ),
}


@pytest.mark.parametrize("text", PIPED.values(), ids=PIPED.keys())
def test_tables_drawn_with_marks_give_the_same_cells(text: str) -> None:
    assert rows(text.encode()) == [("标题",), *CELLS]


def test_a_row_of_a_drawn_table_has_its_line_and_an_empty_cell_is_one() -> None:
    text = "标题\n| 名称 | 总计 | 目标 | 指标 |\n|---|---|---|---|\n| 甲 |  | — | |\n注：甲|乙\n"
    assert numbers(text.encode()) == [1, 2, 4, 5]
    assert rows(text.encode())[2:] == [("甲", "", "—", ""), ("注：甲|乙",)]


def test_a_mark_that_is_text_and_a_line_break_within_a_cell_are_preserved() -> None:
    text = "| 名称 | 总计 | 目标 | 指标 |\n| 甲\\|乙 | 3 | 一<br>二<BR />三 | 1 |\n"
    assert rows(text.encode())[1] == ("甲|乙", "3", "一\n二\n三", "1")


@pytest.mark.parametrize(
    "text",
    [
        "| 名称 | 总计 | 目标 | 指标 |\n| 甲 | 3 | 一|二 | 1 |\n",
        "| 名称 | 总计 | 目标 | 指标 |\n| 甲 | 3 | 一 |\n",
        "首页 | 新闻 | 公开 | 互动\n项目名称\n",
    ],
)
def test_where_marks_do_not_agree_no_line_is_taken_for_a_row(text: str) -> None:
    assert all(len(row) == 1 for row in rows(text.encode()))


def test_marks_in_the_texts_of_another_table_part_nothing() -> None:
    assert rows(b"a|b|c|d\n1|2|3|4\na\tb\tc\td\n")[-1] == ("a", "b", "c", "d")
    assert rows(b"a,b|c,d|e,f|g,h\n1,2|3,4|5,6|7,8\n")[0] == ("a", "b|c", "d|e", "f|g", "h")


def test_a_drawn_table_is_read_as_a_disclosure() -> None:
    rows_of_table = [HEADER, bare("合计", "3.00"), bare("某市水务局", "3.00"), project("供水", "3.00")]
    lines = [*PREAMBLE, *("| " + " | ".join(row) + " |" for row in rows_of_table)]
    lines.insert(4, "|" + "---|" * len(HEADER))
    found = read("\n".join(lines).encode(), "a.txt", NOTHING_GIVEN).reads[0].disclosure
    expected = read(wide(*rows_of_table[1:]), "a.txt", NOTHING_GIVEN).reads[0].disclosure
    assert digest_of(found) == digest_of(expected)
    assert [one.row for one in found.projects] == [8]
