"""Decodes every code of drawn text.

pdfminer skips a code that its tables lack, and continues at the wrong byte. Its tables lack characters that
disclosures use (`·` in UniGB-UCS2-H). Where a font's codes are those of a known character set, the code
itself identifies the character.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from pdfminer.cmapdb import CMap, CMapBase, FileUnicodeMap
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFResourceManager

from budget.disclosure.grid import UNKNOWN_CHARACTER
from budget.disclosure.readers.pdf.font_limits import refuse_large_tables

# Part of the name of a code table -> the character set of its codes.
_CHARACTER_SETS: Final = (
    ("UCS2", "utf-16-be"),
    ("UTF16", "utf-16-be"),
    ("UTF32", "utf-32-be"),
    ("UTF8", "utf-8"),
    ("GB", "gb18030"),
    ("HKscs", "big5hkscs"),
    ("B5", "big5"),
)


class UnmappedCode(int):
    """A code that pdfminer's tables lack, with its character, or UNKNOWN_CHARACTER."""

    text: str

    def __new__(cls, text: str) -> "UnmappedCode":
        made = super().__new__(cls, 0)
        made.text = text
        return made


class Fonts(PDFResourceManager):
    """pdfminer's fonts, with tables that decode every code."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Return a font, as pdfminer does. Raises Refused where its tables are too large."""
        if not objid or objid not in self._cached_fonts:
            refuse_large_tables(spec)
        font = super().get_font(objid, spec)
        if isinstance(font, PDFCIDFont) and isinstance(font.cmap, CMap):
            has_text_map = isinstance(font.unicode_map, FileUnicodeMap)
            font.cmap = _CompleteCMap(font.cmap, has_text_map=has_text_map)
        return font


class _CompleteCMap(CMapBase):
    """A code table that returns a character for every code."""

    def __init__(self, known: CMap, *, has_text_map: bool) -> None:
        """`has_text_map`: whether the file maps its codes to characters itself (ToUnicode)."""
        super().__init__(**known.attrs)
        self._known: dict[int, object] = known.code2cid
        self._has_text_map = has_text_map
        name = str(known.attrs.get("CMapName", ""))
        self._charset = next((charset for part, charset in _CHARACTER_SETS if part in name), "")

    def decode(self, code: bytes) -> Iterator[int]:
        at = 0
        while at < len(code):
            cid, length = self._cid(code, at)
            if cid is None:
                length = self._length(code, at)
                cid = self._unmapped(code[at : at + length])
            yield cid
            at += length

    def _cid(self, code: bytes, at: int) -> tuple[int | None, int]:
        """Return the glyph of the code at an offset (None where the table lacks it) and the code's length."""
        found: object = self._known
        for length, byte in enumerate(code[at:], start=1):
            found = found.get(byte) if isinstance(found, dict) else None
            if isinstance(found, int):
                return found, length
            if found is None:
                break
        return None, 0

    def _length(self, code: bytes, at: int) -> int:
        """Return the number of bytes of an unmapped code at an offset."""
        first, second = code[at], code[at + 1] if at + 1 < len(code) else 0
        match self._charset:
            case "utf-16-be":
                return 4 if 0xD8 <= first < 0xDC else 2
            case "utf-32-be":
                return 4
            case "utf-8":
                return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            case "gb18030" if first > 0x80 and 0x30 <= second <= 0x39:
                return 4
            case "":
                # A table embedded in the file, which pdfminer does not read: two bytes a code in most cases.
                return 2 if not self._known or isinstance(self._known.get(first), dict) or first > 0x80 else 1
            case _:
                return 1 if first < 0x81 else 2

    def _unmapped(self, code: bytes) -> int:
        if not self._known and self._has_text_map:
            return int.from_bytes(code)
        try:
            text = code.decode(self._charset) if self._charset else UNKNOWN_CHARACTER
        except UnicodeDecodeError:
            text = UNKNOWN_CHARACTER
        return UnmappedCode(text)
