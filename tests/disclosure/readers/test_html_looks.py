"""Struck-out, invisible and raised text of web pages, by element, attribute and style sheet."""

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Refused
from budget.disclosure.readers.html import read_grids


def page(cells: str, style: str = "", rows: str = "") -> Grid:
    text = f"<html><head><style>{style}</style></head><body><table><tr><td>甲</td>{cells}</tr>{rows}</table>"
    (grid,) = read_grids(text.encode(), "page.html")
    return grid


@pytest.mark.parametrize(
    ("cells", "style", "kind"),
    [
        ("<td><del>6</del>96.40", "", "struck"),
        ("<td><s>6</s>96.40", "", "struck"),
        ("<td><span style='text-decoration-line:underline line-through'>6</span>96.40", "", "struck"),
        ("<td><i class=x>6</i>96.40", "td .x, p { text-decoration: line-through red }", "struck"),
        ("<td><s><b style='text-decoration:none'>6</b></s>96.40", "", "struck"),
        ("<td><font color=white>6</font>96.40", "", "invisible"),
        ("<td><b style='color:rgb(255, 255, 255)'>6</b>96.40", "", "invisible"),
        ("<td bgcolor='#ffff00'><b style='color:#ff0'>6</b>96.40", "", "invisible"),
        ("<td><b id=x>6</b>96.40", "@page {margin: 1cm} #x {font-size: 0}", "invisible"),
        ("<td><b class=x>6</b>96.40", ".x {opacity: 0 !important} .x {opacity: 1}", "invisible"),
        ("<td><b style='display:none'>6</b>96.40", "", "invisible"),
        ("<td><b style='visibility:hidden'>6</b>96.40", "", "invisible"),
        ("<td><b style='position:absolute;left:-9999px'>6</b>96.40", "", "invisible"),
        ("<td><b class=x>6</b>96.40", ".x {position: absolute; clip: rect(0 0 0 0)}", "invisible"),
        ("<td><b style='clip-path:inset(50%)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:hsl(0, 0%, 100%)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:hwb(0 100% 0%)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:rgb(100% 100% 100%)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:rgba(10, 10, 10, 0)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:#0000'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:oklch(1 0 0)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:color(display-p3 1 1 1)'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:Snow'>6</b>96.40", "", "invisible"),
        ("<td><b style='color:var(--paper)'>6</b>96.40", ":root {--paper: #fefefe}", "invisible"),
        ("<td><b style='color:var(--none, white)'>6</b>96.40", "", "invisible"),
        ("<td><b style='-webkit-text-fill-color:transparent'>6</b>96.40", "", "invisible"),
        ("<td><b style='transform:scale(0)'>6</b>96.40", "", "invisible"),
        ("<td><b style='filter:opacity(0%)'>6</b>96.40", "", "invisible"),
        ("<td><b style='font:0/0 a'>6</b>96.40", "", "invisible"),
        ("<td><b style='display:block;height:0;overflow:hidden'>6</b>96.40", "", "invisible"),
        ("<td><b hidden>6</b>96.40", "", "invisible"),
        ("<td><b style='visibility:collapse'>6</b>96.40", "", "invisible"),
        ("<td><b>6</b>96.40", "td b:first-child {text-decoration-line: line-through}", "struck"),
        ("<td><b>6</b>96.40", "tr > td:nth-child(2n) b {display: none}", "invisible"),
        ("<td><b>6</b>96.40", "tbody td:nth-last-child(-n+1) b {opacity: 0%}", "invisible"),
        ("<td><b>6</b>96.40", "td + td b:only-of-type, i {visibility: hidden}", "invisible"),
        ("<td><b>6</b>96.40", "td ~ td :not(i) {font-size: 0px}", "invisible"),
        ("<td><b data-x=old>6</b>96.40", "[data-x^='o'] {display: none}", "invisible"),
        ("<td><b>6</b>96.40", "td:last-of-type :is(b, i) {color: white}", "invisible"),
        ("<td><b>6</b>96.40", "@media screen and (min-width: 600px) {b {display: none}}", "invisible"),
        ("<td><b>6</b>96.40", "@supports (display: grid) {@media all {b {display: none}}}", "invisible"),
        ("<td>96.40<sup>6</sup>", "", "note-mark"),
        ("<td>96.40<sub>6</sub>", "", "note-mark"),
        ("<td>96.40<span style='vertical-align:sub'>6</span>", "", "note-mark"),
        ("<td>96.40<span style='vertical-align:4px;font-size:6px'>6</span>", "", "note-mark"),
        ("<td>96.40<span style='position:relative;top:-5.0pt'>6</span>", "", "note-mark"),
        ("<td>96.40<span style='vertical-align:super;font-size:8pt'>6</span>", "", "note-mark"),
        ("<td>96.40<a class=x>6</a>", "a.x {vertical-align: super}", "note-mark"),
    ],
)
def test_a_piece_that_is_not_read_is_left_out_and_reported(cells: str, style: str, kind: str) -> None:
    grid = page(cells, style)
    assert grid.rows[0].texts == ("甲", "96.40")
    assert [(one.kind, one.text, one.row) for one in grid.omissions] == [(kind, "6", 1)]


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        ("<td><s style='text-decoration:none'>96.40</s>", ""),
        ("<td style='background:#1f3864;color:white'>96.40", ""),
        ("<td class=x>96.40", ".x {color: #fff; background-color: navy}"),
        ("<td style='background:url(x.png)'><b style='color:white'>96.40</b>", ""),
        ("<td><b class=x>96.40</b>", "@media print {.x {display: none}} .x:hover {display: none}"),
        ("<td><b class=x>96.40</b>", "th .x {display: none}"),
        ("<td style='vertical-align:super'>96.40", ""),
        ("<td style='visibility:hidden'><b style='visibility:visible'>96.40</b>", ""),
        ("<td><sup>96.40</sup>", ""),
        ("<td style='position:relative;left:-1px'>96.40", ""),
        ("<td><b>96.40</b>", "@media (max-width: 600px) {b {display: none}}"),
        (
            "<td><b>96.40</b>",
            "b::before {display: none} b:first-line {color: red} td:nth-child(1) b {opacity: 0}",
        ),
        ("<td><b>96.40</b>", "td:has(i) b {color: red} p:has(b) {display: none}"),
        ("<td style='max-width:0;overflow:hidden'>96.40", ""),
        ("<td><b style='font:bold 12px/1.5 serif;color:hsl(0 0% 20%)'>96.40</b>", ""),
        ("<td><b style='vertical-align:-1px'>96.40</b>", ""),
    ],
)
def test_what_a_reader_sees_is_read(cells: str, style: str) -> None:
    grid = page(cells, style)
    assert (grid.rows[0].texts, grid.omissions) == (("甲", "96.40"), ())


