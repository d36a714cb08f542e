"""Struck-out, invisible and raised text of web pages, by element, attribute and style sheet."""

import pytest

from budget.disclosure.grid import Grid
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
        ("<td>96.40<sup>6</sup>", "", "note-mark"),
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
