"""Addresses of the pages with their filters, under the names that every page uses."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def address(view: str, /, *args: Any, anchor: str = "", **filters: Any) -> str:
    """The address of a page of the site: `address("projects", year=2024, source="other_funds")`.

    Filters that are None, "" or [] are omitted; a list gives one parameter for each value.
    `anchor` is the part of the page behind `#`.
    """
    chosen = {name: value for name, value in filters.items() if value not in (None, "", [])}
    return reverse(f"budget:{view}", args=args, query=chosen, fragment=anchor or None)


def row_anchor(row: int | None, file: str = "") -> str:
    """The anchor of a row of a disclosure's table on its page, "" without a row. `file` is the SHA-256
    of the file that it is a row of, where the disclosure is made of several.
    """
    return "" if row is None else "-".join(filter(None, ("row", str(row), file[:12])))


def without(request: HttpRequest, *names: str) -> str:
    """The address of this page without some of its filters, from its first page on."""
    query = request.GET.copy()
    for name in (*names, "page"):
        query.pop(name, None)
    return request.path + (f"?{query.urlencode()}" if query else "")


# What is within what: of another department or unit, the parts that were chosen of the old one go.
WITHIN = {"department": ("unit", "project"), "unit": ("project",)}


def narrowed_to(request: HttpRequest, name: str, value: Any) -> str:
    """The address of this page with one filter set, from its first page on."""
    query = request.GET.copy()
    for gone in ("page", *WITHIN.get(name, ())):
        query.pop(gone, None)
    query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


def with_year(request: HttpRequest, year: int) -> str:
    """The address of this page for another fiscal year; what is chosen within the year goes."""
    query = request.GET.copy()
    for name in ("page", "unit", "project", "revision"):
        query.pop(name, None)
    query["year"] = str(year)
    return f"{request.path}?{query.urlencode()}"
