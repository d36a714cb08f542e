"""A file encrypted with a passphrase, in the format age (age-encryption.org/v1).

The file is a zip archive of two entries: `key.age` is a key that the passphrase opens, `content.age` the
content that the key opens. The program `age` reads both. The content passes through in pieces: its size needs
no memory.
"""

import zipfile
from pathlib import Path
from typing import IO, Final

import pyrage

_KEY, _CONTENT = "key.age", "content.age"
# A key is some hundred bytes. What is longer was not written here, and is not read.
_LONGEST_KEY: Final = 4096


class WrongPassphrase(Exception):
    """The passphrase does not open the file, or the file was changed."""


def encrypt(content: IO[bytes], target: IO[bytes], passphrase: str) -> None:
    """Write what `content` has, encrypted, to `target`."""
    key = pyrage.x25519.Identity.generate()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_KEY, pyrage.passphrase.encrypt(str(key).encode("ascii"), passphrase))
        with archive.open(_CONTENT, "w", force_zip64=True) as entry:
            pyrage.encrypt_io(content, entry, [key.to_public()])


def is_encrypted(file: Path) -> bool:
    """Whether a file was written by `encrypt`. Raises OSError and BadZipFile."""
    with zipfile.ZipFile(file) as archive:
        return {_KEY, _CONTENT} <= set(archive.namelist())


def decrypt(file: Path, target: IO[bytes], passphrase: str) -> None:
    """Write the content of an encrypted file to `target`. Raises WrongPassphrase, OSError and BadZipFile."""
    with zipfile.ZipFile(file) as archive:
        try:
            with archive.open(_KEY) as entry:
                key = pyrage.passphrase.decrypt(entry.read(_LONGEST_KEY), passphrase)
            identity = pyrage.x25519.Identity.from_str(key.decode("ascii"))
            with archive.open(_CONTENT) as entry:
                pyrage.decrypt_io(entry, target, [identity])
        except (pyrage.DecryptError, pyrage.IdentityError) as error:
            raise WrongPassphrase from error
