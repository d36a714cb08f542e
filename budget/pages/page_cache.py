"""Answers that did not change are not made again.

Every GET of a reader who is not signed in has an ETag of the version of the data, the address, and what else
an answer depends on: language, unit of money, host, and the site's own files. A browser that has the answer
gets 304; pages are kept under the same key (`CACHES["pages"]`), compressed as they were sent. An answer is
stored under the version that was read before it was made: after a change its key is never asked for again, so
that it cannot be stale.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control, patch_vary_headers

from budget import money
from budget.pages.language import language_for
from budget.store.data_version import answering

_SAFE: Final = ("GET", "HEAD")
# Nothing of these is for readers, or it is of this moment.
_NOT_PAGES: Final = (
    *("/admin/", "/login/", "/account/", "/second-factor/", "/openid/"),
    *("/healthz", "/readyz", "/metrics"),
)
_NAMESPACES: Final = ("budget", "api")
_VARYING: Final = ("Cookie", "Accept-Language", "Accept-Encoding")
_MOST_BYTES: Final = 1 << 20
_COMPRESSED: Final = ("text/html", "application/json")


class PageCacheMiddleware:
    """Answers a reader who is not signed in from what was made before of the same version of the data.

    Not used where everybody must sign in, nor under DEBUG, where templates change.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._is_used = not (settings.REQUIRE_LOGIN or settings.DEBUG)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in _SAFE:
            return self._get_response(request)
        with answering() as answer:
            if not self._is_used or not _is_shared(request):
                return self._get_response(request)
            try:
                key = _key(request, answer.version)
            except DisallowedHost:
                return self._get_response(request)
            etag = f'W/"{key}"'
            if etag in request.headers.get("If-None-Match", ""):
                return _with_headers(HttpResponseNotModified(), etag)
            kept = _kept(key)
            if kept is not None:
                return _response(kept)
            response = self._get_response(request)
            if not _may_be_shared(request, response):
                return response
            _with_headers(response, etag)
            if (
                request.method == "GET"
                and isinstance(response, HttpResponse)
                and len(response.content) <= _MOST_BYTES
            ):
                _keep(key, response)
            return response


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages and answers of the API. Files come as they are: workbooks are compressed already, and
    rows that are sent one by one would compress badly.

    Django adds a random number of bytes, so that the length of an answer tells nothing of it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in _COMPRESSED:
            return response
        return super().process_response(request, response)


def _is_shared(request: HttpRequest) -> bool:
    """Whether the reader is not signed in, has no message waiting, and asks for a page."""
    try:
        namespace = resolve(request.path_info).namespace
    except Resolver404:
        return False
    return namespace in _NAMESPACES and not (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "messages" in request.COOKIES
        or "Authorization" in request.headers
        or request.path_info.startswith(_NOT_PAGES)
    )


def _may_be_shared(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer is the same for all who are not signed in: it sets no cookie and has no token."""
    match = request.resolver_match
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and match is not None
        and match.namespace in _NAMESPACES
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and "private" not in control
        and "no-store" not in control
        and not request.user.is_authenticated
    )


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Let a browser keep the answer, and ask each time whether it is still the one."""
    response.headers["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, _VARYING)
    return response


def _key(request: HttpRequest, version: str) -> str:
    unit = money.UNITS.get(request.COOKIES.get(money.COOKIE, ""), money.WAN)
    parts = (
        version,
        _files(),
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
        language_for(request),
        unit.key,
        str("gzip" in request.headers.get("Accept-Encoding", "")),
    )
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()


@cache
def _files() -> str:
    """A hash of the site's own files: another code or template makes other pages of the same data."""
    digest = hashlib.blake2b(digest_size=10)
    for folder in ("budget", "indicators", "templates", "static", "locale"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix not in (".pyc", "") and path.is_file():
                state = path.stat()
                digest.update(f"{path}\n{state.st_size}\n{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


# Status, headers and bytes.
_Kept = tuple[int, dict[str, str], bytes]


def _kept(key: str) -> _Kept | None:
    found: _Kept | None = caches["pages"].get(key)
    return found


def _keep(key: str, response: HttpResponse) -> None:
    if len(response.content) <= _MOST_BYTES:
        caches["pages"].set(key, (response.status_code, dict(response.headers), response.content))


def _response(kept: _Kept) -> HttpResponse:
    status, headers, content = kept
    return HttpResponse(content, status=status, headers=headers)
