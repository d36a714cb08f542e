"""Opens zip files within limits, and recognises their kind: a workbook, a document, or an archive of files.

The directory of a zip is read as a whole before any of its parts. Its size is limited here.
"""

import zipfile
import zlib
from typing import IO, Literal, cast

from budget.disclosure.limits import MIB
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable

ZipFormat = Literal["xlsx", "ods", "docx", "zip"]

# A zip begins with a part, or, where it is empty, with the end of its list.
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# The permitted methods of compression. Others only hide the expanded size of a part.
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What zipfile and zlib raise on damaged bytes.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)

# 20,000 parts with long names take 4 MiB. An entry of 46 bytes, the smallest, takes ten times that in memory.
_LARGEST_LIST = 8 * MIB
_ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class _SparingStream:
    """A stream that refuses single reads larger than the directory of any regular zip."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_LIST:
            raise zipfile.BadZipFile("its list of parts is larger than any honest one")
        return self._stream.read(size)


def open_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip; the caller closes the stream. Raises an error of BROKEN where it is damaged.

    A part's bytes are to be read in pieces of less than a MiB.
    """
    return zipfile.ZipFile(cast(IO[bytes], _SparingStream(stream)))


def zip_format(stream: IO[bytes]) -> ZipFormat:
    """Return the kind of a zip; "zip" is an archive of files.

    Raises Refused: unreadable, unknown-format (a document of another kind).
    """
    try:
        with open_zip(stream) as archive:
            names = {info.filename.replace("\\", "/").lower(): info for info in archive.infolist()}
            mimetype = b""
            # Only as much is read as the longest type known has: the entry may claim any size.
            if "mimetype" in names and not names["mimetype"].flag_bits & 0x1:
                with archive.open(names["mimetype"]) as part:
                    mimetype = part.read(len(_ODS_MIMETYPE) + 1).strip()
    except BROKEN as error:
        raise unreadable(_("the zip archive it is made of is broken")) from error
    if mimetype == _ODS_MIMETYPE:
        return "ods"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    # Slides, drawings, books and programs are zips too: their parts are no files that anybody packed.
    if mimetype or any(name in ("[content_types].xml", "meta-inf/manifest.mf") for name in names):
        raise Refused(Problem("unknown-format"))
    return "zip"
