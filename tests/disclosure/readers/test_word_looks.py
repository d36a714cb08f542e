"""Struck-out, invisible and raised text of Word documents, by run, style and change."""

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.readers.word import read_grids
from tests.disclosure.readers.word_documents import NAMESPACES, OFFICE, RELATIONSHIPS, document, p, r, tc
from tests.disclosure.readers.writing import with_part

SUPERSCRIPT = '<w:vertAlign w:val="superscript"/>'
WHITE = '<w:color w:val="FFFFFF"/>'


def style(kind: str, name: str, properties: str, based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{base}<w:rPr>{properties}</w:rPr></w:style>'


def table(content: str, styles: str = "", cell: str = "", row: str = "") -> Grid:
    """The grid of a table whose last cell has this content."""
    head = f"<w:tr>{tc('名称')}{tc('金额')}</w:tr>"
    body = f"<w:tr><w:trPr>{row}</w:trPr>{tc('甲')}{tc(content, cell)}</w:tr>"
    data = document(f"<w:tbl>{head}{body}<w:tr>{tc('乙')}{tc('3')}</w:tr></w:tbl>")
    relations = (
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="s" Type="{OFFICE}/styles"'
        ' Target="styles.xml"/></Relationships>'
    )
    data = with_part(data, "word/_rels/document.xml.rels", relations)
    data = with_part(data, "word/styles.xml", f"<w:styles {NAMESPACES}>{styles}</w:styles>")
    (grid,) = read_grids(data, "document.docx")
    return grid


def left_out(grid: Grid) -> list[tuple[str, str, int | None]]:
    return [(one.kind, one.text, one.row) for one in grid.omissions]


@pytest.mark.parametrize(
    ("content", "styles", "kind"),
    [
        (r("6", "<w:strike/>"), "", "struck"),
        (r("6", "<w:dstrike/>"), "", "struck"),
        (f"<w:del>{r('6').replace('w:t', 'w:delText')}</w:del>", "", "struck"),
        (f"<w:moveFrom>{r('6')}</w:moveFrom>", "", "struck"),
        (r("6", '<w:rStyle w:val="Old"/>'), style("character", "Old", "<w:strike/>"), "struck"),
        (
            r("6", '<w:rStyle w:val="Older"/>'),
            style("character", "Old", "<w:strike/>") + style("character", "Older", "", "Old"),
            "struck",
        ),
        (r("6", "<w:vanish/>"), "", "invisible"),
        (r("6", WHITE), "", "invisible"),
        (r("6", '<w:color w:val="000000" w:themeColor="background1"/>'), "", "invisible"),
        (r("6", '<w:sz w:val="2"/>'), "", "invisible"),
    ],
)
def test_a_piece_that_is_struck_out_or_not_to_be_seen_is_left_out(
    content: str, styles: str, kind: str
) -> None:
    grid = table(p(content + r("96.40")), styles)
    assert grid.rows[1].texts == ("甲", "96.40")
    assert left_out(grid) == [(kind, "6", 2)]


def test_a_style_of_the_paragraph_strikes_its_runs_and_a_run_may_undo_it() -> None:
    styles = style("paragraph", "Old", "<w:strike/>")
    content = p(r("6") + r("96.40", '<w:strike w:val="0"/>'), '<w:pStyle w:val="Old"/>')
    assert table(content, styles).rows[1].texts == ("甲", "96.40")


def test_two_styles_that_strike_undo_each_other() -> None:
    styles = style("paragraph", "Old", "<w:strike/>") + style("character", "Also", "<w:strike/>")
    content = p(r("96.40", '<w:rStyle w:val="Also"/>'), '<w:pStyle w:val="Old"/>')
    assert table(content, styles).rows[1].texts == ("甲", "96.40")


def test_white_text_is_read_on_a_dark_ground() -> None:
    dark = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'
    grid = table(p(r("96.40", WHITE)), cell=dark)
    assert (grid.rows[1].texts, grid.omissions) == (("甲", "96.40"), ())


@pytest.mark.parametrize(
    ("properties", "styles"),
    [
        (SUPERSCRIPT, ""),
        ('<w:rStyle w:val="Note"/>', style("character", "Note", SUPERSCRIPT)),
        ('<w:position w:val="8"/><w:sz w:val="12"/>', ""),
    ],
)
def test_a_raised_mark_is_left_out(properties: str, styles: str) -> None:
    grid = table(p(r("96.40") + r("1", properties)), styles)
    assert grid.rows[1].texts == ("甲", "96.40")
    assert left_out(grid) == [("note-mark", "1", 2)]


def test_a_cell_that_is_struck_out_as_a_whole_is_empty() -> None:
    assert table(p(r("96.40", "<w:strike/>"))).rows[1].texts == ("甲", "")


@pytest.mark.parametrize(("row", "kind"), [("<w:hidden/>", "hidden-row"), ('<w:del w:id="1"/>', "struck")])
def test_a_hidden_or_deleted_row_is_left_out(row: str, kind: str) -> None:
    grid = table(p(r("96.40")), row=row)
    assert [line.texts for line in grid.rows] == [("名称", "金额"), ("乙", "3")]
    assert left_out(grid) == [(kind, "甲\t96.40", 2)]
