"""The store of pages in a Redis or Valkey that several machines share (CACHE_URL).

A store that does not answer costs a page little: after a failure it is not asked for some seconds, and pages
are made meanwhile as if nothing had been kept.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, Final, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

T = TypeVar("T")
log = logging.getLogger("budget.pages")

# A page is made in some 50 milliseconds: to wait longer for a kept one does not pay.
_ANSWER_SECONDS: Final = 0.25
# So long a store that failed is not asked.
PAUSE_SECONDS: Final = 5.0

# When each store (by its address) is asked again. Each thread has a client of its own.
_paused_until: dict[str, float] = {}


class _Bytes:
    """Values are bytes as they are: nothing from outside is unpickled."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


class RedisPages(RedisCache):
    """Django's RedisCache of bytes. While it fails, `get` finds nothing and `set` keeps nothing."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = {
            "serializer": _Bytes(),
            "socket_connect_timeout": _ANSWER_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            # A connection that was closed since is opened again at once.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._address = str(server)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._asked(lambda: super(RedisPages, self).get(key, default, version), default)

    def set(self, key: str, value: Any, *arguments: Any, **options: Any) -> None:
        self._asked(lambda: super(RedisPages, self).set(key, value, *arguments, **options), None)

    def _asked(self, ask: Callable[[], T], otherwise: T) -> T:
        """What the store answers, else `otherwise`."""
        if monotonic() < _paused_until.get(self._address, 0):
            return otherwise
        try:
            return ask()
        except (RedisError, OSError) as error:
            _paused_until[self._address] = monotonic() + PAUSE_SECONDS
            log.warning("the store of pages (CACHE_URL) does not answer: %s", type(error).__name__)
            return otherwise
