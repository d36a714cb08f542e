"""DOCX documents become grids, as their text prints."""

import io
import random
import zipfile

import docx
import pytest

from budget.disclosure.grid import Cell
from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.word import read_grids
from tests.disclosure.readers.word_documents import (
    captions,
    cell,
    code_of,
    document,
    p,
    r,
    read,
    span,
    tbl,
    tc,
    tr,
)
from tests.disclosure.readers.writing import SAMPLES, disclosed_table, docx_of, texts, with_part


def test_the_real_disclosure_as_a_document_holds_the_texts_cells_to_the_character() -> None:
    (grid,) = read_grids((SAMPLES / "guangzhou-cppcc.writer.docx").read_bytes(), "writer.docx")
    assert captions(grid) == [
        "项目支出绩效目标表（含转移支付项目）",
        "部门名称：中国人民政治协商会议广东省广州市委员会办公厅",
        "单位：万元",
    ]
    assert texts(grid, 7) == disclosed_table()
    assert grid.place == "table 1"


def test_the_real_disclosures_table_reads_back_from_a_document() -> None:
    (grid,) = read_grids(docx_of(disclosed_table()), "table.docx")
    assert texts(grid, 7) == disclosed_table()


def test_awkward_text_reads_back_to_the_character() -> None:
    table = [
        ["1、1-产出指标；≥50次。", '"引号"'],
        ["<98%>&amp;；（）()", "第一行\n第二行"],
        ["a  b", "一\t二"],
    ]
    (grid,) = read_grids(docx_of(table), "awkward.docx")
    assert texts(grid, 2) == table


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (p(r("一")) + p(r("二")), "一\n二"),
        (
            p("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:cr/><w:t>四</w:t></w:r>"),
            "一\n二\t三\n四",
        ),
        (p("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>产</w:t><w:softHyphen/><w:t>出</w:t></w:r>"), "1-产出"),
        # Changes are accepted.
        (p(r("一") + f"<w:ins>{r('二')}</w:ins><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"), "一二"),
        (p(f"<w:moveFrom>{r('旧')}</w:moveFrom><w:moveTo>{r('新')}</w:moveTo>"), "新"),
        (p(r("一"), "<w:rPr><w:del/></w:rPr>") + p(r("二")), "一二"),
        # Content controls, links and fields.
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{p(r('一'))}</w:sdtContent></w:sdt>", "一"),
        (
            p(f"<w:sdt><w:sdtContent>{r('一')}</w:sdtContent></w:sdt><w:hyperlink>{r('二')}</w:hyperlink>"),
            "一二",
        ),
        (
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                "<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("7.00")}'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            ),
            "7.00",
        ),
        (p(f'<w:fldSimple w:instr="DATE">{r("2024")}</w:fldSimple>'), "2024"),
        (p(r("看得见") + r("藏", "<w:vanish/>") + r("的", '<w:vanish w:val="0"/>')), "看得见的"),
        # Symbols.
        (p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r("95%")), "≥95%"),
        (p(r("\uf0a3", '<w:rFonts w:ascii="Symbol"/>') + r("3天")), "≤3天"),
        (p('<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>' + r("新增")), "☑新增"),
        (p("<m:oMath><m:r><m:t>≥</m:t></m:r></m:oMath>" + r("98%")), "≥98%"),
        (
            p(
                "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
                "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
            ),
            "1/2",
        ),
        (
            p(
                f"<w:r><w:ruby><w:rt>{r('hàn')}</w:rt><w:rubyBase>{r('汉')}</w:rubyBase></w:ruby></w:r>"
                + r("字")
            ),
            "汉字",
        ),
        # A thing written twice, for new and for old programs, is there once.
        (
            p(
                "<w:r><mc:AlternateContent><mc:Choice><w:t>新</w:t></mc:Choice>"
                "<mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            "新",
        ),
        (
            p(
                "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
                f"{p(r('框'))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
                f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{p(r('框'))}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
                "</mc:AlternateContent></w:r>" + r("文")
            ),
            "文\n框",
        ),
    ],
)
def test_a_cells_text_is_what_is_printed(content: str, shown: str) -> None:
    assert cell(content) == shown


def test_every_part_of_a_merged_cell_has_its_text_and_its_origin() -> None:
    (grid,) = read(
        tbl(
            tr(tc("甲", span(2) + '<w:vMerge w:val="restart"/>'), tc("乙")),
            tr(tc("", span(2) + "<w:vMerge/>"), tc("丙")),
            tr(tc("丁"), tc("戊"), tc("己")),
        )
    )
    assert grid.rows[0].cells == (Cell("甲"), Cell("甲", from_left=True), Cell("乙"))
    assert grid.rows[1].cells == (
        Cell("甲", from_above=True),
        Cell("甲", from_above=True, from_left=True),
        Cell("丙"),
    )
    assert grid.rows[2].texts == ("丁", "戊", "己")


def test_python_docx_merges_are_read() -> None:
    written = docx.Document()
    table = written.add_table(rows=3, cols=3)
    for number, target in enumerate(table._cells):
        target.text = str(number)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "标题"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "单位"
    stream = io.BytesIO()
    written.save(stream)
    (grid,) = read_grids(stream.getvalue(), "merged.docx")
    assert texts(grid, 3) == [["标题"] * 3, ["单位", "4", "5"], ["单位", "7", "8"]]


