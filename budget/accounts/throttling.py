"""What throttles failed sign-ins: whom they are counted for, and what is told to who is locked out."""

import ipaddress
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def client_address(request: HttpRequest) -> str | None:
    """The address a request comes from; None where it cannot be told.

    Behind proxies (PROXIES=N) it is the N-th last of X-Forwarded-For: each proxy adds at the end whom it
    heard, and what stands before those entries is whatever the reader chose to send.
    """
    heard = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        header = request.headers.get("X-Forwarded-For", "")
        forwarded = header.split(",") if header else []
        if len(forwarded) >= settings.PROXIES:
            heard = forwarded[-settings.PROXIES].strip()
    try:
        return str(ipaddress.ip_address(heard))
    except ValueError:
        return None


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """The page for who failed too often: how long to wait, and what else helps."""
    context = {
        "title": _("Too many failed sign-ins"),
        "minutes": int(get_cool_off(request).total_seconds() // 60),
    }
    return render(request, "locked_out.html", context, status=429)
