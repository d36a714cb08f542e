"""Bytes that an import keeps for later in an unnamed temporary file, which ends with its processes."""

import os
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True, slots=True)
class Span:
    """A range of bytes in the file."""

    start: int
    size: int


class Spool(AbstractContextManager["Spool"]):
    """The temporary file: ten thousand forms take no memory. Processes forked later read what is written."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed by __exit__

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, content: bytes) -> Span:
        start = self._file.seek(0, 2)
        self._file.write(content)
        self._file.flush()
        return Span(start, len(content))

    def read(self, span: Span) -> bytes:
        """Return a range. The position in the file, which processes share, is left alone."""
        found = bytearray()
        while len(found) < span.size:
            more = os.pread(self._file.fileno(), span.size - len(found), span.start + len(found))
            if not more:
                raise OSError("the temporary file of the import ends early")
            found += more
        return bytes(found)
