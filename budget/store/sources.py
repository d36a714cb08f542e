"""The files that a revision was read from: received, stored once by their content, carried over to later
revisions.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User

from budget.disclosure import open_data
from budget.models import Revision, SelfEvaluationRevision, Source, StoredFile


@dataclass(frozen=True)
class Received:
    """A file as received, and its place of publication where the operator gives it.

    `reading`: how it was read, where it gave one whole table and nothing else, of which a revision is made;
    `figures`: what an import tells of that table (`budget.store.known_readings`).
    """

    name: str
    content: bytes
    published_url: str = ""
    published_on: date | None = None
    reading: str = ""
    figures: Mapping[str, Any] | None = None

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def attach(revision: Revision | SelfEvaluationRevision, files: Iterable[Received], by: User | None) -> None:
    """Add the files that the revision does not have yet. Equal contents are stored once."""
    there = dict(revision.sources.values_list("file", "position"))
    position = max(there.values(), default=0)
    for file in files:
        stored = stored_file(file)
        if stored.pk in there:
            continue
        extra = {"reading": file.reading, "figures": file.figures} if file.reading else {}
        position += 1
        there[stored.pk] = position
        revision.sources.create(
            file=stored,
            position=position,
            name=file.name,
            received_by=by,
            published_url=file.published_url,
            published_on=file.published_on,
            **extra,
        )


def stored_file(file: Received) -> StoredFile:
    """The bytes of a file, stored where they are new."""
    stored, _ = StoredFile.objects.defer("content").get_or_create(
        sha256=file.sha256, defaults={"size": len(file.content), "content": file.content}
    )
    return stored


def carry_over(before: Revision, revision: Revision, files: Collection[str] | None = None) -> None:
    """Copy the sources of an earlier revision to a new one: those of these files (SHA-256), None for all."""
    sources = before.sources.order_by("position")
    for source in sources if files is None else sources.filter(file__sha256__in=files):
        received_at = source.received_at
        source.pk, source.revision, source.reading, source.figures = None, revision, "", None
        source.save()
        Source.objects.filter(pk=source.pk).update(received_at=received_at)


def sources_of(revision: Revision | SelfEvaluationRevision) -> list[open_data.SourceName]:
    """The files of a revision, in their order."""
    rows = revision.sources.order_by("position").values_list("name", "file__sha256")
    return [open_data.SourceName(name, sha256) for name, sha256 in rows]
