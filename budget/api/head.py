"""HEAD for the API: the headers of the answer to GET, without its body."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_PATH = "/api/"


class HeadMiddleware:
    """Answers HEAD of the API, whose operations know GET alone, as GET without the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or not request.path_info.startswith(_PATH):
            return self.get_response(request)
        request.method = "GET"
        try:
            response = self.get_response(request)
        finally:
            request.method = "HEAD"
        length = len(response.content)
        response.content = b""
        response.headers["Content-Length"] = str(length)
        return response
