"""Recognises texts in and around tables: amounts, page numbers, marks of continuation."""

import re
from collections.abc import Iterable

from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.pdf.text import TextLine

_AMOUNT = re.compile(r"[-+−]?[¥￥]?\d[\d,，]*(?:\.\d+)?%?")
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:\d{1,3}|第\s*\d{1,4}\s*页)(?:\s*[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·\s]*"
)
_CONTINUED = re.compile(r"[（(]?(?:续表|接上页|续)[）)]?")


def is_amount(text: str) -> bool:
    """Whether a cell's text is an amount or a percentage and nothing else."""
    return _AMOUNT.fullmatch(text) is not None


def without_page_numbers(lines: Iterable[TextLine]) -> list[str]:
    """Return the displayed texts of lines outside the tables, without lines that are page numbers."""
    texts = (displayed(line.text) for line in lines)
    return [text for text in texts if not _PAGE_NUMBER.fullmatch(text)]


def comparable(text: str) -> str:
    """Return a text without blanks and without marks of continuation (续表)."""
    return "".join(_CONTINUED.sub("", text).split())
