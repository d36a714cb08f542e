"""Addresses in raw UTF-8, as people and programs write them: `/search/?q=校舍`.

The grammar of addresses has ASCII alone. gunicorn answers anything else 400 before the site sees the request,
without an option. nginx hands such addresses on as they are.
"""

import re

from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def percent_encoded(line: bytes) -> bytes:
    """Return the first line of a request with each byte that is not ASCII as %XX."""
    return _NOT_ASCII.sub(lambda byte: f"%{ord(byte[0]):02X}".encode(), line)


class RawAddressRequest(Request):  # type: ignore[misc]  # gunicorn has no types
    """A request whose address may be in raw UTF-8; it is then read as if it had been percent-encoded."""

    def parse_request_line(self, line_bytes: bytes) -> None:
        super().parse_request_line(percent_encoded(line_bytes))


def accept_raw_addresses() -> None:
    """Have gunicorn's workers of this process, and of those that it forks, read such addresses."""
    RequestParser.mesg_class = RawAddressRequest
