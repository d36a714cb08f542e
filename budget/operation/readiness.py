"""What the site lacks for its work."""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import Error

from budget.store.migrated import missing_migrations
from budget.uploads.worker_slots import workers

# With less than this free, an upload or an import is likely to fill the disk.
LEAST_FREE_BYTES = 256 * 1024 * 1024


def missing() -> Iterator[str]:
    """Yield what the site lacks, in English words for machines and operators."""
    try:
        if missing_migrations():
            yield "migrations missing"
        if not workers():
            yield "no worker running"
    except Error:
        yield "database unreachable"
    if not has_static_files():
        yield "static files not collected"
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        yield "disk nearly full"


def has_static_files() -> bool:
    """Whether pages find their static files: they are collected, or served as they are."""
    return (
        settings.DEBUG
        or not isinstance(staticfiles_storage, ManifestFilesMixin)
        or bool(staticfiles_storage.hashed_files)
    )
