"""Zip archives read as folders: their files, each expanded in memory, never written anywhere.

Archives may be hostile: declared sizes are checked before anything is expanded, and expanded bytes are
counted. Names are used in reports only, never as paths.
"""

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from budget.disclosure.limits import Limits, refuse_large_file, size_words, too_large
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.zipped import BROKEN, METHODS, ZIP_STARTS, open_zip, zip_format

_PIECE = 64 * 1024
_ENCRYPTED, _NAME_IS_UTF8 = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path within (archives within it being folders), and its bytes or why there
    are none.
    """

    path: PurePosixPath
    content: bytes = b""
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Spent:
    """The resources that an archive has used so far, with all archives in it."""

    limits: Limits
    expanded: int = 0
    members: int = 0

    def refuse_more(self, archive: list[zipfile.ZipInfo]) -> None:
        """Raise Refused where the declared sizes exceed the limits."""
        self.members += len(archive)
        if self.members > self.limits.archive_members:
            details = {"count": str(self.members), "limit": str(self.limits.archive_members)}
            raise Refused(Problem("too-many-members", details=details))
        self._refuse(self.expanded + sum(info.file_size for info in archive))

    def add(self, size: int) -> None:
        """Count what has been expanded; raises Refused at the limit."""
        self.expanded += size
        self._refuse(self.expanded)

    def _refuse(self, size: int) -> None:
        limit = self.limits.archive_expanded_bytes
        if size > limit:
            details = {"size": size_words(size), "limit": size_words(limit)}
            raise Refused(Problem("archive-expands-too-far", details=details))


def is_archive(stream: IO[bytes]) -> bool:
    """Whether a stream is a zip archive, and no document made of one; leaves it at its start.

    Raises Refused for a broken zip.
    """
    start = stream.read(len(ZIP_STARTS[0]))
    found = start in ZIP_STARTS and zip_format(stream) == "zip"
    stream.seek(0)
    return found


def members_of(stream: IO[bytes], size: int, limits: Limits) -> Iterator[Member]:
    """The files of an archive of `size` bytes and of the archives in it, in the order of their names.

    Raises Refused for the archive as a whole (too-large, too-many-members, archive-expands-too-far,
    unreadable, empty-archive), the sizes declared being checked first; what is wrong with one file stands in
    its Member.
    """
    if size > limits.archive_bytes:
        raise too_large(size, limits.archive_bytes, "IMPORT_ARCHIVE_MIB")
    yield from _Walk(limits).over(stream, PurePosixPath(), depth=1)


@dataclass(slots=True)
class _Walk:
    limits: Limits
    spent: _Spent = field(init=False)

    def __post_init__(self) -> None:
        self.spent = _Spent(self.limits)

    def over(self, stream: IO[bytes], folder: PurePosixPath, depth: int) -> Iterator[Member]:
        """The members of one archive, and of those in it."""
        if depth > self.limits.archive_depth:
            raise Refused(Problem("nested-too-deep", details={"limit": str(self.limits.archive_depth)}))
        try:
            archive = open_zip(stream)
        except BROKEN as error:
            raise unreadable(_("the archive is broken")) from error
        infos = [info for info in archive.infolist() if not _is_folder(info) and not _is_link(info)]
        self.spent.refuse_more(infos)
        if not infos:
            raise Refused(Problem("empty-archive"))
        for path, info in sorted(((_path(info), info) for info in infos), key=lambda pair: pair[0]):
            try:
                content = self._content(archive, info)
                inner = io.BytesIO(content)
                if not is_archive(inner):
                    yield Member(folder / path, content)
                    continue
                yield from self.over(inner, folder / path, depth + 1)
            except Refused as refused:
                yield Member(folder / path, problems=refused.problems)

    def _content(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """A member's bytes; raises Refused."""
        if info.flag_bits & _ENCRYPTED:
            raise Refused(Problem("encrypted"))
        if info.compress_type not in METHODS:
            raise unreadable(_("it is packed in a way that cannot be read; pack it as an ordinary ZIP"))
        refuse_large_file(info.file_size, self.limits)
        pieces = []
        try:
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    self.spent.add(len(piece))
                    pieces.append(piece)
        except BROKEN as error:
            raise unreadable(_("its part of the archive is broken")) from error
        return b"".join(pieces)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder: its name ends in a separator, of whichever system."""
    return _name(info).endswith(("/", "\\"))


def _is_link(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a symbolic link, which is no file; in a folder it is passed over too."""
    return stat.S_ISLNK(info.external_attr >> 16)


def _path(info: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's path without parts that lead out of the archive (a root, a drive, `..`) and without
    control characters.
    """
    name = "".join(character if character.isprintable() else "\ufffd" for character in _name(info))
    parts = name.replace("\\", "/").split("/")
    safe_parts = [part for part in parts if part.strip(". ") and not part.endswith(":")]
    return PurePosixPath(*safe_parts) if safe_parts else PurePosixPath("?")


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name: UTF-8 where the archive declares it or the bytes are valid, else GB18030."""
    if info.flag_bits & _NAME_IS_UTF8:
        return info.filename
    # zipfile takes every other name for one of the old IBM PC.
    raw = info.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).partition("\0")[0]
        except UnicodeDecodeError:
            continue
    return info.filename
