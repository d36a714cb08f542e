"""Requests that cannot be read are answered 400."""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.defaults import bad_request

from budget.models.names import can_be_stored


class ReadableRequestMiddleware:
    """Refuses a form in another encoding than UTF-8, which would be decoded by whatever codec it names, and
    a cookie with NUL, which PostgreSQL takes in no query. The API answers in JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_readable(request):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            return JsonResponse({"detail": "The request cannot be read."}, status=400)
        return bad_request(request, BadRequest())


def _is_readable(request: HttpRequest) -> bool:
    named = (request.content_params or {}).get("charset", "utf-8")
    try:
        is_utf8 = codecs.lookup(named).name == "utf-8"
    except (LookupError, ValueError):
        is_utf8 = False
    return is_utf8 and all(map(can_be_stored, request.COOKIES.values()))
