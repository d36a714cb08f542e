"""Whether the site is up and ready, for a proxy or a service manager.

`/healthz`: the process is alive and its database answers. `/readyz`: it has all that its work needs.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from budget.operation.readiness import missing


class ProbeMiddleware:
    """Answers both whatever host is asked for: a machine that probes the site knows it by an address, which
    is none of ALLOWED_HOSTS. Nothing of the answers depends on the host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info, self.get_response)
        return probe(request)


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
    words = "\n".join(missing())
    return _answer(words, status=503) if words else _answer("ok")


def _answer(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
