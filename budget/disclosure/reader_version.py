"""The version of the readers: the same bytes, read by the same version, give the same records."""

import hashlib
import sys
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import budget.disclosure
import indicators

_PACKAGES: Final = (budget.disclosure, indicators)
# What formats are read with (requirements.in).
_LIBRARIES: Final = ("lxml", "xlrd", "pdfminer.six")


@cache
def reader_version() -> str:
    """Return a hash of the readers' code, of their libraries' versions and of Python's."""
    digest = hashlib.sha256(f"{sys.version} {unicodedata.unidata_version}".encode())
    for library in _LIBRARIES:
        digest.update(f" {library} {version(library)}".encode())
    for package in _PACKAGES:
        for folder in map(Path, package.__path__):
            for file in sorted(folder.rglob("*.py")):
                digest.update(file.relative_to(folder).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
