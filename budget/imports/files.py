"""The files of an import: those that the operator's paths name, with those in their folders and archives."""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import IO

from budget.disclosure.archives import is_archive, members_of
from budget.disclosure.limits import Limits, refuse_large_file
from budget.disclosure.problems import Problem, Refused
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR

# A folder named for its fiscal year: 2024, 2024年, 2024年度. An archive counts as a folder.
_YEAR_FOLDER = re.compile(r"(?i)(?P<year>[0-9]{4})(?:年度?)?(?:\.zip)?", re.ASCII)
# Files in a folder of disclosures that are none. They are reported as skipped, and not read.
_COMPANIONS = re.compile(r"(?i)readme(\..*)?|licen[cs]e(\..*)?|.*\.md|\..*|thumbs\.db|desktop\.ini|~\$.*")

_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
# Control and direction characters, surrogates, private use, unassigned.
_UNSAFE_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import.

    `label` is its name in the report, `name` its own. `opened` returns a seekable stream, or raises OSError.
    `in_folder`: a folder contained it, so that an unknown format is skipped instead of refused.
    `folder_year`: the fiscal year that its folder is named for.
    """

    label: str
    name: str
    opened: Callable[[], AbstractContextManager[IO[bytes]]]
    in_folder: bool = False
    folder_year: int | None = None


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to read, with `label` and `name` as in `Found`.

    `content` is None for a file that is not read: `problems` say why, and without problems it is skipped.
    """

    label: str
    name: str
    in_folder: bool
    folder_year: int | None
    content: bytes | None = None
    problems: tuple[Problem, ...] = ()


def find_files(paths: Sequence[Path]) -> list[Found]:
    """Return the files that paths name, folders read recursively in the order of names.

    A file named twice is returned once. Raises FileNotFoundError for a missing path.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        if path.is_dir():
            inside = sorted(
                member for member in path.rglob("*") if member.is_file() and not member.is_symlink()
            )
            for member in inside:
                found.setdefault(member.resolve(), _on_disk(member, path, in_folder=True))
        else:
            found.setdefault(path.resolve(), _on_disk(path, path, in_folder=False))
    return list(found.values())


def files_in(found: Found, limits: Limits) -> Iterator[ImportFile]:
    """Yield the file with its bytes, or, for an archive, each file in it.

    Raises nothing for a faulty file: its `problems` name the fault.
    """

    def file(content: bytes | None, problems: tuple[Problem, ...] = ()) -> ImportFile:
        return ImportFile(found.label, found.name, found.in_folder, found.folder_year, content, problems)

    if found.in_folder and _COMPANIONS.fullmatch(found.name):
        yield file(None)
        return
    try:
        with found.opened() as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            if is_archive(stream):
                yield from _files_in_archive(found, stream, size, limits)
                return
            refuse_large_file(size, limits)
            content = stream.read(limits.file_bytes + 1)
        refuse_large_file(len(content), limits)
        yield file(content)
    except OSError as error:
        yield file(None, (Problem("unreadable", details={"reason": error.strerror or str(error)}),))
    except Refused as refused:
        yield file(None, refused.problems)


def _files_in_archive(found: Found, stream: IO[bytes], size: int, limits: Limits) -> Iterator[ImportFile]:
    """Yield the files in an archive of `size` bytes. Raises Refused for the archive as a whole."""
    own_year = _year_of(found.name) or found.folder_year
    for member in members_of(stream, size, limits):
        folders = reversed(member.path.parts[:-1])
        yield ImportFile(
            label=f"{found.label}/{member.path}",
            name=member.path.name,
            in_folder=True,
            folder_year=next((year for folder in folders if (year := _year_of(folder))), own_year),
            content=None if member.problems or _COMPANIONS.fullmatch(member.path.name) else member.content,
            problems=member.problems,
        )


def _on_disk(file: Path, given: Path, *, in_folder: bool) -> Found:
    """Return a file that is the path `given`, or lies in the folder `given`."""
    return Found(
        _readable(file), _readable(file.name), partial(_open, file), in_folder, _year_on_disk(file, given)
    )


def _open(path: Path) -> IO[bytes]:
    if not path.is_file():
        raise OSError("it is neither a file nor a folder")
    return path.open("rb")


def _year_on_disk(file: Path, given: Path) -> int | None:
    """Return the fiscal year that the nearest folder is named for, up to `given` or the folder of `given`."""
    top = (given if given.is_dir() else given.parent).resolve()
    for folder in file.resolve().parents:
        if year := _year_of(folder.name):
            return year
        if folder == top:
            break
    return None


def _year_of(folder: str) -> int | None:
    """Return the fiscal year that a folder, or an archive in its place, is named for."""
    match = _YEAR_FOLDER.fullmatch(folder)
    if match and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return int(match["year"])
    return None


def _readable(path: PurePath | str) -> str:
    """Return a path as text. A name that is not UTF-8 is GB18030, as from archives made on Windows."""
    raw = str(path).encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def safe_file_name(name: str) -> str:
    """Return a name, from anybody, fit to be shown, stored and given to a download.

    It has no path, no control or direction characters, no leading dot, and is never empty.
    """
    shown = "".join(c for c in name if unicodedata.category(c) not in _UNSAFE_CATEGORIES)
    return _UNSAFE_IN_NAMES.sub("_", shown).strip().lstrip(".")[:_LONGEST_NAME] or "disclosure"
