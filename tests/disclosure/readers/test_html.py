"""Web pages become grids, as a browser shows them."""

import random

import pytest

from budget.disclosure.grid import Cell, Grid
from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.html import read_grids
from tests.disclosure.readers.writing import SAMPLES, disclosed_table, html_of, texts


def page(body: str) -> list[Grid]:
    return read_grids(body.encode(), "page.html")


def table(body: str) -> list[list[str]]:
    (grid,) = page(f"<table>{body}</table>")
    return [list(row.texts) for row in grid.rows]


def cell(content: str) -> str:
    return table(f"<tr><td>{content}</td><td>x</td></tr>")[0][0]


def captions(grid: Grid) -> list[str]:
    return [line.text for line in grid.caption]


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read_grids(data, "page.html", limits or Limits())
    return caught.value.problems[0].code


def test_the_real_disclosure_as_a_page_holds_the_texts_cells_to_the_character() -> None:
    (grid,) = read_grids((SAMPLES / "guangzhou-cppcc.chrome.html").read_bytes(), "page.html")
    assert captions(grid) == ["项目支出绩效目标表（含转移支付项目）", "单位：万元"]
    assert texts(grid, 7) == disclosed_table()
    assert grid.place == "table 1"


def test_the_real_disclosures_table_reads_back_from_a_page() -> None:
    (grid,) = read_grids(html_of(disclosed_table()), "page.html")
    assert texts(grid, 7) == disclosed_table()


# -- charsets

TABLE = "<table><tr><td>项目名称</td><td>绩效目标</td></tr></table>"


