"""The id of each request, and a line of the log for each answer."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Histogram

from budget.logs import request_id

logger = logging.getLogger("budget.access")
HEADER: Final = "X-Request-ID"
# What proxies make: other ids are not taken over, since they stand in the log and on pages.
_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_SECONDS = Histogram(
    "budget_answer_seconds", "How long answers took, by page and status.", ["page", "status"]
)
# Asked every few seconds by machines.
_UNLOGGED: Final = frozenset({"/healthz", "/readyz"})


class AccessLogMiddleware:
    """Takes over the id of a request or makes one, gives it to the answer, and logs the answer: method, path,
    status, milliseconds, user. The query is left out: at the end of a sign-in it holds secrets. With a
    METRICS_DIR it adds the time to the figures for Prometheus.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        token = request_id.set(given if _ID.fullmatch(given) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id.get()
            if request.path not in _UNLOGGED:
                seconds = time.perf_counter() - started
                _log(request, response.status_code, seconds)
                if settings.METRICS_DIR:
                    match = request.resolver_match
                    page = (match.view_name if match else "") or "-"
                    _SECONDS.labels(page, response.status_code).observe(seconds)
            return response
        finally:
            request_id.reset(token)


def _log(request: HttpRequest, status: int, seconds: float) -> None:
    values = {
        "method": request.method,
        "path": request.path,
        "status": status,
        "milliseconds": round(seconds * 1000),
        "user": _user(request),
    }
    words = "%(method)s %(path)s %(status)s %(milliseconds)s ms %(user)s"
    logger.info(words, values, extra=values)


def _user(request: HttpRequest) -> str:
    """Return the name of who asked, where the request looked it up. A line of the log costs no query."""
    user = getattr(request, "_cached_user", None)  # set by django.contrib.auth.middleware
    return user.get_username() if user is not None and user.is_authenticated else "-"
