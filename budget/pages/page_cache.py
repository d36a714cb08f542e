"""Answers that did not change are not made again.

Every GET of a reader who is not signed in has an ETag of the version of the data, the address, and what else
an answer depends on: language, unit of money, host, and the site's own files. A browser that has the answer
gets 304; pages are kept under the same key in the memory of the process (`CACHES["pages"]`), compressed as
they were sent. An answer is stored under the version that was read before it was made: after a change its
key is never asked for again, so that it cannot be stale.

Processes and machines may share a second store (`CACHES["shared_pages"]`), which others may reach too: its
keys and pages are signed with SECRET_KEY, so that a page that this site did not make is not shown, nor that
of another address or another site.
"""

import hashlib
import hmac
import json
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
_SIGNATURE_BYTES: Final = 20
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
            if request.method == "GET" and isinstance(response, HttpResponse):
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
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=20, key=_secret()).hexdigest()


@cache
def _secret() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"kept pages").digest()


@cache
def _files() -> str:
    """A hash of the site's own files and of the versions that it runs on, alike on all machines with them.
    Another code or template makes other pages of the same data.
    """
    paths = [settings.BASE_DIR / name for name in ("requirements.txt", "package-lock.json", "pyproject.toml")]
    for folder in ("budget", "indicators", "templates", "static", "locale"):
        paths += sorted((settings.BASE_DIR / folder).rglob("*"))
    digest = hashlib.blake2b(digest_size=10)
    for path in paths:
        if path.suffix not in (".pyc", "") and path.is_file():
            content = hashlib.blake2b(path.read_bytes(), digest_size=20).hexdigest()
            digest.update(f"{path.relative_to(settings.BASE_DIR)}\n{content}\n".encode())
    return digest.hexdigest()


# Status, headers and bytes.
_Kept = tuple[int, dict[str, str], bytes]


def _kept(key: str) -> _Kept | None:
    """The page that is kept under a key in this process, else in the store that all share."""
    found: _Kept | None = caches["pages"].get(key)
    if found is None and "shared_pages" in settings.CACHES:
        found = _opened(key, caches["shared_pages"].get(key) or b"")
        if found is not None:
            caches["pages"].set(key, found)
    return found


def _keep(key: str, response: HttpResponse) -> None:
    if len(response.content) > _MOST_BYTES:
        return
    kept = (response.status_code, dict(response.headers), response.content)
    caches["pages"].set(key, kept)
    if "shared_pages" in settings.CACHES:
        caches["shared_pages"].set(key, _sealed(key, kept))


def _sealed(key: str, kept: _Kept) -> bytes:
    """A page as bytes, with the signature of this site."""
    status, headers, content = kept
    page = json.dumps([status, headers]).encode() + b"\n" + content
    return _signature(key, page) + page


def _opened(key: str, sealed: bytes) -> _Kept | None:
    """The page in these bytes, None where this site did not sign them for this key."""
    signature, page = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(key, page)):
        return None
    head, _line, content = page.partition(b"\n")
    status, headers = json.loads(head)
    return status, headers, content


def _signature(key: str, page: bytes) -> bytes:
    digest = hashlib.blake2b(key.encode(), digest_size=_SIGNATURE_BYTES, key=_secret())
    digest.update(page)
    return digest.digest()


def _response(kept: _Kept) -> HttpResponse:
    status, headers, content = kept
    return HttpResponse(content, status=status, headers=headers)
