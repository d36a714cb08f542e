"""Throttling: the address that requests are counted for, and the page after too many failed sign-ins."""

import ipaddress
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def client_address(request: HttpRequest) -> str | None:
    """Return the address that a request comes from, None where it is unknown.

    Behind proxies (PROXIES=N) it is the N-th last of X-Forwarded-For. Each proxy appends the address of its
    client; entries before these are whatever the reader sent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        header = request.headers.get("X-Forwarded-For", "")
        forwarded = header.split(",") if header else []
        if len(forwarded) >= settings.PROXIES:
            address = forwarded[-settings.PROXIES].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def client_network(request: HttpRequest) -> str:
    """Return what counts as one reader where answers are limited: the address, of IPv6 its network of 64
    bits, which one customer has whole. "" for the machine itself and for an unknown address, which are not
    limited.
    """
    address = ipaddress.ip_address(client_address(request) or "127.0.0.1")
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return ""
    prefix = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, prefix), strict=False))


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Return the page of a locked user: how long to wait, and what else to do."""
    context = {
        "title": _("Too many failed sign-ins"),
        "minutes": int(get_cool_off(request).total_seconds() // 60),
    }
    return render(request, "locked_out.html", context, status=429)
