"""Recognises text formats by their first lines, without the libraries that read them."""

import re
from typing import Final

# A head of fields, as a message has it; a blank line ends it.
_FIELDS: Final = re.compile(rb"(?:[!-9;-~]{1,80}:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+)++(?=\r?\n)")
_PARTS: Final = re.compile(rb"^content-type:\s*multipart/(?:related|mixed|alternative)\b", re.I | re.M)
_PAGE: Final = re.compile(rb"^content-type:\s*text/html\b", re.I | re.M)
_VERSION: Final = re.compile(rb"^mime-version:\s*1\.0", re.I | re.M)
_SPREADSHEET: Final = re.compile(
    r"\s*+(?:<\?[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+<(?:[a-z0-9]+:)?Workbook\b[^>]*?"
    r"urn:schemas-microsoft-com:office:spreadsheet",
    re.DOTALL | re.IGNORECASE,
)
_WITHIN: Final = 8192


def is_mhtml(data: bytes) -> bool:
    """Whether a file begins with the head of a web archive."""
    match = _FIELDS.match(data[:_WITHIN].lstrip(b"\xef\xbb\xbf\r\n\t "))
    if match is None:
        return False
    return bool(_PARTS.search(match[0]) or (_VERSION.search(match[0]) and _PAGE.search(match[0])))


def is_xml_spreadsheet(text: str) -> bool:
    """Whether a text begins as an XML spreadsheet of 2003."""
    return bool(_SPREADSHEET.match(text[:_WITHIN].lstrip("\ufeff")))
