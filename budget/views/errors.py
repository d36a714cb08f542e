"""The page for a fault of the site."""

from django.http import HttpRequest, HttpResponse
from django.template import loader

from budget.logs import request_id


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, with the id under which the log tells what happened. Asks the database nothing."""
    words = loader.get_template("500.html").render({"request_id": request_id.get()})
    return HttpResponse(words, status=500)
