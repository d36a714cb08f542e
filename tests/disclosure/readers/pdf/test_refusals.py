"""PDF files that are refused."""

import random
import re
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
