"""PDF files that are refused."""

import random
import re
import time
import zlib

import pytest
from reportlab import rl_config

from budget.disclosure.limits import Limits
from budget.disclosure.problems import Refused
from budget.disclosure.readers.pdf import drawing
from budget.disclosure.readers.pdf.streams import check_streams
from tests.disclosure.readers.drawn import Drawn, encrypted
from tests.disclosure.readers.pdf.reading import WIDTHS, only, read, refusal, small


def test_a_pdf_without_text_is_refused() -> None:
    empty = Drawn()
    empty.rule(10, 10, 20, 20)
    assert refusal(empty.done()) == "no-text"


def test_an_encrypted_pdf_is_refused_unless_it_opens_without_a_password() -> None:
    closed, open_ = encrypted("secret"), encrypted("")
    for drawn in (closed, open_):
        drawn.table(50, [60, 60], [["A", "10.00"], ["B", "20.00"]])

    assert refusal(closed.done()) == "encrypted"
    assert only(read(open_.done())) == [["A", "10.00"], ["B", "20.00"]]


def test_a_pdf_of_which_a_part_is_missing_is_refused() -> None:
    data = small()
    assert refusal(b"%PDF-1.4\nno more") == "unreadable"
    assert refusal(data[: len(data) // 2]) == "unreadable"
    assert refusal(data.replace(b"/Count 1", b"/Count 3")) == "unreadable"


@pytest.mark.parametrize("is_ascii", [0, 1])
def test_a_damaged_page_is_refused_rather_than_read_as_far_as_it_goes(monkeypatch, is_ascii: int) -> None:
    monkeypatch.setattr(rl_config, "useA85", is_ascii)
    drawn = Drawn(pageCompression=1)
    end = 50.0
    for row in range(15):
        end = drawn.table(end, WIDTHS, [[f"供水{row}", f"{row}.00", "改造老旧管网", "1、完成率"]])
    data = drawn.done()
    assert len(read(data)) == 1
    page = max(re.finditer(rb"(?s)(?<!end)stream\r?\n(.*?)endstream", data), key=lambda found: len(found[1]))
    middle = (page.start(1) + page.end(1)) // 2

    assert refusal(data[:middle] + data[middle : middle + 20][::-1] + data[middle + 20 :]) == "unreadable"


def test_a_pdf_that_expands_without_end_is_refused_before_it_does() -> None:
    bomb = b"1 0 obj<</Filter/FlateDecode>>stream\n" + zlib.compress(bytes(1_000_000)) + b"\nendstream endobj"
    check_streams(bomb, Limits(expanded_bytes=2_000_000))
    with pytest.raises(Refused) as refused:
        check_streams(bomb, Limits(expanded_bytes=999_999))
    assert refused.value.problems[0].code == "runaway"


def test_a_pdf_that_draws_without_end_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr(drawing, "MAX_MARKS", 20)
    assert refusal(small()) == "runaway"


def test_damaged_bytes_give_tables_or_a_refusal() -> None:
    data, chance = small(), random.Random(7)
    outcomes = set()
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 5, 40))):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randrange(1, 4)] = chance.randbytes(chance.randrange(3))
        try:
            outcomes.add(bool(read(bytes(damaged))))
        except Refused as refused:
            outcomes.update(problem.code for problem in refused.problems)
    assert {True, "unreadable"} <= outcomes


def with_font(font: bytes, table: bytes = b"") -> bytes:
    """A PDF of one page and one font of many bytes a code, written by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length 33>>stream\nBT /F 9 Tf 9 9 Td <00410042> Tj ET\nendstream",
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/FontDescriptor<</Type/FontDescriptor>>"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>" + font + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(table), table),
    ]
    data, places = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, one in enumerate(objects, start=1):
        places += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table_of_places = b"xref\n0 %d\n%s" % (len(objects) + 1, places)
    trailer = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + table_of_places + trailer


@pytest.mark.parametrize(
    ("font", "table"),
    [
        (b"/W[0 4294967295 500]", b""),
        (b"/W2[0 4294967295 1 2 3]", b""),
        (b"", b"begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange endcmap"),
        (b"", b"begincmap 1 begincidrange (\\000\\000\\000\\000) <FFFFFFFF> 0 endcidrange endcmap"),
    ],
)
def test_a_font_with_endless_tables_is_refused_before_they_are_made(font: bytes, table: bytes) -> None:
    before = time.process_time()
    assert refusal(with_font(font, table)) == "runaway"
    assert time.process_time() - before < 10  # it took minutes


def test_a_font_with_tables_of_usual_size_is_read() -> None:
    table = b"begincmap 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap"
    assert read(with_font(b"/W[0 65535 500]", table))[0].caption[0].text == "AB"
