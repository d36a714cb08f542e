"""Pages read from streaming replicas of the database (DATABASE_REPLICA_URLS).

A request for a page or of the API reads from a replica that shows the version of the data which the primary
had when the request began. So nobody sees older data: not a reader, nor a session after its own writes, nor
the store of pages. A replica that is behind is passed over until it has caught up. One that fails is left out
for some seconds, and the request that met the failure is answered again from the primary.

All else is with the primary: sign-in, the administration, uploads, commands, the worker, and the tables whose
changes raise no version (`data_version.is_shown`).
"""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from budget.store import data_version

log = logging.getLogger("budget.replicas")

PREFIX: Final = "replica_"  # of the names in DATABASES
# So long a replica that failed is not asked.
PAUSE_SECONDS: Final = 5.0
_NAMESPACES: Final = ("budget", "api")
_APPS: Final = ("budget", "indicators")

_reading: ContextVar[str | None] = ContextVar("replica that pages are read from", default=None)
_paused_until: dict[str, float] = {}


class ReplicaRouter:
    """Sends reads of what pages show to the replica of the request, all else to the primary."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        alias = _reading.get()
        if alias is None or model._meta.app_label not in _APPS:
            return DEFAULT_DB_ALIAS
        return alias if data_version.is_shown(model._meta.db_table) else DEFAULT_DB_ALIAS

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, alias: str, _app: str, **_hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Answers a page that writes nothing from a replica; from the primary where none is as it should be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not _names():
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if request.method not in ("GET", "HEAD") or match is None or match.namespace not in _NAMESPACES:
            return None
        alias = _current()
        if alias is None:
            return None
        try:
            with _reading_from(alias):
                return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            # The view has written nothing: it may be called again.
            _leave_out(alias, error)
            return view(request, *args, **kwargs)


def is_from_replica() -> bool:
    """Return whether what is read now comes from a replica."""
    return _reading.get() is not None


@contextmanager
def _reading_from(alias: str) -> Iterator[None]:
    token = _reading.set(alias)
    try:
        yield
    finally:
        _reading.reset(token)


def _names() -> list[str]:
    return [name for name in settings.DATABASES if name.startswith(PREFIX)]


def _current() -> str | None:
    """The name of a replica that shows the version by which the request is answered; None for the primary."""
    version = data_version.of_request()
    if not version:  # nothing was ever written: every database without data would show it
        return None
    names = _names()
    for alias in random.sample(names, len(names)):
        if monotonic() < _paused_until.get(alias, 0):
            continue
        try:
            if data_version.current(connections[alias]) == version:
                return alias
        except (OperationalError, InterfaceError) as error:
            _leave_out(alias, error)
    return None


def _leave_out(alias: str, error: Exception) -> None:
    _paused_until[alias] = monotonic() + PAUSE_SECONDS
    connections[alias].close()
    log.warning("%s is left out for %s seconds: %s", alias, PAUSE_SECONDS, str(error).strip())
