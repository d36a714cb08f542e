"""Reads web archives (MHTML: a page saved as one file with its pictures) through the reader of web pages.

Office programs save workbooks as such archives, under the names .mht and .xls. Each sheet is a page of its
own in it.
"""

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Final

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.html import decoded, grids_of_page

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_MOST_PARTS: Final = 1_000
# A frame's page names the sheets; it and the list of tabs hold no table of their own.
_FRAMES: Final = re.compile(r"<frameset\b", re.IGNORECASE)


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The tables of an archive's pages in their order.

    `name` is for words alone. Raises Refused where the archive holds no page, and as the reader of web pages.
    """
    refuse_large_file(len(data), limits)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "))
        parts = [part for part in message.walk() if part.get_content_type() in _PAGES]
        pages = [text for part in parts[:_MOST_PARTS] if (text := _page(part)).strip()]
    except (MessageError, LookupError, ValueError) as error:
        raise unreadable(_("the parts of the web archive do not fit together")) from error
    if not pages:
        raise Refused(Problem("unknown-format"))
    grids: list[Grid] = []
    for text in pages:
        if not _FRAMES.search(text):
            grids += grids_of_page(text, limits)
    return grids


def _page(part: Message | EmailMessage) -> str:
    """Return a page's text, in the charset that the archive or the page declares."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = (part.get_content_charset() or "").lower()
    if charset in ("big5", "big5hkscs", "utf-16", "utf-16le", "utf-16be", "unicode"):
        try:
            return content.decode("utf-16" if charset == "unicode" else charset)
        except UnicodeDecodeError:
            return decoded(content)
    return decoded(content)
