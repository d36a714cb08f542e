"""The page for a fault of the site, and for what keeps it from answering for a while."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from budget.logs import request_id
from budget.store.outages import WORDS, outage_of

FAULT = "A fault of this program, which its log has."
# After which a program may ask again.
RETRY_SECONDS = 10


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, with the id under which the log tells what happened; 503 with the reason where the disk is
    full or the database does not answer. The API answers in JSON. Asks the database nothing.
    """
    outage = outage_of(sys.exc_info()[1])
    status = 503 if outage else 500
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        words = (
            f"Try again later: {WORDS[outage]}." if outage else "A fault of this program, which its log has."
        )
        response = JsonResponse({"detail": words}, status=status)
    else:
        context = {"request_id": request_id.get(), "outage": outage.value if outage else ""}
        response = HttpResponse(loader.get_template("500.html").render(context), status=status)
    if outage:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
