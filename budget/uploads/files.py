"""The files of uploads: stored in parts in the database, opened for an import run, deleted."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO

from budget.imports.files import Found, safe_file_name
from budget.models import Upload, UploadedFile, UploadedPart

# What is written and read at once; PostgreSQL's driver takes several times as much memory.
PART_BYTES = 4 * 1024 * 1024
# An opened file is in memory up to this size, and above it in an unnamed temporary file.
_IN_MEMORY = 8 * 1024 * 1024


def store_file(upload: Upload, position: int, name: str, stream: IO[bytes]) -> None:
    """Store a file as it was sent, in parts."""
    file = UploadedFile.objects.create(upload=upload, position=position, name=safe_file_name(name), size=0)
    for number, content in enumerate(iter(lambda: stream.read(PART_BYTES), b""), start=1):
        UploadedPart.objects.create(file=file, position=number, content=content)
        file.size += len(content)
    file.save(update_fields=["size"])


def found_files(upload: Upload) -> list[Found]:
    """Return the files of an upload as an import run takes them."""
    return [Found(file.name, file.name, partial(_open, file)) for file in upload.files.all()]


@contextmanager
def _open(file: UploadedFile) -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as stream:
        for content in file.parts.order_by("position").values_list("content", flat=True).iterator(1):
            stream.write(content)
        stream.seek(0)
        yield stream


def delete_content(upload: Upload) -> None:
    """Delete the bytes of an upload's files. Sources of stored disclosures have their own copy."""
    UploadedPart.objects.filter(file__upload=upload).delete()
