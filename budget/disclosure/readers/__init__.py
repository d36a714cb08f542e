"""One module a format, each a function `read_grids(data, name, limits) -> list[Grid]`; and the choice
between them, by content alone.
"""

import codecs
import io
import re
from dataclasses import replace
from importlib import import_module
from typing import Literal, cast

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, Limits
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.heads import is_mhtml, is_xml_spreadsheet
from budget.disclosure.readers.text import decode
from budget.disclosure.readers.zipped import ZIP_STARTS, zip_format

Format = Literal["text", "xlsx", "xls", "xml", "ods", "docx", "html", "mhtml", "pdf", "zip"]

# Imported when the first file of the format comes: a run over text files pays for no PDF library.
_MODULES: dict[Format, str] = {
    "text": "text",
    "xlsx": "workbook",
    "xls": "workbook",
    "xml": "xml_spreadsheet",
    "ods": "workbook",
    "docx": "word",
    "html": "html",
    "mhtml": "mhtml",
    "pdf": "pdf",
}

# Office programs limit a sheet's name to 31 characters. A longer one is cut, and still identifies the sheet.
_LONGEST_PLACE = 100

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams of documents and presentations, also of WPS (.wps, .dps).
_DOCUMENTS = ("WordDocument", "PowerPoint Document")
# A PDF's header may be anywhere in its first 1,024 bytes (ISO 32000, implementation notes).
_PDF_HEADER_WITHIN = 1024
_TAG = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|style|script|table|div|p|span|center|font|h[1-6]|tr|td)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG_WITHIN = 4096
# Documents as text: RTF, and Word's XML of 2003 and of a whole package.
_TEXT_DOCUMENT = re.compile(
    r"\ufeff?\s*(?:\{\\rtf|<\?xml[^>]*>\s*<\?mso-application\s+progid=[\"']Word\.Document)"
)
# What no text holds: NUL and the other control characters but tab, line ends, page break and Ctrl-Z at an old
# file's end.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1b\x7f]")


def sniff(data: bytes) -> Format:
    """Return the format of a file's bytes, recognised by content and never by its name; "zip" is an archive
    that is no document.

    Raises Refused: empty-file, encrypted, unreadable (a broken zip), unknown-format, unknown-charset,
    binary-document.
    """
    if not data.strip(b"\x00\t\n\x0b\x0c\r \xef\xbb\xbf"):
        raise Refused(Problem("empty-file"))
    if data.startswith(ZIP_STARTS):
        return zip_format(io.BytesIO(data))
    if data.startswith(_OLE2):
        return _ole2_format(data)
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "pdf"
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _BINARY.search(data):
        raise Refused(Problem("unknown-format"))
    if is_mhtml(data):
        return "mhtml"
    text = decode(data)
    if _TEXT_DOCUMENT.match(text):
        raise Refused(Problem("binary-document"))
    if is_xml_spreadsheet(text):
        return "xml"
    return "html" if _TAG.match(text[:_TAG_WITHIN].lstrip("\ufeff")) else "text"


def grids_of(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The tables of a file, in order; `name` is for words alone.

    Raises Refused as `sniff` and the format's reader do, and for an archive: it is no file, but holds some
    (budget.disclosure.archives).
    """
    module = _MODULES.get(sniff(data))
    if module is None:
        raise Refused(Problem("unknown-format"))
    grids = cast(list[Grid], import_module(f"{__name__}.{module}").read_grids(data, name, limits))
    return [replace(grid, place=grid.place[:_LONGEST_PLACE]) for grid in grids]


def _ole2_format(data: bytes) -> Format:
    """Recognise XLS, also of WPS (.et), by the names of its streams, which an OLE2 file writes in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(Problem("encrypted"))
    if any(f"{name}\0".encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "xls"
    if any(f"{name}\0".encode("utf-16-le") in data for name in _DOCUMENTS):
        raise Refused(Problem("binary-document"))
    raise Refused(Problem("unknown-format"))