def test_cells_merged_the_old_way_are_read() -> None:
    (grid,) = read(
        tbl(
            tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("乙")),
            tr(tc("1"), tc("2"), tc("3")),
        )
    )
    assert texts(grid, 3) == [["甲", "甲", "乙"], ["1", "2", "3"]]


def test_borders_drawn_askew_make_no_columns() -> None:
    rows = (
        tr(tc("名称"), tc("总计", span(2)), tc("目标")),
        tr(tc("甲", span(2) + '<w:vMerge w:val="restart"/>'), tc("7.00"), tc("做好")),
        tr(tc("", span(2) + "<w:vMerge/>"), tc("8.00"), tc("做")),
    )
    (grid,) = read(tbl(*rows, widths=(2000, 40, 2000, 3000)))
    assert texts(grid, 3) == [["名称", "总计", "目标"], ["甲", "7.00", "做好"], ["甲", "8.00", "做"]]


def test_a_cell_in_a_narrow_column_is_one_all_the_same() -> None:
    (grid,) = read(
        tbl(tr(tc("甲"), tc("1"), tc("乙")), tr(tc("丙", span(2)), tc("丁")), widths=(2000, 40, 2000))
    )
    assert texts(grid, 3) == [["甲", "1", "乙"], ["丙", "丙", "丁"]]


def test_a_row_that_begins_further_in_keeps_its_columns() -> None:
    (grid,) = read(
        tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁"), tc("戊"), properties='<w:gridBefore w:val="1"/>'))
    )
    assert texts(grid, 3) == [["甲", "乙", "丙"], ["", "丁", "戊"]]


def test_rows_and_cells_in_content_controls_are_read_and_deleted_ones_are_not() -> None:
    controlled = f"<w:sdt><w:sdtContent>{tc('二')}</w:sdtContent></w:sdt>"
    (grid,) = read(
        tbl(
            tr(tc("一"), controlled),
            f"<w:sdt><w:sdtContent>{tr(tc('三'), tc('四'))}</w:sdtContent></w:sdt>",
            tr(tc("删"), tc("去"), properties="<w:del/>"),
            tr(tc("五"), tc("删", "<w:cellDel/>"), tc("六")),
        )
    )
    assert texts(grid, 2) == [["一", "二"], ["三", "四"], ["五", "六"]]


def test_each_table_has_the_paragraphs_between_it_and_the_one_before() -> None:
    boxed = (
        "<w:r><w:drawing><wps:txbx><w:txbxContent>"
        + p(r("单位：万元"))
        + "</w:txbxContent></wps:txbx></w:drawing></w:r>"
    )
    first, second, after = read(
        p(r("封面"))
        + tbl(tr(tc("收入"), tc("支出")))
        + f"<w:sdt><w:sdtContent>{p(r('项目支出绩效目标表'))}{p(boxed)}{p('')}"
        + tbl(tr(tc("项目名称"), tc("总计")))
        + f"</w:sdtContent></w:sdt>{p(r('注'))}"
    )
    assert (captions(first), first.place) == (["封面"], "table 1")
    assert (captions(second), second.place) == (["项目支出绩效目标表", "单位：万元"], "table 2")
    assert (captions(after), after.place, after.rows) == (["注"], "text after table 2", ())


def test_a_table_within_a_frame_is_found_with_the_text_before_it() -> None:
    (grid,) = read(tbl(tr(tc(p(r("单位：万元")) + tbl(tr(tc("项目名称"), tc("总计"))) + p("")))))
    assert captions(grid) == ["单位：万元"]
    assert texts(grid, 2) == [["项目名称", "总计"]]


def test_a_table_within_a_cell_of_data_is_lost_neither_here_nor_there() -> None:
    inner = tbl(tr(tc("数量"), tc("≥50次")), tr(tc("质量"), tc("98%")))
    outer, found = read(
        tbl(tr(tc("项目名称"), tc("甲")), tr(tc("金额"), tc("7.00")), tr(tc("指标"), tc(inner + p(""))))
    )
    assert texts(outer, 2)[2] == ["指标", "数量\t≥50次\n质量\t98%"]
    assert texts(found, 2) == [["数量", "≥50次"], ["质量", "98%"]]


def test_a_document_over_the_limits_is_refused() -> None:
    data = docx_of([["甲"] * 5] * 5)
    assert code_of(data, Limits(file_bytes=100)) == "too-large"
    assert code_of(data, Limits(expanded_bytes=1000)) == "expands-too-far"
    assert code_of(data, Limits(cells=20)) == "too-many-table-cells"


def test_a_document_type_is_refused() -> None:
    data = document(tbl(tr(tc("甲"))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    declared = '<!DOCTYPE x [<!ENTITY e "甲">]>' + body.replace("甲", "&e;")
    assert code_of(with_part(data, "word/document.xml", declared)) == "unreadable"


def test_damaged_bytes_give_grids_or_a_refusal_and_nothing_else() -> None:
    good = docx_of(disclosed_table()[:6])
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        body = archive.read("word/document.xml")
    chance = random.Random(2024)
    outcomes = set()
    for _ in range(150):
        data = bytearray(body)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_grids(with_part(good, "word/document.xml", bytes(data)), "damaged.docx")
            outcomes.add("read")
        except Refused:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}
