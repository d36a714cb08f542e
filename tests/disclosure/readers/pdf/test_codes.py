"""Codes of drawn text become characters."""

import pytest
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT

from budget.disclosure.readers.pdf.codes import Fonts, UnmappedCode
from budget.disclosure.readers.pdf.radicals import without_radicals
from tests.disclosure.readers.drawn import Drawn
from tests.disclosure.readers.pdf.reading import only, read


def test_radicals_become_characters_and_nothing_else_changes() -> None:
    assert without_radicals("⾏⽤⺠⻔⻓⻛⻅") == "行用民门长风见"
    unchanged = "（％）：；，１２３①㎡…～—“”℃ﬁ·"
    assert without_radicals(unchanged) == unchanged


def test_a_character_that_the_tables_of_codes_lack_is_recognised_by_its_code() -> None:
    drawn = Drawn()
    drawn.table(50, [150, 60], [["项目名称", "总计"], ["马克·吐温纪念馆\x7f", "10.00"]])
    assert only(read(drawn.done())) == [["项目名称", "总计"], ["马克·吐温纪念馆\ufffd", "10.00"]]


@pytest.mark.parametrize(
    ("table", "text", "codes", "shown"),
    [
        ("UniGB-UCS2-H", "utf-16-be", "改·造", "改·造"),
        ("UniGB-UTF16-H", "utf-16-be", "改·𠮷造", "改·𠮷造"),
        ("GBK-EUC-H", "gbk", "a改造", "a改造"),
        ("GBK-EUC-H", "", "b8c480d4ec31", "改\ufffd造1"),
        ("GBK2K-H", "gb18030", "改\u0153造", "改\u0153造"),
        ("Own-H", "", "4e00", "\ufffd"),
    ],
)
def test_no_code_of_a_text_is_passed_over(table: str, text: str, codes: str, shown: str) -> None:
    font = font_of(table)
    drawn = bytes.fromhex(codes) if not text else codes.encode(text)
    cids = font.decode(drawn)
    assert (
        "".join(cid.text if isinstance(cid, UnmappedCode) else font.to_unichr(cid) for cid in cids) == shown
    )


def test_a_table_of_the_files_own_is_read_by_the_files_own_map() -> None:
    operator = b"1 begincodespacerange <0000><ffff> endcodespacerange 1 beginbfchar <0041> <6539> endbfchar"
    font = font_of("Own-H", ToUnicode=PDFStream({}, operator))
    assert [font.to_unichr(cid) for cid in font.decode(b"\0A")] == ["改"]
    with pytest.raises(PDFUnicodeNotDefined):  # which is shown as a character that is not known
        font.to_unichr(*font.decode(b"\0B"))


def font_of(table: str, **more: object) -> PDFFont:
    """A font of Chinese characters whose codes are those of a table."""
    about = {"Registry": b"Adobe", "Ordering": b"GB1", "Supplement": 4}
    spec = {"Type": LIT("Font"), "Subtype": LIT("CIDFontType0"), "CIDSystemInfo": about}
    return Fonts().get_font(None, spec | {"Encoding": LIT(table)} | more)


def test_chromiums_own_note_of_the_text_is_used(browser) -> None:
    operator = "行用民，（％）；50～60，①㎡"
    page = browser.new_page()
    page.set_content(
        f"<meta charset=utf-8><table border=1><tr><td>{operator}<td>甲</tr><tr><td>乙<td>丙</tr></table>"
    )
    assert only(read(page.pdf()))[0][0] == operator
    page.close()
