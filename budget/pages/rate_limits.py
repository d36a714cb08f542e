"""How often one address may ask, in a minute, for what costs more than a page.

Each process counts what it answers, so that an address gets at most so many times the processes. A proxy
before the site limits more finely (deploy/nginx.conf); these limits hold without one. The machine itself is
not limited.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from budget.accounts.throttling import client_network

_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class _Limit:
    """At most `number` requests a minute from one address, of those that `counts` is true of."""

    number: int
    counts: Callable[[HttpRequest], bool]


def _is_sign_in(request: HttpRequest) -> bool:
    return request.path_info.startswith("/openid/") or (
        request.method == "POST" and request.path_info in ("/login/", "/second-factor/", "/account/")
    )


def _is_file(request: HttpRequest) -> bool:
    return request.path_info == "/findings/working-paper/" or any(
        name.endswith("_export") for name in request.GET
    )


LIMITS: Final[Mapping[str, _Limit]] = {
    "sign-in": _Limit(20, _is_sign_in),  # each name is besides locked after five failures
    "file": _Limit(30, _is_file),
    "search": _Limit(120, lambda request: request.path_info == "/search/"),
    "api": _Limit(300, lambda request: request.path_info.startswith("/api/")),
    "upload": _Limit(
        30, lambda request: request.method == "POST" and request.path_info.startswith("/admin/budget/upload/")
    ),
}


class RateLimitMiddleware:
    """Answers 429 where an address asked for too much; the API in JSON. Kept pages are not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.RATE_LIMITS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *arguments: Any
    ) -> HttpResponse | None:
        limits = [name for name, limit in LIMITS.items() if limit.counts(request)]
        network = client_network(request) if limits else ""
        if not network or all([_is_within(name, network) for name in limits]):  # noqa: C419  # each counts
            return None
        return _too_many(request)


def _is_within(name: str, network: str) -> bool:
    """Count a request, and return whether it is one of those that the limit allows in this minute."""
    key = f"{name}:{network}:{int(time.time()) // _SECONDS}"
    counts = caches["rate_limits"]
    counts.add(key, 0, timeout=2 * _SECONDS)
    try:
        return counts.incr(key) <= LIMITS[name].number
    except ValueError:  # many other addresses pushed it out just now
        return True


def _too_many(request: HttpRequest) -> HttpResponse:
    seconds = _SECONDS - int(time.time()) % _SECONDS
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        words = f"Too many requests from this address. Ask again in {seconds} seconds."
        response = JsonResponse({"detail": words}, status=429)
    else:
        context = {"title": _("Too many requests"), "seconds": seconds}
        response = render(request, "too_many.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
