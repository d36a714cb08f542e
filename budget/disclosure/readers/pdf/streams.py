"""Checks a PDF's compressed streams before any is opened: that each is complete, and how large all are.

pdfminer reads a damaged stream up to the damage without an error, so that a page would lose its last
rows unnoticed. It expands a stream at once, however large it becomes.
"""

import base64
import re
import zlib

from budget.disclosure.limits import DEFAULT_LIMITS, Limits, size_words
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = b" obj"
# A stream's dictionary is seldom longer than this many bytes. Earlier bytes belong to other objects.
_DICTIONARY = 4096
_FILTERS = re.compile(
    rb"/Filter\s*\[?\s*(/(?:ASCII85Decode|A85)\s*)?/(?:FlateDecode|Fl)\b(?!\s*/(?:[A-Z]\w*Decode|LZW|RL|Fl|A85|AHx)\b)"
)
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
# In bytes. The blocks are small: only the bytes of a stream are read in a large file.
_CHUNK = 16 * 1024
_MOST_AT_ONCE = 1024 * 1024


def check_streams(data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
    """Raise Refused where a stream of an unencrypted PDF is cut or damaged, or all together expand over the
    limit.

    Pictures are passed over: nothing opens them.
    """
    if b"/Encrypt" in data:
        return
    view = memoryview(data)
    expanded = 0
    for match in _STREAM.finditer(data):
        start = data.rfind(_OBJECT, max(0, match.start() - _DICTIONARY), match.start())
        dictionary = data[max(start, 0) : match.start()]
        filters = _FILTERS.search(dictionary)
        if start >= 0 and filters and not _IMAGE.search(dictionary):
            stream = view[match.end() :]
            if filters[1]:
                stream = memoryview(_from_ascii(data, match.end()))
            expanded += _expanded_size(stream, limits.expanded_bytes - expanded)


def _from_ascii(data: bytes, start: int) -> bytes:
    """Return the ASCII85 data from an offset up to its end mark. Raises Refused."""
    end = data.find(b"~>", start)
    try:
        return base64.a85decode(data[start:end], ignorechars=b" \t\n\r\f\0")
    except ValueError as error:
        raise _damaged() from error


def _expanded_size(stream: memoryview, limit: int) -> int:
    """Return the expanded size of a stream without storing it. Raises Refused."""
    expander = zlib.decompressobj()
    size = 0
    try:
        for offset in range(0, len(stream), _CHUNK):
            piece: memoryview | bytes = stream[offset : offset + _CHUNK]
            while piece and not expander.eof:
                size += len(expander.decompress(piece, _MOST_AT_ONCE))
                piece = expander.unconsumed_tail
                if size > limit:
                    raise Refused(
                        Problem(
                            "runaway",
                            details={
                                "reason": _("it expands to more than {limit}"),
                                "limit": size_words(limit),
                            },
                        )
                    )
            if expander.eof:
                return size
    except zlib.error as error:
        raise _damaged() from error
    raise _damaged()


def _damaged() -> Refused:
    return unreadable(_("a compressed part of it is damaged"))
