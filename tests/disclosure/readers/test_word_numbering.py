"""Numbers that a word processor sets before paragraphs are part of the text."""

import docx
import pytest

from budget.disclosure.readers.numbering import read_numbering
from tests.disclosure.readers.word_documents import cell, p, r


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    return p(r(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def numbering(*levels: tuple[str, str], start: int = 1, more: str = "") -> str:
    written = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7">{written}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{more}'
    )


def test_numbers_that_the_program_sets_before_paragraphs_are_text() -> None:
    paragraphs = numbered("产出") + numbered("效益") + p(r("间")) + numbered("满意")
    assert cell(paragraphs, numbering(("decimal", "%1、"))) == "1、产出\n2、效益\n间\n3、满意"


def test_numbers_of_levels_begin_again_under_each_number_above() -> None:
    paragraphs = "".join(numbered("x", level) for level in (0, 1, 1, 0, 1))
    shown = cell(paragraphs, numbering(("chineseCounting", "%1、"), ("decimal", "（%1.%2）")))
    assert shown == "一、x\n（一.1）x\n（一.2）x\n二、x\n（二.1）x"


def test_a_list_may_begin_elsewhere_or_again() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    paragraphs = numbered("甲") + numbered("乙") + numbered("丙", number=2) + numbered("丁", number=2)
    shown = cell(paragraphs, numbering(("decimal", "%1."), start=5, more=again))
    assert shown == "5.甲\n6.乙\n1.丙\n2.丁"


def test_bullets_are_no_text() -> None:
    assert cell(numbered("甲"), numbering(("bullet", "●"))) == "甲"


@pytest.mark.parametrize(
    ("kind", "first", "twelfth"),
    [
        ("decimal", "1", "12"),
        ("decimalZero", "01", "12"),
        ("decimalFullWidth", "１", "１２"),
        ("decimalEnclosedCircle", "①", "⑫"),
        ("chineseCountingThousand", "一", "十二"),
        ("chineseLegalSimplified", "壹", "壹拾贰"),
        ("ideographTraditional", "甲", "12"),
        ("lowerLetter", "a", "l"),
        ("upperRoman", "I", "XII"),
        ("a kind unknown", "1", "12"),
    ],
)
def test_numbers_are_written_in_the_format_of_the_list(kind: str, first: str, twelfth: str) -> None:
    lines = cell("".join(numbered("") for _ in range(12)), numbering((kind, "%1"))).split("\n")
    assert (lines[0], lines[11]) == (first, twelfth)


def test_a_document_without_lists_numbers_nothing() -> None:
    root = docx.Document().add_paragraph("甲")._p
    assert read_numbering(None).next_label(root) == ""