def test_a_hidden_row_is_reported_at_its_place() -> None:
    hidden = "<tr style='display:none'><td>旧<td>5.00<tr><td>乙<td>3"
    grid = page("<td>96.40", rows=hidden)
    assert [row.texts for row in grid.rows] == [("甲", "96.40"), ("乙", "3")]
    assert [(one.kind, one.text, one.row) for one in grid.omissions] == [("hidden-row", "旧\t5.00", 2)]


def test_hidden_parts_outside_tables_are_left_out_without_a_word() -> None:
    text = "<div style='display:none'>菜单</div><p>标题</p><table><tr><td>甲<td>乙</table>"
    (grid,) = read_grids(text.encode(), "page.html")
    assert ([line.text for line in grid.caption], grid.omissions) == (["标题"], ())


@pytest.mark.parametrize(
    "rule",
    [
        "td:has(b) b {display: none}",
        "b:first-line {color: white}",
        "@container (width > 1px) {b {text-decoration: line-through}}",
        "tr:nth-child(1 of .x) {visibility: collapse}",
    ],
)
def test_a_page_is_refused_where_a_rule_that_is_not_known_may_hide_text_of_a_table(rule: str) -> None:
    with pytest.raises(Refused) as refused:
        page("<td><b>96.40</b>", rule)
    (problem,) = refused.value.problems
    assert (problem.code, "96.40" in problem.text) == ("style-unclear", True)
    assert (problem.place, problem.row) == ("table 1", 1)


@pytest.mark.parametrize(
    ("selector", "shown"),
    [
        ("tr:nth-child(2)", ["甲", "丙"]),
        ("tbody > tr:nth-child(2)", ["甲", "丙"]),
        ("table > tr:nth-child(2)", ["甲", "乙", "丙"]),
        ("tr:last-child", ["甲", "乙"]),
        ("tr:nth-child(odd)", ["乙"]),
        ("tr:nth-last-child(n+2)", ["丙"]),
        ("tr + tr", ["甲"]),
        ("tr:not(.x)", ["乙"]),
        ("tr.x ~ tr", ["甲", "乙"]),
    ],
)
def test_rows_are_hidden_by_their_places(selector: str, shown: list[str]) -> None:
    grid = page("<td>1", f"{selector} {{display: none}}", "<tr class=x><td>乙<td>2<tr><td>丙<td>3")
    assert [row.texts[0] for row in grid.rows] == shown