@pytest.mark.parametrize(
    "declared", ["utf-8", "gb2312", "gbk", "GB18030", "iso-8859-1", "no-such-charset", ""]
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_a_page_is_read_in_the_charset_it_is_in_whatever_it_declares(declared: str, charset: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    (grid,) = read_grids((meta + TABLE).encode(charset), "page.html")
    assert grid.rows[0].texts == ("项目名称", "绩效目标")


def test_a_page_may_be_in_big5_and_declare_it() -> None:
    (grid,) = read_grids(
        ("<meta charset=big5>" + "<table><tr><td>項目<td>目標</table>").encode("big5"), "page.html"
    )
    assert grid.rows[0].texts == ("項目", "目標")


def test_a_rare_character_of_gb18030_is_read_under_the_older_name() -> None:
    data = "<meta charset=gb2312><table><tr><td>㵘镕<td>x</table>".encode("gb18030")
    (grid,) = read_grids(data, "page.html")
    assert grid.rows[0].texts[0] == "㵘镕"


def test_bytes_in_no_charset_are_refused() -> None:
    assert code_of(b"<table><tr><td>\xff\xff\xff<td>x</table>") == "unknown-charset"


# -- text in a cell


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("  一  二\n   three\n four ", "一 二 three four"),
        ("绩效\n      目标", "绩效目标"),
        ("一&nbsp;&nbsp;二&nbsp;", "一  二"),
        ("一<br>二<br/><br>三<br>", "一\n二\n\n三"),
        ("<p>一</p>\n<p>二</p><div>三<span>四</span></div>", "一\n二\n三四"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ('<span style="white-space:pre-wrap">a  b</span>', "a  b"),
        ("&ge;50次&lt;&amp;&#x2265;&#65308;", "≥50次<&≥＜"),
        ("一<script>二</script><style>三</style><!-- 四 -->五", "一五"),
        (
            '一<span style="display: none">二</span><b hidden>三</b><i style="visibility:hidden">四</i>五',
            "一五",
        ),
        ("<ul><li>一<li>二</ul>", "一\n二"),
        ('<input value="3,340.00"><input type="hidden" value="9">', "3,340.00"),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt></ruby>字", "汉字"),
        ("一\u200b二&shy;三", "一二三"),
        ("<font><b>没有关上<p>第二行", "没有关上\n第二行"),
    ],
)
def test_a_cells_text_is_what_a_browser_shows(content: str, shown: str) -> None:
    assert cell(content) == shown


def test_a_page_saved_by_a_spreadsheet_program_is_read_as_displayed() -> None:
    assert table(
        '<tr><td x:num="0.95" style=\'mso-number-format:"0%"\'>95%</td><td><span style="mso-spacerun:yes">'
        "&nbsp;&nbsp;</span>3,340.00&nbsp;</td></tr><![if supportMisalignedColumns]>"
        '<tr height=0 style="display:none"><td></td><td></td></tr><![endif]>'
    ) == [["95%", "3,340.00"]]


# -- the shape of a table


def test_every_part_of_a_merged_cell_has_its_text_and_its_origin() -> None:
    (grid,) = page(
        "<table><tr><td rowspan=2 colspan=2>甲<td>乙</tr><tr><td>丙</tr><tr><td>丁<td>戊<td>己</tr></table>"
    )
    assert grid.rows[0].cells == (Cell("甲"), Cell("甲", from_left=True), Cell("乙"))
    assert grid.rows[1].cells == (
        Cell("甲", from_above=True),
        Cell("甲", from_above=True, from_left=True),
        Cell("丙"),
    )
    assert [row.number for row in grid.rows] == [1, 2, 3]


def test_a_span_over_more_rows_than_there_are_ends_with_its_group() -> None:
    assert table("<tbody><tr><td rowspan=99999>甲<td>乙<tr><td>丙<tbody><tr><td>丁<td>戊") == [
        ["甲", "乙"],
        ["甲", "丙"],
        ["丁", "戊"],
    ]
    assert table("<tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁") == [
        ["甲", "乙"],
        ["甲", "丙"],
        ["甲", "丁"],
    ]


def test_a_span_that_is_no_number_is_one() -> None:
    assert table("<tr><td colspan=x rowspan=-3>甲<td>乙<tr><td>丙<td>丁") == [["甲", "乙"], ["丙", "丁"]]


def test_a_hostile_span_is_refused_before_it_is_written_out() -> None:
    row = b"<tr>" + b"<td rowspan=65534 colspan=1000>x" * 50
    assert code_of(b"<table>" + row * 500 + b"</table>", Limits(cells=100_000)) == "too-many-table-cells"


def test_spans_that_only_come_of_borders_drawn_askew_are_none() -> None:
    assert table(
        "<tr><td colspan=4>标题<tr><td>名称<td colspan=2>总计<td>目标<tr><td>甲<td>7.00<td colspan=2>做好"
    ) == [["标题"] * 3, ["名称", "总计", "目标"], ["甲", "7.00", "做好"]]


def test_head_body_and_foot_come_as_they_are_shown() -> None:
    rows = "<tfoot><tr><td>尾<td>1</tfoot><tbody><tr><td>身<td>2</tbody><thead><tr><th>头<th>3</thead>"
    assert table(rows) == [["头", "3"], ["身", "2"], ["尾", "1"]]


def test_a_form_around_rows_or_cells_hides_none() -> None:
    assert table("<form><tr><td>甲<td>乙</tr></form><tr><form><td>丙<td>丁</form></tr>") == [
        ["甲", "乙"],
        ["丙", "丁"],
    ]


def test_hidden_rows_and_cells_take_no_place() -> None:
    assert table('<tr style="display:none"><td>藏<td>藏<tr><td>甲<td hidden>藏<td>乙') == [["甲", "乙"]]


# -- tables within tables, and the lines before them


def test_a_table_within_a_layout_table_is_found_with_the_text_before_it() -> None:
    (grid,) = page(
        "<h1>网站</h1><table><tr><td>导航</td></tr><tr><td><h3>项目支出绩效目标表（2024年度）</h3>"
        "<table><tr><td><p>部门名称：某局</p>单位：万元</td></tr></table>"
        "<table><tr><td>项目名称</td><td>总计</td></tr><tr><td>甲</td><td>7.00</td></tr></table></td></tr></table>"
    )
    assert captions(grid) == [
        "网站",
        "导航",
        "项目支出绩效目标表（2024年度）",
        "部门名称：某局",
        "单位：万元",
    ]
    assert texts(grid, 2) == [["项目名称", "总计"], ["甲", "7.00"]]


def test_a_table_within_a_cell_of_data_is_lost_neither_here_nor_there() -> None:
    outer, inner = page(
        "<table><tr><td>项目名称<td>甲<tr><td>金额<td>7.00<tr><td>指标<td>"
        "<table><tr><td>数量<td>≥50次<tr><td>质量<td>98%</table></table>"
    )
    assert texts(outer, 2) == [["项目名称", "甲"], ["金额", "7.00"], ["指标", "数量\t≥50次\n质量\t98%"]]
    assert texts(inner, 2) == [["数量", "≥50次"], ["质量", "98%"]]
    assert [outer.place, inner.place] == ["table 1", "table 2"]


def test_each_table_has_the_lines_between_it_and_the_one_before() -> None:
    first, second, after = page(
        "<p>表一</p><table><caption>甲表</caption><tr><td>1<td>2</table><p>表二<br>单位：元</p><table><tr><td>3<td>4</table>后"
    )
    assert (captions(first), captions(second)) == (["表一", "甲表"], ["表二", "单位：元"])
    assert (after.place, captions(after), after.rows) == ("text after table 2", ["后"], ())


def test_a_page_without_a_table_has_no_grid() -> None:
    assert page("<p>没有表</p>") == []


# -- what is refused


def test_a_page_nested_too_deep_is_refused_rather_than_cut_short() -> None:
    assert code_of(b"<div>" * 5000 + TABLE.encode()) == "unreadable"


def test_a_page_over_the_limits_is_refused() -> None:
    assert code_of(html_of([["甲"] * 5] * 5), Limits(file_bytes=100)) == "too-large"
    assert code_of(html_of([["甲"] * 5] * 5), Limits(cells=20)) == "too-many-table-cells"


def test_no_entity_of_a_page_opens_a_file(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    declared = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    grids = page(f"{declared}<table><tr><td>&e;<td>x</table>")
    assert "秘密" not in str(grids)


def test_damaged_bytes_give_grids_or_a_refusal_and_nothing_else() -> None:
    good = html_of(disclosed_table()[:6])
    chance = random.Random(2024)
    outcomes = set()
    for _ in range(200):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_grids(bytes(data), "damaged.html")
            outcomes.add("read")
        except Refused:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}
