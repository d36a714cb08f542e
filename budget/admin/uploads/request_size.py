"""The size of a request, checked before a byte of it is read."""

from django.conf import settings
from django.http import HttpRequest

# A refused body up to this many times the limit is read and discarded; a larger one is cut off.
_DISCARDED_LIMITS = 4
_READ_BYTES = 64 * 1024


def content_length(request: HttpRequest) -> int:
    """Return the number of bytes that the request announces. A server passes on no more."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def is_too_large(request: HttpRequest) -> bool:
    return content_length(request) > settings.UPLOAD_BYTES


def discard_body(request: HttpRequest) -> None:
    """Read a refused body and discard it: a browser reads the answer only after it has sent everything."""
    if content_length(request) <= _DISCARDED_LIMITS * settings.UPLOAD_BYTES:
        while request.read(_READ_BYTES):
            pass
