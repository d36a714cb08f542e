"""Whether the site is up and ready, for a proxy or a service manager.

`/healthz`: the process is alive and its database answers. `/readyz`: it has all that its work needs.
"""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import Error, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from budget.store.migrated import missing_migrations
from budget.uploads.worker_slots import workers

# With less than this free, an upload or an import is likely to fill the disk.
LEAST_FREE_BYTES = 256 * 1024 * 1024


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where the database answers, else 503; never more than a word, since anyone may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return _answer("database unreachable", status=503)
    return _answer("ok")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where nothing is missing, else 503 with what is: a line each."""
    missing = "\n".join(_missing())
    return _answer(missing, status=503) if missing else _answer("ok")


def _answer(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


def _missing() -> Iterator[str]:
    """Yield what the site lacks."""
    try:
        if missing_migrations():
            yield "migrations missing"
        if not workers():
            yield "no worker running"
    except Error:
        yield "database unreachable"
    if not _has_static_files():
        yield "static files not collected"
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        yield "disk nearly full"


def _has_static_files() -> bool:
    """Whether pages find their static files: they are collected, or served as they are."""
    return not isinstance(staticfiles_storage, ManifestFilesMixin) or bool(staticfiles_storage.hashed_files)
